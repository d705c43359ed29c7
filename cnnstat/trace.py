"""Integers that remember how they were made.

The rules of a layer are plain integer arithmetic. Run on :class:`Traced` integers they give the same numbers, and
each number carries the expression that made it: what :mod:`cnnstat.derivation` shows. Expressions are kept in a
simple normal form, so that they read as a person would write them: like terms are collected (``padding + padding`` is
``2 × padding``), what cancels is gone, and neutral plain numbers leave no trace (``dilation × (kernel − 1) + 1`` with a
plain 1 for the dilation is ``kernel``). A comparison gives a plain truth value: of two branches an expression holds
the one that was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Union

Expression = Union["Name", "Sum", "Product", "Quotient", "Remainder", int]


class Name(NamedTuple):
    """A value with a name; ``letter`` says that it stands for any number, and the value is only an instance."""

    text: str
    value: int
    letter: bool = False


class Sum(NamedTuple):
    """Coefficients times expressions, and a constant; never a single term with coefficient 1 and no constant."""

    terms: tuple[tuple[int, Expression], ...]
    constant: int = 0


class Product:
    """Powers of expressions, in the order in which they were multiplied; products are equal in any order."""

    __slots__ = ("_hash", "powers")

    def __init__(self, powers: Mapping[Expression, int]) -> None:
        self.powers = tuple(powers.items())
        self._hash = hash(frozenset(self.powers))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Product) and frozenset(self.powers) == frozenset(other.powers)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Product({dict(self.powers)!r})"


class Quotient(NamedTuple):
    """A division rounded down, or up."""

    numerator: Expression
    denominator: Expression
    up: bool = False

    @property
    def exact(self) -> bool:
        """Whether the division goes evenly, for the values at hand."""
        return evaluate(self.numerator) % evaluate(self.denominator) == 0


class Remainder(NamedTuple):
    """What a division leaves over."""

    numerator: Expression
    denominator: Expression


def evaluate(expression: Expression) -> int:
    """The number that an expression comes to."""
    match expression:
        case int():
            return int(expression)
        case Name():
            return expression.value
        case Sum():
            return sum(factor * evaluate(term) for factor, term in expression.terms) + expression.constant
        case Product():
            found = 1
            for base, exponent in expression.powers:
                found *= evaluate(base) ** exponent
            return found
        case Quotient():
            above, below = evaluate(expression.numerator), evaluate(expression.denominator)
            return -(-above // below) if expression.up else above // below
        case Remainder():
            return evaluate(expression.numerator) % evaluate(expression.denominator)
    raise TypeError(expression)


def names_in(expression: Expression) -> list[Name]:
    """The names in an expression, each once, in the order in which they stand there."""
    match expression:
        case Name():
            return [expression]
        case Sum():
            parts: Iterable[Expression] = (term for _, term in expression.terms)
        case Product():
            parts = (base for base, _ in expression.powers)
        case Quotient() | Remainder():
            parts = (expression.numerator, expression.denominator)
        case _:
            return []
    return list(dict.fromkeys(name for part in parts for name in names_in(part)))


def replaced(expression: Expression, known: Mapping[Expression, Expression]) -> Expression:
    """The expression with every part that is a key of ``known`` written as what it stands for."""
    if expression in known:
        return known[expression]
    match expression:
        case Sum():
            terms = [(factor, replaced(term, known)) for factor, term in expression.terms]
            return linear(terms, expression.constant)
        case Product():
            made: Expression = 1
            left = dict(expression.powers)
            for whole, name in known.items():
                if isinstance(whole, Product) and all(left.get(base, 0) >= power for base, power in whole.powers):
                    left |= {base: left[base] - power for base, power in whole.powers}
                    made = multiplied(made, name)
            for base, exponent in left.items():
                for _ in range(exponent):
                    made = multiplied(made, replaced(base, known))
            return made
        case Quotient():
            parts = replaced(expression.numerator, known), replaced(expression.denominator, known)
            return Quotient(*parts, expression.up)
    return expression


def terms_of(expression: Expression) -> tuple[tuple[tuple[int, Expression], ...], int]:
    """An expression as a sum: terms and constant."""
    if isinstance(expression, int):
        return (), expression
    if isinstance(expression, Sum):
        return expression.terms, expression.constant
    return ((1, expression),), 0


def linear(terms: Iterable[tuple[int, Expression]], constant: int) -> Expression:
    """A sum with like terms collected."""
    collected: dict[Expression, int] = {}
    for factor, term in terms:
        inner, extra = terms_of(term) if factor in (1, -1) or isinstance(term, int) else (((1, term),), 0)
        constant += factor * extra
        for coefficient, each in inner:
            collected[each] = collected.get(each, 0) + factor * coefficient
    kept = tuple((factor, term) for term, factor in collected.items() if factor)
    if not kept:
        return constant
    if len(kept) == 1 and kept[0][0] == 1 and not constant:
        return kept[0][1]
    return Sum(kept, constant)


def added(left: Expression, right: Expression, sign: int = 1) -> Expression:
    """left + sign × right."""
    (ours, one), (theirs, other) = terms_of(left), terms_of(right)
    return linear((*ours, *((sign * factor, term) for factor, term in theirs)), one + sign * other)


def scaled(expression: Expression) -> tuple[int, Expression]:
    """An expression as a number times the rest."""
    if isinstance(expression, int):
        return expression, 1
    if isinstance(expression, Sum) and len(expression.terms) == 1 and not expression.constant:
        return expression.terms[0]
    return 1, expression


def multiplied(left: Expression, right: Expression) -> Expression:
    """left × right; a plain number goes to every term of a sum."""
    for number, rest in ((left, right), (right, left)):
        if isinstance(number, int) and isinstance(rest, Sum):
            return linear(((number * factor, term) for factor, term in rest.terms), number * rest.constant)
    (one, ours), (other, theirs) = scaled(left), scaled(right)
    if one == 0 or other == 0:
        return 0
    powers: dict[Expression, int] = {}
    for part in (ours, theirs):
        for base, exponent in part.powers if isinstance(part, Product) else ((part, 1),):
            if base != 1:
                powers[base] = powers.get(base, 0) + exponent
    if not powers:
        return one * other
    single = len(powers) == 1 and next(iter(powers.values())) == 1
    atom = next(iter(powers)) if single else Product(powers)
    if one * other == 1:
        return atom
    return Sum(((one * other, atom),))


def divided(left: Expression, right: Expression) -> Expression:
    """left // right."""
    if right == 1 or left == 0:
        return left
    return Quotient(left, right)


