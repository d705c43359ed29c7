"""What figures that a paper prints say of the input: the sizes at which they come out, found by search."""

from __future__ import annotations

import re

from cnnstat.analysis.sweep import Load, Sweep, sweep
from cnnstat.network import Network
from cnnstat.notation import SUPERSCRIPTS
from cnnstat.sizes.progression import ranges, too_many
from cnnstat.spec.expression import ExpressionError
from cnnstat.witness import Witness


def testimony(network: Network, load: Load) -> list[tuple[str, str]]:
    """For each printed figure the sizes of the input for which it speaks; as label and text."""
    if not network.witnesses:
        return []
    sides = range(1, 2 * max(network.input.height, network.input.width) + 1)
    texts = [f"{each.says} ({each.section})" if each.section else each.says for each in network.witnesses]
    if problem := too_many(network, len(sides)):
        return [(text, f"not searched: {problem}") for text in texts]
    found = sweep(load, network, sides, only={name for each in network.witnesses for name in each.names})
    return [(text, told(each, found)) for text, each in zip(texts, network.witnesses, strict=True)]


def told(witness: Witness, found: Sweep) -> str:
    """``3 × input² = 150,528: input 224``."""
    formula = in_print(witness)
    fitting = [at for at in range(len(found.sides)) if value_at(witness, found, at) == witness.value]
    if not fitting:
        return f"{formula} = {witness.value:,}: no input up to {found.sides[-1]}"
    return f"{formula} = {witness.value:,}: input {ranges([found.sides[at] for at in fitting])}"


def in_print(witness: Witness) -> str:
    """The formula with the signs of print; a name alone says what of the layer it is."""
    if witness.formula in witness.names and witness.formula != "input":
        return f"side of {witness.formula}"
    powers = re.sub(r"\s*\*\*\s*([0-9]+)", lambda found: found[1].translate(SUPERSCRIPTS), witness.formula)
    return powers.replace("*", "×").replace("-", "−")


def value_at(witness: Witness, found: Sweep, at: int) -> int | None:
    """What a formula comes to at one of the sizes, None where the network does not run there."""
    scope = {"input": found.sides[at]}
    for name in witness.names - {"input"}:
        place = next((each for each in found.places if name in each.names), None)
        if place is None or not found.runs[at]:
            return None
        scope[name] = place.outputs[at][0]
    try:
        value = witness.evaluate(scope)
    except ExpressionError:  # a division by zero, or a number that grows too large, at this size
        return None
    return None if isinstance(value, bool) else value
