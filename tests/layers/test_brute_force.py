"""The rules against counting: every window is visited, every use of a weight ticked off."""

from __future__ import annotations

import itertools
from itertools import product
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstat.analysis.field import Field, merged
from cnnstat.keys.kinds import Sides
from cnnstat.layers import TYPES, Axis, Ops
from cnnstat.layers.adaptive import adaptive_span
from cnnstat.layers.base import beyond, same_padding, size_after
from cnnstat.layers.conv import Conv, convolved_size
from cnnstat.layers.pool import pooled_size
from cnnstat.layers.shape import Shape

small = st.integers(1, 4)


def positions(size: int, axis: Axis, ceil_mode: bool = False) -> list[list[int]]:
    """Cells (may lie in the padding) that each window reads, found by sliding the window until it falls off."""
    found: list[list[int]] = []
    start = -axis.before
    span = axis.dilation * (axis.kernel - 1) + 1
    while True:
        whole = start + span <= size + axis.after
        partly = ceil_mode and start < size and start + span < size + axis.after + axis.stride
        if not whole and not partly:
            return found
        found.append([start + axis.dilation * cell for cell in range(axis.kernel)])
        start += axis.stride


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    return Axis(draw(small), draw(small), draw(st.integers(0, 3)), draw(st.integers(0, 3)), draw(st.integers(1, 3)))


@given(st.integers(1, 14), axes())
def test_size_counts_whole_windows(size: int, axis: Axis) -> None:
    assert max(0, size_after(size, axis)) == len(positions(size, axis))


def test_cells_beyond_one_end_of_a_map() -> None:
    """The outermost window reaches so far beyond, each next one a stride less."""
    for reach, stride, outputs in product(range(9), range(1, 5), range(1, 6)):
        assert beyond(reach, stride, outputs) == sum(max(0, reach - stride * each) for each in range(outputs))


@given(st.integers(1, 14), axes())
def test_pools_rounded_up_count_windows_that_start_inside(size: int, axis: Axis) -> None:
    half = (axis.dilation * (axis.kernel - 1) + 1) // 2
    axis = axis._replace(before=min(axis.before, half), after=min(axis.after, half))
    assert max(0, pooled_size(size, axis, ceil_mode=True)) == len(positions(size, axis, ceil_mode=True))


@given(st.integers(1, 14), axes())
def test_convolutions_rounded_up_count_windows_until_the_map_is_covered(size: int, axis: Axis) -> None:
    """The fewest windows that reach the end of the padded map, wherever the last one starts."""
    span, end = axis.dilation * (axis.kernel - 1) + 1, size + axis.after
    count = 0
    if size + axis.before + axis.after >= span:
        count = next(more for more in range(1, 99) if (more - 1) * axis.stride - axis.before + span >= end)
    assert convolved_size(size, axis, ceil_mode=True) == count
    assert max(0, convolved_size(size, axis, ceil_mode=False)) == len(positions(size, axis))


