"""Formulas in a paragraph of Markdown, as MathJax, KaTeX and Pandoc find them, for example between dollar signs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

PIECE = re.compile(
    r"`+|\\(?P<edge>begin|end)\{(?P<name>equation|align|gather|multline|eqnarray)\*?\}|\\.|\$\$?", re.DOTALL
)
BEGINS = {"\\(": ")", "\\[": "]"}
ENDS = {"\\)": ")", "\\]": "]"}


def formulas(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of formulas, except in code; an unclosed formula does not count."""
    ticks: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        ticks.setdefault(len(run[0]), []).append(run.start())
    opened: dict[str, int] = {}
    at = 0
    while piece := PIECE.search(text, at):
        sign, start, at = piece[0], piece.start(), piece.end()
        if sign[0] == "`":
            same = ticks.get(len(sign), [])
            closing = bisect_right(same, start)
            at = same[closing] + len(sign) if closing < len(same) else at
        elif sign in ENDS or piece["edge"] == "end":
            begun = opened.pop(ENDS.get(sign, piece["name"]), None)
            yield from [(begun, at)] if begun is not None else ()
        elif sign in BEGINS or piece["edge"] == "begin":
            opened[BEGINS.get(sign, piece["name"])] = start
        elif sign[0] == "$" and sign in opened and (sign == "$$" or closes(text, start)):
            yield opened.pop(sign), at
        elif sign == "$$" or (sign == "$" and not text[at : at + 1].isspace()):
            opened[sign] = start


def closes(text: str, at: int) -> bool:
    """Whether a dollar sign can end a formula; ``$5 and $6`` is not one."""
    return not text[at - 1].isspace() and not text[at + 1 : at + 2].isdigit()
