"""Comments in pairs: marked figures, generated blocks, and what is neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.formats.comment import UNREAD, Comment
from cnnstat.errors import shown

FARTHEST = 300
"""Characters between the two comments of a mark; a figure is never that long."""
EMPTY_LINE = re.compile(r"(?>\r\n?|\n)[ \t>]*(?:\r\n?|\n)")
NETWORK = re.compile(
    r"(?:[A-Za-z][\w-]*(?:\.[0-9][\w-]*)*|\S+\.ya?ml(?::[\w.-]+)?|'[^']*')(?:\s+[A-Za-z0-9][\w.-]*)*", re.ASCII
)
"""A network, and perhaps a layer: what no query is, but the command line shows."""
NOTHING_BEHIND = re.compile(r"[ \t]*+(?:[\r\n]|\Z|<!--\s*+/)")
FORM = "a mark is <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat -->"


class Mark(NamedTuple):
    """A figure and the query that it is held against.

    Attributes:
        start, end: where the figure stands, with what decorates it.
        asks: the query.
        at: where that stands.
        begin, close: where the mark begins and ends.
        seen: as in :class:`Comment`.
    """

    start: int
    end: int
    asks: str
    at: int
    begin: int
    close: int
    seen: str = ""


class Generated(NamedTuple):
    """A block that a command has written.

    Attributes:
        start, end: where its text stands, between the comments.
        command: the command's words.
        at: where those stand.
        begin: where the block begins.
        checksum: of the text as it was written; "" in a block that was not written yet.
        closing: where the comment that ends the block stands.
    """

    start: int
    end: int
    command: str
    at: int
    begin: int
    checksum: str
    closing: tuple[int, int]


class Broken(NamedTuple):
    """What is no mark.

    Attributes:
        start, end: what to point at.
        problem: what is wrong.
        lost: whether words of an anchor are, and not a comment.
    """

    start: int
    end: int
    problem: str
    lost: bool = False


Item = Mark | Generated | Broken


def pairs(text: str, comments: Sequence[Comment]) -> Iterator[Item | Comment]:
    """What comments come to, in order; those that concern a line or paragraph are passed on as they are."""
    at = 0
    while at < len(comments):
        found, used = pair(text, comments[at : at + 4])
        yield found
        at += used


def is_block(text: str, first: Comment, behind: Sequence[str]) -> bool:
    """Whether a comment that names a network, and no figure of it, begins a block: nothing follows it on its line.

    Where comments cannot stand around a figure, it must have a line of its own, and an end.
    """
    if first.kind != "query" or not NETWORK.fullmatch(first.words):
        return False
    if first.region is not None:
        at = first.start
        while at and text[at - 1] in " \t":
            at -= 1
        return behind[:1] == ["close"] and (not at or text[at - 1] in "\r\n")
    return NOTHING_BEHIND.match(text, first.end) is not None


def pair(text: str, comments: Sequence[Comment]) -> tuple[Item | Comment, int]:
    """The first of some comments with what belongs to it, and how many comments that are."""
    first, *more = comments
    kinds = [each.kind for each in more]
    if is_block(text, first, kinds):
        first = first._replace(kind="command")
    if first.kind == "slip":
        words = shown(first.words.replace("\n", " "))
        return Broken(first.start, first.end, f"expected cnnstat: QUERY or /cnnstat, got {words}; {FORM}"), 1
    if first.kind == "unread":
        return Broken(first.start, first.end, UNREAD[first.words]), 1
    if first.kind == "close":
        return Broken(first.start, first.end, f"nothing begins that ends here; {FORM}"), 1
    if first.region is not None and first.kind == "query":
        return first, 1
    if not first.words:
        return Broken(first.start, first.end, f"expected a query behind cnnstat:; {FORM}"), 1 + (kinds[:1] == ["close"])
    end = "<!--/-->" if "cnnstat" not in text[first.start : first.at] else "<!-- /cnnstat -->"
    if kinds[:1] != ["close"]:
        nested = kinds == ["query", "close", "close"] and not EMPTY_LINE.search(text[first.end : more[0].start])
        if nested and not EMPTY_LINE.search(text[more[1].end : more[2].start]):
            return Broken(more[0].start, more[0].end, "a mark inside a mark; figures are marked one by one"), 4
        what = "the mark" if first.kind == "query" else "the block"
        return Broken(first.start, first.end, f"{what} has no end; expected {end}"), 1
    close = more[0]
    if first.kind == "command":
        return Generated(
            first.end, close.start, first.words, first.at, first.start, close.words, (close.start, close.end)
        ), 2  # fmt: skip
    between = text[first.end : close.start]
    if len(between) > FARTHEST or EMPTY_LINE.search(between):
        return Broken(first.start, first.end, f"the mark has no end in its paragraph; expected {end}"), 2
    return Mark(first.end, close.start, first.words, first.at, first.start, close.end, first.seen), 2
