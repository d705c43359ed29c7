"""The rule of precision: when a printed figure is right for a value.

A figure is right for every value that rounds to it at its last printed digit. Trailing zeros are digits like others,
unless they look like a rounding: from 10,000 on, two zeros or more after two to four other digits. Zeros of a unit
count as if they were written out: 140M is judged as 140,000,000. 650,000 may be rounded to 10,000; 60,965,220, 34,940
and 200M are either exact to their last digit or wrong. Checks, totals and suggestions use this rule, and a rewritten
figure (:mod:`cnnstat.printed.write`) must pass it too; so do audits and searches for readings.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cnnstat.printed.figure import Figure, Fit, at_most, within_half

LARGE = 10_000
"""Smaller figures are taken literally: 4100 is not 4096."""
HUNDRED = 100
"""A rounded figure ends in at least two zeros; a single zero is an ordinary digit."""
TENTH = Fraction(1, 10)


class Precision(NamedTuple):
    """A project's settings for when a printed figure is right.

    Attributes:
        truncated: whether a figure whose further digits were cut off is right too.
        zeros: whether trailing zeros may be a rounding to the last nonzero digit.
        about: how far a value may lie from a figure that says *about*, as a share of the figure.
    """

    truncated: bool = False
    zeros: bool = True
    about: Fraction = TENTH

    def unit(self, figure: Figure) -> Fraction:
        """The unit to which a figure may be rounded: that of its last digit, or of its last nonzero digit."""
        value = figure.value
        rounded = at_most(HUNDRED, figure.round) and abs(value.numerator) >= LARGE * value.denominator
        return figure.round if self.zeros and rounded else figure.step

    def narrowed(self, figure: Figure) -> Figure:
        """A figure that says *about*, with no more leeway than the project allows."""
        if not figure.about:
            return figure
        low, high = sorted((figure.value, figure.last))
        below, above = (max(self.unit(figure) / 2, abs(each) * self.about) for each in (low, high))
        return figure._replace(low=max(figure.low, low - below), high=min(figure.high, high + above))

    def fit(self, figure: Figure, value: int | Fraction) -> Fit:
        """How a value agrees with a figure, if it does: the figure is right if it is exact or rounds."""
        if not figure.bound and value == figure.value:
            return Fit("exact")
        if self.narrowed(figure).allows(value):
            return Fit("rounds")
        if not figure.plain:
            return Fit("")
        unit = self.unit(figure)
        wider = not at_most(unit, figure.step)
        if wider and within_half(value, figure.value, unit):
            return Fit("rounds", unit)
        if figure.cut(value, figure.step):
            return Fit("truncated")
        return Fit("truncated", unit) if wider and figure.cut(value, unit) else Fit("")

    def accepts(self, figure: Figure, value: int | Fraction) -> bool:
        """Whether a figure is right for a value."""
        fit = self.fit(figure, value)
        return fit.right or (self.truncated and fit.word == "truncated")


DEFAULT = Precision()
"""The rule for a project without settings of its own."""
