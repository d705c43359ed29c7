"""Sums of quotients and smallest remainders, against going through all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cnnstat.algebra.arithmetic import floor_sum, least_remainder

SMALL = st.integers(-60, 60)


@given(st.integers(0, 20), st.integers(1, 25), SMALL, SMALL)
def test_sums_of_quotients(count: int, modulus: int, factor: int, offset: int) -> None:
    assert floor_sum(count, modulus, factor, offset) == sum((factor * x + offset) // modulus for x in range(count))


@given(st.integers(1, 20), st.integers(1, 25), SMALL, SMALL)
def test_smallest_remainders(count: int, modulus: int, factor: int, offset: int) -> None:
    expected = min((factor * x + offset) % modulus for x in range(count))
    assert least_remainder(factor, offset, modulus, count) == expected
