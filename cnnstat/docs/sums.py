"""Columns of Markdown tables: marked figures must add up to their total."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat import units
from cnnstat.docs.lines import Lines
from cnnstat.docs.markdown import Stretch
from cnnstat.docs.prose import bare
from cnnstat.docs.verify import Verdict
from cnnstat.errors import UsageError
from cnnstat.figures import Figure, read_figure, write_figure

BAR = re.compile(r"(?<!\\)\|")
TOTAL = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|all|all layers|overall|Σ|∑|(?:총 ?)?합계|총계|전체|총합|계)"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?:?",
    re.IGNORECASE,
)
NOTHING = re.compile(r"[\s–—−-]*")
LONGEST = 1000
"""Characters of a cell, comments included; no figure is that long."""
FEWEST = 2
"""Marked rows that make a column a sum."""


class Marked(NamedTuple):
    """A marked figure: where it stands, what became of it, and whether it is one of those that add up."""

    start: int
    end: int
    verdict: Verdict
    additive: bool


class WrongSum(NamedTuple):
    """A total that its column does not add up to.

    Attributes:
        start, end: where the total stands.
        problem: in words.
        suggested: what the total should be; "" where that is not known.
        printed: what it is.
        exact: what the rows add up to.
    """

    start: int
    end: int
    problem: str
    suggested: str
    printed: str
    exact: str


class Entry(NamedTuple):
    """A cell with a figure: the figure, and what it comes to exactly where it is marked."""

    figure: Figure
    exact: Fraction | int
    marked: bool
    start: int
    end: int


def wrong_sums(text: str, lines: Lines, table: Stretch, marked: Sequence[Marked]) -> Iterator[WrongSum]:
    """The totals of a table that are not the sums of their columns."""
    start, end = lines.range(table.first, table.last)
    marked = marked[slice(*(bisect_left(marked, place, key=lambda each: each.start) for place in (start, end)))]
    rows = [cells(text, *lines.range(number, number + 1)) for number in range(table.first + 2, table.last)]
    if any(text[slice(*cell)].strip() in ("…", "...", "⋮") for row in rows for cell in row):
        return  # rows are left out
    last = next(
        (at for at, row in enumerate(rows) if row and TOTAL.fullmatch(bare(text[slice(*row[0])]).text.strip("_ "))),
        None,
    )
    if last is None:
        return
    for column in range(1, len(rows[last])):
        places = [row[column] for row in rows[:last] if column < len(row)]
        entries = [entry(text, place, marked) for place in places]
        total = entry(text, rows[last][column], marked)
        read = [each for each in entries if isinstance(each, Entry)]
        if None in entries or not isinstance(total, Entry) or sum(each.marked for each in read) < FEWEST:
            continue
        found = compare(read, total)
        if found:
            yield found


def compare(entries: Sequence[Entry], total: Entry) -> WrongSum | None:
    """What is wrong with a total: it must be what the exact values add up to, or the printed figures, rounded."""
    exact = sum((each.exact for each in entries), Fraction(0))
    printed = sum((each.figure.value for each in entries), Fraction(0))
    if any(total.figure.fit(each).word in ("exact", "rounds") for each in (exact, printed)):
        return None
    shown = units.number(exact)
    problem = f"the figures of this column add up to {shown}, its total says {total.figure.text}"
    suggested = "" if total.marked else write_figure(total.figure, exact) or ""
    return WrongSum(total.start, total.end, problem, suggested, total.figure.text, shown)


def entry(text: str, place: tuple[int, int], marked: Sequence[Marked]) -> Entry | bool | None:
    """The figure of a cell: True of an empty one, None of one that cannot be added or is wrong itself."""
    start, end = place
    if end - start > LONGEST:
        return None
    own = marked[slice(*(bisect_left(marked, at, key=lambda each: each.start) for at in place))]
    if len(own) == 1:
        verdict = own[0].verdict
        if not own[0].additive or verdict.rule or verdict.figure is None or isinstance(verdict.value, tuple | None):
            return None
        return Entry(verdict.figure, verdict.value, True, own[0].start, own[0].end)
    plain = bare(text[start:end])
    if own or NOTHING.fullmatch(plain.text):
        return None if own else True
    try:
        figure = read_figure(plain.text)
    except UsageError:
        return None
    return Entry(figure, figure.value, False, start + plain.start, start + plain.end)


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a row stand."""
    row = text[start:end].rstrip()
    bars = [match.start() for match in BAR.finditer(row)]
    begin = 0 if not bars or row[: bars[0]].strip(" \t>") else bars.pop(0) + 1
    edges = [*bars, *([] if bars and bars[-1] == len(row) - 1 else [len(row)])]
    found = []
    for edge in edges:
        found.append((start + begin, start + edge))
        begin = edge + 1
    return found
