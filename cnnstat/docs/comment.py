"""Comments in documents, and which of them are marks."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

OPEN = re.compile(r"\s*(?:cnnstat:|=)\s*(.*?)\s*", re.DOTALL)
CLOSE = re.compile(r"\s*/(?:\s*cnnstat)?(?:\s+sum=([0-9a-f]{8}))?\s*")
NEAR = re.compile(r"\s*/?\s*\\?(?:cnn-?stats?|cnn_stat)\b", re.IGNORECASE)
COMMAND = re.compile(
    r"\s--?[a-z]|^(?:(?:cnnstat|show|get|explain|audit|reconcile|sizes|lint|expand|export|check|crosscheck|train)\s|list$)"
)
"""A command has options, or begins with the word for one, even if no block may run it; a query never does."""

Kind = Literal["query", "command", "close", "slip"]


class Comment(NamedTuple):
    """A comment that speaks to the program.

    Attributes:
        start, end: where it stands in the text, its brackets included.
        kind: a mark begins with a query, a generated block with a command; both are closed. A slip is none of these.
        words: the query or command; of a closing comment the checksum.
        at: where the words begin.
        region: the text that a comment of a line concerns, where comments cannot stand around a figure.
    """

    start: int
    end: int
    kind: Kind
    words: str
    at: int
    region: tuple[int, int] | None = None


def comment_of(start: int, end: int, body: str, at: int) -> Comment | None:
    """A comment as one that speaks to the program; None where it does not.

    Args:
        start, end: where it stands.
        body: what it says.
        at: where that begins.
    """
    close = CLOSE.fullmatch(body)
    if close:
        return Comment(start, end, "close", close[1] or "", at)
    opened = OPEN.fullmatch(body)
    if opened:
        words = " ".join(opened[1].split())
        return Comment(start, end, "command" if COMMAND.search(words) else "query", words, at + opened.start(1))
    return Comment(start, end, "slip", body.strip(), at) if NEAR.match(body) else None
