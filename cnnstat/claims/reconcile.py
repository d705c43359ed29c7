"""The counting conventions under which a printed figure is right.

Readings with one convention are tried, then with two, never with more. Digits that were cut off, and trailing zeros
that only round, count as a convention too. Two safeguards keep the search from fitting noise. Readings that give the
same number count only once, as the first of them. And each is tried on random figures, from half to twice the printed
one: a reading is offered only if it, or one tried before it, seldom fits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from cnnstat.claims import counting
from cnnstat.claims.conventions import conventions_for
from cnnstat.claims.counting import NESTING, Convention, Read
from cnnstat.claims.reading import SELDOM, Reading, Reconciliation
from cnnstat.claims.trials import chances_of, cutting, trials_of
from cnnstat.effort import Effort, spend
from cnnstat.errors import CnnstatError
from cnnstat.printed import Figure as Printed
from cnnstat.printed import Fit, Precision, read_figure
from cnnstat.quantities.values import Exact
from cnnstat.query.bench import Bench
from cnnstat.query.evaluate import evaluate
from cnnstat.query.syntax import Query, Reference, mapped
from cnnstat.query.value import Figure, value_of

MOST = 2
"""The most conventions in one reading."""
READING = 4
"""The work of finding what a query comes to under some conventions, besides that of its figures."""
MOST_WORK = 75_000
"""The most units of work for one search, half a second; no search for the catalog takes all of it."""


def as_it_stands(query: Query, printed: Printed, bench: Bench) -> Reconciliation:
    """The value of a query and whether it agrees with the printed figure; no other reading is tried."""
    answer = evaluate(query, bench)
    return Reconciliation(answer.value, fit_of(printed, answer.value), unit=answer.unit)


def reconcile(query: Query, printed: Printed, bench: Bench, year: int = 0) -> Reconciliation:
    """Find the readings under which a query yields a printed figure.

    Args:
        query: the query.
        printed: the figure.
        bench: the source of networks.
        year: the year of the source that prints it; readings from later on are tried last. 0 if it is not known.

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
    single, double = ([dated(each, year) for each in every] for every in (single, double))
    trials = list(trials_of(printed, Reading((), held.value, held.value), single, double))
    found = [
        (at, trial.reading._replace(fit=Fit("exact") if trial.reading.value == printed.value else trial.fit))
        for at, trial in enumerate(trials)
        if trial.takes(counting.single(trial.reading.value))
    ]
    first: dict[Exact, tuple[int, Reading]] = {}
    for at, reading in found:
        first.setdefault(reading.value, (at, reading))
    chances = chances_of(printed, trials, [at for at, _ in first.values()])
    limit = SELDOM if abs(printed.value) >= 10 * printed.step else SELDOM / 2
    readings = [reading._replace(chance=chances[at], limit=limit) for at, reading in first.values()]
    readings.sort(key=lambda each: each.rank)
    held = held._replace(fit=telling(printed, held.value))
    tried = [convention.text for each in single for convention in each.conventions]
    return held._replace(readings=readings, tried=tried, numbers=len(single) + len(double), left_out=left_out)


def in_full(query: Query, bench: Bench) -> dict[Exact, Reading]:
    """What a query comes to under one convention or two, to all digits, the likeliest of each value.

    Raises:
        UsageError, SpecError: the query as it stands cannot be evaluated.
    """
    spend(50)
    single, double, _ = searched(query, read_figure("1"), bench, evaluate(query, bench).value)
    return {each.value: each for each in (*reversed(double), *reversed(single))}


def dated(reading: Reading, year: int) -> Reading:
    """A reading of a source of some year: whether one of its conventions is younger."""
    return reading._replace(away=bool(year) and any(each.since > year for each in reading.conventions))


def searched(query: Query, printed: Printed, bench: Bench, value: Exact) -> tuple[list[Reading], list[Reading], str]:
    """The readings with one and with two conventions that give other values, and what was not tried completely."""
    effort, seen, known = Effort(MOST_WORK), {value}, list[Convention]()
    also: dict[Exact, list[Convention]] = {}

    def alone() -> Iterator[tuple[Convention]]:
        for each in conventions_for(query, bench):
            known.append(each)
            yield (each,)

    def told() -> Iterator[Reading]:
        for reading in readings_of(alone(), query, printed, bench):
            (convention,) = reading.conventions
            if reading.value in also and convention.about:
                also[reading.value].append(convention)
            also.setdefault(reading.value, [])
            yield reading

    single = list(effort.within(new(told(), seen)))
    single = [each._replace(also=tuple(also[each.value])) for each in single]
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
        return Precision().fit(printed, value)
    orders = {value}
    if len(value) == 3:  # channels last or omitted
        orders |= {value[1:] + value[:1], value[1:]}
    return Fit("exact" if printed.shape in orders else "")


def telling(printed: Printed, value: Exact) -> Fit:
    """How a printed figure agrees with a value, where that says something.

    Digits that are cut off behind a single one say nothing: random figures would too often come out so as well.
    """
    fit, plain = fit_of(printed, value), Reading((), value, value)
    if fit.word != "truncated" or fit.unit:
        return fit
    chance = chances_of(printed, list(cutting(printed, [plain])), [0])[0]
    return fit if plain._replace(chance=chance).offered else Fit("")


def new(readings: Iterable[Reading], seen: set[Exact]) -> Iterator[Reading]:
    """The readings whose values were not seen before."""
    for reading in readings:
        if reading.value not in seen:
            seen.add(reading.value)
            yield reading


def readings_of(
    choices: Iterable[tuple[Convention, ...]], query: Query, printed: Printed, bench: Bench
) -> Iterator[Reading]:  # fmt: skip
    """The readings under some choices of conventions, without those that exclude each other."""
    for chosen in choices:
        spend(1 / 8)
        if not all(one.goes_with(two) for one, two in combinations(chosen, 2)):
            continue
        spend(READING)
        try:
            reading = under(chosen, query, printed, bench)
        except CnnstatError:
            continue  # another variant may lack the layer, and another size may not fit
        if not isinstance(reading.counted, tuple):
            yield reading


def under(chosen: tuple[Convention, ...], query: Query, printed: Printed, bench: Bench) -> Reading:
    """What a query comes to under some conventions.

    Raises:
        CnnstatError: it has no value under them.
    """
    counted = evaluate(rewritten(query, chosen), bench, reader(chosen)).value
    value = counted
    if any(each.binary for each in chosen) and not isinstance(counted, tuple):
        value = Fraction(counted) / kilo(printed)
    return Reading(chosen, value, counted)


def kilo(printed: Printed) -> Fraction:
    """The factor by which the multiplier of a figure is larger if K is 1,024."""
    return Fraction(1024, 1000) ** thousands(printed)


def thousands(printed: Printed) -> int:
    """The power of 1,000 that the multiplier of a figure is; 0 for others such as 만 and MiB, which have no K."""
    return next((power for power in (1, 2, 3, 4) if printed.multiplier == 1000**power), 0)


def rewritten(query: Query, chosen: Sequence[Convention]) -> Query:
    """A query with its references rewritten by the conventions."""
    if not any(each.rewrite for each in chosen):
        return query

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
    own, of = convention.read, convention.of

    def read(figure: Figure) -> Exact:
        return own(figure, inner) if not of or figure.key in of else inner(figure)

    return read
