"""``cnnstat plot``: charts hold the analysis's own figures, in the terminal and as pictures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done, others_slow

import cnnstat
from cnnstat.charts import BARS, MOST_BARS, Accuracies, bars, fields
from cnnstat.picture import families
from cnnstat.picture.plot import draw_accuracies, draw_layers
from cnnstat.render.charts import bar
from cnnstat.text.cells import cells
from cnnstat.views.plot import charts

Run = Callable[..., Done]
QUANTITY = {"params": "params", "macs": "macs"}


@pytest.mark.parametrize("name", others_slow(cnnstat.networks()))
@pytest.mark.parametrize("what", BARS)
def test_bars_add_up_to_the_networks_figure(name: str, what: str) -> None:
    analysis = cnnstat.analyze(name)
    found = bars(analysis, what)
    assert len(found.names) == len(found.values) == len(found.texts) <= MOST_BARS or "at 1 level" in found.note
    if what in QUANTITY and "largest" not in found.note:
        assert found.total == getattr(analysis, QUANTITY[what])


def test_activations_are_those_of_the_table() -> None:
    analysis = cnnstat.analyze("alexnet")
    found = bars(analysis, "memory")
    assert dict(zip(found.names, found.values, strict=True))["conv1"] == 96 * 55 * 55 * 4
    assert found.texts[0] == "1.1 MiB"


def test_fields_are_those_of_the_analysis() -> None:
    found = fields(cnnstat.analyze("alexnet"))
    assert list(found.sizes) == [11, 11, 19, 51, 51, 67, 99, 131, 163, 195]  # flat layers have no place
    assert list(found.jumps) == [4, 4, 8, 8, 8, 16, 16, 16, 16, 32]
    assert found.side == 227


@pytest.mark.parametrize(
    ("value", "most", "room", "text"),
    [
        (0, 10, 8, ""), (10, 10, 8, "████████"), (5, 10, 8, "████"), (1, 1000, 8, "▏"), (9, 16, 2, "█▏"),
        (15, 16, 2, "█▉"),
    ],
)  # fmt: skip
def test_bars_of_characters(value: int, most: int, room: int, text: str) -> None:
    """To an eighth of a character, rounded down; what there is, shows."""
    assert bar(value, most, room) == text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("alexnet", ["alexnet"]),
        ("resnet50-macs", ["resnet50", "--chart", "macs"]),
        ("accuracy", ["alexnet", "vgg16", "resnet50", "mobilenet_v2"]),
        ("fields", ["vgg16", "alexnet", "--chart", "rf"]),
    ],
)
@pytest.mark.parametrize("columns", [80, 140])
def test_terminals(
    file: str, words: list[str], columns: int, program: Callable[..., Done], accept: Callable[[str, str], str]
) -> None:
    done = program("plot", *words, env={"COLUMNS": str(columns)})
    assert (done.code, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= columns
    assert done.out == accept(f"plot/{file}-{columns}.txt", done.out)


REFUSED = {
    ("alexnet", "--chart", "parms"): (
        "--chart: expected one of params, macs, memory, rf, accuracy, got 'parms'; did you mean 'params'?"
    ),
    ("alexnet", "vgg16", "--chart", "params"): (
        "--chart params, macs and memory are about the layers of one network; rf takes several"
    ),
    ("alexnet", "--chart", "accuracy,rf"): (
        "--chart accuracy stands alone: it is about networks, the others are about layers"
    ),
    ("alexnet.conv1",): "plot: expected networks, got a layer; cnnstat explain shows how its figures come about",
    ("alexnet", "-o", "x.gif"): "--output: expected a file ending in .png, .svg, .pdf, got 'x.gif'",
    ("alexnet", "lenet5"): "accuracies on ImageNet and MNIST do not compare; name networks of one of them",
    ("inception-3a", "inception-naive"): (
        "no top-1 accuracy of inception-3a, inception-naive is cited in specs/claims; --chart rf shows receptive fields"
    ),
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_refusals(words: tuple[str, ...], inside: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert inside("plot", *words, cwd=tmp_path) == Done(2, "", f"cnnstat: {REFUSED[words]}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        pytest.param(words.split(), ending, marks=[pytest.mark.slow] * (at != number), id=f"{words} {ending}")
        for at, words in enumerate(("alexnet", "alexnet vgg16", "alexnet vgg16 --chart rf"))
        for number, ending in enumerate(("svg", "png", "pdf"))
    ],
)
def test_pictures(words: list[str], ending: str, inside: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("a", "b"):
        assert inside("plot", *words, "-o", f"{name}.{ending}", cwd=tmp_path) == Done(0, "", "")
    one, other = (tmp_path / f"{name}.{ending}" for name in "ab")
    assert one.read_bytes() == other.read_bytes()


def test_the_caption_names_sources_and_what_is_unknown(inside: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    inside("plot", "alexnet", "vgg16", "resnet18", "-o", "a.svg", cwd=tmp_path)
    comments = " ".join(re.findall(r"<!-- (.*?) -->", (tmp_path / "a.svg").read_text(encoding="utf-8")))
    assert "No top-1 accuracy is cited of resnet18." in comments
    assert "Krizhevsky 2012" in comments


def test_a_title_with_dollars_is_no_formula(inside: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    (tmp_path / "s.yaml").write_text(
        'title: "$\\\\frac{$ costs $5"\ninput: {channels: 1, size: 16}\n'
        "layers: [{name: a$b$, type: conv, kernel: 3, filters: 2}]\n"
    )
    done = inside("plot", "s.yaml", "-o", "a.svg", cwd=tmp_path)
    assert done.code in (0, 2)
    assert "internal error" not in done.err


def test_invisible_characters_of_a_title_are_seen(inside: Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    spec = 'title: "a\u3164b"\ninput: {channels: 1, size: 16}\nlayers: [{type: conv, kernel: 3, filters: 2}]\n'
    (tmp_path / "s.yaml").write_text(spec, encoding="utf-8")
    assert inside("plot", "s.yaml", "-o", "a.svg", cwd=tmp_path).code == 0
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert (r"a\u3164b" in text, "\u3164" in text) == (True, False)


def test_settings_as_in_queries() -> None:
    (found,) = charts(["mobilenet_v1@width=0.5"], "params")  # type: ignore[misc]
    assert found.total == cnnstat.analyze("mobilenet_v1", width=0.5).params  # type: ignore[union-attr]


KOREAN = {
    ("alexnet", "--chart", "macs"): [
        "AlexNet: 층별 MAC(곱셈-누산), 모두 724,406,816",
        "conv1  ████████████████████████                               1억 542만   14.6 %",
    ],
    ("resnet152", "--chart", "params"): ["블록은 이름의 1단계까지 묶었다."],
    ("vgg16", "alexnet", "--chart", "rf"): ["VGG-16 (D): 층별 수용 영역(픽셀), 입력의 한 변은 224"],
    ("resnet50", "--chart", "rf"): ["71개 층 가운데 25개는 수용 영역이 입력 전체이거나 그보다 넓다."],
    ("alexnet", "vgg16", "resnet18"): [
        "ImageNet Top-1 정확도(%), 인용한 값",
        "alexnet  █████████████████▌      59.3 %  MAC   7억 2,441만  매개변수     6,097만",
        "Top-1 정확도를 인용할 출처가 없는 신경망: resnet18. 정확도는 데이터와 평가",
    ],
}


@pytest.mark.parametrize("words", KOREAN, ids=" ".join)
def test_korean_lines_are_as_wide_as_the_terminal(words: tuple[str, ...], inside: Run) -> None:
    done = inside("plot", *words, "--lang", "ko", env={"COLUMNS": "80"})
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert not set(KOREAN[words]) - set(lines)
    assert max(map(cells, lines)) <= 80


@pytest.mark.parametrize(
    "words",
    [
        ["alexnet", "vgg16"],
        pytest.param(["resnet50"], marks=pytest.mark.slow),
        pytest.param(["alexnet", "vgg16", "--chart", "rf"], marks=pytest.mark.slow),
    ],
)
def test_pictures_in_korean_have_a_font_for_it(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every machine: matplotlib's own font has no Hangul, the one that comes along has."""
    manager = pytest.importorskip("matplotlib.font_manager").fontManager
    monkeypatch.setattr(manager, "ttflist", [font for font in manager.ttflist if font.name == "DejaVu Sans"])
    monkeypatch.setattr("cnnstat.picture.SCRIPTS", ())
    found = charts(words[:2] if "rf" in words else words, "rf" if "rf" in words else "", lang="ko")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        monkeypatch.setattr(warnings, "filterwarnings", lambda *told, **more: None)
        if isinstance(found, Accuracies):
            draw_accuracies(found, tmp_path / "a.png")
        else:
            draw_layers(found, tmp_path / "a.png")
    assert families()[-1] == "Noto Sans KR"


