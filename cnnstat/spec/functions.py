"""The functions of expressions."""

from __future__ import annotations

from collections.abc import Callable

from cnnstat.algebra.elementwise import below, greatest, least
from cnnstat.spec.literal import Value


def _make_divisible(value: Value, divisor: Value = 8) -> Value:
    """The multiple of ``divisor`` nearest to ``value``, but at least 90 % of it (MobileNet's rounding)."""
    if value <= 0 or divisor <= 0:
        raise TypeError
    rounded = greatest([divisor, (2 * value + divisor) // (2 * divisor) * divisor])
    return rounded + divisor * below(10 * rounded, 9 * value)


def _floor(value: Value) -> Value:
    return value // 1


def _round(value: Value) -> Value:
    """The nearest whole number; halves are rounded up."""
    return (2 * value + 1) // 2


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "min": (lambda *values: least(values), 2, 8),
    "max": (lambda *values: greatest(values), 2, 8),
    "abs": (abs, 1, 1),
    "floor": (_floor, 1, 1),
    "ceil": (lambda value: -(-value // 1), 1, 1),
    "round": (_round, 1, 1),
    "make_divisible": (_make_divisible, 1, 2),
    "len": (len, 1, 1),
}
"""The functions of the language, each with its least and greatest number of arguments: numbers, of ``len`` a list."""
