"""Markdown: CommonMark with GitHub's tables, read by markdown-it.

The parser gives no places inside of lines. So what is looked for is marked before it reads: the first character of a
comment, or of a figure, is replaced by one that no text has, and where that comes out tells whether it is a comment,
code, a link or prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cnnstat.documents.formats import html
from cnnstat.documents.formats.comment import Comment, comment_of
from cnnstat.documents.formats.lines import Lines

CANDIDATE = re.compile(r"<!--(?=-?\s*+(?:/\s*+)?+(?:\\?cnn[-_]?stat|=(?!=))|\s*+/\s*+-->)", re.IGNORECASE)
FIRST_SIGN = 0xF0000
SIGNS = 0x1FFFE
"""Private characters of Unicode's planes 15 and 16; where there are more comments they are used again, in order."""
PRIVATE = re.compile("[\U000f0000-\U0010fffd]")
BEGIN = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*")
"""What may stand in front of a block: quotation signs, list signs, blanks."""
FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)

Seen = Literal["", "line", "image", "text"]
"""Where readers see a comment, or its line as HTML; ``text`` is none."""


class Stretch(NamedTuple):
    """Lines of one block: first, and the first behind it."""

    first: int
    last: int


class Layout(NamedTuple):
    """The blocks of a document.

    Attributes:
        prose: paragraphs, headings and rows of tables, in order.
        tables: whole tables.
    """

    prose: Sequence[Stretch]
    tables: Sequence[Stretch]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Reads blocks; the inside of a line is read where something stands in it. Nothing is too deep for it."""
    found = MarkdownIt("commonmark", {"maxNesting": 1_000_000}).enable("table")
    found.core.ruler.disable("inline")
    found.disable(["emphasis", "entity", "newline", "balance_pairs", "fragments_join"])  # they hide no comment
    return found


@lru_cache(maxsize=2)
def layout(text: str) -> Layout:
    """The blocks of a document; kept, as tables are looked at behind marks.

    Raises:
        RecursionError: they are nested hundreds of levels deep.
    """
    return layout_of(parser().parse(text.removeprefix("\ufeff")))


def layout_of(tokens: Iterable[Token]) -> Layout:
    prose: list[Stretch] = []
    tables: list[Stretch] = []
    for token in tokens:
        if token.map is not None and token.type in ("table_open", "inline"):
            stretch = Stretch(token.map[0], token.map[1])
            if token.type == "table_open":
                tables.append(stretch)
            elif not prose or prose[-1] != stretch:
                prose.append(stretch)
    return Layout(prose, tables)


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments of a document that speak to the program, but for those in code."""
    starts = [match.start() for match in CANDIDATE.finditer(text)]
    front = FRONT.match(text)
    end = 0
    for start, seen in comments_at(text, starts):
        if 0 <= end < start + 4:  # what closes none of those above is not looked for again
            end = text.find("-->", start + 4)
        if seen == "text":  # <!--- is no comment in GitHub's Markdown; \\<!-- is meant to be seen
            if text[start + 4] == "-" and text[start - 1 : start] != "\\":
                line = lines.range(lines.of(start), lines.of(start) + 1)[1]  # it may not be closed
                last = end + 3 if start < end < line else start + len(text[start:line].rstrip())
                yield Comment(start, last, "slip", text[start:last].removesuffix("-->").strip(), start)
        elif comment := comment_of(start, end + 3, text[start + 4 : end], start + 4):
            yield comment._replace(seen="front" if front and start < front.end() else seen)


def comments_at(text: str, starts: Sequence[int]) -> Iterator[tuple[int, Seen]]:
    """Which of some places begin a comment, in order."""
    env: dict[str, object] = {}
    found: list[tuple[str, Seen]] = []
    for token in parser().parse(signed(text, [start + 4 for start in starts]), env):
        if not token.content or not PRIVATE.search(token.content):
            continue
        if token.type == "html_block":
            for start, _ in html.spans(token.content):
                if PRIVATE.match(token.content, start + 4):
                    first = not token.content[:start].strip()
                    found.append((token.content[start + 4], "line" if first else ""))
        elif token.type == "inline":
            found += inline_comments(token.content, env)
    last = 0
    for sign, seen in found:
        last += (ord(sign) - FIRST_SIGN - last) % SIGNS
        yield starts[last], seen


def inline_comments(content: str, env: dict[str, object]) -> Iterator[tuple[str, Seen]]:
    """The signs of comments in the text of a block, and whether an image's description holds them."""
    for token in inside(content, env):
        if token.type == "html_inline" and token.content.startswith("<!--") and PRIVATE.match(token.content, 4):
            yield token.content[4], ""
        elif token.type == "text":
            yield from ((sign, "text") for sign in PRIVATE.findall(token.content))
        elif token.type == "image":
            for child in token.children or ():
                if child.type == "html_inline" and PRIVATE.match(child.content, 4):
                    yield child.content[4], "image"


def inside(content: str, env: dict[str, object]) -> list[Token]:
    """The text of a block, parsed."""
    tokens: list[Token] = []
    parser().inline.parse(content, parser(), env, tokens)
    return tokens


def signed(text: str, places: Sequence[int]) -> str:
    """A text in which the characters at some places are replaced by signs."""
    text = PRIVATE.sub("x", text)
    parts: list[str] = []
    at = 0
    for number, place in enumerate(places):
        parts += [text[at:place], chr(FIRST_SIGN + number % SIGNS)]
        at = place + 1
    return "".join([*parts, text[at:]]).removeprefix("\ufeff")


def visible(text: str, places: Sequence[int]) -> Iterator[int]:
    """Which of some places readers see as text: not in code, addresses, tags or descriptions of images."""
    env: dict[str, object] = {}
    front = FRONT.match(text)
    last = 0
    for token in parser().parse(signed(text, places), env):
        if token.type != "inline" or not PRIVATE.search(token.content):
            continue
        automatic = False
        for part in inside(token.content, env):
            begins = part.type == "link_open" and part.markup == "autolink"
            automatic = begins or (automatic and part.type != "link_close")
            for sign in PRIVATE.findall(part.content) if part.type == "text" and not automatic else ():
                last += (ord(sign) - FIRST_SIGN - last) % SIGNS
                if not front or places[last] >= front.end():
                    yield places[last]


def begins_line(text: str, lines: Lines, start: int) -> bool:
    """Whether something is the first thing of its line, so that Markdown would take a comment there for HTML."""
    first = lines.range(lines.of(start), lines.of(start) + 1)[0]
    return BEGIN.fullmatch(text, first, start) is not None
