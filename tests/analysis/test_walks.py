"""Walks over one network at many sizes: each as its own analysis, what is alike made once, and work that is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import few_and_many
from random_networks import networks

import cnnstat
from cnnstat.analysis.flow import Flow
from cnnstat.analysis.repeated import MisfitError, Walks
from cnnstat.analysis.sweep import features_of, fit_at, is_small, looked_at, sides_with, sweep
from cnnstat.analysis.walk import analyze_network
from cnnstat.effort import Effort
from cnnstat.errors import SpecError, UsageError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT

Lines = Callable[..., cnnstat.Analysis]
UNITS, RULES_RUN, IDLE, STEP = 2.5, 4, 1.5, 3
"""Of work: of a layer, of its rules, of its operations at inference and in training."""
NET = """
    - {name: a, type: conv, filters: 4, kernel: 3, norm: batchnorm, activation: relu}
    - {name: p, type: maxpool, kernel: 2}
    - {name: s, type: add, branches: [[{name: b, type: conv, filters: 4, kernel: 3, padding: 1}], []]}
    - {name: g, type: adaptive_avgpool, size: 2}
    - {name: f, type: flatten}
    - {name: d, type: linear, features: 5}
"""


def spent(work: Callable[[], object]) -> float:
    """Units of work that something counts."""
    effort = Effort(10**9)
    with effort.bounding():
        work()
    return 10**9 - effort.left


def check_walks(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """At every size around its own a walk has what an analysis of that size has, or the layer that refuses it."""
    path = tmp_path_factory.getbasetemp() / "walked.yaml"
    path.write_text(text, encoding="utf-8")
    network = cnnstat.load(path)
    walks, own = Walks(network), network.input
    for more in range(-3, 3):
        side = Shape(own.channels, max(1, own.height + more), own.width + 1)
        expected = loaded(path, side)
        if isinstance(expected, SpecError):
            with pytest.raises(MisfitError) as caught:
                walks.at(side)
            before = caught.value.before
            assert caught.value.node.label == expected.layer
            assert str(caught.value) in str(expected)
            assert [each.output for each in before] == outputs_of_first(network, side, len(before))
            continue
        assert walks.at(side) == list(analyze_network(expected).every)
        assert all(one is two for one, two in zip(walks.at(side), walks.at(side), strict=True))


def loaded(path: Path, side: Shape) -> cnnstat.Network | SpecError:
    """A network at a size, or why there is none."""
    try:
        return cnnstat.load(path, input=(side.height, side.width))
    except SpecError as error:
        return error


def outputs_of_first(network: cnnstat.Network, side: Shape, count: int) -> list[Shape]:
    """What so many of the first layers make, by themselves."""
    first = replace(network, input=side, nodes=network.nodes[:count])
    return [each.output for each in analyze_network(first).every] if count else []


test_walks_of_random_networks, test_walks_of_more_random_networks = few_and_many(12, 300, text=networks())(check_walks)


def test_what_is_alike_is_one_object(lines: Lines) -> None:
    """7 and 8 pixels leave 5 and 6 behind the first window, and 2 and 3 behind the pool; 6 leave 4, and 2 as 7 do."""
    walks = Walks(lines(NET).network)
    at = {size: walks.at(Shape(3, size, size)) for size in (6, 7, 8)}
    names = [each.name for each in at[6]]
    assert names == ["a", "p", "b", "s", "g", "f", "d"]
    # p reads other maps at 6 and at 7, so that its analyses differ, but not the field and the inputs of those behind.
    assert [one is two for one, two in zip(at[6], at[7], strict=True)] == [False, False, *[True] * 5]
    assert [one is two for one, two in zip(at[7], at[8], strict=True)] == [False] * 7


def test_a_layer_that_cannot_take_what_it_is_given(lines: Lines) -> None:
    walks = Walks(lines(NET).network)
    with pytest.raises(MisfitError) as caught:
        walks.at(Shape(3, 2, 2))
    assert str(caught.value) == "kernel 3×3 is larger than its input 2×2"
    assert (caught.value.node.name, caught.value.inputs, caught.value.before) == ("a", (Shape(3, 2, 2),), [])
    with pytest.raises(MisfitError) as caught:
        walks.at(Shape(3, 3, 3))
    assert (caught.value.node.name, caught.value.inputs) == ("p", (Shape(4, 1, 1),))
    assert [each.output for each in caught.value.before] == [Shape(4, 1, 1)]


def test_work_is_counted(lines: Lines) -> None:
    """In units for each layer; what is asked again costs nothing, and what a walk knows only the looking up."""
    network = lines(NET).network
    analysis = analyze_network(network)
    assert spent(lambda: analyze_network(network)) == 7 * (2.5 + RULES_RUN)  # no two are alike
    assert [spent(lambda: analysis.params) for _ in range(2)] == [pytest.approx(7 / 5), 0]
    nine = 7 + 2  # with a's norm and activation
    assert [spent(lambda: analysis.memory.peak) for _ in range(2)] == [IDLE * nine, 0]
    assert [spent(lambda: analysis.memory.training) for _ in range(2)] == [STEP * nine, 0]
    walks = Walks(network)
    counted = [spent(lambda size=size: walks.at(Shape(3, size, size))) for size in (8, 8, 7)]  # type: ignore[misc]
    # of the rules behind the pool, those of b, s and g are asked for other maps
    assert counted == [pytest.approx(units) for units in (7 / 10 + 7, 7 / 10, 7 / 10 + 5)]
    assert spent(lambda: fit_at(network, range(7, 12))) == pytest.approx(10 * 7 + (2 + 7 / 500) * 5)


@pytest.mark.parametrize(
    ("layer", "size", "slow", "counted"),
    [
        ("{type: relu}", 8, 1 / 500, 1 / 500),
        ("{type: pad, padding: 1}", 8, 1 / 500 + 1 / 4, 1 / 500 + 1 / 4),  # is asked at each size by itself
        ("{type: conv, filters: 20000, kernel: 1, bias: false}", 9_999_999, 1 / 500, 1 / 20),  # 6·10¹⁸ MACs
        ("{type: conv, filters: 4, kernel: 1, bias: false}", 9_999_999, 1 / 500, 1 / 500),
    ],
)
def test_work_at_many_sizes(layer: str, size: int, slow: float, counted: float, lines: Lines) -> None:
    """Maps of which numbers take 64 bits are counted as such, even where what is asked of them too takes more."""
    network = lines(f"- {layer}").network
    sides = [size - 1, size]
    for work in (
        lambda: fit_at(network, sides),
        lambda: sides_with(network, sides, {}),
        lambda: sweep(lambda _: network, network, sides, only=()),
    ):
        swept = work.__code__.co_names[0] == "sweep"
        more = UNITS + RULES_RUN if swept else 0  # the layer whose output is the last map is found
        assert spent(work) == pytest.approx(10 + (2 + (counted if swept else slow)) * 2 + more)


@pytest.mark.parametrize(("at_once", "pieces"), [(0, 5), (7, 5), (13, 5), (14, 3), (34, 2), (35, 1)])
def test_layers_and_sizes_looked_at_together(
    at_once: int, pieces: int, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """So many as were allowed of seven layers at five sizes; of more layers than that one size at a time. Only where
    all places are wanted does a sweep go over all sizes at once."""
    network = lines(NET).network
    monkeypatch.setattr("cnnstat.analysis.sweep.AT_ONCE", at_once)
    sides, last = range(7, 12), 7 * (UNITS + RULES_RUN)
    units = pytest.approx(10 * 7 * pieces + (2 + 7 / 500) * 5)
    assert spent(lambda: fit_at(network, sides)) == units
    assert spent(lambda: sides_with(network, sides, {})) == units
    assert spent(lambda: sweep(lambda _: network, network, sides, only=())) - last == units
    whole = pytest.approx(10 * 7 + (2 + 7 / 500) * 5)
    assert spent(lambda: sweep(lambda _: network, network, sides)) - last == whole


def test_at_which_sizes_nodes_have_an_output(lines: Lines) -> None:
    """c gives n − 2 rows and n − 1 columns, and p the half of these and a third of those: of inputs 1 to 8 all runs
    from 4 on."""
    network = lines("""
        - {name: c, type: conv, filters: 1, kernel: [3, 2]}
        - {name: p, type: maxpool, kernel: [2, 3]}
    """).network  # fmt: skip
    runs, found = sides_with(network, range(1, 9), {INPUT: (5, 5), 0: (3, 4), 1: (2, 1)})
    assert (runs, found) == (5, {INPUT: [5], 0: [5], 1: [6]})
    assert sides_with(network, range(1, 9), {0: (3, 5), 1: (1, 2)})[1] == {0: [], 1: []}


def test_work_without_numpy_is_counted_too(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    network = lines(NET).network
    monkeypatch.setattr("cnnstat.analysis.sweep._numpy", lambda: None)
    assert spent(lambda: fit_at(network, range(7, 12))) == 2 * 7 * 5
    padded = lines("- {type: pad, padding: 1}").network
    assert looked_at(padded) == 0  # each is, and that is counted already


def test_maps_that_are_too_many_at_too_many_sizes(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of equal maps one is kept: those of the image's side, of a's and of b's."""
    network = lines("""
        - {name: a, type: conv, filters: 4, kernel: 3}
        - {name: b, type: conv, filters: 4, kernel: 3}
    """).network  # fmt: skip

    def at(count: int) -> object:
        return sweep(lambda _: network, network, range(5, 5 + count))

    monkeypatch.setattr("cnnstat.analysis.flow.MOST", 50)
    at(16)
    message = r"more than 2 maps of different sizes at 17 sizes of the input are too many to compare; take fewer sizes"
    with pytest.raises(UsageError, match=message):
        at(17)


