"""Many numbers, one for each setting of a sweep, that count as one number wherever they agree.

The reader of specs and the rules of layers are written for one network. Run on :class:`Many`, they work out thousands
of networks at once, as long as all of them go the same way: arithmetic goes through all numbers, and a question, such
as whether one number is larger than another or which number it is, has an answer only if it is the same for all.
Otherwise :class:`DivergingError` says which settings answer alike, and whoever began asks again for each of these
groups. So nothing that came out for a group can be wrong for one of its members.

Numbers are exact: whole numbers of 64 bits where all fit, else Python's own, over a common denominator.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partialmethod, reduce
from math import isfinite, lcm
from numbers import Rational
from typing import Any

SAFE = 2**62
"""Below this, numbers are NumPy's integers; else Python's own, which are slower."""

Array = Any
"""A NumPy array with an axis for each param of a sweep, of length 1 along those that its numbers do not depend on."""


class DivergingError(Exception):
    """Settings go different ways.

    Attributes:
        labels: an array, as :data:`Array`, with equal entries where settings go the same way.
    """

    def __init__(self, labels: Array) -> None:
        super().__init__("settings go different ways")
        self.labels = labels


class Many:
    """Numbers for the settings of a sweep.

    Attributes:
        numerators: an array of whole numbers.
        over: the denominator of all of them, at least 1.
        low, high: bounds of the numerators, not always tight.
    """

    __slots__ = ("_hash", "high", "low", "numerators", "over")
    __array_ufunc__ = None

    def __init__(self, numerators: Array, over: int, low: int, high: int) -> None:
        if isinstance(numerators, int):  # what NumPy makes of Python's own numbers, where it is one for all settings
            import numpy

            numerators = numpy.array(numerators, dtype=object)
        self.numerators, self.over, self.low, self.high = numerators, over, low, high
        self._hash: int | None = None

    @classmethod
    def along(cls, values: Sequence[int | Fraction], axis: int, axes: int) -> Many:
        """Values that belong to the settings of one param: number ``axis`` of ``axes`` params."""
        import numpy

        over = lcm(*(value.denominator for value in values))
        whole = [value.numerator * (over // value.denominator) for value in values]
        low, high = min(whole), max(whole)
        shape = [len(values) if at == axis else 1 for at in range(axes)]
        kind = numpy.int64 if max(-low, high) < SAFE else object
        return cls(numpy.array(whole, dtype=kind).reshape(shape), over, low, high)

    def spread(self, shape: Sequence[int]) -> list[int | Fraction]:
        """The numbers one after the other, for all settings of a grid."""
        import numpy

        whole = numpy.broadcast_to(self.numerators, tuple(shape)).ravel().tolist()
        return whole if self.over == 1 else [Fraction(each, self.over) for each in whole]

    def tightened(self) -> Many:
        """The same numbers with bounds that are tight."""
        low, high = int(self.numerators.min()), int(self.numerators.max())
        return Many(self.numerators, self.over, low, high)

    def at_most(self) -> int:
        """A bound of the numerators' absolute values."""
        return max(-self.low, self.high)

    def __add__(self, other: Any) -> Any:
        if type(other) is int and other == 0:  # where a sum begins
            return self
        return NotImplemented if (right := lifted(other)) is None else added(self, right)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if (right := lifted(other)) is None else added(self, -right)

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if (left := lifted(other)) is None else added(left, -self)

    def __mul__(self, other: Any) -> Any:
        if type(other) is int and other == 1:
            return self
        return NotImplemented if (right := lifted(other)) is None else multiplied(self, right)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        return NotImplemented if (right := lifted(other)) is None else divided(self, right)

    def __rfloordiv__(self, other: Any) -> Any:
        return NotImplemented if (left := lifted(other)) is None else divided(left, self)

    def __mod__(self, other: Any) -> Any:
        if self.over == 1 and type(other) is int and other == 1:
            return 0
        return NotImplemented if (right := lifted(other)) is None else self - right * divided(self, right)

    def __rmod__(self, other: Any) -> Any:
        return NotImplemented if (left := lifted(other)) is None else left - self * divided(left, self)

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / Fraction(other.only() if isinstance(other, Many) else other))  # one denominator for all

    def __rtruediv__(self, other: Any) -> Any:
        return other / Fraction(self.only())

    def __pow__(self, exponent: Any) -> Any:
        return reduce(operator.mul, [self] * operator.index(exponent), 1)

    def __neg__(self) -> Many:
        return Many(-self.numerators, self.over, -self.high, -self.low)

    def __abs__(self) -> Many:
        return self if self.low >= 0 else Many(abs(self.numerators), self.over, 0, self.at_most())

    def _compare(self, ask: Callable[[Any, Any], Any], other: Any) -> Any:
        right = lifted(Fraction(other) if isinstance(other, float) and isfinite(other) else other)
        if right is None:
            return NotImplemented
        one, two = aligned(self, right)
        ends = {ask(one.low, two.low), ask(one.low, two.high), ask(one.high, two.low), ask(one.high, two.high)}
        if ask not in (operator.eq, operator.ne) and len(ends) == 1:
            return ends.pop()
        return agreed(ask(one.numerators, two.numerators))

    __lt__ = partialmethod(_compare, operator.lt)
    __le__ = partialmethod(_compare, operator.le)
    __gt__ = partialmethod(_compare, operator.gt)
    __ge__ = partialmethod(_compare, operator.ge)

    def __eq__(self, other: object) -> Any:
        return True if self is other else self._compare(operator.eq, other)

    def __ne__(self, other: object) -> Any:
        return False if self is other else self._compare(operator.ne, other)

    def __hash__(self) -> int:
        # Equal numbers that came about differently may have another hash: work may then be done twice, no more.
        if self._hash is None:
            whole = self.numerators
            content = tuple(whole.ravel().tolist()) if whole.dtype == object else whole.tobytes()
            self._hash = hash((whole.shape, self.over, content))
        return self._hash

    def __bool__(self) -> bool:
        return bool(self != 0)

    def only(self) -> int | Fraction:
        """The number, if it is the same for all settings."""
        first = self.numerators.item(0)
        if not (self.numerators == first).all():
            raise DivergingError(self.numerators)
        return int(first) if self.over == 1 else Fraction(int(first), self.over)

    def __index__(self) -> int:
        found = self.only()
        if not isinstance(found, int):
            raise TypeError(f"{found} is no whole number")
        return found

    def __int__(self) -> int:
        return int(self.only())

    def __float__(self) -> float:
        return float(self.only())

    @property
    def denominator(self) -> int | Many:
        """The denominators of the numbers in lowest terms."""
        if self.over == 1:
            return 1
        return Many(self.over // self._shared(), 1, 1, self.over)

    @property
    def numerator(self) -> Many:
        """The numerators of the numbers in lowest terms."""
        if self.over == 1:
            return self
        return Many(self.numerators // self._shared(), 1, min(self.low, 0), max(self.high, 0))

    def _shared(self) -> Array:
        import numpy

        return numpy.gcd(self.numerators if self.over < SAFE else self.numerators.astype(object), self.over)

    def __format__(self, form: str) -> str:
        tight = self.tightened()
        first, last = (Fraction(each, self.over) for each in (tight.low, tight.high))
        ends = [format(each.numerator, form) if each.denominator == 1 else str(float(each)) for each in (first, last)]
        return ends[0] if ends[0] == ends[1] else "…".join(ends)

    def __str__(self) -> str:
        return format(self, "")

    def __repr__(self) -> str:
        return f"<Many {self}>"


Rational.register(Many)


def lifted(value: Any) -> Many | None:
    """A plain number as one for all settings; None for what is no exact number."""
    if isinstance(value, Many):
        return value
    if not isinstance(value, int | Fraction):
        return None
    import numpy

    numerator = int(value.numerator)
    kind = numpy.int64 if abs(numerator) < SAFE else object
    return Many(numpy.array(numerator, dtype=kind), value.denominator, numerator, numerator)


def fitting(most: Callable[[Many, Many], int], one: Many, two: Many) -> tuple[Array, Array]:
    """The numerators of two operands, as NumPy's integers only if no result of theirs can be too large."""
    if most(one, two) < SAFE and one.at_most() < SAFE and two.at_most() < SAFE:
        return one.numerators, two.numerators
    one, two = one.tightened(), two.tightened()
    if most(one, two) < SAFE and one.at_most() < SAFE and two.at_most() < SAFE:
        return one.numerators, two.numerators
    return one.numerators.astype(object), two.numerators.astype(object)


def added(one: Many, two: Many) -> Many:
    one, two = aligned(one, two)
    left, right = fitting(lambda first, second: first.at_most() + second.at_most(), one, two)
    return Many(left + right, one.over, one.low + two.low, one.high + two.high)


def multiplied(one: Many, two: Many) -> Many:
    left, right = fitting(lambda first, second: first.at_most() * second.at_most(), one, two)
    ends = [one.low * two.low, one.low * two.high, one.high * two.low, one.high * two.high]
    return Many(left * right, one.over * two.over, min(ends), max(ends))


def divided(one: Many, two: Many) -> Many:
    """⌊one / two⌋.

    Raises:
        ZeroDivisionError: ``two`` is 0.
    """
    if two.low <= 0 <= two.high and agreed(two.numerators == 0):
        raise ZeroDivisionError
    one, two = aligned(one, two)
    left, right = fitting(lambda first, second: max(first.at_most(), second.at_most()), one, two)
    found = left // right
    if two.low > 0:
        ends = [one.low // two.low, one.low // two.high, one.high // two.low, one.high // two.high]
        return Many(found, 1, min(ends), max(ends))
    return Many(found, 1, -one.at_most(), one.at_most())


def aligned(one: Many, two: Many) -> tuple[Many, Many]:
    """Both with one denominator."""
    if one.over == two.over:
        return one, two
    over = lcm(one.over, two.over)
    return scaled(one, over), scaled(two, over)


def scaled(number: Many, over: int) -> Many:
    """The same numbers over a multiple of their denominator."""
    found = number * (over // number.over)
    return Many(found.numerators, over, found.low, found.high)


def agreed(answers: Array) -> bool:
    """The answer that all settings give.

    Raises:
        DivergingError: they give several.
    """
    if answers.all():
        return True
    if answers.any():
        raise DivergingError(answers)
    return False
