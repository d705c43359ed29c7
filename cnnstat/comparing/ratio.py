"""The ratio of two figures, also where letters stand in them: ``27 / 49 ≈ 0.5510``, ``1 / N + 1 / K²``."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from cnnstat.algebra.formula import Expression, Product, names_in, terms_of
from cnnstat.algebra.notation import TEXT, Writer, decimal
from cnnstat.algebra.trace import expression_of
from cnnstat.quantities import UNKNOWN, Share, Value
from cnnstat.text import numbers

LONGEST_RATIO = 40
"""A longer ratio says less than its two sides."""


def ratio(first: Value, second: Value) -> str:
    """The second figure as a multiple of the first."""
    if isinstance(first, Share) and isinstance(second, Share):
        above, below = second.part * first.whole, second.whole * first.part
        return multiple(Fraction(above, below)) if below else ""
    one, other = first.exact, second.exact
    if not isinstance(one, int) or not isinstance(other, int):
        return "same" if first == second and not (first.at_least or first == UNKNOWN) else ""
    top, bottom = expression_of(other), expression_of(one)
    if top == bottom:
        return "same"
    letters = [set(map(str, names_in(each))) for each in (top, bottom)]
    if any(letters):
        words = dict.fromkeys(name.text for each in (bottom, top) for name in names_in(each))
        return quotient(top, bottom) or f"depends on {', '.join(words)}" if all(letters) else ""
    return multiple(Fraction(int(other), int(one))) if one else ""


def multiple(value: Fraction) -> str:
    """A ratio as a decimal: exact if four places hold it, otherwise rounded and marked ``≈``."""
    if value * 10**4 % 1 == 0:
        return decimal(value)
    small = abs(value) < Fraction(1, 100)  # four places would leave nothing of it
    return numbers.number(value, 3) if small else f"≈ {numbers.rounded(value.numerator, value.denominator, 4)}"


def powers_of(expression: Expression) -> dict[Expression, int]:
    """The factors of a term."""
    if expression == 1:
        return {}
    return dict(expression.powers) if isinstance(expression, Product) else {expression: 1}


def quotient(top: Expression, bottom: Expression) -> str:
    """A sum over a single term, term by term: ``1 / N + 1 / K²``; "" where the divisor is a sum."""
    terms, constant = terms_of(bottom)
    if len(terms) + bool(constant) != 1:
        return ""
    factor, base = terms[0] if terms else (constant, 1)
    above, rest = terms_of(top)
    parts = [fraction(each, term, factor, base) for each, term in (*above, *(((rest, 1),) if rest else ()))]
    if len(parts) == 1:
        own, term = above[0] if above else (rest, 1)
        value = Fraction(own, factor)
        if powers_of(term) != powers_of(base) or value.denominator == 1:
            return parts[0]
        return f"{parts[0]} {'' if value * 10**4 % 1 else '= '}{multiple(value)}"  # the letters cancel
    text = " + ".join(parts).replace("+ −", "− ")
    return text if len(text) <= LONGEST_RATIO else ""


def fraction(above: int, term: Expression, below: int, base: Expression) -> str:
    """One term over another, what they share taken out."""
    powers = powers_of(term)
    for each, exponent in powers_of(base).items():
        powers[each] = powers.get(each, 0) - exponent
    shared = gcd(above, below)
    up = written(above // shared, {each: power for each, power in powers.items() if power > 0})
    down = written(below // shared, {each: -power for each, power in powers.items() if power < 0})
    if down == "1":
        return up
    return f"{up} / {down if down.isalnum() or is_bracketed(down) else f'({down})'}"


def is_bracketed(text: str) -> bool:
    """Whether a text stands in one pair of parentheses, or needs none: a power."""
    if " " not in text:
        return True
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def written(factor: int, powers: dict[Expression, int]) -> str:
    writer = Writer(TEXT, "names")
    parts = [writer.number(factor)] if factor != 1 or not powers else []
    single = len(powers) == 1 and next(iter(powers.values())) == 1
    if powers:
        parts.append(writer.part(next(iter(powers)) if single else Product(powers)))
    return " × ".join(parts)