def test_totals_leave_heads_out(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 4, kernel: 3}
        - {name: x, type: conv, filters: 9, kernel: 3, auxiliary: true}
        - {name: b, type: conv, filters: 4, kernel: 3, norm: batchnorm}
    """)  # fmt: skip
    flow = Flow(analysis.network)
    assert flow.totals == (analysis.params, analysis.macs)
    assert flow.shapes == [each.output for each in analysis.every]
    assert flow.runs is True


def test_the_depth_is_that_of_the_deepest_output(lines: Lines) -> None:
    text = """
        - {{name: a, type: conv, filters: 4, kernel: 3, output: {}}}
        - {{name: b, type: conv, filters: 4, kernel: 3}}
        - {{name: c, type: conv, filters: 4, kernel: 3, from: {}}}
    """
    assert lines(text.format("true", "b")).depth == 3
    first = lines(text.replace("kernel: 3}}", "kernel: 3, output: true}}").format("false", "input"))
    assert [each.depth for each in first.outputs] == [2, 1]
    assert first.depth == 2


def test_how_a_layer_prints(lines: Lines) -> None:
    layer = lines("- {name: a, type: conv, filters: 400, kernel: 3}")["a"]
    assert repr(layer) == "<LayerAnalysis a (conv): output 400×6×6, 11,200 params, 388,800 MACs>"


@pytest.mark.parametrize(
    ("layer", "runs"),
    [
        ("{type: conv, filters: 1, kernel: [3, 1]}", [False, False, True, True]),
        ("{type: conv, filters: 1, kernel: [1, 3]}", [False, False, True, True]),
        ("{type: pad, padding: {top: -1, bottom: 0, left: 0, right: 0}}", [False, True, True, True]),
        ("{type: pad, padding: {top: 2, bottom: 0, left: 0, right: 0}, mode: reflect}", [False, False, True, True]),
        ("{type: conv, filters: 1, kernel: 1, norm: {type: groupnorm, groups: 1}}", [False, True, True, True]),
        ("{type: pixel_unshuffle, factor: 2}", [False, True, False, True]),
        # A gate of four single values has no variance, but it is the product that is normed.
        ("{type: multiply, branches: [[], [{type: global_avgpool}]], norm: {type: groupnorm, groups: 4}}",
         [False, True, True, True]),
        ("{type: multiply, branches: [[{type: global_avgpool}], []], norm: {type: groupnorm, groups: 4}}",
         [False, True, True, True]),
        ("{type: add, branches: [[], [], []], norm: {type: groupnorm, groups: 4}}", [False, True, True, True]),
        ("{type: add, branches: [[{type: conv, filters: 4, kernel: 1, stride: 2}], [{type: maxpool, kernel: 2}]]}",
         [False, True, False, True]),
    ],
)  # fmt: skip
def test_where_a_layer_runs(layer: str, runs: list[bool], lines: Lines) -> None:
    """With square images of 1 to 4 pixels: all at once, and each by itself."""
    network = lines(f"- {{name: s, type: relu}}\n- {layer}", size=4, channels=4).network
    assert sweep(lambda _: network, network, [1, 2, 3, 4]).runs == runs
    assert [Flow(replace(network, input=Shape(4, side, side))).runs for side in (1, 2, 3, 4)] == runs


def test_a_size_at_which_the_spec_is_refused(write_spec: Callable[[str], Path]) -> None:
    """Read again for each size; where it cannot run, all other entries say no."""
    path = write_spec("""
        params: {input: 4}
        input: {channels: 1, size: input}
        layers:
          - {name: c, type: conv, filters: input, kernel: 3}
    """)
    found = sweep(lambda side: cnnstat.load(path, input=side), cnnstat.load(path), [2, 4])
    assert found[:8] == (
        [2, 4], [False, True], [False, True], [False, True], [(0, 0), (2, 2)], [(0, 0), (4, 4)], [0, 40], [0, 144],
    )  # fmt: skip
    (place,) = found.places
    assert (place.names, place.sizes, place.outputs, place.exact, place.unread) == (
        ("c",), ((0, 0), (4, 4)), ((0, 0), (2, 2)), (False, True), ((0, 0), (0, 0)),
    )  # fmt: skip
    alone = sweep(lambda side: cnnstat.load(path, input=side), cnnstat.load(path), [2])
    assert alone == ([2], [False], [False], [False], [(0, 0)], [(0, 0)], [0], [0], [])


def test_pieces_of_which_some_sizes_run(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 3 nothing runs behind the pool, at 4 all does: looked at two by two there is the same as at once."""
    network = lines(NET).network
    sides = [1, 2, 3, 4, 5]
    whole = sweep(lambda _: network, network, sides, only=("a", "b"))
    assert whole.runs == [False, False, False, True, True]
    monkeypatch.setattr("cnnstat.analysis.sweep.AT_ONCE", 2 * len(network))
    parts = sweep(lambda _: network, network, sides, only=("a", "b"))
    assert parts[:8] == whole[:8]
    own = {name: each for each in parts.places for name in each.names}
    for each in whole.places:
        for name in each.names:
            for column, found in zip(each[1:], own[name][1:], strict=True):
                assert list(found)[2:] == list(column)[2:]
            assert list(own[name].sizes)[:2] == [(0, 0)] * 2


