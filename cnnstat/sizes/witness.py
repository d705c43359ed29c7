"""What figures that a paper prints say of the input: the sizes at which they come out, found by search.

Sizes that do not divide evenly come out otherwise when they are rounded up, so every figure is tried under each
rounding: where all figures agree under one of them, none need be a misprint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.algebra.notation import SUPERSCRIPTS
from cnnstat.analysis import analyze_network
from cnnstat.analysis.sweep import Load, Sweep, sweep
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network
from cnnstat.network.witness import Witness
from cnnstat.sizes.misfit import arithmetic, shapes_of
from cnnstat.sizes.progression import MOST_READ, ranges, read_at
from cnnstat.sizes.rounding import roundings
from cnnstat.spec.expression import ExpressionError

WORDS = {"up": "rounding up", "down": "rounding down", "own": "rounding as this net does"}
MOST_TRIED = 500_000
"""Layers and figures times sizes of a search."""
LIBRARIES = {"up": " (cuda-convnet)", "down": " (torch)"}
"""Libraries that round every size so unless told otherwise; Caffe rounds those of pools up, of convolutions down."""


class Testimony(NamedTuple):
    """What the printed figures say under one rounding.

    Attributes:
        rounding: one of :data:`WORDS`.
        network: with its sizes rounded so.
        tried: the layers up to the last that a figure names, at every input that was tried.
        fitting: the whole network, at the inputs at which a figure of a layer comes out.
        inputs: for each figure the inputs at which it comes out.
    """

    rounding: str
    network: Network
    tried: Sweep
    fitting: Sweep
    inputs: Sequence[Sequence[int]]

    @property
    def agreed(self) -> list[int]:
        """The inputs at which all figures come out."""
        return sorted(set.intersection(*map(set, self.inputs)))

    @property
    def last(self) -> int:
        """The largest input that was tried."""
        return self.tried.sides[-1]


def most_tried(network: Network) -> int:
    """The largest input at which printed figures are looked for."""
    return 2 * max(network.input.height, network.input.width)


def unsearched(network: Network) -> str:
    """Why printed figures are not looked for; "" where they are."""
    layers, most = (read_at(network), MOST_READ) if network.sized else (len(network), MOST_TRIED)
    formulas = sum(1 + len(each.formula) // 16 for each in network.witnesses)
    if (layers + formulas) * most_tried(network) <= most:
        return ""
    figures = f"{len(network.witnesses):,} figure{'s' if len(network.witnesses) > 1 else ''}"
    return f"{figures} of {len(network):,} layers at {most_tried(network):,} sizes are too many"


def testimonies(network: Network, load: Load) -> list[Testimony]:
    """The inputs for which the printed figures speak, under each rounding that makes a difference to the network.

    A network whose layers depend on the size of the input is another one under another rounding: it keeps its own.
    """
    if not network.witnesses or unsearched(network):
        return []
    found: list[Testimony] = []
    for word, made in ({"own": network} if network.sized else roundings(network)).items():
        one = testify(word, made, load)
        if all(one.inputs != each.inputs for each in found):
            found.append(one)
    return sorted(found, key=lambda each: not each.agreed)


def testify(word: str, network: Network, load: Load) -> Testimony:
    """The inputs for which the figures speak under one rounding; only where it matters is the whole network tried."""
    sides = range(1, most_tried(network) + 1)
    tried = sweep(load, beginning(network), sides)
    inputs = [
        [side for at, side in enumerate(sides) if value_at(each, tried, at) == each.value] for each in network.witnesses
    ]
    of_layers = [each.names != {"input"} for each in network.witnesses]
    wanted = sorted({side for each, of in zip(inputs, of_layers, strict=True) if of for side in each})
    fitting = sweep(load, network, wanted or [max(sides)])  # a sweep needs a size
    runs = {side for side, good in zip(fitting.sides, fitting.runs, strict=True) if good}
    inputs = [
        [side for side in each if side in runs or not of] for each, of in zip(inputs, of_layers, strict=True)
    ]  # fmt: skip
    return Testimony(word, network, tried, fitting, inputs)


def beginning(network: Network) -> Network:
    """The network up to the last layer that a witness names, and at least to its first that is no head's."""
    named = {name for each in network.witnesses for name in each.names}
    first = next(index for index, node in enumerate(network.nodes) if not node.auxiliary)
    last = max([first, *(index for index, node in enumerate(network.nodes) if node.name in named)])
    return replace(network, nodes=network.nodes[: last + 1])


