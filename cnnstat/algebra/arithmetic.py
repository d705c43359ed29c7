"""``max`` and ``min`` for ints, traced integers and NumPy arrays alike, and multiples of strides that may be fractions.

Python's own ``max`` and ``min`` do not work for arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import singledispatch
from math import gcd, lcm


@singledispatch
def larger(one: int, other: int) -> int:
    """The larger of two sizes, in arithmetic that also works on arrays; traced integers register their own version."""
    return one + (other - one) * (other > one)


@singledispatch
def smaller(one: int, other: int) -> int:
    """The smaller of two sizes."""
    return one + (other - one) * (other < one)


def multiple(strides: Iterable[int | Fraction]) -> Fraction:
    """The least common multiple of strides, 1 of none."""
    found = [Fraction(each) for each in strides] or [Fraction(1)]
    return Fraction(lcm(*(each.numerator for each in found)), gcd(*(each.denominator for each in found)))


def plain(stride: Fraction) -> int | Fraction:
    """A stride as an int where it is whole."""
    return stride.numerator if stride.denominator == 1 else stride
