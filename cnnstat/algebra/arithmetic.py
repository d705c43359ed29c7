"""Arithmetic that ints, traced integers and NumPy arrays share, where Python's own ``max`` and ``min`` do not serve."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def larger(one: int, other: int) -> int:
    """The larger of two sizes, in arithmetic that arrays do too; traced integers bring their own."""
    return one + (other - one) * (other > one)


@singledispatch
def smaller(one: int, other: int) -> int:
    """The smaller of two sizes."""
    return one + (other - one) * (other < one)