def testimony(network: Network, said: Sequence[Testimony]) -> list[tuple[str, str]]:
    """What each printed figure says of the input, and then all of them together; as label and text."""
    if not said:
        return [("printed figures", f"not searched: {unsearched(network)}")] if network.witnesses else []
    witnesses = said[0].network.witnesses
    lines = [
        (f"{each.says} ({each.section})" if each.section else each.says, told(at, each, said))
        for at, each in enumerate(witnesses)
    ]
    if len(witnesses) > 1:
        lines += [(label_of(each) if len(said) > 1 else "together", together(each, said)) for each in said]
    return lines


def label_of(one: Testimony) -> str:
    return WORDS[one.rounding] + LIBRARIES.get(one.rounding, "")


def told(at: int, witness: Witness, said: Sequence[Testimony]) -> str:
    """``3 × input² = 150,528: input 224``."""
    texts = [inputs_text(each.inputs[at], each.last) for each in said]
    if len(set(texts)) == 1:
        del texts[1:]
    else:
        texts = [f"{text} {WORDS[each.rounding]}" for text, each in zip(texts, said, strict=True)]
    return f"{in_print(witness)} = {witness.value:,}: {', '.join(texts)}"


def inputs_text(inputs: Sequence[int], last: int) -> str:
    return f"input {ranges(inputs)}" if inputs else f"no input up to {last}"


def together(one: Testimony, said: Sequence[Testimony]) -> str:
    """What all figures say under one rounding, beside the others."""
    count = f"all {len(one.inputs)}"
    if one.agreed:
        clear = ", so none need be a misprint" if len(said) > 1 else ""
        return f"input {ranges(one.agreed)} gives {count}{clear}{rounding_text(one)}"
    other = next((each for each in said if each.agreed), None)
    return f"no input up to {one.last} gives {count}{contrast(one, other) if other else ''}"


def rounding_text(one: Testimony) -> str:
    """Where the first size is rounded up at the input that gives all figures, and what that amounts to."""
    side = one.agreed[0]
    analysis = analyze_network(replace(one.network, input=Shape(one.network.input.channels, side, side)))
    beyond = [fit for fit in shapes_of(analysis) if fit.rows.overhang or fit.columns.overhang]
    if not beyond:
        return ""
    more = f"; so do {len(beyond) - 1} more layers" if len(beyond) > 1 else ""
    return f". {beyond[0].node.name}: {arithmetic(analysis, beyond[0])}{more}"


def contrast(one: Testimony, other: Testimony) -> str:
    """What one rounding makes of the input that gives all figures under the other, and at which it does the same."""
    side = other.agreed[0]
    at = one.tried.sides.index(side)
    wrong = ((each, value_at(each, one.tried, at)) for each in one.network.witnesses)
    parts = [f"{in_print(each)} is {value:,}" for each, value in wrong if value is not None and value != each.value]
    text = f". At {side}, {' and '.join(parts)}" if parts else ""
    wanted = sizes_at(other.fitting, side)
    same = [each for each in one.fitting.sides if sizes_at(one.fitting, each) == wanted]
    makes = f"input {ranges(same)} makes every map as large as {side} does {WORDS[other.rounding]}"
    return f"{text}; {makes}" if same else text


def sizes_at(found: Sweep, side: int) -> dict[str, tuple[int, int]]:
    """The sizes of the maps at one input; nothing where the network does not run."""
    at = found.sides.index(side)
    return {name: each.outputs[at] for each in found.places for name in each.names} if found.runs[at] else {}


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
