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


def overwriting(node: Node) -> Iterator[bool]:
    """For each follower of a node, whether it overwrites its input.

    It may where no other layer owns that tensor, and the backward pass of what made it does not read it.
    """
    passes_on = isinstance(node.layer, Identity) or (node.layer.merges and len(node.inputs) == 1)
    free = not node.layer.view and not passes_on and node.layer.saves != "output"
    for follower in node.followers:
        yield follower.in_place and free
        free = follower.saves != "output"


class Widths(NamedTuple):
    """Bytes of each number: of parameters and images, and of what convolutions and linear layers take and make."""

    each: int
    products: int


def program(network: Network, shapes: Sequence[Shape], widths: Widths, training: bool, heads: bool = False) -> Program:
    """What PyTorch runs for a network.

    Args:
        network: the network.
        shapes: the shapes of its nodes' outputs.
        widths: the bytes of its numbers.
        training: whether it is followed by its loss, and by a backward pass.
        heads: whether its auxiliary heads run.
    """
    return Writer(network, shapes, widths, training).written(heads)


class Writer:
    """Writes a network's program, line by line."""

    def __init__(self, network: Network, shapes: Sequence[Shape], widths: Widths, training: bool) -> None:
        self.network, self.shapes, self.widths, self.training = network, shapes, widths, training
        self.values = [Value("input", network.input.elements, widths.each, trained=False)]
        self.calls: list[Call] = []
        self.known: dict[tuple[int, Any], tuple[Sequence[Operation], int]] = {}
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
        result = inputs[0]
        if not isinstance(node.layer, left_out):
            result = self.layer(node.layer, node.name, inputs, x, y)
        for follower, overwrites in zip(node.followers, overwriting(node), strict=True):
            if not isinstance(follower, left_out):
                result = self.layer(follower, node.name, [result], y, y, overwrites)
        return result

    def layer(self, layer: AnyLayer, name: str, inputs: list[int], x: Any, y: Shape, overwrites: bool = False) -> int:
        """Write the operations of a layer; returns the value of its output."""
        made, params = self.operations(layer, x, y)
        if not made:
            return inputs[0]
        width = self.values[inputs[0]].width
        values = [self.cast(name, each, max(width, SINGLE)) for each in inputs] if made[0].single else list(inputs)
        for number, operation in enumerate(made, 1):
            taken = [values[each] for each in operation.reads]
            if not taken and not operation.once:
                taken = values[-1:] if number > 1 else values
            # The gradients of its parameters are made by the operation that goes back first, but for those of others.
            weighed = operation.parameters if number < len(made) else params - sum(each.parameters for each in made)
            values.append(self.call(name, operation, taken, overwrites, weighed, trained=params > 0))
        result = self.cast(name, values[-1], width) if made[0].single else values[-1]
        # A module holds its inputs, and what it has names for, until it returns.
        results = zip(values[len(inputs) :], made, strict=True)
        named = [value for value, each in results if each.named and value != result]
        self.last.update(dict.fromkeys(named, len(self.calls) - 1))
        if not made[0].apart:
            self.last.update(dict.fromkeys(inputs, len(self.calls) - 1))
        return result

    def operations(self, layer: AnyLayer, x: Any, y: Shape) -> tuple[Sequence[Operation], int]:
        """The operations of a layer, and its number of trained parameters; repeated lines share a layer, and these."""
        known = self.known.get((id(layer), x))
        if known is None:
            held = layer.parameters(x)
            made = [each for each in layer.torch_operations(x, y) if self.training or not each.idle]
            known = made, held.weights + held.biases + held.scales + held.unsorted
            self.known[id(layer), x] = known
        return known

    def call(
        self, name: str, operation: Operation, taken: Sequence[int], overwrites: bool = False, params: int = 0,
        trained: bool = False,
    ) -> int:  # fmt: skip
        """Write an operation, behind casts where it takes products of another type; returns the value of its result."""
        if overwrites and taken[0] in self.views:
            # Autograd copies the gradient of what is viewed, and then that of the view.
            operation = operation._replace(scratch=operation.scratch + 2 * operation.result)
        width = max((self.values[each].width for each in taken), default=self.widths.each)
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
        result = len(self.values)
        trained = trained or any(self.values[each].trained for each in taken)
        self.values.append(Value(name, operation.result, width, trained, operation.once))
        self.views.update([result] if operation.view else [])
        self.last.update(dict.fromkeys((*taken, result), len(self.calls)))
        self.calls.append(Call(name, operation, tuple(taken), result, overwrites, params))
        return result
