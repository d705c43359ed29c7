"""``cnnstat draw``: files, refusals, what it says in words, and that a stranger's names stay names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Done
from drawing_measure import faults

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.flow import Flow
from cnnstat.drawing.formats import svg
from cnnstat.drawing.metrics import text_width
from cnnstat.drawing.scene import Scene, Text
from cnnstat.drawing.ways import Wish
from cnnstat.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"
Run = Callable[..., Done]


def test_equal_input_gives_equal_bytes(inside: Run, tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        assert inside("draw", "googlenet", "-o", name, cwd=tmp_path) == Done(0, "", "")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_the_svg_is_text_with_a_description(inside: Run, tmp_path: Path) -> None:
    inside("draw", "alexnet", "-o", "a.svg", cwd=tmp_path)
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    assert root.find(f"{SVG}title").text == "AlexNet"  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text == (  # type: ignore[union-attr]
        "AlexNet: from an input of 3×227×227 through 5 conv, 3 maxpool, 3 linear to an output of 1,000. "
        "Equal neighbours are drawn once."
    )
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {"conv1", "11×11/4", "2×48×55×55"} <= set(texts)
    ids = [each.get("id") for each in root.iter() if each.get("id", "").startswith("layer-")]
    assert "layer-conv1" in ids
    assert len(ids) == len(set(ids))
    for each in root.iter(f"{SVG}text"):
        wide = text_width(each.text or "", float(each.get("font-size", "0")), each.get("font-weight") == "bold")
        assert float(each.get("textLength", "0")) == pytest.approx(wide, abs=0.05)


def test_a_block_has_its_own_input(inside: Run, tmp_path: Path) -> None:
    scene = scene_of(cnnstat.analyze("googlenet"), Wish(block="3a"))
    texts = [item.text for item in scene.items if isinstance(item, Text)]
    assert texts[:4] == ["GoogLeNet, 3a", "input 192×28×28", "input", "192×28×28"]
    assert "3x3_reduce" in texts


ENDINGS = ".dot, .gv, .mermaid, .mmd, .pdf, .png, .svg, .tex"
REFUSED = {
    (
        "alexnet",
        "-o",
        "x.gif",
    ): f"expected a file ending in {ENDINGS}, got 'x.gif'",
    ("alexnet", "--page", "a5", "-o", "x.svg"): (
        "--page: expected 16:9, a4, letter or WIDTHxHEIGHTmm as 160x90mm, got 'a5'"
    ),
    ("alexnet", "--page", "1x1mm", "-o", "x.svg"): "--page: expected sides from 36 to 1763 mm, got '1x1mm'",
    ("alexnet", "--page", "40x40mm", "-o", "x.svg"): (
        "AlexNet does not fit the page with text of 9 points; --page 16:9 does"
    ),
    ("alexnet", "--show", "kernl", "-o", "x.svg"): "--show: there is no 'kernl'; did you mean 'kernel'?",
    ("alexnet", "--show", "params,macs,params", "-o", "x.svg"): "--show: params is given twice",
    ("alexnet", "--style", "graf", "-o", "x.svg"): (
        "--style: expected one of volumes, graph, got 'graf'; did you mean 'graph'?"
    ),
    ("resnet18", "--style", "volumes", "-o", "x.svg"): (
        "--style volumes draws chains of layers; this network has branches, which --style graph draws"
    ),
    ("resnet152", "--unfold", "-o", "x.svg"): (
        "ResNet-152 does not fit the page with text of 9 points; --depth 3 does"
    ),
    ("googlenet", "--unfold", "-o", "x.svg"): ("GoogLeNet does not fit the page with text of 9 points; --depth 1 does"),
    ("inception_v3", "--unfold", "--page", "a4", "-o", "x.svg"): (
        "Inception-v3 does not fit the page with text of 9 points; --depth 1 does"
    ),
    ("resnet50", "--depth", "2", "--page", "100x60mm", "-o", "x.svg"): (
        "ResNet-50 does not fit the page with text of 9 points; folded, --page 16:9 does"
    ),
    ("resnet18", "--unfold", "--depth", "2", "-o", "x.svg"): (
        "--unfold and --depth exclude each other: one shows every layer, the other folds blocks"
    ),
    ("googlenet", "aux1", "-o", "x.svg"): "aux1 exists in training only; --mode train shows it",
    ("googlenet", "pol3", "-o", "x.svg"): "googlenet has no layer 'pol3'; did you mean 'pool3'?",
    ("alexnet", "-o", "none/x.svg"): "none/x.svg: cannot write: No such file or directory",
    ("alexnet", "-o", "."): f"expected a file ending in {ENDINGS}, got ''",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_refusals(words: tuple[str, ...], inside: Run, tmp_path: Path) -> None:
    assert inside("draw", *words, cwd=tmp_path) == Done(2, "", f"cnnstat: {REFUSED[words]}\n")
    assert list(tmp_path.iterdir()) == []


HOSTILE = (
    'title: "</title><script>alert(1)</script> ]]> &amp;"\n'
    "about: '<img src=x onerror=alert(1)>'\n"
    "input: {channels: 1, size: 8}\nlayers:\n  - {name: 'x', type: conv, filters: 2, kernel: 3}\n"
)


def test_a_strangers_title_is_text(inside: Run, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(HOSTILE)
    assert inside("draw", "s.yaml", "-o", "a.svg", cwd=tmp_path).code == 0
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text.startswith("</title><script>alert(1)</script>")  # type: ignore[union-attr]


def test_long_titles_and_other_alphabets(tmp_path: Path, write_spec: Callable[[str], Path]) -> None:
    title = "합성곱 신경망 " * 40
    path = write_spec(f"title: {title!r}\ninput: {{channels: 1, size: 8}}\nlayers: [{{type: relu}}]\n")
    scene = scene_of(cnnstat.analyze(path))
    assert faults(scene) == []
    assert any(isinstance(item, Text) and item.text.endswith("…") for item in scene.items)
    assert text_width("가", 10) == 9.2
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_python(tmp_path: Path) -> None:
    drawing = cnnstat.draw("alexnet", tmp_path / "a.svg", page="a4", show=["kernel", "params"])
    assert repr(drawing) == "<Drawing 'AlexNet': 595.28×841.89 points>"
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == drawing.svg == drawing._repr_html_()
    assert drawing.about.startswith("AlexNet: from an input of")
    with pytest.raises(cnnstat.UsageError, match="there is no 'kernl'"):
        cnnstat.draw("alexnet", show="kernl")
    assert "<svg" in cnnstat.load("lenet5")._repr_html_()
    assert "<svg" in cnnstat.analyze("lenet5")._repr_html_()


def test_the_measure_can_fail() -> None:
    """Two texts in one place, one that leaves its page, one that is small."""
    texts = [Text(10, 20, "abc", 15, 9), Text(12, 20, "def", 15, 9), Text(90, 20, "long", 30, 8)]
    scene = Scene(100, 100, "", "", texts)
    assert faults(scene) == [
        "'abc' overlaps 'def'", "'long' has 8 points", "'long' leaves the page",
    ]  # fmt: skip
    assert "abc" in svg.written(scene)


def test_what_no_page_can_hold_is_not_laid_out(
    write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks of tangles, thousands of layers: to find that out must cost less than to draw them."""
    lines = ["{name: a0, type: relu}", "{name: a1, type: relu, from: input}"]
    lines += [f"{{name: a{at}, type: add, from: [a{at - 1}, a{at - 2}]}}" for at in range(2, 39)]
    path = write_spec(
        f"input: {{channels: 4, size: 8}}\nblocks:\n  b: {{layers: [{', '.join(lines)}]}}\n"
        "layers:\n  - {name: x, block: b, repeat: 200}\n"
    )
    drawn = []
    leaf = Flow.leaf
    monkeypatch.setattr(Flow, "leaf", lambda *arguments: drawn.append(1) or leaf(*arguments))  # type: ignore[func-returns-value]
    with pytest.raises(cnnstat.UsageError, match="does not fit the page with text of 9 points; --depth 2 does"):
        scene_of(cnnstat.analyze(path), Wish(unfold=True))
    assert len(drawn) < 1_000


def test_long_titles_are_shortened_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    layers = "".join(f"  - {{name: c{at}, type: conv, filters: {at + 1}, kernel: 1}}\n" for at in range(200))
    path.write_text(f"title: {'x' * 15000}\ninput: {{channels: 1, size: 8}}\nlayers:\n{layers}")
    for wish in (Wish(unfold=True), Wish(style="volumes")):
        with pytest.raises(UsageError) as caught:
            scene_of(cnnstat.analyze(path), wish)
        assert str(caught.value).startswith(f"{'x' * 78} … does not fit the page ")
        assert len(str(caught.value)) < 250
