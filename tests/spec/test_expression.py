"""Arithmetic in values."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnstat.spec.expression import ExpressionError, compile_value
from cnnstat.spec.literal import literal

SCOPE = {"width": Fraction(14, 10), "n": 3, "flag": True, "word": "B", "channels": 24}


def value(text: str) -> Any:
    return compile_value(text).evaluate(SCOPE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("32 * width", Fraction(448, 10)), ("10 * 0.7", 7), ("0.1 + 0.2", Fraction(3, 10)), ("7 // 2", 3), ("7 % 4", 3),
        ("7 / 2", Fraction(7, 2)), ("6 / 2", 3), ("2 ** 5", 32), ("-n + 5", 2), ("3-n", 0),
        ("1+1", 2), ("+n", 3), ("(1 + n) * 2", 8),
        ("1 if n == 3 else 2", 1), ("n > 2 and not flag", False), ("n < 2 or flag", True), ("1 < n <= 3", True),
        ("word == 'B'", True), ("word != 'B'", False), ("min(n, 2)", 2),
        ("max(1, n, 2)", 3), ("abs(-4)", 4),
        ("floor(7 / 2)", 3), ("ceil(7 / 2)", 4), ("round(5 / 2)", 3), ("round(7 / 3)", 2), ("relu", "relu"),
        ("relu if flag else none", "relu"), ("true", True), ("1e3", 1000), ("-1.5", Fraction(-3, 2)),
        (".5", Fraction(1, 2)),
        ("make_divisible(32 * width)", 48), ("make_divisible(1280 * width)", 1792), ("make_divisible(16 * 0.35)", 8),
        ("make_divisible(24 * 0.35)", 8), ("make_divisible(10, 4)", 12), ("make_divisible(9)", 16),
    ],
)  # fmt: skip
def test_values(text: str, expected: Any) -> None:
    assert value(text) == expected
    assert isinstance(value(text), bool) == isinstance(expected, bool)


def reference_make_divisible(channels: float, divisor: int) -> int:
    """The rule as the MobileNet code states it, in floating point."""
    new = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return new + divisor if new < 0.9 * channels else new


@given(st.integers(1, 2000), st.sampled_from(["0.25", "0.35", "0.5", "0.75", "1.0", "1.25", "1.3", "1.4"]))
def test_make_divisible_is_that_of_mobilenet(channels: int, width: str) -> None:
    # Where floating point misses the product (720 · 0.35 gives 251.99…97), the exact rule is the one meant.
    assume(Fraction(channels * float(width)) == channels * Fraction(width) or channels * Fraction(width) % 4 != 0)
    assert value(f"make_divisible({channels} * {width})") == reference_make_divisible(channels * float(width), 8)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / 0", "in '1 / 0': division by zero"),
        ("n // (n - 3)", "in 'n // (n - 3)': division by zero"),
        ("make_divisible(8, 0)", "in 'make_divisible(8, 0)': make_divisible() cannot take 8, 0"),
        ("widht * 2", "unknown name 'widht'; did you mean 'width'?"),
        ("sqrt(2)",
         "in 'sqrt(2)': unknown function 'sqrt'; known here: abs, ceil, floor, len, make_divisible, max, min, round"),
        ("floor(1, 2)", "in 'floor(1, 2)': floor() takes 1 number, got 2"),
        ("min(1)", "in 'min(1)': min() takes 2 to 8 numbers, got 1"),
        ("2 ** 65", "** takes a whole exponent from 0 to 64"),
        ("10 ** 20", "a value grows beyond 1,000,000,000,000,000"),
        ("1e15 * 10", "in '1e15 * 10': a value grows beyond 1,000,000,000,000,000"),
        ("flag + 1", "in 'flag + 1': expected a number, got true"),
        ("word * 2", "in 'word * 2': expected a number, got 'B'"),
        ("n and flag", "in 'n and flag': expected true or false, got 3"),
        ("word == 1", "in 'word == 1': 'B' and 1 can never be equal"),
        ("n is 3", "'n is 3': only ==, !=, <, <=, > and >= compare"),
        ("0x10 + 1", "'0x10 + 1' is neither a number, a known word nor an expression"),
        ("1_0 + 1", "'1_0 + 1' is neither a number, a known word nor an expression"),
        ("1j * 1", "'1j * 1' is neither a number, a known word nor an expression"),
        ("010 + 1", "'010 + 1' is neither a number, a known word nor an expression"),
        ("1if flag else 2", "'1if flag else 2' is neither a number, a known word nor an expression"),
        ("64#128", "'64#128' is neither a number, a known word nor an expression"),
        ("64 + (\n12)", "'64 + (\\n12)' is neither a number, a known word nor an expression"),
        ("ceil(((0.3**64)**64)**64)", "in 'ceil(((0.3**64)**64)**64)': a fraction with too many digits"),
        ("make_divisible(0)", "in 'make_divisible(0)': make_divisible() cannot take 0"),
        ("max(1)", "in 'max(1)': max() takes 2 to 8 numbers, got 1"),
        ("no", "unknown name 'no'; write true or false"),
        ("1 +", "'1 +' is neither a number, a known word nor an expression"),
        ("2020-01-01", "'2020-01-01' is neither a number, a known word nor an expression"),
        ("1 " + "+ 1" * 200, "an expression has at most 400 characters, this one has 602"),
    ],
)  # fmt: skip
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    ["n.real", "[1][0]", "(lambda: 1)()", "[x for x in (1,)]", "f'{n}'", "{'a': 1}", "n := 2", "print(1)",
     "__import__('os')", "().__class__", "min(*[1])", "min(1, key=abs)", "await n", "n @ n", "~n", "n << 2"],
)  # fmt: skip
def test_nothing_else_of_python_exists(text: str) -> None:
    with pytest.raises(ExpressionError):
        value(text)


@pytest.mark.parametrize(
    "text",
    ["1e1if flag else 2", "2.5E-3if flag else 2", "1.e2or flag", "n + .5e1if flag else 2", "1.5e3.5 + 1", "1or flag",
     "0b1if flag else 2", "0x1for n", "3.if flag else 2"],
)  # fmt: skip
def test_what_python_warns_of_is_refused_without_a_warning(text: str) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(ExpressionError, match="is neither a number, a known word nor an expression"):
            value(text)
    assert warned == []


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers(number: int) -> None:
    assert literal(str(number)) == number


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_refusal(text: str) -> None:
    try:
        value(text)
    except ExpressionError:
        return


def sums(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner)


@given(st.recursive(st.sampled_from(["1", "2", "n", "0.5", "width"]), sums, max_leaves=8))
def test_arithmetic_is_exact(text: str) -> None:
    names = {"n": Fraction(3), "width": Fraction(14, 10), "half": Fraction(1, 2)}
    assert value(text) == eval(text.replace("0.5", "half"), names)
