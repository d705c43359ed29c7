"""Equations that reckon out the counts of one layer: ``11 × 11 × 3 × 96 + 96 = 34,944``, also over several lines.

An equation need not name its layer: where a product comes out as the weights, parameters or operations of a layer of
the network that is spoken of, to all digits, it is this layer's, and so is all else that the equation comes to. What a
layer's counts do not explain is not told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.reading import answers, lexicon
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.formulas import written
from cnnstat.documents.reading.layers import NETWORKS
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.topic import Topic
from cnnstat.query.bench import Setup

_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)"
_UNIT = r"(?:\.[0-9]+)?\s?(?:[KMGB](?![A-Za-z])|[mb]illion\b|[만억](?![가-힣]))"
PRODUCT = re.compile(r"[0-9)}]\s*[×xX*]\s*[0-9({]")
NUMBER = re.compile(rf"(?<![0-9A-Za-z.,_^{{]){_DIGITS}(?P<unit>{_UNIT})?(?![0-9]|[.,][0-9]|\s?[-–~]\s?[0-9]|\s?%)")
RESULT = re.compile(r"(?:=|\()\s*[~≈]?\s*\Z")
"""What stands before the result of an equation, or before its rounding in brackets."""
EXACT = 1000
"""Smaller results are those of many layers."""
TERM = 10_000
"""Smaller factors are sizes of layers."""
SHARED, MANY = ("biases", "neurons"), 100_000
"""Counts by which no layer is known, unless they are so large."""
LONGEST = 1000
"""Characters of a text in which equations are looked for."""


class Number(NamedTuple):
    """A number of an equation: its offsets, its value, and whether it is rounded, as one with a unit is."""

    start: int
    end: int
    value: int
    rounded: bool


def reckoned(reader: Prose, text: Shown, topic: Topic, code: bool = False) -> Iterator[Candidate]:
    """The counts of a layer that the equations of a text come to.

    Args:
        reader: what knows networks.
        text: the equations.
        topic: the network that is spoken of.
        code: whether they stand in code.
    """
    yield from written(reader, text, topic, code)
    said = text.text[:LONGEST]
    if "=" not in said or not PRODUCT.search(said) or lexicon.DOUBT.search(said) or lexicon.EXAMPLE.search(said):
        return
    numbers = list(results(said))
    layer, known = of_layer(reader, topic, numbers) if numbers else ("", {})
    keys = ("flops", "macs") if "FLOP" in said else ("macs",) if "MAC" in said else ("params",)
    for each in numbers if known else ():
        exact = next((key for key, value in known.items() if value == each.value), "")
        asks = [key for key in keys if key in known] if each.rounded else [exact] if exact else []
        if asks and not text.holds(each.start, each.end):
            place, queries = text.place(each.start, each.end), tuple(f"{layer}.{key}" for key in asks)
            yield Candidate(*place, said[each.start : each.end], queries, 0 if each.rounded else 2, code=code)


def results(text: str) -> Iterator[Number]:
    """The results of equations, and the large terms that they add up or multiply."""
    for match in NUMBER.finditer(text):
        result = RESULT.search(text, match.start() - 6, match.start())
        value = int(amount(match[0]).value)
        if value >= (EXACT if result else TERM):
            yield Number(*match.span(), value, match["unit"] is not None)


def of_layer(reader: Prose, topic: Topic, numbers: Sequence[Number]) -> tuple[str, Mapping[str, int]]:
    """The query for the layer, of the network that is spoken of or of a variant of it, that equations are about.

    That is the one that is named above them, or else the first that has one of their results.

    Returns:
        its query and its counts, by what they count; nothing if there is none.
    """
    for network in topic.networks[:1]:
        setup = reader.setup(network)
        others = answers.variants(network, reader.bench)
        label = answers.named_layer(setup, reader.context.label) if setup is not None and reader.context.label else ""
        for name in (network, *others):
            own = reader.setup(name)
            if own is None:
                continue
            every = {each.value for each in numbers if not each.rounded} if not label else ()
            first = min((at for value in every if (at := by_count(own).get(value))), default=(0, label))
            if known := counts(own).get(first[1], {}):
                return f"{name}.{first[1]}", known
    return "", {}


@lru_cache(maxsize=NETWORKS)
def by_count(setup: Setup) -> dict[int, tuple[int, str]]:
    """The first layer that has a count by which it is known, with its number among the layers."""
    found: dict[int, tuple[int, str]] = {}
    for at, (layer, known) in enumerate(counts(setup).items()):
        for key, value in known.items():
            if key not in SHARED or value >= MANY:
                found.setdefault(value, (at, layer))
    return found


@lru_cache(maxsize=NETWORKS)
def counts(setup: Setup) -> dict[str, dict[str, int]]:
    """The counts of each layer that has weights, by what they are called."""
    found = {}
    for layer in setup.analysis.layers:
        parameters, output = layer.counts.parameters, layer.output
        if parameters.weights:
            every = {
                "weights": parameters.weights, "params": layer.counts.params, "macs": layer.macs,
                "flops": layer.flops, "biases": parameters.biases,
                "neurons": output.channels * output.height * output.width,
            }  # fmt: skip
            found[layer.name] = {key: int(value) for key, value in every.items() if value >= EXACT}
    return found
