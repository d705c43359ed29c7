"""Branches in one tensor: stacked, summed up and squared."""

from __future__ import annotations

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.value import CHANNELS, Value

BRANCHES, INSIDE = "C0", "C1"
"""The channels of stacked tensors in two pieces: which tensor, and which of its channels."""


@lifts("stack")
def stacked(step: Step) -> Value:
    """Tensors of one layout with all their channels behind each other, and an axis of their own."""
    tensors = step.arguments["tensors"]
    if not all(isinstance(each, Value) and not each.padded and not each.spread for each in tensors):
        raise step.refuse("torch's stack of anything but computed tensors")
    first = tensors[0]
    if first.in_pieces or any(each.plain != first.plain or each.shape != first.shape for each in tensors):
        raise step.refuse("torch's stack of tensors whose axes lie differently")
    number = int(step.given("dim")) % (len(first.dims) + 1)
    dims = [tuple(INSIDE if axis == CHANNELS else axis for axis in axes) for axes in first.dims]
    dims.insert(number, (BRANCHES,))
    made = step.add("concat", tensors)
    return made._replace(dims=tuple(dims), pieces=(len(tensors), first.shape.channels))


@lifts("sum")
def summed(step: Step) -> Value:
    """The sum of what is stacked."""
    value, given = step.value(), step.arguments.get("dim")
    numbers = [given] if isinstance(given, int) else list(given or ())
    if len(numbers) != 1 or value.axis(numbers[0]) != BRANCHES or len(value.pieces) != 2:
        raise step.refuse("torch's sum over anything but branches")
    parts = branches(step, value)
    at = value.dimension(numbers[0])
    if step.arguments.get("keepdim"):
        dims = (*value.dims[:at], (), *value.dims[at + 1 :])
    else:
        dims = (*value.dims[:at], *value.dims[at + 1 :])
    return step.add("add", parts)._replace(dims=whole(dims), pieces=())


@lifts("unbind")
def unbound(step: Step) -> list[Value]:
    """Each of what is stacked."""
    value, number = step.value(), int(step.given("dim"))
    if value.axis(number) != BRANCHES or len(value.pieces) != 2:
        raise step.refuse("torch's unbind of anything but branches")
    at = value.dimension(number)
    dims = whole((*value.dims[:at], *value.dims[at + 1 :]))
    return [each._replace(dims=dims, pieces=()) for each in branches(step, value)]


def branches(step: Step, value: Value) -> list[Value]:
    """The blocks of channels that are stacked."""
    count = value.pieces[0]
    return [
        step.put("channel_split", value, what=f"split{part}", part=part, parts=count) for part in range(1, count + 1)
    ]


def whole(dims: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Where the axes lie of a tensor of which one branch is left."""
    return tuple(tuple(CHANNELS if axis == INSIDE else axis for axis in axes) for axes in dims)


@lifts("square")
def squared(step: Step) -> Value:
    value = step.value()
    return step.add("multiply", [value, value])


@lifts("pow")
def power(step: Step) -> Value:
    """Only a square, as a product."""
    value, exponent = step.value(), step.arguments["exponent"]
    if exponent != 2:
        raise step.refuse(f"torch's pow by {exponent if isinstance(exponent, int | float) else 'what is computed'}")
    return step.add("multiply", [value, value])
