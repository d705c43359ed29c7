"""Which tensors are alive while PyTorch runs a network: the forward pass, the backward pass, an optimizer's step.

Every tensor lives from the operation that makes it until nothing holds it: no layer that is still to read it, and no
backward pass. Autograd goes through the operations in reverse. Each takes the gradient of its result, makes those of
its inputs and parameters, and then lets go of what it kept; gradients of a tensor that several layers read are added
into the first of them, unless another operation holds that too. The images and the outputs are held all the time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnstat.analysis.eager import OUTPUTS, Call, Program, Value
from cnnstat.layers.operation import EXTRAS

FORWARD, BACKWARD, UPDATE = "forward pass", "backward pass", "update"
LABELS = Value("input", 1, 8, trained=False)
"""The class of each image, as PyTorch has it."""
INPUTS = ("input", "both", "indices")
"""What operations keep of which the backward pass needs their inputs."""


class Storage:
    """A block of memory.

    Attributes:
        name: the layer that made it.
        elements: how many there are for one image, or for all.
        width: bytes of each.
        extra: whether they are masks or indices, and no numbers of the network's type.
        once: whether it is one for all images.
        made: how many moments were over when it was made.
        freed: how many were over when nothing held it any more.
        holders: how many hold it.
        size: bytes for one image, or for all.
    """

    __slots__ = ("elements", "extra", "freed", "holders", "made", "name", "once", "size", "width")

    def __init__(self, name: str, elements: int, width: int, extra: bool, once: bool, made: int) -> None:
        self.name, self.elements, self.width, self.extra, self.once = name, elements, width, extra, once
        self.made, self.freed = made, sys.maxsize
        self.holders = 1
        self.size = elements * width


class Moment(NamedTuple):
    """A moment at which an operation has made what it makes, and still holds what it takes."""

    each: int
    """bytes of all tensors alive that every image has, for one image"""
    once: int
    """bytes of those that are one for all images"""
    gradients: int
    """parameters that have their gradients"""
    phase: str
    name: str
    """of the layer that runs; empty in the update"""

    def bytes(self, images: int) -> int:
        """All bytes, with so many images at a time."""
        return images * self.each + self.once


class Lifetimes:
    """One run of a program.

    Attributes:
        moments: what is alive after each operation, and of training when the optimizer's step begins.
        saved: what the backward pass needs when the forward pass has ended.
    """

    def __init__(self, program: Program, training: bool) -> None:
        self.program, self.training = program, training
        self.moments: list[Moment] = []
        self.saved: list[Storage] = []
        self._all: list[Storage] = []
        self._each = self._once = self._gradients = 0
        self._phase = FORWARD
        self._storages = {0: self._make(program.values[0].name, program.values[0])}
        if training:
            self._make(LABELS.name, LABELS, extra=LABELS.width)
        self._moment(program.values[0].name)
        kept = [self._forward(*each) for each in zip(program.calls, program.done, strict=True)]
        if training:
            self.saved = list({id(each): each for storages in kept for each in storages}.values())
            self._backward(kept)
            self._phase = UPDATE
            self._moment("")

    def alive(self, at: int) -> list[Storage]:
        """What is alive at the moment of a number, in the order in which it was made."""
        return [each for each in self._all if each.made <= at < each.freed]

    def _make(self, name: str, value: Value, extra: int = 0) -> Storage:
        """A new block of memory, which whoever asks for it holds; of masks or indices, with so many bytes for each."""
        made = Storage(name, value.elements, extra or value.width, extra > 0, value.once, len(self.moments))
        self._all.append(made)
        self._count(made, made.size)
        return made

    def _drop(self, storage: Storage) -> None:
        """Hold a block of memory no longer; it is free when nothing does."""
        storage.holders -= 1
        if not storage.holders:
            storage.freed = len(self.moments)
            self._count(storage, -storage.size)

    def _count(self, storage: Storage, size: int) -> None:
        """Add to the bytes that are alive, or take off."""
        if storage.once:
            self._once += size
        else:
            self._each += size

    def _moment(self, name: str) -> None:
        self.moments.append(Moment(self._each, self._once, self._gradients, self._phase, name))

    def _forward(self, call: Call, done: Sequence[int]) -> list[Storage]:
        """Run an operation; returns what it keeps for the backward pass."""
        saves, value, statistics = call.operation.saves, self.program.values[call.result], call.operation.statistics
        extra = [self._make(call.name, value, EXTRAS[saves])] if saves in EXTRAS else []
        extra += [self._make(call.name, value._replace(elements=statistics))] if statistics else []
        kept, shares = list(extra), call.operation.view or call.overwrites
        keeps = self.training and value.trained
        if keeps and saves in INPUTS:
            # What is overwritten is copied before.
            kept += [self._make(call.name, value)] if call.overwrites else map(held, self._taken(call))
        made = held(*self._taken(call)) if shares else self._make(call.name, value)
        self._storages[call.result] = made
        if keeps and saves in OUTPUTS:
            kept.append(held(made))
        self._moment(call.name)
        for each in extra if not keeps else ():
            self._drop(each)
        for number in done:
            self._drop(self._storages.pop(number))
        return kept if keeps else []

    def _taken(self, call: Call) -> Iterable[Storage]:
        """The blocks of memory that an operation takes, each once."""
        return {id(each): each for each in map(self._storages.__getitem__, call.inputs)}.values()

    def _backward(self, kept: list[list[Storage]]) -> None:
        """Go back through all operations."""
        values = self.program.values
        self._phase = BACKWARD
        gradients = {each: self._make(values[each].name, values[each]) for each in self.program.outputs}
        for call, storages in zip(reversed(self.program.calls), reversed(kept), strict=True):
            gradient = gradients.pop(call.result, None)
            if gradient is None:
                continue
            inputs = [each for each in call.inputs if values[each].trained]
            passes = call.operation.passes
            made = [held(gradient) if passes else self._make(call.name, values[each]) for each in inputs]
            scratch = call.operation.scratch
            if scratch:
                storages.append(self._make(call.name, values[call.result]._replace(elements=scratch)))
            self._gradients += call.parameters
            self._moment(call.name)
            for each in (gradient, *storages):
                self._drop(each)
            for number, each in zip(inputs, made, strict=True):
                gradients[number] = self._added(call.name, values[number], gradients.get(number), each)

    def _added(self, name: str, value: Value, before: Storage | None, gradient: Storage) -> Storage:
        """The sum of a tensor's gradients."""
        if before is None:
            return gradient
        if before.holders == 1 and before.elements == value.elements:
            self._drop(gradient)
            return before
        total = self._make(name, value)
        self._moment(name)
        self._drop(before)
        self._drop(gradient)
        return total


def held(storage: Storage) -> Storage:
    """The same block of memory, held once more."""
    storage.holders += 1
    return storage
