"""The blocks of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.reading.block import Block, Place

UNDERLINE = re.compile(r"([=\-~^\"'#*+.`:_])\1{2,}\s*\Z")
SIMPLE = re.compile(r"\s*=+(?:\s+=+)+\s*\Z")
GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*\Z")
LISTED = re.compile(r"\s*\.\.\s+(?:list-table|csv-table)::")


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
        if SIMPLE.match(rows[at]) or GRID.match(rows[at]):
            while last < count and rows[last].strip():
                last += 1
            yield rst_table(rows, lines, at, last)
        else:
            title = at + 1 if UNDERLINE.match(rows[at]) and at + 2 < count else at
            under = UNDERLINE.match(rows[title + 1]) if title + 1 < count else None
            if under and rows[title].strip() and not UNDERLINE.match(rows[title]):
                style = ("over" if title > at else "") + under[1]
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


def rst_table(rows: Sequence[str], lines: Lines, first: int, last: int) -> Block:
    """A simple table, whose columns its ruler tells, or a grid of which no cell spans others."""
    ruler, grid = rows[first], bool(GRID.match(rows[first]))
    edges = [(each.start(), each.end()) for each in re.finditer(r"=+" if not grid else r"[-=]+", ruler)]
    found, head = list[list[Place]](), 0
    for number in range(first, last):
        row, start = rows[number], lines.starts[number]
        if SIMPLE.match(row) or GRID.match(row):
            if found and (not grid or "=" in row) and not head:
                head = len(found)
            continue
        own = []
        for column, (begin, end) in enumerate(edges):
            if column and begin >= len(row):
                break
            edge = len(row) if column == len(edges) - 1 and not grid else end
            own.append((start + min(begin, len(row)), start + min(edge, len(row))))
        found.append(own)
    return Block("table", *lines.range(first, last), 0, found, head or 1, "rst")
