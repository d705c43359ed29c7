"""Pooling: layers that reduce each neighbourhood of a map, or each position's channels, to one value."""

from __future__ import annotations

from cnnstat.algebra.arithmetic import divisors, larger
from cnnstat.errors import LayerError
from cnnstat.keys.kept import KeptPair
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Flag, Pair
from cnnstat.layers.base import POINT, Axis, Ops, Parameters, Weightless, beyond, require_map, size_after
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed


def pooled_size(size: int, axis: Axis, ceil_mode: bool) -> int:
    """Outputs of a pool along one axis; with ``ceil_mode``, without a last window that would start beyond the map.

    Such a window would have no cell to pool (torch.nn.MaxPool2d, ``ceil_mode``).
    """
    count = size_after(size, axis, ceil_mode)
    return count - ((count - 1) * axis.stride >= size + axis.before) if ceil_mode else count


class Pool(Windowed):
    """A sliding pool; sizes as in torch.nn.MaxPool2d and AvgPool2d, whose stride defaults to the kernel."""

    stride: tuple[int, int] | None = key(Pair(), "step of the window; the kernel's size when not given", default=None)
    family = "pooling"

    def check(self, x: Shape) -> None:
        super().check(x)
        if isinstance(self.padding, str):
            return
        for axis, padding in zip(self.axes(x), (self.padding[:2], self.padding[2:]), strict=True):
            half = (axis.dilation * (axis.kernel - 1) + 1) // 2
            if max(padding) > half:
                raise LayerError(
                    f"padding: expected at most half the kernel ({half}), got {max(padding)}: "
                    "a window would lie in the padding"
                )

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, *self.sides(x))

    def windows(self, size: int, axis: Axis) -> int:
        return pooled_size(size, axis, self.ceil_mode)

    @property
    def cells(self) -> int:
        """Cells in one window."""
        return self.kernel[0] * self.kernel[1]

    def read(self, x: Shape, y: Shape, more: int = 0, padded: bool = True) -> int:
        """Cells that the windows of all maps read, plus ``more`` for each window.

        Padding counts as in a convolution if ``padded``. In ceil mode the last window may reach beyond the padded map,
        where there are no cells.
        """
        if padded and not self.ceil_mode:
            return y.elements * (self.cells + more)
        rows, columns = self.axes(x)
        across = cells_read(x.width, y.width, columns, padded)
        return x.channels * cells_read(x.height, y.height, rows, padded) * across + more * y.elements


def cells_read(size: int, outputs: int, axis: Axis, padded: bool) -> int:
    """Cells of the map, or of the padded map, that all windows read along one axis; cells read twice count twice."""
    span = axis.dilation * (axis.kernel - 1) + 1
    reach = (outputs - 1) * axis.stride + span - axis.before - size
    if padded:  # only the last window reaches beyond, and its cells are a dilation apart
        return outputs * axis.kernel - -(-larger(reach - axis.after, 0) // axis.dilation)
    outside = beyond(axis.before, axis.stride, outputs) + beyond(larger(reach, 0), axis.stride, outputs)
    return outputs * axis.kernel - outside


def average(additions: int, outputs: int) -> Ops:
    """The operations of means over windows whose sizes depend on the input; a mean of a single cell takes none."""
    return Ops(add=additions, divide=outputs * (additions > 0))


class MaxPool(Pool, Weightless[Shape]):
    """The largest value of each window (torch.nn.MaxPool2d)."""

    type = "maxpool"
    dilation: tuple[int, int] = key(Pair(), "distance between the cells of the window", default=(1, 1))
    saves = "indices"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=self.read(x, y, -1))


class AvgPool(Pool, Weightless[Shape]):
    """The mean of each window (torch.nn.AvgPool2d); with ``padding: same`` only over the map, as in TensorFlow."""

    type = "avgpool"
    count_include_pad: bool | None = key(
        Flag(), "whether padding counts as cells of the mean; when not given, unless it is same", default=None
    )
    saves = "input"

    @property
    def padded(self) -> bool:
        """Whether padding counts as cells of the mean."""
        return self.padding != "same" if self.count_include_pad is None else self.count_include_pad

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=self.read(x, y, -1, self.padded), divide=y.elements * (self.cells > 1))


class Subsample(Pool):
    """LeNet's trainable subsampling: the window's sum times a coefficient, plus a bias; one of each per map.

    LeCun et al. 1998, section II.B: S2 has 12 parameters and 5,880 connections, one per input of a window and one
    for the bias.
    """

    type = "subsample"
    weighted = True
    saves = "input"

    def parameters(self, x: Shape) -> Parameters:
        return Parameters(weights=x.channels, biases=x.channels)

    def connections(self, x: Shape, y: Shape) -> int:
        return self.read(x, y, 1)

    def macs(self, x: Shape, y: Shape) -> int:
        return 0

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=self.read(x, y), multiply=y.elements)


class GlobalPool(Weightless[Shape]):
    """One value for each whole map; the output is channels × 1 × 1."""

    family = "pooling"
    sized = False

    def check(self, x: Shape) -> None:
        require_map(x)

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return Axis(x.height), Axis(x.width)


class GlobalAvgPool(GlobalPool):
    """The mean of each map (global average pooling: Lin et al. 2013, section 3.2)."""

    type = "global_avgpool"
    saves = "nothing"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return average(x.elements - y.elements, y.elements)


class GlobalMaxPool(GlobalPool):
    """The largest value of each map."""

    type = "global_maxpool"
    saves = "indices"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=x.elements - y.elements)


class ChannelPool(Weightless[Shape]):
    """One value for each position, over all channels; the output is 1 × height × width."""

    family = "pooling"
    sized = False

    def check(self, x: Shape) -> None:
        require_map(x)

    def output(self, x: Shape) -> Shape:
        return Shape(1, x.height, x.width)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return POINT, POINT


class ChannelAvgPool(ChannelPool):
    """The mean over the channels (spatial attention: Woo et al. 2018, section 3.1)."""

    type = "channel_avgpool"
    saves = "nothing"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return average(x.elements - y.elements, y.elements)


class ChannelMaxPool(ChannelPool):
    """The largest value over the channels."""

    type = "channel_maxpool"
    saves = "positions"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=x.elements - y.elements)


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
        widest = size // outputs + (rest > 0) * (1 + (outputs % (rest + (rest == 0)) > 0))
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

    def ops(self, x: Shape, y: Shape) -> Ops:
        return average(self.cells(x) - y.elements, y.elements)


class AdaptiveMaxPool(AdaptivePool):
    """The largest value of each window (torch.nn.AdaptiveMaxPool2d)."""

    type = "adaptive_maxpool"
    saves = "indices"

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=self.cells(x) - y.elements)
