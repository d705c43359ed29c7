"""Receptive fields: the input pixels that an output depends on (Araujo, Norris & Sim, Distill 2019).

Per axis, in input pixels: ``size`` of the field, ``jump`` (effective stride) between the fields of neighbouring
outputs, and ``start``, the first pixel of the first output's field, negative if it is in the padding. Fields are not
clipped to the image.

A gate is a single value that scales a whole row, column or map, as in squeeze-and-excitation. The pixels that it
depends on are the same for every output: they do not move with the outputs, and later windows do not enlarge them. They
are therefore kept apart: the field is that of the literature, which ignores gates; the union with them is given too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnstat.layers import Axis


class Extent(NamedTuple):
    """The field along one axis, in pixels of the image."""

    size: int = 1
    jump: int = 1
    start: int = 0

    def through(self, axis: Axis) -> Extent:
        """The field after a window: it grows by the window's extent minus 1, in steps of the jump so far."""
        kernel, stride, before, _, dilation = axis
        return Extent(
            self.size + dilation * (kernel - 1) * self.jump, self.jump * stride, self.start - before * self.jump
        )

    @property
    def ends(self) -> int:
        """The sum of the first and the last pixel; fields with equal sums have the same center."""
        return 2 * self.start + self.size - 1

    @property
    def span(self) -> Span:
        """The pixels that the first output depends on."""
        return Span(self.start, self.start + self.size - 1)


class Span(NamedTuple):
    """Pixels along one axis."""

    first: int
    last: int


class Field(NamedTuple):
    """The receptive field of a layer's output.

    Attributes:
        vertical, horizontal: the field along height and width, without gates; after a merge, the union of the paths'
            fields at the first output.
        aligned: False after a merge of paths whose fields have different centers or jumps.
        exact: False after a pool whose windows differ in size, where the extents are upper bounds, and after a merge of
            paths with different jumps, where fields of later outputs may be larger than that of the first.
        gates: the pixels that gates before this layer depend on, along height and width; None if there is no gate.
        gates_exact: False if the field of one of these gates is not exact.
    """

    vertical: Extent = Extent()
    horizontal: Extent = Extent()
    aligned: bool = True
    exact: bool = True
    gates: tuple[Span | None, Span | None] = (None, None)
    gates_exact: bool = True

    def through(self, axes: tuple[Axis, Axis], exact: bool = True) -> Field:
        """The field after a layer with these windows."""
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
        """Whether there are gates before this layer."""
        return self.gates != (None, None)

    @property
    def with_gates(self) -> Field:
        """The union of the first output's field with the pixels that gates before this layer depend on."""
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
    """The smallest span that contains all."""
    firsts, lasts = zip(*spans, strict=True)
    return Span(min(firsts), max(lasts))


def around(spans: Iterable[Span], jump: int) -> Extent:
    """The smallest extent that contains all, with that jump."""
    first, last = hull(spans)
    return Extent(last - first + 1, jump, first)


class Side(NamedTuple):
    """The paths and gates that meet at a merge, along one axis."""

    extent: Extent
    """the union of the paths, with the largest of their jumps"""
    aligned: bool
    """whether the paths have the same center and jump"""
    even: bool
    """whether the paths have the same jump"""
    gates: Span | None


def merged(fields: Sequence[Field], moving: Sequence[tuple[bool, bool]]) -> Field:
    """The field after a merge of paths: the union of theirs.

    ``moving`` says for each path whether its values move with the output along height and along width; if they do not,
    the path is a gate along that axis.
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
    """The merge along one axis."""
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
