"""Adaptive pooling: pools whose windows share a map out among a given number of outputs."""

from __future__ import annotations

from cnnstat.algebra.arithmetic import divisors, larger
from cnnstat.keys.kept import KeptPair
from cnnstat.keys.keyed import key
from cnnstat.layers.base import POINT, Axis, Ops, Weightless, require_map
from cnnstat.layers.operation import Operation
from cnnstat.layers.pool import average
from cnnstat.layers.shape import Shape


def adaptive_span(size: int, outputs: int) -> int:
    """Cells that all windows of an adaptive pool read along one axis, cells read twice counted twice.

    Window i covers ⌊i·size/outputs⌋ up to ⌈(i+1)·size/outputs⌉ (torch.nn.AdaptiveAvgPool2d). Every cell is read once,
    and once more for each border between two windows that lies inside it.
    """
    return size + inner_borders(size, outputs)


def inner_borders(size: int, outputs: int) -> int:
    """Borders between the windows of an adaptive pool that lie inside a cell, which both sides then read.

    There are ``outputs`` borders, counting the end of the map. The number of those that lie between cells is the
    greatest common divisor of ``size`` and ``outputs``.
    """
    between = 1
    for divisor in divisors(int(outputs)):
        between = larger(between, divisor * (size % divisor == 0))
    return int(outputs) - between


class AdaptivePool(Weightless[Shape]):
    """A pool whose output size is given; its windows share the map out as evenly as they can."""

    size: tuple[int | None, int | None] = key(KeptPair(1, 4096), "height and width of the output; null keeps a side")
    family = "pooling"
    sized = False
    lettered = False  # there is no formula in letters for its windows

    def check(self, x: Shape) -> None:
        require_map(x)

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, *self.outputs(x))

    def outputs(self, x: Shape) -> tuple[int, int]:
        """Rows and columns of the output."""
        height, width = self.size
        return x.height if height is None else height, x.width if width is None else width

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        rows, columns = (
            POINT if outputs is None else self._axis(size, outputs)
            for size, outputs in zip((x.height, x.width), self.size, strict=True)
        )
        return rows, columns

    def _axis(self, size: int, outputs: int) -> Axis:
        # Window i starts at ⌊i·size/outputs⌋. If the size does not divide evenly, the windows differ. This is the
        # widest: one cell more than ⌈size/outputs⌉, unless the remainder divides the outputs.
        rest = size % outputs
        widest = size // outputs + (rest > 0) * (1 + (outputs % larger(rest, 1) > 0))
        if outputs == 1:
            return Axis(size)  # a single window takes no steps: the pool is a global one
        # If they are not equally far apart, the stride is rounded up, so that no receptive field comes out too small.
        return Axis(widest, -(-size // outputs))

    def even(self, x: Shape) -> bool:
        """Whether all windows are of one size and equally far apart, as in an ordinary pool."""
        rows, columns = self.outputs(x)
        return (x.height % rows == 0) & (x.width % columns == 0)

    def cells(self, x: Shape) -> int:
        """Cells that all windows of all maps read."""
        down, across = (
            size if outputs is None else adaptive_span(size, outputs)
            for size, outputs in zip((x.height, x.width), self.size, strict=True)
        )
        return x.channels * down * across


class AdaptiveAvgPool(AdaptivePool):
    """The mean of each window (torch.nn.AdaptiveAvgPool2d)."""

    type = "adaptive_avgpool"
    saves = "input"

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        # PyTorch takes a single window for a mean, which keeps nothing.
        return (Operation(y.elements, "nothing" if y.positions == 1 else self.saves),)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return average(self.cells(x) - y.elements, y.elements)


class AdaptiveMaxPool(AdaptivePool):
    """The largest value of each window (torch.nn.AdaptiveMaxPool2d)."""

    type = "adaptive_maxpool"
    saves = "indices"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=self.cells(x) - y.elements)
