"""How reshapes and transpositions arrange the numbers of a map, so that their patterns can be told apart.

An axis of a tensor is what it runs over: a piece of the channels, the rows or the columns of a layer's output, or
several one inside the other. A reshape cuts and joins axes, a transposition orders them. What comes out is the map
itself, the map with its channels last, a vector, or channels shuffled in groups; or a tensor that no spec can name.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from cnnstat.importing.onnx_graph import Node
from cnnstat.layers.shape import Shape


class Piece(NamedTuple):
    """A part of the channels, rows or columns: ``size`` of them, ``step`` apart."""

    what: str
    step: int
    size: int


Axes = tuple[tuple[Piece, ...], ...]
BATCH = (Piece("N", 1, 0),)


class Tensor(NamedTuple):
    """A tensor that the graph computes.

    Attributes:
        layer: the layer whose output it is.
        axes: how it has that output arranged.
        node: the node that arranged it so.
    """

    layer: str
    axes: Axes
    node: Node | None = None


def axes_of(shape: Shape) -> Axes:
    """The axes of a layer's output: images and features, or images, channels, rows and columns."""
    sides = (("C", shape.channels), ("H", shape.height), ("W", shape.width))
    return (
        BATCH,
        *((Piece(what, 1, size),) if size > 1 else () for what, size in (sides[:1] if shape.flat else sides)),
    )


def size(axis: Sequence[Piece]) -> int:
    return prod(piece.size for piece in axis)


def joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces with those that continue each other as one."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.what == piece.what and last.step == piece.step * piece.size:
            found[-1] = Piece(piece.what, piece.step, last.size * piece.size)
        else:
            found.append(piece)
    return tuple(found)


def order_of(axes: Axes, shape: Shape) -> tuple[int, ...] | None:
    """The axes of a layer's output in the order in which a tensor has them; None if it has others.

    A tensor of tokens may lack the rows of a map of one row, and a single image that of the images.
    """
    own = list(axes_of(shape))
    gone = set()
    if not shape.flat and shape.positions > 1:
        gone = {0} if BATCH not in axes else set()
        gone |= {2} if len(axes) + len(gone) < len(own) and own[2] == () else set()
    if len(axes) + len(gone) != len(own):
        return None
    found: list[int] = []
    for axis in axes:
        fits = [at for at, each in enumerate(own) if each == axis and at not in found and at not in gone]
        if not fits:
            return None
        found.append(fits[0])
    return tuple(found)


def dims_of(axes: Axes, batch: int | None) -> list[int | None]:
    """The dimensions of a tensor; ``batch`` for the number of images."""
    return [batch if axis == BATCH else size(axis) for axis in axes]


def reshaped(axes: Axes, target: Sequence[int | None], batch: int | None) -> Axes | None:
    """The axes of a tensor after a reshape to so many dimensions, one of which may be -1; None if they cannot be told.

    The images stay the first axis; a single one may lose it, and get it back.
    """
    if batch == 1 and BATCH not in axes:
        axes = (BATCH, *axes)
    if batch == 1 and len(target) == 1:
        found_one = reshaped(axes, [1, *target], batch)
        return found_one[1:] if found_one else None
    if not axes or axes[0] != BATCH or len(target) < 2:
        return None
    pieces = [piece for axis in axes[1:] for piece in axis]
    if BATCH[0] in pieces:
        return None
    total, rest = size(pieces), list(target[1:])
    if any(each is None or each < -1 or each == 0 for each in rest) or rest.count(-1) > 1:
        return None
    known = prod(each for each in rest if each is not None and each != -1)
    if -1 in rest:
        if target[0] not in (batch, None) or total % known:
            return None
        rest[rest.index(-1)] = total // known
    elif known != total or target[0] not in (batch, None, -1):
        return None
    found: list[tuple[Piece, ...]] = [BATCH]
    for each in rest:
        axis = taken(pieces, each or 0)
        if axis is None:
            return None
        found.append(joined(axis))
    return tuple(found)


def taken(pieces: list[Piece], wanted: int) -> list[Piece] | None:
    """The first pieces, of so many numbers together, which are taken away; one may be cut; None if none can be."""
    found: list[Piece] = []
    while wanted > 1:
        if not pieces:
            return None
        piece = pieces.pop(0)
        if wanted % piece.size == 0:
            found.append(piece)
            wanted //= piece.size
        elif piece.size % wanted == 0:
            inner = piece.size // wanted
            found.append(Piece(piece.what, piece.step * inner, wanted))
            pieces.insert(0, Piece(piece.what, piece.step, inner))
            wanted = 1
        else:
            return None
    return found


def shuffled(axes: Axes, shape: Shape) -> int:
    """The groups of the channels that a tensor has shuffled; 0 if it is otherwise arranged."""
    own = axes_of(shape)
    if shape.flat or len(axes) != 4 or (axes[0], *axes[2:]) != (own[0], *own[2:]) or len(axes[1]) != 2:
        return 0
    inner, outer = axes[1]
    whole = inner.what == outer.what == "C" and inner.size * outer.size == shape.channels
    return outer.size if whole and inner.step == 1 and outer.step == inner.size else 0


def is_vector(axes: Axes, shape: Shape) -> bool:
    """Whether a tensor has a map as one vector for each image."""
    own = axes_of(shape)
    return len(axes) == 2 and axes[0] == BATCH and axes[1] == joined([piece for axis in own[1:] for piece in axis])
