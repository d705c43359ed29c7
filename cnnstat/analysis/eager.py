"""What eager PyTorch runs for a network, one operation after the other, and which tensors each takes and makes.

The order and the lifetimes are those of :class:`cnnstat.pytorch.model.Model`: a layer's output is held until the last
layer that reads it has run, and what a norm or an activation on its line takes until it has given its own. With a
cross-entropy loss training takes the network's scores, and leaves out a softmax at its ends; each output has a loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from cnnstat.layers import AnyLayer
from cnnstat.layers.merge import Identity
from cnnstat.layers.operation import Operation
from cnnstat.layers.pointwise import Softmax
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node

LOSS = "loss"
"""The name of what follows the network's outputs in training."""
SINGLE = 4
"""Bytes of a number in single precision."""


class Value(NamedTuple):
    """A tensor as operations take it; several may be views of one storage, or overwrite each other."""

    name: str
    """of the layer that makes it"""
    elements: int
    """for one image, or for all"""
    width: int
    """bytes of each"""
    trained: bool
    """whether it depends on anything trained, so that the backward pass computes its gradient"""
    once: bool = False
    """whether it is one for all images"""


class Call(NamedTuple):
    """An operation with what it takes and makes: values by their numbers."""

    name: str
    operation: Operation
    inputs: tuple[int, ...]
    result: int
    overwrites: bool = False
    """whether it overwrites its input"""
    parameters: int = 0
    """trained parameters whose gradients its backward pass makes"""


class Program(NamedTuple):
    """The operations of a network in their order.

    Attributes:
        values: what they take and make; the first is the images.
        calls: the operations.
        done: for each call, the values that nothing but the backward pass needs after it.
        outputs: the values that the run ends in: of training, the losses'.
    """

    values: Sequence[Value]
    calls: Sequence[Call]
    done: Sequence[Sequence[int]]
    outputs: Sequence[int]


OUTPUTS = ("output", "both")
"""What an operation keeps for the backward pass where that reads its result."""


def overwriting(node: Node) -> Iterator[bool]:
    """For each follower of a node, whether it overwrites its input.

    It may where no other layer owns that tensor, and the backward pass of what made it does not read it.
    """
    passes_on = isinstance(node.layer, Identity) or (node.layer.merges and len(node.inputs) == 1)
    free = not node.layer.view and not passes_on and node.layer.saves not in OUTPUTS
    for follower in node.followers:
        yield follower.in_place and free
        free = follower.saves not in OUTPUTS


class Widths(NamedTuple):
    """Bytes of each number: of parameters and images, and of what convolutions and linear layers take and make."""

    each: int
    products: int


class Run(NamedTuple):
    """What a layer runs."""

    operations: Sequence[Operation]
    params: int
    """trained parameters of the layer"""
    last: int
    """those whose gradients the last operation makes, which is the first to go back: all but those of the others"""


