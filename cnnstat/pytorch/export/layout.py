"""Source text in lines of at most 120 characters, broken as ``ruff format`` does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 120
INDENT = "    "


class Group(NamedTuple):
    """Text in brackets, which may be broken at its commas."""

    open: str
    items: Sequence[Doc]
    close: str
    one_by_one: bool = False
    """a tuple's items stand on a line each when they do not fit into one; a call's may share the next line"""


Doc = str | Group


def flat(doc: Doc) -> str:
    """A document on one line."""
    if isinstance(doc, str):
        return doc
    comma = "," if doc.open == "(" and doc.one_by_one and len(doc.items) == 1 else ""
    return f"{doc.open}{', '.join(map(flat, doc.items))}{comma}{doc.close}"


def lay(prefix: str, doc: Doc, suffix: str = "", indent: str = "") -> list[str]:
    """``prefix``, the document and ``suffix`` as lines behind ``indent``."""
    line = f"{indent}{prefix}{flat(doc)}{suffix}"
    if isinstance(doc, str) or len(line) <= WIDTH or not doc.items:
        return [line]
    deeper = indent + INDENT
    inner = f"{deeper}{', '.join(map(flat, doc.items))}"
    if len(inner) <= WIDTH and not doc.one_by_one:
        return [f"{indent}{prefix}{doc.open}", inner, f"{indent}{doc.close}{suffix}"]
    if len(doc.items) == 1 and isinstance(doc.items[0], Group) and not doc.one_by_one:
        only = doc.items[0]
        return [
            f"{indent}{prefix}{doc.open}",
            *lay("", only, "", deeper),
            f"{indent}{doc.close}{suffix}",
        ]
    broken = [text for item in doc.items for text in lay("", item, ",", deeper)]
    return [f"{indent}{prefix}{doc.open}", *broken, f"{indent}{doc.close}{suffix}"]
