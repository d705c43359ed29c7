"""Markdown: CommonMark with GitHub's tables, read by markdown-it.

The parser says which lines are code, prose, tables or HTML; within these the source itself is searched, because
figures must be found, and mended, where they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt

from cnnstat.docs.comment import Comment, comment_of
from cnnstat.docs.lines import Lines

COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
TICKS = re.compile("`+")
SPAN = re.compile(r"\\.|(?P<ticks>`+)|<!--.*?-->", re.DOTALL)
BEGIN = re.compile(r"[\s>]*(?:[-*+]\s+|\d{1,9}[.)]\s+)*")
"""What may stand in front of a block: quotation signs, list signs, blanks."""

FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
IMAGE = re.compile(r"!\[[^\[\]\n]*\Z")
NEAR = 200
"""Characters of a description that are looked at."""


class Stretch(NamedTuple):
    """Lines of one block: first, and the first behind it."""

    first: int
    last: int
    kind: str


class Layout(NamedTuple):
    """Which lines are what.

    Attributes:
        prose: paragraphs, headings, rows of tables and HTML, in order.
        tables: whole tables.
    """

    prose: Sequence[Stretch]
    tables: Sequence[Stretch]

    def holding(self, line: int) -> Stretch | None:
        """The block of prose that a line belongs to; None for code and empty lines."""
        at = bisect_right(self.prose, line, key=lambda each: each.first) - 1
        return self.prose[at] if at >= 0 and line < self.prose[at].last else None


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Blocks only: what is inside of a line is not parsed, as that has no positions."""
    found = MarkdownIt("commonmark").enable("table")
    found.core.ruler.disable("inline")
    return found


@lru_cache(maxsize=2)
def layout(text: str) -> Layout:
    """The blocks of a document; kept, as tables are looked at behind marks."""
    prose: list[Stretch] = []
    tables: list[Stretch] = []
    for token in parser().parse(text.removeprefix("\ufeff")):
        if token.map is None:
            continue
        stretch = Stretch(token.map[0], token.map[1], token.type)
        if token.type == "table_open":
            tables.append(stretch)
        elif token.type in ("inline", "html_block") and (not prose or prose[-1][:2] != stretch[:2]):
            prose.append(stretch)
    return Layout(prose, tables)


def comments(text: str, lines: Lines) -> Iterator[Comment]:
    """The comments of a document that speak to the program, but for those in code."""
    found = [
        comment
        for match in COMMENT.finditer(text)
        if (comment := comment_of(match.start(), match.end(), match[1], match.start(1)))
    ]
    if not found:
        return
    blocks = layout(text)
    spans: dict[Stretch, list[tuple[int, int]]] = {}
    for comment in found:
        stretch = blocks.holding(lines.of(comment.start))
        if stretch is None:
            continue
        if stretch not in spans:
            spans[stretch] = [] if stretch.kind == "html_block" else code_spans(text, *lines.range(*stretch[:2]))
        if not within(comment.start, spans[stretch]):
            yield comment


def within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some spans, which are in order and do not overlap."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]


def code_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where code stands between backticks: from a run of them to the next of equal length (CommonMark 0.31, 6.1)."""
    found: list[tuple[int, int]] = []
    runs: dict[int, list[int]] = {}
    for run in TICKS.finditer(text, start, end):
        runs.setdefault(len(run[0]), []).append(run.start())
    at = start
    while match := SPAN.search(text, at, end):
        at = match.end()
        if match["ticks"]:
            size = len(match["ticks"])
            closing = bisect_left(runs[size], at) if size in runs else 0
            if size in runs and closing < len(runs[size]):
                at = runs[size][closing] + size
                found.append((match.start(), at))
    return found


def begins_line(text: str, lines: Lines, start: int) -> bool:
    """Whether something is the first thing of its line, so that Markdown takes the line for HTML."""
    first = lines.range(lines.of(start), lines.of(start) + 1)[0]
    return BEGIN.fullmatch(text, first, start) is not None


def in_front_matter(text: str, at: int) -> bool:
    """Whether something stands in the settings between lines of --- with which some documents begin."""
    match = FRONT.match(text)
    return match is not None and at < match.end()


def in_image(text: str, at: int) -> bool:
    """Whether something stands in the description of an image, of which only the text is kept."""
    return IMAGE.search(text[max(0, at - NEAR) : at]) is not None