@given(st.integers(1, 30), small, small, small)
def test_same_padding_gives_the_ceiling(size: int, kernel: int, stride: int, dilation: int) -> None:
    before, after = same_padding(size, kernel, stride, dilation)
    assert size_after(size, Axis(kernel, stride, before, after, dilation)) == -(-size // stride)
    assert 0 <= after - before <= 1
    if before + after:  # no less would do
        assert size_after(size, Axis(kernel, stride, before, after - 1, dilation)) < -(-size // stride)


def test_same_padding_of_windows_that_move_by_one_is_one_number_for_an_array_of_sizes() -> None:
    """Else each of ten thousand layers has arrays of its own."""
    sizes: Any = numpy.arange(1, 300)
    for kernel in range(1, 6):
        found = same_padding(sizes, kernel, 1, 2)
        assert [type(each) for each in found] == [int, int]
        assert all(same_padding(int(size), kernel, 1, 2) == found for size in sizes)


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Conv, Shape]:
    groups = draw(st.integers(1, 3))
    keys: dict[str, Any] = {
        "filters": groups * draw(small),
        "kernel": (draw(small), draw(small)),
        "stride": (draw(small), draw(small)),
        "padding": Sides(*(draw(st.integers(0, 2)) for _ in range(4))),
        "dilation": (draw(st.integers(1, 2)), draw(st.integers(1, 2))),
        "groups": groups,
        "bias": draw(st.booleans()),
    }
    x = Shape(groups * draw(small), draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    if draw(st.booleans()):
        maps = st.lists(st.integers(0, x.channels - 1), min_size=1, max_size=x.channels, unique=True)
        keys |= {"filters": None, "groups": 1, "table": tuple(map(tuple, draw(st.lists(maps, min_size=1, max_size=4))))}
    return Conv(**keys), x


@given(convolutions())
def test_convolution_by_counting(drawn: tuple[Conv, Shape]) -> None:
    conv, x = drawn
    rows, columns = (positions(size, axis) for size, axis in zip((x.height, x.width), conv.axes(x), strict=True))
    if not rows or not columns:
        assert min(conv.output(x).height, conv.output(x).width) < 1
        return
    maps = conv.maps(x)
    weights, macs, connections, outputs = set(), 0, 0, 0
    for output in range(maps):
        block = output // (maps // conv.groups) * (x.channels // conv.groups)
        reads = conv.table[output] if conv.table else range(block, block + x.channels // conv.groups)
        for row, column in product(rows, columns):
            outputs += 1
            connections += conv.bias
            for source, i, j in product(reads, range(len(row)), range(len(column))):
                weights.add((output, source, i, j))
                macs += 1
                connections += 1
    y = conv.output(x)
    held = conv.parameters(x)
    assert (y.elements, held.weights, held.biases) == (outputs, len(weights), maps * conv.bias)
    assert (conv.macs(x, y), conv.connections(x, y)) == (macs, connections)


@given(st.integers(1, 20), st.integers(1, 20))
def test_adaptive_windows(size: int, outputs: int) -> None:
    starts = [index * size // outputs for index in range(outputs)]
    ends = [-((index + 1) * -size // outputs) for index in range(outputs)]
    widths = [end - start for start, end in zip(starts, ends, strict=True)]
    assert adaptive_span(size, outputs) == sum(widths)
    pool = TYPES["adaptive_avgpool"](size=(outputs, outputs))
    x = Shape(1, size, size)
    assert pool.axes(x)[0].kernel == max(widths)
    assert pool.even(x) == (size % outputs == 0)


def pixels(chain: list[Axis], output: int) -> set[int]:
    """Input pixels behind one output of a chain of windows, on a line without ends."""
    if not chain:
        return {output}
    *earlier, axis = chain
    first = output * axis.stride - axis.before
    cells = (first + axis.dilation * number for number in range(axis.kernel))
    return set().union(*(pixels(earlier, cell) for cell in cells))


@given(st.lists(axes(), min_size=1, max_size=4))
def test_receptive_field_by_following_cells(chain: list[Axis]) -> None:
    field = Field()
    for axis in chain:
        field = field.through((axis, axis))
    first, second = pixels(chain, 0), pixels(chain, 1)
    extent = field.vertical
    assert (min(first), max(first) - min(first) + 1) == (extent.start, extent.size)
    assert min(second) - min(first) == extent.jump


@given(st.integers(1, 30), st.integers(2, 12), st.integers(1, 3))
def test_fields_behind_an_uneven_pool_are_upper_bounds(size: int, outputs: int, kernel: int) -> None:
    """Also where the pool makes the map larger, and cells stand in several outputs."""
    if kernel > outputs:
        return
    pool = TYPES["adaptive_avgpool"](size=(outputs, outputs))
    field = Field().through(pool.axes(Shape(1, size, size)), pool.even(Shape(1, size, size)))
    extent = field.through((Axis(kernel), Axis(kernel))).vertical
    starts = [index * size // outputs for index in range(outputs)]
    ends = [-((index + 1) * -size // outputs) for index in range(outputs)]
    seen = [ends[first + kernel - 1] - starts[first] for first in range(outputs - kernel + 1)]
    assert extent.size >= max(seen)
    assert not field.exact or extent.size == max(seen)
    assert field.exact == (size % outputs == 0)
    assert extent.jump >= max(after - before for before, after in itertools.pairwise(starts))


@given(st.lists(st.lists(axes(), min_size=0, max_size=3), min_size=2, max_size=3))
def test_receptive_field_of_merged_paths_is_their_union(paths: list[list[Axis]]) -> None:
    fields = []
    for path in paths:
        field = Field()
        for axis in path:
            field = field.through((axis, axis))
        fields.append(field)
    together = merged(fields, [(True, True)] * len(fields))
    first = set().union(*(pixels(path, 0) for path in paths))
    second = [pixels(path, 1) for path in paths]
    extent = together.vertical
    assert (min(first), max(first) - min(first) + 1) == (extent.start, extent.size)
    ends = {(min(each) + max(each), min(second[number]) + max(second[number])) for number, each in enumerate(
        pixels(path, 0) for path in paths
    )}  # fmt: skip
    assert together.aligned == (len(ends) == 1)
    if together.exact:  # later outputs see no more than the first, shifted by the jump
        later = [set().union(*(pixels(path, output) for path in paths)) for output in range(4)]
        assert {max(each) - min(each) + 1 for each in later} == {extent.size}


@pytest.mark.parametrize("kind", ["add", "multiply"])
def test_merges_count_one_operation_less_than_inputs(kind: str) -> None:
    x = (Shape(2, 3, 3),) * 4
    layer = TYPES[kind]()
    assert sum(layer.ops(x, layer.output(x))) == 3 * 18


@st.composite
def pools(draw: st.DrawFn) -> tuple[Any, Shape, bool]:
    """A pool, its input, and whether padding counts as cells."""
    kind = draw(st.sampled_from(["maxpool", "avgpool", "subsample"]))
    kernel = (draw(small), draw(small))
    keys: dict[str, Any] = {"kernel": kernel, "stride": (draw(small), draw(small))}
    if kind == "maxpool":
        keys["dilation"] = (draw(st.integers(1, 3)), draw(st.integers(1, 3)))
    halves = [(spread * (size - 1) + 1) // 2 for size, spread in zip(kernel, keys.get("dilation", (1, 1)), strict=True)]
    keys["padding"] = Sides(*(draw(st.integers(0, half)) for half in halves for _ in range(2)))
    keys["ceil_mode"] = draw(st.booleans())
    if draw(st.booleans()):
        keys |= {"padding": "same", "ceil_mode": False}
    padded = True
    if kind == "avgpool":
        keys["count_include_pad"] = draw(st.sampled_from([None, True, False]))
        padded = keys["padding"] != "same" if keys["count_include_pad"] is None else keys["count_include_pad"]
    return TYPES[kind](**keys), Shape(draw(small), draw(st.integers(1, 12)), draw(st.integers(1, 12))), padded


@settings(max_examples=500)
@given(pools())
def test_pools_by_counting_cells(drawn: tuple[Any, Shape, bool]) -> None:
    """Cells of the padded map, or of the map, that each window holds; what lies beyond does not exist."""
    pool, x, padded = drawn
    windows = []
    for size, axis in zip((x.height, x.width), pool.axes(x), strict=True):
        ends = (-axis.before, size + axis.after) if padded else (0, size)
        found = positions(size, axis, pool.ceil_mode)
        windows.append([sum(ends[0] <= cell < ends[1] for cell in cells) for cells in found])
    cells = [down * across for down, across in product(*windows)]
    y = pool.output(x)
    assert [max(0, side) for side in (y.height, y.width)] == [len(each) for each in windows]
    if not cells:
        return
    assert min(cells) > 0 or pool.type == "maxpool"
    firsts, reads = x.channels * len(cells), x.channels * sum(cells)
    ops = pool.ops(x, y)
    if pool.type == "maxpool":
        assert ops == Ops(compare=reads - firsts)
    elif pool.type == "avgpool":
        assert ops == Ops(add=reads - firsts, divide=firsts if pool.kernel != (1, 1) else 0)
    else:
        assert ops == Ops(add=reads, multiply=firsts)
        assert pool.connections(x, y) == reads + firsts
