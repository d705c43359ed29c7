"""A printed figure: the value it states, and the values that its precision allows."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple, get_args

Bound = Literal["", "below", "above", "at most", "at least"]
Word = Literal["exact", "rounds", "truncated", ""]
HOLDS: tuple[Word, ...] = tuple(filter(None, get_args(Word)))
"""The words of a value that agrees with a printed figure."""


def at_most(one: int | Fraction, two: int | Fraction) -> bool:
    """Whether a number is at most another: what their own comparison says, which first asks for types."""
    return one.numerator * two.denominator <= two.numerator * one.denominator


def within_half(one: int | Fraction, two: int | Fraction, unit: Fraction) -> bool:
    """Whether two numbers lie at most half a unit apart."""
    apart = abs(one.numerator * two.denominator - two.numerator * one.denominator)
    return 2 * apart * unit.denominator <= unit.numerator * one.denominator * two.denominator


class Part(NamedTuple):
    """A number as it is printed in a text.

    Attributes:
        value: the number it states, including the multiplier.
        step: the unit of its last printed digit.
        round: the unit of its last nonzero digit if zeros follow two to four digits; otherwise the step.
        coarse: the unit of its last nonzero digit; the step if zeros follow five digits or more.
        multiplier: what the word or sign after its digits means: 10⁶ for a million, 1/100 for a percent.
        shape: the sides, if it is a product of sizes.
        kept: the number of digits before the trailing zeros; in a Korean figure, the sum over its parts.
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
    """How a value agrees with a printed figure; falsy if it does not.

    Attributes:
        word: ``exact``; ``rounds``, to the last printed digit or within what *about* allows; ``truncated``, cut off
            after that digit; "" if it does not agree.
        unit: the unit of the last nonzero digit if it agrees only to that (650,000 may be meant to the nearest 10,000);
            otherwise 0.
    """

    word: Word
    unit: Fraction = Fraction(0)

    def __bool__(self) -> bool:
        return bool(self.word)

    @property
    def right(self) -> bool:
        """Whether the figure is right: it is the value, or what that rounds to."""
        return self.word in ("exact", "rounds")

    @property
    def close(self) -> bool:
        """Whether it agrees to the last printed digit."""
        return bool(self.word) and not self.unit


class Figure(NamedTuple):
    """A printed figure.

    Attributes:
        text: the figure as it was printed.
        value: the number it states, a percentage as a fraction of 1; the lower end of a range.
        low, high: the least and greatest value that its last printed digit allows; further apart if it says *about*.
        step: the unit of its last printed digit.
        round: the unit of its last nonzero digit if zeros follow two to four digits; otherwise the step.
        multiplier: what the word or sign after its digits means: 10⁶ for a million.
        about: whether it says that it is approximate.
        bound: the kind of bound if it only bounds the value; otherwise "".
        shape: the sides, if it is a product of sizes.
        unit: the words after it.
        last: the number it states; the upper end of a range.
        coarse: the unit of its last nonzero digit, also behind a single one; the step behind five digits or more.
    """

    text: str
    value: Fraction
    low: Fraction
    high: Fraction
    step: Fraction
    round: Fraction
    multiplier: Fraction
    about: bool
    bound: Bound
    shape: tuple[int, ...]
    unit: str
    last: Fraction
    coarse: Fraction

    @property
    def plain(self) -> bool:
        """Whether it states a single number, without *about* and without a bound."""
        return not self.bound and not self.about and self.last == self.value

    @property
    def sized(self) -> bool:
        """Whether it is a size in memory: the words after it, or its unit, say bytes."""
        return any(word.lower().strip("()") in ("byte", "bytes") for word in self.unit.split())

    def allows(self, value: int | Fraction) -> bool:
        """Whether a value, when rounded, may be printed as this figure."""
        if self.bound:
            higher = self.bound in ("above", "at least")
            inside = value > self.value if higher else value < self.value
            return inside or (value == self.value and self.bound.startswith("at"))
        return at_most(self.low, value) and at_most(value, self.high)

    def cut(self, value: int | Fraction, unit: Fraction) -> bool:
        """Whether a value becomes the figure when it is truncated to a multiple of ``unit``."""
        if value.numerator * self.value.numerator <= 0:
            return False
        units, rest = divmod(abs(self.value.numerator) * unit.denominator, self.value.denominator * unit.numerator)
        whole, least = abs(value.numerator) * unit.denominator, units * unit.numerator * value.denominator
        return not rest and least <= whole < least + unit.numerator * value.denominator
