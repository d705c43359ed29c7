"""A reading, and what a search for readings found."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnnstat.claims.counting import Convention
from cnnstat.printed import Fit
from cnnstat.quantities.values import Exact

SELDOM = Fraction(1, 4)
"""A reading that would fit a larger share of random figures says nothing; with two conventions, or of a figure of a
single digit, half of that."""


class Reading(NamedTuple):
    """A way of counting under which a printed figure may be right.

    Attributes:
        conventions: the conventions that it combines; none if the figure's digits are only cut off.
        value: the value of the query under them, with a K of 1,024 taken into account.
        counted: the value before that.
        fit: how the printed figure agrees with it.
        chance: the share of random figures that it, or a reading tried before it, would fit.
        also: programs that come to the same value in their own way.
        away: whether it is from another time than the source of the figure.
        limit: the largest share at which a single convention says something.
    """

    conventions: tuple[Convention, ...]
    value: Exact
    counted: Exact
    fit: Fit = Fit("")
    chance: Fraction = Fraction(1)
    also: tuple[Convention, ...] = ()
    away: bool = False
    limit: Fraction = SELDOM

    @property
    def key(self) -> tuple[str, ...]:
        """What it combines, which is the same for all rows of a table."""
        cut = ("digits cut off",) if self.fit.word == "truncated" else ()
        return (*(each.text for each in self.conventions), *cut)

    @property
    def text(self) -> str:
        """Its conventions as text for people."""
        texts = [each.text for each in (*self.conventions, *self.also)]
        return ", ".join([*texts, *self.key[len(self.conventions) :]])

    @property
    def far(self) -> bool:
        """Whether cut off digits are likelier than one of its conventions."""
        return any(each.far for each in self.conventions)

    @property
    def rank(self) -> tuple[bool, int, Fraction]:
        """The key by which readings are sorted: those of the source's time, then simple ones, then the less likely."""
        level = (2 if self.far else 0) if self.simple else 1 if not self.conventions else 3
        return self.away, level, self.chance

    @property
    def simple(self) -> bool:
        """Whether it is a single convention, and the figure agrees to its last digit."""
        return len(self.conventions) == 1 and self.fit.close and self.fit.word != "truncated"

    @property
    def offered(self) -> bool:
        """Whether it fits better than chance would."""
        return self.chance <= (self.limit if self.simple else SELDOM / 2)


class Reconciliation(NamedTuple):
    """The result of a search for readings of a printed figure.

    Attributes:
        value: the value of the query as it stands.
        fit: how the printed figure agrees with that, by the rule of precision.
        readings: the readings that yield the printed figure, the likeliest first.
        tried: the single conventions that make a difference.
        numbers: how many different numbers all readings gave.
        left_out: what was not tried completely because it would take too long; "" if the search is complete.
        unit: the unit of the query, if it has one.
    """

    value: Exact
    fit: Fit
    readings: Sequence[Reading] = ()
    tried: Sequence[str] = ()
    numbers: int = 0
    left_out: str = ""
    unit: str = ""

    @property
    def offered(self) -> list[Reading]:
        """The readings that fit better than chance would."""
        return [each for each in self.readings if each.offered]

    @property
    def likely(self) -> list[Reading]:
        """Those of the offered readings that say more than how the value as it stands comes out."""
        return [each for each in self.offered if each.simple or not each.conventions or not self.fit]

    @property
    def hidden(self) -> list[Reading]:
        """The readings that random figures would too often fit as well."""
        return [each for each in self.readings if not each.offered]
