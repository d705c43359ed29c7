"""What the words before a figure say that it counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.forms import SHAPE
from cnnstat.documents.reading.relations import masks
from cnnstat.documents.reading.subjects import COORDINATED
from cnnstat.documents.reading.tokens import Token

OPERATORS = frozenset("()[]+-−×xX*·")
FARTHEST = 14
"""Words between a figure and what it counts."""
UNITS = re.compile(r"[1-9][0-9]{1,3}|[1-9],[0-9]{3}")
BETWEEN = re.compile(r"[가-힣]{1,2}|[\W_]+|\d+|[a-z]")
"""Words that may stand between a quantity and its figure, besides those that are listed."""
NOTHING = "", False
SYMBOL, NUMBERS = re.compile("[a-zA-Z]"), ("개수", "갯수", "수", "크기")
"""A sign, and words between it and the quantity that it stands for."""


def before(row: Sequence[Token], at: int, orderly: bool, listing: bool) -> tuple[str, bool]:
    """The quantity named before a figure, and whether that is said plainly; "" if there is none.

    Args:
        row: the tokens of its sentence.
        at: where it stands.
        orderly: whether it is known which network each figure belongs to.
        listing: whether it stands in a listing of layers, which keeps what it says of products.
    """
    crossed = named = False
    listed, shape = True, SHAPE.search(row[at].text) is not None
    at = at if listing and not any(each.key == "flat" for each in row[:at]) else equation(row, at)
    for place in range(at - 1, max(-1, at - 1 - FARTHEST), -1):
        token = row[place]
        if is_symbol(row, place):
            continue
        if token.kind == "quantity" and not (shape and token.key in ("bytes", "depth")):
            sized = shape and token.key in ("stride", "padding") and row[at - 1].key == "bytes"  # stride 2, size 3×3
            if sized or (crossed and not (named or orderly or listed)):
                return NOTHING
            return masks(token, row[at]), not crossed or named or orderly
        if token.kind == "part" and token.part and token.part.known and at - place <= 4 and not crossed:
            return of_part(row, at, place, shape)
        named = named or token.kind == "network"
        if token.kind == "figure":
            if not (named or orderly or row[place + 1].text in COORDINATED):
                return NOTHING
            crossed = True
            listed = listed and row[place + 1].text in COORDINATED
        elif ends(token):
            return NOTHING
    return NOTHING


def is_symbol(row: Sequence[Token], at: int) -> bool:
    """Whether a token is only the sign for the quantity before it: number of kernels N = 96, kernel size K = 11."""
    if SYMBOL.fullmatch(row[at].text) is None or row[at + 1].text != "=" or not at:
        return False
    said = row[at - 1]
    if row[at].kind == "quantity":
        return said.key == "kernel" and row[at].key == "filters"
    return said.kind == "quantity" or said.text in NUMBERS


def ends(token: Token) -> bool:
    """Whether a token cannot stand between a quantity and its figure."""
    if token.kind == "word":
        return token.text not in lexicon.LINKS | COORDINATED and BETWEEN.fullmatch(token.text) is None
    return token.kind == "part" and token.part is not None and not token.part.known


def of_part(row: Sequence[Token], at: int, place: int, shape: bool) -> tuple[str, bool]:
    """What a figure, perhaps of several sides, right behind a part of a network counts: its layers, or its units."""
    part, behind = row[place].part, row[at + 1 : at + 2]
    if part is not None and shape and part.type in ("conv", "pool"):
        return "windows", False
    if part is not None and not part.nth and part.type and behind and behind[0].text[0] == "개":
        return f"count {place}", False
    return ("units", False) if UNITS.fullmatch(row[at].text) else NOTHING


def equation(row: Sequence[Token], at: int) -> int:
    """Where the equation of a figure begins, as ``(6 × 5 × 5) + 6`` before ``= 156``; else the figure."""
    if not at or row[at - 1].text != "=":
        return at
    first = at - 1
    while first and (row[first - 1].kind == "figure" or row[first - 1].text in OPERATORS):
        first -= 1
    return first if first and row[first - 1].text in ("=", ":") else at
