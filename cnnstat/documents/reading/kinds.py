"""Counts of layers of several kinds that explain each other: ``13 convolutional and 3 fully connected layers``.

Where a network has as many of each, no other reading is likely; where one of them does not fit, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading import lexicon, romance
from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.layers import layers_of, looked_through
from cnnstat.printed.words import NUMERAL, counted
from cnnstat.query.bench import Setup

_MANY = rf"(?:{NUMERAL}|(?<![0-9.×])[1-9][0-9]?)"
_CONV, _FC = (rf"{lexicon.TYPES[kind]}|{romance.TYPES[kind]}" for kind in ("conv", "linear"))
_LAYERS = r"(?:[- ]?(?:layers?\b|층|레이어|계층))?(?:\s?\([A-Za-z][A-Za-z -]{0,40}\))?"
_AND = r"\s?(?:\+|,|/|&|\band\b|plus\b|와|과|및|\b(?:e|y|et|und)\b|и)\s?(?:and )?"
_OF = rf"\s?(?:개의?|층의?|个|層の?|层)?[- ]?(?:{romance.LAYER}\s)?"
BOTH = re.compile(
    rf"(?P<n1>{_MANY}){_OF}(?:{_CONV}){_LAYERS}{_AND}(?P<n2>{_MANY}){_OF}(?:{_FC})(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z])(?:{_CONV}){_LAYERS}\s?[:=]?\s?(?P<m1>{_MANY})\s?[개층]?{_AND}(?:{_FC}){_LAYERS}\s?[:=]?\s?"
    rf"(?P<m2>{_MANY})(?![0-9.×])",
    lexicon.FLAGS,
)
"""So many convolutional and so many fully connected layers."""
_THEIR = (
    r"\s?(?:개의?|個の?|つの?|个)?\s?(?:of (?:them|these)\s|layers?\b|층|레이어|계층|层|層)?"
    r"\s?(?:are|is|은|는|이|가|都?是|[均皆]?为|由|は|が)?\s?(?:the )?"
)
SPLIT = re.compile(
    rf"(?:\b(?:first|initial)\s|처음|첫|앞(?:의|쪽)?|前|头|最初の)\s?(?P<k1>{_MANY}){_THEIR}(?:{_CONV})"
    r"[^.。;；0-9]{0,40}?"
    r"(?:\b(?:last|remaining|other|final|next)\s|뒤의?|나머지|마지막|이후의?|[后後](?:面|边)?的?|剩[余下]的?|其余的?|残りの?)"
    rf"\s?(?P<k2>{_MANY}){_THEIR}(?:{_FC})",
    lexicon.FLAGS,
)
"""The layers in two parts: ``the first five are convolutional and the remaining three are fully connected``."""
_KINDS = {
    "conv": _CONV, "linear": _FC,
    "max": r"max[- ]?pool(?:ing)?|맥스 ?풀링|最大(?:池化|プーリング)",
    "average": (
        r"(?:global[- ])?(?:average|avg|mean)[- ]?pool(?:ing)?|(?:전역 ?)?평균 ?풀링|(?:全局)?平均(?:池化|プーリング)"
    ),
    "pool": lexicon.TYPES["pool"],
    "norm": r"(?:local[- ]response[- ])?norm(?:ali[sz]ation)?|LRN|(?:지역 ?)?(?:반응 ?)?정규화|局部响应归一化",
}  # fmt: skip
TYPES = {
    "max": ("maxpool",), "average": ("avgpool", "global_avgpool", "adaptive_avgpool"), "norm": ("lrn",),
    "pool": ("maxpool", "avgpool", "subsample", "global_avgpool", "adaptive_avgpool"),
}  # fmt: skip
"""Types of layers that words for a kind mean; of convolutional and fully connected ones the family is asked."""
_KIND = "|".join(f"(?:{said})" for said in _KINDS.values())
_ITEM = rf"{_MANY}{_OF}(?:{_KIND})(?![A-Za-z0-9]){_LAYERS}"
LIST = re.compile(rf"{_ITEM}(?:{_AND}{_ITEM}){{1,5}}", lexicon.FLAGS)
ITEM = re.compile(
    rf"(?P<n>{_MANY}){_OF}(?:{'|'.join(f'(?P<{name}>{said})' for name, said in _KINDS.items())})", lexicon.FLAGS
)
"""So many layers of each of several kinds: ``2 norm and 3 FC``."""
NORMS = re.compile(
    rf"(?P<a>{_MANY}){_OF}(?:local[- ]response[- ]norm\w*|LRN)(?![A-Za-z0-9])"
    rf"|(?:local[- ]response[- ]norm\w*|LRN)(?:[- ]?layers?| ?층| ?레이어)?(?:\s?\([A-Za-z ]{{1,40}}\))?"
    rf"\s?[:=：]\s?(?P<b>{_MANY})\s?개?",
    lexicon.FLAGS,
)
"""So many normalizations of responses, which few networks have."""


def told(text: str, start: int, end: int) -> bool:
    """Whether a sentence counts layers of several kinds."""
    return any(each.search(text, start, end) for each in (BOTH, SPLIT, LIST, NORMS))


def kinds(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The counts of layers in a sentence that are all those of a network, with their queries.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    for match in BOTH.finditer(text, start, end):
        first, second = ("n1", "n2") if match["n1"] else ("m1", "m2")
        yield from fitting([(match, first, "conv"), (match, second, "linear")], network, setup)
    for match in SPLIT.finditer(text, start, end):
        yield from fitting([(match, "k1", "conv"), (match, "k2", "linear")], network, setup)
    for match in LIST.finditer(text, start, end):
        items = ITEM.finditer(text, *match.span())
        yield from fitting([(each, "n", next(name for name in _KINDS if each[name])) for each in items], network, setup)
    for match in NORMS.finditer(text, start, end):
        yield from fitting([(match, "a" if match["a"] else "b", "norm")], network, setup)


def fitting(items: Sequence[tuple[re.Match[str], str, str]], network: str, setup: Setup) -> Iterator[Found]:
    """The counts of layers of some kinds, each the group of a match, if all are those of a network."""
    for match, group, kind in items:
        if counted(match[group]) != len(own_of(kind, setup)):
            return
    for match, group, kind in items:
        words = " ".join(dict.fromkeys(own_of(kind, setup)))
        yield *match.span(group), f"count({network}[{words}])"


@looked_through
def own_of(kind: str, setup: Setup) -> tuple[str, ...]:
    """The types of a network's layers of a kind, one for each layer."""
    layers = zip(setup.analysis.layers, layers_of(setup), strict=True)
    return tuple(
        each.type for each, layer in layers if (each.type in TYPES[kind] if kind in TYPES else layer.type == kind)
    )
