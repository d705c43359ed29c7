"""Receptive fields: which input pixels an output has seen (Araujo, Norris & Sim, Distill 2019).

Per axis, in input pixels: ``size`` of the field, ``jump`` (effective stride) between the fields of neighbouring
outputs, and ``start``, the first pixel of the first output's field, negative when it lies in the padding. Fields
are not clipped to the image.

A gate is one value for a whole row, column or map that scales all of it, as in squeeze-and-excitation. What it has seen
is the same for every output behind it: it does not move with them, and windows do not make it larger. It is kept apart,
so that the field is that of the literature, which leaves gates out, and the union with it can be told as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnstat.layers import Axis


class Extent(NamedTuple):
    """The field along one axis."""

    size: int = 1
    jump: int = 1
    start: int = 0

    def through(self, axis: Axis) -> Extent:
        """The field after a window: it grows by the window's reach, in steps of the jump so far."""
        kernel, stride, before, _, dilation = axis
        return Extent(
            self.size + dilation * (kernel - 1) * self.jump, self.jump * stride, self.start - before * self.jump
        )

    @property
    def ends(self) -> int:
        """First and last pixel added: fields with equal sums have one center."""
        return 2 * self.start + self.size - 1

    @property
    def span(self) -> Span:
        """The pixels that the first output has seen."""
        return Span(self.start, self.start + self.size - 1)


class Span(NamedTuple):
    """Pixels along one axis."""

    first: int
    last: int


class Field(NamedTuple):
    """The receptive field of a layer's output.

    Attributes:
        vertical, horizontal: the field without gates; at a merge the union at the first output.
        aligned: false behind a merge of paths whose fields have different centers or jumps.
        exact: false behind a pool whose windows are not all alike, where the extents are upper bounds, and behind a
            merge of paths with different jumps, where fields of later outputs may be larger than that of the first.
        gates: what the gates on the way have seen along height and width; None where there was none.
        gates_exact: false where one of these gates has a field that is not exact.
    """

    vertical: Extent = Extent()
    horizontal: Extent = Extent()
    aligned: bool = True
    exact: bool = True
    gates: tuple[Span | None, Span | None] = (None, None)
    gates_exact: bool = True

    def through(self, axes: tuple[Axis, Axis], exact: bool = True) -> Field:
        """The field behind a layer with these windows."""
        rows, columns = axes
        return self._replace(
            vertical=self.vertical.through(rows), horizontal=self.horizontal.through(columns),
            exact=self.exact and exact,
        )  # fmt: skip

    def extent(self, axis: int) -> Extent:
        """The extent along height (0) or width (1)."""
        return self.horizontal if axis else self.vertical

    @property
    def gated(self) -> bool:
        """Whether there were gates on the way."""
        return self.gates != (None, None)

    @property
    def with_gates(self) -> Field:
        """The union of the first output's field with what gates on the way have seen."""
        if not self.gated:
            return self
        vertical, horizontal = (
            each if seen is None else around([each.span, seen], each.jump)
            for each, seen in zip((self.vertical, self.horizontal), self.gates, strict=True)
        )
        return Field(vertical, horizontal, self.aligned, self.exact and self.gates_exact)

    def __str__(self) -> str:
        height, width = self.vertical.size, self.horizontal.size
        return str(height) if height == width else f"{height}×{width}"


def hull(spans: Iterable[Span]) -> Span:
    """The smallest span that holds all."""
    firsts, lasts = zip(*spans, strict=True)
    return Span(min(firsts), max(lasts))


def around(spans: Iterable[Span], jump: int) -> Extent:
    """The smallest extent that holds all, with that jump."""
    first, last = hull(spans)
    return Extent(last - first + 1, jump, first)


class Side(NamedTuple):
    """What meets at a merge along one axis."""

    extent: Extent
    """the union of the paths, with the largest of their jumps"""
    aligned: bool
    """whether the paths share center and jump"""
    even: bool
    """whether the paths share their jump"""
    gates: Span | None


def merged(fields: Sequence[Field], moving: Sequence[tuple[bool, bool]]) -> Field:
    """The field where paths meet: what any of them has seen.

    ``moving`` says of each path whether its values move with the output along height and width; where they do not,
    it is a gate there.
    """
    if len(fields) == 1:
        return fields[0]
    down, across = (side(fields, [each[axis] for each in moving], axis) for axis in (0, 1))
    paths = [each for each, moves in zip(fields, moving, strict=True) if any(moves)]
    gates = [each for each, moves in zip(fields, moving, strict=True) if not all(moves)]
    return Field(
        down.extent, across.extent,
        aligned=down.aligned and across.aligned and all(each.aligned for each in paths),
        exact=down.even and across.even and all(each.exact for each in paths),
        gates=(down.gates, across.gates),
        gates_exact=all(each.gates_exact for each in fields) and all(each.exact for each in gates),
    )  # fmt: skip


def side(fields: Sequence[Field], moving: Sequence[bool], axis: int) -> Side:
    """One axis of a merge."""
    extents = [each.extent(axis) for each in fields]
    paths = [each for each, moves in zip(extents, moving, strict=True) if moves]
    seen = [each.span for each, moves in zip(extents, moving, strict=True) if not moves]
    seen += [span for each in fields if (span := each.gates[axis]) is not None]
    first = paths[0]
    same = all(each == first for each in paths)
    return Side(
        first if same else around([each.span for each in paths], max(each.jump for each in paths)),
        same or all(each.jump == first.jump and each.ends == first.ends for each in paths),
        same or all(each.jump == first.jump for each in paths),
        hull(seen) if seen else None,
    )
