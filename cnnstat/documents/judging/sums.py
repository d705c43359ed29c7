"""Sums of marked figures: the columns and rows of Markdown tables must add up to their totals."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.markdown import Stretch, layout
from cnnstat.documents.judging.additive import FEWEST, Entry, Marked, WrongSum, compare, marked_entry, summed
from cnnstat.documents.judging.equation import equations
from cnnstat.documents.judging.named import LONGEST_HEADING, unit_of
from cnnstat.documents.judging.prose import bare
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.printed import Precision, read_figure
from cnnstat.query import Bench, evaluate

BAR = re.compile(r"(?<!\\)\|")
TOTAL = re.compile(
    r"(?:(?:grand |sub)?totals?|sum|all|all layers|overall|Σ|∑|(?:총 ?)?합계|총계|전체|총합|계"
    r"|[总總][计計和共]|合[计計]|totale?s?|insgesamt|gesamt|summe|somme|suma|soma)"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?:?",
    re.IGNORECASE,
)
BLANK = re.compile(r"[\s–—−-]*")
LONGEST = 1000
"""The most characters of a cell, including comments; no figure is that long."""
FRONT = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?")
"""What may come before a row: markers of quotations and lists."""
LEFT_OUT = ("…", "...", "⋮")

Place = tuple[int, int]
ENTRY = 6
"""Units of work for which a cell is read."""


def wrong_sums(
    passage: Passage, marked: Sequence[Marked], precision: Precision, bench: Bench
) -> Iterator[WrongSum]:  # fmt: skip
    """The wrong totals of a passage, each once."""
    found = list(equations(passage.text, marked, precision))
    if passage.kind == "markdown" and "|" in passage.text:
        found += Tables(passage.text, marked, precision, bench).wrong(passage.lines, layout(passage.text).tables)
    yield from {each.start: each for each in reversed(found)}.values()


class Tables:
    """Checks the totals of tables against their columns and rows.

    Each cell is read once, however many totals there are below it.

    Attributes:
        text: the text of the passage.
        marked: its marked figures, in order.
        precision: the rule for when a figure is right.
        bench: knows the networks of the figures.
    """

    def __init__(self, text: str, marked: Sequence[Marked], precision: Precision, bench: Bench) -> None:
        self.text, self.marked, self.precision, self.bench = text, marked, precision, bench
        self._within = dict[Place, Sequence[Marked]]()
        self._entries = dict[tuple[Place, str, Fraction], Entry | bool | None]()

    def wrong(self, lines: Lines, tables: Sequence[Stretch]) -> Iterator[WrongSum]:
        """The totals of tables that are wrong."""
        for table in tables:
            head = cells(self.text, *lines.range(table.first, table.first + 1))
            rows = [cells(self.text, *lines.range(at, at + 1)) for at in range(table.first + 2, table.last)]
            if not any(self.text[slice(*cell)].strip() in LEFT_OUT for row in (head, *rows) for cell in row):
                yield from self.columns(head, rows)
                yield from self.rows(head, rows)

    def columns(self, head: Sequence[Place], rows: Sequence[Sequence[Place]]) -> Iterator[WrongSum]:
        """Check rows of totals: each must be the sum of all rows above it, or of those since the last row of totals."""
        totals = [at for at, row in enumerate(rows) if row and is_total(self.text[slice(*row[0])])]
        known = set(totals)
        for column in range(1, max(map(len, rows), default=0)) if totals else ():
            title = self.text[slice(*head[column])] if column < len(head) else ""
            for number, last in enumerate(totals):
                spend(10 + last // 2)
                since = totals[number - 1] + 1 if number else 0
                found = [(at, row[column]) for at, row in enumerate(rows[:last]) if column < len(row)]
                every = [place for at, place in found if at not in known]
                part = [place for at, place in found if at not in known and at >= since]
                if column < len(rows[last]):
                    wrong = self.total(title, rows[last][column], (every, part) if number else (every,), "column")
                    yield from (wrong,) if wrong else ()

    def rows(self, head: Sequence[Place], rows: Sequence[Sequence[Place]]) -> Iterator[WrongSum]:
        """Check a column of totals: the sums of the cells before it, if all of these are marked and count the same."""
        totals = [at for at, cell in enumerate(head) if at > FEWEST and is_total(self.text[slice(*cell)])]
        for row in rows if len(totals) == 1 else ():
            places = [place for place in row[1 : totals[0]] if not BLANK.fullmatch(self.text[slice(*place)])]
            own = [self.within(place) for place in places]
            kinds = {each[0].counted.quantity if len(each) == 1 and each[0].counted else "" for each in own}
            if totals[0] < len(row) and len(kinds) == 1 and "" not in kinds:
                wrong = self.total(self.text[slice(*head[totals[0]])], row[totals[0]], (places,), "row")
                yield from (wrong,) if wrong else ()

    def within(self, place: Place) -> Sequence[Marked]:
        """The marked figures of a cell."""
        if place not in self._within:
            span = slice(*(bisect_left(self.marked, at, key=lambda each: each.start) for at in place))
            self._within[place] = self.marked[span]
        return self._within[place]

    def total(self, title: str, place: Place, groups: Sequence[Sequence[Place]], what: str) -> WrongSum | None:
        """What is wrong with a total that may be of one of several groups of cells."""
        unit, scale = unit_of(title) if len(title) <= LONGEST_HEADING else "", Fraction(1)
        unitless = {
            each.counted.scale
            for cell in groups[0]
            for each in self.within(cell)
            if each.counted and each.verdict.figure and each.verdict.figure.multiplier == 1
        }
        if unitless:  # these figures do not have the heading's unit, or their queries divide by it
            unit, scale = "", unitless.pop()
        total = None if unitless else self.entry(place, unit, scale)
        found = list[tuple[Fraction, WrongSum]]()  # each with how far the total is off
        for places in groups if isinstance(total, Entry) else ():
            entries = [self.entry(each, unit, scale) for each in places]
            read = [each for each in entries if isinstance(each, Entry)]
            if None in entries or not isinstance(total, Entry) or sum(each.marked for each in read) < FEWEST:
                continue
            wrong = compare(read, total, self.precision, what)
            if wrong is None or self.is_whole(total, places):
                return None
            found.append((abs(summed(read, total) - total.figure.value), wrong))
        return min(found)[1] if found else None

    def is_whole(self, total: Entry, places: Sequence[Place]) -> bool:
        """Whether a total is that of the network of which a table has only some layers."""
        marked = [each for place in places for each in self.within(place)]
        asked = {each.whole for each in marked}
        query = asked.pop() if len(asked) == 1 else None
        if query is None:
            return False
        try:
            value = evaluate(query, self.bench).value
        except CnnstatError:  # of a part of which the network has none
            return False
        return not isinstance(value, tuple) and self.precision.accepts(total.figure, Fraction(value) / total.scale)

    def entry(self, place: Place, unit: str, scale: Fraction) -> Entry | bool | None:
        """The figure of a cell; True if the cell is empty, None if its figure cannot be added or is wrong itself.

        Args:
            place: the offsets of the cell.
            unit: the heading's unit, for a figure without one.
            scale: the scale of a figure without a unit, as in :class:`Entry`.
        """
        asked = place, unit, scale
        if asked not in self._entries:
            spend(ENTRY)
            self._entries[asked] = self._read(place, unit, scale)
        return self._entries[asked]

    def _read(self, place: Place, unit: str, scale: Fraction) -> Entry | bool | None:
        start, end = place
        own = self.within(place)
        if end - start > LONGEST or len(own) > 1:
            return None
        if own:
            return marked_entry(own[0]) if own[0].counted else None
        plain = bare(self.text[start:end])
        if BLANK.fullmatch(plain.text):
            return True
        for own_unit in dict.fromkeys((unit, "")):  # a cell may have a unit of its own
            try:
                figure = read_figure(f"{plain.text}{own_unit}")
            except UsageError:
                continue
            scale = scale if figure.multiplier == 1 else Fraction(1)
            return Entry(figure, figure.value, scale, False, start + plain.start, start + plain.end, own_unit)
        return None


def is_total(label: str) -> bool:
    """Whether a row or column is that of a total."""
    return len(label) <= LONGEST and TOTAL.fullmatch(bare(label).text.strip("_ ")) is not None


def cells(text: str, start: int, end: int) -> list[Place]:
    """The offsets of the cells of a row."""
    row = text[start:end].rstrip()
    bars = [match.start() for match in BAR.finditer(row)]
    begin = bars.pop(0) + 1 if bars and FRONT.fullmatch(row[: bars[0]]) else 0
    edges = [*bars, *([] if bars and bars[-1] == len(row) - 1 else [len(row)])]
    found = []
    for edge in edges:
        found.append((start + begin, start + edge))
        begin = edge + 1
    return found
