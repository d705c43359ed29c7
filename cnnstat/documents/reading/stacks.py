"""Convolutions with their filters, as tables of ResNets print them: ``[1×1, 64; 3×3, 64; 1×1, 256] × 3``.

The kernels and filters of a block need no word that says what they count: where a network has convolutions with these
kernels and filters one behind the other, no other reading is likely. Where it has not, or has them another number of
times, nothing is said of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cnnstat.documents.reading.layers import Layer, layers_of, of_kind
from cnnstat.query.bench import Setup

CROSS = r"\s?[×xX*]\s?"
_CONV = r"(?:[Cc]onv(?:2[dD]|olutions?)?\s?)?"
PAIR = re.compile(
    rf"(?<![0-9×xX*.,])(?P<kernel>(?P<side>[1-9]){CROSS}(?P=side))\s?{_CONV}(?:[,@]\s?)?{_CONV}"
    rf"(?P<filters>[1-9][0-9]{{1,3}})(?![0-9.]|{CROSS}[0-9]|[-\s]?(?:way|d\b))",
)
"""A kernel and its filters: ``3×3, 64``."""
BETWEEN = re.compile(r"[^0-9\])]{0,40}")
"""What may stand between the convolutions of one block."""
BEHIND = re.compile(
    r"(?:[^0-9A-Za-z×*]|\\end\{[a-z]{1,12}\}|end[a-z]{5,7}\b){0,6}[×xX*]\s?(?P<many>[1-9][0-9]?)(?![0-9])"
)
"""How often a block is repeated."""
STRIDE = re.compile(r"\s?(?:filters\s?|kernels\s?)?,?\s?(?:stride\s?=?\s?|s\s?=\s?|/\s?)(?P<stride>[1-4])(?![0-9.])")
"""The stride behind a convolution that stands alone."""
DIMENSIONS = re.compile(
    r"(?<![0-9.,])(?P<many>[1-9][0-9]{1,3})[- ]?d\s(?=fc\b|fully[- ]connected|softmax)"
    r"|(?<![A-Za-z0-9])fc-(?P<dense>[1-9][0-9]{2,4})(?![-0-9A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
"""The neurons of the last layer, and of any other: ``1000-d fc``, ``FC-4096``."""
SHORTCUT = re.compile(r"shortcut|projection|downsample")
Found = tuple[int, int, str]
"""The offsets of a figure, and the rest of its query."""


def stacked(text: str, start: int, end: int) -> bool:
    """Whether a text prints convolutions with their filters, or neurons as dimensions."""
    return any(each.search(text, start, end) for each in (PAIR, DIMENSIONS))


def stacks(text: str, start: int, end: int, setup: Setup) -> Iterator[Found]:
    """The kernels, filters and neurons in a text that a network has.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        setup: the network, analysed.
    """
    layers = layers_of(setup)
    for pairs in grouped(list(PAIR.finditer(text, start, end)), text):
        wanted = [(int(each["side"]), int(each["filters"])) for each in pairs]
        behind = BEHIND.match(text, pairs[-1].end(), end)
        stride = STRIDE.match(text, pairs[-1].end(), end)
        if len(pairs) > 1:
            names = repeated(layers, wanted, int(behind["many"]) if behind else 0)
        else:
            names = [alone(layers, wanted[0], int(stride["stride"]))] if stride else []
        for each, name in zip(pairs, names, strict=False):
            if name:
                yield *each.span("kernel"), f".{name}.kernel"
                yield *each.span("filters"), f".{name}.filters"
    for match in DIMENSIONS.finditer(text, start, end):
        own = of_kind(setup, "linear")[-1:] if match["many"] else of_kind(setup, "linear")
        name = next((each.name for each in own if int(match["many"] or match["dense"]) == each.channels), "")
        yield from ((*match.span("many" if match["many"] else "dense"), f".{name}.neurons") for _ in range(name != ""))


def grouped(pairs: Sequence[re.Match[str]], text: str) -> Iterator[list[re.Match[str]]]:
    """The convolutions of each block, between which nothing else stands."""
    found = list[re.Match[str]]()
    for each in pairs:
        if found and BETWEEN.fullmatch(text, found[-1].end(), each.start()) is None:
            yield found
            found = []
        found.append(each)
    if found:
        yield found


def repeated(layers: Sequence[Layer], wanted: Sequence[tuple[int, int]], many: int) -> list[str]:
    """The convolutions of the first block that has some kernels and filters in this order; none if no block has.

    Args:
        layers: those of the network.
        wanted: sides of kernels, and filters.
        many: how many such blocks stand in a row; 0 where that is not said.
    """
    blocks = [
        (name, [each for each in own if not SHORTCUT.search(each.name)])
        for name, own in groupby(
            (each for each in layers if each.type == "conv" and each.filters), lambda each: each.name.rpartition(".")[0]
        )
        if "shortcut" not in name
    ]
    found = [(name, names) for name, own in blocks if (names := within(own, wanted))]
    if not found:
        return []
    (first, names), stage = found[0], found[0][0].rpartition(".")[0]
    alike = sum(name.rpartition(".")[0] == stage for name, _ in found)
    return names if not (first and many) or many == alike else []


def within(layers: Sequence[Layer], wanted: Sequence[tuple[int, int]]) -> list[str]:
    """The names of convolutions one behind the other that have some kernels and filters; none if there are no such."""
    own = [(each.kernel, each.filters) for each in layers]
    asked = [((side, side), filters) for side, filters in wanted]
    at = next((at for at in range(len(own) - len(asked) + 1) if own[at : at + len(asked)] == asked), None)
    return [] if at is None else [each.name for each in layers[at : at + len(asked)]]


def alone(layers: Sequence[Layer], wanted: tuple[int, int], stride: int) -> str:
    """The first convolution with a kernel, filters and a stride; "" if there is none."""
    side, filters = wanted
    fits = (
        each.name
        for each in layers
        if (each.kernel, each.filters, each.stride) == ((side, side), filters, (stride, stride))
    )
    return next(fits, "")
