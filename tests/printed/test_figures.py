"""Printed figures: values and what their precision allows, worked by hand; and numbers printed and read back."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.errors import UsageError
from cnnstat.printed import Fit, Precision, read_figure
from cnnstat.printed.words import MULTIPLIERS, NUMERAL, counted
from cnnstat.text import numbers

M, K = 10**6, 10**3


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("60 million", 60 * M, 59.5 * M, 60.5 * M),
        ("60 million parameters", 60 * M, 59.5 * M, 60.5 * M),
        ("61.1M", 61.1 * M, 61.05 * M, 61.15 * M),
        ("159K", 159 * K, 158.5 * K, 159.5 * K),
        ("60,965,224", 60_965_224, 60_965_223.5, 60_965_224.5),
        ("60965224", 60_965_224, 60_965_223.5, 60_965_224.5),
        ("1.8×10^9", 1.8e9, 1.75e9, 1.85e9),
        ("1.8×10⁹", 1.8e9, 1.75e9, 1.85e9),
        ("1.8x10^9 FLOPs", 1.8e9, 1.75e9, 1.85e9),
        ("1.8e9", 1.8e9, 1.75e9, 1.85e9),
        ("3.8 billion", 3.8e9, 3.75e9, 3.85e9),
        ("1.5 GFLOPs", 1.5e9, 1.45e9, 1.55e9),
        ("12x", 12, 11.5, 12.5),
        ("9.4x less", 9.4, 9.35, 9.45),
        ("12 times fewer", 12, 11.5, 12.5),
        ("about 60,000", 60 * K, 54 * K, 66 * K),
        ("only about 2600", 2600, 2500, 2700),
        ("~138M", 138 * M, 137 * M, 139 * M),
        ("3 to 5 million", 3 * M, 2.5 * M, 5.5 * M),
        ("16–19 layers", 16, 15.5, 19.5),
        ("6,000만", 60 * M, 59_995 * K, 60_005 * K),
        ("6억 3,000만 개", 630 * M, 629_995 * K, 630_005 * K),
        ("1억", 100 * M, 50 * M, 150 * M),
        ("1억 3천 8백만", 138 * M, 137_500 * K, 138_500 * K),
        ("1억 3백만", 103 * M, 102_500 * K, 103_500 * K),
        ("3천 8백억", 380_000 * M, 375_000 * M, 385_000 * M),
        ("1조 3천억", 1_300_000 * M, 1_250_000 * M, 1_350_000 * M),
        ("2백억", 20_000 * M, 15_000 * M, 25_000 * M),
        ("2천5백만 개", 25 * M, 24_500 * K, 25_500 * K),
        ("1億3800万", 138 * M, 137_995 * K, 138_005 * K),
        ("약 6,000만 개", 60 * M, 54 * M, 66 * M),
        ("-23", -23, -23.5, -22.5),
        ("150,528-dimensional", 150_528, 150_527.5, 150_528.5),
        ("0", 0, -0.5, 0.5),
        ("60-dimensional", 60, 59.5, 60.5),
        ("eight layers", 8, 7.5, 8.5),
        ("여덟 개", 8, 7.5, 8.5),
        ("열여섯 개", 16, 15.5, 16.5),
        ("二十二个", 22, 21.5, 22.5),
        ("十六", 16, 15.5, 16.5),
        ("fünf", 5, 4.5, 5.5),
        ("três", 3, 2.5, 3.5),
        ("34-layer", 34, 33.5, 34.5),
        ("by a factor of 2048", 2048, 2047.5, 2048.5),
        ("between 8 to 9 times less", 8, 7.5, 9.5),
        ("between 3 and 5 million", 3 * M, 2.5 * M, 5.5 * M),
        ("1.2-1.5M", 1.2 * M, 1.15 * M, 1.55 * M),
        ("950,000 to 5 million", 950 * K, 949_999.5, 5.5 * M),
        ("1000 to 5 million", 1000, 999.5, 5.5 * M),
        ("999 to 1000 million", 999 * M, 998.5 * M, 1000.5 * M),
        ("2000 to 2000 million", 2000 * M, 1999.5 * M, 2000.5 * M),
        ("1/8 = 12%", 0.12, 0.115, 0.125),  # half a unit apart
        ("at most between about only 500", 500, 450, 550),  # a word of each kind, in any order
        ("only about 2.5 higher", 2.5, 2.4, 2.6),
        ("about 3x more", 3, 2.5, 3.5),
        ("29MB", 29 * M, 28.5 * M, 29.5 * M),
        ("2 KiB", 2048, 1536, 2560),
        ("4.1B", 4.1e9, 4.05e9, 4.15e9),
        ("10^3", 1000, 500, 1500),
        ("12.5 percent", 0.125, 0.1245, 0.1255),
        ("3만 5천", 35 * K, 34.5 * K, 35.5 * K),
        ("3백만", 3 * M, 2.5 * M, 3.5 * M),
        ("3천만", 30 * M, 25 * M, 35 * M),
    ],
)
def test_values_and_intervals(text: str, value: float, low: float, high: float) -> None:
    figure = read_figure(text)
    expected = [Fraction(each).limit_denominator(10_000) for each in (value, low, high)]
    assert [figure.value, figure.low, figure.high] == expected
    assert figure.allows(figure.value)


def test_percentages_and_ratios() -> None:
    share = read_figure("94.86%")
    assert (share.value, share.low, share.high) == (
        Fraction(9486, 10**4),
        Fraction(94855, 10**5),
        Fraction(94865, 10**5),
    )
    ninth = read_figure("1/9")
    assert (ninth.value, ninth.high) == (Fraction(1, 9), Fraction(2, 17))
    assert ninth.allows(Fraction(1, 9) + Fraction(1, 256))
    assert not ninth.allows(Fraction(1, 8))


def test_fractions_in_words() -> None:
    eighth = read_figure("one eighth")
    assert (eighth.value, eighth.high) == (Fraction(1, 8), Fraction(2, 15))
    assert read_figure("half").value == Fraction(1, 2)
    assert read_figure("three quarters").value == Fraction(3, 4)


def test_bounds() -> None:
    below, above = read_figure("less than 25 million parameters"), read_figure("more than 1,000")
    assert [below.allows(each) for each in (0, 24_999_999, 25_000_000)] == [True, True, False]
    assert [above.allows(each) for each in (1000, 1001)] == [False, True]
    assert not Precision().fit(below, 25_000_001)
    for text in ("at most 1,000", "up to 1,000", "≤ 1,000", "<= 1,000"):
        assert [read_figure(text).allows(each) for each in (999, 1000, 1001)] == [True, True, False]
    for text in ("at least 1,000", "≥ 1,000"):
        assert [read_figure(text).allows(each) for each in (999, 1000, 1001)] == [False, True, True]
    with pytest.raises(UsageError):
        read_figure("less than more than 5")


@pytest.mark.parametrize(
    ("text", "value", "word", "unit"),
    [
        ("60,965,224", 60_965_224, "exact", 0),
        ("61.0M", 60_965_224, "rounds", 0),
        ("60 million", 60_965_224, "truncated", 0),
        ("62 million", 60_965_224, "", 0),
        ("650,000", 659_272, "truncated", 10_000),
        ("660,000", 659_272, "rounds", 10_000),
        ("500,000", 659_272, "", 0),  # a single digit in front of the zeros says too little
        ("720", 724, "", 0),  # small figures are taken literally
        ("700", 724, "", 0),
        ("720.0", 720, "exact", 0),
        ("9,900", 9_940, "", 0),
        ("10,000", 10_040, "", 0),
        ("11,000", 11_400, "rounds", 1000),  # from 10,000 on
        ("12,000", 12_500, "rounds", 1000),
        ("12,000", 12_501, "truncated", 1000),
        ("12,000", 13_000, "", 0),
        ("12,340", 12_343, "", 0),
        ("12,300", 12_343, "rounds", 100),  # a single zero is a digit
        ("12,340,000", 12_343_000, "rounds", 10_000),
        ("12,345,000", 12_345_400, "", 0),  # so are zeros behind five
        ("6억 3,000만", 634_000_000, "rounds", 10**7),  # the zeros behind two digits of the whole figure
        ("6억 3,000만", 639_000_000, "truncated", 10**7),
        ("6억 3,000만", 636_000_000, "truncated", 10**7),
        ("6억 3,000만", 580_000_000, "", 0),
        ("6억 3,000만", 680_000_000, "", 0),
        ("1조 3,000만", 10**12 + 34 * 10**6, "rounds", 10**7),
        ("6억 3만", 630_000_000, "", 0),
        ("6억 0.5만", 600_005_400, "rounds", 0),
        ("1.5만 2천", 17_600, "truncated", 0),
        ("1.2345만 1천", 13_800, "rounds", 0),  # 13,345, to the last thousand
        ("1.25만 1천", 13_999, "rounds", 0),  # 13,500, which is 13½ thousand
        ("159K", 159_500, "rounds", 0),  # halves go either way
        ("160K", 159_500, "rounds", 0),
        ("about 60,000", 65_000, "rounds", 0),
        ("about 60,000", 69_999, "", 0),  # nothing is cut off behind about
        ("3 to 5 million", 4_100_000, "rounds", 0),
        ("3 to 5 million", 5_600_000, "", 0),
        ("-23", Fraction(-235, 10), "rounds", 0),
        ("94.86%", Fraction(94857, 100_000), "rounds", 0),
        ("94.85%", Fraction(94857, 100_000), "truncated", 0),
    ],
)
def test_how_a_figure_comes_out(text: str, value: int | Fraction, word: str, unit: int) -> None:
    assert Precision().fit(read_figure(text), value) == Fit(word, Fraction(unit))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "accepted"),
    [("1e40", True), ("1e41", False), ("1e-40", True), ("1e-41", False),
     ("1×" * 99 + "11", True), ("1×" * 100 + "1", False)],  # 200 and 201 characters
)  # fmt: skip
def test_figures_that_are_too_large_too_small_or_too_long(text: str, accepted: bool) -> None:
    if accepted:
        assert read_figure(text).value
        return
    with pytest.raises(UsageError, match=r"^expected a figure such as"):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "step", "unit"),
    [
        ("6억 3,000만", 10**4, 10**7),
        ("6억 3,500만", 10**4, 10**6),
        ("6억 3,456만", 10**4, 10**4),
        ("6억 0만", 10**4, 10**4),  # one digit of the whole figure
        ("1만 2,000", 1, 1000),
        ("3만 5천", 1000, 1000),
        ("1만 2.50천", 10, 10),
        ("1조 2,000억 3,000만", 10**4, 10**7),
    ],
)
def test_last_digits_of_korean_figures(text: str, step: int, unit: int) -> None:
    figure = read_figure(text)
    assert [figure.step, figure.round] == [step, unit]


@given(st.integers(1, 10**12), st.integers(0, 9))
def test_rounding_and_cutting_against_digits(number: int, places: int) -> None:
    """What decimal arithmetic rounds to so many places rounds; what it cuts there is truncated, or rounds too."""
    unit = Decimal(1).scaleb(places)
    for mode, words in (
        (ROUND_HALF_UP, ("exact", "rounds")),
        (ROUND_HALF_DOWN, ("exact", "rounds")),
        (ROUND_DOWN, ("exact", "rounds", "truncated")),
    ):
        digits = int((Decimal(number) / unit).quantize(Decimal(1), mode))
        if digits:
            assert Precision().fit(read_figure(f"{digits}e{places}"), number).word in words


def test_shapes_and_equations() -> None:
    for text in ("55*55*96", "55×55×96", "55 x 55 x 96"):
        figure = read_figure(text)
        assert figure.shape == (55, 55, 96)
        assert figure.value == 290_400
    figure = read_figure("55×55×96 = 290,400 neurons")
    assert figure.shape == (55, 55, 96)
    assert (figure.value, figure.unit) == (Fraction(290_400), "neurons")
    for text, shape in (
        ("6 feature maps of size 28x28", (6, 28, 28)),
        ("16 feature maps (10x10)", (16, 10, 10)),
        ("112^2 x 32", (112, 112, 32)),
        ("112² × 32", (112, 112, 32)),
    ):
        assert read_figure(text).shape == shape
    for text in ("7×1024", "7 x 1,024", "14×512"):  # no powers of ten
        assert read_figure(text).value == 7168


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a figure such as 61.1M, 60,965,224 or 6,000만, got ''"),
        ("many", "expected a figure such as 61.1M, 60,965,224 or 6,000만, got 'many'"),
        ("60 milion", "'60 milion': unknown word 'milion'; did you mean 'million'?"),
        ("60 parametres", "'60 parametres': unknown word 'parametres'; did you mean 'parameters'?"),
        ("60,96,224", "'60,96,224': groups of digits have three each, as 60,965,224"),
        ("55×55×96 = 253,440", "'55×55×96 = 253,440': the two sides are not equal: 290400 and 253440"),
        ("5 to 3 million", "'5 to 3 million': the second end of a range is smaller than its first"),
        ("999 to 5 million", "'999 to 5 million': the second end of a range is smaller than its first"),
        ("1 to 1/2", "'1 to 1/2': the second end of a range is smaller than its first"),
        ("50% to 20%", "'50% to 20%': the second end of a range is smaller than its first"),
        ("1/8 = 11%", "'1/8 = 11%': the two sides are not equal: 0.125 and 0.11"),
        ("at most between about only about only 5", "expected a figure such as"),
        ("61.1M or thereabouts", "'61.1M or thereabouts': unknown word 'or'"),
        ("6.5 maps 28x28", "'6.5 maps 28x28': unknown word '28x28'"),
        ("1e99", "expected a figure such as 61.1M, 60,965,224 or 6,000만, got '1e99', which is too large or too small"),
        ("6천 100만", "expected Korean units in falling order, as 6억 3,000만, got '6천 100만'"),
        ("10% to 20", "'10% to 20': expected both ends of a range in percent, or neither"),
        ("-3 to 5", "'-3 to 5': expected a range of positive numbers"),
        ("55x55,96", "'55x55,96': unknown word 'x55,96'"),
        ("1/0", "'1/0': unknown word '/0'"),
        ("about", "expected a figure such as 61.1M, 60,965,224 or 6,000만, got 'about'"),
        ("9" * 300, "expected a figure such as 61.1M, 60,965,224 or 6,000만, got '"),
    ],
)
def test_what_is_no_figure(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_figure(text)
    assert str(caught.value).startswith(message)


@given(st.integers(0, 10**13))
def test_what_the_program_prints_allows_what_it_printed(number: int) -> None:
    assert read_figure(numbers.grouped(number)).value == number
    assert read_figure(numbers.si(number)).allows(number)


@given(st.text(max_size=20))
def test_any_text_is_a_figure_or_an_error(text: str) -> None:
    try:
        figure = read_figure(text)
    except UsageError:
        return
    assert figure.low <= figure.value <= figure.high
    assert figure.bound or Precision().fit(figure, figure.value).word == "exact"


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("35,000 개 쯤", 34_000, 36_000, ""),
        ("100 or so", 90, 110, ""),
        ("7배 이상", Fraction(13, 2), Fraction(15, 2), "at least"),
        ("1/8에서 1/9", Fraction(1, 9) - (Fraction(2, 17) - Fraction(1, 9)), Fraction(2, 15), ""),
        ("10 미만", Fraction(19, 2), Fraction(21, 2), "below"),
        ("364*96 = 35,000 개 쯤", 34_000, 36_000, ""),
    ],
)
def test_words_behind_a_figure(text: str, low: Fraction, high: Fraction, bound: str) -> None:
    figure = read_figure(text)
    assert (figure.low, figure.high, figure.bound) == (low, high, bound)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (644_999, Fit("")),
        (645_000, Fit("rounds", Fraction(10 * K))),  # a tie: half a unit, which both neighbours may claim
        (655_000, Fit("rounds", Fraction(10 * K))),
        (655_001, Fit("truncated", Fraction(10 * K))),
    ],
)
def test_half_a_unit_of_zeros_rounds_either_way(value: int, expected: Fit) -> None:
    assert Precision().fit(read_figure("650,000"), value) == expected


@pytest.mark.parametrize(
    ("fit", "agrees", "right", "close"),
    [
        (Fit("exact"), True, True, True),
        (Fit("rounds"), True, True, True),
        (Fit("rounds", Fraction(10)), True, True, False),
        (Fit("truncated"), True, False, True),
        (Fit("truncated", Fraction(10)), True, False, False),
        (Fit(""), False, False, False),
    ],
)
def test_what_an_agreement_says(fit: Fit, agrees: bool, right: bool, close: bool) -> None:
    assert [bool(fit), fit.right, fit.close] == [agrees, right, close]


def test_what_words_and_signs_stand_for() -> None:
    powers = {
        3: "thousand k 천", 4: "만 万 萬", 5: "십만", 6: "million m 백만 百万", 7: "천만 千万", 8: "억 亿 億",
        9: "billion b g 십억",
        10: "백억", 11: "천억", 12: "trillion t 조",
    }  # fmt: skip
    assert {word: 10**power for power, words in powers.items() for word in words.split()} == MULTIPLIERS
    for word, factor in MULTIPLIERS.items():
        assert read_figure(f"3{word}").value == 3 * factor
    for place, letter in enumerate("kmgt", 1):
        assert read_figure(f"3 {letter}B").value == 3 * 1000**place
        assert read_figure(f"3 {letter}iB").value == 3 * 1024**place
    counts = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty"
    )
    for number, word in enumerate(counts.split()):
        assert read_figure(f"{word} layers").value == number
    for below, words in {
        2: "half halves", 3: "third thirds", 4: "quarter quarters fourth fourths", 5: "fifth fifths", 6: "sixth sixths",
        7: "seventh sevenths", 8: "eighth eighths", 9: "ninth ninths", 10: "tenth tenths",
    }.items():  # fmt: skip
        assert [read_figure(f"three {word}").value for word in words.split()] == [Fraction(3, below)] * len(
            words.split()
        )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("여덟 개의 층", "여덟"), ("세 층", "세"), ("열여섯 개", "열여섯"), ("세 개씩", "세"),
        ("八层", "八"), ("十六個", "十六"),
        ("五つの層", "五"), ("acht Schichten", "acht"), ("três camadas", "três"), ("Eight layers", "Eight"),
        ("모두 개선된 층", ""), ("열 개수", ""), ("두 번째 층", ""), ("第八层", ""), ("一百五十二层", ""), ("一个", ""),
        ("Nacht", ""), ("eighty layers", ""),
    ],
)  # fmt: skip
def test_words_that_are_numbers_in_running_text(text: str, number: str) -> None:
    found = re.search(NUMERAL, text, re.IGNORECASE | re.ASCII)
    assert (found[0] if found else "") == number


LISTS = {
    2: "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn",
    3: "tres cuatro cinco seis siete ocho nueve diez",
    7: "sette otto nove dieci",
    1: "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    18: "eighteen nineteen twenty",
}


@pytest.mark.parametrize("first", LISTS)
def test_numbers_in_words_of_each_language(first: int) -> None:
    words = LISTS[first].split()
    assert [counted(word) for word in words] == list(range(first, first + len(words)))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("três quatro deux trois quatre cinq sept huit neuf dix", [3, 4, 2, 3, 4, 5, 7, 8, 9, 10]),
        ("tre quattro cinque", [3, 4, 5]),
        ("두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열아홉", [*range(2, 12), 19]),
        ("一 两 二 九 十 十一 十九 二十 三十五 九十九", [1, 2, 2, 9, 10, 11, 19, 20, 35, 99]),
        ("한 none", [None, None]),
    ],
)
def test_numbers_in_words_that_languages_share(words: str, numbers: list[int | None]) -> None:
    assert [counted(word) for word in words.split()] == numbers
