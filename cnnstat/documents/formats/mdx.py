"""MDX: Markdown with elements of JSX, whose comments are ``{/* … */}`` and which has no indented code.

It is read as the Markdown that says the same: its comments are those of HTML, and what Markdown would take for indented
code is indented less. As for notebooks, each character's position in the file is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnnstat.documents.formats import commonmark, markdown
from cnnstat.documents.formats.comment import CANDIDATE, Comment
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.notebook import Places

ENDINGS = (".mdx",)

OPEN = re.compile(r"\{[ \t]*/\*")
CLOSE = re.compile(r"[ \t]*\}")
MARK = re.compile(f"{CANDIDATE.pattern}((?:(?!<!--).)*?)-->", re.DOTALL | re.IGNORECASE)
STRAY = re.compile(r"(?:/\*|\{\s*+//)(?=[-!\s]*+(?:\\?cnn[-_]?stat\s*+:|=(?!=)))", re.IGNORECASE)
"""Begins what would be a mark, if nothing else stood in its braces."""
INDENTED = re.compile(r"(?:^\ufeff?|\r)[ \t>]*(?: {4}|\t)", re.MULTILINE)
BRACE, EMPTY = f"&#{ord('{')};", "<!-- -->"
"""A brace in numbers, and the comment that parts two of them for others than MDX."""
CODE = 4
"""Columns by which Markdown's code is indented."""
DEEPEST = 8
"""How often blanks are taken away where elements inside each other are indented; what is deeper loses all at once."""


class Piece(NamedTuple):
    """A stretch of the text, and the stretch of the file that it stands for; one ``character`` may be several there."""

    text: str
    start: int
    end: int
    character: bool = False


def read(file: str) -> tuple[str, Places]:
    """The Markdown that says what a file says, and the positions of its characters.

    Raises:
        RecursionError: it is nested hundreds of levels deep.
    """
    edges = list(comment_edges(file))
    text, places = written_so(file, edges)
    for step in range(2 * DEEPEST):
        blanks = [places.place(*each) for each in indents(text, step >= DEEPEST)] if INDENTED.search(text) else []
        if not blanks:
            break
        edges = sorted([*edges, *((Piece("", start, end),) for start, end in blanks)], key=lambda each: each[0].start)
        text, places = written_so(file, edges)
    return text, places


def comment_edges(file: str) -> Iterator[tuple[Piece, ...]]:
    """What stands for the beginnings and the ends of comments."""
    at = 0
    while opened := OPEN.search(file, at):
        start, words = opened.span()
        end = file.find("*/", words)
        if end == -1:
            return
        at = end + 2
        if closed := CLOSE.match(file, at):
            at = closed.end()
            yield Piece("<", start, words - 2, True), Piece("!-", words - 2, words), Piece("-", words, words)
            yield Piece("--", end, end + 2), Piece(">", end + 2, at, True)


def indents(text: str, whole: bool = False) -> Iterator[tuple[int, int]]:
    """The blanks by which lines are indented so far that Markdown takes them for code, or would behind empty lines.

    Lines of a block keep how they are indented against each other, unless the ``whole`` of the blanks is asked for.
    """
    lines = Lines(text)
    for token in commonmark.parse(text.removeprefix("\ufeff"), {}):
        if token.type not in ("code_block", "html_block") or token.map is None:
            continue
        rows = token.content.split("\n")
        extra = [len(row) - len(row.lstrip(" \t")) for row in rows]
        least = min(number for number, row in zip(extra, rows, strict=True) if row.strip())
        for number, row, blank in zip(range(*token.map), rows, extra, strict=False):
            most = CODE + (blank if whole else least) if token.type == "code_block" else blank
            if row.strip() and most >= CODE:
                start, end = lines.range(number, number + 1)
                begins = start + len(text[start:end].rstrip()) - len(row.strip())
                there = len(text[start:begins]) - len(text[start:begins].rstrip(" \t"))
                yield begins - min(there, most), begins


def written_so(file: str, edges: Iterable[tuple[Piece, ...]]) -> tuple[str, Places]:
    """A file's text with other pieces at some places."""
    parts: list[str] = []
    places, length, at = Places(), 0, 0
    for edge in (*edges, (Piece("", len(file), len(file)),)):
        for each in (Piece(file[at : edge[0].start], at, edge[0].start), *edge):
            if each.text:
                places.add(length, each.start, each.end, escape=each.character)
                parts.append(each.text)
                length += len(each.text)
        at = edge[-1].end
    return "".join(parts), places


def comments(text: str, lines: Lines, places: Places, file: str) -> Iterator[Comment]:
    """The comments that are addressed to the program; one in braces may begin a line."""
    found = [Comment(at, at + 1, "unread", "braces", at) for at in strays(text)]
    for each in markdown.comments(text, lines):
        braces = file.startswith("{", places.of(each.start)[0])
        found.append(each._replace(seen="") if each.seen == "line" and braces else each)
    yield from sorted(found)


def strays(text: str) -> Iterator[int]:
    """Where comments of JavaScript begin that would be marks, and stand in braces with something else, or in none."""
    begun = {each.end(): each.start() for each in STRAY.finditer(text)}
    yield from (begun[place] for place in (markdown.no_code(text, list(begun)) if begun else ()))


def written(text: str) -> str:
    """A text with marks as MDX has them."""
    return MARK.sub(lambda mark: f"{{/*{mark[0][4:-3]}*/}}", text)


def inert(text: str) -> str:
    """A block's text without comments of HTML, which MDX has none of: its braces in numbers are text."""
    return text.replace(BRACE + EMPTY, BRACE)
