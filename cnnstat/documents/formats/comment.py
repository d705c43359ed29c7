"""Comments in documents, and which of them are marks."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cnnstat.commands import COMMANDS

OPEN = re.compile(r"\s*(?:cnnstat:|=(?!=))")
CLOSE = re.compile(r"/(?:\s*cnnstat)?(?:\s+sum=([0-9a-f]{8}))?")
NEAR = re.compile(r"\s*+(?:/\s*+)?+\\?(?:cnn-?stats?|cnn_stat)\b", re.IGNORECASE)
OPTION = re.compile(r"\s(?:--[a-z]|-[a-z](?:\s|=|$)|-f[a-z]+$|-f[a-z]+\s)")
COMMAND = re.compile(rf"(?:cnnstat|{'|'.join(sorted(COMMANDS))})(?:\s|\Z)")
"""A command has options, or begins with the word for one, even if no block may run it; a query never does."""

SEEN = {
    "line": "the mark begins its line, so Markdown takes the line for HTML; let a word begin it",
    "image": "the mark stands in the description of an image, where it is shown",
    "front": "the mark stands in front matter, which is no Markdown; there it is not a comment",
    "math": "the mark stands inside mathematics, where it is shown; let it enclose the formula with its dollar signs",
}
"""Why readers see a mark, or its line as HTML."""

UNREAD = {
    "title": "a mark in the title of a directive is shown there, and not checked; say the figure in a sentence",
    "mathematics": "a mark in a block of mathematics is shown there, and not checked; say the figure in a sentence",
    "unknown": "a mark in a directive that is not known here is not checked; it may be shown there",
}
"""Why a mark is not checked where a page may show it."""

Kind = Literal["query", "command", "close", "slip", "unread"]


class Comment(NamedTuple):
    """A comment that speaks to the program.

    Attributes:
        start, end: where it stands in the text, its brackets included.
        kind: a mark begins with a query, a generated block with a command; both are closed. A slip is none of these;
            an unread one stands where it is not checked.
        words: the query or command; of a closing comment the checksum; of an unread one a key of :data:`UNREAD`.
        at: where the words begin.
        region: the text that a comment of a line concerns, where comments cannot stand around a figure.
        seen: where readers see it all the same: a key of :data:`SEEN`.
    """

    start: int
    end: int
    kind: Kind
    words: str
    at: int
    region: tuple[int, int] | None = None
    seen: str = ""


def comment_of(start: int, end: int, body: str, at: int) -> Comment | None:
    """A comment as one that speaks to the program; None where it does not.

    Args:
        start, end: where it stands.
        body: what it says.
        at: where that begins.
    """
    inner = body.strip("-!") if body[:1] == "-" or body[-1:] in "-!" else body  # <!--- these too --->
    at += len(body) - len(body.lstrip("-")) if inner != body else 0
    close = CLOSE.fullmatch(inner.strip())
    if close:
        return Comment(start, end, "close", close[1] or "", at)
    opened = OPEN.match(inner)
    if opened:
        rest = inner[opened.end() :]
        words = " ".join(rest.split())
        at += opened.end() + len(rest) - len(rest.lstrip())
        return Comment(start, end, "command" if is_command(words) else "query", words, at)
    return Comment(start, end, "slip", inner.strip(), at) if NEAR.match(inner) else None


def is_command(words: str) -> bool:
    """Whether a comment has a command; an anchor quotes words of any kind."""
    return "{" not in words and bool(COMMAND.match(words) or OPTION.search(words))
