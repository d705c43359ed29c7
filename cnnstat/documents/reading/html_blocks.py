"""The blocks of HTML, in pages and in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.reading.block import Block, Kind, Place

TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9]*)\b[^<>]{0,1000}>", re.DOTALL)
SLIDES = re.compile(r"^(?:#{1,4} |---\r?$)", re.MULTILINE)
"""Lines of slides in Markdown, which programs in the page make slides of."""
SKIPPED = ("script", "style", "svg", "head", "textarea", "title", "template")
_TEXTS = """
    p div li ul ol dl dt dd section article header footer main aside nav blockquote figure figcaption caption center
    details summary body html br hr tbody thead tfoot table tr td th pre h1 h2 h3 h4 h5 h6"""
TEXTS = frozenset(_TEXTS.split())
"""Elements that begin and end a stretch of text."""


SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?([1-9][0-9]{0,2})", re.IGNORECASE | re.ASCII)
MOST_COLUMNS = 60
"""Columns of a table through which cells of rows above reach."""


class _Table:
    """A table of HTML while it is read; a cell that spans several rows or columns stands in each of them."""

    def __init__(self, start: int) -> None:
        self.start, self.rows, self.head = start, list[list[Place]](), 0
        self.cell: tuple[int, int, int] | None = None  # where the open one begins, and its rows and columns
        self.heading = True
        self.above: dict[int, tuple[int, Place]] = {}  # by column: how many more rows a cell reaches down, and which

    def open(self, at: int, tag: str) -> None:
        """Begin a cell behind its tag."""
        said = {each[1].lower(): int(each[2]) for each in SPAN.finditer(tag)}
        self.cell = at, said.get("row", 1), said.get("col", 1)

    def end_row(self, at: int) -> None:
        """End the open cell, and the last row."""
        self.close(at)
        if self.rows:
            self.reach()

    def close(self, at: int) -> None:
        """End the open cell."""
        if self.cell is not None:
            self.reach()
            begin, down, along = self.cell
            for _ in range(min(along, MOST_COLUMNS - len(self.rows[-1]))):
                if down > 1:
                    self.above[len(self.rows[-1])] = down - 1, (begin, at)
                self.rows[-1].append((begin, at))
        self.cell = None

    def reach(self) -> None:
        """Add the cells of rows above that reach down to where the row has come."""
        row = self.rows[-1]
        while (found := self.above.pop(len(row), None)) is not None:
            down, place = found
            if down > 1:
                self.above[len(row)] = down - 1, place
            row.append(place)


def of_html(text: str, start: int, end: int) -> Iterator[Block]:
    """The blocks of HTML, which need not be well-formed."""
    at, skipped, around = start, "", _Around()
    tables: list[_Table] = []
    for match in TAG.finditer(text, start, end):
        name, closes = (match[2] or "").lower(), bool(match[1])
        if name == skipped == "textarea" and closes and SLIDES.search(text, at, match.start()):
            yield Block("slides", at, match.start(), form="markdown")
        hidden = bool(skipped)
        if skipped or name in SKIPPED:
            skipped = ("" if closes and name == skipped else skipped) or ("" if closes else name)
        elif name not in TEXTS:
            continue
        table = tables[-1] if tables else None
        if table is None and not hidden and text[at : match.start()].strip():
            yield around.block(at, match.start())
        at = at if skipped and name != skipped else match.end()
        if name == "table" and not closes:
            tables.append(_Table(match.start()))
        elif name == "table" and table is not None:
            table.end_row(match.start())
            tables.pop()
            rows = [row for row in table.rows if row]
            head = table.head if 0 < table.head < len(rows) else 1  # where all cells are set as headings
            yield Block("table", table.start, match.end(), around.depth, rows, head, "html")
        elif table is not None:
            in_table(table, name, closes, match)
        else:
            around.take(name, closes)
    if not tables and not skipped and text[at:end].strip():
        yield Block("text", at, end, around.depth, form="html")


class _Around:
    """The elements around a place of HTML."""

    def __init__(self) -> None:
        self.depth, self.level, self.pre = 0, 0, False

    def take(self, name: str, closes: bool) -> None:
        """Take a tag outside of tables."""
        if name == "pre":
            self.pre = not closes
        elif name == "li":
            self.depth = max(self.depth, 1)
        elif name in ("ul", "ol"):
            self.depth = max(0, self.depth + (-1 if closes else 1))
        elif re.fullmatch("h[1-6]", name):
            self.level = 0 if closes else int(name[1])

    def block(self, start: int, end: int) -> Block:
        """The text between two tags."""
        kind: Kind = "code" if self.pre else "heading" if self.level else "text"
        return Block(kind, start, end, self.level or self.depth, form="html")


def in_table(table: _Table, name: str, closes: bool, match: re.Match[str]) -> None:
    """Take a tag inside of a table."""
    if name == "tr":
        table.end_row(match.start())
        if not closes:
            table.rows.append([])
            table.heading = True
    elif name in ("td", "th"):
        table.close(match.start())
        if not closes:
            if not table.rows:  # cells in a row that no tag begins
                table.rows.append([])
            table.open(match.end(), match[0])
            table.heading = table.heading and name == "th"
            table.head = (
                max(table.head, len(table.rows)) if table.heading and table.head >= len(table.rows) - 1 else table.head
            )
