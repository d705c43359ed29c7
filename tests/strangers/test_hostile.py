"""Files that a stranger could have made to take forever: what the program says of them, each in a moment.

Nothing is timed here: where the work grew faster than the input these would not end. See tests/benchmarks/hostile.py.
"""

from __future__ import annotations

import json
import re
import tracemalloc
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnnstat
from cnnstat.analysis.fit import fits
from cnnstat.analysis.sweep import sides_with, sweep
from cnnstat.derivation import explain
from cnnstat.documents.document import Document
from cnnstat.documents.formats.markdown import fences_around
from cnnstat.documents.formats.notebook import cells
from cnnstat.documents.marks.anchor import MOST_QUERIES, find, pattern_of, read_anchor
from cnnstat.documents.marks.pairs import Broken, Mark
from cnnstat.documents.marks.seeker import ANYTHING
from cnnstat.effort import Effort
from cnnstat.errors import LONGEST_WORD, MOST_KNOWN, MOST_TOLD, SpecError, UsageError, nearest, shown
from cnnstat.layers.adaptive import adaptive_span
from cnnstat.lint import lint
from cnnstat.network.graph import INPUT
from cnnstat.sizes.progression import unsearchable
from cnnstat.sizes.repair import fewest
from cnnstat.sizes.report import report_sizes

Write = Callable[[str], Path]
Program = Callable[..., Any]


def chain(layers: int, keys: str = "kernel: 3, padding: 1", size: int = 32) -> str:
    """A network of equal layers one behind the other."""
    return (
        f"input: {{channels: 3, size: {size}}}\nlayers:\n"
        "  - {name: first, type: conv, filters: 8, kernel: 1}\n"
        f"  - {{name: conv, type: conv, filters: 8, {keys}, repeat: {layers - 1}}}\n"
    )


@pytest.mark.slow
def test_thousands_of_layers_are_explained(write_spec: Write) -> None:
    analysis = cnnstat.analyze(write_spec(chain(10_000)))
    found = {each.key: each for each in explain(analysis).derivations}
    assert found["depth"].result == "10,000"
    assert found["training_bytes"].addends[0].label == "input"
    # when the backward pass begins: image and outputs, the loss's logarithms, and the gradients of these and of scores
    alive = (3 + 10_000 * 8 + 3 * 8) * 32 * 32
    assert sum(each.value * each.times for each in found["training_bytes"].addends) == alive
    inner = {each.key: each.result for each in explain(analysis, "conv_9000").derivations}
    assert inner["rf"] == "18,001"


@pytest.mark.slow
@pytest.mark.torch
def test_thousands_of_layers_are_not_written_as_onnx(program: Program, write_spec: Write, tmp_path: Path) -> None:
    done = program("export", str(write_spec(chain(5_001))), "--onnx", "-o", str(tmp_path / "net.onnx"))
    assert (done.code, done.out) == (2, "")
    assert done.err == "cnnstat: net: 5,001 layers are too many for ONNX; at most 5,000\n"


@pytest.mark.slow
@pytest.mark.torch
def test_the_last_softmax_of_thousands_of_layers_is_left_out(write_spec: Write) -> None:
    text = chain(2000) + "  - {type: global_avgpool}\n  - {type: flatten}\n  - {type: softmax}\n"
    import torch

    with torch.device("meta"):
        model = cnnstat.build(write_spec(text), logits=True)
    assert isinstance(model.softmax1, torch.nn.Identity)
    assert len(model.steps) == 2003


def test_a_pool_to_thousands_of_outputs_is_one_formula(lines: Callable[..., cnnstat.Analysis]) -> None:
    analysis = lines("- {name: pool, type: adaptive_avgpool, size: [4096, 6]}", size=13)
    (add,) = (each for each in explain(analysis, "pool").derivations if each.key == "ops_add")
    assert add.result == f"{3 * (13 + 4095) * (13 + 5) - 3 * 4096 * 6:,}".replace("-", "−")
    assert len(str(add.equations[0].expression)) < 2000
    assert add.remarks == [
        "by adaptive_avgpool",
        "borders between windows that lie inside a cell, which both sides then read: 4,095 along the height, "
        "5 along the width",
    ]


