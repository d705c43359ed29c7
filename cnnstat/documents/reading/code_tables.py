"""Tables in blocks of code and in what programs print: between bars, or in columns with several blanks between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from cnnstat.documents.reading.block import Block, Place
from cnnstat.documents.reading.claim import TOTALS
from cnnstat.documents.reading.headings import said_by
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import COLOURS

BAR = re.compile("[│┃║|]")
CELL = re.compile(r"\S+(?: \S+)*")
TREE = re.compile(r"[ \t│├└─+|-]*")
"""Lines with which programs draw modules inside modules."""
RULER = re.compile(r"[\W_]*\Z")
WRAPPED = re.compile(r"[ \t]*[^()\[\]\s]{0,40}[)\]]{1,3}[ \t]*\r?\n?\Z")
"""The rest of a cell that was too long for its column: a name or a shape that ends."""
LAYERS = re.compile(r"layer|name|type|module|vertex|층|레이어", re.IGNORECASE | re.ASCII)
COUNTED = ("params", "weights", "output", "filters", "kernel", "macs", "flops", "rf")
LONGEST = 2000
"""Characters of a line of a table."""


def code_tables(text: str, start: int, end: int) -> Iterator[Block]:
    """The tables of layers between two offsets: a line of headings, and the lines below that have cells."""
    rows: list[list[Place]] = []
    at = first = start
    for line in text[start:end].splitlines(keepends=True):
        cells = list(cells_of(line, at)) if len(line) <= LONGEST else []
        if rows and (cells or not visible(line) or WRAPPED.match(line)):
            rows += [cells] if cells else []
        else:
            yield from table(rows, first, at)
            rows = [cells] if is_head([COLOURS.sub("", text[slice(*each)]).strip() for each in cells]) else []
            first = at
        at += len(line)
    yield from table(rows, first, at)


def drawn_tables(reader: Prose, text: str, start: int, end: int) -> Iterator[Block]:
    """The tables that blanks draw between two offsets: a line of networks' names, and lines with one cell more."""
    rows: list[list[Place]] = []
    at = first = start
    for line in text[start:end].splitlines(keepends=True):
        cells = list(cells_of(line, at)) if len(line) <= LONGEST else []
        if rows and (not visible(line) or len(cells) == len(rows[0])):
            rows += [cells] if cells else []
        else:
            yield from table(rows, first, at)
            named = all(names_one(reader, text[slice(*each)]) for each in cells)
            rows = [[(at, at), *cells]] if cells and named else []
            first = at
        at += len(line)
    yield from table(rows, first, at)


def barred_tables(reader: Prose, text: str, block: Block) -> Iterator[Block]:
    """The tables of networks that bars alone draw: lines of as many cells, the first with what the others count."""
    rows: list[list[Place]] = []
    at = first = block.start
    for line in [*text[block.start : block.end].splitlines(keepends=True), ""]:
        cells = list(cells_of(line, at)) if len(line) <= LONGEST and len(BAR.findall(line)) > 1 else []
        if not rows or not line or (visible(line) and len(cells) != len(rows[0])):
            if len(rows) > 1 and any(mentions_any(reader, text[slice(*row[0])]) for row in rows[1:]):
                yield Block("table", first, at, block.level, rows, 1, block.form)
            counts = {said_by(text[slice(*each)].strip()).key for each in cells} & {*TOTALS}
            rows, first = ([cells] if counts else []), at
        elif cells:
            rows.append(cells)
        at += len(line)


def mentions_any(reader: Prose, text: str) -> bool:
    """Whether a cell names a network."""
    return any(each.networks for each in mentions(text, reader.bench, reader.own))


def names_one(reader: Prose, text: str) -> bool:
    """Whether a cell is nothing but the name of one network."""
    named = list(mentions(text, reader.bench, reader.own))
    return len(named) == 1 and bool(named[0].networks) and (named[0].start, named[0].end) == (0, len(text))


def visible(line: str) -> bool:
    """Whether a line holds more than blanks, bars and rules."""
    return RULER.match(COLOURS.sub("", line)) is None


def table(rows: list[list[Place]], first: int, end: int) -> Iterator[Block]:
    """The block of a table; none without rows below its headings."""
    if len(rows) > 1:
        yield Block("table", first, end, 0, rows, 1, "code")


def is_head(titles: list[str]) -> bool:
    """Whether cells are the headings of a table of layers."""
    return any(map(LAYERS.search, titles)) and any(said_by(each).key in COUNTED for each in titles)


def cells_of(line: str, at: int) -> Iterator[Place]:
    """The cells of a line that begins at an offset; none where it has fewer than two."""
    if not visible(line):
        return
    bars = [match.start() for match in BAR.finditer(line)]
    if len(bars) > 1:
        edges = [*([] if line[: bars[0]].strip() == "" else [-1]), *bars]
        edges += [] if line[bars[-1] + 1 :].strip() == "" else [len(line)]
        found = [(at + one + 1, at + other) for one, other in pairwise(edges)]
    else:
        tree = TREE.match(line)
        begin = tree.end() if tree else 0
        found = [(at + each.start(), at + each.end()) for each in CELL.finditer(line, begin)]
    if len(found) > 1:
        yield from found