def test_the_last_map_of_a_network_that_has_none(lines: Lines) -> None:
    """At its own size all maps are single positions; the first layer then stands for the last map."""
    network = lines("""
        - {name: a, type: conv, filters: 2, kernel: 1}
        - {name: b, type: maxpool, kernel: 2, padding: 1}
    """, size=1).network  # fmt: skip
    assert features_of(network) == "a"
    assert sweep(lambda _: network, network, [1, 5]).features == [(1, 1), (5, 5)]
    assert features_of(lines(NET).network) == "g"


def test_which_layers_are_asked_at_each_size(lines: Lines) -> None:
    """Of merges those of maps that are of equal sizes at some inputs only: n and twice the half of it."""
    halves = """
        - {name: c, type: conv, filters: 2, kernel: 1}
        - {name: p, type: maxpool, kernel: 2, from: c}
        - {name: u, type: upsample, scale: 2}
        - {name: m, type: concat, from: [c, u]}
        - {name: w, type: concat, from: [m, u]}
    """
    assert looked_at(lines(halves).network) == 2
    assert looked_at(lines(NET).network) == 0
    assert looked_at(lines("- {type: pad, padding: 1, repeat: 3}").network) == 3
    alike = """
        - {name: c, type: conv, filters: 2, kernel: 1}
        - {name: a, type: pad, padding: 1, from: c}
        - {name: b, type: pad, padding: 1, from: c}
        - {name: m, type: concat, from: [a, b]}
    """
    assert looked_at(lines(alike).network) == 1  # a and b are equal


def test_eight_sizes_tell_which_merges_are_asked_at_each(lines: Lines) -> None:
    """⌊n/8⌋ and ⌊(n − 8)/16⌋ + 1 rows are one from n = 8 to 15, and at 16 two and one."""
    network = lines("""
        - {name: a, type: maxpool, kernel: 8, from: input}
        - {name: b, type: maxpool, kernel: 8, stride: 16, from: input}
        - {name: m, type: concat, from: [a, b]}
    """).network  # fmt: skip
    assert [looked_at(replace(network, input=Shape(3, side, side))) for side in (8, 9)] == [0, 1]


def test_from_which_size_on_numbers_are_large(lines: Lines) -> None:
    """Up to 2⁶², of elements of a map and of multiply-accumulates, which are asked only where totals are."""
    network = lines("- {type: conv, filters: 1, kernel: 1, bias: false}", size=8, channels=1).network
    assert [is_small(network, side) for side in (2**31 - 1, 2**31)] == [True, False]
    wide = lines("- {type: conv, filters: 1, kernel: 1, bias: false}", size=8, channels=4).network
    for side, counted in ((2**30 - 1, True), (2**30, False)):
        assert [is_small(wide, side), is_small(wide, side, counted=True)] == [True, counted]
