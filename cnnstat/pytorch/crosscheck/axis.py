"""A model along one axis: its modules' stand-ins in the order of the lines, run on a signal.

Gates, a single value where another input of a merge is longer, are held constant: no gradient flows through them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property

from torch import Tensor

from cnnstat.algebra.arithmetic import multiple
from cnnstat.analysis.walk import walk
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT, Network
from cnnstat.pytorch.builders.along import Op, Whole
from cnnstat.pytorch.crosscheck.lines import steps_of
from cnnstat.pytorch.crosscheck.standin import dilation_of, growth, resized_to, stand_in, stride_of
from cnnstat.pytorch.model import Model, Step

LARGEST_AT_MERGE, LARGEST = 1e20, 1e26
"""Gradients are made 0 or 1 again long before they can become larger than float32 holds; at merges sooner, so that
not one branch of each block has to be stopped."""


class Axis:
    """Stand-ins of all lines along one axis.

    Attributes:
        steps: the lines in the order in which they run.
        ops: what each does along the axis.
        inputs: for each line what it reads, gates left out.
        whole: for the lines that have seen the whole map, the layer that did first.
        adaptive: for the lines behind an adaptive pool or an upsampling to a size, its name: their windows grow with
            the image.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        ops: Sequence[tuple[Op, ...]],
        inputs: Sequence[tuple[int, ...]],
        whole: dict[int, str],
        adaptive: dict[int, str],
    ) -> None:
        self.steps, self.ops, self.inputs, self.whole, self.adaptive = steps, ops, inputs, whole, adaptive

    @classmethod
    def of(cls, model: Model, axis: int) -> Axis:
        """A model along its height (0) or width (1).

        Raises:
            NoStandInError: a module of a kind that is not known.
        """
        rows: list[tuple[Op, ...]] = []
        whole: dict[int, str] = {}
        adaptive: dict[int, str] = {}
        inputs = moving_inputs(model.network, axis)
        for step in steps_of(model):
            made = (stand_in(model.at(path), axis) for path in step.modules)
            ops = tuple(op for op in made if op is not None)
            rows.append(ops)
            marks = (any(isinstance(op, Whole) for op in ops), any(resized_to(op) for op in ops))
            for marks_itself, marked in zip(marks, (whole, adaptive), strict=True):
                seen = next((marked[source] for source in inputs[step.node] if source in marked), "")
                if not seen and marks_itself:
                    seen = model.network.nodes[step.node].name
                if seen:
                    marked[step.node] = seen
        return cls(steps_of(model), rows, [inputs[step.node] for step in steps_of(model)], whole, adaptive)

    @cached_property
    def paths(self) -> dict[int, int]:
        """For each node the nodes that gradients reach from it, itself included, as the bits of a number."""
        return self._behind(self.inputs)

    @cached_property
    def sources(self) -> dict[int, int]:
        """For each node the nodes that it depends on, gates and itself included, as the bits of a number."""
        return self._behind([step.inputs for step in self.steps])

    def _behind(self, inputs: Sequence[tuple[int, ...]]) -> dict[int, int]:
        found = {INPUT: 0}
        for step, read in zip(self.steps, inputs, strict=True):
            found[step.node] = 1 << step.node
            for source in read:
                found[step.node] |= found[source]
        return found

    def needed(self, targets: Iterable[int]) -> int:
        """The nodes that any of the targets depends on, as bits."""
        found = 0
        for target in targets:
            found |= self.paths[target]
        return found

    @cached_property
    def jumps(self) -> dict[int, Fraction]:
        """Pixels between neighbouring outputs of each node; where paths meet, a common multiple of theirs."""
        found = {INPUT: Fraction(1)}
        for step, read, ops in zip(self.steps, self.inputs, self.ops, strict=True):
            found[step.node] = multiple(found[source] for source in read) * math.prod(map(stride_of, ops))
        return found

    @cached_property
    def period(self) -> int:
        """Sizes that differ by a multiple of this many pixels are rounded and padded in the same way."""
        sizes = {size for ops in self.ops for op in ops if (size := resized_to(op))}
        return multiple(self.jumps.values()).numerator * math.lcm(*sizes)

    @cached_property
    def holes(self) -> int:
        """Pixels between two neighbours that a field on one path can have: what a field keeps from the border."""
        found = Fraction(1)
        for read, ops in zip(self.inputs, self.ops, strict=True):
            jump = multiple(self.jumps[source] for source in read)
            for op in ops:
                found = max(found, jump * dilation_of(op))
                jump *= stride_of(op)
        return math.ceil(found)

    def hooked(self, cells: int) -> set[int]:
        """Nodes whose gradients are made 0 or 1, so that none can grow beyond float32.

        Going backwards each window multiplies a gradient by up to its cells, and each path adds one.
        """
        found: set[int] = set()
        grown: dict[int, float] = {}
        for step, read, ops in zip(reversed(self.steps), reversed(self.inputs), reversed(self.ops), strict=True):
            size = 1 + grown.get(step.node, 0)
            if size > (LARGEST if len(read) == 1 else LARGEST_AT_MERGE):
                found.add(step.node)
                size = 1
            for op in ops:
                size *= growth(op, cells)
            for source in read:
                grown[source] = grown.get(source, 0) + size
        return found

    def run(self, x: Tensor, needed: int) -> dict[int, Tensor]:
        """The outputs of the needed nodes (bits) for a signal (batch, 1, cells); what meets is added up."""
        values: dict[int, Tensor] = {INPUT: x}
        hooked = self.hooked(x.shape[-1])
        for step, read, ops in zip(self.steps, self.inputs, self.ops, strict=True):
            if not needed >> step.node & 1:
                continue
            y, *others = (values[source] for source in read)
            for other in others:
                y = y + other
            for op in ops:
                assert not isinstance(op, Whole)  # what has seen the whole map is no target, and leads to none
                y = op(y)
            if step.node in hooked:
                y = y.view_as(y)  # a tensor of its own, where nothing was done
                y.register_hook(binary)  # type: ignore[no-untyped-call]
            values[step.node] = y
        return values


def moving_inputs(network: Network, axis: int) -> dict[int, tuple[int, ...]]:
    """What each node reads along an axis, gates left out."""
    return {
        each.order: tuple(
            source for source, moves in zip(each.node.inputs, moving(each.inputs), strict=True) if moves[axis]
        )
        for each in walk(network)
    }


def binary(gradient: Tensor) -> Tensor:
    """1 where a gradient is positive: whether something is seen matters, not how often."""
    return (gradient > 0).to(gradient.dtype)
