"""The counting conventions under which a printed figure is right.

Readings with one convention are tried, then with two, never with more. Trailing zeros that only round, and digits that
were cut off, count as a convention too. Two safeguards keep the search from fitting noise. Readings that give the same
number count only once, as the first of them. And each is tried on random figures, from half to twice the printed one: a
reading is offered only if it, or one tried before it, seldom fits them.
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
"""The most conventions in one reading."""
SELDOM = Fraction(1, 4)
"""A reading that would fit a larger share of random figures says nothing; with two conventions, half of that."""
TRIALS = 240
"""The number of random figures."""
MOST_WORK = 150_000
"""The most units of work for one search, about a second; the largest search for the catalog takes a tenth of that."""


class Reading(NamedTuple):
    """A way of counting under which a printed figure may be right.

    Attributes:
        conventions: the conventions that it combines.
        value: the value of the query under them, with a K of 1,024 taken into account.
        counted: the value before that.
        fit: how the printed figure agrees with it.
        chance: the share of random figures that it, or a reading tried before it, would fit.
    """

    conventions: tuple[Convention, ...]
    value: Exact
    counted: Exact
    fit: Fit = Fit("")
    chance: Fraction = Fraction(1)

    @property
    def text(self) -> str:
        """Its conventions as text for people."""
        cut = ["digits cut off"] if self.fit.word == "truncated" else []
        return ", ".join([*(each.text for each in self.conventions), *cut])

    @property
    def rank(self) -> tuple[bool, Fraction]:
        """The key by which readings are sorted: simple ones first, then those that fit fewer random figures."""
        return not self.simple, self.chance

    @property
    def simple(self) -> bool:
        """Whether it is a single convention, and the figure agrees to its last digit."""
        return len(self.conventions) == 1 and self.fit.close and self.fit.word != "truncated"

    @property
    def offered(self) -> bool:
        """Whether it fits better than chance would."""
        return self.chance <= (SELDOM if self.simple else SELDOM / 2)


class Reconciliation(NamedTuple):
    """The result of a search for readings of a printed figure.

    Attributes:
        value: the value of the query as it stands.
        fit: how the printed figure agrees with that.
        readings: the readings that yield the printed figure, simplest first.
        tried: the single conventions that make a difference.
        numbers: how many different numbers all readings gave.
        left_out: what was not tried completely because it would take too long; "" if the search is complete.
    """

    value: Exact
    fit: Fit
    readings: Sequence[Reading] = ()
    tried: Sequence[str] = ()
    numbers: int = 0
    left_out: str = ""

    @property
    def offered(self) -> list[Reading]:
        """The readings that fit better than chance would."""
        return [each for each in self.readings if each.offered]


class Trial(NamedTuple):
    """A reading, and the range of values that it accepts for the printed figure."""

    reading: Reading
    low: Fraction
    high: Fraction
    fit: Fit

    def takes(self, value: int | Fraction) -> bool:
        """Whether a value becomes the printed figure. The end of a range of truncation belongs to the next figure."""
        return self.low <= value <= self.high and not (self.fit.word == "truncated" and value == self.high)


def as_it_stands(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """The value of a query and whether it agrees with the printed figure; no other reading is tried."""
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
    """The readings with one and with two conventions that give other values, and what was not tried completely."""
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
    """The single conventions under which a printed shape is right: another size, setting or network.

    All sides must agree, so that none fits by chance.
    """
    effort = Effort(MOST_WORK)
    found = list(effort.within(new(shapes_under(query, bench), {held.value}))) if printed.shape else []
    readings = [each._replace(fit=Fit("exact"), chance=Fraction(0)) for each in found if fit_of(printed, each.value)]
    tried, left_out = [each.text for each in found], "convention" if effort.reached else ""
    return held._replace(readings=readings, tried=tried, numbers=len(found), left_out=left_out)


def shapes_under(query: Query, bench: Bench) -> Iterator[Reading]:
    """The shape under every convention that changes the network, layer or setting it belongs to."""
    for each in conventions_for(query, bench):
        if each.rewrite is not None:
            try:
                shape = evaluate(rewritten(query, [each]), bench).value
            except CnnstatError:
                continue  # another variant may lack the layer, and another size may not fit
            if isinstance(shape, tuple):
                yield Reading((each,), shape, shape)


def fit_of(printed: Printed, value: Exact) -> Fit:
    """How a printed figure agrees with a value; a shape may have its channels first, last or not at all."""
    if printed.shape and not isinstance(value, tuple) and set(printed.shape) == {value} and len(printed.shape) == 2:
        return Fit("exact")  # a square kernel or image, such as 7×7
    if isinstance(value, tuple) and len(value) == 1 and not printed.shape:
        (value,) = value  # features
    if not isinstance(value, tuple):
        return printed.fit(value)
    orders = {value}
    if len(value) == 3:  # channels last or omitted
        orders |= {value[1:] + value[:1], value[1:]}
    return Fit("exact" if printed.shape in orders else "")


def new(readings: Iterable[Reading], seen: set[Exact]) -> Iterator[Reading]:
    """The readings whose values were not seen before."""
    for reading in readings:
        if reading.value not in seen:
            seen.add(reading.value)
            yield reading


def trials_of(printed: Printed, single: Sequence[Reading], double: Sequence[Reading]) -> Iterator[Trial]:
    """The readings in the order in which they are tried, each with the range of values that agree."""
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
    """For each wanted trial, the share of random figures of the same precision that it or one before it would fit."""
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
    """The readings under some choices of conventions, without choices that have two of the same axis."""
    for chosen in choices:
        spend(1 / 8)
        if len({each.axis for each in chosen}) < len(chosen):
            continue
        spend(2)
        try:
            counted = evaluate(rewritten(query, chosen), bench, reader(chosen)).value
        except CnnstatError:
            continue  # another variant may lack the layer, and another size may not fit
        if isinstance(counted, tuple):
            continue
        binary = any(each.binary for each in chosen)
        yield Reading(chosen, Fraction(counted) / kilo(printed) if binary else counted, counted)


def kilo(printed: Printed) -> Fraction:
    """The factor by which the multiplier of a figure is larger if K is 1,024."""
    return Fraction(1024, 1000) ** thousands(printed)


def thousands(printed: Printed) -> int:
    """The power of 1,000 that the multiplier of a figure is; 0 for others such as 만 and MiB, which have no K."""
    return next((power for power in (1, 2, 3, 4) if printed.multiplier == 1000**power), 0)


def rewritten(query: Query, chosen: Sequence[Convention]) -> Query:
    """A query with its references rewritten by the conventions."""

    def change(reference: Reference) -> Reference:
        for each in chosen:
            reference = each.rewrite(reference) if each.rewrite else reference
        return reference

    return mapped(query, change)


def reader(chosen: Sequence[Convention]) -> Read:
    """A function that gives the value of a figure under several conventions."""
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
