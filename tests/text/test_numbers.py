"""Numbers as text."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.text import numbers


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (1_000, "1.00 k"), (9_994, "9.99 k"), (9_995, "10.0 k"), (99_950, "100 k"),
     (999_499, "999 k"), (999_500, "1.00 M"), (60_965_224, "61.0 M"), (3_857_973_248, "3.86 G"),
     (10**18, "1.00 E"), (10**21, "1,000,000,000,000,000,000,000")],
)  # fmt: skip
def test_si(number: int, text: str) -> None:
    assert numbers.si(number) == text


@given(st.integers(1_000, 10**20))
def test_si_is_within_half_a_unit_of_the_third_digit(number: int) -> None:
    value, prefix = numbers.si(number).split()
    unit = 1000 ** ("kMGTPE".index(prefix) + 1)
    assert len(value.replace(".", "")) == 3
    digits = len(value.partition(".")[2])
    assert abs(Fraction(value) - Fraction(number, unit)) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (243_860_896, "232.6 MiB"), (1024**3, "1.0 GiB")],
)
def test_binary(size: int, text: str) -> None:
    assert numbers.binary(size) == text


@given(st.integers(0, 10**15), st.integers(1, 10**9), st.integers(0, 6))
def test_rounded_is_exact(numerator: int, denominator: int, digits: int) -> None:
    text = numbers.rounded(numerator, denominator, digits)
    difference = Fraction(text) - Fraction(numerator, denominator)
    assert -Fraction(1, 2) < difference * 10**digits <= Fraction(1, 2)
    assert numbers.rounded(-numerator, denominator, digits) == (f"-{text}" if Fraction(text) else text)


def test_percent() -> None:
    assert numbers.percent(1, 3) == "33.3 %"
    assert numbers.percent(0, 0) == "-"
    assert numbers.percent(-34, 1000, 2) == "-3.40 %"
