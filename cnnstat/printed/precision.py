"""The rule of precision: when a printed figure is right for a value.

A figure is right for what rounds to it at its last printed digit. Zeros at its end are digits like others, except
where they look like a rounding: from 10,000 on, two zeros or more behind two to four other digits. 650,000 may be meant
to the nearest 10,000; 60,965,220 and 34,940 are exact, or wrong. Checks, totals and suggestions ask here, and what is
written anew (:mod:`cnnstat.printed.write`) must pass here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from cnnstat.printed.figure import Figure

LARGE = 10_000
"""A smaller figure is taken at its word: 4100 is not 4096."""
HUNDRED = 100
"""A figure that is rounded ends in two zeros or more; a single one is a digit."""
TENTH = Fraction(1, 10)


class Precision(NamedTuple):
    """When a printed figure is right, as a project has it.

    Attributes:
        truncated: also where its digits were cut off.
        zeros: also where it is rounded at its last digit that is no zero.
        about: the largest share by which *about* may be off.
    """

    truncated: bool = False
    zeros: bool = True
    about: Fraction = TENTH

    def unit(self, figure: Figure) -> Fraction:
        """The unit to which a figure may be rounded: of its last digit, or of the last one that is no zero."""
        rounded = figure.round >= HUNDRED and abs(figure.value) >= LARGE
        return figure.round if self.zeros and rounded else figure.step

    def narrowed(self, figure: Figure) -> Figure:
        """A figure that says *about*, with no more leeway than the project allows."""
        if not figure.about:
            return figure
        low, high = sorted((figure.value, figure.last))
        below, above = (max(self.unit(figure) / 2, abs(each) * self.about) for each in (low, high))
        return figure._replace(low=max(figure.low, low - below), high=min(figure.high, high + above))

    def accepts(self, figure: Figure, value: int | Fraction) -> bool:
        """Whether a figure is right for a value."""
        fit = self.narrowed(figure).fit(value)
        if fit.close:
            return fit.word != "truncated" or self.truncated or self.rounds(figure, value)
        return self.rounds(figure, value) or (
            fit.word == "truncated" and self.truncated and self.unit(figure) == fit.unit
        )

    def rounds(self, figure: Figure, value: int | Fraction) -> bool:
        """Whether a value becomes the figure when it is rounded at the last digit that is no zero."""
        unit = self.unit(figure)
        return unit > figure.step and figure.plain and abs(value - figure.value) <= unit / 2


DEFAULT = Precision()
"""Of a project that says nothing."""
