"""Under which counting convention a printed figure comes out.

Readings of one convention are tried, then of two; never of more. That a figure ends in zeros which are no digits, or
that its digits were cut off, counts as one. Two safeguards keep it from fitting noise. Readings that come to the same
number count once, as the first of them. And each is tried on figures taken at random, from half to twice the printed
one: a reading is offered only where it, or one tried before it, seldom fits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from cnnstat.claims import counting
from cnnstat.claims.conventions import conventions_for
from cnnstat.claims.counting import NESTING, Convention, Read
from cnnstat.effort import Effort, spend
from cnnstat.errors import CnnstatError
from cnnstat.printed import Figure as Printed
from cnnstat.printed import Fit
from cnnstat.quantities.values import Exact
from cnnstat.query.bench import Bench
from cnnstat.query.evaluate import evaluate
from cnnstat.query.syntax import Query, Reference, mapped
from cnnstat.query.value import Figure, value_of

MOST = 2
"""Conventions in one reading."""
SELDOM = Fraction(1, 4)
"""Where a larger share of random figures would be fitted, a reading says nothing; of two conventions half of that."""
TRIALS = 240
"""Figures taken at random."""
MOST_WORK = 150_000
"""Units of work of one search, about a second; the largest search in the catalog takes a tenth of that."""


class Reading(NamedTuple):
    """A way of counting under which a printed figure comes out.

    Attributes:
        conventions: what it changes.
        value: what the query comes to, a K of 1,024 applied.
        counted: the same before that.
        fit: how the printed figure agrees.
        chance: the share of random figures that it, or a reading tried before it, would fit.
    """

    conventions: tuple[Convention, ...]
    value: Exact
    counted: Exact
    fit: Fit = Fit("")
    chance: Fraction = Fraction(1)

    @property
    def text(self) -> str:
        """Its conventions, for people."""
        cut = ["digits cut off"] if self.fit.word == "truncated" else []
        return ", ".join([*(each.text for each in self.conventions), *cut])

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """Simple ones first, then what says most."""
        return not self.simple, self.chance

    @property
    def simple(self) -> bool:
        """Whether it is a single convention, and the figure agrees to its last digit."""
        return len(self.conventions) == 1 and self.fit.close and self.fit.word != "truncated"

    @property
    def offered(self) -> bool:
        """Whether it is no noise."""
        return self.chance <= (SELDOM if self.simple else SELDOM / 2)


class Reconciliation(NamedTuple):
    """What was tried for a printed figure.

    Attributes:
        value: what the query comes to as it stands.
        fit: how the printed figure agrees with that.
        readings: those that yield the printed figure, simplest first.
        tried: the single conventions that make a difference.
        numbers: how many different numbers all readings came to.
        left_out: of what not every one was tried, as that would take too long; "" where the search is complete.
    """

    value: Exact
    fit: Fit
    readings: Sequence[Reading] = ()
    tried: Sequence[str] = ()
    numbers: int = 0
    left_out: str = ""

    @property
    def offered(self) -> list[Reading]:
        """The readings that are no noise."""
        return [each for each in self.readings if each.offered]


class Trial(NamedTuple):
    """A reading, and the values that it takes for the printed figure."""

    reading: Reading
    low: Fraction
    high: Fraction
    fit: Fit

    def takes(self, value: int | Fraction) -> bool:
        """Whether a value becomes the printed figure; the next figure is not cut to this one."""
        return self.low <= value <= self.high and not (self.fit.word == "truncated" and value == self.high)


def as_it_stands(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """What a query comes to, and whether that is the printed figure; no reading is tried."""
    value = evaluate(query, bench).value
    return Reconciliation(value, fit_of(printed, value))


def reconcile(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """Find the readings under which a query yields a printed figure.

    Raises:
        UsageError, SpecError: the query as it stands cannot be evaluated.
    """
    spend(50)
    held = as_it_stands(query, printed, bench)
    if held.fit.word == "exact":
        return held
    if isinstance(held.value, tuple):
        return in_shape(query, printed, bench, held)
    single, double, left_out = searched(query, printed, bench, held.value)
    spend(len(single) + len(double))
    trials = list(trials_of(printed, single, double))
    found = [
        (at, trial.reading._replace(fit=Fit("exact") if trial.reading.value == printed.value else trial.fit))
        for at, trial in enumerate(trials)
        if trial.takes(counting.single(trial.reading.value))
    ]
    first: dict[Exact, tuple[int, Reading]] = {}
    for at, reading in found:
        first.setdefault(reading.value, (at, reading))
    chances = chances_of(printed, trials, [at for at, _ in first.values()])
    readings = [reading._replace(chance=chances[at]) for at, reading in first.values()]
    readings.sort(key=lambda each: each.rank)
    tried, numbers = [each.text for each in single], len(single) + len(double)
    return held._replace(readings=readings, tried=tried, numbers=numbers, left_out=left_out)


def searched(query: Query, printed: Printed, bench: Bench, value: Exact) -> tuple[list[Reading], list[Reading], str]:
    """The readings of one convention and of two that come to other values, and of what not every one was tried."""
    effort, seen, known = Effort(MOST_WORK), {value}, list[Convention]()

    def alone() -> Iterator[tuple[Convention]]:
        for each in conventions_for(query, bench):
            known.append(each)
            yield (each,)

    single = list(effort.within(new(readings_of(alone(), query, printed, bench), seen)))
    left_out = "convention" if effort.reached else "pair of conventions"
    double = list(effort.within(new(readings_of(combinations(known, MOST), query, printed, bench), seen)))
    return single, double, left_out if effort.reached else ""


def in_shape(query: Query, printed: Printed, bench: Bench, held: Reconciliation) -> Reconciliation:
    """The single conventions under which a printed shape comes out: another size, setting or network.

    All its sides must agree, so that none fits by chance.
    """
    effort = Effort(MOST_WORK)
    found = list(effort.within(new(shapes_under(query, bench), {held.value}))) if printed.shape else []
    readings = [each._replace(fit=Fit("exact"), chance=Fraction(0)) for each in found if fit_of(printed, each.value)]
    tried, left_out = [each.text for each in found], "convention" if effort.reached else ""
    return held._replace(readings=readings, tried=tried, numbers=len(found), left_out=left_out)


def shapes_under(query: Query, bench: Bench) -> Iterator[Reading]:
    """A shape under every convention that changes whose it is."""
    for each in conventions_for(query, bench):
        if each.rewrite is not None:
            try:
                shape = evaluate(rewritten(query, [each]), bench).value
            except CnnstatError:
                continue  # another variant need not have the layer, nor another size fit
            if isinstance(shape, tuple):
                yield Reading((each,), shape, shape)


def fit_of(printed: Printed, value: Exact) -> Fit:
    """How a printed figure agrees with a value; a shape with its sides in either order."""
    if printed.shape and not isinstance(value, tuple) and set(printed.shape) == {value} and len(printed.shape) == 2:
        return Fit("exact")  # a kernel or image whose sides are equal, as 7×7
    if isinstance(value, tuple) and len(value) == 1 and not printed.shape:
        (value,) = value  # features
    if not isinstance(value, tuple):
        return printed.fit(value)
    orders = {value}
    if len(value) == 3:  # channels last, or left out
        orders |= {value[1:] + value[:1], value[1:]}
    return Fit("exact" if printed.shape in orders else "")


def new(readings: Iterable[Reading], seen: set[Exact]) -> Iterator[Reading]:
    """The readings that come to values not seen before."""
    for reading in readings:
        if reading.value not in seen:
            seen.add(reading.value)
            yield reading


def trials_of(printed: Printed, single: Sequence[Reading], double: Sequence[Reading]) -> Iterator[Trial]:
    """In which order readings are tried, each with the values that agree."""
    for each in single:
        yield Trial(each, printed.low, printed.high, Fit("rounds"))
    if printed.round > printed.step:
        for each in single:
            half = printed.round / 2
            yield Trial(each, printed.value - half, printed.value + half, Fit("rounds", printed.round))
    if not printed.about and not printed.bound:
        for each in single:
            yield Trial(each, printed.value, printed.value + printed.step, Fit("truncated"))
    for each in double:
        yield Trial(each, printed.low, printed.high, Fit("rounds"))


def chances_of(printed: Printed, trials: Sequence[Trial], wanted: Sequence[int]) -> dict[int, Fraction]:
    """For each wanted trial the share of random figures, of the same precision, that it or one before it would fit."""
    if printed.bound or not printed.value:
        return dict.fromkeys(wanted, Fraction(1))
    scaled = [
        tuple(float(each / printed.value) for each in (counting.single(trial.reading.value), trial.low, trial.high))
        for trial in trials[: max(wanted, default=-1) + 1]
    ]
    firsts = []
    for number in range(TRIALS):
        factor = 2 ** (2 * (number + 0.5) / TRIALS - 1)
        hits = (at for at, (value, low, high) in enumerate(scaled) if low * factor <= value <= high * factor)
        firsts.append(next(hits, len(trials)))
    return {at: Fraction(sum(first <= at for first in firsts), TRIALS) for at in wanted}


def readings_of(
    choices: Iterable[tuple[Convention, ...]], query: Query, printed: Printed, bench: Bench
) -> Iterator[Reading]:  # fmt: skip
    """The readings under some choices of conventions; two of one axis exclude each other."""
    for chosen in choices:
        spend(1 / 8)
        if len({each.axis for each in chosen}) < len(chosen):
            continue
        spend(2)
        try:
            counted = evaluate(rewritten(query, chosen), bench, reader(chosen)).value
        except CnnstatError:
            continue  # another variant need not have the layer, nor another size fit
        if isinstance(counted, tuple):
            continue
        binary = any(each.binary for each in chosen)
        yield Reading(chosen, Fraction(counted) / kilo(printed) if binary else counted, counted)


def kilo(printed: Printed) -> Fraction:
    """How much larger the multiplier of a figure is where K is 1,024."""
    return Fraction(1024, 1000) ** thousands(printed)


def thousands(printed: Printed) -> int:
    """How many thousands make the multiplier of a figure; 0 of 만 and MiB, which no K of 1,024 makes larger."""
    return next((power for power in (1, 2, 3, 4) if printed.multiplier == 1000**power), 0)


def rewritten(query: Query, chosen: Sequence[Convention]) -> Query:
    """A query whose references ask for what the conventions say."""

    def change(reference: Reference) -> Reference:
        for each in chosen:
            reference = each.rewrite(reference) if each.rewrite else reference
        return reference

    return mapped(query, change)


def reader(chosen: Sequence[Convention]) -> Read:
    """How figures are read off under several conventions."""
    read: Read = value_of
    for each in sorted(chosen, key=lambda each: NESTING.get(each.axis, 0)):
        if each.read:
            read = behind(each, read)
    return read


def behind(convention: Convention, inner: Read) -> Read:
    assert convention.read is not None
    own = convention.read

    def read(figure: Figure) -> Exact:
        return own(figure, inner)

    return read
