"""Figures that explain each other: rows of sizes in the order of a network's layers, sums, counts of several kinds.

``64 → 128 → 256 → 512`` needs no word that says what it counts: where the layers of the network that is spoken of have
these filters in this order, no other reading is likely. Where one of the figures does not fit, nothing is said of any.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import prod

from cnnstat.documents.reading import blocks, chains, described, images, kinds, lexicon
from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.layers import Layer, layers_of
from cnnstat.documents.reading.orders import beside, counts_of, in_order, joined, of_all, widest
from cnnstat.documents.reading.stacks import stacked, stacks
from cnnstat.query.bench import Setup

ITEM = r"[1-9][0-9]{0,4}(?:\s?[×xX*]\s?[1-9][0-9]{0,4}){0,2}"
_LINK = r"\s?개?\s*(?:→|-{1,2}>|=>|⇒|➔|(?<=\s)>(?=\s)|\bto\b)\s*"
CHAIN = re.compile(rf"(?<![A-Za-z0-9_.,/×+-])(?<!× ){ITEM}(?:{_LINK}{ITEM}){{2,30}}(?![0-9_/%]|[.,×]\s?[0-9]|\s?[×%])")
ITEMS = re.compile(ITEM)
"""Figures that arrows join."""
DENSE = re.compile(
    rf"(?<![A-Za-z])(?:{lexicon.TYPES['linear']})[- ]?(?:[0-9]{{1,2}}(?![0-9]))?(?:layer|층|레이어|层|層)?\s?"
    r"[:(（：]?\s?"
    r"(?P<reads>[1-9][0-9]{1,4})\s?(?:→|-{1,2}>|=>|⇒|to)\s?(?P<makes>[1-9][0-9]{1,3})(?![0-9.,]|\s?(?:→|-{1,2}>|=>|⇒))",
    lexicon.FLAGS,
)
"""What a fully connected layer reads and puts out: ``FC: 1024 → 1000``."""
LISTED = re.compile(rf"(?<![A-Za-z0-9_)\]])\[\s?{ITEM}(?:\s?,\s?{ITEM}){{2,30}}\s?\](?!\s?[×xX*/])")
"""Figures that stand in brackets, as those of all layers of a kind."""
_EXACT = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"
COUNTS = re.compile(
    rf"(?<![A-Za-z0-9_.,/×+-]){_EXACT}(?:\s?(?:/|,(?=\s)|、|→)\s?(?:and )?{_EXACT}){{1,30}}(?![0-9_/%]|[.,][0-9])"
)
COUNT = re.compile(_EXACT)
"""Exact counts that strokes or commas set apart, as those of several layers."""
SPATIAL = re.compile(r"height|width|spatial|resolution|size|크기|해상도|가로|세로|사이즈", re.IGNORECASE | re.ASCII)
SUM = re.compile(
    r"(?<![A-Za-z0-9.,+*×/(=^-])[1-9][0-9]{0,3}(?:\s?\+\s?[1-9][0-9]{0,3}){2,5}\s?=\s?(?P<sum>[1-9][0-9]{1,4})(?![0-9×]|[.,][0-9])"
)
GROWS = re.compile(
    r"(?<![0-9A-Za-z.,×])(?P<first>[1-9][0-9]{1,2})(?![0-9.,]|\s?[×xX*/%])[^0-9.。;]{1,24}(?<![×xX*/.,])"
    r"(?P<last>[1-9][0-9]{2,3})(?![0-9]|[.,][0-9]|\s?[×xX*/%KMG])"
)
"""Two numbers that may be the fewest and the most filters of a network's convolutions: ``from 64 to 512``."""
FILTERS = re.compile(
    "filters?|kernels?|channels?|feature[- ]?maps?|width|depth|필터|커널|채널|특[징성] ?맵|卷积核|通道|滤波器|过滤器"
    "|特征图|フィルタ|チャン?ネル|filtr[oei]|can(?:a|á)(?:l|is|les|ux)|kan[äa]le?n?|merkmalskarten|mapas?|cartes",
    re.IGNORECASE,
)
"""Words of a sentence whose numbers may be those of filters."""
_WINDOW = r"[1-9][0-9]?\s?[×xX*]\s?[1-9][0-9]?(?![0-9×])"
_NEXT = r"(?:\s?[,/+、]\s?(?:and )?|\s(?:and|or|및|과|와|그리고)\s)"
KERNELS = re.compile(rf"(?<![A-Za-z0-9_.,/×+*-]){_WINDOW}(?:{_NEXT}{_WINDOW}){{2,4}}(?!\s?[×xX*]\s?[0-9])")
"""Three kernels or more, as those of the convolutions of one block."""
_DEEP = r"(?<![0-9.,×])[1-9][0-9]{1,2}(?:\s?[개층層层]?\s?\([^()\n]{1,24}\))?"
_ALSO = (
    r"\s?[개층層层]?\s?(?:[,/、，]\s?(?:and |or )?|[-–—~∼〜～]|→|-{1,2}>|and|or|to|et|[ey]|bis|und|auf|와|과|및|또는"
    r"|에서|から|到|至|[和与及と])\s?"
)
_DEPTH = (
    r"(?:깊이|계층 ?수|층 ?수|레이어 ?수|\bdepths?|profundi(?:dade|dad|tà)|profondeur|\btiefe|深度|层数|層数|深さ)"
    r"(?![^\W\d_]{3})"
)
DEPTHS = re.compile(
    rf"(?<![A-Za-z_-]){_DEEP}(?:{_ALSO}{_DEEP}){{1,5}}\+?\s?-?[개층]?의?(?:\s(?:등|더|많은|수의|weight)){{0,4}}\s?의?\s?"
    r"(?:layers?\b|층|레이어|계층|(?<=층)|层|層|camadas|capas|couches|strati|schichten)"
    rf"|{_DEPTH}[^0-9.。]{{0,12}}{_DEEP}(?:{_ALSO}{_DEEP}){{1,5}}(?![0-9%×.,]|\s?[개층層层]?\s?(?:이상|미만))",
    lexicon.FLAGS,
)
"""Several numbers of layers, as those of the members of a family: before their word, or behind it."""
MEMBER = re.compile(r"(?<![0-9A-Za-z])(?<![A-Za-z]-)[1-9][0-9]{1,2}(?![0-9]|[^()\n]{0,24}\))")


