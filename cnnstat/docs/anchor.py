"""Anchors: the words around a figure, with the query in braces where the figure stands.

``{alexnet.neurons} neurons`` finds *650,000 neurons*. Blanks and line breaks are one; a brace that is meant is
doubled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.docs.comment import Comment
from cnnstat.docs.marks import Broken, Item, Mark
from cnnstat.docs.prose import ALONE, FIGURE
from cnnstat.errors import UsageError, shown

PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
FIRST = r"(?<![0-9A-Za-z_.,])"


class Anchor(NamedTuple):
    """The words around a figure.

    Attributes:
        text: as written.
        pattern: what finds it, each figure a group.
        asks: the queries, in order.
    """

    text: str
    pattern: re.Pattern[str]
    asks: tuple[str, ...]


def read_anchor(text: str) -> Anchor:
    """An anchor from its text.

    Raises:
        UsageError: it has no query in braces, or a brace alone.
    """
    parts: list[str] = []
    asks: list[str] = []
    at = 0

    def words(piece: str) -> str:
        return r"\s+".join(re.escape(word) for word in re.split(r"\s+", piece))

    for match in PIECE.finditer(text):
        parts.append(words(text[at : match.start()]))
        at = match.end()
        if match[0] in ("{{", "}}"):
            parts.append(re.escape(match[0][0]))
        elif match[1] and match[1].strip():
            parts.append(f"{FIRST}((?>{FIGURE}))")  # the whole of a figure or nothing
            asks.append(match[1].strip())
        else:
            raise UsageError(
                f"{shown(text)}: expected a query in braces, as {{alexnet.params}}; a brace itself is doubled"
            )
    parts.append(words(text[at:]))
    if not asks:
        raise UsageError(f"{shown(text)}: expected a query in braces where the figure stands, as {{alexnet.params}}")
    return Anchor(text, re.compile("".join(parts)), tuple(asks))


def find(anchor: Anchor, text: str, region: tuple[int, int], at: int) -> list[Mark | Broken]:
    """The figures of an anchor.

    Args:
        anchor: the words.
        text: where to look.
        region: between which offsets.
        at: where the anchor itself stands.
    """
    found = list(anchor.pattern.finditer(text, *region))[:2]
    if len(found) == 1:
        (match,) = found
        return [Mark(*match.span(group), ask, at, *match.span(group)) for group, ask in enumerate(anchor.asks, 1)]
    problem = "stand there more than once; add words" if found else "do not stand there"
    return [Broken(at, at + 1, f"the words {shown(anchor.text, 80)} {problem}", lost=True)]


def only_figure(asks: str, text: str, region: tuple[int, int], at: int) -> Mark | Broken:
    """The figure of a line's or paragraph's comment that has a query only: there must be one figure."""
    found = list(ALONE.finditer(text, *region))
    if len(found) == 1:
        return Mark(*found[0].span(), asks, at, *found[0].span())
    problem = f"{len(found)} figures stand" if found else "no figure stands"
    return Broken(
        at, at + len(asks), f"{problem} in the text of this comment; quote the words, as {{{asks}}} parameters", True
    )


def of_region(comment: Comment, text: str) -> Sequence[Item]:
    """The figures that a comment of a line or paragraph speaks of."""
    assert comment.region is not None
    if "{" not in comment.words:
        return [only_figure(comment.words, text, comment.region, comment.at)]
    try:
        found = read_anchor(comment.words)
    except UsageError as error:
        return [Broken(comment.start, comment.end, str(error))]
    return find(found, text, comment.region, comment.at)
