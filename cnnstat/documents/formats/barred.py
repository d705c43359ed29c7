"""Places of Markdown and HTML in which no mark may stand, though it would be read there.

A mark makes its line longer, which breaks tables whose columns are told by the place of their signs (Pandoc's grid,
simple and multiline ones), and its text is part of a label that leads elsewhere; what other programs read as their own,
LaTeX, a template, JavaScript, a declaration, takes no comment of HTML.
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
BLANK = re.compile(r"\n[ \t]*\r?\n")
LATEX = re.compile(r"\\begin\{[A-Za-z]{1,20}\*?\}|(?P<ends>\\end\{[A-Za-z]{1,20}\*?\})")
TEMPLATE = re.compile(r"\{\{|\{%|<%|(?P<ends>\}\}|%\}|%>)")
SCRIPT = re.compile(r"\{|(?P<ends>\})")
"""An expression of MDX."""
MODULE = re.compile(r"^(?:import|export)[ \t{*]", re.MULTILINE)
"""A line with which JavaScript begins in MDX, up to an empty one."""
OWN_LINE = re.compile(r"^[ \t]*(?:\\[A-Za-z]{2,30}\*?[\[{]|\+{3}|#\||@[A-Za-z]{3,20}\{)[^\n]*", re.MULTILINE)
"""A line of LaTeX, of a cell's data (MyST, Quarto), of BibTeX."""
DECLARED = {"<![CDATA[": "]]>", "<?": ">", "<!D": ">", "<!d": ">"}
"""How declarations begin and end: at the first sign like a tag's."""
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,500}+)\](?P<defines>:)?", re.DOTALL)
"""A text in brackets; with a colon behind it may be a definition, wherever it stands."""
WIKI = re.compile(r"\[\[|(?P<ends>\]\])")
"""A link to a page by its name."""
CSV = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,}|:{3,})\{csv-table\}", re.MULTILINE)
LONGEST = 2000
"""Characters of a paragraph above a ruler, in which its table begins."""


def places(text: str, scripted: bool = False) -> list[tuple[int, int]]:
    """The stretches of a text in which no mark may stand, in order.

    Args:
        text: the text.
        scripted: whether it is MDX, in which braces enclose JavaScript.
    """
    signs = (LATEX, TEMPLATE, WIKI, *((SCRIPT,) if scripted else ()))
    every = chain(
        tables(text), own_lines(text), declared(text), labels(text), *(enclosed(text, each) for each in signs)
    )
    if scripted:
        every = chain(every, modules(text))
    found = list[tuple[int, int]]()
    for start, end in sorted(every):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def ends(text: str, at: int) -> int:
    """Where the paragraph ends in which an offset is."""
    blank = BLANK.search(text, at)
    return blank.start() if blank else len(text)


def modules(text: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of MDX that are JavaScript."""
    at = 0
    while match := MODULE.search(text, at):
        at = ends(text, match.end())
        yield match.start(), at


def own_lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that other programs read as their own."""
    yield from (each.span() for each in OWN_LINE.finditer(text))


def declared(text: str) -> Iterator[tuple[int, int]]:
    """Declarations, instructions and data of a page."""
    for sign, close in DECLARED.items():
        at = text.find(sign)
        while at >= 0 and (end := text.find(close, at)) >= 0:
            yield at, end
            at = text.find(sign, end)


def labels(text: str) -> Iterator[tuple[int, int]]:
    """The texts in brackets that a definition elsewhere makes a link."""
    every = [*LABEL.finditer(text)]
    known = {plain(each[1]) for each in every if each["defines"]}
    yield from (each.span() for each in every if plain(each[1]) in known)


def plain(label: str) -> str:
    """A label as links are compared by it."""
    return " ".join(label.split()).casefold()


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
        at = ends(text, grid.end())
        yield grid.start(), at
    at = 0
    while ruler := RULER.search(text, at):
        starts = [each.end() for each in BLANK.finditer(text, max(at, ruler.start() - LONGEST), ruler.start())]
        start = starts[-1] if starts else max(at, ruler.start() - LONGEST)
        opened = LINE.search(text, start, ruler.start())
        closed = LINE.search(text, ruler.end()) if opened else None
        at = closed.end() if closed else ends(text, ruler.end())
        yield start, at


def enclosed(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """What stands between two signs, the outermost ones; to the end where nothing ends it is none."""
    depth = start = 0
    for match in pattern.finditer(text):
        if not match["ends"]:
            start = match.start() if not depth else start
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.end()
