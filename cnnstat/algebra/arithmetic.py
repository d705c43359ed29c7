"""``max`` and ``min`` for ints, traced integers and NumPy arrays alike; Python's own do not work for arrays."""

from __future__ import annotations

from functools import singledispatch


@singledispatch
def larger(one: int, other: int) -> int:
    """The larger of two sizes, in arithmetic that also works on arrays; traced integers register their own version."""
    return one + (other - one) * (other > one)


@singledispatch
def smaller(one: int, other: int) -> int:
    """The smaller of two sizes."""
    return one + (other - one) * (other < one)
