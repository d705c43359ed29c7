"""``max`` and ``min`` for ints, traced integers and NumPy arrays alike, and multiples of strides that may be fractions.

Python's own ``max`` and ``min`` do not work for arrays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache, singledispatch
from math import gcd, isqrt, lcm


@singledispatch
def larger(one: int, other: int) -> int:
    """The larger of two sizes, in arithmetic that also works on arrays; traced integers register their own version."""
    return one + (other - one) * (other > one)


@singledispatch
def smaller(one: int, other: int) -> int:
    """The smaller of two sizes."""
    return one + (other - one) * (other < one)


@singledispatch
def most(count: int) -> int:
    """The largest that a count is: of many settings at once, at any of them."""
    return count


def multiple(strides: Iterable[int | Fraction]) -> Fraction:
    """The least common multiple of strides, 1 of none."""
    found = [Fraction(each) for each in strides] or [Fraction(1)]
    return Fraction(lcm(*(each.numerator for each in found)), gcd(*(each.denominator for each in found)))


def plain(stride: Fraction) -> int | Fraction:
    """A stride as an int where it is whole."""
    return stride.numerator if stride.denominator == 1 else stride


@lru_cache(maxsize=4096)
def divisors(number: int) -> tuple[int, ...]:
    """The divisors of a number, largest last."""
    small = [each for each in range(1, isqrt(number) + 1) if number % each == 0]
    return tuple(sorted({*small, *(number // each for each in small)}))


def least_remainder(factor: int, offset: int, modulus: int, count: int) -> int:
    """The smallest of ``(factor × x + offset) % modulus`` for x from 0 to ``count`` − 1, at least one.

    Found by halving: how many of them are at most so large is a difference of two sums of quotients.
    """
    whole = floor_sum(count, modulus, factor, offset)
    # ⌊n/m⌋ − ⌊(n − v − 1)/m⌋ is 1 where n % m ≤ v, and 0 elsewhere.
    return bisect_left(
        range(modulus), True, key=lambda most: whole > floor_sum(count, modulus, factor, offset - most - 1)
    )


def floor_sum(count: int, modulus: int, factor: int, offset: int) -> int:
    """The sum of ``⌊(factor × x + offset) / modulus⌋`` for x from 0 to ``count`` − 1.

    In as many steps as Euclid's algorithm takes: whole parts are summed at once, and of what is left the points below a
    line are counted by columns, then by rows.
    """
    found = 0
    while count:
        steps, factor = divmod(factor, modulus)
        whole, offset = divmod(offset, modulus)
        found += steps * (count * (count - 1) // 2) + whole * count
        rows, rest = divmod(factor * count + offset, modulus)
        count, offset, factor, modulus = rows, rest, modulus, factor
    return found
