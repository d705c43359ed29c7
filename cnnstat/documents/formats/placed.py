"""How readers of Markdown see comments, by the private characters that stand in them.

A comment is none, and is seen, in a link's title or address, in an attribute, in an element whose inside is no HTML and
in mathematics.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from cnnstat.documents.formats import html
from cnnstat.documents.formats.mathematics import formulas

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it.token import Token

PRIVATE = re.compile("[\U000f0000-\U0010fffd]")

Seen = Literal["", "line", "image", "math", "text", "attribute", "mathematics", "unknown", "title"]
"""Where readers see a comment, or its line as HTML; ``text`` is none; what follows is not checked, and the last three
stand in code that is rendered."""
Placed = tuple[str, Seen]
"""The private character of a comment, and how readers see it."""


def in_html(content: str) -> Iterator[Placed]:
    """The comments of a block of HTML."""
    for start, end, kind in html.pieces(content):
        if kind == "shown":
            yield from ((sign, "attribute") for sign in PRIVATE.findall(content, start, end))
        elif kind == "comment" and PRIVATE.match(content, start + 4):
            yield content[start + 4], "line" if not content[:start].strip() else ""


def in_text(content: str, tokens: Sequence[Token]) -> Iterator[Placed]:
    """The comments of a block's text, in order; ``tokens`` are the parsed text, with a link's title before its text."""
    shown = {sign for start, end in formulas(content) for sign in PRIVATE.findall(content, start, end)}
    found: dict[str, deque[Seen]] = {}
    for sign, seen in _placed(tokens, shown):
        found.setdefault(sign, deque()).append(seen)
    for sign in PRIVATE.findall(content):
        if found.get(sign):
            yield sign, found[sign].popleft()


def _placed(tokens: Sequence[Token], shown: set[str]) -> Iterator[Placed]:
    opened = ""
    for number, token in enumerate(tokens):
        if token.type == "html_inline":
            opened = html.left_open(token.content, opened)
            if not token.content.startswith("<!--"):
                yield from _signs(token.content)
            elif PRIVATE.match(token.content, 4):
                sign = token.content[4]
                raw = bool(opened) and opened not in html.HIDDEN
                yield sign, "attribute" if raw else "math" if sign in shown else ""
        elif token.type == "text":
            yield from ((sign, "text") for sign in PRIVATE.findall(token.content))
        elif token.type == "code_inline" and _is_formula(tokens, number):
            yield from ((sign, "mathematics") for sign in PRIVATE.findall(token.content))
        elif token.type == "image":
            for child in token.children or ():
                if child.type == "html_inline" and PRIVATE.match(child.content, 4):
                    yield child.content[4], "image"
                yield from _attributes(child)
        yield from _attributes(token)


def _attributes(token: Token) -> Iterator[Placed]:
    """Comments in the title and the address of a link or an image."""
    for name in ("title", "href", "src"):
        yield from _signs(unquote(str(token.attrs.get(name, ""))))


def _signs(text: str) -> Iterator[Placed]:
    return ((sign, "attribute") for sign in PRIVATE.findall(text))


def _is_formula(tokens: Sequence[Token], number: int) -> bool:
    """Whether code stands between dollar signs: mathematics to GitHub and GitLab."""
    if not 0 < number < len(tokens) - 1:
        return False
    before, behind = tokens[number - 1], tokens[number + 1]
    return before.content.endswith("$") and behind.content.startswith("$")


def in_references(env: Mapping[str, Any]) -> Iterator[Placed]:
    """The comments of the definitions to which links with a label refer."""
    for label, each in env.get("references", {}).items():
        yield from _signs(f"{label} {each['title']} {unquote(each['href'])}")
    for each in env.get("duplicate_refs", ()):
        yield from _signs(f"{each['title']} {unquote(each['href'])}")
