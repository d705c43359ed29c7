"""The functions of expressions."""

from __future__ import annotations

from collections.abc import Callable

from cnnstat.spec.literal import Value


def _make_divisible(value: Value, divisor: Value = 8) -> Value:
    """The multiple of ``divisor`` nearest to ``value``, but at least 90 % of it (MobileNet's rounding)."""
    if value <= 0 or divisor <= 0:
        raise TypeError
    rounded = _max(divisor, (2 * value + divisor) // (2 * divisor) * divisor)
    return rounded + divisor * _below(10 * rounded, 9 * value)


def _max(*values: Value) -> Value:
    """The largest, at each setting of a sweep."""
    if all(isinstance(each, int) for each in values):
        return max(values)
    from cnnstat.algebra.elementwise import greatest  # needs fractions, which take 4 ms to import

    return greatest(values)


def _min(*values: Value) -> Value:
    return -_max(*(-each for each in values))


def _below(one: Value, other: Value) -> Value:
    """1 where ``one`` is smaller than ``other``, else 0, at each setting of a sweep."""
    if isinstance(one, int) and isinstance(other, int):
        return int(one < other)
    from cnnstat.algebra.elementwise import below

    return below(one, other)


def _floor(value: Value) -> Value:
    return value // 1


def _round(value: Value) -> Value:
    """The nearest whole number; halves are rounded up."""
    return (2 * value + 1) // 2


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "min": (_min, 2, 8),
    "max": (_max, 2, 8),
    "abs": (abs, 1, 1),
    "floor": (_floor, 1, 1),
    "ceil": (lambda value: -(-value // 1), 1, 1),
    "round": (_round, 1, 1),
    "make_divisible": (_make_divisible, 1, 2),
    "len": (len, 1, 1),
}
"""The functions of the language, each with its least and greatest number of arguments: numbers, of ``len`` a list."""
