"""Marked figures that can be added: counts such as parameters, also in millions; not receptive fields or ratios."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.documents.judging.verify import Verdict, is_far
from cnnstat.errors import CnnstatError
from cnnstat.printed import Figure, Precision, write_figure
from cnnstat.query import Bench, Query, Reference, evaluate, references
from cnnstat.query.syntax import Operation
from cnnstat.query.value import SUMMED
from cnnstat.text import numbers

UNITS = frozenset(
    (*(Fraction(10) ** power for power in range(1, 16)), *(Fraction(1024) ** power for power in range(1, 5)))
)
"""Numbers by which a query divides to give its figure in another unit, as alexnet.params / 10**6 does."""


FEWEST = 2
"""Marked figures that make a column, a row or an equation a sum."""


class Counted(NamedTuple):
    """What a query counts.

    Attributes:
        quantity: its name, the same for figures that can be added.
        scale: how many make one of its figures: 10⁶ where it divides by that.
    """

    quantity: str
    scale: Fraction = Fraction(1)


class Marked(NamedTuple):
    """A marked figure that was judged.

    Attributes:
        start, end: where it stands.
        begin, close: where its mark begins and ends.
        verdict: what became of it.
        counted: what its query counts; None where that cannot be added.
    """

    start: int
    end: int
    begin: int
    close: int
    verdict: Verdict
    counted: Counted | None


def counted(query: Query, bench: Bench) -> Counted | None:
    """What a query counts; None where its figures cannot be added."""
    match query:
        case Reference(path=path):
            return Counted(path[-1]) if path[-1:] != () and path[-1] in SUMMED else None
        case Operation(sign="+" | "-", left=left, right=right):
            first, second = counted(left, bench), counted(right, bench)
            if first is None or second is None or first.scale != second.scale:
                return None
            return first if first == second else Counted(f"{first.quantity} {second.quantity}", first.scale)
        case Operation(sign="*" | "/" as sign, left=left, right=right):
            found = counted(left, bench)
            return found and scaled(found, sign, right, bench)
    return None


def scaled(found: Counted, sign: str, factor: Query, bench: Bench) -> Counted | None:
    """What a query counts that multiplies or divides another one by a number."""
    if any(references(factor)):
        return None
    try:
        number = evaluate(factor, bench).value
    except CnnstatError:  # said where the figure is judged
        return None
    if isinstance(number, tuple) or not number:
        return None
    made = Fraction(number) if sign == "/" else 1 / Fraction(number)
    if made in UNITS:
        return Counted(found.quantity, found.scale * made)
    return Counted(f"{found.quantity} / {made}", found.scale)


class WrongSum(NamedTuple):
    """A total that its figures do not add up to.

    Attributes:
        start, end: where the total stands.
        problem: in words.
        suggested: what the total should be; "" where that is not known.
        printed: what it is.
        exact: what the figures add up to.
    """

    start: int
    end: int
    problem: str
    suggested: str
    printed: str
    exact: str


class Entry(NamedTuple):
    """A figure that is added, or a total.

    Attributes:
        figure: as printed, with the unit of its heading.
        exact: what it comes to exactly where it is marked; else the figure.
        scale: how many make one of it, where its query divides by a number.
        marked: whether it is.
        start, end: where it stands.
        unit: that of its heading, if it has none of its own.
    """

    figure: Figure
    exact: Fraction | int
    scale: Fraction
    marked: bool
    start: int
    end: int
    unit: str = ""


def marked_entry(marked: Marked) -> Entry | None:
    """A marked figure as one that is added; None where it is wrong itself, or no number."""
    verdict = marked.verdict
    if verdict.rule or verdict.figure is None or isinstance(verdict.value, tuple | None):
        return None
    scale = marked.counted.scale if marked.counted else Fraction(1)
    return Entry(verdict.figure, verdict.value, scale, True, marked.start, marked.end)


def compare(entries: Sequence[Entry], total: Entry, precision: Precision, what: str) -> WrongSum | None:
    """What is wrong with a total: it must be what the exact values add up to, or the printed figures, rounded."""
    exact = sum((each.exact * each.scale for each in entries), Fraction(0)) / total.scale
    printed = sum((each.figure.value * each.scale for each in entries), Fraction(0)) / total.scale
    if any(precision.accepts(total.figure, each) for each in (exact, printed)):
        return None
    shown, said = numbers.number(exact), total.figure.text.removesuffix(total.unit)
    problem = f"the figures of this {what} add up to {shown}, its total says {said}"
    suggested = ""
    if not total.marked and not is_far(total.figure.value, exact):
        suggested = write_figure(total.figure, exact, precision) or ""
    return WrongSum(
        total.start, total.end, problem, suggested.removesuffix(total.unit), said, shown
    )  # fmt: skip
