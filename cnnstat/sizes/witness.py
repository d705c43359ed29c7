"""What figures that a paper prints say of the input: the sizes at which they come out, found by search."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.analysis.sweep import Load, Sweep, sweep
from cnnstat.network import Network
from cnnstat.notation import TEXT, readings
from cnnstat.spec.expression import ExpressionError
from cnnstat.trace import Traced, expression_of
from cnnstat.witness import Witness


def testimony(network: Network, load: Load) -> list[tuple[str, str]]:
    """For each printed figure the sizes of the input for which it speaks; as label and text."""
    if not network.witnesses:
        return []
    sides = range(1, 2 * max(network.input.height, network.input.width) + 1)
    found = sweep(load, network, sides)
    return [
        (f"{each.says} ({each.section})" if each.section else each.says, told(each, found))
        for each in network.witnesses
    ]


def told(witness: Witness, found: Sweep) -> str:
    """``3 × input² = 150,528: input 224``."""
    fitting = [at for at in range(len(found.sides)) if value_at(witness, found, at) == witness.value]
    if not fitting:
        return f"{witness.formula} = {witness.value:,}: no input up to {found.sides[-1]}"
    steps = readings(expression_of(value_at(witness, found, fitting[0]) or 0), TEXT)
    return f"{steps[0]} = {witness.value:,}: input {ranges([found.sides[at] for at in fitting])}"


def value_at(witness: Witness, found: Sweep, at: int) -> int | None:
    """What a formula comes to at one of the sizes, with its history; None where the network does not run there."""
    scope = {"input": Traced.named("input", found.sides[at])}
    for name in witness.names - {"input"}:
        place = next((each for each in found.places if name in each.names), None)
        if place is None or not found.runs[at]:
            return None
        scope[name] = Traced.named(f"side of {name}", place.outputs[at][0])
    try:
        return witness.evaluate(scope)
    except ExpressionError:  # a division by zero, or a number that grows too large, at this size
        return None


def ranges(sides: Sequence[int]) -> str:
    """``227 to 230, 259``."""
    runs: list[list[int]] = []
    for side in sides:
        if runs and side == runs[-1][-1] + 1:
            runs[-1].append(side)
        else:
            runs.append([side])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
