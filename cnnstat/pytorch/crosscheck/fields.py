"""Receptive fields by autograd, held against the analyzer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.field import Extent, Field
from cnnstat.analysis.walk import walk
from cnnstat.effort import Effort
from cnnstat.errors import LayerError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, infer
from cnnstat.pytorch.crosscheck.axis import Axis
from cnnstat.pytorch.crosscheck.probe import MOST_UNITS, TOO_MUCH, Measured, measure
from cnnstat.pytorch.crosscheck.report import Said
from cnnstat.pytorch.crosscheck.run import one_thread
from cnnstat.pytorch.crosscheck.standin import NoStandInError
from cnnstat.pytorch.model import Model

CONVENTION = (
    "size, jump and start at every merge and at the last map larger than 1×1, by autograd: which pixels of an image, "
    "large enough, the gradients of two neighbouring outputs reach; one channel along each axis, all weights 1, pools "
    "as sums, gates held constant; norms (their statistics taken for constants) and activations pass on"
)
INEXACT = "the analyzer gives a bound here, no exact field"

ATTEMPTS = 3
"""Image sizes in which a field must differ before that is a mismatch."""

Outcome = Measured | str
"""A measured field, or why there is none."""


def targets(analysis: Analysis) -> list[int]:
    """Where fields are measured: every merge, and the end of the features."""
    found = {each.order for each in analysis.every if each.node.layer.merges}
    if analysis.features is not None:
        found.add(analysis.features.order)
    return sorted(found)


def measured(model: Model, analysis: Analysis) -> dict[int, list[Said]]:
    """What autograd says of the field at each target, by the node's index."""
    wanted = targets(analysis)
    try:
        axes = [Axis.of(model, axis) for axis in (0, 1)]
    except NoStandInError as error:
        return {target: [unmeasured(str(error))] for target in wanted}
    hindered = {target: hindrance(axes, analysis.every[target]) for target in wanted}
    rest = [target for target in wanted if not hindered[target]]
    found = {target: [unmeasured(reason)] for target, reason in hindered.items() if reason}
    image = Image(analysis.network, axes)
    with one_thread():
        for doublings in range(ATTEMPTS):
            now = image.compared(rest, doublings)
            # What there was no work left for says nothing against what was found before.
            found |= {
                target: told for target, told in now.items() if target not in found or told != [unmeasured(TOO_MUCH)]
            }
            # What paths lie in the padding alone may be missing in a field that is clear of the border. In a larger
            # image they are not: a disagreement counts where it stays.
            rest = [target for target in rest if any(each.differs for each in now[target])]
            if not rest:
                break
    return found


def unmeasured(reason: str) -> Said:
    return Said("field", None, None, reason)


def hindrance(axes: Sequence[Axis], layer: LayerAnalysis) -> str:
    """Why a field cannot be measured; empty where it can."""
    whole = next((axis.whole[layer.order] for axis in axes if layer.order in axis.whole), "")
    if whole:
        return f"{whole} has seen the whole map"
    return "" if layer.field.certain else INEXACT


class Image:
    """A network on images of other sizes; its layers stay as they are."""

    def __init__(self, network: Network, axes: Sequence[Axis]) -> None:
        self.network, self.axes = network, axes
        self.sides = network.input.height, network.input.width
        self.alike = axes[0].ops == axes[1].ops and self.sides[0] == self.sides[1]
        self.phased = any(any(each.field.phases) for each in walk(network))
        self._fields: dict[tuple[int, int], list[Field]] = {}

    def compared(self, targets: Sequence[int], doublings: int) -> dict[int, list[Said]]:
        """What autograd says of the targets, measured from so many doublings of the image on, beside the analyzer."""
        effort = Effort(MOST_UNITS)
        down = self.measured(0, targets, effort, doublings)
        across = down if self.alike else self.measured(1, targets, effort, doublings)
        return {target: self.held_against(target, down[target], across[target]) for target in targets}

    def measured(self, axis: int, targets: Sequence[int], effort: Effort, doublings: int) -> dict[int, Outcome]:
        """The fields along one axis, by autograd."""
        side, misfits = self.sides[axis], partial(self.misfits, axis)
        return measure(self.axes[axis], side, targets, misfits, effort, doublings, partial(self.period, axis))

    def period(self, axis: int, pixels: int, target: int) -> int:
        """After how many outputs fields repeat their pattern, in an image of that size."""
        phases = self.field(axis, pixels, target).phases[axis] if self.phased else None
        return 1 if phases is None else phases.period

    def resized(self, axis: int, pixels: int) -> Network:
        """With another height (0) or width (1); with both where one measurement stands for both."""
        height, width = (pixels if self.alike or index == axis else side for index, side in enumerate(self.sides))
        return replace(self.network, input=self.network.input._replace(height=height, width=width))

    def misfits(self, axis: int, pixels: int) -> dict[int, str]:
        """The nodes that do not fit their inputs in an image of that size, and why."""
        if pixels == self.sides[axis]:
            return {}
        shapes: dict[int, Shape] = {INPUT: self.resized(axis, pixels).input}
        found: dict[int, str] = {}
        known: dict[object, Shape] = {}
        for index, node in enumerate(self.network.nodes):
            if not all(source in shapes for source in node.inputs):
                continue
            inputs = tuple(shapes[source] for source in node.inputs)
            key = id(node.layer), id(node.followers), inputs
            try:
                if key not in known:
                    known[key] = infer(node.layer, node.followers, inputs)
                shapes[index] = known[key]
            except LayerError as error:
                found[index] = f"{node.label}: {error}"
        return found

    def field(self, axis: int, pixels: int, target: int) -> Field:
        """The analyzer's field of a node in an image of that size."""
        if (axis, pixels) not in self._fields:
            self._fields[axis, pixels] = [each.field for each in walk(self.resized(axis, pixels))]
        return self._fields[axis, pixels][target]

    def held_against(self, target: int, down: Outcome, across: Outcome) -> list[Said]:
        """Size, jump and start of both axes, beside the analyzer's for the image in which they were measured."""
        if isinstance(down, str):
            return [unmeasured(down)]
        if isinstance(across, str):
            return [unmeasured(across)]
        upright = self.field(0, down.pixels, target)
        level = upright if self.alike else self.field(1, across.pixels, target)
        if not (upright.certain and level.certain):
            return [unmeasured(INEXACT)]
        return said((down, across), (upright.vertical, level.horizontal))


def said(found: tuple[Measured, Measured], expected: tuple[Extent, Extent]) -> list[Said]:
    """The three figures of a field, one of both axes where these agree."""
    # Of the two outputs the one that differs from the analyzer speaks, if any does.
    spoken = [
        next((each for each in one.extents if each != right), right) for one, right in zip(found, expected, strict=True)
    ]
    pixels = {"pixels": [each.pixels for each in found]}
    return [
        Said(which, both(spoken, which), both(expected, which), detail=pixels) for which in ("size", "jump", "start")
    ]


def both(extents: Sequence[Extent], which: str) -> int | tuple[int, int] | str:
    """A figure of both axes: one number where they agree, else (down, across); fractions as text."""
    down, across = (getattr(each, which) for each in extents)
    if isinstance(down, Fraction) or isinstance(across, Fraction):
        return str(down) if down == across else f"{down}×{across}"
    return down if down == across else (down, across)


__all__ = ["CONVENTION", "Image", "measured", "targets"]
