"""Input sizes: what fits, what is lost, what mends it; brute force on windows as the oracle."""

from __future__ import annotations

import json
import random
import re
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from random_networks import networks

import cnnstat
from cnnstat.analysis import sweep as sweep_module
from cnnstat.analysis.fit import axis_fit, fits, seen
from cnnstat.analysis.sweep import sweep
from cnnstat.errors import UsageError
from cnnstat.keys.kinds import Sides
from cnnstat.language import ENGLISH
from cnnstat.layers import Axis
from cnnstat.layers.adaptive import AdaptivePool
from cnnstat.layers.base import size_after
from cnnstat.layers.conv import convolved_size
from cnnstat.layers.pool import pooled_size
from cnnstat.network.graph import INPUT
from cnnstat.render import FORMATS
from cnnstat.sizes import witness as witnesses
from cnnstat.sizes.misfit import misfit, shapes_of
from cnnstat.sizes.progression import (
    Fitting,
    Progressions,
    fitting,
    progressions,
    ranges,
    runs_of,
    too_many,
    unsearchable,
)
from cnnstat.sizes.repair import repairs
from cnnstat.sizes.report import around, report_sizes
from cnnstat.sizes.rounding import with_keys
from cnnstat.sizes.said import fitting_text, progression_text
from cnnstat.sizes.table import size_table
from cnnstat.spec import catalog
from cnnstat.views.sizes import read_range

Program = Callable[..., Any]
FAMILIES = ["lenet5", "alexnet", "alexnet-owt", "caffenet", "nin", "vgg11", "googlenet", "resnet18", "resnet50",
            "mobilenet_v1", "mobilenet_v2", "inception_v3", "resnet20"]  # fmt: skip


def loader(name: str | Path) -> Callable[[int], cnnstat.Network]:
    return lambda side: cnnstat.load(name, input=side)


# Windows, one by one


def reads(size: int, outputs: int, axis: Axis) -> set[int]:
    """The cells, padding included, that windows of one axis read: drawn one by one."""
    return {
        window * axis.stride - axis.before + tap * axis.dilation
        for window in range(outputs)
        for tap in range(axis.kernel)
    }


SLIDING: dict[str, Callable[[int, Axis], int]] = {
    "down": size_after,
    "pool up": lambda size, axis: pooled_size(size, axis, True),
    "convolution up": lambda size, axis: convolved_size(size, axis, True),
}


@pytest.mark.parametrize("rounding", SLIDING)
def test_fits_against_windows_drawn_one_by_one(rounding: str) -> None:
    checked = 0
    for size in range(1, 15):
        for kernel in range(1, 5):
            for stride in range(1, 5):
                for before, after in ((0, 0), (1, 1), (0, 1), (1, 2)):
                    for dilation in (1, 2):
                        axis = Axis(kernel, stride, before, after, dilation)
                        if size + before + after < dilation * (kernel - 1) + 1:
                            continue
                        outputs = SLIDING[rounding](size, axis)
                        fit = axis_fit(size, outputs, axis)
                        last = max(reads(size, outputs, axis))
                        assert fit.exact == (last == size + after - 1), (size, axis)
                        assert fit.overhang == max(0, last - (size + after - 1))
                        gap = max(0, stride - dilation * (kernel - 1) - 1)
                        inside = [cell for cell in reads(size, outputs, axis) if 0 <= cell < size]
                        assert fit.unread == (max(0, size - 1 - last - gap) if inside else size), (size, axis)
                        assert fit.spare == min(after, max(0, size + after - 1 - last))
                        checked += 1
    assert checked == 1628


def seen_by_hand(analysis: cnnstat.Analysis) -> tuple[int, int]:
    """The last row and column of the image that reach the output, from the sets of all that do."""
    nodes = analysis.network.nodes
    sizes = [(each.output.height, each.output.width) for each in analysis.every]
    last = analysis.last.order
    needed: dict[int, list[set[int]]] = {last: [set(range(side)) for side in sizes[last]]}
    for index in range(last, -1, -1):
        if index not in needed or nodes[index].auxiliary:
            continue
        layer = analysis.every[index]
        for source in nodes[index].inputs:
            x = layer.inputs[nodes[index].inputs.index(source)]
            own = needed.setdefault(source, [set(), set()])
            for axis in (0, 1):
                own[axis] |= read_back(layer, needed[index][axis], axis, x[axis + 1])
    rows, columns = needed[INPUT]
    return max(rows, default=-1) + 1, max(columns, default=-1) + 1


