"""Places of Markdown and HTML in which no mark may stand, though it would be read there.

A mark makes its line longer, which breaks tables whose columns are told by the place of their signs (Pandoc's grid,
simple and multiline ones); what other programs read as their own, LaTeX or a template, takes no comment of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

RULER = re.compile(r"^[ \t]{0,8}(?:-{2,}[ \t]+)+-{2,}[ \t]*\r?$", re.MULTILINE)
"""The line below the headings of a simple table, or above it where it has none."""
GRID = re.compile(r"^[ \t]{0,8}\+(?:[-=:]+\+)+[ \t]*\r?$", re.MULTILINE)
"""A line of a grid."""
LINE = re.compile(r"^[ \t]{0,8}-{3,}[ \t]*\r?$", re.MULTILINE)
"""The line that ends a multiline table, and begins it."""
BLANK = re.compile(r"\n[ \t]*\r?\n|\Z")
ABOVE = re.compile(r"\n[ \t]*\r?\n")
LATEX = re.compile(r"\\begin\{(?P<name>[A-Za-z]{1,20}\*?)\}|\\end\{(?P<end>[A-Za-z]{1,20}\*?)\}")
TEMPLATE = re.compile(r"\{\{|\{%|(?P<ends>\}\}|%\})")
CSV = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,}|:{3,})\{csv-table\}", re.MULTILINE)
LONGEST = 2000
"""Characters of a paragraph above a ruler, in which its table begins."""


def places(text: str) -> list[tuple[int, int]]:
    """The stretches of a text in which no mark may stand, in order."""
    found = list[tuple[int, int]]()
    for start, end in sorted(chain(tables(text), enclosed(text, LATEX), enclosed(text, TEMPLATE))):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def separated(text: str) -> Iterator[tuple[int, int]]:
    """The tables of MyST whose cells a comma ends, and a quotation mark begins."""
    at = 0
    while match := CSV.search(text, at):
        end = re.compile(rf"^[ \t]*{match['fence']}", re.MULTILINE).search(text, match.end())
        at = end.start() if end else len(text)
        yield match.start(), at
        at = max(at, match.end())


def tables(text: str) -> Iterator[tuple[int, int]]:
    """The tables whose columns are told by place."""
    at = 0
    while grid := GRID.search(text, at):
        at = BLANK.search(text, grid.end()).start()  # type: ignore[union-attr]  # it finds the end
        yield grid.start(), at
    at = 0
    while ruler := RULER.search(text, at):
        starts = [each.end() for each in ABOVE.finditer(text, max(at, ruler.start() - LONGEST), ruler.start())]
        start = starts[-1] if starts else max(at, ruler.start() - LONGEST)
        opened = LINE.search(text, start, ruler.start())
        ends = LINE.search(text, ruler.end()) if opened else None
        at = ends.end() if ends else BLANK.search(text, ruler.end()).start()  # type: ignore[union-attr]
        yield start, at


def enclosed(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """What stands between two signs, the outermost ones; to the end where nothing ends it is none."""
    depth = start = 0
    for match in pattern.finditer(text):
        if match.lastgroup not in ("end", "ends"):
            start = match.start() if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.end()
