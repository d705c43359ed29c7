"""A model along one axis: its modules' stand-ins in the order of the lines, and a signal that they run on.

Gates, a single value where another input of a merge is longer, are held constant: no gradient flows through them.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from fractions import Fraction
from functools import cached_property

import torch
from torch import Tensor

from cnnstat.algebra.arithmetic import multiple
from cnnstat.analysis.walk import walk
from cnnstat.layers.merge import moving
from cnnstat.network.graph import INPUT, Network
from cnnstat.pytorch.builders.along import Op, Whole
from cnnstat.pytorch.crosscheck.dominators import Dominators
from cnnstat.pytorch.crosscheck.lines import steps_of
from cnnstat.pytorch.crosscheck.standin import dilation_of, growth, resized_to, stand_in, stride_of, work
from cnnstat.pytorch.model import Model, Step

LARGEST_AT_MERGE, LARGEST = 1e20, 1e26
"""Gradients are made 0 or 1 again long before they can become larger than float32 holds; at merges sooner, so that
not one branch of each block has to be stopped."""
UNIT = 2**15
"""Operations that take as long as it takes to start one, some 30 µs."""


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

    @cached_property
    def dominators(self) -> Dominators:
        """Through which nodes every path to a node leads."""
        found = Dominators()
        for step, read in zip(self.steps, self.inputs, strict=True):
            found.add(step.node, read)
        return found

    @cached_property
    def lines(self) -> dict[int, tuple[tuple[int, ...], tuple[Op, ...]]]:
        """For each node what it reads, gates left out, and what it does."""
        return {step.node: (read, ops) for step, read, ops in zip(self.steps, self.inputs, self.ops, strict=True)}

    def behind(self, known: Container[int], target: int) -> list[int]:
        """The nodes on the paths from known ones to the target, itself included, in the order in which they run."""
        found = {target} if target not in known else set()
        rest = [*found]
        while rest:
            for source in self.lines[rest.pop()][0]:
                if source not in known and source not in found:
                    found.add(source)
                    rest.append(source)
        return sorted(found)

    def units(self, pixels: int) -> dict[int, float]:
        """The work of each node in a signal of so many pixels; 1 is what it takes to start an operation."""
        cells: dict[int, float] = {INPUT: pixels}
        found: dict[int, float] = {}
        for node, (read, ops) in self.lines.items():
            size = max(cells[source] for source in read)
            units = float(len(read))
            for op in ops:
                after = resized_to(op) or size / stride_of(op)
                units += 1 + work(op, max(size, after)) / UNIT
                size = after
            cells[node], found[node] = size, units
        return found

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


class Signal:
    """A signal along an axis, and what the nodes make of it, as far as they were asked for.

    Attributes:
        values: by the node; that of the input is all zeros.
    """

    def __init__(self, axis: Axis, cells: int) -> None:
        self.values: dict[int, Tensor] = {INPUT: torch.zeros(1, 1, cells, requires_grad=True)}
        self._axis, self._hooked = axis, axis.hooked(cells)

    def at(self, target: int) -> Tensor:
        """The output (1, 1, cells) of a node; what meets is added up."""
        for node in self._axis.behind(self.values, target):
            read, ops = self._axis.lines[node]
            y, *others = (self.values[source] for source in read)
            for other in others:
                y = y + other
            for op in ops:
                assert not isinstance(op, Whole)  # what has seen the whole map is no target, and leads to none
                y = op(y)
            if node in self._hooked:
                y = y.view_as(y)  # a tensor of its own, where nothing was done
                y.register_hook(binary)  # type: ignore[no-untyped-call]
            self.values[node] = y
        return self.values[target]


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
