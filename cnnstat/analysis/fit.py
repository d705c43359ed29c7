"""How windows fit their maps: what divides evenly, what is never read, and which part of the image the output uses.

Everything here is plain arithmetic on sizes that works, like the rules of the layers, on ints and on NumPy arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd
from typing import Any, NamedTuple

from cnnstat.algebra.arithmetic import larger, least_remainder, smaller
from cnnstat.layers import Axis
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node

MOST_SEARCHED = 64
"""Steps of a search that are taken one by one."""


class AxisFit(NamedTuple):
    """How a layer's windows fit along one axis, in cells of its input."""

    size: int
    """of the input"""
    outputs: int
    exact: bool
    """whether the last window ends where the padded map ends"""
    unread: int
    """cells at the far end that no window reads, not counting the gap that a stride leaves after every window"""
    spare: int
    """rows of padding at the far end that no window reads"""
    overhang: int
    """cells by which the last window reaches beyond the padded map (ceil mode)"""


Windows = dict[tuple[Any, ...], tuple[AxisFit, Axis, Any]]
"""Fits along an axis that are known, each with the window whose contents are its key: while an array lives, no other
has its content unless it is equal."""


class Fit(NamedTuple):
    """How a layer's windows fit its input."""

    order: int
    """index of the node in the network"""
    node: Node
    rows: AxisFit
    columns: AxisFit

    @property
    def exact(self) -> bool:
        return self.rows.exact & self.columns.exact

    @property
    def lossless(self) -> bool:
        """Whether every cell of the input is read, apart from gaps between windows."""
        return (self.rows.unread == 0) & (self.columns.unread == 0)


