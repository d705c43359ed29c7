"""The blocks of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.reading.block import Block, Place

UNDERLINE = re.compile(r"([=\-~^\"'#*+.`:_])\1{2,}\s*\Z")
SIMPLE = re.compile(r"\s*=+(?:\s+=+)+\s*\Z")
GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*\Z")
DIRECTIVE = re.compile(r"(?P<indent>\s*)\.\.\s+(?P<name>list-table|csv-table)::")
OPTION = re.compile(r"\s*:(?P<name>[a-z-]+):[ \t]*(?P<value>.*)")
ITEM = re.compile(r"\s*(?P<row>\*\s+)?-(?:\s+|$)")
FIELD = re.compile(r"\s*(?:\"(?P<quoted>(?:[^\"]|\"\")*)\"|(?P<plain>[^,\n]*))\s*(?:,|$)")


def of_rst(text: str, lines: Lines) -> Iterator[Block]:
    """The blocks of reStructuredText."""
    count = len(lines.starts)
    rows = [lines.line(number) for number in range(count)]
    at, styles = 0, list[str]()
    while at < count:
        if not rows[at].strip():
            at += 1
            continue
        last = at
        directive = DIRECTIVE.match(rows[at])
        if directive:
            last = until_dedent(rows, at + 1, len(directive["indent"]))
            if table := directed(directive["name"], rows, lines, at, last):
                yield table
        elif SIMPLE.match(rows[at]) or GRID.match(rows[at]):
            while last < count and rows[last].strip():
                last += 1
            yield rst_table(rows, lines, at, last)
        else:
            title = at + 1 if UNDERLINE.match(rows[at]) and at + 2 < count else at
            under = UNDERLINE.match(rows[title + 1]) if title + 1 < count else None
            if under and rows[title].strip() and not UNDERLINE.match(rows[title]):
                style = under[1] * (title - at + 1)  # a line above the title as well makes another style
                if style not in styles:
                    styles.append(style)
                yield Block("heading", *lines.range(title, title + 1), min(6, styles.index(style) + 1), form="rst")
                at = title + 2 + (title > at)
                continue
            while last < count and rows[last].strip() and not (last > at and GRID.match(rows[last])):
                last += 1
            listed = re.match(r"\s*(?:[-*+]|\d+[.)]|#\.)\s", rows[at]) is not None
            start, end = lines.range(at, last)
            yield Block("text", start, end, int(listed), form="rst")
        at = max(last, at + 1)


def until_dedent(rows: Sequence[str], at: int, indent: int) -> int:
    """The first line that is indented no more than a directive, or the end."""
    while at < len(rows) and (not rows[at].strip() or len(rows[at]) - len(rows[at].lstrip()) > indent):
        at += 1
    return at


def directed(name: str, rows: Sequence[str], lines: Lines, first: int, last: int) -> Block | None:
    """A table that a directive makes of nested lists or of values with commas; None if it has no rows."""
    head, found = 1, list[list[Place]]()
    titles = list[Place]()
    for number in range(first + 1, last):
        row, start = rows[number], lines.starts[number]
        option = OPTION.match(row)
        if option and not found:
            if option["name"] == "header-rows" and option["value"].strip().isdecimal():
                head = max(1, int(option["value"].strip()))
            elif option["name"] == "header":
                titles = fields(row, start, option.start("value"))
        elif name == "csv-table" and row.strip():
            found.append(fields(row, start, 0))
        elif item := ITEM.match(row):
            if item["row"]:
                found.append([])
            if found:
                found[-1].append((start + item.end(), start + len(row)))
        elif found and found[-1] and row.strip():
            found[-1][-1] = found[-1][-1][0], start + len(row)
    found = [titles, *found] if titles else found
    kept = [row for row in found if row]
    return Block("table", *lines.range(first, last), 0, kept, head, "rst") if kept else None


def fields(row: str, start: int, at: int) -> list[Place]:
    """The places of values with commas between them."""
    found = list[Place]()
    for match in FIELD.finditer(row, at):
        begin, end = match.span("quoted" if match["quoted"] is not None else "plain")
        if end > begin or match.end() < len(row):
            found.append((start + begin, start + end))
    return found


def tight(row: str, begin: int, end: int, start: int) -> Place:
    """Where in the text a stretch of a line stands without the blanks around it."""
    words = row[begin:end].strip()
    at = start + (row.index(words, begin) if words else begin)
    return at, at + len(words)


def rst_table(rows: Sequence[str], lines: Lines, first: int, last: int) -> Block:
    """A simple table, whose columns its ruler tells, or a grid of which no cell spans others; cells may have lines."""
    ruler, grid = rows[first], bool(GRID.match(rows[first]))
    edges = [(each.start(), each.end()) for each in re.finditer(r"=+" if not grid else r"[-=]+", ruler)]
    found, head, goes_on = list[list[list[Place]]](), 0, False
    for number in range(first, last):
        row, start = rows[number], lines.starts[number]
        if SIMPLE.match(row) or GRID.match(row):
            if found and not head and ("=" in row if grid else number + 1 < last):  # a last ruler is below no headings
                head = len(found)
            goes_on = False
            continue
        own = []
        for column, (begin, end) in enumerate(edges):
            if column and begin >= len(row):
                break
            edge = len(row) if column == len(edges) - 1 and not grid else end
            own.append(tight(row, min(begin, len(row)), min(edge, len(row)), start))
        if not (goes_on and (grid or not row[slice(*edges[0])].strip())):
            found.append([[] for _ in own])
        for cell, place in zip(found[-1], own, strict=False):
            cell.append(place)
        goes_on = True
    said = [[[place for place in cell if place[0] < place[1]] or cell[:1] for cell in row] for row in found]
    more = {cell[0]: cell[1:] for row in said for cell in row if cell[1:]}
    kept = [[cell[0] for cell in row] for row in said]
    return Block("table", *lines.range(first, last), 0, kept, head or 1, "rst", more=more)
