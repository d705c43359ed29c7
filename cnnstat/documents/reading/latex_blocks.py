"""The blocks of LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnstat.documents.reading.block import Block, Place

LATEX = re.compile(
    r"\\(?P<heading>part|chapter|section|subsection|subsubsection|paragraph|frametitle"
    r"|title)\*?\{(?P<title>[^{}]{0,300})\}"
    r"|\\begin\{frame\}(?:\[[^\]\n]{0,100}\])?\{(?P<frame>[^{}\n]{0,300})\}"
    r"|\\begin\{(?P<table>tabular[xy*]?|longtable|tabulary|array)\}|(?P<item>\\item\b)|\\(?:begin"
    r"|end)\{[A-Za-z*]{1,40}\}"
    r"|(?P<gap>\n[ \t]*\n)"
)
LEVELS = {"title": 1, "part": 1, "chapter": 1, "section": 2, "frametitle": 2, "subsection": 3, "subsubsection": 4,
          "paragraph": 5}  # fmt: skip
ROW = re.compile(r"(?<!\\)\\\\(?:\[[^\]\n]{0,30}\])?|\\tabularnewline\b")
RULE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]{0,20}\}|cmidrule(?:\([^)]{0,9}\))?\{[^}]{0,20}\})"
)
CELL = re.compile(r"(?<!\\)&")


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
            close = text.find(f"\\end{{{match['table']}}}", match.end())
            until = at = len(text) if close < 0 else close
            yield latex_table(text, match.end(), at)
        elif match["item"]:
            depth = 1
        elif match[0].startswith("\\end"):
            depth = 0
    if text[at:].strip():
        yield Block("text", at, len(text), depth, form="latex")


def latex_table(text: str, start: int, end: int) -> Block:
    """A table of LaTeX: rows end with two backslashes, cells with &; its columns' format comes first."""
    rows: list[list[Place]] = []
    at = start
    for mark in [*ROW.finditer(text, start, end), None]:
        edge = mark.start() if mark else end
        row, begin = list[Place](), at
        for rule in RULE.finditer(text, at, edge):
            begin = rule.end()
        for cell in CELL.finditer(text, begin, edge):
            row.append((begin, cell.start()))
            begin = cell.end()
        row.append((begin, edge))
        if text[row[0][0] : edge].strip():
            rows.append(row)
        at = mark.end() if mark else end
    return Block("table", start, end, 0, rows, 1, "latex")