Reads = Callable[[str, int, int, str, Setup], Iterator[Found]]
"""What reads figures of one kind in a sentence, by its offsets, for a network with its setup."""


def ways(text: str, start: int, end: int) -> list[Reads]:
    """What may read figures of a sentence that explain each other; none for most sentences."""
    found: list[Reads] = [rows] if any(each.search(text, start, end) for each in ROWS) else []
    return found + [reads for told, reads in WAYS if told(text, start, end)]


def rows(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The sizes and counts that stand in rows of a sentence and are those of a network's layers.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    for match in CHAIN.finditer(text, start, end):
        items = list(ITEMS.finditer(text, *match.span()))
        sides = [sides_of(item[0]) for item in items]
        queries = in_order(setup, sides, spatial=SPATIAL.search(text, start, match.start()) is not None)
        yield from ((*item.span(), f"{network}{query}") for item, query in zip(items, queries, strict=False))
    for match in DENSE.finditer(text, start, end):
        yield from between(match, network, layers_of(setup))
    listed = list(LISTED.finditer(text, start, end))
    said = [*lexicon.QUANTITY.finditer(text, start, listed[-1].start())] if listed else []
    for match in listed:
        items = list(ITEMS.finditer(text, *match.span()))
        before = bisect_right(said, match.start(), key=lambda each: each.end())
        key = str(said[before - 1].lastgroup) if before else ""
        queries = of_all(setup, [sides_of(item[0]) for item in items], key)
        yield from ((*item.span(), f"{network}{query}") for item, query in zip(items, queries, strict=False))
    for match in COUNTS.finditer(text, start, end):
        items = list(COUNT.finditer(text, *match.span()))
        queries = counts_of(setup, [int(item[0].replace(",", "")) for item in items])
        yield from ((*item.span(), f"{network}{query}") for item, query in zip(items, queries, strict=False))
    for match in SUM.finditer(text, start, end):
        terms = [int(each) for each in re.findall("[0-9]+", match[0])]
        if name := joined(setup, terms[:-1], terms[-1]):
            yield *match.span("sum"), f"{network}.{name}.channels"
    for match in KERNELS.finditer(text, start, end):
        items = list(ITEMS.finditer(text, *match.span()))
        sides = [sides_of(item[0]) for item in items]
        names = beside(setup, sides)
        yield from ((*item.span(), f"{network}.{name}.kernel") for item, name in zip(items, names, strict=False))
    for match in GROWS.finditer(text, start, end) if FILTERS.search(text, start, end) else ():
        ends = widest(layers_of(setup), int(match["first"]), int(match["last"]))
        for key, name in zip(("first", "last"), ends, strict=False):
            yield *match.span(key), f"{network}.{name}.filters"


def piled(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The kernels and filters of a sentence that a network has one behind the other."""
    yield from ((begin, close, f"{network}{query}") for begin, close, query in stacks(text, start, end, setup))


ROWS = (CHAIN, DENSE, LISTED, COUNTS, SUM, KERNELS, DEPTHS, GROWS)
WAYS: tuple[tuple[Callable[[str, int, int], bool], Reads], ...] = (
    (stacked, piled), (blocks.told, blocks.blocks), (kinds.told, kinds.kinds), (described.told, described.described),
    (chains.told, chains.chains), (images.told, images.images),
)  # fmt: skip
"""What tells whether a sentence may have figures of a kind, with what reads them."""


def members(text: str, start: int, end: int, network: str, known: Callable[[str], object]) -> Iterator[Found]:
    """The numbers of layers in a sentence that are those of a network's family; none where one of them is not.

    Args:
        known: whether there is a network of a name.
    """
    family = network.partition("@")[0].rstrip("0123456789")
    for match in DEPTHS.finditer(text, start, end) if family != network else ():
        items = list(MEMBER.finditer(text, *match.span()))
        if all(known(f"{family}{each[0]}") for each in items):
            yield from ((*each.span(), f"{family}{each[0]}.depth") for each in items)


def sides_of(item: str) -> tuple[int, ...]:
    """The sides of a size."""
    return tuple(int(each) for each in re.findall("[0-9]+", item))


def between(match: re.Match[str], network: str, layers: Sequence[Layer]) -> Iterator[Found]:
    """The neurons that a fully connected layer reads and puts out, if a network has such a layer."""
    reads, makes = int(match["reads"]), int(match["makes"])
    for before, each in pairwise(layers):
        if each.type == "linear" and each.channels == makes and prod(each.source) == reads:
            yield *match.span("reads"), f"{network}.{before.name}.neurons"
            yield *match.span("makes"), f"{network}.{each.name}.neurons"
            return
