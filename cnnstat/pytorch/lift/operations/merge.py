"""Sums, products and concatenations, and scales that are parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from math import prod

from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.trace import Held
from cnnstat.pytorch.lift.value import BATCH, CHANNELS, HEIGHT, WIDTH, Dims, Reshaping, Value


@lifts("add")
def add(step: Step) -> Value:
    """A sum of tensors of one size."""
    if step.given("alpha") != 1:
        raise step.refuse(f"torch's add with alpha={step.given('alpha')}")
    if step.arguments["other"] == 0:  # what a sum over branches begins with
        return step.value()
    given = step.arguments["self"], step.arguments["other"]
    if isinstance(given[0], Held) or isinstance(given[1], Held):
        value, held = given[::-1] if isinstance(given[0], Held) else given
        return shifted(step, value, held)
    first, second = alike(step, step.value("self"), step.value("other"))
    if first.plain != second.plain:
        raise step.refuse("a sum of tensors whose axes lie differently")
    return step.add("add", [first, second])


@lifts("sub")
def difference(step: Step) -> Value:
    """A difference of tensors of one size, as a sum with the second times −1."""
    if step.given("alpha") != 1 or not isinstance(step.arguments["other"], Value):
        raise step.refuse("torch's sub of anything but two tensors")
    first, second = alike(step, step.value("self"), step.value("other"))
    if first.plain != second.plain:
        raise step.refuse("a difference of tensors whose axes lie differently")
    return step.add("add", [first, step.put("rescale", second, factor=-1)])


def alike(step: Step, first: Value, second: Value) -> tuple[Value, Value]:
    """Two tensors of one shape with their axes in the same places, if one has to be turned for that."""
    if first.plain == second.plain or first.tensor != second.tensor or first.in_pieces or second.in_pieces:
        return first, second
    for one, other in ((second, first), (first, second)):
        if one.sides == (other.shape.height, other.shape.width):
            with contextlib.suppress(Reshaping):
                turned = step.turned(one)
                return (other, turned) if one is second else (turned, other)
    return first, second


@lifts("mul")
def multiply(step: Step) -> Value | Held:
    """A product of tensors, of a tensor and its gate, or of a tensor and one parameter for each channel."""
    first, second = step.arguments["self"], step.arguments["other"]
    if isinstance(first, Held) or isinstance(second, Held):
        value, held = (second, first) if isinstance(first, Held) else (first, second)
        if isinstance(value, int | float) and held.trained and held.eps is None:
            return held._replace(multiplied=True)
        return scaled(step, value, held)
    if not isinstance(first, Value) or not isinstance(second, Value):
        return rescaled(step, *((first, second) if isinstance(first, Value) else (second, first)))
    if not first.padded and not second.padded:
        first, second = alike(step, first, second)
    long, gate = (first, second) if extent(first) >= extent(second) else (second, first)
    if not aligned(long, gate) or long.padded or gate.padded:
        raise step.refuse("a product of tensors whose axes lie differently")
    made = step.add("multiply", [first, second])
    return long._replace(layer=made.layer, shape=made.shape, spread=False, before=None)


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
    if len(gate.dims) != len(long.dims) or any(gate.cut(axis) != long.cut(axis) for axis in (CHANNELS, HEIGHT, WIDTH)):
        return False
    for mine, theirs in zip(gate.plain, long.plain, strict=True):
        whole = mine == theirs or (set(mine) <= {CHANNELS} and sized(gate, mine) == 1)
        if not whole and not (set(mine) <= {BATCH}):
            return False
    return True


def sized(value: Value, axes: tuple[str, ...]) -> int:
    return value.size(axes[0]) if axes else 1


def scaled(step: Step, value: object, held: Held) -> Value:
    """A factor for each channel, or for all, which is a parameter."""
    value, single = each_channel(step, value, held, "product", "factor")
    return step.put("scale", value, single=single)


def shifted(step: Step, value: object, held: Held) -> Value:
    """A summand for each channel, or for all, which is a parameter."""
    value, single = each_channel(step, value, held, "sum", "summand")
    return step.put("scale", value, what="shift", weight=False, bias=True, single=single)


@lifts("addcmul")
def scaled_and_shifted(step: Step) -> Value:
    """A factor and a summand for each channel, which are parameters."""
    summand, first, second = (step.arguments[each] for each in ("self", "tensor1", "tensor2"))
    value, factor = (second, first) if isinstance(first, Held) else (first, second)
    if step.given("value") != 1 or not isinstance(summand, Held) or not isinstance(factor, Held):
        raise step.refuse("torch's addcmul of anything but parameters and one tensor")
    value, single = each_channel(step, value, factor, "product", "factor")
    value, also = each_channel(step, value, summand, "sum", "summand")
    if single != also:
        raise step.refuse("torch's addcmul of a parameter for each channel and one for all")
    return step.put("scale", value, bias=True, single=single)


def each_channel(step: Step, value: object, held: Held, what: str, part: str) -> tuple[Value, bool]:
    """A tensor whose channels a parameter has a number each for, and whether it has one for all instead."""
    if not isinstance(value, Value) or value.spread or value.in_pieces or not held.trained or not held.plain:
        raise step.refuse(f"a {what} with {held.name}")
    value = step.bordered(value)
    step.reads.append(held)
    if prod(held.shape) == 1:
        return value, value.shape.channels > 1
    shape = (*(1,) * (len(value.dims) - len(held.shape)), *held.shape)
    if shape == numbers_along(value, value.plain, (HEIGHT, WIDTH)) and value.sides:
        with contextlib.suppress(Reshaping):
            value = step.turned(value)
    if shape != numbers_along(value, value.plain, (CHANNELS,)):
        sizes = "×".join(map(str, held.shape))
        raise step.refuse(f"a {what} with the parameter {held.name} ({sizes}), which is no {part} for each channel,")
    return value, False


def numbers_along(value: Value, plain: Dims, axes: Sequence[str]) -> tuple[int, ...]:
    """The shape of a tensor that has a number for each cell of these axes alone, where they lie in one dimension."""
    return tuple(size if own and set(own) <= {*axes} else 1 for own, size in zip(plain, value.tensor, strict=True))


@lifts("cat", "concat", "concatenate")
def concatenated(step: Step) -> Value:
    tensors, number = step.arguments["tensors"], int(step.given("dim"))
    if not all(isinstance(each, Value) and not each.padded and not each.spread for each in tensors):
        raise step.refuse("torch's cat of anything but computed tensors")
    first = tensors[0]
    if any(each.plain != first.plain for each in tensors) or first.axis(number) != CHANNELS:
        raise step.refuse("torch's cat along anything but channels")
    return first if len(tensors) == 1 else step.add("concat", tensors)