class Operations:
    """What each layer runs, found once: repeated lines share a layer, and training runs what inference does."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, Any], tuple[Run, Run]] = {}

    def of(self, layer: AnyLayer, x: Any, y: Shape) -> tuple[Run, Run]:
        """What a layer runs at inference, and in training."""
        known = self._known.get((id(layer), x))
        if known is None:
            held, made = layer.parameters(x), layer.torch_operations(x, y)
            params = held.weights + held.biases + held.scales + held.unsorted
            trained = Run(made, params, params - sum([each.parameters for each in made]))
            idle = any(each.idle for each in made)
            known = Run([each for each in made if not each.idle], params, 0) if idle else trained, trained
            self._known[id(layer), x] = known
        return known


def program(
    network: Network, shapes: Sequence[Shape], widths: Widths, training: bool, heads: bool = False,
    known: Operations | None = None,
) -> Program:  # fmt: skip
    """What PyTorch runs for a network.

    Args:
        network: the network.
        shapes: the shapes of its nodes' outputs.
        widths: the bytes of its numbers.
        training: whether it is followed by its loss, and by a backward pass.
        heads: whether its auxiliary heads run.
        known: what other runs have found of its layers.
    """
    return Writer(network, shapes, widths, training, known or Operations()).written(heads)


class Writer:
    """Writes a network's program, line by line."""

    def __init__(
        self, network: Network, shapes: Sequence[Shape], widths: Widths, training: bool, known: Operations
    ) -> None:  # fmt: skip
        self.known = known
        self.network, self.shapes, self.widths, self.training = network, shapes, widths, training
        self.values = [Value("input", network.input.elements, widths.each, trained=False)]
        self.calls: list[Call] = []
        self.views: set[int] = set()
        """values that are views"""
        self.last: dict[int, int] = {}
        """the call after which nothing holds a value"""

    def written(self, heads: bool) -> Program:
        """The whole program."""
        results = {INPUT: 0}
        ending = (*self.network.outputs, *(self.network.heads if heads else ()))
        unread = {*ending} - {source for node in self.network.nodes for source in node.inputs}
        scores = unread if self.training and self.network.recipe.loss == "cross_entropy" else ()
        for index, node in enumerate(self.network.nodes):
            if heads or not node.auxiliary:
                inputs = [results[source] for source in node.inputs]
                results[index] = self.line(node, inputs, self.shapes[index], index in scores)
        outputs = [results[index] for index in ending]
        losses = [self.loss(each) for each in outputs] if self.training else []
        done: list[list[int]] = [[] for _ in self.calls]
        for value in self.last.keys() - {0, *outputs}:
            done[self.last[value]].append(value)
        return Program(self.values, self.calls, done, losses or outputs)

    def loss(self, scores: int) -> int:
        """Write the loss of an output: the logarithm of its softmax, in single precision."""
        single = self.cast(LOSS, scores, max(self.values[scores].width, SINGLE))
        return self.call(LOSS, Operation(self.values[scores].elements, "output"), [single])

    def line(self, node: Node, inputs: list[int], y: Shape, scores: bool) -> int:
        """Write a node's layer and its followers; returns the value of its output."""
        sources = tuple(self.network.input if source == INPUT else self.shapes[source] for source in node.inputs)
        x = node.layer.input_of(sources)
        left_out = Softmax if scores else ()
        values = inputs
        if not isinstance(node.layer, left_out):
            values = [self.layer(node.layer, node.name, inputs, x, y)]
        for follower, overwrites in zip(node.followers, overwriting(node), strict=True):
            if not isinstance(follower, left_out):
                values = [self.layer(follower, node.name, values, y, y, overwrites)]
        (result,) = values
        return result

    def layer(self, layer: AnyLayer, name: str, inputs: list[int], x: Any, y: Shape, overwrites: bool = False) -> int:
        """Write the operations of a layer; returns the value of its output."""
        made, params, last = self.known.of(layer, x, y)[self.training]
        if not made:
            (result,) = inputs
            return result
        first, final = made[0], len(made) - 1
        values, single = list(inputs), first.single
        if single:
            (source,) = inputs
            width = self.values[source].width
            values = [self.cast(name, source, max(width, SINGLE))]
        named = []
        for number, operation in enumerate(made):
            if operation.reads:
                taken = [values[each] for each in operation.reads]
            else:
                taken = [] if operation.once else values[-1:] if number else values
            weighed = last if number == final else operation.parameters
            result = self.call(name, operation, taken, overwrites, weighed, params > 0)
            values.append(result)
            if operation.named:
                named.append(result)
        if single:
            result = self.cast(name, result, width)
        # A module holds its inputs, and what it has names for, until it returns.
        at, held = len(self.calls) - 1, self.last
        for value in named:
            if value != result:
                held[value] = at
        if not first.apart:
            for value in inputs:
                held[value] = at
        return result

    def call(
        self, name: str, operation: Operation, taken: Sequence[int], overwrites: bool = False, params: int = 0,
        trained: bool = False,
    ) -> int:  # fmt: skip
        """Write an operation, behind casts where it takes products of another type; returns the value of its result."""
        if overwrites and not self.views.isdisjoint(taken):
            # Autograd copies the gradient of what is viewed, and then that of the view.
            operation = operation._replace(scratch=operation.scratch + 2 * operation.result)
        if len(taken) == 1:
            width = self.values[taken[0]].width
        else:
            width = max([self.values[each].width for each in taken]) if taken else self.widths.each
        if operation.weighs:
            width = max(width, self.widths.each)
        if operation.product:
            width = self.widths.products
            taken = [self.cast(name, each, width) for each in taken]
            if params and width != self.widths.each:  # mixed precision copies parameters too
                copies = Operation(params, once=True)
                taken.append(self.write(name, copies, [], width, trained=True, params=params))
                params = 0
        return self.write(name, operation, taken, width, trained, overwrites, params)

    def cast(self, name: str, value: int, width: int) -> int:
        """Write a copy of a value with numbers of another type, unless it has that type; returns the copy."""
        known = self.values[value]
        if known.width == width:
            return value
        return self.write(name, Operation(known.elements, once=known.once), [value], width, trained=False)

    def write(
        self, name: str, operation: Operation, taken: Sequence[int], width: int, trained: bool,
        overwrites: bool = False, params: int = 0,
    ) -> int:  # fmt: skip
        """Write an operation; returns the value of its result."""
        values, at = self.values, len(self.calls)
        result = len(values)
        for each in taken:
            trained = trained or values[each].trained
            self.last[each] = at
        self.last[result] = at
        values.append(Value(name, operation.result, width, trained, operation.once))
        if operation.view:
            self.views.add(result)
        self.calls.append(Call(name, operation, tuple(taken), result, overwrites, params))
        return result
