"""What printed figures of a paper imply for the input: the sizes at which they are right, found by search.

Sizes that do not divide evenly differ when they are rounded up, so every figure is tried under each rounding. If all
figures agree under one of them, none has to be a misprint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.algebra.notation import SUPERSCRIPTS
from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.sweep import Load, Sweep, sweep
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import Network
from cnnstat.network.witness import Witness
from cnnstat.sizes.misfit import arithmetic, shapes_of
from cnnstat.sizes.progression import MOST_READ, ranges, read_at
from cnnstat.sizes.rounding import roundings
from cnnstat.spec.expression import ExpressionError

Outputs = dict[str, Sequence[tuple[int, int]]]
"""By a layer, the height and width of its map at each input."""
WORDS = {"up": "rounding up", "down": "rounding down", "own": "rounding as this net does"}
MOST_TRIED = 500_000
"""The most layers and figures, times sizes, of a search."""
LIBRARIES = {"up": " (cuda-convnet)", "down": " (torch)"}
"""Libraries whose default is to round all sizes in this way; Caffe rounds up for pools and down for convolutions."""


class Testimony(NamedTuple):
    """What the printed figures imply under one rounding.

    Attributes:
        rounding: one of :data:`WORDS`.
        network: the network with its sizes rounded in this way.
        tried: the layers up to the last one that a figure names, at every input that was tried.
        fitting: the whole network, at the inputs at which a figure of a layer is right.
        inputs: for each figure, the inputs at which it is right.
    """

    rounding: str
    network: Network
    tried: Sweep
    fitting: Sweep
    inputs: Sequence[Sequence[int]]

    @property
    def agreed(self) -> list[int]:
        """The inputs at which all figures are right."""
        return sorted(set.intersection(*map(set, self.inputs)))

    @property
    def last(self) -> int:
        """The largest input that was tried."""
        return self.tried.sides[-1]


def most_tried(network: Network) -> int:
    """The largest input at which printed figures are tried."""
    return 2 * max(network.input.height, network.input.width)


def unsearched(network: Network) -> str:
    """Why printed figures are not tried; "" if they are."""
    layers, most = (read_at(network), MOST_READ) if network.sized else (len(network), MOST_TRIED)
    formulas = sum(1 + len(each.formula) // 16 for each in network.witnesses)
    if (layers + formulas) * most_tried(network) <= most:
        return ""
    figures = f"{len(network.witnesses):,} figure{'s' if len(network.witnesses) > 1 else ''}"
    return f"{figures} of {len(network):,} layers at {most_tried(network):,} sizes are too many"


def testimonies(network: Network, load: Load) -> list[Testimony]:
    """The inputs that the printed figures imply, under each rounding that makes a difference to the network.

    If the layers depend on the size of the input, another rounding would give another network: only its own is tried.
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
    """The inputs that the figures imply under one rounding; the whole network is tried only where it matters."""
    most = most_tried(network)
    sides = range(1, most + 1)
    tried = sweep(load, beginning(network), sides)
    known = outputs_of(network, tried)
    inputs = [
        [side for at, side in enumerate(sides) if value_at(each, tried, known, at) == each.value]
        for each in network.witnesses
    ]
    of_layers = [each.names != {"input"} for each in network.witnesses]
    wanted = sorted({side for each, of in zip(inputs, of_layers, strict=True) if of for side in each})
    fitting = sweep(load, network, wanted or [most])  # a sweep needs at least one size
    runs = {side for side, good in zip(fitting.sides, fitting.runs, strict=True) if good}
    inputs = [
        [side for side in each if side in runs or not of] for each, of in zip(inputs, of_layers, strict=True)
    ]  # fmt: skip
    return Testimony(word, network, tried, fitting, inputs)


def beginning(network: Network) -> Network:
    """The network up to the last layer that a witness names, but at least up to its first non-auxiliary layer."""
    named = {name for each in network.witnesses for name in each.names}
    first = next(index for index, node in enumerate(network.nodes) if not node.auxiliary)
    last = max([first, *(index for index, node in enumerate(network.nodes) if node.name in named)])
    return replace(network, nodes=network.nodes[: last + 1])


