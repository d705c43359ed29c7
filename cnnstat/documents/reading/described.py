"""Layers by their names with the sizes right behind: ``Conv1 (11×11, 96) → ReLU``, ``FC1 (4096)``, ``C1: 6@28×28``.

The sizes need no word that says what they count: where the layer that is named has all of them, no other reading is
likely. Where it has not one of them, nothing is said of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading import answers, lexicon
from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.layers import Layer, by_name, has_shape
from cnnstat.query.bench import Setup

_NAME = r"(?<![A-Za-z0-9._/-])[A-Za-z]{1,12}[ _-]?[0-9]{1,2}(?:[._-][0-9A-Za-z]{1,12}){0,3}(?![A-Za-z0-9])"
_LAYER = r"(?:\s?(?:layers?\b|층|레이어|계층|层|層))?"
DESCRIBED = re.compile(
    rf"(?P<name>{_NAME})[\])】]?{_LAYER}(?:\s?(?P<open>[(（])|\s?(?:[:：@=–—|]|-(?=\s))\s?|\s)(?=[^0-9→;\n]{{0,20}}[0-9])"
)
"""A layer with what is said of it behind."""
ENDS = re.compile(
    r"→|[-=]>|[;；|\n]|⇒|(?:max|average|avg)?[- ]?pool|relu|lrn|norm|soft-?max|dropout"
    r"|(?<![A-Za-z])(?:conv[a-z]*|fc|dense|[cfs])[ _-]?[0-9]",
    re.IGNORECASE,
)
"""Where what is said of a layer ends."""
FIGURE = re.compile(
    r"(?<![0-9A-Za-z.,])(?:[1-9][0-9]{0,4}(?:\s?(?:[×xX*]|\\times)\s?[1-9][0-9]{0,4}){0,2}(?!\s?[×xX*%])|0)"
    r"(?![0-9]|[.,][0-9])"
)
AHEAD = re.compile(r"\[\s?(?P<shape>[1-9][0-9]{0,3}(?:\s?(?:[×xX*]|\\times)\s?[1-9][0-9]{0,3}){2})\s?\]\s?\Z")
"""The shape of what a layer puts out, before its name: ``[55×55×96] CONV1``."""
LONGEST = 40
DIGITS = re.compile("[0-9]+")
PLAIN = re.compile(r"[\s,，、@()（）=:：/–—-]*")
"""What may stand around a single size."""
FEWEST = 2
"""Sizes among words that are told."""
OF_WINDOWS = ("kernel", "stride", "padding")
"""What the windows of a layer have, of which one number says both sides."""
WINDOW = re.compile(r"(?:\b(?:kernel|window)|커널)\s?[:=]\s*\Z", re.IGNORECASE)
SIZE = re.compile(r"(?:\bsize|크기)\s?[:=]?\s*\Z", re.IGNORECASE)
"""Words right before the window of a layer, and of one that pools."""
_LIST = r"[0-9]{1,4}(?:\s?[,，、/]\s?(?:and\s)?[0-9]{1,4}|\s(?:and|und|y|e|et|와|과|和)\s[0-9]{1,4}){1,7}"
SEVERAL = re.compile(
    rf"(?P<names>(?<![A-Za-z0-9])(?P<word>[A-Za-z]{{1,12}})[ _-]?[0-9]{{1,2}}"
    rf"(?:\s?(?:[,，、/]|and|und|y|e|et|와|과|和)\s?(?:and\s)?(?:[A-Za-z]{{1,12}}[ _-]?)?[0-9]{{1,2}}){{1,7}})"
    rf"(?![0-9A-Za-z×])(?P<between>[^0-9.。;；]{{1,60}})(?P<sizes>{_LIST})(?![0-9.×]|\s?[×xX*])"
)
"""Several layers with as many sizes: ``Conv3, Conv4 and Conv5 have 384, 384 and 256 filters``."""


def told(text: str, start: int, end: int) -> bool:
    """Whether a sentence may describe layers by their names."""
    return DESCRIBED.search(text, start, end) is not None or SEVERAL.search(text, start, end) is not None


def described(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The sizes in a sentence that are all those of the layers named before them, with their queries.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    layers = by_name(setup)
    for match in DESCRIBED.finditer(text, start, end):
        layer = layers.get(answers.named_layer(setup, match["name"]))
        if layer is not None:
            close = text.find(")" if match["open"] == "(" else "）", match.end(), end) if match["open"] else -1
            stop = ENDS.search(text, match.end(), close if close >= 0 else end)
            last = stop.start() if stop else close if close >= 0 else end
            found = sizes(text, match.end(), last, layer)
            yield from ((*span, f"{network}.{layer.name}.{asks}") for span, asks in found)
            ahead = AHEAD.search(text, max(start, match.start() - LONGEST), match.start())
            if ahead and has_shape(layer, [int(each) for each in DIGITS.findall(ahead["shape"])]):
                yield *ahead.span("shape"), f"{network}.{layer.name}.output_shape"
    for match in SEVERAL.finditer(text, start, end):
        numbers = DIGITS.findall(match["names"])
        every = [layers.get(answers.named_layer(setup, f"{match['word']}{each}")) for each in numbers]
        items = list(DIGITS.finditer(text, *match.span("sizes")))
        asked = [of_layer(each, (int(item[0]),), "") if each else "" for each, item in zip(every, items, strict=False)]
        if len(items) == len(every) and all(asked):
            for each, item, asks in zip(every, items, asked, strict=True):
                yield *item.span(), f"{network}.{each.name if each else ''}.{asks}"


def sizes(text: str, start: int, end: int, layer: Layer) -> Sequence[tuple[tuple[int, int], str]]:
    """The sizes in a stretch of text, each with what it is of a layer; none if the layer has not all of them."""
    found, at = list[tuple[tuple[int, int], str]](), start
    every = list(FIGURE.finditer(text, start, end))
    for match in every:
        said = [str(each.lastgroup) for each in lexicon.QUANTITY.finditer(text, at, match.start())]
        key = said[-1] if said and said[-1] in OF_WINDOWS else ""
        if not key and (
            WINDOW.search(text, at, match.start()) or (layer.type == "pool" and SIZE.search(text, at, match.start()))
        ):
            key = "kernel"
        asks = of_layer(layer, tuple(int(each) for each in DIGITS.findall(match[0])), key)
        if not asks:
            return []
        found.append((match.span(), asks))
        at = match.end()
    alone = len(every) < FEWEST
    if (
        alone
        and every
        and PLAIN.fullmatch(text, start, every[0].start())
        and PLAIN.fullmatch(text, every[0].end(), end)
    ):
        return found
    return [] if alone or DIGITS.findall(FIGURE.sub("", text[start:end])) else found


def of_layer(layer: Layer, sides: tuple[int, ...], key: str) -> str:
    """What a size is of a layer; "" if the layer has none like it.

    Args:
        layer: the layer.
        sides: the size.
        key: one of :data:`OF_WINDOWS` where that is said.
    """
    if key == "kernel":
        return key if layer.has_kernel(sides * (3 - len(sides))) else ""
    if key:
        return key if getattr(layer, key) == sides * (3 - len(sides)) else ""
    if len(sides) == 1:
        own = "neurons" if layer.type == "linear" else "filters" if layer.filters else "channels"
        return own if layer.channels == sides[0] else ""
    if layer.has_kernel(sides):
        return "kernel"
    return ("height" if len(sides) == 2 else "output_shape") if has_shape(layer, sides) else ""
