"""Pooling: layers that reduce each neighbourhood of a map, or each position's channels, to one value."""

from __future__ import annotations

from cnnstat.algebra.arithmetic import larger
from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Flag, Pair
from cnnstat.layers.base import POINT, Axis, Ops, Parameters, Weightless, beyond, require_map, size_after
from cnnstat.layers.operation import Operation
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
    def pads_apart(self) -> bool:
        """Whether PyTorch's pool cannot say its padding, so that another operation pads before it."""
        return self.symmetric is None

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        apart = self.padded(x) if self.pads_apart else ()
        return (*apart, Operation(y.elements, self.saves))

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

    @property
    def pads_apart(self) -> bool:
        # torch wants at most half the kernel; with dilation half its reach would do.
        own = self.symmetric
        return own is None or any(each > size // 2 for each, size in zip(own, self.kernel, strict=True))

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
    def with_padding(self) -> bool:
        """Whether padding counts as cells of the mean."""
        return self.padding != "same" if self.count_include_pad is None else self.count_include_pad

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        divided = (Operation(y.elements),) if self.pads_apart and not self.with_padding else ()
        return (*super().torch_operations(x, y), *divided)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(add=self.read(x, y, -1, self.with_padding), divide=y.elements * (self.cells > 1))


class Subsample(Pool):
    """LeNet's trainable subsampling: the window's sum times a coefficient, plus a bias; one of each per map.

    LeCun et al. 1998, section II.B: S2 has 12 parameters and 5,880 connections, one per input of a window and one
    for the bias.
    """

    type = "subsample"
    weighted = True
    saves = "input"

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        *pad, summed = super().torch_operations(x, y)
        weighed = Operation(y.elements, "input", scratch=y.elements, weighs=True)
        return (*pad, summed._replace(named=True), weighed, Operation(y.elements, passes=True))

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
    saves = "both"

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, self.saves, scratch=x.elements),)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return Ops(compare=x.elements - y.elements)
