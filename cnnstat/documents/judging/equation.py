"""Equations in a text: ``3.7M + 58.6M = 62.4M``, in a sentence or in a row of a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.documents.judging.additive import FEWEST, Entry, Marked, WrongSum, compare, marked_entry
from cnnstat.documents.judging.prose import ABOUT, AMOUNT, CONTINUES, UNIT, bare
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.printed import Precision, read_figure

SLOT = "\ue000"
"""Replaces a mark while equations are searched for; a text that contains it itself is not searched."""
BLANK = r"(?:[ \t*_$|`]|(?:\r\n?|\n)(?![ \t>|]*[\r\n]))*"
"""What may come between a figure and an operator; in a table, operators may have cells of their own."""
TERM = rf"(?:{SLOT}{UNIT.pattern}?|(?<![0-9A-Za-z_.,]){ABOUT}?{AMOUNT}(?![0-9A-Za-z]|[.,][0-9]))"
SUM = rf"{TERM}(?:{BLANK}\+{BLANK}{TERM})*+"
TERMS = re.compile(TERM)
BEFORE = re.compile(rf"({SUM}){BLANK}\Z")
BEHIND = re.compile(rf"{BLANK}({SUM})(?!{BLANK}(?:[-–−×*/·^]|\\times|\\cdot)\s?[0-9{SLOT}])")
EQUALS = re.compile(r"(?<![=<>!:+])=(?![=>])")
OPERATOR = re.compile(r"(?:[-–−+×/·^]|[0-9]\s?[x*]|\\times|\\cdot)[\s*_$`]*\Z")
"""An operator before a figure, which makes it part of something other than a sum."""
BULLET = re.compile(r"(?:\A|[\r\n])[ \t>]*[-+*]\s[\s*_$`]*\Z")
THOUSAND = 1000
"""A smaller figure without a unit may be meant in the unit of its neighbours."""
REACH, SEARCHED = 200, 100
"""The number of characters on each side of the equals sign that are searched for its sum, and what that may take."""


class Flat(NamedTuple):
    """A text in which each mark is replaced by one character.

    Attributes:
        text: the text with :data:`SLOT` for each mark.
        slots: the offsets of these characters.
        marked: the figures of the marks.
    """

    text: str
    slots: Sequence[int]
    marked: Sequence[Marked]

    def place(self, at: int) -> int:
        """The offset in the original text of an offset between marks."""
        number = bisect_right(self.slots, at) - 1
        return at if number == -1 else self.marked[number].close + at - self.slots[number] - 1

    def figure(self, at: int) -> Marked:
        """The marked figure that a slot stands for."""
        return self.marked[bisect_right(self.slots, at) - 1]


def flat(text: str, marked: Sequence[Marked]) -> Flat:
    """A text with its marks replaced; if a figure has several comments, the first one counts."""
    parts: list[str] = []
    slots: list[int] = []
    kept: list[Marked] = []
    at = length = 0
    for each in sorted(marked, key=lambda each: each.begin):
        if each.begin >= at:
            parts += [text[at : each.begin], SLOT]
            slots.append(length + each.begin - at)
            length, at = slots[-1] + 1, each.close
            kept.append(each)
    return Flat("".join([*parts, text[at:]]), slots, kept)


def equations(text: str, marked: Sequence[Marked], precision: Precision) -> Iterator[WrongSum]:
    """The equations with at least two marked figures that do not hold."""
    if "+" not in text or SLOT in text:
        return
    found = flat(text, marked)
    for sign in EQUALS.finditer(found.text):
        first, last = max(0, sign.start() - REACH), sign.end() + REACH
        if found.text.count(SLOT, first, last) < FEWEST or "+" not in found.text[first:last]:
            continue
        behind = BEHIND.match(found.text, sign.end(), last)
        if behind is None:
            continue
        spend(SEARCHED)  # a sum is looked for from each of these characters on
        before = BEFORE.search(found.text, first, sign.start())
        if before is None or found.text.count(SLOT, before.start(), behind.end()) < FEWEST:
            continue
        if CONTINUES.match(found.text, behind.end()):
            continue
        head = found.text[max(0, before.start() - REACH) : before.start()]
        if BULLET.search(head) or not OPERATOR.search(head):
            sides = [list(entries(found, *each.span(1))) for each in (before, behind)]
            wrong = wrong_equation(precision, *sorted(sides, key=len))
            yield from (wrong,) if wrong else ()


def wrong_equation(
    precision: Precision, one: Sequence[Entry | None], more: Sequence[Entry | None]
) -> WrongSum | None:  # fmt: skip
    """What is wrong with an equation that has a single figure on one side."""
    read = [each for each in (*one, *more) if each is not None]
    if len(one) != 1 or len(more) < FEWEST or len(read) <= len(more) or sum(each.marked for each in read) < FEWEST:
        return None
    scales = {each.scale for each in read if each.marked and each.figure.multiplier == 1}
    loose = [each for each in read if not each.marked and each.figure.multiplier == 1]
    if len(scales) > 1 or (not scales and any(each.figure.value < THOUSAND for each in loose)):
        return None  # 3.7 + 58.6M: the unit of the first figure is unknown
    scale = scales.pop() if scales else Fraction(1)
    total, *terms = (each._replace(scale=scale) if each in loose else each for each in read)
    return compare(terms, total, precision, "equation")


def entries(found: Flat, start: int, end: int) -> Iterator[Entry | None]:
    """The figures of one side; None for one that is wrong itself, or cannot be read."""
    for term in TERMS.finditer(found.text, start, end):
        if term[0].startswith(SLOT):
            yield marked_entry(found.figure(term.start()))
            continue
        printed = bare(term[0])
        at = found.place(term.start())
        try:
            figure = read_figure(printed.text)
        except UsageError:
            yield None
            continue
        yield Entry(figure, figure.value, Fraction(1), False, at, at + printed.end)  # a term begins with its figure
