"""Layers that join, split or pass on their inputs: merges, identity shortcuts, channel shuffle and channel split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import ClassVar

from cnnstat.algebra.arithmetic import larger
from cnnstat.errors import LayerError
from cnnstat.keys.keyed import key
from cnnstat.keys.kinds import Pair, Sizes, Whole
from cnnstat.layers.base import (
    NO_OPS,
    POINT,
    Axis,
    Ops,
    Pointwise,
    Shapes,
    Weightless,
    require_groups,
    require_map,
    size_after,
)
from cnnstat.layers.operation import Operation, Saves
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import window_text


class Merge(Weightless[Shapes]):
    """A layer that takes the outputs of several others; of one alone, as generated specs have it, it changes none."""

    family = "merge"
    merges = True
    sized = True
    saves: ClassVar[Saves] = "nothing"

    def check(self, x: Shapes) -> None:
        if not x:
            raise LayerError("expected at least one input to merge, got none")

    def axes(self, x: Shapes) -> tuple[Axis, Axis]:
        return POINT, POINT


def moving(x: Shapes) -> list[tuple[bool, bool]]:
    """For each input of a merge, whether it moves with the output along height and along width.

    An input that is 1 along an axis where another is longer does not: it is a gate, the same for all rows or columns.
    """
    height, width = max(shape.height for shape in x), max(shape.width for shape in x)
    return [(shape.height == height, shape.width == width) for shape in x]


Stride = int | Fraction


def effective_strides(
    x: Sequence[tuple[Shape, tuple[Stride, Stride]]], strides: tuple[Stride, Stride]
) -> tuple[Stride, Stride]:
    """The strides from the image to a layer's output, given each of its inputs with the strides up to there.

    Along an axis on which an input is a gate, its strides do not count.
    """
    moves = moving(tuple(shape for shape, _ in x))
    down, across = (
        max(before[axis] for (_, before), each in zip(x, moves, strict=True) if each[axis]) for axis in (0, 1)
    )
    return down * strides[0], across * strides[1]


def in_turn(inputs: int) -> Iterator[tuple[int, int]]:
    """The values that an operation of two takes when it goes over so many inputs: the first two, then each next."""
    result = 0
    for index in range(1, inputs):
        yield result, index
        result = inputs + index - 1


def listed(x: Shapes) -> str:
    return " and ".join(map(str, x)) if len(x) < 3 else ", ".join(map(str, x))


class Concat(Merge):
    """All channels of all inputs, one after the other."""

    type = "concat"

    def check(self, x: Shapes) -> None:
        super().check(x)
        if len({shape[1:] for shape in x}) > 1:
            raise LayerError(f"expected maps of one height and width, got {listed(x)}")

    def output(self, x: Shapes) -> Shape:
        return x[0]._replace(channels=reduce(add, (shape.channels for shape in x)))

    def torch_operations(self, x: Shapes, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, passes=True),)

    def ops(self, x: Shapes, y: Shape) -> Ops:
        return NO_OPS


class Add(Merge):
    """The sum of the inputs, element by element (He et al. 2015, equation 1)."""

    type = "add"

    def check(self, x: Shapes) -> None:
        super().check(x)
        if len(set(x)) > 1:
            raise LayerError(f"expected inputs of one size, got {listed(x)}")

    def output(self, x: Shapes) -> Shape:
        return x[0]

    def torch_operations(self, x: Shapes, y: Shape) -> tuple[Operation, ...]:
        each = Operation(y.elements, passes=True)
        return tuple(each._replace(reads=pair) for pair in in_turn(len(x)))

    def ops(self, x: Shapes, y: Shape) -> Ops:
        return Ops(add=(len(x) - 1) * y.elements)


class Multiply(Merge):
    """The product of the inputs, element by element.

    An input that holds one number per channel (channels × 1 × 1 or a flat vector) or one per position (1 × height ×
    width) scales the others (squeeze-and-excitation: Hu et al. 2017, equation 4; spatial attention: Woo et al. 2018).
    """

    type = "multiply"
    saves = "input"

    def check(self, x: Shapes) -> None:
        super().check(x)
        y = self.output(x)
        for shape in x:
            if shape not in (y, Shape(y.channels), Shape(y.channels, flat=True), Shape(1, y.height, y.width)):
                gates = f"{y.channels}×1×1 or 1×{y.height}×{y.width}"
                raise LayerError(f"expected inputs of one size, or gates of {gates}, got {listed(x)}")

    def output(self, x: Shapes) -> Shape:
        # Gates are 1 along the axes that they are spread over.
        channels, height, width = (reduce(larger, (shape[side] for shape in x)) for side in range(3))
        return Shape(channels, height, width, flat=all(shape.flat for shape in x))

    def torch_operations(self, x: Shapes, y: Shape) -> tuple[Operation, ...]:
        # The gradient of a gate is a product as large as the maps before it is summed up.
        each = Operation(y.elements, self.saves, scratch=y.elements * any(shape.elements < y.elements for shape in x))
        return tuple(each._replace(reads=pair) for pair in in_turn(len(x)))

    def ops(self, x: Shapes, y: Shape) -> Ops:
        return Ops(multiply=(len(x) - 1) * y.elements)


class Identity(Weightless[Shape]):
    """The input itself; a stride takes every stride-th row and column, and ``filters`` appends zero maps.

    It is ResNet's parameter-free shortcut, option A (He et al. 2015, section 3.3).
    """

    type = "identity"
    family = "reshape"
    sized = False
    saves = "nothing"
    stride: tuple[int, int] = key(Pair(), "keep every so many-th row and column", default=(1, 1))
    filters: int | None = key(Whole(), "output maps; what is missing is filled with zeros", default=None)

    def brief(self, x: Shape) -> str:
        return window_text(self.axes(x)) if self.stride != (1, 1) else ""

    def check(self, x: Shape) -> None:
        if self.stride != (1, 1):
            require_map(x)
        if self.filters is not None and self.filters < x.channels:
            raise LayerError(f"filters: expected at least the {x.channels} input maps, got {self.filters}")

    def output(self, x: Shape) -> Shape:
        rows, columns = self.axes(x)
        channels = x.channels if self.filters is None else self.filters
        return Shape(channels, size_after(x.height, rows), size_after(x.width, columns), x.flat)

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        # Views of every so many-th row, and of every so many-th column of these; then a pad with maps.
        rows = Operation(x.channels * y.height * x.width, view=True)
        columns = Operation(x.channels * y.positions, view=True)
        strided = (rows, columns) if self.stride != (1, 1) else ()
        return (*strided, Operation(y.elements)) if y.channels != x.channels else strided

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return Axis(stride=self.stride[0]), Axis(stride=self.stride[1])

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS


class ChannelShuffle(Pointwise):
    """Regroups channels so that the next grouped convolution reads from all groups.

    Zhang et al. 2017; torch.nn.ChannelShuffle.
    """

    type = "channel_shuffle"
    family = "reshape"
    saves = "nothing"
    groups: int = key(Whole(), "groups that the channels came in", brief=lambda groups: f"g{groups}")

    def check(self, x: Shape) -> None:
        require_groups(self.groups, x.channels, "channels")

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS


class ChannelSplit(Weightless[Shape]):
    """One block of the channels: of ``parts`` equal blocks, or of those in ``sizes`` (torch.split; Ma et al. 2018)."""

    type = "channel_split"
    family = "reshape"
    sized = False
    saves = "nothing"
    part: int = key(Whole(), "which block, counted from 1")
    parts: int | None = key(Whole(), "equal blocks of channels; 2 when neither this nor sizes is given", default=None)
    sizes: tuple[int, ...] | None = key(Sizes(), "channels of each block", default=None)
    view = True

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return len(self.sizes) if self.sizes is not None else self.parts or 2

    def validate(self) -> None:
        if self.sizes is not None and self.parts is not None:
            raise LayerError("expected parts or sizes, got both")
        if self.part > self.blocks:
            raise LayerError(f"part: expected a whole number from 1 to {self.blocks}, got {self.part}")

    def check(self, x: Shape) -> None:
        if self.sizes is not None and sum(self.sizes) != x.channels:
            raise LayerError(f"sizes: expected {x.channels} channels in all, got {sum(self.sizes)}")
        if self.sizes is None and x.channels % self.blocks:
            raise LayerError(f"parts: {self.blocks} must divide the {x.channels} channels")

    def torch_operations(self, x: Shape, y: Shape) -> tuple[Operation, ...]:
        return (Operation(y.elements, view=True),)

    def output(self, x: Shape) -> Shape:
        if self.sizes is not None:
            return x._replace(channels=self.sizes[self.part - 1])
        return x._replace(channels=x.channels // self.blocks)

    def axes(self, x: Shape) -> tuple[Axis, Axis]:
        return POINT, POINT

    def ops(self, x: Shape, y: Shape) -> Ops:
        return NO_OPS
