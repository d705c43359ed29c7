"""Comments in documents, and which of them are marks."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cnnstat.commands import COMMANDS

EDGE = "[-!]*+"
"""What may stand at the edges of a comment besides: <!--- these too --->, <!--! and these !-->."""
CANDIDATE = re.compile(
    rf"<!--(?={EDGE}\s*+(?:/\s*+)?+(?:\\?cnn[-_]?stat|=(?!=))|{EDGE}\s*+/\s*+[-!]*?-->)", re.IGNORECASE
)
"""Begins what may be a comment that is addressed to the program."""
OPEN = re.compile(r"\s*(?:cnnstat:|=(?!=))")
CLOSE = re.compile(r"/(?:\s*cnnstat)?(?:\s+sum=([0-9a-f]{8}))?")
NEAR = re.compile(r"\s*+(?:/\s*+)?+\\?(?:cnn-?stats?|cnn_stat)\b", re.IGNORECASE)
OPTION = re.compile(r"\s(?:--[a-z]|-[a-z](?:\s|=|$)|-f[a-z]+$|-f[a-z]+\s)")
COMMAND = re.compile(rf"(?:cnnstat|{'|'.join(sorted(COMMANDS))})(?:\s|\Z)")
"""The beginning of a command, even of one that no block may run; a query never begins like this."""
EXEMPT = re.compile(r"exempt(?:\Z|\s+(?!-))")
"""The beginning of an exemption, whose other words are the reason; with an option it is a network of that name."""

SEEN = {
    "line": "the mark begins its line, so Markdown takes the line for HTML; let a word begin it",
    "image": "the mark stands in the description of an image, where it is shown",
    "front": "the mark stands in front matter, which is no Markdown; there it is not a comment",
    "math": "the mark stands inside mathematics, where it is shown; let it enclose the formula with its dollar signs",
}
"""Reasons why readers see a mark, or see its line as HTML."""

UNREAD = {
    "title": "a mark in the title of a directive is shown there, and not checked; say the figure in a sentence",
    "attribute": "a mark in a link's title or address, an attribute, or an element such as <textarea> is not checked, "
    "and may be shown; say the figure in a sentence",
    "mathematics": "a mark inside of mathematics is shown there, and not checked; say the figure in a sentence",
    "unknown": "a mark in a directive that is not known here is not checked; it may be shown there",
    "fence": "a mark in a fence that is not closed is not checked, and some programs show it as text; close the fence",
    "braces": "a mark with something else in its braces, or in none, is not checked; write {/*=QUERY*/}61M{/*/*/}",
    "place": "a mark is a comment that begins its line, here it is not checked; give it a line of its own",
    "reason": "an exemption says why its numbers are not checked: cnnstat: exempt REASON",
    "unended": "the exemption has no end; expected <!-- /cnnstat -->",
    "begins": "an exemption that begins a line of Markdown makes the line HTML; let a word begin it, or give the "
    "comment a line of its own",
    "shown": "an exemption in front matter, in the description of an image or inside mathematics is shown there; let "
    "it enclose the whole",
}
"""Reasons why a mark is not checked although a page may show it, and what is wrong with an exemption."""

Kind = Literal["query", "command", "exempt", "close", "slip", "unread"]


class Comment(NamedTuple):
    """A comment that is addressed to the program.

    Attributes:
        start, end: its offsets in the text, including the comment's delimiters.
        kind: ``query`` opens a mark, ``command`` a generated block, ``exempt`` an exemption, and ``close`` ends any; a
            ``slip`` looks like a mark but is malformed; ``unread`` is in a place that is not checked.
        words: the query, command or reason; for ``close`` the checksum; for ``unread`` a key of :data:`UNREAD`.
        at: the offset of the words.
        region: the text that a comment on a whole line concerns, in formats without comments around a figure.
        seen: a key of :data:`SEEN` if readers see the comment; otherwise "".
    """

    start: int
    end: int
    kind: Kind
    words: str
    at: int
    region: tuple[int, int] | None = None
    seen: str = ""


def comment_of(start: int, end: int, body: str, at: int) -> Comment | None:
    """A comment, if it is addressed to the program; otherwise None.

    Args:
        start, end: its offsets.
        body: its text.
        at: the offset of its text.
    """
    inner = body.strip("-!")
    at += len(body) - len(body.lstrip("-!"))
    close = CLOSE.fullmatch(inner.strip())
    if close:
        return Comment(start, end, "close", close[1] or "", at)
    opened = OPEN.match(inner)
    if opened:
        rest = inner[opened.end() :]
        words = " ".join(rest.split())
        at += opened.end() + len(rest) - len(rest.lstrip())
        if exempt := EXEMPT.match(words):
            return Comment(start, end, "exempt", words[exempt.end() :], at)
        return Comment(start, end, "command" if is_command(words) else "query", words, at)
    return Comment(start, end, "slip", inner.strip(), at) if NEAR.match(inner) else None


def is_command(words: str) -> bool:
    """Whether a comment contains a command; one with braces is an anchor, which may quote any words."""
    return "{" not in words and bool(COMMAND.match(words) or OPTION.search(words))
