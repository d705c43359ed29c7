"""One-channel, one-dimensional stand-ins for a model's modules, read off the modules' own attributes.

Windows are separable and a field unites the paths through all channels: along one axis a signal of one channel shows
which pixels an output has seen. Every weight is positive, so that no path can cancel another; a max pool becomes a
sum, what meets is added up, and what looks at single positions passes its input on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnstat.pytorch import modules
from cnnstat.pytorch.modules.window import same_sides


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
    """Zeros before and behind, or TensorFlow's "same" for a window."""

    sides: tuple[int, int] | None
    window: tuple[int, int, int]

    def __call__(self, x: Tensor) -> Tensor:
        sides = self.sides
        if sides is None:
            both = [(each, each) for each in self.window]
            before, after, *_ = same_sides(x.new_empty(1, 1, x.shape[-1], x.shape[-1]), *both)
            sides = before, after
        return F.pad(x, sides)


class Cut(NamedTuple):
    """A padded pool without the windows that would start behind its input."""

    pad: Pad
    pool: Sum
    ceil_mode: bool

    def __call__(self, x: Tensor) -> Tensor:
        y: Tensor = self.pool(self.pad(x))
        if not self.ceil_mode:
            return y
        before = self.pad.sides[0] if self.pad.sides else 0
        return y[..., : -(-(x.shape[-1] + before) // self.pool.window.stride)]


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


class Whole(NamedTuple):
    """Everything there is, in one value: nothing behind it is local."""


Op = Slide | Sum | Pad | Cut | Adapt | Keep | Whole


class NoStandInError(Exception):
    """A module of a kind that is not known here."""


POINTWISE: tuple[type[nn.Module], ...] = (
    nn.Identity, nn.Linear, nn.Dropout, nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm, nn.GroupNorm,
    nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.SELU, nn.Sigmoid, nn.Tanh, nn.SiLU, nn.Hardsigmoid,
    nn.Hardswish, nn.GELU, nn.Mish, nn.Softplus, nn.Softmax,
    modules.RBF, modules.ChannelMax, modules.ChannelMean, modules.ChannelNorm, modules.ChannelShuffle,
    modules.ChannelSlice, modules.LocalResponseNorm, modules.Negative, modules.Scale, modules.ScaledTanh,
    modules.Add, modules.Concat, modules.Multiply,
)  # fmt: skip
"""What looks at each position alone. A norm's statistics are taken for constants; merges add up their inputs first."""


def along(value: Any, axis: int) -> int:
    """One axis of what torch writes as one number or as (height, width)."""
    return int(value[axis]) if isinstance(value, tuple | list) else int(value)


def slide(module: Any, axis: int) -> Slide:
    """The window of a module along an axis."""
    dilation = getattr(module, "dilation", 1)
    return Slide(*(along(each, axis) for each in (module.kernel_size, module.stride, module.padding, dilation)))


def sum_of(module: Any, axis: int) -> Sum:
    return Sum(slide(module, axis), module.ceil_mode, isinstance(module, nn.MaxPool2d))


def pad_of(module: modules.Padding, axis: int) -> Pad:
    kernel, stride, dilation = (int(each[axis]) for each in module.window)
    sides = None
    if module.sides is not None:
        left, right, top, bottom = module.sides
        sides = (top, bottom) if axis == 0 else (left, right)
    return Pad(sides, (kernel, stride, dilation))


def cut_of(module: modules.PaddedPool2d, axis: int) -> Cut:
    return Cut(pad_of(module.padding, axis), sum_of(module.pool, axis), module.ceil_mode)


def adapt_of(module: Any, axis: int) -> Op:
    outputs = along(module.output_size, axis)
    return Adapt(outputs) if outputs > 1 else Whole()


MAKERS: dict[type[nn.Module], Callable[[Any, int], Op]] = {
    nn.Conv2d: slide,
    modules.TableConv2d: slide,
    nn.MaxPool2d: sum_of,
    nn.AvgPool2d: sum_of,
    modules.PaddedPool2d: cut_of,
    modules.Padding: pad_of,
    nn.AdaptiveAvgPool2d: adapt_of,
    nn.AdaptiveMaxPool2d: adapt_of,
    nn.Flatten: lambda module, axis: Whole(),
    modules.Shortcut: lambda module, axis: Keep(along(module.stride, axis)),
}


def stand_in(module: nn.Module, axis: int) -> Op | None:
    """What a module does along an axis; None where it passes positions on.

    Raises:
        NoStandInError: a module of another kind.
    """
    if isinstance(module, modules.Subsample):
        return stand_in(module.sums, axis)
    maker = MAKERS.get(type(module))
    if maker is not None:
        return maker(module, axis)
    if type(module) in POINTWISE:
        return None
    raise NoStandInError(f"there is no stand-in for a {type(module).__name__}")


def window_of(op: Op) -> Slide | None:
    """The sliding window of a stand-in that has one."""
    if isinstance(op, Slide):
        return op
    if isinstance(op, Sum):
        return op.window
    return op.pool.window if isinstance(op, Cut) else None


def growth(op: Op, cells: int) -> float:
    """How many times larger than its own a gradient behind ``op`` can become, for an input of so many cells."""
    window = window_of(op)
    if window is not None:
        return window.kernel
    return cells if isinstance(op, Adapt) else 1


def stride_of(op: Op) -> int:
    """Cells of the input between neighbouring outputs; 1 for an adaptive pool, whose step depends on the size."""
    window = window_of(op)
    if window is not None:
        return window.stride
    return op.stride if isinstance(op, Keep) else 1


def dilation_of(op: Op) -> int:
    """Cells of the input between neighbours that one output reads."""
    window = window_of(op)
    return 1 if window is None else window.dilation
