"""Many numbers at once: each operation against the same on every number alone."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from cnnstat.algebra.arithmetic import larger, smaller
from cnnstat.algebra.elementwise import below, greatest
from cnnstat.algebra.many import DivergingError, Many
from cnnstat.spec.functions import FUNCTIONS

Number = int | Fraction
wholes = st.one_of(st.integers(-9, 9), st.integers(-(10**6), 10**6), st.integers(-(2**70), 2**70))
tiny = st.builds(Fraction, wholes, st.integers(1, 2**70))
numbers = st.one_of(wholes, st.fractions(-50, 50, max_denominator=12), tiny)
rows = st.lists(numbers, min_size=2, max_size=5)
columns = st.lists(numbers, min_size=2, max_size=4)
CLOSED: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod,
    "max": lambda one, two: greatest([one, two]), "min": FUNCTIONS["min"][0], "below": below,
    "larger": larger, "smaller": smaller,
}  # fmt: skip
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


def grid(one: list[Number], two: list[Number]) -> tuple[Many, Many, list[tuple[Number, Number]]]:
    """Two params of a sweep, and the values of both at each setting."""
    left, right = Many.along(one, 0, 2), Many.along(two, 1, 2)
    return left, right, [(a, b) for a in one for b in two]


def spread(value: Any, one: list[Number], two: list[Number]) -> list[Number]:
    return value.spread((len(one), len(two))) if isinstance(value, Many) else [value] * (len(one) * len(two))


@pytest.mark.parametrize("name", CLOSED)
@seed(1)
@settings(max_examples=60, deadline=None)
@given(rows, columns)
def test_arithmetic_is_that_of_each_number(name: str, one: list[Number], two: list[Number]) -> None:
    left, right, pairs = grid(one, two)
    apply = CLOSED[name]
    if name in ("//", "%") and 0 in two:
        with pytest.raises((ZeroDivisionError, DivergingError)):
            apply(left, right)
        return
    try:
        found = apply(left, right)
    except DivergingError:
        assert name in ("larger", "smaller")  # written for arrays: they may ask which is larger
        return
    assert spread(found, one, two) == [apply(a, b) for a, b in pairs]


@pytest.mark.parametrize("name", CLOSED)
@seed(2)
@settings(max_examples=40, deadline=None)
@given(rows, numbers, st.booleans())
def test_arithmetic_with_a_plain_number_on_either_side(
    name: str, one: list[Number], plain: Number, first: bool
) -> None:
    apply, many = CLOSED[name], Many.along(one, 0, 1)
    if name in ("//", "%") and (0 in one if first else plain == 0):
        return
    try:
        found = apply(plain, many) if first else apply(many, plain)
    except DivergingError:
        assert first
        assert name in ("larger", "smaller")
        return
    expected = [apply(plain, each) if first else apply(each, plain) for each in one]
    assert (found.spread((len(one),)) if isinstance(found, Many) else [found] * len(one)) == expected


@pytest.mark.parametrize("ask", ORDER)
@seed(3)
@settings(max_examples=60, deadline=None)
@given(rows, columns)
def test_a_question_has_an_answer_only_if_all_agree(
    ask: Callable[[Any, Any], bool], one: list[Number], two: list[Number]
) -> None:
    left, right, pairs = grid(one, two)
    answers = {ask(a, b) for a, b in pairs}
    if len(answers) == 1:
        assert ask(left, right) is answers.pop()
        return
    with pytest.raises(DivergingError) as caught:
        ask(left, right)
    import numpy

    labels = numpy.broadcast_to(caught.value.labels, (len(one), len(two))).ravel().tolist()
    assert [bool(each) for each in labels] == [ask(a, b) for a, b in pairs]


@seed(4)
@settings(max_examples=60, deadline=None)
@given(rows)
def test_what_is_one_number_can_be_taken_out_only_if_it_is_the_same_for_all(values: list[Number]) -> None:
    many = Many.along(values, 0, 1)
    if len(set(values)) > 1:
        for take in (int, float, operator.index, many.__class__.only, range):
            with pytest.raises(DivergingError):
                take(many)
        return
    assert many.only() == values[0]
    assert float(many) == float(values[0])


def test_one_number_for_all_settings_by_hand() -> None:
    three, half, none = (Many.along([each] * 2, 0, 1) for each in (3, Fraction(1, 2), 0))
    assert (operator.index(three), int(three), float(three), three.only(), list(range(three))) == (
        3, 3, 3.0, 3, [0, 1, 2],
    )  # fmt: skip
    assert ["a", "b", "c", "d"][three] == "d"
    assert (half.only(), int(half), float(half)) == (Fraction(1, 2), 0, 0.5)
    with pytest.raises(TypeError, match="1/2 is no whole number"):
        operator.index(half)
    assert [bool(each) for each in (three, half, none)] == [True, True, False]
    assert three + 0 is three
    assert 0 + three is three
    assert three * 1 is three
    assert (three % 1, (half % 1).only(), three**0, (three**1).only()) == (0, Fraction(1, 2), 1, 3)
    assert type(three % 1) is int
    for number in (three, half):
        with pytest.raises(ZeroDivisionError):
            number % 0
    assert [each.at_most() for each in (Many.along([-5, 3], 0, 1), Many.along([-2, 4], 0, 1), none)] == [5, 4, 0]
    assert sum([three, three]).only() == 6
    assert (three == 3, three != 3, three == 3.0, three > 2.5, half < 0.5) == (True, False, True, True, False)


@seed(5)
@settings(max_examples=60, deadline=None)
@given(rows)
def test_lowest_terms_and_rounding(values: list[Number]) -> None:
    many, shape = Many.along(values, 0, 1), (len(values),)

    def each(found: Any) -> list[Number]:
        return found.spread(shape) if isinstance(found, Many) else [found] * len(values)

    assert each(many.numerator) == [value.numerator for value in values]
    assert each(many.denominator) == [value.denominator for value in values]
    assert each(many // 1) == [floor(value) for value in values]
    assert each(abs(many)) == [abs(value) for value in values]
    assert each(-many) == [-value for value in values]
    assert each(many**3) == [value**3 for value in values]
    assert each(many / 3) == [Fraction(value) / 3 for value in values]
    assert each(many / Fraction(-2, 7)) == [Fraction(value) / Fraction(-2, 7) for value in values]


def test_numbers_beyond_64_bits_are_exact() -> None:
    many = Many.along([2**61, 2**61 + 1], 0, 1)
    assert (many * many + 1).spread((2,)) == [2**122 + 1, (2**61 + 1) ** 2 + 1]
    assert (many + many - many).spread((2,)) == [2**61, 2**61 + 1]


@pytest.mark.parametrize("plain", [2**63, 2**64 - 1, -(2**63)])
def test_plain_numbers_that_numpy_would_hold_without_a_sign(plain: int) -> None:
    many = Many.along([1, 2], 0, 1)
    assert (many - plain).spread((2,)) == [1 - plain, 2 - plain]
    assert (plain - many).spread((2,)) == [plain - 1, plain - 2]


def test_one_division_by_zero_among_others_is_told_apart() -> None:
    many = Many.along([0, 0, 4], 0, 1)
    with pytest.raises(DivergingError) as caught:
        8 // many
    assert caught.value.labels.tolist() == [True, True, False]
    with pytest.raises(ZeroDivisionError):
        8 // Many.along([0, 0], 0, 1)


def test_a_quotient_by_numbers_that_are_the_same_for_all() -> None:
    """They have one value though they were made of several, and tell no settings apart."""
    many = Many.along([1, 2, 6], 0, 1)
    same = many - many + 4
    assert (many / same).spread((3,)) == [Fraction(1, 4), Fraction(1, 2), Fraction(3, 2)]
    assert 8 / same == Fraction(8) / same == 2
    for number in (many, 8):
        with pytest.raises(ZeroDivisionError):
            operator.truediv(number, many - many)
        with pytest.raises(DivergingError):
            operator.truediv(number, many)


def test_it_shows_the_range_of_its_numbers() -> None:
    assert f"{Many.along([1000, 30, 200], 0, 1):,}" == "30…1,000"
    assert str(Many.along([Fraction(1, 4), 2], 0, 1)) == "0.25…2"
    assert str(Many.along([7, 7], 0, 1)) == "7"


def test_equal_numbers_made_in_the_same_way_are_found_in_a_dictionary() -> None:
    one, two = Many.along([1, 2], 0, 1), Many.along([1, 2], 0, 1)
    assert {one: "found"}[two] == "found"
    assert one != "1"
    assert one != [1, 2]
