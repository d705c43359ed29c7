"""Sums, products and concatenations, and scales that are parameters."""

from __future__ import annotations

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.trace import Held
from cnnstat.pytorch.lift.value import BATCH, CHANNELS, Value


@lifts("add")
def add(step: Step) -> Value:
    """A sum of tensors of one size."""
    if step.given("alpha") != 1:
        raise step.refuse(f"torch's add with alpha={step.given('alpha')}")
    if step.arguments["other"] == 0:  # what a sum over branches begins with
        return step.value()
    first, second = step.value("self"), step.value("other")
    if first.plain != second.plain:
        raise step.refuse("a sum of tensors whose axes lie differently")
    return step.add("add", [first, second])


@lifts("mul")
def multiply(step: Step) -> Value:
    """A product of tensors, of a tensor and its gate, or of a tensor and one parameter for each channel."""
    first, second = step.arguments["self"], step.arguments["other"]
    if isinstance(first, Held) or isinstance(second, Held):
        return scaled(step, *((second, first) if isinstance(first, Held) else (first, second)))
    if not isinstance(first, Value) or not isinstance(second, Value):
        return rescaled(step, *((first, second) if isinstance(first, Value) else (second, first)))
    long, gate = (first, second) if extent(first) >= extent(second) else (second, first)
    if not aligned(long, gate) or long.padded or gate.padded:
        raise step.refuse("a product of tensors whose axes lie differently")
    reads = [each._replace(spread=False) for each in (first, second)]
    made = step.add("multiply", reads)
    return made._replace(dims=long.dims, pieces=long.pieces)


def rescaled(step: Step, value: object, factor: object) -> Value:
    """A constant factor, which is a number."""
    if not isinstance(value, Value) or not isinstance(factor, int | float) or value.padded or value.spread:
        raise step.refuse(f"a product with the constant {factor}")
    return value if factor == 1 else step.put("rescale", value, factor=factor)


@lifts("div")
def divided(step: Step) -> Value:
    """A quotient by a number, which is no 0."""
    by = step.arguments["other"]
    if not isinstance(by, int | float) or not by or step.arguments.get("rounding_mode"):
        raise step.refuse("torch's div by anything but a number")
    return rescaled(step, step.value(), 1 / by)


def extent(value: Value) -> tuple[int, int]:
    """How many axes a tensor has, and how many numbers: of two gates, for positions and for channels, it is the first
    that has the axes of their product."""
    return sum(map(len, value.plain)), value.shape.elements


def aligned(long: Value, gate: Value) -> bool:
    """Whether the axes of a gate stand below those of what it scales."""
    if len(gate.dims) != len(long.dims) or gate.pieces != long.pieces:
        return False
    for mine, theirs in zip(gate.plain, long.plain, strict=True):
        whole = mine == theirs or (set(mine) <= {CHANNELS} and sized(gate, mine) == 1)
        if not whole and not (set(mine) <= {BATCH}):
            return False
    return True


def sized(value: Value, axes: tuple[str, ...]) -> int:
    return value.size(axes[0]) if axes else 1


def scaled(step: Step, value: object, held: Held) -> Value:
    """A factor for each channel, which is a parameter."""
    if not isinstance(value, Value) or value.padded or value.spread or value.pieces or not held.trained:
        raise step.refuse(f"a product with {held.name}")
    shape = (*(1,) * (len(value.dims) - len(held.shape)), *held.shape)
    at = next((at for at in range(len(value.dims)) if value.axis(at) == CHANNELS), -1)
    if shape != tuple(value.shape.channels if each == at else 1 for each in range(len(value.dims))):
        what = "×".join(map(str, held.shape)) or "one number"
        raise step.refuse(f"a product with the parameter {held.name} ({what}), which is no factor for each channel,")
    step.reads.append(held)
    return step.put("scale", value)


@lifts("cat", "concat", "concatenate")
def concatenated(step: Step) -> Value:
    tensors, number = step.arguments["tensors"], int(step.given("dim"))
    if not all(isinstance(each, Value) and not each.padded and not each.spread for each in tensors):
        raise step.refuse("torch's cat of anything but computed tensors")
    first = tensors[0]
    if any(each.plain != first.plain for each in tensors) or first.axis(number) != CHANNELS:
        raise step.refuse("torch's cat along anything but channels")
    return first if len(tensors) == 1 else step.add("concat", tensors)
