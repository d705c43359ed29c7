"""A printed figure: the value it states, and the values that its precision allows."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

Bound = Literal["", "below", "above", "at most", "at least"]
Word = Literal["exact", "rounds", "truncated", ""]


class Part(NamedTuple):
    """A number as it stands in a text.

    Attributes:
        value: what it states, its multiplier applied.
        step: the unit of its last printed digit.
        round: the unit of its last digit that is no zero, where zeros follow two to four digits; else the step.
        coarse: the unit of its last digit that is no zero; the step where zeros follow five digits or more.
        multiplier: what stands behind its digits: 10⁶ of a million, 1/100 of a percent.
        shape: the sides where it is a product of sizes.
        kept: how many digits stand in front of the zeros at its end; of a Korean figure those of all its parts.
    """

    value: Fraction
    step: Fraction
    round: Fraction
    coarse: Fraction
    multiplier: Fraction = Fraction(1)
    shape: tuple[int, ...] = ()
    kept: int = 0

    def times(self, factor: Fraction) -> Part:
        """The same digits with another multiplier."""
        value, step, rounded, coarse = (each * factor for each in (self.value, self.step, self.round, self.coarse))
        return Part(value, step, rounded, coarse, self.multiplier * factor, self.shape, self.kept)


class Fit(NamedTuple):
    """How a value agrees with a printed figure; false where it does not.

    Attributes:
        word: ``exact``; ``rounds``, to the last printed digit or within what *about* allows; ``truncated``, cut off
            behind that digit.
        unit: 0, or the unit of the last digit that is no zero: 650,000 may be meant to the nearest 10,000.
    """

    word: Word
    unit: Fraction = Fraction(0)

    def __bool__(self) -> bool:
        return bool(self.word)

    @property
    def close(self) -> bool:
        """Whether it agrees to the last printed digit."""
        return bool(self.word) and not self.unit


class Figure(NamedTuple):
    """A printed figure.

    Attributes:
        text: as it was printed.
        value: the number it states, a percentage as a fraction of 1; of a range the lower end.
        low, high: the values that its last printed digit allows, both included; looser where it says *about*.
        step: the unit of its last printed digit.
        round: the unit of its last digit that is no zero, where zeros follow two to four digits; else the step.
        multiplier: what stands behind its digits.
        about: whether it says that it is not exact.
        bound: whether it says only that the value lies below, or above.
        shape: the sides where it is a product of sizes.
        unit: the words behind it.
        last: the number it states; of a range the upper end.
    """

    text: str
    value: Fraction
    low: Fraction
    high: Fraction
    step: Fraction = Fraction(1)
    round: Fraction = Fraction(1)
    multiplier: Fraction = Fraction(1)
    about: bool = False
    bound: Bound = ""
    shape: tuple[int, ...] = ()
    unit: str = ""
    last: Fraction = Fraction(0)

    @property
    def plain(self) -> bool:
        """Whether it states one number, and neither *about* nor a bound."""
        return not self.bound and not self.about and self.last == self.value

    def allows(self, value: int | Fraction) -> bool:
        """Whether a value may be printed so, rounded."""
        if self.bound:
            higher = self.bound in ("above", "at least")
            inside = value > self.value if higher else value < self.value
            return inside or (value == self.value and self.bound.startswith("at"))
        return self.low <= value <= self.high

    def fit(self, value: int | Fraction) -> Fit:
        """How the figure comes out of a value, if it does."""
        if value == self.value and not self.bound:
            return Fit("exact")
        if self.allows(value):
            return Fit("rounds")
        if not self.plain:
            return Fit("")
        if self.cut(value, self.step):
            return Fit("truncated")
        if self.round > self.step:
            if abs(value - self.value) <= self.round / 2:
                return Fit("rounds", self.round)
            if self.cut(value, self.round):
                return Fit("truncated", self.round)
        return Fit("")

    def cut(self, value: int | Fraction, unit: Fraction) -> bool:
        """Whether a value becomes the figure when what is smaller than ``unit`` is cut off."""
        size = abs(Fraction(value))
        return size // unit * unit == abs(self.value) and value * self.value > 0
