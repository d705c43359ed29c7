"""Convolutions with their filters, as tables of ResNets print them: ``[1×1, 64; 3×3, 64; 1×1, 256] × 3``.

The kernels and filters of a block need no word that says what they count: where a network has convolutions with these
kernels and filters one behind the other, no other reading is likely. Where it has not, or has them another number of
times, nothing is said of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from cnnstat.documents.reading.layers import layers_of, looked_through, of_kind, unlike
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
CALL, LONGEST_CALL = re.compile(r"[Cc]onv(?:2[dD])?\(\s?\Z"), 8
"""What a kernel and its filters are in brackets of, as ``Conv(3×3, 64)``."""
DIMENSIONS = re.compile(
    r"(?<![0-9.,])(?P<many>[1-9][0-9]{1,3})[- ]?d\s(?=fc\b|fully[- ]connected|softmax)"
    r"|(?<![A-Za-z0-9])fc-(?P<dense>[1-9][0-9]{2,4})(?![-0-9A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
"""The neurons of the last layer, and of any other: ``1000-d fc``, ``FC-4096``."""
SHORTCUT = re.compile(r"shortcut|projection|downsample")
Convs = tuple[tuple[tuple[int, ...], int], ...]
"""Kernels and filters of convolutions."""
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
    for pairs in grouped(list(PAIR.finditer(text, start, end)), text):
        wanted = [(int(each["side"]), int(each["filters"])) for each in pairs]
        behind = BEHIND.match(text, pairs[-1].end(), end)
        stride = STRIDE.match(text, pairs[-1].end(), end)
        if len(pairs) > 1:
            names = repeated(setup, wanted, int(behind["many"]) if behind else 0)
        elif stride or CALL.search(text, max(start, pairs[0].start() - LONGEST_CALL), pairs[0].start()):
            names = [alone(setup, wanted[0], int(stride["stride"]) if stride else 0)]
        else:
            names = []
        for each, name in zip(pairs, names, strict=False):
            if name:
                yield *each.span("kernel"), f".{name}.kernel"
                yield *each.span("filters"), f".{name}.filters"
    for match in DIMENSIONS.finditer(text, start, end):
        own = of_kind(setup, "linear")[-1:] if match["many"] else unlike(setup, "linear")
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


class Kind(NamedTuple):
    """Blocks of one stage that have the same convolutions.

    Attributes:
        stage: the block around them.
        convs: kernels and filters, in order.
        names: the convolutions of the first of them.
        many: how many blocks there are.
    """

    stage: str
    convs: Convs
    names: tuple[str, ...]
    many: int


@looked_through
def kinds(setup: Setup) -> tuple[Kind, ...]:
    """The blocks of a network by their convolutions, those of shortcuts left out, in the order of the first of each."""
    found: dict[tuple[str, Convs], Kind] = {}
    convs = (each for each in layers_of(setup) if each.type == "conv" and each.filters)
    for name, every in groupby(convs, lambda each: each.name.rpartition(".")[0]):
        if "shortcut" in name:
            continue
        own = [each for each in every if not SHORTCUT.search(each.name)]
        stage, has = name.rpartition(".")[0], tuple((each.kernel, each.filters) for each in own)
        known = found.setdefault((stage, has), Kind(stage, has, tuple(each.name for each in own), 0))
        found[stage, has] = known._replace(many=known.many + 1)
    return tuple(found.values())


def repeated(setup: Setup, wanted: Sequence[tuple[int, int]], many: int) -> Sequence[str]:
    """The convolutions of the first block that has some kernels and filters in this order; none if no block has.

    Args:
        setup: the network, analysed.
        wanted: sides of kernels, and filters.
        many: how many such blocks stand in a row; 0 where that is not said.
    """
    asked = tuple(((side, side), filters) for side, filters in wanted)
    every = kinds(setup)
    found = [(each, at) for each in every if (at := place(each.convs, asked)) is not None]
    if not found:
        return []
    first, at = found[0]
    alike = sum(each.many for each, _ in found if each.stage == first.stage)
    inside = "." in first.names[0]  # a block, whose repetitions are counted
    return first.names[at : at + len(asked)] if not (inside and many) or many == alike else []


def place(convs: Convs, asked: Convs) -> int | None:
    """Where some convolutions stand one behind the other; None if they do not."""
    every = range(len(convs) - len(asked) + 1)
    return next((at for at in every if convs[at : at + len(asked)] == asked), None)


def alone(setup: Setup, wanted: tuple[int, int], stride: int) -> str:
    """The first convolution with a kernel, filters and a stride, 0 for any; "" if there is none."""
    side, filters = wanted
    fits = (
        each.name
        for each in unlike(setup)
        if (each.kernel, each.filters) == ((side, side), filters) and (not stride or each.stride == (stride, stride))
    )
    return next(fits, "")
