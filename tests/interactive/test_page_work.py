"""How much work a page may be: what is tried for it, and how its derivations and rows are counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import Reader

import cnnstat
from cnnstat.analysis import LayerAnalysis
from cnnstat.analysis.repeated import Walks
from cnnstat.derivation import names
from cnnstat.derivation.names import source_of
from cnnstat.effort import Effort
from cnnstat.interactive import settings
from cnnstat.interactive.settings import MOST_TRIED, Source, usual_choices, variants_of
from cnnstat.interactive.states import (
    DIFFERENT,
    FOLLOWER,
    INPUTS,
    LINES,
    LOOKED,
    MOST,
    MOST_OF_FILES,
    MOST_READ,
    OBLONG,
    TRACED,
    Contents,
    Variant,
    chosen_inputs,
    too_many,
)
from cnnstat.network.graph import Network
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand


def choices_of(path: Path) -> list[tuple[str, list[str]]]:
    """The usual choices of a spec."""
    return [(each.name, list(each.values)) for each in usual_choices(Source(*catalog.find(str(path)), {}))]


@pytest.mark.parametrize(
    ("own", "first", "last"), [(1, 1, 12), (6, 1, 12), (20, 14, 25), (40, 29, 40)], ids=["1", "6", "20", "40"]
)
def test_of_many_choices_those_around_its_own_are_usual(
    own: int, first: int, last: int, write_spec: Callable[[str], Path]
) -> None:
    path = write_spec(
        f"params: {{w: {{default: {own}, choices: {list(range(1, 41))}}}}}\ninput: {{channels: 3, size: 8}}\n"
        "layers:\n  - {name: c, type: conv, filters: w, kernel: 3}\n"
    )
    assert choices_of(path) == [("w", [str(each) for each in range(first, last + 1)])]
    assert len(Reader(cnnstat.page(path, inputs="8").html).data["variants"]) == 12


def many_params(params: int, repeat: int) -> str:
    """A spec with params of which each has twelve choices, and runs at none but the first."""
    choices = ", ".join(map(str, range(1, 13)))
    return (
        f"params:\n{''.join(f'  p{at}: {{default: 1, choices: [{choices}]}}' + chr(10) for at in range(params))}"
        f"input: {{channels: 3, size: 8}}\nlayers:\n"
        f"  - {{name: a, type: conv, filters: 8, kernel: 1, repeat: {repeat}}}\n"
        + "".join(f"  - {{name: b{at}, type: conv, filters: 2 - p{at}, kernel: 1}}\n" for at in range(params))
    )


def test_values_of_params_are_tried_as_long_as_that_is_little_work(
    write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec of 20 KB can have hundreds of params; each trial unrolls all of its layers."""
    tries = list[Effort]()

    def counted(*arguments: Any) -> Network:
        tries.append(Effort(10**9))
        with tries[-1].bounding():
            return expand(*arguments)

    path = write_spec(many_params(150, 1800))
    monkeypatch.setattr(settings, "expand", counted)
    assert choices_of(path) == []
    assert len(tries) < 40
    assert sum(10**9 - each.left for each in tries) < 2 * MOST_TRIED


