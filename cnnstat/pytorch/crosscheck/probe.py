"""Fields along one axis: which pixels the gradients of two neighbouring outputs reach, on a large enough signal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from cnnstat.analysis.field import Extent
from cnnstat.analysis.phases import Phases, Span
from cnnstat.pytorch.crosscheck.axis import Axis

LONGEST_PERIOD = 64
"""Outputs of which the fields are measured one by one."""
LONGEST = 2**17
"""Pixels: a field that does not fit into so many is not measured."""


ADAPTIVE = 8
"""Times the size after which a field that has grown along still touches the border because it always will."""


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
    axis: Axis, pixels: int, targets: Iterable[int], misfits: Misfits, doublings: int = 0, periods: Periods = always
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
        for target in rest:
            reason = next((why for node, why in unfit.items() if axis.sources[target] >> node & 1), "")
            if reason:
                found[target] = f"in {pixels:,} pixels the network does not fit together: {reason}"
            elif pixels > ADAPTIVE * start and target in axis.adaptive:
                found[target] = f"behind {axis.adaptive[target]} it takes in the whole map"
            elif (period := periods(pixels, target)) > LONGEST_PERIOD:
                found[target] = f"its fields repeat their pattern only after {period:,} outputs"
        rest = [target for target in rest if target not in found]
        found.update(clear(axis, pixels, {target: periods(pixels, target) for target in rest}))
        rest = [target for target in rest if target not in found]
        pixels = doubled(axis, pixels)
    return found


def doubled(axis: Axis, pixels: int) -> int:
    """About twice the size, rounded and padded in the same way."""
    return pixels + -(-pixels // axis.period) * axis.period


def clear(axis: Axis, pixels: int, targets: Mapping[int, int]) -> dict[int, Measured]:
    """The fields of targets, each with its period, that touch no border of a signal of so many pixels."""
    found: dict[int, Measured] = {}
    x = torch.zeros(1, 1, pixels, requires_grad=True)
    values = axis.run(x, axis.needed(targets))
    clipped = 0
    for target, period in targets.items():
        # What reads a clipped field has a clipped one.
        extents = None if axis.paths[target] & clipped else neighbours(values[target], x, axis.holes, period)
        if extents is None:
            clipped |= 1 << target
        else:
            found[target] = Measured(extents, pixels)
    return found


def neighbours(y: Tensor, x: Tensor, holes: int, period: int) -> tuple[Extent, ...] | None:
    """The fields of two outputs in the middle, or of a period of them; None where one of them may be cut off.

    A field with holes need not touch the border to be cut off there: it keeps the holes' width from it.
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
        (gradient,) = torch.autograd.grad(y, x, asked, retain_graph=True)
        reached = torch.nonzero(gradient[0, 0])
        if not len(reached) and period > 1:  # it stands between the windows of a transposed convolution
            spans.append(None)
            continue
        if not len(reached) or reached[0] < holes or reached[-1] >= x.shape[-1] - holes:
            return None
        spans.append(Span(int(reached[0]), int(reached[-1])))
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
