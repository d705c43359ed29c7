"""Layers that change the sides of maps without weights: upsampling, pixel shuffle, padding and transposing.

An upsampling's stride is a fraction: its window moves over cells that stand apart (:class:`~cnnstat.layers.base.Axis`).
"""

from __future__ import annotations

from fractions import Fraction

from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Padding, Pair, Sides, Whole
from cnnstat.keys.words import Word
from cnnstat.layers.base import NO_OPS, Axis, Ops, Weightless, require_map, size_after
from cnnstat.layers.operation import Operation
from cnnstat.layers.shape import LARGEST_SIDE, Shape
from cnnstat.layers.window import both, padding_text


def nearest_axis(size: int, outputs: int) -> Axis:
    """The window of which each output copies one cell: output i the cell ⌊i · size / outputs⌋.

    Over cells that stand ``outputs`` places apart, outputs step by ``size`` places; the cell at or before the place
    that a step leads to is the only one in a window of ``outputs`` places that ends there.
    """
    return Axis(outputs, size, before=outputs - 1, up=outputs)


def bilinear_axis(size: int, outputs: int) -> Axis:
    """The window of a linear interpolation along one axis, corners not aligned.

    Output i lies at (i + ½) · size / outputs − ½, and reads the cells less than one cell away from there. Over cells
    that stand ``outputs`` places apart, that is less than ``outputs`` places away.
    """
    twice = size - outputs  # twice the place of output 0
    return Axis(2 * outputs - 1 + twice % 2, size, before=outputs - 1 - twice // 2, up=outputs)


class Resampling(Weightless[Shape]):
    """Base of weightless layers that change the height and width of a map."""

    family = "reshape"
    sized = False
    saves = "nothing"

    def check(self, x: Shape) -> None:
        require_map(x)

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS


class Upsample(Resampling):
    """A larger map of the same channels (torch.nn.Upsample): copies of the nearest cell, or bilinear interpolation.

    Interpolation takes places of cells as torch does with ``align_corners`` off. It is counted as torch computes it:
    per element three additions and six multiplications, of two values in each of two rows and then of the rows. The
    receptive field counts cells beside the map as everywhere: it is not clipped.
    """

    type = "upsample"
    mode: str = key(Word("nearest", "bilinear"), "copies of the nearest cell, or interpolation", default="nearest")
    scale: tuple[int, int] | None = key(Pair(), "times that the height and the width grow", default=None)
    size: tuple[int, int] | None = key(Pair(1, 4096), "height and width of the output", default=None)

    def validate(self) -> None:
        if (self.scale is None) == (self.size is None):
            raise LayerError("expected one of 'scale' and 'size'")

    def brief(self, x: Shape) -> str:
        y = self.output(x)
        grown = both("up", Fraction(y.height, x.height), Fraction(y.width, x.width)) or "up1"
        return grown if self.mode == "nearest" else f"{grown} {self.mode}"

    def output(self, x: Shape) -> Shape:
        if self.size is not None:
            return Shape(x.channels, *self.size)
        assert self.scale is not None  # validate() sees to it
        return Shape(x.channels, x.height * self.scale[0], x.width * self.scale[1])

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        axis = nearest_axis if self.mode == "nearest" else bilinear_axis
        if self.size is not None:
            return axis(x.height, self.size[0]), axis(x.width, self.size[1])
        assert self.scale is not None
        return axis(1, self.scale[0]), axis(1, self.scale[1])

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS if self.mode == "nearest" else Ops(add=3 * y.elements, multiply=6 * y.elements)


class PixelShuffle(Resampling):
    """Channels rearranged into ``factor`` times as many rows and columns (Shi et al. 2016; torch.nn.PixelShuffle)."""

    type = "pixel_shuffle"
    factor: int = key(Whole(), "times that height and width grow; channels become factor² times fewer")

    def brief(self, x: Shape) -> str:
        return f"up{self.factor}"

    def check(self, x: Shape) -> None:
        super().check(x)
        if x.channels % (self.factor * self.factor):
            raise LayerError(f"factor: {self.factor}² must divide the {x.channels} channels")

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels // (self.factor * self.factor), x.height * self.factor, x.width * self.factor)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return nearest_axis(1, self.factor), nearest_axis(1, self.factor)


class PixelUnshuffle(Resampling):
    """Rows and columns rearranged into channels, the inverse of pixel shuffle (torch.nn.PixelUnshuffle)."""

    type = "pixel_unshuffle"
    sized = True
    factor: int = key(Whole(), "times that height and width shrink; channels become factor² times more")

    def brief(self, x: Shape) -> str:
        return f"/{self.factor}"

    def check(self, x: Shape) -> None:
        super().check(x)
        if x.height % self.factor or x.width % self.factor:
            raise LayerError(f"factor: {self.factor} must divide height and width, {x.height}×{x.width}")

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels * self.factor * self.factor, x.height // self.factor, x.width // self.factor)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return Axis(self.factor, self.factor), Axis(self.factor, self.factor)


class Pad(Resampling):
    """Rows and columns around a map: zeros, its reflection at the edge, or copies of the edge (torch.nn.ZeroPad2d, …).

    The receptive field takes the map to go on, as with the padding of a convolution. A negative number of rows or
    columns is cut off.
    """

    type = "pad"
    sized = True
    padding: Sides = key(
        Padding(-LARGEST_SIDE), "rows and columns around the map; negative ones are cut off", brief=padding_text
    )
    mode: str = key(
        Word("zero", "reflect", "replicate"), "zeros, the map reflected at its edge, or copies of the edge",
        default="zero", brief=str,
    )  # fmt: skip

    def validate(self) -> None:
        if isinstance(self.padding, str):
            raise LayerError("padding: same depends on a window; say how many rows and columns")
        if self.mode != "zero" and min(self.padding) < 0:
            raise LayerError(f"padding: mode: {self.mode} cuts nothing off; a pad of mode: zero does")

    def check(self, x: Shape) -> None:
        super().check(x)
        for size, sides in ((x.height, self.padding[:2]), (x.width, self.padding[2:])):
            if self.mode == "reflect" and max(sides) >= size:
                raise LayerError(f"padding: a map of {x.height}×{x.width} reflects fewer than {size}, got {max(sides)}")
            if -min(sides) >= size or size + sum(sides) < 1:
                raise LayerError(f"padding: cuts off all of a map of {x.height}×{x.width}")

    def output(self, x: Shape) -> Shape:
        rows, columns = self.axes(x)
        return Shape(x.channels, size_after(x.height, rows), size_after(x.width, columns))

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, self.saves if self.mode == "zero" else "input"),)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        top, bottom, left, right = self.padding
        return Axis(before=top, after=bottom), Axis(before=left, after=right)


class Transpose(Resampling):
    """Positions become channels, and channels positions, so that a convolution behind it slides over channels.

    Efficient channel attention has a window over the channels of a single position (Wang et al. 2020, section 3.2); a
    mixer's convolution of 1×1 has all positions for its channels (Tolstikhin et al. 2021). Each output has seen every
    pixel that the whole map has, and all outputs along an axis have seen the same.
    """

    type = "transpose"
    view = True
    size: tuple[int, int] | None = key(
        Pair(1, LARGEST_SIDE), "height and width that the channels become; one row when not given", default=None
    )

    def check(self, x: Shape) -> None:
        super().check(x)
        if self.size is not None and self.size[0] * self.size[1] != x.channels:
            raise LayerError(f"size: {self.size[0]}×{self.size[1]} must have as many cells as {x.channels} channels")

    def output(self, x: Shape) -> Shape:
        height, width = (1, x.channels) if self.size is None else self.size
        return Shape(x.positions, height, width)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, view=True, passes=True),)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return Axis(x.height, 0), Axis(x.width, 0)