def axis_fit(size: int, outputs: int, axis: Axis, even: bool = True) -> AxisFit:
    """How ``outputs`` windows fit on ``size`` cells; if they are not ``even``, they cover all cells."""
    span = axis.dilation * (axis.kernel - 1) + 1
    if axis.up != 1:  # the size of the output is that of what the windows reach
        gap = -(-larger(axis.stride - span, 0) // axis.up)
        unread = larger(size - cells_up_to(axis, outputs) - gap, 0)
        return AxisFit(size, outputs, unread == 0, unread, 0 * unread, 0 * unread)
    reach = (outputs - 1) * axis.stride + span - axis.before
    after = larger(axis.after, 0)  # less than none is what a transposed convolution cuts off
    gap = larger(axis.stride - span, 0)
    unread = larger(size - reach - gap, 0)
    if sparse(axis):
        none = last_read(size, axis, outputs) == 0
        unread = unread + (size - unread) * none
    return AxisFit(
        size,
        outputs,
        (even * (reach != size + after)) == 0,
        even * unread,
        even * smaller(larger(size + after - reach, 0), after),
        even * larger(reach - size - after, 0),
    )


def cells_up_to(axis: Axis, outputs: int) -> int:
    """Of cells that stand apart, how many lie before the end of the last of so many windows; negative if none do."""
    last = (outputs - 1) * axis.stride + axis.dilation * (axis.kernel - 1) - axis.before
    return last // axis.up + 1


def fits(network: Network, shapes: Sequence[Shape], training: bool = False) -> list[Fit]:
    """The fit of every layer with windows; ``shapes`` are the nodes' outputs, and ``training`` adds auxiliary heads.

    Equal windows on the same map (the same object) share their :class:`AxisFit` objects.
    """
    found = []
    known: dict[tuple[Any, ...], tuple[AxisFit, AxisFit]] = {}
    windows: Windows = {}
    for index, node in enumerate(network.nodes):
        if node.layer.merges or (node.auxiliary and not training):
            continue
        x, y = shape_of(network, shapes, node.inputs[0]), shapes[index]
        if x.flat or y.flat:
            continue
        key = (node.layer, id(x.height), id(x.width), id(y.height), id(y.width))
        if key not in known:
            known[key] = both_axes(node, x, y, windows)
        found.append(Fit(index, node, *known[key]))
    return found


def lossless(network: Network, shapes: Sequence[Shape], training: bool = False) -> bool:
    """Whether every layer reads its map up to the far edge, apart from a gap as between its windows."""
    return all(fit.lossless for fit in fits(network, shapes, training))


def both_axes(node: Node, x: Shape, y: Shape, known: Windows | None = None) -> tuple[AxisFit, AxisFit]:
    """A layer's fit along height and width; the same object if they are equal, to each other or to a known one."""
    (rows, columns), even, known = node.layer.axes(x), node.layer.even(x), {} if known is None else known
    return known_fit(known, x.height, y.height, rows, even), known_fit(known, x.width, y.width, columns, even)


def known_fit(known: Windows, size: Any, outputs: Any, axis: Axis, even: Any) -> AxisFit:
    """The fit along one axis, which layers that differ in other keys share."""
    key = id(size), id(outputs), *map(contents, axis), contents(even)
    if key not in known:
        known[key] = axis_fit(size, outputs, axis, even), axis, even
    return known[key][0]


def same(one: Axis, other: Axis) -> bool:
    """Whether two windows move in the same way; arrays count as equal only if they are the same object."""
    return all(
        a is b or (not hasattr(a, "tolist") and not hasattr(b, "tolist") and a == b)
        for a, b in zip(one, other, strict=True)
    )


def shape_of(network: Network, shapes: Sequence[Shape], index: int) -> Shape:
    return network.input if index == INPUT else shapes[index]


def seen(network: Network, shapes: Sequence[Shape]) -> tuple[int, int]:
    """How many rows and columns of the image, counted from the first, can influence an output.

    Works backwards from the outputs: the last window for what a layer has to give tells what it has to read. Rows after
    those are lost, even if a layer in between still reads them. Skipped cells between others count as read, so that
    with gaps between cells or windows (dilation, a stride larger than the kernel) this is an upper bound.
    """
    needed: dict[int, tuple[Any, Any]] = {each: (shapes[each].height, shapes[each].width) for each in network.outputs}
    known: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    equal: dict[Any, Any] = {}
    for index in range(network.outputs[-1], -1, -1):
        node = network.nodes[index]
        if node.auxiliary or index not in needed:
            continue
        for source in node.inputs:
            x = shape_of(network, shapes, source)
            key = (node.layer, *map(id, (x.height, x.width, *needed[index])))
            if key not in known:
                read = read_by(node, x, shapes[index], needed[index])
                known[key] = one_object(equal, read[0]), one_object(equal, read[1])
            before, read = needed.get(source), known[key]
            if before is None or (before[0] is read[0] and before[1] is read[1]):
                needed[source] = read
            else:
                rows, columns = (one_object(equal, larger(*each)) for each in zip(before, read, strict=True))
                needed[source] = rows, columns
    return needed[INPUT]


def one_object(equal: dict[Any, Any], value: Any) -> Any:
    """The first value seen that equals this one, so that equal arrays can be recognised by identity."""
    return equal.setdefault(contents(value), value)


def contents(value: Any) -> Any:
    """A number, or an array's content as bytes, which can be compared and hashed."""
    return value.tobytes() if hasattr(value, "tobytes") else value


def read_by(node: Node, x: Shape, y: Shape, needed: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns of an input ``x`` that a layer reads for the first ``needed`` of its outputs."""
    if node.layer.merges:  # a gate is read whole, however many outputs are needed
        return smaller(x.height, needed[0]), smaller(x.width, needed[1])
    (rows, columns), even = node.layer.axes(x), node.layer.even(x)
    first = axis_read(x.height, y.height, rows, even, needed[0])
    if x.height is x.width and y.height is y.width and needed[0] is needed[1] and same(rows, columns):
        return first, first
    return first, axis_read(x.width, y.width, columns, even, needed[1])


def axis_read(size: int, outputs: int, axis: Axis, even: bool, needed: int) -> int:
    """How many cells, counted from the first, the first ``needed`` outputs read along one axis."""
    if axis.up != 1:
        return smaller(size, larger(cells_up_to(axis, needed), 0)) * (needed > 0)
    reach = (needed - 1) * axis.stride + axis.dilation * (axis.kernel - 1) + 1 - axis.before
    if even is not True:  # the windows of an adaptive pool end at ⌈i · size / outputs⌉
        reach = even * reach + (1 - even) * -(-needed * size // outputs)
    if sparse(axis):
        reach = last_read(size, axis, needed)  # if cells are skipped, the last one read may lie before the map's last
    return smaller(size, larger(reach, 0)) * (needed > 0)


def sparse(axis: Axis) -> bool:
    """Whether windows skip cells between others.

    Only windows with a fixed kernel can; and where many sizes are tried at once, none whose stride changes with them:
    an upsampling to a single cell reads the first one.
    """
    fixed = isinstance(axis.kernel, int) and isinstance(axis.stride, int)
    return fixed and (axis.dilation > 1 or axis.stride > axis.kernel)


def last_read(size: Any, axis: Axis, needed: Any) -> Any:
    """One more than the last cell of a map that the first ``needed`` windows read; 0 if they read none.

    This is the last of the cells ``window * stride + tap * dilation - before`` that are on the map. It is searched for
    from the far end, along the windows or along the taps of the kernel, whichever takes fewer steps; since remainders
    repeat with a period, only one period has to be searched. A long one is not gone through.
    """
    shared = gcd(axis.stride, axis.dilation)
    windows, taps = axis.dilation // shared, min(axis.kernel, axis.stride // shared)
    if min(windows, taps) > MOST_SEARCHED:
        if not hasattr(size, "tolist") and not hasattr(needed, "tolist"):
            return last_of_many(size, axis, needed)
        nothing = 0 * (size + needed)
        pairs = zip((size + nothing).tolist(), (needed + nothing).tolist(), strict=True)
        return nothing + [last_of_many(each, axis, count) for each, count in pairs]
    end = size - 1 + axis.before
    step, count, other, most = axis.stride, needed, axis.dilation, axis.kernel
    if taps < windows:
        step, count, other, most = other, most, step, count
    found = 0 * size
    for down in range(min(windows, taps)):
        at = smaller(count - 1, end // step) - down
        cell = at * step + smaller(most - 1, (end - at * step) // other) * other - axis.before
        found = larger(found, (cell + 1) * (at >= 0) * (most > 0))
    return found


def last_of_many(size: int, axis: Axis, needed: int) -> int:
    """As :func:`last_read`: the last tap of a window that lies on the map whole, or of one of those behind it."""
    end, reach = size - 1 + axis.before, axis.dilation * (axis.kernel - 1)
    last = min(needed - 1, end // axis.stride)
    whole = min(last, (end - reach) // axis.stride)
    found = [axis.stride * whole + reach] if whole >= 0 else []
    first = max(0, whole + 1)
    if first <= last:
        begin = end - axis.stride * first
        found.append(end - least_remainder(-axis.stride, begin, axis.dilation, last - first + 1))
    return max([0, *(each - axis.before + 1 for each in found)])
