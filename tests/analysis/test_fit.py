"""How windows fit their maps, and what of the image is seen: by hand, and against brute force over cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from typing import Any

import numpy
import pytest
from conftest import few_and_many
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_networks import networks

import cnnstat
from cnnstat.analysis.fit import axis_fit, axis_read, last_read, seen
from cnnstat.analysis.sweep import fit_at, sweep
from cnnstat.layers import Axis
from cnnstat.layers.adaptive import AdaptivePool
from cnnstat.layers.base import size_after
from cnnstat.layers.conv import ConvTranspose
from cnnstat.layers.shape import Shape
from cnnstat.layers.spatial import Upsample
from cnnstat.lint import cells_read
from cnnstat.network.graph import INPUT

Lines = Callable[..., cnnstat.Analysis]


def seen_of(analysis: cnnstat.Analysis) -> tuple[int, int]:
    return seen(analysis.network, [each.output for each in analysis.every])


@pytest.mark.parametrize(
    ("layers", "size", "expected"),
    [
        # 7 windows of 8 cells, of which the second layer reads the first 6: up to ⌈6·8/7⌉ = 7.
        ("- {type: adaptive_avgpool, size: 7}\n- {type: conv, filters: 1, kernel: 2, stride: 2}", 8, (7, 7)),
        # One output, whose padding of 1 is all that the second layer reads.
        (
            "- {type: conv, filters: 1, kernel: 3}\n- {type: conv, filters: 1, kernel: 1, stride: 3, padding: 1}",
            3, (0, 0),
        ),
        # Of rows 0 and 1 the first layer reads all there are, of columns 0 and 1 the one behind them too.
        (
            "- {type: conv, filters: 1, kernel: 3, padding: 1}\n- {type: conv, filters: 1, kernel: 2, stride: 4}",
            (2, 5), (2, 3),
        ),
        # A gate is read whole however little of it is needed; of the map the first 3 of 4 rows.
        (
            "- {name: m, type: multiply, branches: [[], [{type: global_avgpool}]]}\n"
            "- {type: conv, filters: 1, kernel: 3, stride: 2}", 4, (4, 4),
        ),
        # Two layers read one map, each a single window: of rows the first 3 and 5, of columns the first 3.
        (
            "- {type: identity}\n"
            "- {type: add, branches: [[{type: conv, filters: 1, kernel: 3, stride: 4}],\n"
            "                         [{type: conv, filters: 1, kernel: [5, 3], stride: 4}]]}", 6, (5, 3),
        ),
        ("- {type: upsample, scale: 2}\n- {type: conv, filters: 1, kernel: 1, stride: 8}", 4, (1, 1)),
        ("- {type: identity, stride: 3}", 9, (7, 7)),
        # The first output sees 4 of 6 pixels, the second all.
        (
            "- {name: a, type: conv, filters: 1, kernel: 1, stride: 3, output: true}\n"
            "- {name: b, type: conv, filters: 1, kernel: 3, from: input}", 6, (6, 6),
        ),
        ("- {type: conv, filters: 1, kernel: 2, stride: 3, dilation: 2}", 9, (9, 9)),
        ("- {type: conv, filters: 1, kernel: 2, stride: 4, dilation: 2}", 9, (7, 7)),
        # Two windows along both sides, of which the last reaches beyond the shorter one.
        ("- {type: maxpool, kernel: 3, stride: 2, ceil_mode: true}", (4, 5), (4, 5)),
        ("- {type: maxpool, kernel: 3, stride: 2, ceil_mode: true}", (5, 4), (5, 4)),
    ],
)  # fmt: skip
def test_what_is_seen_by_hand(layers: str, size: Any, expected: tuple[int, int], lines: Lines) -> None:
    assert seen_of(lines(layers, size=size)) == expected


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, Axis, bool]:
    """A map's size, a window on it that leaves out no cells, and whether a last one may be partly filled."""
    kernel = draw(st.integers(1, 5))
    padding = st.integers(0, kernel // 2)
    return (
        draw(st.integers(1, 14)),
        Axis(kernel, draw(st.integers(1, kernel)), draw(padding), draw(padding)),
        draw(st.booleans()),
    )


@settings(max_examples=500)
@given(windows())
def test_the_far_end_by_counting(drawn: tuple[int, Axis, bool]) -> None:
    size, axis, ceil_mode = drawn
    outputs = size_after(size, axis, ceil_mode)
    if outputs < 1:
        return
    found = axis_fit(size, outputs, axis)
    read = {output * axis.stride - axis.before + tap for output in range(outputs) for tap in range(axis.kernel)}
    padded = range(size, size + axis.after)
    assert found.unread == len(set(range(size)) - read)
    assert found.spare == len(set(padded) - read)
    assert found.overhang == len([cell for cell in read if cell >= size + axis.after])
    assert found.exact == (max(read) == size + axis.after - 1)


@st.composite
def transposed(draw: st.DrawFn) -> tuple[int, ConvTranspose]:
    """A map's size, and a transposed convolution of it whose kernel is at least as large as its stride."""
    stride = draw(st.integers(1, 4))
    kernel = draw(st.integers(stride, 5))
    more = draw(st.integers(0, stride - 1))
    cut = draw(st.integers(0, 6))
    layer = ConvTranspose(
        filters=1,
        kernel=(kernel, kernel),
        stride=(stride, stride),
        padding=(cut, cut),
        output_padding=(more, more),
    )
    return draw(st.integers(1, 12)), layer


@settings(max_examples=500)
@given(transposed())
def test_the_far_end_of_a_transposed_convolution_by_counting(drawn: tuple[int, ConvTranspose]) -> None:
    size, layer = drawn
    x = Shape(1, size, size)
    outputs = layer.output(x).height
    assume(outputs >= 1)
    found = axis_fit(size, outputs, layer.axes(x)[0])
    cut, stride = layer.padding[0], layer.stride[0]
    reached = {
        cell for cell, tap in product(range(size), range(layer.kernel[0])) if 0 <= cell * stride + tap - cut < outputs
    }
    assert found.unread == size - 1 - max(reached, default=-1)
    assert found.exact == (found.unread == 0)
    assert (found.spare, found.overhang) == (0, 0)


@settings(max_examples=200)
@given(st.integers(1, 12), st.integers(2, 12))
def test_the_far_end_of_copies_by_counting(size: int, outputs: int) -> None:
    """An output copies a cell; those that lie apart as far as two copied ones may are a gap, not a far end unread."""
    copied = [at * size // outputs for at in range(outputs)]
    apart = -(-size // outputs)  # how far two copied cells may lie apart
    left = size - 1 - copied[-1]
    found = axis_fit(size, outputs, Upsample(size=(outputs, outputs)).axes(Shape(1, size, size))[0])
    assert found.unread == max(0, left - (apart - 1))
    assert found.exact == (found.unread == 0)


def cells_of(layer: Any, x: Any, y: Any, axis: int, needed: Iterable[int]) -> set[int]:
    """The cells of a layer's input behind some of its outputs along an axis."""
    size, outputs = x[1 + axis], y[1 + axis]
    if isinstance(layer, AdaptivePool):
        ranges = [range(at * size // outputs, -((at + 1) * -size // outputs)) for at in needed]
        return set().union(*ranges)
    window = layer.axes(x)[axis]
    reads = (
        at * window.stride - window.before + tap * window.dilation for at, tap in product(needed, range(window.kernel))
    )
    return {cell for cell in reads if 0 <= cell < size}


def pixels_seen(analysis: cnnstat.Analysis, axis: int) -> tuple[set[int], bool]:
    """The pixels that reach an output along an axis, and whether windows leave cells out between others."""
    last = max(each.order for each in analysis.every if not each.node.auxiliary)
    ends = [each for each in analysis.every if each.order == last or each.node.output]
    needed = {each.order: set(range(each.output[1 + axis])) for each in ends}
    sparse = False
    for layer in reversed(analysis.every):
        if layer.order not in needed or layer.node.auxiliary:
            continue
        for source, x in zip(layer.node.inputs, layer.inputs, strict=True):
            own = layer.node.layer
            if own.merges:
                cells = {0} if x[1 + axis] == 1 and needed[layer.order] else needed[layer.order]
            else:
                window = own.axes(x)[axis]
                sparse |= window.stride > window.kernel or window.dilation > 1
                cells = cells_of(own, x, layer.output, axis, needed[layer.order])
            needed.setdefault(source, set()).update(cells)
    return needed[INPUT], sparse


def check_what_is_seen_by_following_cells(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "seen.yaml"
    path.write_text(text, encoding="utf-8")
    analysis = cnnstat.analyze(path)
    for axis, told in enumerate(seen_of(analysis)):
        pixels, sparse = pixels_seen(analysis, axis)
        reached = max(pixels, default=-1) + 1
        assert told >= reached
        assert sparse or told == reached


test_what_is_seen_by_following_cells, test_more_what_is_seen_by_following_cells = few_and_many(
    40, 400, text=networks()
)(check_what_is_seen_by_following_cells)


def sizes_of(path: Any, sides: list[int]) -> Any:
    return sweep(lambda side: cnnstat.load(path, input=side), cnnstat.load(path), sides)


def test_a_line_that_is_absent_at_a_size_loses_nothing_there(write_spec: Callable[[str], Any]) -> None:
    path = write_spec("""
        params: {input: 8}
        input: {channels: 1, size: input}
        layers:
          - {name: pool, type: maxpool, kernel: 2, when: input >= 8}
          - {name: conv, type: conv, filters: 1, kernel: 3}
    """)
    found = sizes_of(path, [6, 7, 8, 9])
    assert found.runs == [True] * 4
    places = {name: each for each in found.places for name in each.names}
    assert list(places["pool"].unread) == [(0, 0), (0, 0), (0, 0), (1, 1)]
    assert list(found.lossless) == [True, True, True, False]


def test_vectors_that_meet_are_compared_at_each_size(write_spec: Callable[[str], Any]) -> None:
    path = write_spec("""
        input: {channels: 1, size: 4}
        layers:
          - name: add
            type: add
            branches: [[{type: conv, filters: 1, kernel: 1, stride: 2}, {type: flatten}],
                       [{type: maxpool, kernel: 2}, {type: flatten}]]
    """)
    # ⌈n/2⌉ on the left, ⌊n/2⌋ on the right.
    assert list(sizes_of(path, list(range(2, 9))).runs) == [side % 2 == 0 for side in range(2, 9)]


@pytest.mark.parametrize("order", ["a, b", "b, a"])
def test_a_vector_of_one_length_meets_one_that_grows(order: str, lines: Lines) -> None:
    """16 features and n²: they may be added at n = 4 only, whichever stands first and whatever the last size is."""
    network = lines(
        f"""
        - {{name: g, type: global_avgpool}}
        - {{name: v, type: flatten}}
        - {{name: a, type: linear, features: 16}}
        - {{name: b, type: flatten, from: input}}
        - {{name: m, type: add, from: [{order}]}}
    """, size=4, channels=1).network  # fmt: skip
    for sides in ([2, 3, 4, 5], [2, 3, 4]):
        assert fit_at(network, sides)[0] == sweep(lambda _: network, network, sides).runs == [n == 4 for n in sides]


@pytest.mark.parametrize("strides", [(2, 4), (4, 2)])
def test_the_jump_behind_a_merge_is_the_largest(strides: tuple[int, int], lines: Lines) -> None:
    """Two paths to one position, with steps of 2 and of 4 pixels: what follows moves by at most the larger."""
    paths = ", ".join(f"[{{type: conv, filters: 1, kernel: 3, stride: {stride}}}]" for stride in strides)
    field = lines(f"- {{name: sum, type: add, branches: [{paths}]}}", size=3)["sum"].field
    assert (field.vertical.jump, field.horizontal.jump) == (4, 4)
    assert not field.exact


def test_a_merge_of_patterns_with_different_jumps_is_that_of_the_first_outputs(lines: Lines) -> None:
    """c sees the pixels −1 and 0, then 0 and 1, both again a pixel on; p begins two pixels before the map."""
    analysis = lines("""
        - {name: u, type: upsample, scale: 2}
        - {name: c, type: conv, filters: 1, kernel: 3, padding: 1}
        - {name: p, type: pad, padding: 2, from: input}
        - {name: m, type: concat, from: [c, p], output: true}
        - {name: n, type: concat, from: [p, c]}
    """, size=4)  # fmt: skip
    assert [tuple(analysis[name].field.vertical) for name in "cpmn"] == [
        (2, Fraction(1, 2), -1), (1, 1, -2), (3, 1, -2), (3, 1, -2),
    ]  # fmt: skip
    assert [(analysis[name].field.exact, analysis[name].field.aligned) for name in "cmn"] == [
        (True, True), (False, False), (False, False),
    ]  # fmt: skip


@pytest.mark.parametrize("axis", [
    Axis(5, 1, 2, 2, 1, 2), Axis(5, 1), Axis(3, 2, 1, 1), Axis(3, 1, 0, 0, 4), Axis(2, 5), Axis(4, 7, 3, 0, 1, 4),
    Axis(2, 1, 6, 0, 1, 3),
])  # fmt: skip
def test_of_no_outputs_nothing_is_read(axis: Axis) -> None:
    assert axis_read(8, 10, axis, True, 0) == 0
    assert list(axis_read(numpy.array([8, 9]), numpy.array([10, 10]), axis, True, numpy.array([0, 0]))) == [0, 0]  # type: ignore[arg-type, call-overload]
    assert axis_read(8, 4, Axis(2, 2), False, 0) == 0
    one = [output - axis.before + tap * axis.dilation for output in (0,) for tap in range(axis.kernel)]
    cells = [place // axis.up for place in one if place % axis.up == 0]
    assert axis_read(8, 10, axis, True, 1) == max(-1, *(cell for cell in cells if cell < 8)) + 1


def test_layers_with_the_same_window_are_fitted_once(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Layers may differ in all else; written one by one they are 10,000, each at thirty sizes of the input."""
    met: list[Axis] = []

    def counted(size: Any, outputs: Any, axis: Axis, even: Any = True) -> Any:
        met.append(axis)
        return axis_fit(size, outputs, axis, even)

    text = "\n".join(
        f"- {{type: conv, filters: {at + 1}, kernel: {(1, 3)[at % 2]}, padding: same}}" for at in range(20)
    )
    network = lines(text, 8).network
    monkeypatch.setattr("cnnstat.analysis.fit.axis_fit", counted)
    fit_at(network, range(4, 12))
    assert len(met) == 2  # rows and columns are one array


def test_windows_that_skip_cells_by_counting() -> None:
    """What lies behind the last reach and a gap as between windows is not read; where nothing is, no cell is."""
    met = set()
    for kernel, stride, before, dilation, size in product((1, 2, 3), (1, 3, 6), (0, 2, 4), (1, 3), (1, 2, 5, 7)):
        axis = Axis(kernel, stride, before, 0, dilation)
        span = dilation * (kernel - 1) + 1
        if size + before < span:
            continue
        outputs = (size + before - span) // stride + 1
        read = {
            window * stride + tap * dilation - before for window in range(outputs) for tap in range(kernel)
        } & {*range(size)}  # fmt: skip
        reach = (outputs - 1) * stride + span - before
        skipping = dilation > 1 or stride > kernel
        behind = max(0, size - reach - max(0, stride - span))
        expected = size if skipping and not read else behind
        assert axis_fit(size, outputs, axis).unread == expected, (axis, size)
        met.add((bool(read), behind > 0))
    assert met == {(True, False), (True, True), (False, False), (False, True)}


def axis_of(choice: random.Random) -> Axis:
    kernel, stride, dilation = (choice.randint(1, 9) for _ in range(3))
    return Axis(kernel, stride, choice.randint(0, 12), 0, dilation)


@pytest.mark.parametrize("searched", [64, 0], ids=["step by step", "by remainders"])
def test_the_last_cell_that_windows_read(searched: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnnstat.analysis.fit.MOST_SEARCHED", searched)
    choice = random.Random(0)
    for _ in range(2000):
        axis, size, needed = axis_of(choice), choice.randint(1, 40), choice.randint(0, 12)
        read = [
            window * axis.stride + tap * axis.dilation - axis.before
            for window in range(needed)
            for tap in range(axis.kernel)
        ]
        inside = [cell for cell in read if 0 <= cell < size]
        assert last_read(size, axis, needed) == max(inside, default=-1) + 1
        sizes = numpy.array([size, size + 3, 1])
        together = last_read(sizes, axis, needed)
        assert list(together) == [last_read(each, axis, needed) for each in sizes.tolist()]
        bits = cells_read(size, needed, axis) if needed else 0
        assert {cell for cell in range(size + 9) if bits >> cell & 1} == set(inside)


@pytest.mark.parametrize(("axis", "found"), [
    (Axis(64, 67, 0, 0, 66), 64), (Axis(65, 67, 0, 0, 64), 64),
    (Axis(65, 67, 0, 0, 66), -1), (Axis(99, 65, 0, 0, 66), -1),
])  # fmt: skip
def test_up_to_which_period_each_step_is_taken(axis: Axis, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """64 steps along the windows or along the taps; a longer search is told by remainders."""
    monkeypatch.setattr("cnnstat.analysis.fit.last_of_many", lambda size, axis, needed: -1)
    assert (last_read(10**4, axis, 1) == -1) == (found == -1)


def test_the_last_cell_of_windows_with_long_periods() -> None:
    """Stride and dilation that share no divisor: the cells that are read repeat only after a hundred thousand."""
    axis, size = Axis(1_000_003, 100_037, 5, 0, 100_033), 10**9 + 7
    ends = (size - 1 + axis.before - axis.stride * window for window in range(axis.dilation))
    missed = min(end % axis.dilation for end in ends if end >= 0)
    assert missed > 0
    assert last_read(size, axis, 10**6) == size - missed
    assert last_read(size, axis, 1) == (size - 1 + axis.before) // axis.dilation * axis.dilation - axis.before + 1
