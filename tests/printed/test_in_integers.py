"""Precision is worked out in integers; here by fractions, of the same figures."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from cnnstat.claims.trials import ratio
from cnnstat.printed import Figure, Fit, Precision, at_most, read_figure
from cnnstat.printed.figure import within_half

Exact = int | Fraction
SMALL = sorted({Fraction(above, below) for above in range(-7, 8) for below in range(1, 5)})
"""All fractions of a few numbers, also equal ones and those that differ least."""


def test_comparisons_of_fractions() -> None:
    for one in SMALL:
        for two in SMALL:
            assert at_most(one, two) is (one <= two)
            assert at_most(int(one), two) is (int(one) <= two)
            assert at_most(one, int(two)) is (one <= int(two))
            for unit in (Fraction(1, 3), Fraction(3, 2), Fraction(2)):
                assert within_half(one, two, unit) is (abs(one - two) <= unit / 2)


def allowed(figure: Figure, value: Exact) -> bool:
    if figure.bound:
        higher = figure.bound in ("above", "at least")
        inside = value > figure.value if higher else value < figure.value
        return inside or (value == figure.value and figure.bound.startswith("at"))
    return figure.low <= value <= figure.high


def is_cut(figure: Figure, value: Exact, unit: Fraction) -> bool:
    size = abs(Fraction(value))
    return size // unit * unit == abs(figure.value) and value * figure.value > 0


def unit_of(precision: Precision, figure: Figure) -> Fraction:
    rounded = figure.round >= 100 and abs(figure.value) >= 10_000
    return figure.round if precision.zeros and rounded else figure.step


def fitting(precision: Precision, figure: Figure, value: Exact) -> Fit:
    if value == figure.value and not figure.bound:
        return Fit("exact")
    if allowed(precision.narrowed(figure), value):
        return Fit("rounds")
    if not figure.plain:
        return Fit("")
    unit = unit_of(precision, figure)
    if unit > figure.step and abs(value - figure.value) <= unit / 2:
        return Fit("rounds", unit)
    if is_cut(figure, value, figure.step):
        return Fit("truncated")
    return Fit("truncated", unit) if is_cut(figure, value, unit) else Fit("")


WAYS = (
    "{:,}", "{}00", "{}000", "{}M", "0.{}M", "{}.5", "{}.{}K", "about {}0", "-{}", "-{}.25", "{}%", "more than {}",
    "at most {}M", "{} to {}0", "{}만", "{} MiB", "1/{}", "{}e6", "1.{}×10⁹", "0",
)  # fmt: skip


def values_near(chance: random.Random, figure: Figure) -> list[Exact]:
    """Values at the ends of what is allowed, beside these, and by chance."""
    ends = [figure.value, figure.low, figure.high, *(figure.value + part * figure.step for part in (1, -1))]
    ends += [figure.value + part * figure.round for part in (1, -1, Fraction(1, 2), Fraction(-1, 2))]
    beside = [each + part for each in ends for part in (0, Fraction(1, 10**12), Fraction(-1, 10**12))]
    drawn = [figure.value + figure.step * Fraction(chance.randint(-999, 999), chance.randint(1, 300)) for _ in range(9)]
    return [0, 1, *beside, *drawn, *(-each for each in beside), *(round(each) for each in (*beside, *drawn))]


@pytest.mark.parametrize("count", [100, pytest.param(3_000, marks=pytest.mark.slow)])
def test_precision_by_fractions(count: int) -> None:
    chance, seen = random.Random(5), set()
    for _ in range(count):
        digits = [chance.randint(1, 10 ** chance.randint(1, 9)) for _ in range(2)]
        figure = read_figure(chance.choice(WAYS).format(*sorted(digits)))
        precision = Precision(zeros=chance.random() < 0.8, about=Fraction(1, chance.randint(2, 30)))
        assert precision.unit(figure) == unit_of(precision, figure)
        for value in values_near(chance, figure):
            expected = fitting(precision, figure, value)
            assert precision.fit(figure, value) == expected, (figure.text, value)
            assert figure.allows(value) == allowed(figure, value)
            for unit in (figure.step, figure.round, 3 * figure.step):
                assert figure.cut(value, unit) == is_cut(figure, value, unit), (figure.text, value, unit)
            assert not figure.value or ratio(value, figure.value) == float(value / figure.value)
            seen.add((expected.word, bool(expected.unit)))
    assert seen == {("exact", False), ("rounds", False), ("rounds", True), ("", False), *TRUNCATED}


TRUNCATED = {("truncated", False), ("truncated", True)}


@pytest.mark.parametrize(
    ("printed", "value", "unit", "cut"),
    [("61.7M", 61_799_999, 10**5, True), ("61.7M", 61_800_000, 10**5, False), ("-3", Fraction(-39, 10), 1, True),
     ("-3", Fraction(39, 10), 1, False), ("35", 39, 10, False), ("0", Fraction(1, 2), 1, False)],
)  # fmt: skip
def test_digits_cut_off(printed: str, value: Exact, unit: int, cut: bool) -> None:
    assert read_figure(printed).cut(value, Fraction(unit)) is cut