def expression_of(value: int) -> Expression:
    """How a number was made; a plain number is its own expression."""
    return value.expression if isinstance(value, Traced) else int(value)


class Traced(int):
    """An integer with the expression that made it."""

    expression: Expression

    def __new__(cls, value: int, expression: Expression) -> Traced:
        made = super().__new__(cls, value)
        made.expression = expression
        return made

    @classmethod
    def named(cls, text: str, value: int) -> Traced:
        """A value under a name."""
        return cls(value, Name(text, int(value)))

    def __add__(self, other: int) -> int:
        return traced(int(self) + int(other), added(self.expression, expression_of(other)))

    def __radd__(self, other: int) -> int:
        return traced(int(other) + int(self), added(expression_of(other), self.expression))

    def __sub__(self, other: int) -> int:
        return traced(int(self) - int(other), added(self.expression, expression_of(other), -1))

    def __rsub__(self, other: int) -> int:
        return traced(int(other) - int(self), added(expression_of(other), self.expression, -1))

    def __mul__(self, other: int) -> int:
        return traced(int(self) * int(other), multiplied(self.expression, expression_of(other)))

    def __rmul__(self, other: int) -> int:
        return traced(int(other) * int(self), multiplied(expression_of(other), self.expression))

    def __floordiv__(self, other: int) -> int:
        return traced(int(self) // int(other), divided(self.expression, expression_of(other)))

    def __rfloordiv__(self, other: int) -> int:
        return traced(int(other) // int(self), divided(expression_of(other), self.expression))

    def __mod__(self, other: int) -> int:
        return traced(int(self) % int(other), Remainder(self.expression, expression_of(other)))

    def __rmod__(self, other: int) -> int:
        return traced(int(other) % int(self), Remainder(expression_of(other), self.expression))

    def __pow__(self, other: int, modulo: None = None) -> int:  # type: ignore[override]
        found: int = 1
        for _ in range(other):
            found = found * self
        return found

    def __neg__(self) -> int:
        if isinstance(self.expression, Quotient) and not self.expression.up:
            # −⌊−a/b⌋ is how integer arithmetic says ⌈a/b⌉.
            above = added(0, self.expression.numerator, -1)
            return traced(-int(self), Quotient(above, self.expression.denominator, up=True))
        return traced(-int(self), added(0, self.expression, -1))


def traced(value: int, expression: Expression) -> int:
    """A number with its history; a plain one where nothing of a history is left."""
    return value if isinstance(expression, int) else Traced(value, expression)