def test_a_terminal_of_any_width(inside: Callable[..., Done]) -> None:
    done = inside("plot", "lenet5", env={"COLUMNS": "99999"})
    assert done.code == 0
    assert 900 < max(map(cells, done.out.splitlines())) <= 1000


def draws(folder: Path, **environment: str) -> tuple[int, str]:
    """The exit code and the error of a process that draws a picture in a folder, which imports matplotlib there."""
    words = [sys.executable, "-m", "cnnstat", "plot", "alexnet", "-o", "x.svg"]
    given = {**os.environ, **environment}
    done = subprocess.run(words, cwd=folder, env=given, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("kind", ["file", "link", "pipe", "nothing"])
def test_settings_of_a_strangers_folder_are_not_obeyed(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    settings, secret = tmp_path / "matplotlibrc", tmp_path / "secret"
    secret.write_text("a secret \x1b[31m\n")
    if kind == "file":
        settings.write_text("text.usetex: True\n")
    elif kind == "link":
        settings.symlink_to(secret)
    else:
        os.mkfifo(settings) if kind == "pipe" else settings.symlink_to("nowhere")
    assert draws(tmp_path) == (0, "")
    (tmp_path / "plain").mkdir()
    assert draws(tmp_path / "plain") == (0, "")
    assert (tmp_path / "x.svg").read_bytes() == (tmp_path / "plain" / "x.svg").read_bytes()


def test_what_the_environment_says_wrongly(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    code, says = draws(tmp_path, MPLBACKEND="nosuch")
    assert (code, says.partition("'nosuch'")[0]) == (2, 'cnnstat: matplotlib does not start: "Key backend: ')
    for date in ("abc", "9" * 20):
        says = f"cnnstat: SOURCE_DATE_EPOCH: expected the seconds since 1970, got {date!r}\n"
        assert draws(tmp_path, SOURCE_DATE_EPOCH=date) == (2, says)
    assert not (tmp_path / "x.svg").exists()
