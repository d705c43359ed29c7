"""Receptive fields: the input pixels that an output depends on (Araujo, Norris & Sim, Distill 2019).

Per axis, in input pixels: ``size`` of the field, ``jump`` (effective stride) between the fields of neighbouring
outputs, and ``start``, the first pixel of the first output's field, negative if it is in the padding. Fields are not
clipped to the image.

Behind upsampling the jump may be a fraction: 1/2 says that two outputs stand on each pixel. Fields then do not all move
by the same step, and may differ in size; :mod:`cnnstat.analysis.phases` follows them, and the size is the largest.

A gate is a single value that scales a whole row, column or map, as in squeeze-and-excitation. The pixels that it
depends on are the same for every output: they do not move with the outputs, and later windows do not enlarge them. They
are therefore kept apart: the field is that of the literature, which ignores gates; the union with them is given too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.analysis.phases import Phases, Span, hull, joined, same_centers, stepped, together
from cnnstat.layers import Axis
from cnnstat.layers.base import POINT

POINTS = (POINT, POINT)
"""Windows of one cell, which change no field."""


class Extent(NamedTuple):
    """The field along one axis, in pixels of the image."""

    size: int = 1
    jump: int | Fraction = 1
    start: int = 0

    def through(self, axis: Axis) -> Extent:
        """The field after a window: it grows by the window's extent minus 1, in steps of the jump so far.

        This is the rule where all fields move by the same whole step, and the window takes steps of whole cells.
        """
        kernel, stride, before, _, dilation, _ = axis
        jump: int = self.jump  # type: ignore[assignment]  # fractions are told by phases
        return Extent(self.size + dilation * (kernel - 1) * jump, jump * stride, self.start - before * jump)

    @property
    def ends(self) -> int:
        """The sum of where the field begins and where it ends; fields with equal sums have the same center."""
        return 2 * self.start + self.size


class Field(NamedTuple):
    """The receptive field of a layer's output.

    Attributes:
        vertical, horizontal: the field along height and width, without gates; after a merge, the union of the paths'
            fields at the first output.
        aligned: False after a merge of paths whose fields have different centers or jumps.
        certain: False after a pool whose windows differ in size, where the extents are upper bounds, and after a merge
            of paths with different jumps, where fields of later outputs may be larger than that of the first.
        gates: the pixels that gates before this layer depend on, along height and width; None if there is no gate.
        gates_exact: False if the field of one of these gates is not exact.
        phases: the fields of neighbouring outputs along height and width, where they do not all move by the same step,
            as behind upsampling; otherwise None.
        known: False behind a layer of which nobody knows what it reads; all else then means nothing.
    """

    vertical: Extent = Extent()
    horizontal: Extent = Extent()
    aligned: bool = True
    certain: bool = True
    gates: tuple[Span | None, Span | None] = (None, None)
    gates_exact: bool = True
    phases: tuple[Phases | None, Phases | None] = (None, None)
    known: bool = True

    @property
    def exact(self) -> bool:
        """Whether every output has a field of the given size; if not, the size is the largest, or an upper bound."""
        return self.certain and all(each is None or each.alike for each in self.phases)

    def through(self, axes: tuple[Axis, Axis], certain: bool = True) -> Field:
        """The field after a layer with these windows."""
        if certain and axes == POINTS:
            return self
        down, across = (moved(self.extent(at), self.phases[at], axis) for at, axis in enumerate(axes))
        return self._replace(
            vertical=down[0], horizontal=across[0], certain=self.certain and certain, phases=(down[1], across[1])
        )

    def extent(self, axis: int) -> Extent:
        """The extent along height (0) or width (1)."""
        return self.horizontal if axis else self.vertical

    def seen(self, axis: int, output: int = 0) -> Span | None:
        """The pixels that an output sees along an axis; None if it sees none."""
        phases, extent = self.phases[axis], self.extent(axis)
        if phases is not None:
            return phases.at(output)
        assert not isinstance(extent.jump, Fraction)  # these are told by phases
        first = extent.start + output * extent.jump
        return Span(first, first + extent.size - 1)

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
            each if seen is None else around([span for span in (self.seen(at), seen) if span is not None], each.jump)
            for at, (each, seen) in enumerate(zip((self.vertical, self.horizontal), self.gates, strict=True))
        )
        return Field(vertical, horizontal, self.aligned, self.exact and self.gates_exact)

    def __str__(self) -> str:
        height, width = self.vertical.size, self.horizontal.size
        return str(height) if height == width else f"{height}×{width}"


def moved(extent: Extent, phases: Phases | None, axis: Axis) -> tuple[Extent, Phases | None]:
    """The field along one axis after a window."""
    if phases is None and axis.up == 1:
        return extent.through(axis), None
    return told((phases or regular(extent)).through(axis))


def regular(extent: Extent) -> Phases:
    """Fields that all move by the same step, as phases: one is enough."""
    start, size, jump = int(extent.start), int(extent.size), int(extent.jump)
    return Phases((Span(start, start + size - 1),), jump)


def told(phases: Phases) -> tuple[Extent, Phases | None]:
    """The extent that phases amount to, and the phases where it does not say everything."""
    extent = Extent(phases.size, phases.jump, phases.start)
    return extent, None if phases.period == 1 and phases.spans[0] is not None else phases


def around(spans: Iterable[Span], jump: int | Fraction) -> Extent:
    """The smallest extent that contains all, with that jump."""
    first, last = hull(spans)
    return Extent(last - first + 1, jump, first)


UNKNOWN = Field(known=False)
"""Behind a layer of which nobody knows what it reads."""


class Side(NamedTuple):
    """The paths and gates that meet at a merge, along one axis."""

    extent: Extent
    """the union of the paths, with the largest of their jumps"""
    aligned: bool
    """whether the paths have the same center and jump"""
    even: bool
    """whether the paths have the same jump"""
    gates: Span | None
    phases: Phases | None


def merged(fields: Sequence[Field], moving: Sequence[tuple[bool, bool]]) -> Field:
    """The field after a merge of paths: the union of theirs.

    ``moving`` says for each path whether its values move with the output along height and along width; if they do not,
    the path is a gate along that axis.
    """
    if not all(each.known for each in fields):
        return UNKNOWN
    down, across = (side(fields, [each[axis] for each in moving], axis) for axis in (0, 1))
    paths = [each for each, moves in zip(fields, moving, strict=True) if any(moves)]
    gates = [each for each, moves in zip(fields, moving, strict=True) if not all(moves)]
    return Field(
        down.extent, across.extent,
        aligned=down.aligned and across.aligned and all(each.aligned for each in paths),
        certain=down.even and across.even and all(each.certain for each in paths),
        gates=(down.gates, across.gates),
        gates_exact=all(each.gates_exact for each in fields) and all(each.exact for each in gates),
        phases=(down.phases, across.phases),
    )  # fmt: skip


def side(fields: Sequence[Field], moving: Sequence[bool], axis: int) -> Side:
    """The merge along one axis."""
    paths = [each for each, moves in zip(fields, moving, strict=True) if moves]
    seen = [each.seen(axis) for each, moves in zip(fields, moving, strict=True) if not moves]
    gates = joined([*seen, *(each.gates[axis] for each in fields)])
    if any(each.phases[axis] is not None for each in paths):
        return uneven_side(paths, axis, gates)
    extents = [each.extent(axis) for each in paths]
    even = len({each.jump for each in extents}) == 1
    aligned = even and len({each.ends for each in extents}) == 1
    start, end = min(each.start for each in extents), max(each.start + each.size for each in extents)
    return Side(Extent(end - start, max(each.jump for each in extents), start), aligned, even, gates, None)


def uneven_side(paths: Sequence[Field], axis: int, gates: Span | None) -> Side:
    """The merge along one axis where outputs of some path do not all move by the same step."""
    different = {id(each): each for each in paths}.values()  # a merge may read one a thousand times
    every = [each.phases[axis] or regular(each.extent(axis)) for each in different]
    if len({each.jump for each in every}) == 1:
        extent, phases = told(together(every))
        return Side(extent, same_centers(every), True, gates, phases)
    # As where only whole steps meet: the union at the first output, and the largest jump from there on.
    first, jump = joined(each.spans[0] for each in every), max(each.jump for each in every)
    extent = Extent(0, jump, 0) if first is None else around([first], jump)
    extent, phases = told(stepped(extent.start, extent.size, jump))
    return Side(extent, False, False, gates, phases)
