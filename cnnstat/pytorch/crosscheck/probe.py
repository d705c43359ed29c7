"""Fields along one axis: which pixels the gradients of two neighbouring outputs reach, on a large enough signal.

Gradients run back to the last node whose field is known, if all paths lead through it: in a chain of a thousand merges
through one block each, not through all blocks before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from cnnstat.analysis.field import Extent
from cnnstat.analysis.phases import Phases, Span
from cnnstat.effort import Effort
from cnnstat.network.graph import INPUT
from cnnstat.pytorch.crosscheck.axis import Axis, Signal

LONGEST_PERIOD = 64
"""Outputs of which the fields are measured one by one."""
LONGEST = 2**17
"""Pixels: a field that does not fit into so many is not measured."""
MOST_UNITS = 100_000
"""Work that the fields of one network may take, in the units of :meth:`Axis.units`: one or two seconds."""
TOO_MUCH = "measuring the fields up to it takes too much work"
ADAPTIVE = 8
"""Times the size after which a field that has grown along still touches the border because it always will."""


class Waypoint(NamedTuple):
    """A node whose fields are known: the fields of what lies behind it are measured from there.

    They all move by the same step. The input is one, and so is each target that all paths to later ones lead through.
    """

    values: Tensor
    extent: Extent

    def pixels(self, reached: Tensor) -> Span:
        """The pixels that some of its cells depend on, given in ascending order."""
        start, jump = self.extent.start, int(self.extent.jump)
        return Span(start + jump * int(reached[0]), start + jump * int(reached[-1]) + self.extent.size - 1)


class Measured(NamedTuple):
    """Fields, each told as that of the first output, and the signal they stood in.

    They are those of two neighbouring outputs; where fields repeat their pattern only after several outputs, the one
    that these amount to.
    """

    extents: tuple[Extent, ...]
    pixels: int


Misfits = Callable[[int], Mapping[int, str]]
"""For a size in pixels the nodes that would not fit their inputs, and why."""

Periods = Callable[[int, int], int]
"""For a size in pixels and a node after how many outputs fields repeat their pattern, as the analyzer has it."""


def always(pixels: int, target: int) -> int:
    """Where all fields move by the same step."""
    return 1


def measure(
    axis: Axis,
    pixels: int,
    targets: Iterable[int],
    misfits: Misfits,
    effort: Effort,
    doublings: int = 0,
    periods: Periods = always,
) -> dict[int, Measured | str]:
    """The field of each target, or why it could not be measured.

    Starts at the asked size, or so many doublings above it, and takes larger ones, rounded and padded in the same
    way, for those fields that touch the border there.
    """
    found: dict[int, Measured | str] = {}
    rest = list(targets)
    for _ in range(doublings):
        pixels = doubled(axis, pixels)
    start = pixels
    while rest:
        if pixels > LONGEST:
            return {**found, **dict.fromkeys(rest, f"its field is not clear of the border in {LONGEST:,} pixels")}
        unfit = misfits(pixels)
        among = sum(1 << node for node in unfit)
        for target in rest:
            if misfit := axis.sources[target] & among:
                reason = unfit[(misfit & -misfit).bit_length() - 1]
                found[target] = f"in {pixels:,} pixels the network does not fit together: {reason}"
            elif pixels > ADAPTIVE * start and target in axis.adaptive:
                found[target] = f"behind {axis.adaptive[target]} it takes in the whole map"
            elif (period := periods(pixels, target)) > LONGEST_PERIOD:
                found[target] = f"its fields repeat their pattern only after {period:,} outputs"
        rest = [target for target in rest if target not in found]
        found.update(clear(axis, pixels, {target: periods(pixels, target) for target in rest}, effort))
        rest = [target for target in rest if target not in found]
        if effort.reached:
            return {**found, **dict.fromkeys(rest, TOO_MUCH)}
        pixels = doubled(axis, pixels)
    return found


def doubled(axis: Axis, pixels: int) -> int:
    """About twice the size, rounded and padded in the same way."""
    return pixels + -(-pixels // axis.period) * axis.period


def clear(axis: Axis, pixels: int, targets: Mapping[int, int], effort: Effort) -> dict[int, Measured]:
    """The fields of targets, each with its period, that touch no border of a signal of so many pixels.

    Each is measured from the last waypoint that all its paths lead through. Once the effort is spent, no more are.
    """
    found: dict[int, Measured] = {}
    units = axis.units(pixels)
    signal = Signal(axis, pixels)
    waypoints = {INPUT: Waypoint(signal.at(INPUT), Extent())}
    inside = range(axis.holes, pixels - axis.holes)
    clipped = 0
    for target, period in targets.items():
        extents = None
        if not axis.paths[target] & clipped:  # what reads a clipped field has a clipped one
            base = axis.dominators.of(target)
            while base not in waypoints:
                base = axis.dominators.of(base)
            effort.left -= sum(units[node] for node in axis.behind(signal.values, target))
            effort.left -= sum(units[node] for node in axis.behind({base}, target)) * 2 * period
            if effort.reached:
                break
            extents = neighbours(signal.at(target), waypoints[base], inside, period)
        if extents is None:
            clipped |= 1 << target
            continue
        found[target] = Measured(extents, pixels)
        if period == 1 and len({*extents}) == 1 and extents[0].jump > 0:
            waypoints[target] = Waypoint(signal.at(target), extents[0])
    return found


def neighbours(y: Tensor, base: Waypoint, inside: range, period: int) -> tuple[Extent, ...] | None:
    """The fields of two outputs in the middle, or of a period of them; None where one of them may be cut off.

    A field with holes need not touch the border to be cut off there: it keeps the holes' width from it, and has to
    lie inside these pixels.
    """
    outputs = y.shape[-1]
    first = outputs // 2 - 1 if period == 1 else outputs // (2 * period) * period - period
    if outputs < 2 or first < 0:
        return None
    spans: list[Span | None] = []
    for index in range(first, first + (2 if period == 1 else 2 * period)):
        # One after the other: torch's convolution of one signal is many times faster than that of two.
        asked = torch.zeros_like(y)
        asked[0, 0, index] = 1
        (gradient,) = torch.autograd.grad(y, base.values, asked, retain_graph=True)
        reached = torch.nonzero(gradient[0, 0])
        if not len(reached) and period > 1:  # it stands between the windows of a transposed convolution
            spans.append(None)
            continue
        span = base.pixels(reached) if len(reached) else None
        if span is None or span.first not in inside or span.last not in inside:
            return None
        spans.append(span)
    if period == 1:
        one, other = (span for span in spans if span is not None)
        jump = other.first - one.first
        return tuple(
            Extent(last - start + 1, jump, start - jump * at) for at, (start, last) in enumerate((one, other), first)
        )
    return extents_of(spans, first // period)


def extents_of(spans: Sequence[Span | None], before: int) -> tuple[Extent, ...] | None:
    """The fields that the pixels of two periods of outputs amount to, with so many periods before them."""
    period = len(spans) // 2
    steps = {
        other.first - one.first
        for one, other in zip(spans[:period], spans[period:], strict=True)
        if one is not None and other is not None
    }
    found = []
    for advance in sorted(steps):  # one, if the pattern is right
        told = (Phases(tuple(spans[at : at + period]), advance) for at in (0, period))
        found += [Extent(each.size, each.jump, each.start - advance * (before + at)) for at, each in enumerate(told)]
    return tuple(found) or None
