"""Handouts: as many pages as asked for, what they hold by rule, figures that are the analyzer's, both languages."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from conftest import ROOT, others_slow

import cnnstat
from cnnstat.cli.commands.handout import FORMATS
from cnnstat.errors import UsageError
from cnnstat.guide import source
from cnnstat.handouts.amount import GROWN
from cnnstat.handouts.arithmetic import chosen
from cnnstat.handouts.course import FAMILIES
from cnnstat.handouts.fitting import MOST_TRIES, fitted
from cnnstat.handouts.handed import Handout
from cnnstat.handouts.make import Maker, Wanted, usual
from cnnstat.handouts.parts import PARTS, SHARED, parts_of
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import ENGLISH, language_named
from cnnstat.publishing import formats
from cnnstat.publishing.content import Block, Document, Equations, Grid, Heading, Items, Paragraph, Picture, Run, flat
from cnnstat.publishing.formats import markdown, module, pdf, typst
from cnnstat.quantities import QUANTITIES
from cnnstat.spec import catalog
from cnnstat.text.printable import printable
from cnnstat.typesetting import compiling
from cnnstat.views.handout import topic_of

needs_typst = pytest.mark.skipif(
    importlib.util.find_spec("typst") is None and not os.environ.get("CNNSTAT_REQUIRE_TORCH"),
    reason="typst is not installed: pip install 'cnnstat[pdf]'",
)
Found = TypeVar("Found", bound=Block)
NETS = sorted(str(path) for path in (ROOT / "tests/nets").glob("*.yaml"))
KOREAN = language_named("ko")


def of(kind: type[Found], document: Document) -> list[Found]:
    """The blocks of a kind."""
    return [each for each in flat(document.blocks) if isinstance(each, kind)]


def grid(document: Document, head: str) -> Grid:
    """The table that has a column of this title."""
    return next(each for each in of(Grid, document) if head in each.head)


def headings(document: Document) -> list[str]:
    return [each.text for each in of(Heading, document)]


def usual_of(*networks: str, language: str = "en") -> Document:
    """A handout with the usual amounts; nothing measures its pages."""
    return usual(topic_of(networks), Wanted(language_named(language))).document


@needs_typst
@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.slow)])
@pytest.mark.parametrize("network", others_slow([*catalog.networks(), *NETS]))
def test_every_network_fills_two_pages(network: str, language: str) -> None:
    made = Handout(topic_of([network]), Wanted(language_named(language)))
    assert pdf.taken(made.document).pages == made.made.pages == 2
    assert not set(made.left_out) - {"printed", "growth", "inputs", "shares"}
    assert pdf.written(made.document).main[:5] == b"%PDF-"  # UA-1: every text has a font, every picture a text


@needs_typst
def test_two_pages_in_korean() -> None:
    """Of every network ``pytest -m slow`` looks at them."""
    made = cnnstat.handout("alexnet", lang="ko")
    assert pdf.taken(made.document).pages == made.made.pages == 2
    assert pdf.written(made.document).main[:5] == b"%PDF-"


@needs_typst
@pytest.mark.parametrize("pages", [1, 3, pytest.param(5, marks=pytest.mark.slow)])
def test_other_numbers_of_pages(pages: int) -> None:
    made = cnnstat.handout("resnet50", pages=pages)
    assert pdf.taken(made.document).pages == made.made.pages == pages


@pytest.mark.slow
@needs_typst
def test_more_pages_hold_more() -> None:
    amounts = [cnnstat.handout("vgg16", pages=pages).made.amount for pages in (1, 2, 4)]
    assert amounts[0].rows <= amounts[1].rows <= amounts[2].rows
    assert amounts[0].exercises < amounts[1].exercises < amounts[2].exercises


@pytest.mark.parametrize("network", others_slow(catalog.networks()))
def test_the_table_is_the_analyzers_and_has_seven_columns_at_most(network: str) -> None:
    table = grid(usual_of(network), "Does")
    assert len(table.head) <= 7
    analysis = cnnstat.analyze(network)
    assert QUANTITIES["params"].title in table.head
    assert f"{analysis.params:,}" in table.total
    assert f"{analysis.macs:,}" in table.total


def test_rows_of_a_small_network_are_those_of_the_table() -> None:
    table = grid(usual_of("alexnet"), "Does")
    rows = {str(row[0]): row for row in table.rows}
    for layer in cnnstat.analyze("alexnet"):
        row = rows[layer.name]
        assert row[2] == str(layer.output)
        assert row[3] == (f"{layer.params:,}" if layer.params else "")
        assert row[-1] == str(layer.field.vertical.size)


@pytest.mark.parametrize(
    ("network", "layers"),
    [
        ("alexnet", {"conv1": "first convolution", "pool1": "first pool", "conv2": "in groups, most MACs",
                     "fc6": "most parameters", "fc8": "classifier"}),
        ("vgg16", {"conv1_1": "first convolution", "conv1_2": "most MACs", "pool1": "first pool",
                   "fc6": "most parameters", "fc8": "classifier"}),
        ("mobilenet_v2", {"conv1": "first convolution", "stage1.1.depthwise": "depthwise",
                          "stage2.2.add": "first merge", "conv_last": "most MACs",
                          "pool": "first pool", "fc": "most parameters, classifier"}),
        ("tests/nets/resnext50_32x4d.yaml", {"layer1_1.conv2": "in groups"}),
        ("tests/nets/shufflenet_v2_x1_0.yaml", {"stage2a.l_dw": "depthwise"}),
    ],
)  # fmt: skip
def test_rows_worth_deriving_are_chosen_by_rule(network: str, layers: dict[str, str]) -> None:
    path = ROOT / network
    found = {each.name: ", ".join(why) for each, why in chosen(cnnstat.analyze(path if path.is_file() else network), 8)}
    assert {**found, **layers} == found
    if network.startswith(("alexnet", "vgg16", "mobilenet_v2")):
        assert found == layers


def test_the_first_rules_come_first() -> None:
    assert [layer.name for layer, _ in chosen(cnnstat.analyze("mobilenet_v2"), 2)] == ["conv1", "stage1.1.depthwise"]


def test_alexnet_asks_227_or_224_and_others_do_not() -> None:
    assert "Which input: 227 or 224?" in headings(usual_of("alexnet"))
    assert "입력은 227인가, 224인가?" in headings(usual_of("alexnet", language="ko"))
    for network in ("alexnet-224", "vgg16", "lenet5"):
        assert "Which inputs fit" in headings(usual_of(network))


def test_printed_figures_begin_with_the_most_telling() -> None:
    table = grid(usual_of("alexnet"), "Verdict")
    verdicts = [str(row[-1]) for row in table.rows]
    assert verdicts[0] == "24.2 % too low"
    assert verdicts.index("24.2 % too low") < next(
        at for at, each in enumerate(verdicts) if each.startswith("MiB for MB:")
    )


def test_a_network_at_other_settings_is_not_held_against_the_paper() -> None:
    for text in ("alexnet@input=195", "mobilenet_v2@width=0.5", NETS[0]):
        assert "What the paper prints" not in headings(usual_of(text))
    assert usual_of("mobilenet_v2@width=0.5").under.endswith(" · width=0.5")


def test_parts_are_those_asked_for_in_their_order() -> None:
    made = cnnstat.handout("alexnet", parts=["printed", "table"])
    assert headings(made.document)[:2] == ["What the paper prints", "Layer by layer"]
    assert not of(Picture, made.document)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ("tables", "--part: there is no part 'tables'; did you mean 'table'?"),
        ("table,table", "--part: table is named twice"),
    ],
)
def test_parts_that_are_none(parts: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        cnnstat.handout("alexnet", parts=parts)
    assert str(caught.value) == told


def test_parts_of_several_are_others() -> None:
    one, several = topic_of(["alexnet"]), topic_of(["alexnet", "vgg16"])
    assert list(parts_of(one)) == [*PARTS, "exercises"]
    assert list(parts_of(several)) == [*SHARED, "exercises"]


def test_several_networks_stand_side_by_side() -> None:
    document = usual_of("alexnet", "googlenet", "resnet50")
    assert document.title == "AlexNet, GoogLeNet, ResNet-50"
    table = grid(document, "Figure")
    row = next(each for each in table.rows if each[0] == "parameters")
    assert list(row[1:]) == [f"{cnnstat.analyze(name).params:,}" for name in ("alexnet", "googlenet", "resnet50")]
    assert "Accuracy and cost" in headings(document)


def test_what_changes_between_two_that_are_alike() -> None:
    document = usual_of("resnet50", "resnet50-v1.5")
    said = " ".join(run.text for each in of(Paragraph, document) for run in each.runs if isinstance(run, Run))
    assert "MACs 3.86 G → 4.09 G (+6.0 %)" in said
    table = grid(document, "Keys")
    assert all(row[0] == "changed" for row in table.rows)


def test_exercises_are_those_of_their_seed_and_have_a_key() -> None:
    topic = topic_of(["alexnet"])
    one, two = (Maker(topic, Wanted(seed=seed, exercises=4)) for seed in (1, 2))
    amount = usual(topic, Wanted(exercises=4)).amount
    assert [each.facts for each in one.questions(amount)] != [each.facts for each in two.questions(amount)]
    key = one.key(amount)
    assert headings(key) == ["Key"]
    assert len(of(Items, key)[0].items) == 4
    assert of(Equations, key)


def test_a_handout_without_exercises_has_no_key() -> None:
    with pytest.raises(UsageError, match=r"^alexnet: the handout has no exercises, and so no key$"):
        _ = cnnstat.handout("alexnet", parts="table").key
    with pytest.raises(UsageError, match="no exercises"):
        _ = cnnstat.handout("alexnet", exercises=0).key


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_golden_handout(language: str, accept: Callable[[str, str], str]) -> None:
    text = markdown.written(usual_of("alexnet", language=language)).main
    assert isinstance(text, str)
    text = re.sub(r"cnnstat \d\S*", "cnnstat VERSION", text)
    assert accept(f"handouts/alexnet.{language}.md", text) == text


@needs_typst
def test_equal_handouts_are_equal_bytes_in_another_process() -> None:
    code = (
        "import hashlib, cnnstat; from cnnstat.publishing.formats import pdf\n"
        "made = cnnstat.handout('lenet5', lang='ko')\n"
        "print(hashlib.sha256(pdf.written(made.document).main).hexdigest())"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "12"
    }
    assert len(said) == 1


HOSTILE = (
    '"; #read("/etc/passwd")', "</title><script>alert(1)</script>", r"\input{/etc/passwd} $x$ %", "`a` [b](c) |d| # e",
    "#panic() @x <y>", "a\u3164\u115f\uffa0\u034fb",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["html", "latex", "markdown", "typst"])
def test_a_strangers_texts_are_text(text: str, name: str, write_spec: Callable[[str], Path]) -> None:
    quoted = json.dumps(text)
    path = write_spec(
        f"title: {quoted}\nabout: {quoted}\nsource: {{paper: {quoted}}}\ninput: {{channels: 3, size: 8}}\n"
        "layers:\n  - {name: conv1, type: conv, filters: 8, kernel: 3, padding: 1}\n  - {type: flatten}\n"
        "  - {name: fc, type: linear, features: 10}\n"
    )
    document = usual(topic_of([str(path)]), Wanted()).document
    made = module(name).written(document, "net").main
    assert isinstance(made, str)
    assert printable(made) == made
    if name == "html":
        assert "<script" not in made
    if name == "latex":
        assert r"\input" not in made
    if name == "typst":
        assert pdf.taken(document).pages >= 1


@pytest.mark.parametrize(
    "layers", ["  - {type: flatten}\n  - {name: fc, type: linear, features: 2}\n",
               "  - {name: conv, type: conv, filters: 2, kernel: 3}\n", "  - {name: pool, type: maxpool, kernel: 2}\n"],
)  # fmt: skip
def test_tiny_networks_have_handouts(layers: str, write_spec: Callable[[str], Path]) -> None:
    path = write_spec(f"input: {{channels: 4, size: 8}}\nlayers:\n{layers}")
    assert "Layer by layer" in headings(usual_of(str(path)))
    assert "Layer by layer" not in headings(usual_of(str(path), language="ko"))


def test_networks_of_a_course_are_of_the_catalog() -> None:
    assert set(FAMILIES) <= set(catalog.networks())
    years = [int(re.findall(r"\b(?:19|20)\d\d\b", cnnstat.load(each).source["paper"])[-1]) for each in FAMILIES[:2]]
    assert years == sorted(years)


def test_language_of_a_topic() -> None:
    topic = topic_of(["alexnet"])
    assert isinstance(topic, Topic)
    assert topic.title(ENGLISH) == topic.title(KOREAN) == "AlexNet"
    assert re.search(r"[가-힣]", topic.about(KOREAN))
    assert not re.search(r"[가-힣]", topic.about(ENGLISH))


def test_a_notebook_shows_it_in_a_frame() -> None:
    shown = cnnstat.handout("lenet5")._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert shown.count('"') == 4  # nothing ends the frame's text but its end


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_no_logo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    for name, told in (("a.png", "is no file"), ("b.png", "is not there")):
        with pytest.raises(UsageError, match=rf"^--logo: '{name}' {told}$"):
            cnnstat.handout("lenet5", logo=tmp_path / name)


@pytest.mark.parametrize("text", ["a\nb", "\x1b[31m", "\u202e2026", "a\udcff"])
@pytest.mark.parametrize("option", ["title", "course_name", "date"])
def test_a_text_of_the_head_is_one_line(option: str, text: str) -> None:
    with pytest.raises(UsageError, match=rf"^{option}: expected a line of text without control characters, got "):
        cnnstat.handout("lenet5", **{option: text})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=rf"^{option}: expected at most 200 characters, got 201$"):
        cnnstat.handout("lenet5", **{option: "a" * 201})  # type: ignore[arg-type]


def test_the_key_is_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for make in (cnnstat.handout, cnnstat.exercises):
        with pytest.raises(UsageError) as caught:
            make("lenet5", output=tmp_path / "a.md", key=tmp_path / "b" / ".." / "a.md")
        assert str(caught.value) == "--key: expected another file than --output, got 'a.md' for both"
    assert not list(tmp_path.glob("*.md"))


def test_parts_with_nothing_in_them(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 3, size: 8}\nlayers:\n  - {name: relu, type: relu}\n")
    with pytest.raises(UsageError) as caught:
        _ = cnnstat.handout(path, parts=["table", "printed", "arithmetic"]).made
    assert str(caught.value) == f"--part: there is nothing to say about {path} in printed, arithmetic"
    assert headings(usual_of(str(path))) == ["Layer by layer", "Which inputs fit"]


def test_large_networks_are_refused(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        "input: {channels: 3, size: 8}\nlayers:\n  - {block: one, repeat: 2001}\n"
        "blocks:\n  one: {layers: [{name: relu, type: relu}]}\n"
    )
    for what, make in (("handout", cnnstat.handout), ("exercises", cnnstat.exercises), ("page", cnnstat.page)):
        with pytest.raises(UsageError) as caught:
            make(path)
        assert str(caught.value) == f"{what}: expected a network of at most 2,000 layers, got 2,001"


def test_networks_at_several_settings_are_told_apart() -> None:
    topics = topic_of(["mobilenet_v2", "mobilenet_v2@width=0.5", "mobilenet_v2@input=192"])
    assert isinstance(topics, Topics)
    titles = [f"MobileNetV2 (input=3×{each})" for each in ("224×224", "224×224, width=0.5", "192×192")]
    assert [each.title for each in topics.sides(ENGLISH)] == titles
    asked = topics.asks.sheet(20, 1, ENGLISH)
    assert {name for each in asked for name in each.networks} == set(titles)


@pytest.mark.slow
@needs_typst
def test_pages_are_filled_as_long_as_there_is_more_to_say() -> None:
    made = cnnstat.handout("mobilenet_v2", pages=12)
    assert made.made.pages == pdf.taken(made.document).pages == 12


TWO_LARGER = ("googlenet", "mobilenet_v2")


def lines(document: Document) -> compiling.Taken:
    """Paper as a plain printer would take it: so much for each block, and for each row of a table."""
    high = sum(30 + 11 * (len(each.rows) if isinstance(each, Grid) else 0) for each in flat(document.blocks))
    pages, down = divmod(high, round(typst.BOTTOM - typst.TOP))
    return compiling.Taken(1 + pages, typst.TOP + down)


@pytest.mark.parametrize("pages", [2, 12, 200, *(pytest.param(each, marks=pytest.mark.slow) for each in (3, 40))])
@pytest.mark.parametrize("name", ["lenet5", *(pytest.param(each, marks=pytest.mark.slow) for each in TWO_LARGER)])
def test_few_layouts_fill_any_number_of_pages(name: str, pages: int) -> None:
    topic, tries = topic_of([name]), list[compiling.Taken]()

    def take(document: Document) -> compiling.Taken:
        tries.append(lines(document))
        return tries[-1]

    wanted = Wanted(pages=pages)
    made = fitted(topic, wanted, take)
    assert len(tries) <= MOST_TRIES
    assert made.pages == lines(made.document).pages <= pages
    maker = Maker(topic, wanted)
    if made.pages < pages:  # then there is no more to say: all that grows has grown
        every = dict.fromkeys(GROWN, 10**6)
        assert lines(maker.handout(made.amount._replace(**every), made.left_out)) == lines(made.document)
    else:  # the last page has no room for another exercise
        more = made.amount._replace(exercises=made.amount.exercises + 3)
        assert lines(maker.handout(more, made.left_out)).pages > pages


def test_long_texts_of_specs_are_shortened(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        f"title: {'t ' * 5000}\nabout: {'a ' * 5000}\nsource: {{paper: {'p ' * 5000}}}\n"
        "input: {channels: 3, size: 8}\nlayers:\n  - {name: conv, type: conv, filters: 2, kernel: 3}\n"
    )
    document = usual_of(str(path))
    assert (len(document.title), len(document.under)) == (149, 399)
    assert document.title.endswith(" …")


@needs_typst
@pytest.mark.parametrize(
    ("key", "place"), [("title", "in the title"), ("about", "above the first heading"), ("source", "below the title")]
)
def test_a_text_without_a_font_is_named_with_its_place(
    key: str, place: str, write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = compiling.font_set(False)
    monkeypatch.setattr(compiling, "font_set", lambda system: ours)
    value = "{paper: 'a ሀ b'}" if key == "source" else "'a ሀ b'"
    path = write_spec(
        f"{key}: {value}\ninput: {{channels: 3, size: 8}}\nlayers:\n"
        "  - {name: conv, type: conv, filters: 2, kernel: 3}\n"
    )
    with pytest.raises(UsageError) as caught:
        cnnstat.handout(path).save(path.with_suffix(".pdf"))
    assert str(caught.value) == (
        f"no font has 'ሀ' ({place}: 'a ሀ b'), neither of this program nor of this system: install one that does"
    )
    assert not path.with_suffix(".pdf").exists()


def test_the_guide_and_the_command_name_every_part_and_format() -> None:
    named = re.findall(r"^\| `(\w+)` \|", source("handouts"), re.MULTILINE)
    assert sorted(named) == sorted({*PARTS, *SHARED, "exercises"})
    assert {f".{each}" for each in FORMATS} == {module(each).ENDINGS[0] for each in formats.NAMES}
