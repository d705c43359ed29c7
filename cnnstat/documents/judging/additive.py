"""Marked figures that can be added: counts such as parameters, even in millions; not receptive fields or ratios."""

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
"""Numbers by which a query divides to give its figure in another unit, such as alexnet.params / 10**6."""


FEWEST = 2
"""With at least so many marked figures, a column, row or equation is checked as a sum."""


class Counted(NamedTuple):
    """What a query counts.

    Attributes:
        quantity: its name; figures with the same name can be added.
        scale: the unit of its figure: 10⁶ if the query divides by that.
    """

    quantity: str
    scale: Fraction = Fraction(1)


class Marked(NamedTuple):
    """A marked figure that was judged.

    Attributes:
        start, end: the offsets of the figure.
        begin, close: the offsets of its mark.
        verdict: the verdict on it.
        counted: what its query counts; None if that cannot be added.
        whole: the query for as much of the whole network, where that of the figure is of a part of one.
    """

    start: int
    end: int
    begin: int
    close: int
    verdict: Verdict
    counted: Counted | None
    whole: Reference | None = None


def counted(query: Query, bench: Bench) -> Counted | None:
    """What a query counts; None if its figures cannot be added."""
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


def whole(query: Query) -> Reference | None:
    """The query for as much of the whole network of which a query asks for a part, or for parts."""
    found = {
        each._replace(path=(*(() if each.network else each.path[:1]), *each.path[-1:]), selector=None, text="")
        for each in references(query)
    }
    return found.pop() if len(found) == 1 else None


def scaled(found: Counted, sign: str, factor: Query, bench: Bench) -> Counted | None:
    """What a query counts if it multiplies or divides another query by a number."""
    if any(references(factor)):
        return None
    try:
        number = evaluate(factor, bench).value
    except CnnstatError:  # reported when the figure is judged
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
        start, end: the offsets of the total.
        problem: what is wrong, in words.
        suggested: what the total should be; "" if that is not known.
        printed: the total as it is printed.
        exact: the sum of the figures.
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
        figure: the figure as printed, with the unit of its heading.
        exact: its exact value if it is marked; otherwise the value of the figure.
        scale: the unit of the figure, if its query divides by a number.
        marked: whether it is marked.
        start, end: its offsets.
        unit: the unit of its heading, if it has none of its own.
    """

    figure: Figure
    exact: Fraction | int
    scale: Fraction
    marked: bool
    start: int
    end: int
    unit: str = ""


def marked_entry(marked: Marked) -> Entry | None:
    """A marked figure as an entry of a sum; None if it is wrong itself or not a number."""
    verdict = marked.verdict
    if verdict.rule or verdict.figure is None or isinstance(verdict.value, tuple | None):
        return None
    scale = marked.counted.scale if marked.counted else Fraction(1)
    return Entry(verdict.figure, verdict.value, scale, True, marked.start, marked.end)


def summed(entries: Sequence[Entry], total: Entry) -> Fraction:
    """What the exact values of entries add up to, in the unit of their total."""
    return sum((each.exact * each.scale for each in entries), Fraction(0)) / total.scale


def compare(entries: Sequence[Entry], total: Entry, precision: Precision, what: str) -> WrongSum | None:
    """What is wrong with a total. It must be the sum, rounded, of either the exact values or the printed figures."""
    exact = summed(entries, total)
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