def test_a_network_too_large_is_refused_before_any_value_is_tried(
    write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = list[Any]()

    def counted(*arguments: Any) -> Network:
        tries.append(arguments)
        return expand(*arguments)

    monkeypatch.setattr(settings, "expand", counted)
    with pytest.raises(cnnstat.UsageError, match=r"^page: expected a network of at most 2,000 layers, got 3,005$"):
        cnnstat.page(write_spec(many_params(5, 3000)))
    assert len(tries) == 1


def test_layers_of_every_setting_count(write_spec: Callable[[str], Path]) -> None:
    """A param may be how often a layer is repeated."""
    path = write_spec(
        "params: {n: 1}\ninput: {channels: 3, size: 8}\n"
        "layers:\n  - {name: a, type: conv, filters: 8, kernel: 1, repeat: n}\n"
    )
    with pytest.raises(cnnstat.UsageError, match=r"^page: expected a network of at most 2,000 layers, got 2,001$"):
        cnnstat.page(path, vary={"n": [1, 2001]})
    with pytest.raises(cnnstat.UsageError, match=r"^--inputs: .* layers at 100 inputs and 3 settings of params are"):
        cnnstat.page(path, vary={"n": [1, 1900, 2000]}, inputs=range(2, 102))


@pytest.mark.parametrize("branches", [100, 400])
def test_a_source_that_many_read_is_named_once_for_each_of_its_contents(
    branches: int, write_spec: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merge of a thousand branches named its inputs anew for each figure at each input."""
    calls = list[str]()

    def counted(layer: LayerAnalysis, several: bool, called: str = "") -> LayerAnalysis:
        calls.append(str(several))
        return source_of(layer, several, called)

    path = write_spec(
        "input: {channels: 3, size: 8}\nlayers:\n  - {name: a, type: conv, filters: 3, kernel: 1}\n"
        f"  - {{name: b, type: concat, branches: [{', '.join(['[]'] * branches)}]}}\n"
    )
    monkeypatch.setattr(names, "source_of", counted)
    cnnstat.page(path, inputs="8-12")
    assert len(calls) <= branches + 20  # traced, each of its inputs is named once; then that one layer at five sizes


def test_inputs_of_a_merge_count(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        "input: {channels: 3, size: 8}\nlayers:\n  - {name: s, type: conv, filters: 3, kernel: 1}\n"
        f"  - {{name: m, type: add, from: [{', '.join(['s'] * 400)}]}}\n"
    )
    counted = contents_of(path)
    counted.add((8, 8))
    looked = cnnstat.load(path).lines / LINES / LOOKED
    assert counted.work == pytest.approx(2 + 2 * TRACED + (1 + 400) / INPUTS + looked)


def test_layers_without_their_like_count_for_more(write_spec: Callable[[str], Path]) -> None:
    head = "input: {channels: 3, size: 8}\nlayers:\n  - {name: a, type: conv, filters: 3, kernel: 1, repeat: 4}\n"
    other = "".join(f"  - {{type: conv, filters: {each}, kernel: 1}}\n" for each in (3, 4, 5))
    for most, weight in ((MOST, 0.0), (MOST_OF_FILES, DIFFERENT)):  # of the catalog all is as it was
        fewer, more = (contents_of(write_spec(text), most) for text in (head, head + other))
        for each in (fewer, more):
            each.add((8, 8))
        # The first of the three is as those before; the others count when traced, and at this input.
        assert more.work - fewer.work == pytest.approx(3 * TRACED + 3 + 2 * 2 * weight, abs=0.3)


def contents_of(path: Path, most: int = MOST) -> Contents:
    network = cnnstat.load(path)
    return Contents(Variant({}, lambda _: network, network, Walks(network), most))


FINE = {
    "a vector beside a large stride": (
        "  - {name: a, type: identity, stride: 512, output: true}\n  - {type: global_avgpool, from: input}\n"
    ),
    "padding that depends on the size": (
        "  - {type: conv, filters: 3, kernel: 3, stride: 2, padding: same, repeat: 9}\n"
    ),
    "a gate of the whole image": (
        "  - {type: multiply, branches: [[], [{type: global_avgpool}]]}\n  - {type: identity, stride: 512}\n"
    ),
    "an adaptive pool": (
        "  - {type: adaptive_avgpool, size: [3, null]}\n  - {type: identity, stride: [1, 512]}\n"
    ),
}  # fmt: skip
"""Layers behind which maps are equal at many inputs, and their fields at none."""


def test_rows_with_more_to_them_count_for_more(write_spec: Callable[[str], Path]) -> None:
    work = {}
    for line in ("kernel: 3", "kernel: 3, norm: batchnorm, activation: relu", "kernel: [5, 3]"):
        line_of = f"  - {{type: conv, filters: 3, {line}, repeat: 9}}\n"
        counted = contents_of(write_spec(f"input: {{channels: 3, size: 64}}\nlayers:\n{line_of}"))
        before = counted.work
        counted.add((64, 64))
        work[line] = counted.work - before
    plain, followed, oblong = work.values()
    assert followed - plain == pytest.approx(9 * 2 * FOLLOWER)
    assert oblong - plain == pytest.approx(9 * OBLONG)


@pytest.mark.parametrize("kind", FINE)
def test_contents_that_differ_though_maps_do_not_count(kind: str, write_spec: Callable[[str], Path]) -> None:
    """Such a page had 481 inputs of 1,900 layers, all different, and took minutes."""
    line = "  - {type: conv, filters: 3, kernel: 1, repeat: 1900}\n"
    path = write_spec(f"input: {{channels: 3, size: 224}}\nlayers:\n{FINE[kind]}{line}")
    counted = contents_of(path)
    for side in range(200, 205):
        before = counted.work
        counted.add((side, side))
        assert counted.work > before + 1900
    sides = chosen_inputs(variants_of(Source(*catalog.find(str(path)), {}), []), [])
    assert (224, 224) in sides
    assert (2 if kind == "an adaptive pool" else 4) <= len(sides) <= MOST_OF_FILES // 1900  # rows and columns apart


def test_fields_whose_outputs_are_followed_one_by_one_count(write_spec: Callable[[str], Path]) -> None:
    """Behind upsampling a few layers took 20 s at the two thousand inputs of a page."""
    line = "{type: conv_transpose, filters: 3, kernel: 5, stride: 11}, {type: adaptive_avgpool, size: [null, 1]}"
    path = write_spec(
        f"input: {{channels: 3, size: 1000}}\nlayers: [{{type: identity, stride: 7}}, {', '.join([line] * 3)}, "
        "{type: conv, filters: 3, kernel: 5, padding: 2}]\n"
    )
    sides = chosen_inputs(variants_of(Source(*catalog.find(str(path)), {}), []), [])
    assert 4 <= len(sides) < 200


def test_inputs_at_which_hardly_anything_changes_count_for_each_layer(write_spec: Callable[[str], Path]) -> None:
    """Two thousand inputs of two thousand layers were looked up four million times."""
    path = write_spec(
        "input: {channels: 3, size: 65536}\nlayers:\n  - {type: identity, stride: 65536}\n"
        "  - {type: conv, filters: 3, kernel: 1, repeat: 1990}\n"
    )
    sides = chosen_inputs(variants_of(Source(*catalog.find(str(path)), {}), []), [])
    assert 50 <= len(sides) <= MOST_OF_FILES * LOOKED // 1990


def test_settings_that_are_too_many_even_at_one_input_are_refused(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(
        "params: {n: 1}\ninput: {channels: 3, size: 8}\n"
        "layers:\n  - {name: a, type: conv, filters: 8 + n, kernel: 1, repeat: 1900}\n"
    )
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.page(path, vary={"n": range(1, 9)})
    what = "8 settings of params with 15,200 layers in all"
    assert str(caught.value) == f"--vary: {what} are too many for one page; fewer values would do"


def test_layers_that_depend_on_the_input_are_few(write_spec: Callable[[str], Path]) -> None:
    """They are other layers at each input."""
    path = write_spec(
        "input: {channels: 3, size: 64}\nlayers:\n  - {name: f, type: flatten}\n"
        "  - {name: l, type: linear, features: channels % 97 + 5, repeat: 1900}\n"
    )
    source = Source(*catalog.find(str(path)), {})
    sides = chosen_inputs(variants_of(source, []), [])
    assert (64, 64) in sides
    assert (len(sides) - 1) * 1901 <= MOST_READ


def test_a_network_of_a_file_may_be_a_strangers(tmp_path: Path) -> None:
    """It is the same network, but as a file's it has fewer inputs on its page."""
    spec, variant = catalog.find("resnet50")
    (tmp_path / "own.yaml").write_text(Path(spec.file).read_text(encoding="utf-8"), encoding="utf-8")
    own, _ = catalog.find(str(tmp_path / "own.yaml"))
    pages = [variants_of(Source(each, variant, {}), []) for each in (spec, own)]
    assert [{each.most for each in page} for page in pages] == [{MOST}, {MOST_OF_FILES}]
    sides = [chosen_inputs(page, []) for page in pages]
    assert len(sides[1]) <= len(sides[0])
    assert not too_many(pages[1], [height for height, _ in sides[1]])
