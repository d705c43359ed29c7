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

from cnnstat.documents.formats import content, html
from cnnstat.documents.formats.mathematics import formulas

if TYPE_CHECKING:  # imported where a document is parsed
    from markdown_it.token import Token

PRIVATE = re.compile("[\U000f0000-\U0010fffd]")

Seen = Literal["", "line", "image", "math", "text", "attribute", "mathematics", "unknown", "title", "fence"]
"""Where readers see a comment, or its line as HTML; ``text`` is none; what follows is not checked, and the last four
stand in code that is rendered."""
Placed = tuple[str, Seen]
"""The private character of a comment, and how readers see it."""


def in_html(block: str) -> Iterator[Placed]:
    """The comments of a block of HTML."""
    for start, end, kind in html.pieces(block):
        if kind != "comment":
            yield from ((sign, "attribute") for sign in PRIVATE.findall(block, start, end))
        elif PRIVATE.match(block, start + 4):
            yield block[start + 4], "line" if not block[:start].strip() else ""


def in_text(text: str, tokens: Sequence[Token]) -> Iterator[Placed]:
    """The comments of a block's text, in order; ``tokens`` are the parsed text, with a link's title before its text."""
    shown = {sign for start, end in formulas(text) for sign in PRIVATE.findall(text, start, end)}
    found: dict[str, deque[Seen]] = {}
    for sign, seen in _placed(tokens, shown):
        found.setdefault(sign, deque()).append(seen)
    for sign in PRIVATE.findall(text):
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
                yield sign, "attribute" if opened else "math" if sign in shown else ""
        elif token.type == "text":
            yield from ((sign, "text") for sign in PRIVATE.findall(token.content))
        elif token.type == "code_inline" and (kind := _kind_of_code(tokens, number)) in ("mathematics", "unknown"):
            yield from ((sign, kind) for sign in PRIVATE.findall(token.content))
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


def _kind_of_code(tokens: Sequence[Token], number: int) -> content.Kind:
    """What code is: between dollar signs mathematics to GitHub and GitLab, behind the name of a role what that is."""
    front = tokens[number - 1].content if number else ""
    behind = tokens[number + 1].content if number + 1 < len(tokens) else ""
    if front.endswith("$") and behind.startswith("$"):
        return "mathematics"
    return content.kind_of_role(front, behind)


def in_references(env: Mapping[str, Any]) -> Iterator[Placed]:
    """The comments of the definitions to which links with a label refer."""
    for label, each in env.get("references", {}).items():
        yield from _signs(f"{label} {each['title']} {unquote(each['href'])}")
    for each in env.get("duplicate_refs", ()):
        yield from _signs(f"{each['title']} {unquote(each['href'])}")
