"""Exemptions: stretches of a document whose numbers are none of an architecture's, each with the reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.documents.formats.comment import Comment
from cnnstat.documents.formats.lines import Lines


class Exempt(NamedTuple):
    """A stretch of a document whose numbers are exempt from being checked.

    Attributes:
        start, end: its offsets.
        reason: why, in the author's words.
    """

    start: int
    end: int
    reason: str


def exemptions(comments: Sequence[Comment], lines: Lines) -> tuple[list[Exempt], list[Comment]]:
    """The exemptions of a text, and all its other comments.

    An exemption may enclose marks, generated blocks and other exemptions. One that is not as it should be is left among
    the comments, as ``unread``.
    """
    found, left, opened = list[Exempt](), list[Comment](), list[Comment]()
    for each in comments:
        if each.kind == "exempt" and (problem := fault(each, lines)):
            left.append(each._replace(kind="unread", words=problem))
        elif each.kind == "exempt" and each.region is not None and each.words:
            found.append(Exempt(*each.region, each.words))
        if each.kind == "exempt":
            opened += [each] if each.region is None else []
            continue
        first = opened.pop() if each.kind == "close" and opened else None
        if first is not None and first.kind == "exempt":
            found += [Exempt(first.end, each.start, first.words)] if not fault(first, lines) else []
            continue
        if each.kind in ("query", "command") and each.region is None:
            opened.append(each)
        left.append(each)
    unended = [each for each in opened if each.kind == "exempt" and not fault(each, lines)]
    left += [each._replace(kind="unread", words="unended") for each in unended]
    return sorted(found), sorted(left)


def fault(comment: Comment, lines: Lines) -> str:
    """What is wrong with the comment that begins an exemption, as a key of ``UNREAD``; "" if nothing is."""
    if not comment.words:
        return "reason"
    if comment.seen in ("image", "front", "math"):
        return "shown"
    line = lines.range(0, lines.of(comment.end) + 1)[1]
    return "begins" if comment.seen == "line" and lines.text[comment.end : line].strip() else ""


class Reasons:
    """The reason at each place of a text, where several exemptions are inside each other that of the innermost."""

    def __init__(self, exempt: Sequence[Exempt]) -> None:
        edges = [(each.start, 1, number) for number, each in enumerate(exempt)]
        edges += [(each.end, 0, number) for number, each in enumerate(exempt)]
        self._offsets, self._reasons, opened = list[int](), list[str](), dict[int, None]()
        for offset, begins, number in sorted(edges):
            if begins:
                opened[number] = None
            else:
                opened.pop(number, None)
            self._offsets.append(offset)
            self._reasons.append(exempt[next(reversed(opened))].reason if opened else "")

    def at(self, offset: int) -> str:
        """The reason at a place; "" if it is not exempt."""
        number = bisect_right(self._offsets, offset) - 1
        return self._reasons[number] if number != -1 else ""
