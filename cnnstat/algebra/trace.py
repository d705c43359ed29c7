"""Integers that remember how they were made.

The rules of a layer are plain integer arithmetic. Run on :class:`Traced` integers they give the same numbers, and
each number carries the expression that made it, which :mod:`cnnstat.derivation` shows. A comparison gives a plain
truth value: an expression holds only the branch that was taken. Only if letters leave open which of two numbers is
larger does an expression hold both.

The expression of a long sum is built only when it is asked for, in one go: adding ten thousand numbers one by one would
copy an ever longer sum each time.
"""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.algebra.arithmetic import larger, smaller
from cnnstat.algebra.formula import (
    Expression,
    Name,
    Quotient,
    Sum,
    added,
    divided,
    extreme,
    linear,
    multiplied,
    names_in,
    remainder,
)

LONG = 16
"""The expression of a sum with at least so many terms is built only when it is asked for."""


def expression_of(value: int) -> Expression:
    """The expression that made a number; a plain number is its own expression."""
    return value.expression if isinstance(value, Traced) else int(value)


class Pending(NamedTuple):
    """A long sum whose expression nobody has asked for yet: ``left + sign × right``."""

    left: Traced
    right: Expression
    sign: int


class Traced(int):
    """An integer with the expression that made it."""

    _made: Expression | Pending

    def __new__(cls, value: int, made: Expression | Pending) -> Traced:
        number = super().__new__(cls, value)
        number._made = made
        return number

    @property
    def expression(self) -> Expression:
        """The expression that made the number."""
        if not isinstance(self._made, Pending):
            return self._made
        addends: list[tuple[int, Expression]] = []
        number = self
        while isinstance(number._made, Pending):
            addends.append((number._made.sign, number._made.right))
            number = number._made.left
        addends.append((1, number._made))
        self._made = found = linear(reversed(addends), 0)
        return found

    @property
    def long(self) -> bool:
        """Whether it is a sum so long that adding to it is put off until its expression is asked for."""
        return isinstance(self._made, Pending) or (isinstance(self._made, Sum) and len(self._made.terms) >= LONG)

    @classmethod
    def named(cls, text: str, value: int) -> Traced:
        """A value under a name."""
        return cls(value, Name(text, int(value)))

    def __add__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return sum_of(self, other, 1)

    def __radd__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return sum_of(other, self, 1)

    def __sub__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return sum_of(self, other, -1)

    def __rsub__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return sum_of(other, self, -1)

    def __mul__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(self) * int(other), multiplied(self.expression, expression_of(other)))

    def __rmul__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(other) * int(self), multiplied(expression_of(other), self.expression))

    def __floordiv__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(self) // int(other), divided(self.expression, expression_of(other)))

    def __rfloordiv__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(other) // int(self), divided(expression_of(other), self.expression))

    def __mod__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(self) % int(other), remainder(self.expression, expression_of(other)))

    def __rmod__(self, other: int) -> int:
        if not isinstance(other, int):
            return NotImplemented
        return traced(int(other) % int(self), remainder(expression_of(other), self.expression))

    def __neg__(self) -> int:
        if isinstance(self.expression, Quotient) and not self.expression.up:
            # −⌊−a/b⌋ is ⌈a/b⌉ in integer arithmetic.
            above = added(0, self.expression.numerator, -1)
            return traced(-int(self), Quotient(above, self.expression.denominator, up=True))
        return traced(-int(self), added(0, self.expression, -1))


def sum_of(left: int, right: int, sign: int) -> int:
    """left + sign × right, with its history."""
    value = int(left) + sign * int(right)
    if isinstance(left, Traced) and left.long:
        return Traced(value, Pending(left, expression_of(right), sign))
    return traced(value, added(expression_of(left), expression_of(right), sign))


def alike(one: int, other: int) -> bool:
    """Whether two numbers are equal, whatever the letters in them stand for."""
    left, right = expression_of(one), expression_of(other)
    if any(name.letter for each in (left, right) for name in names_in(each)):
        return left == right
    return int(one) == int(other)


def traced(value: int, expression: Expression) -> int:
    """A number with its history; a plain number if its expression is a plain number."""
    return value if isinstance(expression, int) else Traced(value, expression)


@larger.register
def _(one: Traced, other: int) -> int:
    return chosen(one, other, max(int(one), int(other)), largest=True)


@smaller.register
def _(one: Traced, other: int) -> int:
    return chosen(one, other, min(int(one), int(other)), largest=False)


def chosen(one: int, other: int, value: int, largest: bool) -> int:
    """The larger or smaller of two numbers, with its own history, or with that of both if letters leave it open."""
    left, right = expression_of(one), expression_of(other)
    if any(name.letter for each in (left, right) for name in names_in(each)):
        return traced(value, extreme(left, right, largest))
    return one if int(one) == value else other
