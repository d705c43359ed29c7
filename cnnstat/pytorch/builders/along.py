"""What modules do along one axis, to a signal of one channel: read off the modules' own attributes.

Windows are separable and a field unites the paths through all channels: along one axis a signal of one channel shows
which pixels an output has seen. Every weight is positive, so that no path can cancel another; a max pool becomes a
sum, what meets is added up, and what looks at single positions passes its input on.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnstat.pytorch import modules


class Slide(NamedTuple):
    """A window over a signal, all its weights 1."""

    kernel: int
    stride: int
    padding: int
    dilation: int

    def __call__(self, x: Tensor) -> Tensor:
        return F.conv1d(x, torch.ones(1, 1, self.kernel), None, self.stride, self.padding, self.dilation)


class Sum(NamedTuple):
    """A pool as the sum of its windows; torch's own pool says how many there are."""

    window: Slide
    ceil_mode: bool
    maximum: bool

    def __call__(self, x: Tensor) -> Tensor:
        kernel, stride, padding, dilation = self.window
        with torch.no_grad():
            if self.maximum:
                outputs = F.max_pool1d(x, kernel, stride, padding, dilation, self.ceil_mode).shape[-1]
            else:
                outputs = F.avg_pool1d(x, kernel, stride, padding, self.ceil_mode).shape[-1]
        # A last window that is only partly filled reads nothing behind the padding.
        padded = F.pad(x, (padding, padding + kernel * dilation + stride))
        slid: Tensor = self.window._replace(padding=0)(padded)
        return slid[..., :outputs]


class Pad(NamedTuple):
    """Zeros before and behind, as a module that pads adds them along an axis."""

    padding: modules.Padding | modules.CeilPadding
    axis: int

    @property
    def before(self) -> int:
        """Cells before the signal, where they do not depend on its length."""
        return self.padding.sides[2 - 2 * self.axis] if self.padding.sides else 0

    def __call__(self, x: Tensor) -> Tensor:
        around = self.padding.around(x.new_empty(1, 1, x.shape[-1], x.shape[-1]))
        return F.pad(x, [*around[2 - 2 * self.axis :][:2]])


class Cut(NamedTuple):
    """A padded pool without the windows that would start behind its input."""

    pad: Pad
    pool: Sum
    ceil_mode: bool

    def __call__(self, x: Tensor) -> Tensor:
        y: Tensor = self.pool(self.pad(x))
        if not self.ceil_mode:
            return y
        return y[..., : -(-(x.shape[-1] + self.pad.before) // self.pool.window.stride)]


class Adapt(NamedTuple):
    """An adaptive pool to so many outputs, as the sum of its windows."""

    outputs: int

    def __call__(self, x: Tensor) -> Tensor:
        return F.adaptive_avg_pool1d(x, self.outputs) * x.shape[-1]


class Keep(NamedTuple):
    """Every so many-th cell."""

    stride: int

    def __call__(self, x: Tensor) -> Tensor:
        return x[..., :: self.stride]


class Scatter(NamedTuple):
    """A transposed convolution, all its weights 1."""

    window: Slide
    output_padding: int

    def __call__(self, x: Tensor) -> Tensor:
        kernel, stride, padding, dilation = self.window
        ones = torch.ones(1, 1, kernel)
        return F.conv_transpose1d(x, ones, None, stride, padding, self.output_padding, 1, dilation)


class Enlarge(NamedTuple):
    """An upsampling to so many outputs, or by a factor."""

    outputs: int | None
    factor: int | None
    interpolated: bool

    def __call__(self, x: Tensor) -> Tensor:
        return F.interpolate(x, self.outputs, self.factor, "linear" if self.interpolated else "nearest")


class Widen(NamedTuple):
    """Cells before and behind; of what they are is not seen from the middle."""

    before: int
    after: int

    def __call__(self, x: Tensor) -> Tensor:
        return F.pad(x, [self.before, self.after])


class Whole(NamedTuple):
    """Everything there is, in one value: nothing behind it is local."""


Op = Slide | Sum | Pad | Cut | Adapt | Keep | Scatter | Enlarge | Widen | Whole


def along(value: Any, axis: int) -> int:
    """One axis of what torch writes as one number or as (height, width)."""
    return int(value[axis]) if isinstance(value, tuple | list) else int(value)


def slide(module: Any, axis: int) -> Slide:
    """The window of a module along an axis."""
    dilation = getattr(module, "dilation", 1)
    return Slide(*(along(each, axis) for each in (module.kernel_size, module.stride, module.padding, dilation)))


def scatter(module: Any, axis: int) -> Scatter:
    return Scatter(slide(module, axis), along(module.output_padding, axis))


def sum_of(module: Any, axis: int) -> Sum:
    return Sum(slide(module, axis), module.ceil_mode, isinstance(module, nn.MaxPool2d))


def pad_and_sum(module: modules.PaddedPool2d, axis: int) -> Cut:
    return Cut(Pad(module.padding, axis), sum_of(module.pool, axis), module.ceil_mode)


def adaptive_sum(module: Any, axis: int) -> Op | None:
    size = module.output_size
    if isinstance(size, tuple) and size[axis] is None:  # the side is kept
        return None
    outputs = along(size, axis)
    return Adapt(outputs) if outputs > 1 else Whole()


def each_position(module: nn.Module, axis: int) -> None:
    """Of a module that looks at each position alone: nothing moves.

    A norm's statistics are taken for constants; merges add up their inputs first.
    """


def everything(module: nn.Module, axis: int) -> Whole:
    return Whole()