def testimony(network: Network, said: Sequence[Testimony]) -> list[tuple[str, str]]:
    """What each printed figure implies for the input, then all together; as pairs of a label and a text."""
    if not said:
        return [("printed figures", f"not searched: {unsearched(network)}")] if network.witnesses else []
    witnesses = network.witnesses
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
    """What all figures together imply under one rounding, compared with the others."""
    count = f"all {len(one.inputs)}"
    if one.agreed:
        clear = ", so none need be a misprint" if len(said) > 1 else ""
        return f"input {ranges(one.agreed)} gives {count}{clear}{rounding_text(one)}"
    other = next((each for each in said if each.agreed), None)
    return f"no input up to {one.last} gives {count}{contrast(one, other) if other else ''}"


def rounding_text(one: Testimony) -> str:
    """The first layer whose size is rounded up at the input that gives all figures, with the arithmetic."""
    analysis = agreed_analysis(one)
    beyond = [fit for fit in shapes_of(analysis) if fit.rows.overhang or fit.columns.overhang]
    if not beyond:
        return ""
    first, *others = beyond
    more = f"; so {'does 1 more layer' if len(others) == 1 else f'do {len(others)} more layers'}" if others else ""
    return f". {first.node.name}: {arithmetic(analysis, first)}{more}"


def agreed_analysis(one: Testimony) -> Analysis:
    """The network under a rounding, at the first input that gives all figures."""
    side = one.agreed[0]
    return analyze_network(replace(one.network, input=Shape(one.network.input.channels, side, side)))


def contrast(one: Testimony, other: Testimony) -> str:
    """What one rounding gives at the input that is right under another, and at which input it gives the same maps."""
    side = other.agreed[0]
    at = one.tried.sides.index(side)
    known = outputs_of(one.network, one.tried)
    wrong = ((each, value_at(each, one.tried, known, at)) for each in one.network.witnesses)
    parts = [f"{in_print(each)} is {value:,}" for each, value in wrong if value is not None and value != each.value]
    text = f". At {side}, {' and '.join(parts)}" if parts else ""
    same = inputs_like(one, other)
    makes = f"input {ranges(same)} makes every map as large as {side} does {WORDS[other.rounding]}"
    return f"{text}; {makes}" if same else text


def inputs_like(one: Testimony, other: Testimony) -> list[int]:
    """The inputs that make under one rounding every map as large as another one makes at the input it implies."""
    wanted = sizes_at(other.fitting, other.agreed[0])
    return [each for each in one.fitting.sides if sizes_at(one.fitting, each) == wanted]


def sizes_at(found: Sweep, side: int) -> dict[str, tuple[int, int]]:
    """The sizes of the maps at one input; empty if the network does not run."""
    at = found.sides.index(side)
    return {name: each.outputs[at] for each in found.places for name in each.names} if found.runs[at] else {}


def in_print(witness: Witness) -> str:
    """The formula with typographic signs; if it is only a name, it says that this is the layer's side."""
    if witness.formula in witness.names and witness.formula != "input":
        return f"side of {witness.formula}"
    powers = re.sub(r"\s*\*\*\s*([0-9]+)", lambda found: found[1].translate(SUPERSCRIPTS), witness.formula)
    return powers.replace("*", "×").replace("-", "−")


def outputs_of(network: Network, found: Sweep) -> Outputs:
    """The sizes of the maps that figures are about, at each input."""
    named = {name for each in network.witnesses for name in each.names}
    return {name: place.outputs for place in found.places for name in place.names if name in named}


def value_at(witness: Witness, found: Sweep, known: Outputs, at: int) -> int | None:
    """The value of a formula at one of the sizes; None if the network does not run there."""
    scope = {"input": found.sides[at]}
    for name in witness.names - {"input"}:
        if name not in known or not found.runs[at]:
            return None
        scope[name] = known[name][at][0]
    try:
        value = witness.evaluate(scope)
    except ExpressionError:  # a division by zero, or a number that grows too large, at this size
        return None
    return None if isinstance(value, bool) else value
