"""Values written as a figure was printed: cases worked by hand, and random ones read back."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from cnnstat.errors import UsageError
from cnnstat.printed import Figure, Precision, read_figure, write_figure

Value = int | Fraction | tuple[int, ...]
ALEXNET = 60_965_224
HUGE = 10**5000
"""More digits than Python turns into text."""


def written(text: str, value: Value) -> str | None:
    return write_figure(read_figure(text), value)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("61.1M", ALEXNET, "61.0M"),
        ("61.1M", 999_960_000, "1,000.0M"),
        ("60 million", ALEXNET, "61 million"),
        ("60 million", 60_500_000, "61 million"),  # halves up
        ("60,000,000", ALEXNET, "61,000,000"),
        ("60,000,000", 60_000_000, "60,000,000"),
        ("60,000,000", 60_040_000, "60,040,000"),  # 60,000,000 would be read as exact
        ("600 million", 634_567_890, "630 million"),
        ("6,000만", ALEXNET, "6,100만"),
        ("6000만", ALEXNET, "6100만"),
        ("650,000", 659_272, "660,000"),
        ("650,000", 655_000, "660,000"),
        ("650,000", 14_321, "14,000"),  # 10,000 has one digit only
        ("650,000", 5_678, "5,678"),  # below 10,000 all digits count
        ("650K", 659_272, "660K"),
        ("1200", 1234, "1234"),
        ("1,200", 1234, "1,234"),
        ("60965224", 61_100_840, "61100840"),
        ("12,345", 9_876_543, "9,876,543"),
        ("950", 1234, "1,234"),
        ("12,345", 950, "950"),
        ("4,096 units", Fraction(8193, 2), "4,097 units"),
        ("94.86%", Fraction(9_123_456, 10**7), "91.23%"),
        ("94.86%", 1, "100.00%"),
        ("30 per  cent", Fraction(1, 3), "33 per  cent"),
        ("12x", Fraction(91, 10), "9x"),
        ("9.4× less", Fraction(1236, 100), "12.4× less"),
        ("by a factor of 2048", 4096, "by a factor of 4096"),
        ("29MB", 33_499_999, "33MB"),
        ("2 KiB", 3000, "3 KiB"),
        ("3.2 GFLOPs", 4_749_999_999, "4.7 GFLOPs"),
        ("1.8B", 2_450_000_000, "2.5B"),
        ("300 mult-adds", 569, "569 mult-adds"),
        ("150,528-dimensional", 3072, "3,072-dimensional"),
        ("  60  Million (parameters). ", ALEXNET, "  61  Million (parameters). "),
        ("12.5", 13, "13.0"),
        ("12.5", 999, "999.0"),
        ("12.5", 1000, "1,000"),  # nobody prints 1,000.0
        ("999", 12_345, "12,345"),
        ("1000", 12_345, "12345"),
        ("10,000", 12_345, "12,000"),
        ("9,999", 12_345, "12,345"),
        ("0", 5, "5"),
        ("720", 0, "0"),
        ("4096", (1000,), "1000"),
    ],
)
def test_numbers(text: str, value: Value, expected: str) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("~62M", ALEXNET, "~61M"),
        ("약 6,000만 개", ALEXNET, "약 6,100만 개"),
        ("About 60,000", 65_432, "About 65,000"),
        ("only about 2600", 2_543, "only about 2500"),
        ("about 2600", 2_034, "about 2000"),
        ("about 2600", 240, "about 240"),  # two digits at least
        ("about 65,000", 10_060, "about 10,000"),  # which are here
        ("about 65,000", 9_440, "about 9,400"),  # and not here
        ("≈ 2.5 million", 61_234_567, "≈ 61.2 million"),
        ("about 2000", 2034, "about 2000"),
        ("~600 million", 634_567_890, "~630 million"),
        ("약 6억 3,000만 개", 723_456_789, "약 7억 2,000만 개"),
    ],
)
def test_about(text: str, value: Value, expected: str) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("0.1M", 34_944, "0.03M"),
        ("61.1M", 34_944, "0.0349M"),
        ("60 million", 1234, "0.0012 million"),
        ("60,000,000", Fraction(1, 3), "0.33"),
        ("6,000만", 1234, "0.12만"),
        ("12%", Fraction(1, 3000), "0.033%"),
        ("0.5e9", 1234, "0.000001e9"),
        ("eight", Fraction(1, 3), "0.3"),
        ("0.1M", 0, "0.0M"),
        ("0.0M", 34_944, "0.03M"),
    ],
)
def test_never_rounded_to_nothing(text: str, value: Value, expected: str) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("1.8×10⁹", 2_449_999_999, "2.4×10⁹"),
        ("1.8×10⁹", 9_970_000_000, "1.0×10¹⁰"),
        ("1.8×10⁹", Fraction(1, 300), "3.3×10⁻³"),
        ("1.8e9", 12_345_678, "1.2e7"),
        ("1.8E+09", 12_345_678_901, "1.2E+10"),
        ("1.8E+09 MACs", 12_345_678, "1.2E+07 MACs"),
        ("1.8e9", Fraction(1, 300), "3.3e-3"),
        ("1.8*10^9", 5, "5.0*10^0"),
        ("1.8 x 10**9", Fraction(1, 300), "3.3 x 10**-3"),
        ("1.80 · 10 ^ −3", Fraction(1, 30_000), "3.33 · 10 ^ −5"),
        ("~2×10^9", 3_400_000_000, "~3×10^9"),
        ("650e6", 1_234_567_890, "1,235e6"),  # no single digit before the point: the exponent stays
        ("12e6", 10**7, "10e6"),
        ("12e6", 9_499_999, "9e6"),  # one digit now, two before
        ("9e6", 9_499_999, "9e6"),
        ("9e6", 9_500_000, "1e7"),  # one digit before, two now
        ("9.9e6", 10**7, "1.0e7"),
        ("1.8e9", 960_000_000, "9.6e8"),  # 1.0e9 would have one digit less than there is room for
        ("0.8e9", 960_000_000, "9.6e8"),
        ("0.8e9", 940_000_000, "0.9e9"),
        ("10^9", 10**12, "10^12"),
        ("10⁹", 600_000_000, "10⁹"),
        ("10^9", 140_000_000, "10^8"),
        ("10^9", 3 * 10**12, None),
        ("1.8e9", 10**60, None),
        ("1.8e9", 0, "0.0e9"),
    ],
)
def test_powers_of_ten(text: str, value: Value, expected: str | None) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("1/12", Fraction(13, 100), "1/8"),
        ("1 / 12", Fraction(1, 9), "1 / 9"),
        ("3/4", Fraction(3, 8), "3/8"),
        ("1/12", Fraction(41, 100), "1/2"),  # 1/3 is nearer, and does not allow it
        ("1/12", 0, None),
        ("-1/12", Fraction(-1, 8), "-1/8"),
        ("one eighth", Fraction(1, 9), "one ninth"),
        ("One eighth", Fraction(1, 12), "1/12"),
        ("three quarters", Fraction(3, 8), "three eighths"),
        ("one fourth", Fraction(24, 100), "one fourth"),
        ("half", Fraction(26, 100), "one quarter"),
        ("Half", Fraction(1, 3), "One third"),
        ("a half", Fraction(1, 3), "a third"),
        ("A half", Fraction(1, 3), "A third"),
        ("one quarter", Fraction(1, 2), "one half"),
        ("quarter", Fraction(1, 2), "half"),
        ("half", Fraction(1, 12), "1/12"),
        ("eight", 16, "sixteen"),
        ("여덟", 13, "열세"),
        ("여덟", 21, "21"),
        ("八", 16, "十六"),
        ("八", 22, "二十二"),
        ("Acht", 5, "Fünf"),
        ("sept", 6, "six"),
        ("sixteen layers", 21, "21 layers"),
        ("sixteen layers", 1234, "1,234 layers"),
        ("Eight layers", 20, "Twenty layers"),
        ("EIGHT", 0, "ZERO"),
        ("eight million", 9_400_000, "nine million"),
    ],
)
def test_fractions_and_words(text: str, value: Value, expected: str | None) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("6억 3,000만 개", 723_456_789, "7억 2,300만 개"),
        ("6억 3,500만", 723_456_789, "7억 2,300만"),
        ("6억 3,456만", 723_456_789, "7억 2,346만"),
        ("6억3000만", 723_456_789, "7억2300만"),
        ("6억 300만", 723_456_789, "7억 2,300만"),  # below 1000 a number does not show whether its digits are in groups
        ("1조 2,000억 3000만", 1_234_500_000_000, "1조 2,345억"),
        ("1조 2000억 3,000만", 1_234_500_000_000, "1조 2,345억"),
        ("1조 2000억 3000만", 1_234_500_000_000, "1조 2345억"),
        ("6억 3,000만 개", 23_456_789, "2,350만 개"),
        ("6억 3,000만 개", 700_004_000, "7억 개"),
        ("6억 3,000만 개", 100_400_000, "1억 개"),  # a hundred millions are three digits
        ("6억 3,000만 개", 99_440_000, "9,940만 개"),
        ("1조 2,000억 3,000만", 10**12 + 23_456_789, "1조 2,000만"),
        ("6억 3,000만", 1234, "0.123만"),
        ("6억 3,000만", 0, "0만"),
        ("3만 5천 200개", 41_107, "4만 1천 100개"),
        ("3만 5천 200개", 41_007, "4만 1천개"),
        ("3만 5천", 41_400, "4만 1천"),
    ],
)
def test_korean_figures(text: str, value: Value, expected: str) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("55×55×96", (256, 27, 27), "27×27×256"),
        ("227 x 227 x 3", (3, 224, 224), "224 x 224 x 3"),
        ("96x55x55", (256, 27, 27), "256x27x27"),
        ("3×55×70", (3, 64, 80), "3×64×80"),
        ("64×80×3", (3, 60, 70), "60×70×3"),
        ("55×55", (256, 27, 26), "27×26"),
        ("55 * 55 pixels", (27, 26), "27 * 26 pixels"),
        ("7x7x512", (1024, 7, 7), "7x7x1024"),
        ("1×1×1,000", (4096, 1, 1), "1×1×4,096"),
        ("1×1×4096", (1000,), "1×1×1000"),
        ("112² × 32", (64, 56, 56), "56² × 64"),
        ("112^2 x 32", (64, 56, 55), None),  # no square
        ("112^2 x 32", (64, 10, 10), None),  # 10^2 is read as a power of ten
        ("6 feature maps of size 28x28", (16, 10, 10), "16 feature maps of size 10x10"),
        ("28 maps (28x28)", (6, 10, 10), "6 maps (10x10)"),
        ("55×55×96", (4096,), None),
        ("55×55×96", (27, 27), None),
        ("55×55×96", (0, 27, 27), None),
        ("55×55×96", (-256, -27, 27), None),
        ("55×55×96", 290_400, None),
        ("4096", (256, 27, 27), None),
        ("4096", (), None),
        ("55×55×96 = 290,400 neurons", 290_400, "55×55×96 = 290,400 neurons"),
        ("5×5 = 0.02 thousand", 25, "5×5 = 0.03 thousand"),
        ("55×55×96 = 290,400", 290_401, None),
        ("55×55×96 = 290,400", (256, 27, 27), None),
        ("55×55×96 = 3025×96", 290_400, None),
    ],
)
def test_products(text: str, value: Value, expected: str | None) -> None:
    assert written(text, value) == expected


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("-23", -25, "-25"),
        ("−23", Fraction(-47, 2), "−24"),
        ("-23", 25, None),
        ("-23", 0, None),
        ("23", -25, None),
        ("0", -5, None),
        ("-0", 5, None),
        ("3 to 5 million", 4_000_000, None),
        ("between eight and 9", 8, None),
        ("16–19 layers", 17, None),
        ("less than 25 million", 24_000_000, None),
        ("at least 1,000", 2000, None),
        ("1/8 = 12.5%", Fraction(1, 8), None),
    ],
)
def test_signs_ranges_and_bounds(text: str, value: Value, expected: str | None) -> None:
    assert written(text, value) == expected


def test_a_figure_without_its_unit_is_left_alone() -> None:
    """As claims have it: the heading of a table says million."""
    printed = read_figure("12.5 million")._replace(text="12.5")
    assert write_figure(printed, 13_400_000) is None


NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**9).map("{:,}".format),
    st.builds(lambda digits, zeros: f"{digits * 10**zeros:,}", st.integers(1, 99), st.integers(0, 8)),
    st.builds("{:,}.{}".format, st.integers(0, 10**5), st.sampled_from(["0", "5", "86", "00", "123"])),
)
BEFORE = st.sampled_from(["", "~", "about ", "only about ", "약 ", "≈ ", "a total of ", "-", "−", "~-"])
BEHIND = st.sampled_from(
    ["", "%", "M", "K", " million", " billion parameters", "만", "억 개", "x", "× less", "MB", " GFLOPs", " MiB",
     "-dimensional", " (units)."]
)  # fmt: skip
EXPONENTS = st.one_of(
    st.builds(
        "{}10{}{}".format,
        st.sampled_from(["×", " x ", "*", " · "]),
        st.sampled_from(["^", "**", " ^ "]),
        st.integers(-20, 20),
    ),
    st.sampled_from(["×10⁹", "× 10⁻³", "e9", "e+09", "E-3", " e05"]),
)
TENS = st.sampled_from(["10^9", "10⁹", "10**-3"])
RATIOS = st.builds("{}{}{}".format, st.integers(1, 20), st.sampled_from(["/", " / "]), st.integers(1, 99))
WORDS = st.sampled_from(
    ["eight", "Twenty", "zero", "six million", "half", "Half", "one eighth", "three quarters", "fourth", "halves"]
)
COMPOUNDS = st.builds(
    "{}억 {}{}{}".format,
    st.integers(0, 999),
    NUMBERS,
    st.sampled_from(["만", "천", " 만", ""]),
    st.sampled_from(["", "개", " 개"]),
)
SIDED = st.one_of(
    st.builds("{0}{3}{1}{3}{2}".format, *[st.integers(0, 2000)] * 3, st.sampled_from(["×", " x ", "*"])),
    st.builds("{0}×{1}".format, *[st.integers(1, 300)] * 2),
    st.builds("{0}² × {1}".format, *[st.integers(1, 300)] * 2),
    st.builds("{0} maps of size {1}x{2}".format, *[st.integers(1, 300)] * 3),
)
IN_DIGITS = st.builds("{}{}{}".format, BEFORE, st.one_of(NUMBERS, RATIOS, TENS), BEHIND) | st.builds(
    "{}{}{}".format, BEFORE, NUMBERS, EXPONENTS
)
OTHERS = st.builds("{}{}".format, BEFORE, WORDS | COMPOUNDS)
VALUES = st.one_of(
    st.integers(-1000, 10**13),
    st.builds(lambda digits, zeros: digits * 10**zeros, st.integers(-99, 999), st.integers(0, 20)),
    st.fractions(),
    st.fractions(0, 1),
    st.builds(lambda digits, zeros: Fraction(digits, 10**zeros), st.integers(-99, 9999), st.integers(0, 20)),
)
SIZES = st.lists(st.integers(-1, 3000), max_size=4).map(tuple)


def figure(text: str) -> Figure:
    try:
        return read_figure(text)
    except UsageError:
        assume(False)
        raise


def skeleton(text: str) -> str:
    """A text without its number."""
    return re.sub(r"(?<=e|E|\*|\^)\s*[-−+]?[0-9]+|[0-9,.⁰¹²³⁴⁵⁶⁷⁸⁹⁻]|(?<=\^ )[-−]", "", text)


def read_back(printed: Figure, value: Value, result: str) -> None:
    again = read_figure(result)
    assert write_figure(again, value) == result
    assert (again.about, again.unit, len(again.shape)) == (printed.about, printed.unit, len(printed.shape))
    if not isinstance(value, tuple):
        assert Precision().fit(again, value).word in ("exact", "rounds")


@given(IN_DIGITS, VALUES)
@example("about 2600", 240)
@example("650,000", 5_678)
@example("12.0e6", 960_000)
def test_any_value_reads_back(text: str, value: int | Fraction) -> None:
    printed = figure(text)
    result = write_figure(printed, value)
    if result is not None:
        read_back(printed, value, result)
        assert skeleton(result) == skeleton(text)


@given(OTHERS, VALUES)
@example("6억 3,000만", 701_340_000)
@example("6억 3,000만", 20_030_000)
@example("12억 3,000만", 234_567_890)
@example("half", Fraction(1, 4))
def test_words_and_korean_figures_read_back(text: str, value: int | Fraction) -> None:
    printed = figure(text)
    result = write_figure(printed, value)
    if result is not None:
        read_back(printed, value, result)


@given(SIDED, SIZES)
def test_any_volume_reads_back(text: str, value: tuple[int, ...]) -> None:
    printed = figure(text)
    result = write_figure(printed, value)
    if result is not None:
        read_back(printed, value, result)
        assert skeleton(result) == skeleton(text)
        sides = sorted(read_figure(result).shape)
        assert sides in (sorted(value), sorted(value[1:]), sorted((*value, 1, 1)))


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_a_plain_number_is_always_written(printed: int, value: int) -> None:
    for text in (str(printed), f"{printed:,}", f"~{printed}", f"{printed} million", f"{printed}.0e3"):
        assert written(text, value) is not None


ANY_TEXT = st.one_of(st.text(max_size=12), st.text("0123456789.,x×^*/eE-−+~=%⁰²⁻ MkB억만천", max_size=14))
EXTREMES = st.sampled_from([0, HUGE, -HUGE, Fraction(1, HUGE), Fraction(HUGE + 1, HUGE), (HUGE, 1, 1), (HUGE,), ()])


@given(IN_DIGITS | OTHERS | SIDED | ANY_TEXT, VALUES | SIZES | EXTREMES)
@example("10^9", 0)
@example("0", HUGE)
@example("0억 0만", 5)
@example("0/0", 1)
@example("one third = 1/3", Fraction(1, 3))
@example("10⁹⁻layers", 10**6)
@example("1" * 200, 3)
def test_nothing_raises(text: str, value: Value) -> None:
    printed = figure(text)
    result = write_figure(printed, value)
    assert result is None or read_figure(result).allows(read_figure(result).value)
