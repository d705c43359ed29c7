"""Many numbers: bounds that hold, NumPy's integers as long as they are safe, and how they print."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnstat.algebra import arithmetic
from cnnstat.algebra.arithmetic import divisors, multiple, plain
from cnnstat.algebra.elementwise import are_among, below, greatest
from cnnstat.algebra.many import DivergingError, Many, added, aligned, divided, lifted, multiplied, scaled
from cnnstat.spec.functions import FUNCTIONS

LARGER: Any = arithmetic.larger
SMALLER: Any = arithmetic.smaller
MOST: Any = arithmetic.most
"""Functions that many numbers have registered their own version of."""
rows = st.lists(st.integers(-9, 9), min_size=2, max_size=4)
SMALL, LARGE = numpy.dtype("int64"), numpy.dtype(object)
SAFE = 2**62


def along(*values: int | Fraction) -> Many:
    return Many.along(values, 0, 1)


def across(*values: int | Fraction) -> Many:
    return Many.along(values, 1, 2)


def check(found: Many) -> None:
    assert found.low <= found.numerators.min() <= found.numerators.max() <= found.high
    assert found.over >= 1


@settings(max_examples=150)
@given(rows, rows, st.integers(1, 3), st.integers(1, 3))
def test_bounds_hold(one: list[int], two: list[int], over: int, other: int) -> None:
    left = Many.along([Fraction(each, over) for each in one], 0, 2)
    right = Many.along([Fraction(each, other) for each in two], 1, 2)
    made = [
        left,
        right,
        added(left, right),
        multiplied(left, right),
        -left,
        abs(left),
        left - right,
        *aligned(left, right),
    ]
    made += [left.numerator, right.numerator, left.tightened(), scaled(left, 6 * left.over)]
    made += [each for each in (left.denominator, right.denominator) if isinstance(each, Many)]
    made += [found for found in (greatest([left, right]), below(left, right)) if isinstance(found, Many)]
    if all(two):
        made += [divided(left, right), left % right] if isinstance(left % right, Many) else [divided(left, right)]
    for each in made:
        check(each)
    tight = left.tightened()
    assert (tight.low, tight.high) == (tight.numerators.min(), tight.numerators.max())
    assert left.at_most() >= max(abs(int(each)) for each in left.numerators.ravel())


@pytest.mark.parametrize("other", [1, 2, 3, -1, -2, Fraction(1, 2), Fraction(3, 2)])
def test_quotients_and_remainders_of_one_number(other: int | Fraction) -> None:
    for values in ((-5, 0, 1, 2, 7), (Fraction(-5, 2), Fraction(1, 3), 4)):
        many, count = along(*values), len(values)
        for found, operation in ((many % other, operator.mod), (many // other, operator.floordiv)):
            each = [found] * count if isinstance(found, int) else found.spread((count,))
            assert each == [operation(value, other) for value in values]


def test_bounds_by_hand() -> None:
    """Of 2 and 5 with −3 and 4: all sums, products and quotients lie between these, and some reach them."""
    one, two = along(2, 5), along(-3, 4)
    positive = along(3, 4)
    found = {
        "+": added(one, two), "*": multiplied(one, two), "//": divided(one, positive),
        "// of any": divided(one, along(-3, -2)),
        "-": -one, "abs": abs(two), "max": greatest([one, two]), "below": below(one, two),
    }  # fmt: skip
    assert {name: (each.low, each.high) for name, each in found.items()} == {
        "+": (-1, 9), "*": (-15, 20), "//": (0, 1), "// of any": (-5, 5), "-": (-5, -2), "abs": (0, 4), "max": (2, 5),
        "below": (0, 1),
    }  # fmt: skip
    from_zero = along(0, 3)
    assert (abs(one) is one, abs(from_zero) is from_zero, one.numerator is one) == (True, True, True)
    assert type(one.denominator) is int
    assert (divided(along(-9, 9), positive).low, divided(along(-9, 9), positive).high) == (-3, 3)
    half = along(Fraction(1, 2), Fraction(-1, 3))
    assert (half.over, half.low, half.high) == (6, -2, 3)
    assert [(each.low, each.high) for each in (half.numerator, half.denominator) if isinstance(each, Many)] == [
        (-2, 3), (1, 6),
    ]  # fmt: skip
    above, below_zero = along(Fraction(3, 2), Fraction(5, 2)), along(Fraction(-3, 2), -2)  # 3 and 5, −3 and −4
    assert [(each.numerator.low, each.numerator.high) for each in (above, below_zero)] == [(0, 5), (-4, 0)]
    assert [each.numerator.spread((2,)) for each in (above, below_zero)] == [[3, 5], [-3, -2]]
    assert isinstance(half.denominator, Many)
    assert [half.numerator.spread((2,)), half.denominator.spread((2,))] == [[1, -1], [2, 3]]


@pytest.mark.parametrize(("value", "kind"), [
    (SAFE - 1, SMALL), (SAFE, LARGE), (1 - SAFE, SMALL), (-SAFE, LARGE),
])  # fmt: skip
def test_up_to_where_numbers_are_numpys(value: int, kind: Any) -> None:
    assert along(value, 0).numerators.dtype == kind
    one = lifted(value)
    assert one is not None
    assert one.numerators.dtype == kind


HALF = SAFE // 2
ROOT = 2**31


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (added(along(HALF, 0), along(HALF - 1, 0)), SMALL),
        (added(along(HALF, 0), along(HALF, 0)), LARGE),
        (multiplied(along(ROOT, 0), along(ROOT - 1, 0)), SMALL),
        (multiplied(along(ROOT, 0), along(ROOT, 0)), LARGE),
        (divided(along(SAFE - 1, 0), along(1, 2)), SMALL),
        (divided(along(SAFE, 0), along(1, 2)), LARGE),
        (multiplied(along(SAFE, 0), along(0, 0)), LARGE),
        (multiplied(along(0, 0), along(SAFE, 0)), LARGE),
        # Bounds that are not tight are made so before NumPy's integers are given up.
        (added(Many(numpy.array([1, 2]), 1, -SAFE, SAFE), along(1, 1)), SMALL),
        (added(along(1, 1), Many(numpy.array([1, 2]), 1, -SAFE, SAFE)), SMALL),
    ],
)
def test_results_that_may_be_too_large(found: Many, kind: Any) -> None:
    assert found.numerators.dtype == kind
    check(found)


def test_zero_among_divisors() -> None:
    for divisor in (along(0, 0), 0):
        with pytest.raises(ZeroDivisionError):
            along(1, 2) // divisor
    with pytest.raises(DivergingError):
        along(1, 2) // along(0, 2)
    assert (along(4, 6) // along(-2, 3)).spread((2,)) == [-2, 2]
    assert (7 // along(2, 3)).spread((2,)) == [3, 2]
    assert (7 % along(2, 4)).spread((2,)) == [1, 3]
    assert (along(7, 9) % 4).spread((2,)) == [3, 1]
    assert (along(7, 9) / 2).spread((2,)) == [Fraction(7, 2), Fraction(9, 2)]
    assert 7 / along(2, 2) == Fraction(7, 2)
    assert (7 - along(2, 3)).spread((2,)) == [5, 4]
    assert (along(2, 3) ** 3).spread((2,)) == [8, 27]


@pytest.mark.parametrize("value", ["a", 1.5, None, [1]])
def test_what_is_no_exact_number(value: Any) -> None:
    assert lifted(value) is None
    for apply in ("__add__", "__sub__", "__rsub__", "__mul__", "__floordiv__", "__rfloordiv__", "__mod__", "__rmod__"):
        assert getattr(along(1, 2), apply)(value) is NotImplemented
    assert (along(1, 2) == "a") is False
    assert along(1, 2) != "a"
    assert along(1, 2) != float("inf")


def test_questions_answered_by_bounds_alone() -> None:
    """Bounds that do not meet answer without a look at the numbers, which here say something else."""
    odd = Many(numpy.array([99, -99]), 1, 1, 5)
    assert [odd < 6, odd <= 5, odd > 0, odd >= 1, odd < 1, odd > 5] == [True, True, True, True, False, False]
    with pytest.raises(DivergingError):
        assert odd < 5
    with pytest.raises(DivergingError):
        assert odd == 99  # equality is never told from bounds


def test_equal_to_itself() -> None:
    many = along(1, 2)
    assert (many == many, many != many) == (True, False)  # noqa: PLR0124
    assert hash(many) == hash(along(1, 2)) == hash(many)
    assert hash(along(SAFE, 1)) == hash(along(SAFE, 1))
    assert len({hash(along(1, 2)), hash(across(1, 2)), hash(along(2, 1)), hash(along(SAFE, 1)), hash(along(SAFE, 2)),
                hash(along(Fraction(1, 2), 1))}) == 6  # fmt: skip


@pytest.mark.parametrize(("many", "form", "text"), [
    (along(1, 1), "", "1"), (along(3, 1, 2), "", "1…3"), (along(1000, 2000), ",", "1,000…2,000"),
    (along(Fraction(1, 2), 3), "", "0.5…3"), (along(Fraction(1, 2), Fraction(1, 2)), ",", "0.5"),
])  # fmt: skip
def test_how_they_print(many: Many, form: str, text: str) -> None:
    assert format(many, form) == text
    if not form:
        assert (str(many), repr(many)) == (text, f"<Many {text}>")


def test_one_number_for_all() -> None:
    assert Many(7, 1, 7, 7).spread((3,)) == [7, 7, 7]
    assert lifted(Fraction(1, 2)).spread((2,)) == [Fraction(1, 2)] * 2  # type: ignore[union-attr]
    assert across(1, 2).spread((2, 2)) == [1, 2, 1, 2]
    assert Many.along([1, 2], 0, 2).spread((2, 2)) == [1, 1, 2, 2]
    same = along(2, 3)
    assert lifted(same) is same
    assert aligned(same, along(4, 5))[0] is same


def test_which_numbers_are_among_some() -> None:
    assert are_among(along(1, 2), {1, 2, 3}) is True
    assert are_among(along(1, 2), {4}) is False
    with pytest.raises(DivergingError):
        are_among(along(1, 2), {2})
    assert are_among(along(Fraction(1, 2), 1), {Fraction(1, 2), 1}) is True


def test_the_largest_of_many_and_of_plain_numbers() -> None:
    assert greatest([1, 3, 2]) == 3
    assert greatest([along(1, 5), 3]).spread((2,)) == [3, 5]
    assert greatest([2, along(1, 5), 3]).spread((2,)) == [3, 5]
    assert [below(1, 2), below(2, 2), below(3, 2)] == [1, 0, 0]
    assert below(along(1, 2, 3), 2).spread((3,)) == [1, 0, 0]
    assert below(2, along(1, 2, 3)).spread((3,)) == [0, 0, 1]
    assert LARGER(along(1, 5), 3).spread((2,)) == [3, 5]
    assert SMALLER(along(1, 5), 3).spread((2,)) == [1, 3]
    assert [LARGER(2, 3), LARGER(3, 2), LARGER(2, 2), SMALLER(2, 3), SMALLER(3, 2)] == [3, 3, 2, 2, 2]
    assert (MOST(7), MOST(along(3, 9)), MOST(along(Fraction(5, 2), 1))) == (7, 9, 3)
    loose = Many(numpy.array([3, 9]), 1, 0, 50)
    assert MOST(loose) == 9


@pytest.mark.parametrize("name", ["make_divisible", "min", "max"])
def test_functions_of_plain_and_of_many_numbers(name: str) -> None:
    apply = FUNCTIONS[name][0]
    assert apply(20, along(8, 64)).spread((2,)) == [apply(20, 8), apply(20, 64)]
    assert apply(20, along(8, 16)).spread((2,)) == [apply(20, 8), apply(20, 16)]  # one is rounded up by a step more
    assert apply(along(20, 37), 8).spread((2,)) == [apply(20, 8), apply(37, 8)]
    assert apply(along(20, 37), along(8, 3)).spread((2,)) == [apply(20, 8), apply(37, 3)]


def test_multiples_of_strides() -> None:
    assert multiple([]) == 1
    assert multiple([4, 6]) == 12
    assert multiple([Fraction(1, 2), Fraction(3, 4)]) == Fraction(3, 2)
    assert (plain(Fraction(4, 2)), type(plain(Fraction(4, 2)))) == (2, int)
    assert plain(Fraction(3, 2)) == Fraction(3, 2)
    assert [divisors(each) for each in (1, 2, 12, 16, 17)] == [
        (1,), (1, 2), (1, 2, 3, 4, 6, 12), (1, 2, 4, 8, 16), (1, 17),
    ]  # fmt: skip
