"""The blocks of LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading.block import Block, Place

LATEX = re.compile(
    r"\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|frametitle"
    r"|title)\*?\{(?P<title>[^{}]{0,300})\}"
    r"|\\begin\{frame\}(?:\[[^\]\n]{0,100}\])?\{(?P<frame>[^{}\n]{0,300})\}"
    r"|\\begin\{(?P<table>tabular[xy*]?|longtable|tabulary|array)\}|(?P<item>\\item\b)|\\(?:begin"
    r"|end)\{[A-Za-z*]{1,40}\}"
    r"|(?P<gap>\n[ \t]*\r?\n)"
)
LEVELS = {"title": 1, "part": 1, "chapter": 1, "section": 2, "frametitle": 2, "subsection": 3, "subsubsection": 4,
          "paragraph": 5}  # fmt: skip
ROW = re.compile(r"(?<!\\)\\\\(?:\[[^\]\n]{0,30}\])?|\\tabularnewline\b")
COMMENT = re.compile(r"(?:(?<!\\)|(?<=\\\\))%[^\n]*")
RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]{0,20}\}|cmidrule(?:\([^)]{0,9}\))?\{[^}]{0,20}\})"
    rf"|{COMMENT.pattern}"
)
"""What may stand before the first cell of a row."""
COLUMNS = re.compile(r"\s*(?:\[[^\]\n]{0,9}\]\s*)?\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,60}\}){0,60}\}){0,200}\}")
"""What stands behind the beginning of a table: the format of its columns, and before that the width of some."""
WIDE = ("tabular*", "tabularx", "tabulary")
CELL = re.compile(r"(?<!\\)&")
INNER = re.compile(r"\\(?P<way>begin|end)\{(?P<name>array|tabular[xy*]?|[bpvB]?matrix|cases|aligned)\}")
"""Where something with lines of its own begins or ends."""
SPANNING = re.compile(
    r"\s*\\multi(?:column\s*\{\s*(?P<along>[1-9][0-9]?)\s*\}|row(?:\[[^\]\n]{0,9}\])?\s*\{\s*(?P<down>[1-9][0-9]{0,2})\s*\})"
    r"\s*\{[^{}\n]{0,60}(?:\{[^{}\n]{0,40}\}[^{}\n]{0,40}){0,4}\}\s*\{"
)
"""The beginning of a cell that spans several columns or rows."""
MOST_COLUMNS, MOST_ROWS = 60, 300


def of_latex(text: str) -> Iterator[Block]:
    """The blocks of LaTeX."""
    at, depth, until = 0, 0, 0
    for match in LATEX.finditer(text):
        if match.start() < until:
            continue
        if text[at : match.start()].strip():
            yield Block("text", at, match.start(), depth, form="latex")
        at = match.end()
        if match["heading"]:
            yield Block("heading", *match.span("title"), LEVELS[match["heading"]], form="latex")
        elif match["frame"] is not None:
            yield Block("heading", *match.span("frame"), LEVELS["frametitle"], form="latex")
        elif match["table"]:
            until = at = ending(text, match.end(), match["table"])
            yield latex_table(text, behind_columns(text, match, at), at)._replace(start=match.end())
        elif match["item"]:
            depth = 1
        elif match[0].startswith("\\end"):
            depth = 0
    if text[at:].strip():
        yield Block("text", at, len(text), depth, form="latex")


def behind_columns(text: str, begun: re.Match[str], end: int) -> int:
    """Where the first row of a table begins that begins at a match and ends at an offset."""
    at = begun.end()
    for _ in range(2 if begun["table"] in WIDE else 1):
        columns = COLUMNS.match(text, at, end)
        at = columns.end() if columns else at
    return at


def ending(text: str, start: int, name: str) -> int:
    """Where an environment ends that begins before an offset, and may hold others of its name."""
    deep = 1
    own = re.compile(rf"\\(?P<way>begin|end)\{{{re.escape(name)}\}}")
    for match in own.finditer(text, start):
        deep += 1 if match["way"] == "begin" else -1
        if not deep:
            return match.start()
    return max(start, text.find(f"\\end{{{name}}}", start)) if deep == 1 else len(text)


def inner(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a table that have lines of their own, as matrices in a formula."""
    deep, at = 0, start
    for match in INNER.finditer(text, start, end):
        at = match.start() if not deep else at
        deep = max(0, deep + (1 if match["way"] == "begin" else -1))
        if not deep:
            yield at, match.end()


def outside(found: Iterator[re.Match[str]], within: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The matches that stand in none of some stretches, both in order."""
    rest = list(within)[::-1]
    for each in found:
        while rest and rest[-1][1] <= each.start():
            rest.pop()
        if not rest or each.start() < rest[-1][0]:
            yield each


class _Table:
    """A table of LaTeX while it is read; a cell that spans several rows or columns stands in each of them."""

    def __init__(self) -> None:
        self.rows: list[list[Place]] = []
        self.above: dict[int, tuple[int, Place]] = {}  # by column: how many more rows a cell reaches down, and which

    def add(self, text: str, cells: Sequence[Place]) -> None:
        """Add the cells of a row."""
        row = list[Place]()
        for begin, end in cells:
            down, along, place = spanned(text, begin, end)
            reaches = self.above.pop(len(row), None)
            if reaches is not None and not text[slice(*place)].strip():
                down, place = reaches  # the cells below one that reaches down are empty
            for _ in range(min(along, MOST_COLUMNS - len(row))):
                if down > 1:
                    self.above[len(row)] = down - 1, place
                row.append(place)
        self.rows.append(row)


def spanned(text: str, begin: int, end: int) -> tuple[int, int, Place]:
    """How many rows and columns a cell spans, and where its content stands."""
    down = along = 1
    while (match := SPANNING.match(text, begin, end)) and (close := text.rfind("}", match.end(), end)) != -1:
        down, along = min(int(match["down"] or down), MOST_ROWS), int(match["along"] or along)
        begin, end = match.end(), close
    return down, along, (begin, end)


def latex_table(text: str, start: int, end: int) -> Block:
    """A table of LaTeX: rows end with two backslashes, cells with &, unless they stand in a comment."""
    comments = (each.span() for each in COMMENT.finditer(text, start, end))
    table, at, within = _Table(), start, sorted([*inner(text, start, end), *comments])
    for mark in [*outside(ROW.finditer(text, start, end), within), None]:
        edge = mark.start() if mark else end
        row, begin = list[Place](), at
        for rule in RULE.finditer(text, at, edge):
            begin = rule.end() if not text[begin : rule.start()].strip() else begin
        for cell in outside(CELL.finditer(text, begin, edge), within):
            row.append((begin, cell.start()))
            begin = cell.end()
        row.append((begin, edge))
        if text[row[0][0] : edge].strip():
            table.add(text, row)
        at = mark.end() if mark else end
    return Block("table", start, end, 0, table.rows, 1, "latex")
