"""Fields along one axis: which pixels the gradients of two neighbouring outputs reach, on a large enough signal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from cnnstat.analysis.field import Extent
from cnnstat.pytorch.crosscheck.axis import Axis

LONGEST = 2**17
"""Pixels: a field that does not fit into so many is not measured."""


ADAPTIVE = 8
"""Times the size after which a field that has grown along still touches the border because it always will."""


class Measured(NamedTuple):
    """The fields of two neighbouring outputs, each told as that of the first output, and the signal they stood in."""

    extents: tuple[Extent, Extent]
    pixels: int


Misfits = Callable[[int], Mapping[int, str]]
"""For a size in pixels the nodes that would not fit their inputs, and why."""


def measure(
    axis: Axis, pixels: int, targets: Iterable[int], misfits: Misfits, doublings: int = 0
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
        rest = [target for target in rest if target not in found]
        found.update(clear(axis, pixels, rest))
        rest = [target for target in rest if target not in found]
        pixels = doubled(axis, pixels)
    return found


def doubled(axis: Axis, pixels: int) -> int:
    """About twice the size, rounded and padded in the same way."""
    return pixels + -(-pixels // axis.period) * axis.period


def clear(axis: Axis, pixels: int, targets: list[int]) -> dict[int, Measured]:
    """The fields that touch no border of a signal of so many pixels."""
    found: dict[int, Measured] = {}
    x = torch.zeros(1, 1, pixels, requires_grad=True)
    values = axis.run(x, axis.needed(targets))
    clipped = 0
    for target in targets:
        # What reads a clipped field has a clipped one.
        extents = None if axis.paths[target] & clipped else neighbours(values[target], x, axis.holes)
        if extents is None:
            clipped |= 1 << target
        else:
            found[target] = Measured(extents, pixels)
    return found


def neighbours(y: Tensor, x: Tensor, holes: int) -> tuple[Extent, Extent] | None:
    """The fields of the two outputs in the middle; None where one of them may be cut off.

    A field with holes need not touch the border to be cut off there: it keeps the holes' width from it.
    """
    outputs = y.shape[-1]
    if outputs < 2:
        return None
    first = outputs // 2 - 1
    ends: list[tuple[int, int]] = []
    for index in (first, first + 1):
        # One after the other: torch's convolution of one signal is many times faster than that of two.
        asked = torch.zeros_like(y)
        asked[0, 0, index] = 1
        (gradient,) = torch.autograd.grad(y, x, asked, retain_graph=True)
        reached = torch.nonzero(gradient[0, 0])
        if not len(reached) or reached[0] < holes or reached[-1] >= x.shape[-1] - holes:
            return None
        ends.append((int(reached[0]), int(reached[-1])))
    jump = ends[1][0] - ends[0][0]
    one, other = (
        Extent(end - start + 1, jump, start - jump * index) for index, (start, end) in enumerate(ends, start=first)
    )
    return one, other
