"""Under which counting convention a printed figure comes out.

Readings of one convention are tried, then of two; never of more. Three safeguards keep it from fitting noise. A
reading must round to the printed figure: digits cut off would be one more assumption. Readings that come to the same
number count once, as the simplest of them. And for each it is found by trial how often a figure taken at random, from
half to twice the printed one, would be fitted as well: a reading is offered only where that is seldom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from cnnstat.claims.conventions import Convention, Read, conventions_for
from cnnstat.errors import CnnstatError
from cnnstat.figures import Figure as Printed
from cnnstat.figures import Fit
from cnnstat.query.bench import Bench
from cnnstat.query.evaluate import evaluate
from cnnstat.query.syntax import Call, Operation, Query, Reference
from cnnstat.query.value import Figure, Value, value_of

MOST = 2
"""Conventions in one reading."""
SELDOM = Fraction(1, 4)
"""Where a larger share of figures taken at random would be fitted, a reading says nothing; of two conventions half."""
TRIALS = 240
"""Figures taken at random."""


class Reading(NamedTuple):
    """A way of counting that was tried.

    Attributes:
        conventions: what it changes.
        value: what the query comes to, a K of 1,024 applied.
        counted: the same before that.
        fit: how the printed figure agrees.
        chance: the share of random figures that some reading no less simple, and agreeing no worse, would fit.
    """

    conventions: tuple[Convention, ...]
    value: int | Fraction
    counted: int | Fraction
    fit: Fit
    chance: Fraction = Fraction(1)

    @property
    def text(self) -> str:
        """Its conventions, for people."""
        return ", ".join(each.text for each in self.conventions)

    @property
    def rank(self) -> tuple[int, int]:
        """Simplest first, then the best agreement."""
        return len(self.conventions), self.fit.rank


class Reconciliation(NamedTuple):
    """What was tried for a printed figure.

    Attributes:
        value: what the query comes to as it stands.
        fit: how the printed figure agrees with that.
        readings: those that yield the printed figure, simplest first.
        tried: how many different numbers all readings came to.
    """

    value: Value
    fit: Fit
    readings: Sequence[Reading]
    tried: int

    @property
    def offered(self) -> list[Reading]:
        """The readings that are no noise."""
        return [each for each in self.readings if each.chance <= SELDOM / len(each.conventions)]


def as_it_stands(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """What a query comes to, and whether that is the printed figure; no reading is tried."""
    value = evaluate(query, bench).value
    return Reconciliation(value, fit_of(printed, value), [], 0)


def reconcile(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """Find the readings under which a query yields a printed figure.

    Raises:
        UsageError, SpecError: the query as it stands cannot be evaluated.
    """
    held = as_it_stands(query, printed, bench)
    value, fit = held.value, held.fit
    if isinstance(value, tuple) or fit.word == "exact":
        return held
    tried: dict[int | Fraction, Reading] = {}
    for count in range(1, MOST + 1):
        for reading in readings_of(query, printed, bench, count):
            if reading.value != value:
                tried.setdefault(reading.value, reading)
    found = sorted(
        (each for each in tried.values() if each.fit.word in ("exact", "rounds")), key=lambda each: each.rank
    )
    judged = [each._replace(chance=chance(printed, each, tried.values())) for each in found]
    return Reconciliation(value, fit, judged, len(tried))


def fit_of(printed: Printed, value: Value) -> Fit:
    """How a printed figure agrees with a value; a shape with its sides in either order."""
    if not isinstance(value, tuple):
        return printed.fit(value)
    orders = {value, value[1:] + value[:1]} | ({value[1:]} if len(value) == 3 and len(printed.shape) == 2 else set())
    return Fit("exact" if printed.shape in orders else "")


def readings_of(query: Query, printed: Printed, bench: Bench, count: int) -> Iterator[Reading]:
    """Every reading of that many conventions that there is."""
    known = conventions_for(query, bench)
    for chosen in combinations(known, count):
        if len({each.axis for each in chosen}) < count:
            continue
        try:
            counted = evaluate(rewritten(query, chosen), bench, reader(chosen)).value
        except CnnstatError:
            continue  # another variant need not have the layer, nor another size fit
        if isinstance(counted, tuple):
            continue
        value = counted
        if any(each.binary for each in chosen):
            value = Fraction(counted) / kilo(printed)
        yield Reading(chosen, value, counted, printed.fit(value))


def kilo(printed: Printed) -> Fraction:
    """How much larger the multiplier of a figure is where K is 1,024."""
    power = 0
    while printed.multiplier >= 1000 ** (power + 1):
        power += 1
    return Fraction(1024, 1000) ** power


def rewritten(query: Query, chosen: Sequence[Convention]) -> Query:
    """A query whose references ask for what the conventions say."""
    match query:
        case Reference():
            for each in chosen:
                query = each.rewrite(query) if each.rewrite else query
            return query
        case Operation(sign=sign, left=left, right=right):
            return Operation(sign, rewritten(left, chosen), rewritten(right, chosen))
        case Call(function=function, arguments=arguments):
            return Call(function, tuple(rewritten(each, chosen) for each in arguments))
    return query


def reader(chosen: Sequence[Convention]) -> Read:
    """How figures are read off under several conventions."""
    read: Read = value_of
    for each in chosen:
        if each.read:
            read = behind(each, read)
    return read


def behind(convention: Convention, inner: Read) -> Read:
    assert convention.read is not None
    own = convention.read

    def read(figure: Figure) -> Value:
        return own(figure, inner)

    return read


def chance(printed: Printed, found: Reading, tried: Iterable[Reading]) -> Fraction:
    """How often a figure between half and twice the printed one, of the same precision, would be fitted as well."""
    if printed.bound or not printed.value:
        return Fraction(1)
    low, high = (float(each / printed.value) for each in printed.accepted(found.fit))
    values = [
        abs(float(each.value / printed.value)) for each in tried if len(each.conventions) <= len(found.conventions)
    ]
    factors = [2 ** (2 * (trial + 0.5) / TRIALS - 1) for trial in range(TRIALS)]
    hits = sum(any(low * factor <= value <= high * factor for value in values) for factor in factors)
    return Fraction(hits, TRIALS)
