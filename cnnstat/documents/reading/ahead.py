"""What the words behind a figure say that it counts."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.claim import LAYERED
from cnnstat.documents.reading.forms import LARGE, SHAPE, WHOLE_SHAPE
from cnnstat.documents.reading.relations import group_at, masks
from cnnstat.documents.reading.subjects import COORDINATED
from cnnstat.documents.reading.tokens import Token

LAYERS_OF = ("의", "の", "的")
"""Words between a number of layers and their kind."""
FARTHEST = 8
"""Words between a figure and what it counts."""
DEEP, COUNTERS = ("depth", "깊이"), ("개", "개의")
"""Words for how deep something is, and Korean words behind a figure that counts what follows."""
Behind = dict[int, tuple[str, int]]
"""What stands behind figures of a row, by their places."""


def ahead(row: Sequence[Token], at: int, known: Behind) -> tuple[str, int]:
    """The quantity named behind a figure, and where; "" if there is none.

    Args:
        row: the tokens of a sentence.
        at: the figure's place in it.
        known: what has been found in this row: each figure of a list asks what stands behind the next.
    """
    if at not in known:
        known[at] = _found(row, at, known)
    return known[at]


def _found(row: Sequence[Token], at: int, known: Behind) -> tuple[str, int]:
    for place in range(at + 1, min(len(row), at + FARTHEST)):
        token = row[place]
        if token.key == "bytes" and SHAPE.search(row[at].text):
            continue  # 11×11×3 사이즈의 필터
        if token.kind == "quantity":
            after = row[place + 1].text if place + 1 < len(row) else ""
            if token.key == "depth" and after in LAYERS_OF and (group := group_at(row, place + 2)):
                return group  # 16層の畳み込み層
            near = place == at + 1 and token.key in LAYERED
            labels = after in (":", "=") and token.key != "depth" and not near
            return ("", at) if labels or is_label(row, place) else (counts(row, at, place), place)
        if token.kind == "part" and token.part and token.part.known and not token.part.nth and token.part.type:
            return "windows" if SHAPE.search(row[at].text) else "count", place
        if token.kind == "figure" and SHAPE.search(token.text) and not SHAPE.search(row[at].text):
            if at and row[at - 1].key in ("stride", "padding"):
                break  # stride 2, 3×3 pooling
            key, last = ahead(row, place, known)  # 96 11×11 filters
            return ("filters", last) if key in ("filters", "windows", "kernel") and not row[at].word else ("", at)
        if (
            token.kind == "figure"
            and place > at + 1
            and all(each.text in COORDINATED for each in row[at + 1 : place])
            and (LARGE.search(token.text) or not LARGE.search(row[at].text))  # (25.6M, 50 layers)
            and (not at or row[at - 1].kind != "quantity")  # MACs 714M, 1.4G FLOPs
        ):
            return ahead(row, place, known)
        if place == at + 1 and token.text == ")" and at and row[at - 1].text == "(":
            continue  # (3×3) filters
        if token.kind != "word" or not (token.text in lexicon.ADJECTIVES or token.text in COORDINATED):
            break
        ends = row[at + 1].text == "개" and token.text == ","  # 합성곱층 3개, 풀링층 2개
        follows = any(each.kind == "figure" for each in row[place : place + 3])
        apart = token.text == "," and row[place + 1 : place + 2] and row[place + 1].kind == "quantity"
        if ends or apart or (token.text in COORDINATED and not follows):
            break  # stride 2, size 3×3
    return "", at


def counts(row: Sequence[Token], at: int, place: int) -> str:
    """What a figure counts, by the word at a place behind it."""
    maps = row[place].text in DEEP and any(each.text in COUNTERS for each in row[at + 1 : place])
    return "filters" if maps else masks(row[place], row[at])  # 96개의 depth


def is_label(row: Sequence[Token], at: int) -> bool:
    """Whether a quantity is the label of the figure behind it, as the second one of ``stride 4, padding 2``."""
    token, after = row[at], row[at + 1 : at + 3]
    if token.key == "units":
        return after[:1] != [] and after[0].text in ("=", ":") and after[-1].kind == "figure"
    if token.key not in ("stride", "padding", "kernel", "output", "input", "rf") or not after:
        return False
    if after[-1].kind == "figure" and WHOLE_SHAPE.search(after[-1].text):
        return False
    glued = row[at - 1].kind == "figure" and token.key not in ("stride", "padding")
    return not glued and (
        after[0].kind == "figure" or (after[0].text in ("of", "=", ":") and after[-1].kind == "figure")
    )