def read_back(layer: Any, wanted: set[int], axis: int, size: int) -> set[int]:
    """The cells of an input that some outputs read."""
    own = layer.node.layer
    if own.merges:
        return {cell for cell in wanted if cell < size} or ({0} if wanted else set())
    if isinstance(own, AdaptivePool):
        outputs = layer.output[axis + 1]
        return {cell for each in wanted for cell in range(each * size // outputs, -(-(each + 1) * size // outputs))}
    window = own.axes(layer.inputs[0])[axis]
    cells = {
        each * window.stride - window.before + tap * window.dilation for each in wanted for tap in range(window.kernel)
    }
    return {cell for cell in cells if 0 <= cell < size}


def has_gaps(layer: Any) -> bool:
    """Whether a layer leaves out cells between others that it reads."""
    own = layer.node.layer
    if own.merges or isinstance(own, AdaptivePool):
        return False
    return any(axis.stride > axis.kernel or axis.dilation > 1 for axis in own.axes(layer.inputs[0]))


@pytest.mark.parametrize("name", FAMILIES)
def test_what_of_the_image_reaches_the_output(name: str) -> None:
    own = cnnstat.load(name).input.height
    for side in range(own - 3, own + 6):
        try:
            analysis = cnnstat.analyze(name, input=side)
        except cnnstat.SpecError:
            continue
        got = seen(analysis.network, [each.output for each in analysis.every])
        by_hand = seen_by_hand(analysis)
        assert got == by_hand, (name, side)


@pytest.mark.slow
@seed(20261124)
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(text=networks())
def test_random_networks(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "random.yaml"
    path.write_text(text, encoding="utf-8")
    analysis = cnnstat.analyze(path)
    shapes = [each.output for each in analysis.every]
    got, by_hand = seen(analysis.network, shapes), seen_by_hand(analysis)
    if any(has_gaps(layer) for layer in analysis.layers):
        assert all(most >= each for most, each in zip(got, by_hand, strict=True))
    else:
        assert got == by_hand
    for fit in fits(analysis.network, shapes):
        layer = analysis.every[fit.order]
        if isinstance(layer.node.layer, AdaptivePool):
            assert fit.lossless
            continue
        for axis, part, size, outputs in zip(
            layer.node.layer.axes(layer.inputs[0]), (fit.rows, fit.columns), layer.inputs[0][1:3], layer.output[1:3],
            strict=True,
        ):  # fmt: skip
            assert part.exact == (max(reads(size, outputs, axis)) == size + axis.after - 1)
    check_sweep(path, range(1, 24))


# Sweeps


def check_sweep(name: str | Path, sides: Sequence[int]) -> None:
    """A sweep against an analysis at each size, with NumPy and without."""
    network = cnnstat.load(name)
    found = sweep(loader(name), network, sides)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_module, "_numpy", lambda: None)
        alone = sweep(loader(name), network, sides)
    for at, side in enumerate(sides):
        try:
            analysis = cnnstat.analyze(name, input=side)
        except cnnstat.SpecError:
            assert (found.runs[at], alone.runs[at]) == (False, False), (name, side)
            continue
        assert (found.runs[at], alone.runs[at]) == (True, True), (name, side)
        shapes = [each.output for each in analysis.every]
        own = {fit.node.name: fit for fit in fits(analysis.network, shapes)}
        for each in (found, alone):
            assert (each.params[at], each.macs[at]) == (analysis.params, analysis.macs), (name, side)
            assert each.seen[at] == seen(analysis.network, shapes)
            assert each.exact[at] == all(fit.exact for fit in own.values())
            assert each.lossless[at] == all(fit.lossless for fit in own.values())
            names = [name for place in each.places for name in place.names if name in own]
            assert sorted(names) == sorted(own)
            for place in each.places:
                for layer in place.names:
                    if layer in own:
                        fit = own[layer]
                        assert place.outputs[at] == (fit.rows.outputs, fit.columns.outputs)
                        assert place.unread[at] == (fit.rows.unread, fit.columns.unread)


@pytest.mark.parametrize("name", FAMILIES)
def test_sweeps_against_single_analyses(name: str) -> None:
    own = cnnstat.load(name).input.height
    check_sweep(name, [*range(1, 80, 7), *range(own - 6, own + 40, 3)])


@pytest.mark.parametrize(
    ("size", "kernel"), [("[1, 7]", "[1, 2]"), ("[2, 7]", "[1, 2]"), ("1", "1"), ("[7, 1]", "[2, 1]")]
)
def test_upsampling_to_a_single_cell(size: str, kernel: str, write_spec: Callable[[str], Path]) -> None:
    """Its window moves by as many cells as the map has, which changes with the size."""
    path = write_spec(f"""
        input: {{channels: 3, height: 17, width: 33}}
        layers:
          - {{name: up, type: upsample, size: {size}}}
          - {{name: pool, type: avgpool, kernel: {kernel}}}
    """)
    check_sweep(path, range(1, 40))


def test_a_network_whose_layers_depend_on_the_size(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""
        input: {channels: 2, size: 8}
        layers:
          - {name: pool, type: maxpool, kernel: 2}
          - {name: flatten, type: flatten}
          - {name: half, type: linear, features: channels // 2}
    """)
    assert cnnstat.load(path).sized
    check_sweep(path, range(1, 20))
    assert fitting(cnnstat.load(path)) is None
    assert not any(cnnstat.load(name).sized for name in catalog.networks())


def test_a_param_named_input_makes_layers_depend_on_it(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""
        params: {input: 16}
        input: {channels: 1, size: input}
        layers:
          - {name: conv, type: conv, filters: input // 4, kernel: 3}
    """)
    assert cnnstat.load(path).sized
    assert sweep(loader(path), cnnstat.load(path), [16, 32]).params == [4 * 10, 8 * 10]


def test_very_large_sizes_stay_exact() -> None:
    network = cnnstat.load("vgg16")
    side = 999_968
    found = sweep(loader("vgg16"), network, [224, side])
    assert found.macs == [cnnstat.analyze("vgg16").macs, cnnstat.analyze("vgg16", input=side).macs]


def test_figures_beyond_64_bits_stay_exact(write_spec: Callable[[str], Path]) -> None:
    """The second layer has 4,096² weights at 10¹² positions: 1.7 × 10¹⁹ MACs, more than 2⁶³."""
    path = write_spec("""
        input: {channels: 1, size: 8}
        layers:
          - {name: a, type: conv, filters: 4096, kernel: 1}
          - {name: b, type: conv, filters: 4096, kernel: 1}
    """)
    found = sweep(loader(path), cnnstat.load(path), [8, 10**6])
    assert found.macs == [(4096 + 4096**2) * side**2 for side in (8, 10**6)]


def test_many_sizes_are_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that memory does not grow with layers times sizes."""
    module = sys.modules["cnnstat.analysis.sweep"]
    pieces, network, sides = module._pieces, cnnstat.load("lenet5"), list(range(28, 40))
    seen: list[int] = []

    def looked(*given: Any) -> Any:
        for each in pieces(*given):
            seen.append(len(each[1]))
            yield each

    def found() -> tuple[Any, list[int], Any, list[int]]:
        macs, first = sweep(loader("lenet5"), network, sides, only=["C1"]).macs, seen.copy()
        fits, second = module.fit_at(network, sides), seen[len(first) :]
        seen.clear()
        return macs, first, fits, second

    whole = found()
    monkeypatch.setattr(module, "_pieces", looked)
    for most, parts in ((20, [12]), (5, [5, 5, 2]), (0, [1] * 12)):
        monkeypatch.setattr(module, "AT_ONCE", most * len(network) + 1)
        assert found() == (whole[0], parts, whole[2], parts)


def test_a_search_of_sizes_counts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether windows fit needs maps alone: totals took most of the time of a network whose layers all differ."""
    module = sys.modules["cnnstat.analysis.sweep"]
    network, sides = cnnstat.load("vgg16"), [224, 255]
    whole = module.fit_at(network, sides)

    def refuse(*_: Any) -> Any:
        raise AssertionError("a layer was counted")

    monkeypatch.setattr("cnnstat.analysis.flow.count_of", refuse)
    assert module.fit_at(network, sides) == whole
    assert module.sides_with(network, sides, {0: (224, 224)}) == (2, {0: [224]})


@pytest.mark.parametrize(
    ("head", "layers", "most"),
    [
        # Five layers at 2,000,000 sizes are 10,000,000.
        ("input: {channels: 1, size: 8}", ["{type: conv, filters: 1, kernel: 1}"] * 5, 2_000_000),
        # A pad is looked at for each size by itself, which takes as long as 20 layers: 2 and 20 more.
        ("input: {channels: 1, size: 8}", ["{type: conv, filters: 1, kernel: 1}", "{type: pad, padding: 1}"],
         10**7 // 22),
        # With a map of 6 · 10¹⁸ elements at that size all takes 20 times as long.
        ("input: {channels: 1, size: 8}", ["{type: conv, filters: 400000000, kernel: 1}"] * 4, 10**7 // 20 // 4),
        # A network that is read again for each size: 5 layers, or a fourth of 1 + 51 · 2 lines with their conditions.
        ("params: {input: 8}\ninput: {channels: 1, size: input}",
         ["{type: conv, filters: input, kernel: 1}"] * 5, 10_000),
        ("params: {input: 8}\ninput: {channels: 1, size: input}",
         ["{type: conv, filters: input, kernel: 1}"] + ["{type: relu, when: false}"] * 51, 50_000 // 25),
    ],
)  # fmt: skip
def test_searches_that_would_take_too_long(
    head: str, layers: list[str], most: int, write_spec: Callable[[str], Path]
) -> None:  # fmt: skip
    network = cnnstat.load(write_spec(f"{head}\nlayers:\n" + "".join(f"  - {each}\n" for each in layers)))
    count = len(network)
    assert too_many(network, most) == ""
    assert too_many(network, most + 1) == f"{count} layers at {most + 1:,} sizes are too many"


@pytest.mark.parametrize(
    ("head", "most"),
    # 100 layers and a figure, of whose formula every 16 characters count as one more, at twice as many sizes.
    [("{says: a, formula: input, value: 1}", 500_000 // 2 // 101),
     ("{says: a, formula: 'input + 0 + 0+0', value: 1}", 500_000 // 2 // 101),
     ("{says: a, formula: 'input + 0 + 0 +0', value: 1}", 500_000 // 2 // 102),
     ("{says: a, formula: 'input + 0 + 0 + 0', value: 1}", 500_000 // 2 // 102)],
)  # fmt: skip
def test_figures_that_would_take_too_long_to_try(head: str, most: int, write_spec: Callable[[str], Path]) -> None:
    for size in (most, most + 1):
        layers = "".join(f"  - {{type: relu, name: r{each}}}\n" for each in range(100))
        text = f"input: {{channels: 1, size: {size}}}\nwitnesses:\n  - {head}\nlayers:\n{layers}"
        network = cnnstat.load(write_spec(text))
        said = f"1 figure of 100 layers at {2 * size:,} sizes are too many"
        assert witnesses.unsearched(network) == ("" if size == most else said)


@pytest.mark.parametrize("layers", [200, 201])
def test_a_table_of_many_maps_shows_the_first(layers: int, write_spec: Callable[[str], Path]) -> None:
    lines = "".join(f"  - {{name: c{each}, type: conv, filters: 1, kernel: 2}}\n" for each in range(1, layers + 1))
    path = write_spec(f"input: {{channels: 1, size: 250}}\nlayers:\n{lines}")
    table = report_sizes(loader(path), cnnstat.load(path), [250, 251]).table
    names = [column.key for column in table.columns]
    assert ("c200" in names, "c201" in names) == (True, False)
    assert any("Of 201 maps of different sizes the first 200 are shown." in each for each in table.notes) == (
        layers == 201
    )


# Progressions


@pytest.mark.parametrize("name", FAMILIES)
def test_progressions_hold_far_beyond_the_search(name: str) -> None:
    network = cnnstat.load(name)
    known = fitting(network)
    assert known is not None
    sides = range(1, known.searched + 3 * known.period)
    found = sweep(loader(name), network, sides)
    for at, side in enumerate(sides):
        assert (side in known.runs) == found.runs[at], (name, side)
        assert (side in known.exact) == found.exact[at], (name, side)
        assert (side in known.lossless) == found.lossless[at], (name, side)


@pytest.mark.parametrize(
    ("name", "period", "exact"),
    [
        # conv1 needs n ≡ 3 (mod 4), each of three 3/2 pools an odd map: n = 3 + 32·k, from 67, whose pool5 is 1×1.
        ("alexnet", 32, (67,)),
        # five pools 2/2: multiples of 32.
        ("vgg16", 32, (32,)),
        # 7/2 with padding 3, 3/2 with padding 1 and three more halvings, all on odd maps: 1 + 32·k.
        ("resnet50", 32, (1,)),
        ("mobilenet_v1", 32, (1,)),
        # 5×5, pool 2, 5×5, pool 2, 5×5: (n − 4)/2 − 4 must be even and at least 10.
        ("lenet5", 4, (32,)),
        ("inception_v3", 32, (299,)),
    ],
)
def test_exact_inputs_by_hand(name: str, period: int, exact: tuple[int, ...]) -> None:
    network = cnnstat.load(name)
    known = fitting(network)
    assert known is not None
    assert known.exact.period == period
    assert known.period % period == 0
    assert (known.exact.firsts, known.exact.others) == (exact, ())


ODD = {
    "a vector in halves": """
        input: {channels: 1, size: 4}
        layers:
          - {name: f, type: flatten}
          - {name: s, type: channel_split, part: 1, parts: 2}
          - {name: fc, type: linear, features: 10}
    """,
    "a vector shuffled": """
        input: {channels: 1, size: 15}
        layers:
          - {name: f, type: flatten}
          - {name: s, type: channel_shuffle, groups: 5}
          - {name: fc, type: linear, features: 10}
    """,
    "a vector in groups": """
        input: {channels: 1, size: 7}
        layers:
          - {name: f, type: flatten}
          - {name: g, type: groupnorm, groups: 7}
    """,
    "a head with strides": """
        input: {channels: 1, size: 24}
        layers:
          - {name: c, type: conv, filters: 2, kernel: 1}
          - name: h
            type: add
            auxiliary: true
            branches:
              - - {name: a, type: maxpool, kernel: 1, stride: 3}
              - - {name: b, type: maxpool, kernel: 3, stride: 3}
          - {name: d, type: conv, filters: 2, kernel: 1}
    """,
    "padding before a wide stride": """
        input: {channels: 1, size: 30}
        layers:
          - {name: c, type: conv, filters: 2, kernel: 2, stride: 20, padding: {top: 10, left: 10}}
    """,
    "holes at the end": """
        input: {channels: 1, size: 12}
        layers:
          - {name: c, type: conv, filters: 2, kernel: 2, dilation: 3, stride: 5, padding: 1}
    """,
}


@pytest.mark.parametrize("what", ODD)
def test_progressions_of_odd_networks(what: str, write_spec: Callable[[str], Path]) -> None:
    path = write_spec(ODD[what])
    known = fitting(cnnstat.load(path))
    assert known is not None
    for side in range(1, known.searched + 2 * known.period):
        try:
            analysis = cnnstat.analyze(path, input=side)
        except cnnstat.SpecError:
            assert [side in each for each in (known.runs, known.exact, known.lossless)] == [False] * 3, side
            continue
        found = fits(analysis.network, [each.output for each in analysis.every])
        assert side in known.runs, side
        assert (side in known.exact) == all(fit.exact for fit in found), side
        assert (side in known.lossless) == all(fit.lossless for fit in found), side
        reached = seen(analysis.network, [each.output for each in analysis.every])
        assert side not in known.lossless or reached != (0, 0), side


def test_paths_that_grow_apart_have_no_progression(write_spec: Callable[[str], Path], program: Program) -> None:
    path = write_spec("""
        input: {channels: 1, size: 121}
        layers:
          - name: m
            type: add
            branches:
              - - {name: a, type: conv, filters: 2, kernel: 1, stride: 10}
              - - {name: b, type: conv, filters: 2, kernel: 1, stride: 11, padding: {bottom: 20, right: 20}}
    """)
    assert fitting(cnnstat.load(path)) is None
    out = program("sizes", str(path), "121").out
    assert "not searched: paths with different strides meet at m, where their maps grow apart" in out


def test_same_padding_always_fits(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""
        input: {channels: 3, size: 32}
        layers:
          - {name: a, type: conv, filters: 4, kernel: 3, stride: 2, padding: same}
          - {name: b, type: maxpool, kernel: 3, stride: 2, padding: same}
    """)
    known = fitting(cnnstat.load(path))
    assert known is not None
    assert known.exact.text == known.runs.text == "every size from 1"


def test_progressions_as_text() -> None:
    def text(*sides: int, period: int = 4, last: int = 20) -> str:
        return progressions([side in sides for side in range(1, last + 1)], period).text

    assert text(*range(8, 21, 4)) == "8, 12, 16, 20, 24, 28, 32, …: every 4 from 8"
    assert text(*range(5, 21)) == "every size from 5"
    assert text(2, *range(5, 21)) == "every size from 5, and 2"
    assert text() == "none"
    assert text(3, 7) == "only 3, 7"
    assert (
        text(*range(9, 21, 4), *range(10, 21, 4)) == "9, 10, 13, 14, 17, 18, 21, …: a pattern of 2 that repeats every 4"
    )
    near = progressions([side in range(8, 21, 4) for side in range(1, 21)], 4)
    assert (near.near(13), near.near(12), near.near(3)) == ([12, 16], [12, 16], [8])
    assert [each in near for each in (400, 401, 4)] == [True, False, False]


@pytest.mark.parametrize(("stride", "said"), [
    (4096, ""), (4097, "its windows repeat their pattern after 4,097 pixels, more than 4,096"),
])  # fmt: skip
def test_the_longest_period(stride: int, said: str, write_spec: Callable[[str], Path]) -> None:
    line = f"  - {{type: conv, filters: 1, kernel: 1, stride: {stride}}}\n"
    assert unsearchable(cnnstat.load(write_spec(f"input: {{channels: 1, size: 9}}\nlayers:\n{line}"))) == said


@pytest.mark.parametrize(
    ("size", "layers", "first", "last"),
    [
        ("size: 8", 1, 1, 16), ("size: 9", 1, 1, 17), ("size: 10", 1, 2, 18), ("height: 20, width: 30", 1, 22, 38),
        ("size: 1000000", 1, 999_992, 1_000_000),
        # Read again for each size: 50,000 layers in all, half of them on each side.
        ("size: input", 1, 12, 28), ("size: input", 5_000, 15, 25), ("size: input", 10_000, 18, 22),
    ],
)  # fmt: skip
def test_sizes_around_its_own(
    size: str, layers: int, first: int, last: int, write_spec: Callable[[str], Path]
) -> None:  # fmt: skip
    head = "params: {input: 20}\n" if "input" in size else ""
    line = f"{{name: c, type: conv, filters: {'input' if head else 1}, kernel: 1, repeat: {layers}}}"
    network = cnnstat.load(write_spec(f"{head}input: {{channels: 1, {size}}}\nlayers:\n  - {line}\n"))
    assert around(network) == list(range(first, last + 1))


def test_progressions_by_hand() -> None:
    some = Progressions((5, 6), 4, (2,))
    assert [side for side in range(16) if side in some] == [2, 5, 6, 9, 10, 13, 14]
    assert object() not in some
    assert [some.near(side) for side in (1, 2, 4, 5, 6, 8, 13)] == [
        [5], [2, 5], [2, 5], [5, 6], [6, 9], [6, 9], [13, 14],
    ]  # fmt: skip
    assert Progressions((), 4, (2, 3)).near(9) == [3]
    assert (some.first(4), some.first()) == ([2, 5, 6, 9], [2, 5, 6, 9, 10, 13, 14])
    assert some.text == "2, 5, 6, 9, 10, 13, 14, …: a pattern of 2 that repeats every 4"
    assert Progressions((5,), 4, (2,)).text == "2, 5, 9, 13, 17, 21, 25, …: a pattern of 1 that repeats every 4"
    assert Progressions((3, 5, 6, 8), 4, (1,)).text == "every size from 5, and 1, 3"
    assert Progressions((5, 6, 7, 8), 4).text == "every size from 5"
    assert Progressions((), 4, (999, 1000, 1001)).text == "only 999 to 1,001"
    odd = ", ".join(str(side) for side in range(1, 24, 2))
    assert [ranges(range(1, last, 2)) for last in (24, 26, 28)] == [odd, f"{odd}, and 1 more", f"{odd}, and 2 more"]
    assert runs_of([1, 2, 3, 5, 7, 8]) == [(1, 3), (5, 5), (7, 8)]


def test_progressions_tell_what_holds() -> None:
    """Of sizes drawn at random whose last two periods are alike: the same sizes, the shortest period, early starts."""
    chance = random.Random(3)
    for _ in range(400):
        period = chance.choice((1, 2, 3, 4, 6, 8))
        pattern = [chance.random() < 0.5 for _ in range(period)]
        holds = [chance.random() < 0.5 for _ in range(chance.randint(0, 9))] + 2 * pattern
        found, last = progressions(holds, period), len(holds)
        for side in range(1, last + 1):
            goes_on = [first for first in found.firsts if side >= first and (side - first) % found.period == 0]
            assert len(goes_on) + (side in found.others) == holds[side - 1] == (side in found)
        for side in range(last + 1, last + 20):
            assert (side in found) == pattern[(side - last - 1) % period]
        assert list(found.firsts) == sorted(found.firsts)
        assert not any(first > found.period and holds[first - found.period - 1] for first in found.firsts)
        alike = [
            each for each in range(1, period + 1) if period % each == 0 and pattern == pattern[:each] * (period // each)
        ]
        assert found.period == alike[0]


def test_progressions_in_a_sentence() -> None:
    def text(*given: Any) -> str:
        return progression_text(Progressions(*given), ENGLISH)

    assert text((67,), 32) == "67, 99, 131, 163, 195, 227, 259, … (every 32 from 67)"
    assert text((67,), 32, (3,)) == "3, 67, 99, 131, 163, 195, 227, …"
    assert text((5, 6, 7, 8), 4) == "every size from 5"
    assert text((), 4, (1, 2, 5, 7, 9)) == "1 to 2, 5, 7, 9"
    assert text((), 4, (1, 2, 5, 7, 9, 1000)) == "1 to 2, 5, 7, 9, …"
    none, some = Progressions((), 1), Progressions((), 1, (3,))
    for exact, lossless, said in (
        (some, none, "Inputs that fit exactly: 3."), (Progressions((1,), 1), none, "Inputs that fit exactly: every"),
        (none, some, "No input fits exactly; nothing is lost at 3."), (none, none, "No square input fits exactly."),
        (none, Progressions((1,), 1), "No input fits exactly; nothing is lost at every size from 1."),
    ):  # fmt: skip
        assert fitting_text(Fitting(9, 1, none, exact, lossless), ENGLISH).startswith(said)


def test_a_period_too_long_is_said(write_spec: Callable[[str], Path], program: Program) -> None:
    lines = "".join(f"  - {{type: maxpool, kernel: {size}}}\n" for size in (7, 11, 13, 17))
    path = write_spec(f"input: {{channels: 1, size: 34034}}\nlayers:\n{lines}")
    result = program("sizes", str(path), "34034,34035")
    assert result.code == 0
    assert "not searched: its windows repeat their pattern after 17,017 pixels, more than 4,096" in result.out


# 227 or 224


def test_alexnet_at_224() -> None:
    found = misfit(cnnstat.analyze("alexnet", input=224), cnnstat.analyze("alexnet"))
    assert found is not None
    assert [name for name, _ in found.layers] == ["conv1", "pool1", "pool2", "pool5"]
    assert found.layers[0][1] == (
        "(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54: 1 row and 1 column of its input never read"
    )
    # pool5 reads 11 of 12 rows, conv5 to conv3 and pool2's 3/2 windows need 25 of 26, pool1 53 of 54, conv1 219 of 224.
    assert found.unseen == (5, 5)
    assert [tuple(change) for change in found.changes] == [
        ("pool5", "256×5×5", "256×6×6", ""),
        ("inputs of fc6", "6,400", "9,216", ""),
        ("parameters", "49,430,888", "60,965,224", "−18.9 %"),
        ("connections", "643,635,688", "725,066,088", "−11.2 %"),
        ("MACs", "643,026,048", "724,406,816", "−11.2 %"),
    ]
    assert misfit(cnnstat.analyze("alexnet")) is None


def test_what_changes_at_a_size_that_does_not_fit(write_spec: Callable[[str], Path]) -> None:
    """Only what differs is named, and of vectors those that layers with weights read."""

    def changes(side: int, layers: str) -> list[tuple[str, str, str]]:
        path = write_spec(f"params: {{input: 8}}\ninput: {{channels: 1, size: input}}\nlayers:\n{layers}")
        found = misfit(cnnstat.analyze(path, input=side), cnnstat.analyze(path))
        assert found is not None
        assert found.own == (8, 8)
        return [each[:3] for each in found.changes]

    conv = "  - {name: c, type: conv, filters: 2, kernel: 8, stride: 4}\n"
    assert changes(9, conv + "  - {name: p, type: global_avgpool}\n") == []
    flat = conv.replace("8, stride", "4, stride") + "  - {name: f, type: flatten}\n  - {name: r, type: relu}\n"
    # (14 − 4) / 4 + 1 = 3.5: 3 × 3 positions, at each of which 2 filters have 16 weights and a bias.
    assert changes(14, flat) == [("c", "2×3×3", "2×2×2"), ("connections", "306", "136"), ("MACs", "288", "128")]
    assert changes(14, flat + "  - {name: l, type: linear, features: 1}\n") == [
        ("c", "2×3×3", "2×2×2"), ("inputs of l", "18", "8"), ("parameters", "53", "43"),
        ("connections", "325", "145"), ("MACs", "306", "136"),
    ]  # fmt: skip


def test_repairs_of_alexnet_at_224() -> None:
    analysis, own = cnnstat.analyze("alexnet", input=224), cnnstat.load("alexnet")
    found = {each.what: each for each in repairs(analysis, loader("alexnet"), fitting(own))}
    assert list(found) == [
        "input 195×195",
        "input 227×227",
        "conv1 rounding up (ceil_mode)",
        "conv1 with padding 2",
        "conv1 with padding 1 before, 2 after",
    ]
    assert found["input 227×227"].analysis.params == 60_965_224
    assert found["conv1 with padding 2"].how.startswith("(224 + 2 × 2 − 11) / 4 + 1 = 55.25, so 55: ")
    assert found["conv1 with padding 1 before, 2 after"].how == "(224 + 1 + 2 − 11) / 4 + 1 = 55"
    assert found["conv1 rounding up (ceil_mode)"].how == (
        "(224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 55: 3 rows and 3 columns of zeros behind the map, as with padding "
        "0 before, 3 after"
    )
    for each in found.values():
        assert not each.remaining
        assert misfit(each.analysis) is None
    assert {each.analysis.params for each in list(found.values())[1:]} == {60_965_224}


def test_repairs_of_a_pool_offer_ceil_mode_and_name_what_remains() -> None:
    analysis, own = cnnstat.analyze("vgg16", input=230), cnnstat.load("vgg16")
    found = {each.what: each for each in repairs(analysis, loader("vgg16"), fitting(own))}
    assert set(found) == {
        "input 224×224", "input 256×256", "pool2 with padding 1", "pool2 with padding 0 before, 1 after",
        "pool2 rounding up (ceil_mode)", "every layer rounding up (ceil_mode)",
    }  # fmt: skip
    assert found["pool2 rounding up (ceil_mode)"].remaining == ["pool4"]
    assert not found["every layer rounding up (ceil_mode)"].remaining


def test_a_layer_that_cannot_round_up_alone_may_do_so_with_all_others(write_spec: Callable[[str], Path]) -> None:
    """(8 − 3) / 2 + 1 = 3.5 for both of two layers whose outputs are added."""
    path = write_spec("""
        input: {channels: 1, size: 8}
        layers:
          - type: add
            branches:
              - [{name: c, type: conv, filters: 1, kernel: 3, stride: 2}]
              - [{name: p, type: maxpool, kernel: 3, stride: 2}]
    """)
    found = repairs(cnnstat.analyze(path), loader(path), None)
    assert [(each.what, each.remaining) for each in found] == [("every layer rounding up (ceil_mode)", [])]
    assert found[0].how.startswith("c (8 + 2 × 0 − 3) / 2 + 1 = 3.5, so 4: ")


@pytest.mark.parametrize("name", ["alexnet", "nin", "inception_v3"])
def test_rounding_up_amounts_to_the_padding_that_it_names(name: str) -> None:
    """A convolution with that padding instead has the same size and reads the same cells."""
    own = cnnstat.load(name).input.height
    checked = 0
    for side in range(own, own + 12):
        analysis = cnnstat.analyze(name, input=side)
        found = next((each for each in repairs(analysis, loader(name), None) if "rounding up" in each.what), None)
        if found is None or "of zeros" not in found.how:
            continue
        before, after = map(int, re.findall(r"padding (\d+) before, (\d+) after", found.how)[0])
        lossy = next(fit for fit in shapes_of(analysis) if not fit.lossless)
        x: Any = analysis.every[lossy.order].inputs[0]
        padded = with_keys(lossy.node.layer, padding=Sides(before, after, before, after))
        fit = axis_fit(x.height, padded.output(x).height, padded.axes(x)[0])
        assert padded.output(x) == found.analysis.every[lossy.order].output
        assert (fit.exact, fit.outputs) == (True, lossy.rows.outputs + 1)
        checked += 1
    assert checked


def test_the_paper_speaks_for_itself(program: Program, accept: Callable[[str, str], str]) -> None:
    result = program("alexnet", "--input", "224")
    assert (result.code, result.err) == (0, "")
    assert result.out == accept("sizes/alexnet-224.txt", result.out)
    for told in (
        "3 × input² = 150,528: input 224",
        "2 × max(256 − input, 0)² = 2,048: input 224",
        "side of conv1 = 55: input 224 to 227 rounding up, input 227 to 230 rounding down",
        "input 224 gives all 3, so none need be a misprint.",
        "no input up to 454 gives all 3. At 224, side of conv1 is 54;",
    ):
        assert told in " ".join(result.out.split())
    assert "not everything fits" not in program("alexnet").out


def test_tables_say_it_too_and_formats_hold_it(program: Program) -> None:
    out = program("alexnet", "--input", "224", "--table").out
    assert "conv1: (224 + 2 × 0 − 11) / 4 + 1 = 54.25, so 54" in out
    data = json.loads(program("alexnet", "--input", "224", "--format", "json").out)
    assert data["layers"][0]["unread"] == [1, 1]
    data = json.loads(program("googlenet", "--input", "221", "--mode", "train", "--format", "json").out)
    heads = {layer["name"]: layer["unread"] for layer in data["layers"] if layer["auxiliary"]}
    assert heads["aux1.pool"] == [2, 2]  # 13 cells, windows of 5 in steps of 3
    for kind in ("markdown", "html", "latex"):
        assert "54.25" in program("alexnet", "--input", "224", "--format", kind).out


@pytest.mark.parametrize(
    ("witness", "message"),
    [
        ("{says: x, formula: conv9, value: 3}", "witnesses: formula: unknown name 'conv9'; did you mean 'conv1'?"),
        ("{says: x, formula: 3 + 4, value: 3}", "witnesses: formula: expected arithmetic on input or on names"),
        ("{says: x, formula: input}", "witnesses: missing key 'value'"),
        ("{says: x, formula: input, value: about}", "witnesses: value: "),
        ("{says: x, formula: input, value: 3, page: 4}", "witnesses: unknown key 'page'"),
        ("word", "witnesses: expected a mapping"),
    ],
)
def test_witnesses_are_read_strictly(witness: str, message: str, refusal: Callable[[str], str]) -> None:
    text = refusal(f"""
        input: {{channels: 1, size: 8}}
        witnesses: [{witness}]
        layers:
          - {{name: conv1, type: conv, filters: 2, kernel: 3}}
    """)
    assert text.startswith("net.yaml:3:")
    assert message in text


def test_a_witness_that_no_input_fits_and_one_that_breaks(write_spec: Callable[[str], Path], program: Program) -> None:
    path = write_spec("""
        input: {channels: 1, size: 9}
        witnesses:
          - {says: nothing, formula: input * 2, value: 7}
          - {says: a division by zero, formula: 8 / (input - 3), value: 1}
        layers:
          - {name: pool, type: maxpool, kernel: 2}
    """)
    result = program(str(path))
    assert (result.code, result.err) == (0, "")
    assert "input × 2 = 7: no input up to 18" in result.out
    assert "= 1: input 11" in result.out


def test_witnesses_with_fractions_and_truths(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""
        input: {channels: 1, size: 20}
        witnesses:
          - {says: half, formula: input * 0.5, value: 10}
          - {says: less a half, formula: input - 0.5, value: 20}
          - {says: up to, formula: "max(input, 7)", value: 7}
          - {says: a truth, formula: input > 3, value: 1}
        layers:
          - {name: c, type: conv, filters: 1, kernel: 3}
    """)
    network = cnnstat.load(path)
    told = [text for _, text in witnesses.testimony(network, witnesses.testimonies(network, loader(path)))]
    assert told == [
        "input × 0.5 = 10: input 20",
        "input − 0.5 = 20: no input up to 40",
        "max(input, 7) = 7: input 1 to 7",
        "input > 3 = 1: no input up to 40",
        "no input up to 40 gives all 4",
    ]


def test_witnesses_speak_of_rows(write_spec: Callable[[str], Path]) -> None:
    """Behind a window of three rows and one column a map of n² pixels has n − 2 rows and n columns."""
    network = cnnstat.load(write_spec("""
        input: {channels: 1, size: 8}
        witnesses:
          - {says: rows, formula: c, value: 6}
        layers:
          - {name: c, type: conv, filters: 1, kernel: [3, 1]}
    """))  # fmt: skip
    told = [text for _, text in witnesses.testimony(network, witnesses.testimonies(network, lambda _: network))]
    assert told == ["side of c = 6: input 8"]


WITNESSED = """
    input: {channels: 1, size: 8}
    witnesses:
      - {says: a square, formula: input ** 2, value: 81}
      - {says: maps, formula: c, value: %d}
    layers:
      - {name: c, type: conv, filters: 1, kernel: 2, stride: 2%s}
      - {name: d, type: maxpool, kernel: 2, stride: 3, ceil_mode: true}
"""


def test_witnesses_under_each_rounding(write_spec: Callable[[str], Path]) -> None:
    def told(side: int, keys: str = "") -> list[tuple[str, str]]:
        path = write_spec(WITNESSED % (side, keys))
        network = cnnstat.load(path)
        return witnesses.testimony(network, witnesses.testimonies(network, loader(path)))[1:]

    # (9 − 2)/2 + 1 = 4.5: up 5, as at 10 with no zeros; d: (5 − 2)/3 + 1 = 2.
    assert told(5) == [
        ("maps", "side of c = 5: input 9 to 10 rounding up, input 10 to 11 rounding down"),
        (
            "rounding up (cuda-convnet)",
            "input 9 gives all 2, so none need be a misprint. c: (9 + 2 × 0 − 2) / 2 + 1 = 4.5, so 5: 1 row and "
            "1 column of zeros behind the map, as with padding 0 before, 1 after",
        ),
        (
            "rounding down (torch)",
            "no input up to 16 gives all 2. At 9, side of c is 4; input 10 to 11 makes every map as large as 9 does "
            "rounding up",
        ),
    ]
    # Down 4, as up at 7 to 8; but there the pool, (4 − 2)/3 + 1 = 1.67, is 2 rounding up and 1 rounding down.
    assert told(4)[1:] == [
        ("rounding down (torch)", "input 9 gives all 2, so none need be a misprint"),
        ("rounding up (cuda-convnet)", "no input up to 16 gives all 2. At 9, side of c is 5"),
    ]
    # Nothing fits 9 pixels and 7 maps, and a stride of 1 leaves nothing to round.
    assert [text.partition(":")[0] for _, text in told(7)[1:]] == ["no input up to 16 gives all 2"] * 2
    assert told(8, ", stride: 1".replace("stride", "dilation"))[0][0] == "maps"


@pytest.mark.parametrize(("formula", "names"), [("c", ["c"]), ("d", ["c", "d"]), ("input", ["c"])])
def test_figures_are_tried_on_the_layers_up_to_the_last_one_that_is_named(
    formula: str, names: list[str], write_spec: Callable[[str], Path]
) -> None:
    network = cnnstat.load(write_spec(WITNESSED.replace("formula: c", f"formula: {formula}") % (5, "")))
    assert [node.name for node in witnesses.beginning(network).nodes] == names


def test_a_network_that_does_not_round_says_all_at_once(write_spec: Callable[[str], Path]) -> None:
    path = write_spec(WITNESSED.replace("stride: 2", "stride: 1") % (8, ""))
    network = cnnstat.load(path)
    lines = witnesses.testimony(network, witnesses.testimonies(network, loader(path)))
    assert lines[1:] == [("maps", "side of c = 8: input 9"), ("together", "input 9 gives all 2")]


def test_a_sized_network_keeps_its_own_rounding(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("""
        params: {input: 16}
        input: {channels: 1, size: input}
        witnesses:
          - {says: maps, formula: conv, value: 5}
        layers:
          - {name: conv, type: conv, filters: input // 4, kernel: 2, stride: 2}
    """)
    network = cnnstat.load(path)
    (said,) = witnesses.testimonies(network, loader(path))
    assert (said.rounding, said.agreed) == ("own", [10, 11])
    assert witnesses.testimony(network, [said]) == [("maps", "side of conv = 5: input 10 to 11")]


# The command


@pytest.mark.parametrize("kind", FORMATS)
def test_formats(kind: str, program: Program, accept: Callable[[str, str], str]) -> None:
    result = program("sizes", "alexnet", "60-68/4,224-228", "--format", kind)
    assert (result.code, result.err) == (0, "")
    assert result.out == accept(f"sizes/alexnet.{kind}", result.out)


def test_each_family_at_its_own_sizes(program: Program, accept: Callable[[str, str], str]) -> None:
    for name in ("resnet50", "googlenet", "mobilenet_v2", "lenet5"):
        result = program("sizes", name)
        assert (result.code, result.err) == (0, "")
        assert result.out == accept(f"sizes/{name}.txt", result.out)


@pytest.mark.parametrize(("count", "more"), [(1, ""), (2, " and of 1 other"), (3, " and of 2 others")])
def test_a_column_says_of_how_many_layers_it_is(count: int, more: str, write_spec: Callable[[str], Path]) -> None:
    pools = ", ".join(["[{type: maxpool, kernel: 2}]"] * count)
    path = write_spec(f"input: {{channels: 1, size: 8}}\nlayers:\n  - {{type: add, branches: [{pools}]}}\n")
    table = size_table("", sweep(loader(path), cnnstat.load(path), [8, 10]))
    assert table.columns[1].meaning == f"side of the output of maxpool1{more}"


def test_without_numpy_the_same(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = program("sizes", "googlenet", "200-230/10")
    monkeypatch.setitem(sys.modules, "numpy", None)  # to import it then fails as where it is not installed
    without = program("sizes", "googlenet", "200-230/10")
    assert (without.code, without.out) == (0, with_it.out)


def test_ranges() -> None:
    assert read_range("224") == [224]
    assert read_range("8-16/4,9, 12") == [8, 9, 12, 16]
    assert read_range("") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("224-", "sizes: expected 224, 192-256 or 192-256/8, got '224-'; a range needs both ends"),
        ("-224", "sizes: expected 224, 192-256 or 192-256/8, got '-224'; a range needs both ends"),
        ("2..4", "sizes: expected 224, 192-256 or 192-256/8, got '2..4'; a range needs both ends"),
        ("x", "sizes: expected 224, 192-256 or 192-256/8, got 'x'"),
        ("4-2", "sizes: '4-2' is empty: its second size is smaller than its first"),
        ("4-8/0", "sizes: expected sizes from 1 to 1,000,000 in '4-8/0'"),
        ("0", "sizes: expected sizes from 1 to 1,000,000 in '0'"),
        ("1-99999999999999999999", "sizes: expected sizes from 1 to 1,000,000 in '1-99999999999999999999'"),
        ("1-1000000", "sizes: '1-1000000' holds more than 10,000 sizes; take a larger step"),
        ("1-9000,10000-19000", "sizes: more than 10,000 sizes; take larger steps"),
        (",", "sizes: expected 224, 192-256 or 192-256/8, got ','"),
        (
            "224x256",
            "sizes: expected 224, 192-256 or 192-256/8, got '224x256'; inputs are square here, cnnstat NAME --input "
            "takes HEIGHTxWIDTH",
        ),
        ("٣", "sizes: expected 224, 192-256 or 192-256/8, got '٣'"),
    ],
)
def test_ranges_that_mean_nothing(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_range(text)
    assert str(caught.value) == message


@pytest.mark.slow
def test_pictures(program: Program, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for ending, magic in ((".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")):
        files = [tmp_path / f"{number}{ending}" for number in range(2)]
        for file in files:
            result = program("sizes", "alexnet", "200-240", "--picture", str(file))
            assert (result.code, result.err) == (0, "")
        first, second = (file.read_bytes() for file in files)
        assert first.startswith(magic)
        assert first == second
    result = program("sizes", "alexnet", "--picture", str(tmp_path / "x.bmp"))
    assert (result.code, result.out) == (2, "")
    assert result.err == "cnnstat: --picture: expected a file ending in .png, .svg, .pdf, got 'x.bmp'\n"
    result = program("sizes", "alexnet", "--picture", str(tmp_path / "no" / "x.png"))
    assert (result.code, result.out) == (2, "")
    assert "cannot write" in result.err


def test_a_size_that_never_runs_is_explained(program: Program) -> None:
    result = program("sizes", "alexnet", "40")
    assert result.code == 0
    assert "at 66  " in result.out
    assert "layer pool5 (maxpool): kernel 3×3 is larger than its input 2×2" in result.out


@pytest.mark.torch
@pytest.mark.parametrize(
    ("name", "side"),
    [("alexnet", 224), ("alexnet", 227), ("nin", 224), ("vgg11", 60), ("lenet5", 34), ("googlenet", 224)],
)
def test_what_never_reaches_the_output_has_no_gradient(name: str, side: int) -> None:
    from cnnstat.network.graph import INPUT
    from cnnstat.pytorch.crosscheck.axis import Axis as Line
    from cnnstat.pytorch.crosscheck.axis import Signal

    analysis = cnnstat.analyze(name, input=side)
    assert analysis.features is not None
    line = Line.of(cnnstat.build(analysis.network), axis=0)
    signal = Signal(line, side)
    signal.at(analysis.features.order).sum().backward()  # type: ignore[no-untyped-call]
    gradient = signal.at(INPUT).grad
    assert gradient is not None
    reached = int(gradient[0, 0].nonzero().max()) + 1
    assert (reached, reached) == seen(analysis.network, [each.output for each in analysis.every])


def test_the_largest_input(program: Program, tmp_path: Path) -> None:
    """What would mend a misfit, and what stands around it, is looked for among the inputs that there are."""
    (tmp_path / "n.yaml").write_text(
        "input: {channels: 3, size: 1000000}\nlayers:\n  - {name: b, type: maxpool, kernel: 3, stride: 7}\n"
    )
    done = program("n.yaml", cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    assert "input 999995×999995" in done.out
    assert "1000002" not in done.out
    (tmp_path / "m.yaml").write_text(
        "input: {channels: 3, size: 1000000}\nlayers:\n  - {type: maxpool, kernel: 9, stride: 999}\n"
        "  - {type: flatten}\n  - {type: linear, features: channels / 3}\n"
    )
    assert program("sizes", "m.yaml", cwd=tmp_path).code == 0


@pytest.mark.slow
def test_a_search_among_a_million_sizes_keeps_little(write_spec: Callable[[str], Path]) -> None:
    layers = "  - {type: conv, filters: 4, kernel: 99, padding: 50}\n  - {type: maxpool, kernel: 9, stride: 7}\n"
    network = cnnstat.load(write_spec(f"input: {{channels: 3, size: 1000000}}\nlayers:\n{layers}"))
    tracemalloc.start()
    known = fitting(network)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert known is not None
    assert (known.exact.period, known.exact.first(3)) == (7, [7, 14, 21])
    assert peak < 200_000_000


ATTENTION = """\
  - {name: conv, type: conv, filters: 4, kernel: 3, stride: 2}
  - name: scaled
    type: multiply
    branches:
      - []
      - - {name: squeeze, type: global_avgpool}
        - {name: row, type: transpose}
        - {name: window, type: conv, filters: 1, kernel: [1, 3], padding: [0, 1]}
        - {name: gate, type: transpose}
"""
MIXED = "  - {name: mix, type: transpose}\n"
TURNED = "  - {type: transpose}\n  - {type: conv, filters: 2, kernel: [1, 3], stride: [1, 7]}\n"


@pytest.mark.parametrize("lines", [MIXED, MIXED + TURNED])
def test_channels_that_depend_on_the_input(lines: str, tmp_path: Path, program: Program) -> None:
    """A map whose positions become channels grows by no whole cells: every size is another network."""
    (tmp_path / "own.yaml").write_text(f"input: {{channels: 3, size: 8}}\nlayers:\n{lines}", encoding="utf-8")
    done = program("sizes", str(tmp_path / "own.yaml"))
    assert (done.code, done.err) == (0, "")
    said = "the channels of mix are the cells of its input, so that every size is another network"
    assert said in " ".join(done.out.split())


def test_channels_of_a_gate_do_not_depend_on_the_input(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(f"input: {{channels: 3, size: 8}}\nlayers:\n{ATTENTION}", encoding="utf-8")
    found = fitting(cnnstat.load(tmp_path / "own.yaml"))
    assert found is not None
    assert (found.period, found.exact.text) == (2, "3, 5, 7, 9, 11, 13, 15, …: every 2 from 3")
