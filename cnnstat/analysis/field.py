"""Receptive fields: which input pixels an output has seen (Araujo, Norris & Sim, Distill 2019).

Per axis, in input pixels: ``size`` of the field, ``jump`` (effective stride) between the fields of neighbouring
outputs, and ``start``, the first pixel of the first output's field, negative when it lies in the padding. Fields
are not clipped to the image.
"""

from __future__ import annotations

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


class Field(NamedTuple):
    """The receptive field of a layer's output.

    At a merge the extents are the union at the first output. ``aligned`` is false behind a merge of paths whose fields
    have different centers or jumps. ``exact`` is false behind a pool whose windows are not all alike, where the
    extents are upper bounds, and behind a merge of paths with different jumps, where fields of later outputs may be
    larger than that of the first.
    """

    vertical: Extent = Extent()
    horizontal: Extent = Extent()
    aligned: bool = True
    exact: bool = True

    def through(self, axes: tuple[Axis, Axis], exact: bool = True) -> Field:
        """The field behind a layer with these windows."""
        rows, columns = axes
        return Field(self.vertical.through(rows), self.horizontal.through(columns), self.aligned, self.exact and exact)

    def __str__(self) -> str:
        height, width = self.vertical.size, self.horizontal.size
        return str(height) if height == width else f"{height}×{width}"


def union(extents: list[Extent], jump: int) -> tuple[Extent, bool]:
    """The smallest extent that holds all, with that jump, and whether they share center and jump."""
    first = extents[0]
    if all(each == first for each in extents):
        return first, True
    start = min(each.start for each in extents)
    end = max(each.start + each.size for each in extents)
    aligned = all(each.jump == first.jump and each.ends == first.ends for each in extents)
    return Extent(end - start, jump, start), aligned


def merged(fields: list[Field], sizes: list[tuple[int, int]]) -> Field:
    """The field where paths meet: what any of them has seen.

    ``sizes`` are height and width of the merged outputs. A gate, one value for a whole row or column of a larger
    map, has no jump of its own there: it is the same value at every position.
    """
    if len(fields) == 1:
        return fields[0]
    rows, columns = [each.vertical for each in fields], [each.horizontal for each in fields]
    down, across = jumps_of(rows, sizes, 0), jumps_of(columns, sizes, 1)
    vertical, upright = union(rows, max(down))
    horizontal, level = union(columns, max(across))
    aligned = upright and level and all(each.aligned for each in fields)
    exact = len(down) == len(across) == 1 and all(each.exact for each in fields)
    return Field(vertical, horizontal, aligned, exact)


def jumps_of(extents: list[Extent], sizes: list[tuple[int, int]], axis: int) -> set[int]:
    """The jumps that meet at a merge along one axis: those of the paths that are not spread out over it."""
    longest = max(size[axis] for size in sizes)
    return {each.jump for each, size in zip(extents, sizes, strict=True) if size[axis] == longest}