@given(st.integers(1, 300), st.integers(1, 300))
def test_cells_of_an_adaptive_pool(size: int, outputs: int) -> None:
    windows = ((at * size // outputs, -(-(at + 1) * size // outputs)) for at in range(outputs))
    assert adaptive_span(size, outputs) == sum(end - start for start, end in windows)


def test_a_stride_is_not_gone_through_for_a_padding(write_spec: Write) -> None:
    side = 2 * 10**8
    pad = f"{{type: pad, padding: {{top: {3 * side // 2}, left: {3 * side // 2}}}}}"
    window = f"{{type: maxpool, kernel: {side}, stride: {side}}}"
    analysis = cnnstat.analyze(write_spec(f"input: {{channels: 1, size: 8}}\nlayers:\n  - {pad}\n  - {window}\n"))
    lost = fits(analysis.network, [each.output for each in analysis.every])[-1]
    assert [fewest(analysis, lost, 0, even) for even in (True, False)] == [
        (side // 4 - 4,) * 2,
        (side // 4 - 4,) * 2,
    ]


def test_maps_of_a_thousand_million_rows_are_not_followed_cell_by_cell(write_spec: Write) -> None:
    text = (
        "input: {channels: 1, size: 1}\nlayers:\n  - {type: pad, padding: {top: 1000000000}}\n"
        "  - {type: maxpool, kernel: 1, stride: 2}\n"
    )
    analysis = cnnstat.analyze(write_spec(text))
    tracemalloc.start()
    lint(analysis, lambda side: analysis.network)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_windows_of_a_hundred_thousand_cells(lines: Callable[..., cnnstat.Analysis]) -> None:
    keys = "kernel: 99999, padding: 99998, stride: 2, dilation: 2"
    analysis = lines(f"- {{name: a, type: conv, filters: 1, {keys}}}", size=1000)
    assert [(each.rule.id, each.problem) for each in lint(analysis, lambda side: analysis.network)] == [
        ("CNS102", "reads 250,000 of the 1,000,000 positions of the input; no layer reads the other 750,000")
    ]


def test_sizes_of_thousands_of_different_maps(write_spec: Write) -> None:
    path = write_spec(chain(1000, "kernel: 3", 30_000))
    network = cnnstat.load(path)
    report = report_sizes(lambda side: cnnstat.load(path, input=side), network)
    assert dict(report.facts)["fits exactly"] == "not searched: 1,000 layers at 30,002 sizes are too many"
    assert len(report.sweep.sides) == 17
    assert len(report.table.columns) == 200 + 5
    assert report.table.notes[-1] == "Of 999 maps of different sizes the first 200 are shown."
    with pytest.raises(UsageError, match="more than 400 maps of different sizes at 10,000 sizes of the input are too"):
        sweep(lambda side: network, network, range(20_000, 30_000))


def test_a_search_in_parts_finds_what_one_in_whole_does(
    write_spec: Write, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    network = cnnstat.load(write_spec(chain(9, "kernel: 3, stride: 2", 3000)))
    sides = range(1, 2000)
    whole, some = sweep(lambda side: network, network, sides), {3: (5, 5), INPUT: (700, 700)}
    counted = sides_with(network, sides, some)
    monkeypatch.setattr("cnnstat.analysis.sweep.AT_ONCE", 900)
    parts = sweep(lambda side: network, network, sides, only=("conv_3",))
    assert list(parts.sides) == list(sides)
    assert parts[1:8] == whole[1:8]
    (place,), same = parts.places, next(each for each in whole.places if "conv_3" in each.names)
    assert place.names == ("conv_3",)
    for field in range(1, 5):  # where the network does not run they mean nothing
        pairs = zip(place[field], same[field], whole.runs, strict=True)
        assert all(one == other for one, other, runs in pairs if runs)
    assert sides_with(network, sides, some) == counted
    assert counted[0] == sum(whole.runs)
    assert counted[1][INPUT] == [700]


def test_figures_in_print_are_not_searched_without_end(write_spec: Write) -> None:
    witnesses = "".join(f"  - {{says: figure {at}, formula: input * {at}, value: 7}}\n" for at in range(1, 100))
    path = write_spec(f"{chain(2, size=100_000)}witnesses:\n{witnesses}")
    report = report_sizes(lambda side: cnnstat.load(path, input=side), cnnstat.load(path))
    told = dict(report.table.facts)["printed figures"]
    assert told == "not searched: 99 figures of 2 layers at 200,000 sizes are too many"


@pytest.mark.parametrize("blanks", [" ", "\n", "\t ", "\u00a0"])
@pytest.mark.parametrize("words", ["{a}", " {a}", "x {a}", "{a} x", "x {a} {b} {c}", "x {a} x {b} x {c} x {d} x {e}"])
def test_anchors_among_blanks(words: str, blanks: str) -> None:
    text = f"x{blanks * 300_000}y"
    (found,) = find(read_anchor(words), text, (0, len(text)), 0)
    assert "do not stand there" in getattr(found, "problem", "")


def test_anchors_of_many_words_and_queries() -> None:
    text = "a " * 9500
    assert "do not stand there" in str(find(read_anchor("a {b} a {c} a {d} a {e} a {f} a {g} z"), text, (0, 19000), 0))
    with pytest.raises(UsageError, match="more than 20 queries; quote the words around fewer figures"):
        read_anchor("{a} " * (MOST_QUERIES + 1))


REPEATS = "e.g. " * 400
"""A text that begins again and again as an anchor of the same words does."""


def lost(anchor: str, text: str) -> tuple[str, float]:
    """What is said of an anchor that is not found, and the units of work for it."""
    meter = Effort(10**9)
    with meter.bounding():
        (found,) = find(read_anchor(anchor), text, (0, len(text)), 0)
    assert isinstance(found, Broken)
    return found.problem, 10**9 - meter.left


def test_nothing_is_looked_for_between_words_that_do_not_stand_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be tried anew at each of the places where they begin."""
    tried: list[list[re.Pattern[str]]] = []
    monkeypatch.setattr("cnnstat.documents.marks.anchor.pattern_of", recorded(pattern_of, tried))
    lost(f"{{a}} {REPEATS}zz", REPEATS)
    lost(f"some {{a}} {REPEATS}", f"same {REPEATS}")
    assert not any(ANYTHING in each for each in tried)
    lost(f"{{a}} {REPEATS}zz", f"{REPEATS}\n? {REPEATS}zz")
    assert any(ANYTHING in each for each in tried)


def recorded(
    pattern: Callable[..., list[re.Pattern[str]]], tried: list[list[re.Pattern[str]]]
) -> Callable[..., list[re.Pattern[str]]]:
    def make(*given: Any, **named: Any) -> list[re.Pattern[str]]:
        made = pattern(*given, **named)
        tried.append(made)
        return made

    return make


def test_words_that_begin_again_and_again_are_counted() -> None:
    """Each place costs what the anchor is long."""
    costs = [
        lost(f"{{a}} {REPEATS * times}zz", f"{REPEATS * times}\n{'?' * 70} {REPEATS * times}zz")[1] for times in (1, 2)
    ]
    assert costs[1] > 3 * costs[0] > 10_000


def test_blanks_of_an_anchor() -> None:
    text = "total  1\n and 22 , subtotal 3, of4 5of"

    def found(words: str) -> list[str]:
        each = find(read_anchor(words), text, (0, len(text)), 0)
        return [text[mark.start : mark.end] if hasattr(mark, "asks") else "" for mark in each]

    assert found("total {a} and {b} ,") == ["1", "22"]
    assert found(" total {a}") == [""]  # at the beginning of a text no blank stands before it
    assert found("total {a}, of") == ["3"]
    assert found("and{a}") == [""]
    assert found("{a} ,") == ["22"]


def test_figures_beside_nested_brackets_are_found(program: Program, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"AlexNet 61M parameters {'[' * 10_000}")
    done = program("check", "--suggest", "--format", "concise", cwd=tmp_path)
    assert done.out.startswith("a.md:1:9: CNS213 61M is alexnet.params")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("nested", ["> ", "- "])
def test_nested_blocks_are_a_finding(nested: str, program: Program, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"{nested * 1_000}AlexNet has 61M parameters")
    done = program("check", "--suggest", "--format", "concise", cwd=tmp_path)
    assert done.code == 1
    assert "a.md:1:1: " in done.out
    assert "nested too deep to look for figures without marks" in done.out
    assert "internal error" not in done.err + done.out


def notebook(*sources: str | list[str]) -> str:
    return json.dumps({"cells": [{"cell_type": "markdown", "source": each} for each in sources], "nbformat": 4})


@given(st.lists(st.text('ab\n\\"\u00e9\U0001f600\u0000/', max_size=12), min_size=1, max_size=4), st.booleans())
def test_where_characters_of_a_notebook_stand(source: list[str], ascii_only: bool) -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": source}]}, ensure_ascii=ascii_only)
    (cell,) = cells(text)
    assert cell.text == "".join(source)
    before = 0
    for at, sign in enumerate(cell.text):
        start, end = cell.places.of(at)
        assert before <= start < end
        assert json.loads(f'"{text[start:end]}"') == sign
        assert cell.places.together(at - 1, at + 1) == (start == before) or at == 0
        before = end
    if cell.text:
        assert cell.places.of(len(cell.text)) == (before, before)


def test_a_large_notebook_takes_a_few_times_its_size() -> None:
    text = notebook("word " * 200_000, ["some words of a line\n"] * 50_000)
    tracemalloc.start()
    for cell in cells(text):
        assert cell.places.of(len(cell.text) - 1)[1] <= len(text)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 15 * len(text)


# What a fresh attack found


def test_adjacent_figures_are_read_in_one_way(tmp_path: Path) -> None:
    """Signs between two figures were shared out in every way, 3 to the power of their number."""
    anchor = read_anchor("{alexnet.params}" * 20)
    text = "1$$$$" * 19 + "x"
    (lost,) = find(anchor, text, (0, len(text)), 0)
    assert isinstance(lost, Broken)
    whole = "1$$$" * 19 + "1"
    assert len(find(anchor, whole, (0, len(whole)), 0)) == 20


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("**{alexnet.params}** in all", "has **61M** in all"), ("{alexnet.params} in all", "has **61M** in all"),
        ("`{alexnet.params}`$", "a `61M`$ b"), ("a {alexnet.params}*", "a $61M*"),
        ("{alexnet.params}{vgg16.params}", "61M$138M"),
    ],
)  # fmt: skip
def test_signs_that_an_anchor_quotes_itself(words: str, text: str) -> None:
    found = find(read_anchor(words), text, (0, len(text)), 0)
    assert text[found[0].start : found[0].end] == "61M"
    assert all(isinstance(each, Mark) for each in found)


def test_comments_that_are_not_closed() -> None:
    text = f"x <!--=alexnet.params-->61M<!--/--> {'<!--=' * 200_000}"
    (passage,) = Document(Path("a.md"), "a.md", text.encode()).passages
    query, close, *slips = passage.comments
    assert [query.kind, close.kind] == ["query", "close"]
    assert {(each.kind, each.words, each.end - each.start) for each in slips} == {("slip", "<!--=", 5)}


def test_the_nearest_word_is_not_looked_for_everywhere() -> None:
    known = [f"layer{number}" for number in range(MOST_KNOWN)]
    assert nearest("layr7", known) == "; did you mean 'layer7'?"
    assert nearest("layr7", [*known, "one more"]) == ""
    assert nearest("l" * (LONGEST_WORD + 1), known) == ""
    assert nearest("xyz", [f"word{number}" for number in range(MOST_TOLD + 1)]) == ""


def test_names_of_nested_blocks_have_an_end(tmp_path: Path) -> None:
    """The name of each block stands in front of those of all that it holds."""
    blocks = "".join(
        f"  b{at}:\n    layers:\n      - {{name: {'n' * 190}, block: b{at + 1}}}\n" for at in range(6)
    )  # fmt: skip
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: {channels: 1, size: 8}\nblocks:\n"
        + blocks
        + "  b6: {layers: [{type: relu}]}\nlayers:\n  - {block: b0}\n"
    )
    with pytest.raises(
        SpecError, match=r"net\.yaml:\d+:\d+: .*is longer than 400 characters, with those of the blocks"
    ):
        cnnstat.load(path)


def test_names_have_no_more_parts_than_networks_have_levels(refusal: Callable[[str], str]) -> None:
    """Each part is a group of layers, with a name of its own in memory."""
    spec = "input: {channels: 1, size: 8}\nlayers:\n  - {name: NAME, type: relu, repeat: 2}\n"
    assert refusal(spec.replace("NAME", ".".join("a" * 51))).endswith(
        "has more than 50 parts, with those of the blocks around it"
    )
    assert "twice" in refusal(
        f"{spec.replace('NAME', '.'.join('a' * 50))}  - {{name: {'.'.join('a' * 50)}_2, type: relu}}\n"
    )


def test_groups_of_names(refusal: Callable[[str], str], write_spec: Write) -> None:
    spec = "input: {channels: 1, size: 8}\nlayers:\n  - {name: a.b.c, type: relu}\n  - {name: NAME, type: relu}\n"
    assert "the name 'a.b' is taken: there are layers named a.b.…" in refusal(spec.replace("NAME", "a.b"))
    assert "the name 'a' is taken" in refusal(spec.replace("NAME", "a"))
    assert "the name 'a.b.c.d.e' would lie inside the layer 'a.b.c'" in refusal(spec.replace("NAME", "a.b.c.d.e"))
    assert len(cnnstat.load(write_spec(spec.replace("NAME", "a.b.d")))) == 2


LONG = "index * 0" + "+1-1" * 95


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines",
    [
        f'  - {{type: relu, repeat: 10000, when: "{LONG}==3"}}\n',
        f'  - {{type: conv, filters: "{LONG}+1", kernel: 1, repeat: 10000}}\n',
        f'  - {{block: b, x: "{LONG}", repeat: 10000}}\n',
        "  - {block: c, repeat: 10000}\n",
        f'  - {{type: relu, repeat: 9000, activation: {{type: elu, alpha: "{LONG}+.5"}}}}\n',
        f"  - {{block: b, x: [{', '.join(['a'] * 200)}], repeat: 10000}}\n",
        f"  - {{block: b, x: [[{'], ['.join(['a'] * 200)}]], repeat: 10000}}\n",
    ],
    ids=["condition", "key", "argument", "default", "follower", "list", "lists"],
)
def test_long_arithmetic_of_many_lines(lines: str, refusal: Callable[[str], str]) -> None:
    blocks = (
        f'  b: {{args: {{x: 1}}, layers: [{{type: relu}}]}}\n  c: {{args: {{x: "{LONG}"}}, layers: [{{type: relu}}]}}\n'
    )
    text = f"input: {{channels: 1, size: 8}}\nparams: {{a: 1}}\nblocks:\n{blocks}layers:\n{lines}"
    assert "more than 1,500,000 steps of arithmetic, repeats and blocks unrolled" in refusal(text)


def test_blocks_in_blocks_count_even_where_no_layer_is_left(refusal: Callable[[str], str]) -> None:
    """Twice as many on each level: to go through 65,000 blocks took seconds, and longer with arguments."""
    head = "input: {channels: 1, size: 8}\nblocks:\n"

    def nested(levels: int, args: str = "", call: str = "") -> str:
        text = f"{head}  b0: {{{args}layers: [{{type: relu, when: false}}]}}\n"
        for level in range(levels):
            one = f"{{block: b{level}{call}}}"
            text += f"  b{level + 1}: {{{args}layers: [{one}, {one}]}}\n"
        return f"{text}layers:\n  - {{type: relu}}\n  - {{name: x, block: b{levels}}}\n"

    assert "more than 160,000 lines, repeats and blocks unrolled" in refusal(nested(15))
    args = f"args: {{{', '.join(f'a{at}: 1' for at in range(20))}}}, "
    call = "".join(f", a{at}: a{at} + 1" for at in range(20))
    assert "more than 1,500,000 steps of arithmetic" in refusal(nested(13, args, call))


def test_blocks_with_many_arguments_or_beside_many_others(refusal: Callable[[str], str]) -> None:
    head = "input: {channels: 1, size: 8}\nblocks:\n"
    args = ", ".join(f"a{at}: index" for at in range(200))
    one = f"  b: {{args: {{{args}}}, layers: [{{type: relu, when: false}}]}}\n"
    call = "  - {block: b, repeat: 9999}\n"
    assert "more than 1,500,000 steps of arithmetic" in refusal(f"{head}{one}layers:\n{call}")
    many = "  b: {layers: &q [{type: relu}]}\n" + "".join(f"  b{at}: {{layers: *q}}\n" for at in range(9000))
    left_out = "  - {type: relu, repeat: 9999, when: false}\n"
    assert "more than 1,500,000 steps of arithmetic" in refusal(
        f"{head}{many}layers:\n{left_out * 2}  - {{type: relu}}\n"
    )


def test_lines_that_are_repeated_never_count(refusal: Callable[[str], str]) -> None:
    never = "{type: relu, repeat: 0}, " * 100
    text = f"input: {{channels: 1, size: 8}}\nblocks:\n  b: {{layers: [{never}{{type: relu}}]}}\nlayers:\n"
    assert "more than 160,000 lines" in refusal(f"{text}  - {{block: b, repeat: 5000}}\n")


def test_a_network_that_takes_long_to_read_is_not_searched(write_spec: Write) -> None:
    """Each size of the input is another network, and lines that are left out are gone through as well."""
    left_out = "  - {type: relu, repeat: 10000, when: index < 0}\n" * 15
    end = "  - {type: flatten}\n  - {type: linear, features: channels}\n"
    witness = "witnesses: [{says: x, formula: input * 3, value: 77}]\n"
    path = write_spec(f"input: {{channels: 1, size: 400}}\nlayers:\n{left_out}{end}{witness}")
    network = cnnstat.load(path)
    assert (len(network), network.lines) == (2, 15 * 10_001 + 2)
    asked: list[int] = []

    def load(side: int) -> cnnstat.Network:
        asked.append(side)
        return network

    report = report_sizes(load, network)
    assert set(asked) == {400}
    told = dict(report.table.facts)
    assert told["printed figures"] == "not searched: 1 figure of 2 layers at 800 sizes are too many"


@pytest.mark.slow
def test_an_expression_that_aliases_repeat_is_compiled_once(write_spec: Write) -> None:
    layer = "{type: conv, filters: *e, kernel: *e, stride: *e, groups: *e}"
    text = (
        "input: {channels: 1, size: 8}\nblocks:\n"
        f'  a: {{args: {{z: &e "{LONG}"}}, layers: [{{type: relu}}]}}\n'
        f"  b0: {{layers: &q [{', '.join([layer] * 190)}]}}\n"
    )
    blocks = "".join(f"  b{at}: {{layers: *q}}\n" for at in range(1, 68))
    assert len(f"{text}{blocks}") < 20_000
    tracemalloc.start()
    cnnstat.load(write_spec(f"{text}{blocks}layers: [{{type: relu}}]\n"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50_000_000


def test_witnesses_and_arguments_have_an_end(refusal: Callable[[str], str]) -> None:
    head = "input: {channels: 1, size: 8}\nlayers: [{type: relu}]\n"
    witnesses = ", ".join(["&w {says: x, formula: input, value: 3}", *["*w"] * 100])
    assert refusal(f"{head}witnesses: [{witnesses}]\n").endswith("witnesses: expected at most 100, got 101")
    args = ", ".join(f"a{at}: 1" for at in range(201))
    assert refusal(f"{head}blocks: {{b: {{args: {{{args}}}, layers: [{{type: relu}}]}}}}\n").endswith(
        "block b: args: expected at most 200, got 201"
    )


def test_long_formulas_of_figures_in_print_are_not_searched(write_spec: Write) -> None:
    witness = f"  - &w {{says: x, formula: 'a {'+1-1' * 90}', value: 7}}\n" + "  - *w\n" * 99
    path = write_spec(
        "input: {channels: 1, size: 2400}\nlayers: [{name: a, type: maxpool, kernel: 7, stride: 5}]\n"
        f"witnesses:\n{witness}"
    )
    report = report_sizes(lambda side: cnnstat.load(path, input=side), cnnstat.load(path))
    assert dict(report.table.facts)["printed figures"].startswith("not searched: 100 figures")


def test_thousands_of_indented_rows_are_looked_at_once() -> None:
    """Each code of a list looked for its owner in all rows above it."""
    text = "x <!--=alexnet.params-->61.0M<!--/--> x\n\n" + "-     c\n" * 50_000
    (passage,) = Document(Path("a.md"), "a.md", text.encode()).passages
    assert [each.kind for each in passage.comments] == ["query", "close"]


def test_the_directive_around_a_block_is_not_looked_for_in_all() -> None:
    text = "```{note}\n\n~~~~{tip}\nx\n~~~~\n```\n" * 5_000
    signs = [fences_around(text, line) for line in range(text.count("\n"))]
    assert signs == ["`", "`", "`~", "`~", "`~", "`"] * 5_000


@pytest.mark.parametrize("title", ["$\\frac{$", "Costs $5 and $6", f"${'{' * 40}$", "$x$"])
@pytest.mark.parametrize("kind", ["svg", pytest.param("png", marks=pytest.mark.slow)])
def test_dollars_of_a_title_are_no_mathematics_of_a_picture(
    title: str, kind: str, program: Program, tmp_path: Path
) -> None:  # fmt: skip
    pytest.importorskip("matplotlib")
    (tmp_path / "s.yaml").write_text(
        f"title: {json.dumps(title)}\ninput: {{channels: 1, size: 16}}\n"
        "layers: [{name: a, type: conv, kernel: 3, stride: 2, filters: 2}]\n"
    )
    done = program("sizes", "s.yaml", "-p", f"x.{kind}", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / f"x.{kind}").stat().st_size > 1000


@pytest.mark.parametrize(
    ("params", "expression"),
    [("w: 0.123456789", "1 > " + " + ".join("w" * 95)), ("w: 1", "1 > 0.5 + " + " + ".join("w" * 95))],
)
def test_fractions_that_come_by_a_name_count_as_fractions(
    params: str, expression: str, refusal: Callable[[str], str]
) -> None:
    text = (
        f"input: {{channels: 1, size: 8}}\nparams: {{{params}}}\nlayers:\n  - {{type: relu}}\n"
        f'  - {{type: relu, repeat: 2000, when: "{expression}"}}\n'
    )
    assert "more than 1,500,000 steps of arithmetic, repeats and blocks unrolled" in refusal(text)


def test_fractions_among_arguments_count_as_fractions(refusal: Callable[[str], str]) -> None:
    many = " + ".join("a" * 95)
    text = (
        f'input: {{channels: 1, size: 8}}\nblocks:\n  k: {{args: {{a: 0.5, b: "{many}"}}, layers: [{{type: relu}}]}}\n'
        "layers:\n  - {block: k, repeat: 2000}\n"
    )
    assert "more than 1,500,000 steps of arithmetic, repeats and blocks unrolled" in refusal(text)


def test_totals_beyond_numpy_do_not_hinder_a_search_for_sizes(write_spec: Write) -> None:
    """A search asks for maps only, which are smaller; Python's own integers would take some twenty times as long."""
    path = write_spec(
        "input: {channels: 1, size: 9000}\nlayers:\n  - {name: z, type: conv, kernel: 1, filters: 1000000}\n"
        "  - {name: y, type: conv, kernel: 1, filters: 1000000}\n"
        "  - {name: a, type: maxpool, kernel: 2, stride: 1, repeat: 1000}\n"
    )
    assert cnnstat.analyze(path).macs > 2**64
    assert unsearchable(cnnstat.load(path)) == ""


def test_merges_of_many_sources_behind_upsampling(refusal: Callable[[str], str], write_spec: Write) -> None:
    """One that is read again and again is followed once; different ones are counted."""
    head = "input: {channels: 1, size: 1}\nlayers:\n  - {name: u, type: upsample, scale: 4096}\n"
    before = ["u", *(f"a{at}" for at in range(8))]
    again = "".join(
        f"  - {{name: a{at}, type: add, from: [{', '.join([each] * 900)}]}}\n" for at, each in enumerate(before)
    )
    assert cnnstat.analyze(write_spec(head + again))["a8"].field.vertical.size == 1
    names = [f"u{at}" for at in range(90)]
    many = "".join(f"  - {{name: {each}, type: relu, from: u}}\n" for each in names)
    last = f"  - {{name: a, type: add, from: [{', '.join(names)}]}}\n"
    assert "more than 1,500,000 steps of arithmetic" in refusal(head + many + last)


@pytest.mark.parametrize("kind", [list, tuple, OrderedDict])
def test_what_is_shared_in_a_value_is_not_written_each_time(kind: Any) -> None:
    value = kind([(1, 1)])
    for _ in range(60):
        value = OrderedDict(a=value, b=value) if kind is OrderedDict else kind([value, value])
    assert len(shown(value)) <= 60
    assert shown([1, "a", {"b": (2, 3.5)}]) == "[1, 'a', {'b': (2, 3.5)}]"
    assert shown("'" * 9) == repr("'" * 9)


def test_no_more_of_a_text_is_quoted_than_a_message_shows() -> None:
    """It may stand in a list 27,000 times, and cost its characters once."""
    text = "\x01" * 10**6
    for _ in range(3):
        text = [text] * 30  # type: ignore[assignment]
    tracemalloc.start()
    assert len(shown(text)) <= 60
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * 10**8


def test_tensors_are_not_written_in_messages() -> None:
    """Six numbers along each axis; and axes may share one number, so that any file holds them."""
    numpy = pytest.importorskip("numpy")
    assert shown([numpy.broadcast_to(numpy.float32(0), (7,) * 20)]) == "[<ndarray>]"


CODES = [90 * "#"] * 90
VALUES = "more than 400,000 values in lists and texts of layers, repeats and blocks unrolled"


@pytest.mark.parametrize(
    "lines",
    [
        "{type: conv, kernel: 1, repeat: 9000, table: LIST}",
        "{block: b, repeat: 9000}",
        "{type: conv, kernel: 1}" + "\n  - {type: conv, kernel: 1}" * 1500,
        f"{{type: flatten}}\n  - {{type: linear, features: 90}}\n  - {{type: rbf, repeat: 9000, codes: {CODES}}}",
    ],
    ids=["list", "block", "defaults", "codes"],
)
def test_long_lists_of_many_layers(lines: str, refusal: Callable[[str], str]) -> None:
    """What is written of a network repeats them; so they are counted where it is unrolled."""
    links = f"[{', '.join(['[0]'] * 150)}]"
    head = f"input: {{channels: 1, size: 8}}\ndefaults: {{conv: {{table: {links}}}}}\n"
    block = f"blocks:\n  b: {{layers: [{{type: conv, kernel: 1, table: {links}}}]}}\n"
    assert VALUES in refusal(f"{head}{block}layers:\n  - {lines.replace('LIST', links)}\n")


UNLIKE = "{name: a, type: conv, filters: 4, kernel: 1, norm: {type: batchnorm, eps: '1/(INDEX)'}, repeat: MANY}"


@pytest.mark.parametrize(("index", "many"), [("9", 9990), ("index + 1", 5990)])
def test_layers_that_all_differ(index: str, many: int, write_spec: Callable[[str], Path]) -> None:
    """A line of each repeat is the same; one whose norm depends on its number is another, with two layers."""
    line = UNLIKE.replace("INDEX", index).replace("MANY", str(many))
    assert len(cnnstat.load(write_spec(f"input: {{channels: 1, size: 8}}\nlayers:\n  - {line}\n"))) == many


def test_too_many_layers_that_differ(refusal: Callable[[str], str]) -> None:
    """Three of each repeat: the convolution, its norm and its activation."""
    norm, activation = "{type: batchnorm, eps: '1/(index + 1)'}", "{type: leaky_relu, slope: 'index / 10000'}"
    line = f"{{type: conv, filters: '1 + index', kernel: 1, norm: {norm}, activation: {activation}, repeat: 4100}}"
    said = refusal(f"input: {{channels: 1, size: 8}}\nlayers:\n  - {line}\n")
    assert "more than 12,000 layers that differ, repeats and blocks unrolled" in said


def test_a_list_as_long_as_a_file_can_have(write_spec: Callable[[str], Path]) -> None:
    links = ", ".join(["[0]"] * 90_000)
    layers = f"  - {{type: conv, kernel: 1, table: [{links}]}}\n"
    assert cnnstat.load(write_spec(f"input: {{channels: 1, size: 8}}\nlayers:\n{layers}"))
