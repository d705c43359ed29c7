"""What flows through a traced graph, seen from the spec: the output of a layer, with its axes in some order.

A spec knows maps of channels, height and width, and vectors. PyTorch's code moves axes about, as ConvNeXt does for its
norms, or cuts the channels in pieces and swaps these, as a shuffle does; a value remembers where each axis went.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

from cnnstat.layers.shape import Shape

BATCH, CHANNELS, HEIGHT, WIDTH = "N", "C", "H", "W"
Dims = tuple[tuple[str, ...], ...]
"""For each dimension of a tensor the axes that lie in it, the outermost first."""
MAP: Dims = ((BATCH,), (CHANNELS,), (HEIGHT,), (WIDTH,))
VECTOR: Dims = ((BATCH,), (CHANNELS,))
FLATTENED: Dims = ((BATCH,), (CHANNELS, HEIGHT, WIDTH))


class Reshaping(Exception):  # noqa: N818
    """A tensor is laid out in a way that a spec has no words for."""


class Value(NamedTuple):
    """A tensor.

    Attributes:
        layer: the layer whose output it is.
        shape: of that output.
        dims: where its axes lie. Pieces of the channels are ``C0``, ``C1``, …
        pieces: the sizes of these pieces; () where the channels are whole.
        rows, columns: the same of the height, ``H0`` and ``H1``, and of the width.
        padding: cells of a border that the next layer adds: left, right, top, bottom.
        fill: what stands in that border.
        spread: whether it is repeated along axes where it has one cell.
        before: of a vector the map that it was made of.
        sides: height and width that the channels were before they became channels; () where they always were.
    """

    layer: str
    shape: Shape
    dims: Dims
    pieces: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)
    fill: float = 0.0
    spread: bool = False
    before: Value | None = None
    sides: tuple[int, ...] = ()

    def size(self, axis: str) -> int:
        """The cells of an axis, or of a piece of one."""
        whole = {BATCH: 1, CHANNELS: self.shape.channels, HEIGHT: self.shape.height, WIDTH: self.shape.width}
        return whole[axis] if axis in whole else self.cut(axis[0])[int(axis[1:])]

    def cut(self, axis: str) -> tuple[int, ...]:
        """The sizes of the pieces of an axis; () where it is whole."""
        return {CHANNELS: self.pieces, HEIGHT: self.rows, WIDTH: self.columns}.get(axis, ())

    def cutting(self, axis: str, sizes: tuple[int, ...]) -> Value:
        """The same with an axis cut in pieces of these sizes, or () to make it whole."""
        if axis == CHANNELS:
            return self._replace(pieces=sizes)
        return self._replace(rows=sizes) if axis == HEIGHT else self._replace(columns=sizes)

    @property
    def in_pieces(self) -> bool:
        return bool(self.pieces or self.rows or self.columns)

    @property
    def tensor(self) -> tuple[int, ...]:
        """The shape of the tensor, where it is neither padded nor spread."""
        return tuple(prod(map(self.size, axes)) for axes in self.dims)

    @property
    def plain(self) -> Dims:
        """Where the axes lie that have more than one cell, and the channels."""
        kept = (BATCH, CHANNELS)
        return tuple(tuple(each for each in axes if each in kept or self.size(each) > 1) for axes in self.dims)

    @property
    def padded(self) -> bool:
        return any(self.padding)

    @property
    def is_map(self) -> bool:
        """Whether it is a map as a spec has it."""
        return not self.shape.flat and len(self.dims) == len(MAP) and self.plain == self._replace(dims=MAP).plain

    @property
    def is_vector(self) -> bool:
        """Whether it has the order of a vector: the channels first, and nothing behind them."""
        return len(self.dims) == len(VECTOR) and self.plain == self._replace(dims=self.flattened).plain

    @property
    def flattened(self) -> Dims:
        return VECTOR if self.shape.flat else FLATTENED

    def dimension(self, number: int) -> int:
        """The number of a dimension, counted from the front."""
        return number % len(self.dims)

    def axis(self, number: int) -> str:
        """The only axis in a dimension, or "" where there are several or none."""
        axes = self.plain[self.dimension(number)]
        return axes[0] if len(axes) == 1 else ""


class Response(NamedTuple):
    """What is known of a tensor on the way to a global response normalisation.

    Attributes:
        value: the tensor that is normalised.
        stage: what was computed of it.
        eps: what is added to the mean of the norms.
        held: the parameters read, as the graph holds them.
    """

    value: Value
    stage: str
    eps: float = 0.0
    held: tuple[Any, ...] = ()


def reshaped(value: Value, shape: Sequence[int]) -> Value:
    """A value whose tensor has another shape, and the same numbers in the same order.

    Raises:
        Reshaping: an axis would be cut in more than two pieces, or the batch mixed with it.
    """
    if value.dims[:1] != ((BATCH,),) or tuple(shape[:1]) != (1,):
        raise Reshaping
    left = [axis for axes in value.dims[1:] for axis in axes]
    dims: list[list[str]] = []
    for size in shape[1:]:
        axes: list[str] = []
        got = 1
        while got < size and left:
            axis, cells = left[0], value.size(left[0])
            if size % (got * cells) == 0:
                got *= cells
                axes.append(left.pop(0))
            elif len(axis) == 1 and not value.cut(axis) and size % got == 0 and cells % (size // got) == 0:
                value = value.cutting(axis, (size // got, cells // (size // got)))
                left[0] = f"{axis}1"
                axes.append(f"{axis}0")
                got = size
            else:
                raise Reshaping
        if got != size:
            raise Reshaping
        if size == 1 and left and value.size(left[0]) == 1:
            axes.append(left.pop(0))
        dims.append(axes)
    if any(value.size(axis) > 1 for axis in left) or not dims:
        raise Reshaping
    dims[-1] += left
    return value._replace(dims=((BATCH,), *map(tuple, dims)))


def joined(value: Value) -> Value:
    """A value whose pieces are whole axes again where they lie in their first order."""
    for axis in (CHANNELS, HEIGHT, WIDTH):
        first, *others = (f"{axis}{at}" for at in range(len(value.cut(axis)) or 1))
        whole = (first, *others)
        if value.cut(axis) and adjacent(value.dims, whole):
            kept = ([each for each in axes if each not in others] for axes in value.dims)
            dims = tuple(tuple(axis if each == first else each for each in axes) for axes in kept)
            value = value._replace(dims=dims).cutting(axis, ())
    return value


def adjacent(dims: Dims, axes: tuple[str, ...]) -> bool:
    """Whether axes lie behind each other in one dimension."""
    return any(axes == own[at : at + len(axes)] for own in dims for at in range(len(own)))


def exchanged(dims: Dims) -> Dims:
    """Where the axes lie when positions have become channels, and channels positions.

    Raises:
        Reshaping: height and width do not lie behind each other.
    """
    if not adjacent(dims, (HEIGHT, WIDTH)):
        raise Reshaping
    now = {CHANNELS: (HEIGHT, WIDTH), HEIGHT: (CHANNELS,), WIDTH: ()}
    return tuple(tuple(new for each in axes for new in now.get(each, (each,))) for axes in dims)


def swapped(value: Value) -> bool:
    """Whether two pieces of the channels lie in one dimension in the other order, as behind a shuffle."""
    return len(value.pieces) == 2 and any(axes[:2] == ("C1", "C0") for axes in value.dims)
