"""Layers one behind the other by their kinds: ``Conv(96, 11×11, s=4) → MaxPool → … → FC(4096)×2 → Softmax(1000)``.

The sizes need no word that says what they count: where a network has layers of these kinds and sizes in this order, no
other reading is likely. Where one of them is of no layer, nothing is said of any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.described import of_layer
from cnnstat.documents.reading.layers import Layer, layers_of
from cnnstat.query.bench import Setup

ARROW = re.compile(r"[^\S\n]?(?:[→➔➜⟶⇒▶]|[-─=]{1,3}[>▶]|(?<=\s)[-–—>](?=\s))[^\S\n]?")
"""What stands between two layers."""
FEWEST, LEAST = 2, 3
"""Layers with sizes, and sizes of them all, that a row of layers has at least."""
LONGEST = 80
"""Characters that are read of a layer."""
KIND = re.compile(
    rf"(?:(?P<pool>{lexicon.TYPES['pool']})|(?P<conv>{lexicon.TYPES['conv']})|(?P<linear>{lexicon.TYPES['linear']})"
    r"|(?P<output>soft-?max|output|출력(?:층)?|输出层?|出力層?)|(?P<input>input|image|입력|输入层?|入力))"
    r"(?:2d)?(?:\s?(?:layers?|층|레이어|계층|层|層))?",
    lexicon.FLAGS,
)
"""The kind of a layer."""
GLUED = re.compile(r"[-_ ]?(?P<number>[1-9][0-9]{0,4})(?![0-9.,]|\s?[×xX*]\s?[0-9]+\s?[×xX*])")
"""A number right behind the kind: of the layer where it is small, or its size."""
SIZE = re.compile(
    r"(?<![0-9.]|[A-Za-z_])(?:(?P<said>s(?:trides?)?|p(?:ad(?:ding)?)?|스트라이드|보폭|패딩|步长|填充)\s?[=:]?\s?)?"
    r"(?P<sides>0|[1-9][0-9]{0,4}(?:\s?[×xX*]\s?[1-9][0-9]{0,4}){0,2})(?![0-9.%]|\s?[×xX*]\s?[0-9])",
    re.IGNORECASE,
)
"""A size of a layer."""
TIMES = re.compile(r"\]?\s?[×xX*]\s?(?P<many>[2-9])(?![0-9.]|\s?[×xX*])")
"""How many such layers follow one another."""
SIDES = re.compile(r"\s?[×xX*]\s?[0-9]")
"""What stands behind the first side of a size."""
SIDED = re.compile(r"(?:[×xX*]\s?[0-9]+|(?<![0-9])[0-9])\Z")
"""What stands before the last side of a size: another size, or a small number."""
OPENS = "(（[【"
DIGITS = re.compile("[0-9]+")
SMALL = 10
"""A smaller number right behind the kind is the layer's own."""
Size = tuple[tuple[int, int], tuple[int, ...], str]
"""The offsets of a size, its sides, and ``stride`` or ``padding`` where that is said."""


class Item(NamedTuple):
    """A layer as a text has it: its kind, its sizes, and how many such ones follow one another."""

    kind: str
    sizes: Sequence[Size]
    many: int


def told(text: str, start: int, end: int) -> bool:
    """Whether a sentence may name layers one behind the other."""
    first = ARROW.search(text, start, end)
    return first is not None and ARROW.search(text, first.end(), end) is not None


def chains(text: str, start: int, end: int, network: str, setup: Setup) -> Iterator[Found]:
    """The sizes in a sentence of layers that stand in the order of a network's, with their queries.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        network: the network as a query names it.
        setup: the network, analysed.
    """
    edges = [start, *(edge for each in ARROW.finditer(text, start, end) for edge in each.span()), end]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    items = [item for at, piece in enumerate(pieces) if (item := item_of(text, *piece, last=at == len(pieces) - 1))]
    sized = [each for each in items if each.sizes]
    if len(sized) >= FEWEST and sum(len(each.sizes) for each in sized) >= LEAST:
        yield from ((*span, f"{network}.{asks}") for span, asks in in_order(sized, setup))


def item_of(text: str, start: int, end: int, last: bool) -> Item | None:
    """The layer that a piece of a sentence between two arrows names; None if it names none.

    Args:
        text: as readers see it.
        start, end: the offsets of the piece.
        last: whether it is the last one, behind which the sentence may go on.
    """
    match = KIND.search(text, start, min(end, start + LONGEST))
    if match is None:
        return None
    kind, at = str(match.lastgroup), match.end()
    found = [size for size in sizes(text, max(start, match.start() - LONGEST), match.start()) if len(size[1]) > 1][-1:]
    glued = GLUED.match(text, at, end)
    if glued and int(glued["number"]) < SMALL and SIDES.match(text, glued.end(), end):
        glued = None  # 2×2
    if glued and int(glued["number"]) >= SMALL:
        found.append((glued.span("number"), (int(glued["number"]),), ""))
    at = glued.end("number") if glued else at
    close = text.find(")" if text[at : at + 2].strip()[:1] == "(" else "）", at, end)
    inside = text[at : at + 2].strip()[:1] in OPENS and close >= 0
    stop = close if inside else min(end, at + LONGEST // 2) if last else end
    repeat = TIMES.search(text, close if inside else at, end)
    if repeat and SIDED.search(text, start, repeat.start()):
        repeat = None  # 224×224×3, 2×2
    found += sizes(text, at, min(stop, repeat.start()) if repeat and not inside else stop)
    return Item(kind, found, int(repeat["many"]) if repeat else 1)


def sizes(text: str, start: int, end: int) -> list[Size]:
    """The sizes in a stretch of text."""
    found = []
    for match in SIZE.finditer(text, start, end):
        said = (match["said"] or "").lower()
        key = "stride" if said[:1] in ("s", "스", "보", "步") else "padding" if said else ""
        found.append((match.span("sides"), tuple(map(int, DIGITS.findall(match["sides"]))), key))
    return found


def in_order(items: Sequence[Item], setup: Setup) -> list[tuple[tuple[int, int], str]]:
    """The rest of the query for each size of layers that a network has in this order; none if it has not all."""
    found, at = list[tuple[tuple[int, int], str]](), 0
    layers, image = layers_of(setup), setup.analysis.network.input
    for item in items:
        if item.kind == "input":
            shape = int(image.channels), int(image.height), int(image.width)
            for span, sides, _ in item.sizes:
                if sides not in (shape, (*shape[1:], shape[0]), shape[1:]):
                    return []
                found.append((span, "input_shape" if len(sides) > 2 else "input.height"))
            continue
        for repeat in range(item.many):
            place = next((one for one in range(at, len(layers)) if asked(layers[one], item)), None)
            if place is None:
                return []
            if not repeat:
                found += zip((span for span, _, _ in item.sizes), asked(layers[place], item), strict=True)
            at = place + 1
    return found


def asked(layer: Layer, item: Item) -> list[str]:
    """What each size of a layer in a text is of a network's, as a query asks for it; none if that has not all."""
    if not is_kind(layer, item.kind):
        return []
    every = [of_layer(layer, sides, key) for _, sides, key in item.sizes]
    return [f"{layer.name}.{asks}" for asks in every] if all(every) else []


def is_kind(layer: Layer, kind: str) -> bool:
    """Whether a layer is of a kind; fully connected ones may be convolutions of the whole map."""
    if kind in ("linear", "output"):
        return layer.type == "linear" or (layer.height == layer.width == 1 and layer.type != "pool")
    return layer.type == kind
