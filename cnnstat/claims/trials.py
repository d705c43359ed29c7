"""The order in which readings are tried on a printed figure, and what share of random figures they would fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.claims.counting import single as number
from cnnstat.claims.reading import Reading
from cnnstat.printed import Figure, Fit, at_most

TRIALS = 240
"""The number of random figures."""


class Trial(NamedTuple):
    """A reading, and the range of values that it accepts for the printed figure."""

    reading: Reading
    low: Fraction
    high: Fraction
    fit: Fit

    def takes(self, value: int | Fraction) -> bool:
        """Whether a value becomes the printed figure. The end of a range of truncation belongs to the next figure."""
        inside = at_most(self.low, value) and at_most(value, self.high)
        return inside and not (self.fit.word == "truncated" and value == self.high)


def trials_of(
    printed: Figure, plain: Reading, single: Sequence[Reading], double: Sequence[Reading]
) -> Iterator[Trial]:  # fmt: skip
    """The readings in the order in which they are tried; those of another time than the source's behind all others.

    Cut off digits count as a convention: the value as it stands, cut off, comes behind what rounds when something else
    of the network is counted, and what is cut off under one convention behind what rounds under two.
    """
    for away in (False, True):
        ones, twos = ([each for each in every if each.away == away] for every in (single, double))
        near, far = ([each for each in ones if each.far == apart] for apart in (False, True))
        yield from rounding(printed, near)
        yield from cutting(printed, [] if away else [plain])
        yield from rounding(printed, far)
        if printed.round > printed.step:
            half = printed.round / 2
            for each in ones:
                yield Trial(each, printed.value - half, printed.value + half, Fit("rounds", printed.round))
        yield from rounding(printed, twos)
        yield from cutting(printed, ones)


def rounding(printed: Figure, readings: Sequence[Reading]) -> Iterator[Trial]:
    """Trials that take what rounds to a figure's last digit."""
    for each in readings:
        yield Trial(each, printed.low, printed.high, Fit("rounds"))


def cutting(printed: Figure, readings: Sequence[Reading]) -> Iterator[Trial]:
    """Trials that take what is cut off behind a figure's last digit; none where the figure is no single number."""
    if printed.plain:
        for each in readings:
            yield Trial(each, printed.value, printed.value + printed.step, Fit("truncated"))


def chances_of(printed: Figure, trials: Sequence[Trial], wanted: Sequence[int]) -> dict[int, Fraction]:
    """For each wanted trial, the share of random figures of the same precision that it or one before it would fit.

    Of the value as it stands, cut off, it is the share that it alone would fit.
    """
    if printed.bound or not printed.value:
        return dict.fromkeys(wanted, Fraction(1))
    scaled = [
        tuple(ratio(each, printed.value) for each in (number(trial.reading.value), trial.low, trial.high))
        for trial in trials[: max(wanted, default=-1) + 1]
    ]
    factors = [2 ** (2 * (draw + 0.5) / TRIALS - 1) for draw in range(TRIALS)]
    firsts = [next((at for at, each in enumerate(scaled) if fits(each, factor)), len(trials)) for factor in factors]
    found = {at: Fraction(sum(first <= at for first in firsts), TRIALS) for at in wanted}
    for at in wanted:
        if not trials[at].reading.conventions:
            found[at] = Fraction(sum(fits(scaled[at], factor) for factor in factors), TRIALS)
    return found


def fits(scaled: tuple[float, ...], factor: float) -> bool:
    """Whether a value lies between two bounds that are so many times as large."""
    value, low, high = scaled
    return low * factor <= value <= high * factor


def ratio(one: int | Fraction, two: Fraction) -> float:
    """The float nearest to the ratio of two numbers."""
    return one.numerator * two.denominator / (one.denominator * two.numerator)
