"""Expressions of integer arithmetic in a simple normal form, and operations on them.

Like terms are collected (``padding + padding`` is ``2 × padding``), terms that cancel disappear, and so do neutral
numbers (``dilation × (kernel − 1) + 1`` with a plain 1 for the dilation is ``kernel``): an expression reads as a person
would write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Union

Expression = Union["Name", "Sum", "Product", "Quotient", "Remainder", "Extreme", int]


class Name(NamedTuple):
    """A value with a name. A ``letter`` stands for any number; its value is then only an example."""

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


class Extreme(NamedTuple):
    """The larger of two expressions, or the smaller one."""

    one: Expression
    other: Expression
    larger: bool


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
        case Extreme():
            return (max if expression.larger else min)(evaluate(expression.one), evaluate(expression.other))
    raise TypeError(expression)


def names_in(expression: Expression) -> list[Name]:
    """The names in an expression, each once, in their order there."""
    match expression:
        case Name():
            return [expression]
        case Sum():
            parts: Iterable[Expression] = (term for _, term in expression.terms)
        case Product():
            parts = (base for base, _ in expression.powers)
        case Quotient() | Remainder():
            parts = (expression.numerator, expression.denominator)
        case Extreme():
            parts = (expression.one, expression.other)
        case _:
            return []
    return list(dict.fromkeys(name for part in parts for name in names_in(part)))


def replaced(expression: Expression, known: Mapping[Expression, Expression]) -> Expression:
    """The expression with every part that is a key of ``known`` replaced by its value there."""
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
        case Remainder():
            return Remainder(replaced(expression.numerator, known), replaced(expression.denominator, known))
        case Extreme():
            return Extreme(replaced(expression.one, known), replaced(expression.other, known), expression.larger)
    return expression


def bounds(expression: Expression) -> tuple[int | None, int | None]:
    """The least and the greatest value that an expression can have, whatever its letters (at least 1) stand for.

    None where nothing is known.
    """
    match expression:
        case int():
            return expression, expression
        case Name():
            return (1, None) if expression.letter else (expression.value, expression.value)
        case Remainder(denominator=int(divisor)):
            return 0, divisor - 1
        case Remainder():
            return 0, None
        case Sum():
            least: int | None = expression.constant
            most: int | None = expression.constant
            for factor, term in expression.terms:
                ends = bounds(term) if factor > 0 else bounds(term)[::-1]
                least = None if least is None or ends[0] is None else least + factor * ends[0]
                most = None if most is None or ends[1] is None else most + factor * ends[1]
            return least, most
    return None, None


def extreme(one: Expression, other: Expression, larger: bool) -> Expression:
    """The larger or the smaller of two expressions; simply one of them if it is that whatever the letters stand for."""
    (least, most), (floor, ceiling) = bounds(one), bounds(other)
    if one == other or (least is not None and ceiling is not None and least >= ceiling):
        return one if larger else other
    if most is not None and floor is not None and most <= floor:
        return other if larger else one
    return Extreme(one, other, larger)


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
    """left × right; a plain number is multiplied into every term of a sum."""
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
    """left // right; if every term of ``left`` has the factor ``right``, it cancels."""
    if right == 1 or left == 0:
        return left
    terms, constant = terms_of(left)
    if not constant and terms and all(isinstance(term, Product) and right in dict(term.powers) for _, term in terms):
        rest = [(factor, without(term, right)) for factor, term in terms if isinstance(term, Product)]
        return linear(rest, 0)
    return Quotient(left, right)


def remainder(left: Expression, right: Expression) -> Expression:
    """left % right; nothing is left over from a division by 1."""
    return 0 if right == 1 else Remainder(left, right)


def without(product: Product, factor: Expression) -> Expression:
    """A product with one factor taken out."""
    powers = {base: exponent - (base == factor) for base, exponent in product.powers}
    found: Expression = 1
    for base, exponent in powers.items():
        for _ in range(exponent):
            found = multiplied(found, base)
    return found
