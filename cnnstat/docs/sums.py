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
from cnnstat.docs.quantity import unit_of
from cnnstat.docs.verify import Verdict, is_far
from cnnstat.errors import UsageError
from cnnstat.figures import Figure, read_figure, write_figure

BAR = re.compile(r"(?<!\\)\|")
TOTAL = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|all|all layers|overall|Σ|∑|(?:총 ?)?합계|총계|전체|총합|계)"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?:?",
    re.IGNORECASE,
)
BLANK = re.compile(r"[\s–—−-]*")
LONGEST = 1000
"""Characters of a cell, comments included; no figure is that long."""
FRONT = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?")
"""What may stand before a row: signs of quotations and lists."""
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
    """A cell with a figure: the figure, what it comes to exactly where it is marked, and the unit of its heading if
    it has none of its own."""

    figure: Figure
    exact: Fraction | int
    marked: bool
    start: int
    end: int
    unit: str = ""


def wrong_sums(text: str, lines: Lines, table: Stretch, marked: Sequence[Marked]) -> Iterator[WrongSum]:
    """The totals of a table that are not the sums of their columns.

    A total is that of all rows above it which are no totals, or of those since the last one.
    """
    start, end = lines.range(table.first, table.last)
    marked = marked[slice(*(bisect_left(marked, place, key=lambda each: each.start) for place in (start, end)))]
    head = cells(text, *lines.range(table.first, table.first + 1))
    rows = [cells(text, *lines.range(number, number + 1)) for number in range(table.first + 2, table.last)]
    if any(text[slice(*cell)].strip() in ("…", "...", "⋮") for row in rows for cell in row):
        return  # rows are left out
    totals = [at for at, row in enumerate(rows) if row and is_total(text[slice(*row[0])])]
    for column in range(1, max(map(len, rows), default=0)) if totals else ():
        title = text[slice(*head[column])] if column < len(head) else ""
        for number, last in enumerate(totals):
            since = totals[number - 1] + 1 if number else 0
            places = [(at, row[column]) for at, row in enumerate(rows[:last]) if column < len(row) and at not in totals]
            if column < len(rows[last]):
                every = [place for _, place in places]
                part = [place for at, place in places if at >= since]
                found = wrong_total(text, marked, title, rows[last][column], (every, part) if number else (every,))
                if found:
                    yield found


def is_total(label: str) -> bool:
    """Whether a row is that of a total."""
    return len(label) <= LONGEST and TOTAL.fullmatch(bare(label).text.strip("_ ")) is not None


def wrong_total(
    text: str, marked: Sequence[Marked], title: str, place: tuple[int, int], groups: Sequence[list[tuple[int, int]]]
) -> WrongSum | None:  # fmt: skip
    """What is wrong with a total that may be of one of several groups of cells."""
    unit = unit_of(title)
    divided = any(each.verdict.figure and each.verdict.figure.multiplier == 1 for each in inside(marked, groups[0]))
    unit = "" if divided else unit  # the queries divide by it
    total = entry(text, place, marked, unit)
    found = None
    for places in groups:
        entries = [entry(text, each, marked, unit) for each in places]
        read = [each for each in entries if isinstance(each, Entry)]
        if None in entries or not isinstance(total, Entry) or sum(each.marked for each in read) < FEWEST:
            continue
        wrong = compare(read, total)
        if wrong is None:
            return None
        found = found or wrong
    return found


def inside(marked: Sequence[Marked], places: Sequence[tuple[int, int]]) -> Iterator[Marked]:
    """The marked figures of some cells."""
    for place in places:
        yield from marked[slice(*(bisect_left(marked, at, key=lambda each: each.start) for at in place))]


def compare(entries: Sequence[Entry], total: Entry) -> WrongSum | None:
    """What is wrong with a total: it must be what the exact values add up to, or the printed figures, rounded."""
    exact = sum((each.exact for each in entries), Fraction(0))
    printed = sum((each.figure.value for each in entries), Fraction(0))
    if any(total.figure.fit(each).word in ("exact", "rounds") for each in (exact, printed)):
        return None
    shown = units.number(exact)
    said = total.figure.text.removesuffix(total.unit)
    problem = f"the figures of this column add up to {shown}, its total says {said}"
    suggested = "" if total.marked or is_far(total.figure.value, exact) else write_figure(total.figure, exact) or ""
    return WrongSum(total.start, total.end, problem, suggested.removesuffix(total.unit), said, shown)


def entry(text: str, place: tuple[int, int], marked: Sequence[Marked], unit: str) -> Entry | bool | None:
    """The figure of a cell: True of an empty one, None of one that cannot be added or is wrong itself."""
    start, end = place
    if end - start > LONGEST:
        return None
    own = list(inside(marked, [place]))
    if len(own) == 1:
        verdict = own[0].verdict
        if not own[0].additive or verdict.rule or verdict.figure is None or isinstance(verdict.value, tuple | None):
            return None
        return Entry(verdict.figure, verdict.value, True, own[0].start, own[0].end)
    plain = bare(text[start:end])
    if own or BLANK.fullmatch(plain.text):
        return None if own else True
    for own_unit in dict.fromkeys((unit, "")):  # a cell may have its unit itself
        try:
            figure = read_figure(f"{plain.text}{own_unit}")
        except UsageError:
            continue
        return Entry(figure, figure.value, False, start + plain.start, start + plain.end, own_unit)
    return None


def cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a row stand."""
    row = text[start:end].rstrip()
    bars = [match.start() for match in BAR.finditer(row)]
    begin = bars.pop(0) + 1 if bars and FRONT.fullmatch(row[: bars[0]]) else 0
    edges = [*bars, *([] if bars and bars[-1] == len(row) - 1 else [len(row)])]
    found = []
    for edge in edges:
        found.append((start + begin, start + edge))
        begin = edge + 1
    return found
