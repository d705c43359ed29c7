"""The order in which readings are tried, and the share of random figures that they would fit, both by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnnstat.claims.counting import Convention
from cnnstat.claims.reading import Reading
from cnnstat.claims.trials import Trial, chances_of, trials_of
from cnnstat.printed import Fit, read_figure

NEAR, FAR = Convention("one", "near"), Convention("other", "far", far=True)
PLAIN, ONE, OTHER, BOTH = (Reading(each, 1, 1) for each in ((), (NEAR,), (FAR,), (NEAR, FAR)))
LATE = ONE._replace(away=True)


def order(text: str) -> list[tuple[str, str, Fraction]]:
    """The readings as they are tried, each with how the figure agrees, and with how far its values reach up."""
    figure = read_figure(text)
    names = {id(PLAIN): "plain", id(ONE): "one", id(OTHER): "other", id(BOTH): "both", id(LATE): "late"}
    return [
        (names[id(each.reading)], each.fit.word, each.high - figure.value)
        for each in trials_of(figure, PLAIN, [LATE, ONE, OTHER], [BOTH])
    ]


def test_the_order_of_readings() -> None:
    half, unit = Fraction(50_000), Fraction(100_000)
    assert order("61.1M") == [
        ("one", "rounds", half), ("plain", "truncated", unit), ("other", "rounds", half), ("both", "rounds", half),
        ("one", "truncated", unit), ("other", "truncated", unit), ("late", "rounds", half), ("late", "truncated", unit),
    ]  # fmt: skip


def test_zeros_that_may_be_rounded_are_tried_behind_single_readings() -> None:
    half, unit, zeros = Fraction(1, 2), 1, 5000
    assert order("650,000") == [
        ("one", "rounds", half), ("plain", "truncated", unit), ("other", "rounds", half), ("one", "rounds", zeros),
        ("other", "rounds", zeros), ("both", "rounds", half), ("one", "truncated", unit), ("other", "truncated", unit),
        ("late", "rounds", half), ("late", "rounds", zeros), ("late", "truncated", unit),
    ]  # fmt: skip
    figure = read_figure("650,000")
    widest = next(each for each in trials_of(figure, PLAIN, [ONE], []) if each.high == 655_000)
    assert widest.low == 645_000
    assert widest.fit == Fit("rounds", Fraction(10_000))


def test_nothing_is_cut_off_behind_about() -> None:
    assert {word for _, word, _ in order("about 61.1M")} == {"rounds"}


@pytest.mark.parametrize(("value", "rounds", "cut"), [(9, False, False), (10, True, True), (20, True, False)])
def test_ends_of_a_range(value: int, rounds: bool, cut: bool) -> None:
    taken = [Trial(ONE, Fraction(10), Fraction(20), Fit(word)).takes(value) for word in ("rounds", "truncated")]
    assert taken == [rounds, cut]
    assert not Trial(ONE, Fraction(10), Fraction(20), Fit("rounds")).takes(21)


def test_chances_by_hand() -> None:
    """Figures are drawn evenly by their logarithm from half to twice the printed one: 240 of them."""
    figure = read_figure("100")

    def trial(reading: Reading, low: int, high: int) -> Trial:
        return Trial(reading._replace(value=100), Fraction(low), Fraction(high), Fit("rounds"))

    # Of f = 2^((d + 1/2)/120 − 1), d from 0 to 239: 50·f ≤ 100 holds for all, 150·f ≥ 100 from d = 50 on.
    wide = trial(ONE, 50, 150)
    assert chances_of(figure, [wide], [0]) == {0: Fraction(190, 240)}
    # 150·f ≤ 100 holds up to d = 49 (log2 of 2/3 is −0.585): the two share out all figures.
    rest = trial(OTHER, 150, 300)
    assert chances_of(figure, [wide, rest], [0, 1]) == {0: Fraction(190, 240), 1: Fraction(1)}
    assert chances_of(figure, [rest, wide], [0]) == {0: Fraction(50, 240)}
    # The value as it stands is asked alone, whatever is tried before it.
    assert chances_of(figure, [wide, trial(PLAIN, 150, 300)], [1]) == {1: Fraction(50, 240)}
    assert chances_of(figure, [wide], []) == {}
    for text in ("at most 100", "0"):
        assert chances_of(read_figure(text), [wide, rest], [1]) == {1: 1}
