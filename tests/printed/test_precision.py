"""The rule of precision, through whole documents: random values in random styles, judged by decimal arithmetic here."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import few_and_many, no_command
from hypothesis import assume, example
from hypothesis import strategies as st

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.fix import changes
from cnnstat.documents.judging.verify import Verifier
from cnnstat.printed import Precision, read_figure
from cnnstat.project import Project
from cnnstat.query import Bench

SPEC = """\
input: {channels: 1, size: 1}
params: {n: 1}
layers:
  - {name: flat, type: flatten}
  - {name: out, type: linear, features: n, bias: false}
"""
"""A network whose parameters are as many as a query wants: own.yaml@n=138357544.params."""
FACTORS: dict[str, int | Decimal] = {
    "": 1, "k": 10**3, "K": 10**3, " thousand": 10**3, "M": 10**6, " million": 10**6, "B": 10**9, "만": 10**4,
    "억": 10**8, " MiB": 2**20, "MB": 10**6, "%": Decimal("0.01"),
}  # fmt: skip
FIGURE = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
BENCH = Bench()


class Style(NamedTuple):
    """How a figure is printed: decimals, commas, unit, and whether the unit and the words around are in the mark."""

    places: int = 0
    commas: bool = True
    unit: str = ""
    outside: bool = False
    before: str = ""
    behind: str = ""
    inside: bool = True

    @property
    def step(self) -> Decimal:
        """What one unit of the last printed digit is worth."""
        return Decimal(FACTORS[self.unit]).scaleb(-self.places)

    def text(self, count: int) -> str:
        """So many steps as a figure with its mark; the braces are for the query."""
        figure = printed(count, self.places, self.commas)
        inner, outer = (figure, self.unit) if self.outside else (f"{figure}{self.unit}", "")
        if self.inside:
            inner = f"{self.before}{inner}"
            inner, outer = (inner, f"{outer}{self.behind}") if self.outside else (f"{inner}{self.behind}", "")
            return f"x <!--={{}}-->{inner}<!--/-->{outer} y"
        return f"x {self.before}<!--={{}}-->{inner}<!--/-->{outer}{self.behind} y"


def printed(count: int, places: int, commas: bool) -> str:
    whole, rest = divmod(count, 10**places)
    return (f"{whole:,}" if commas else str(whole)) + (f".{rest:0{places}d}" if places else "")


def rounded_unit(count: int, style: Style) -> Decimal:
    """The unit to which a figure may be rounded: zeros count from 10,000 on, two or more behind two to four digits."""
    digits = str(count)
    zeros = len(digits) - len(digits.rstrip("0"))
    unit = style.step.scaleb(zeros)
    looks = not style.places and 2 <= len(digits) - zeros <= 4 and unit >= 100 and count * style.step >= 10_000
    return unit if looks else style.step


def right(count: int, style: Style, value: Decimal) -> bool:
    """Whether so many steps may stand for a value."""
    return abs(count * style.step - value) <= rounded_unit(count, style) / 2


def nearest(value: Decimal, unit: Decimal) -> int:
    """How many units come next to a value, halves up."""
    return int((2 * value + unit) // (2 * unit))


def query(value: int, style: Style) -> tuple[str, Decimal]:
    """A query and what it comes to: a share, bytes, or parameters."""
    if style.unit == "%":
        return f"own.yaml@n={value % 10_007 + 1}.params / own.yaml@n=10007.params", Decimal(value % 10_007 + 1) / 10_007
    if style.unit in ("MB", " MiB"):
        return f"own.yaml@n={value}.weight_bytes", Decimal(4 * value)
    return f"own.yaml@n={value}.params", Decimal(value)


def run(folder: Path, text: str, config: Config = Config()) -> tuple[list[str], str]:  # noqa: B008
    """The findings of a document, and the document after one round of edits."""
    spec, path = folder / "own.yaml", folder / "a.md"
    if not spec.exists():
        spec.write_text(SPEC)
    path.write_text(text)
    checker = Checker(config, no_command, Verifier(config.precision, Project(), BENCH))
    checker.check_file(path, True)
    new = next((new for _, new in changes(checker.outcome)), text)
    return [f"{each.rule.id} {each.message}" for each in checker.outcome.findings], new


def number_in(text: str) -> tuple[int, int]:
    """The figure of a document's mark as steps, and its decimals."""
    match = FIGURE.search(text.partition("-->")[2])
    assert match is not None
    plain = match[0].replace(",", "")
    return int(plain.replace(".", "")), len(plain.partition(".")[2])


UNITS = st.sampled_from(list(FACTORS))
STYLES = st.tuples(st.integers(0, 3), st.booleans(), UNITS, st.booleans()).map(lambda each: Style(*each))
COUNTS = (
    st.integers(1, 9)
    | st.integers(1, 10**7)
    | st.builds(lambda n, z: n * 10**z, st.integers(1, 99_999), st.integers(0, 5))
)
VALUES = st.integers(1, 10**4) | st.integers(10**4, 10**9)


@example(138_357_544, Style())
@example(115_605_504, Style(unit="만"))
def check_a_figure_that_is_right_stays(tmp_path: Path, value: int, style: Style) -> None:
    asks, exact = query(value, style)
    count = nearest(exact, style.step)
    assume(count)
    for each in {count, nearest(exact, rounded_unit(count, style)) * int(rounded_unit(count, style) / style.step)}:
        text = style.text(each).format(asks)
        assert run(tmp_path, text) == ([], text)


test_a_figure_that_is_right_stays, test_more_a_figure_that_is_right_stays = few_and_many(25, 200, VALUES, STYLES)(
    check_a_figure_that_is_right_stays
)


@example(138_357_544, Style(), 61_100_840)
@example(60_965_224, Style(), 60_965_220)
@example(659_272, Style(), 650_000)
@example(61_234, Style(), 12_340)
@example(138_357_544, Style(), 342_400)
@example(115_605_504, Style(unit="만"), 11_550)
def check_what_fix_writes(tmp_path: Path, value: int, style: Style, count: int) -> None:
    """It is right, nothing but the figure changes, and five digits or more are exact to the last one."""
    asks, exact = query(value, style)
    assume(exact / 500 < count * style.step < exact * 500)
    text = style.text(count).format(asks)
    findings, once = run(tmp_path, text)
    assert bool(findings) != right(count, style, exact)
    if not findings:
        assert once == text
        return
    assert run(tmp_path, once) == ([], once)
    head, tail = text.index("-->") + 3, text.index("<!--/-->")
    assert (once[:head], once[-len(text[tail:]) :]) == (text[:head], text[tail:])
    new, places = number_in(once)
    written = style._replace(places=places)
    unit = rounded_unit(new, written)
    assert new == nearest(exact, unit) * int(unit / written.step)
    loose = rounded_unit(count, style) > style.step or set(str(count)[1:]) == {"0"}  # 650,000 and 60,000,000
    assert loose or new == nearest(exact, written.step)


test_what_fix_writes, test_more_what_fix_writes = few_and_many(25, 200, VALUES, STYLES, COUNTS)(check_what_fix_writes)


def check_a_wrong_digit_is_found(tmp_path: Path, value: int, style: Style, data: st.DataObject) -> None:
    asks, exact = query(value, style)
    digits = str(nearest(exact, style.step))
    assume(len(digits) >= 5)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != digits[at]]))
    changed = int(f"{digits[:at]}{other}{digits[at + 1 :]}")
    assume(changed)
    rounding = not style.places and str(changed).endswith("00") and right(changed, style, exact)
    tie = (2 * exact / style.step) % 2 == 1
    if not rounding and not tie:
        assert len(run(tmp_path, style.text(changed).format(asks))[0]) == 1
    zeros = Config(precision=Precision(zeros=False))
    if not tie:
        assert len(run(tmp_path, style.text(changed).format(asks), zeros)[0]) == 1


test_a_wrong_digit_is_found, test_more_a_wrong_digit_is_found = few_and_many(
    25, 200, st.integers(10**4, 10**9), STYLES, st.data()
)(check_a_wrong_digit_is_found)


BOUNDS = {
    "more than ": (">", ""), "over ": (">", ""), "above ": (">", ""), "> ": (">", ""), "less than ": ("<", ""),
    "fewer than ": ("<", ""), "under ": ("<", ""), "below ": ("<", ""), "up to ": ("<=", ""), "at most ": ("<=", ""),
    "no more than ": ("<=", ""), "≤ ": ("<=", ""), "at least ": (">=", ""), "no less than ": (">=", ""),
    "≥ ": (">=", ""), "최대 ": ("<=", ""), "최소 ": (">=", ""), "초과": (">", "b"), "이상": (">=", "b"),
    "이하": ("<=", "b"), "미만": ("<", "b"), " or more": (">=", "b"), " or less": ("<=", "b"),
}  # fmt: skip


@example(60_965_224, Style(unit="M"), "more than ", False, 0)
@example(60_965_224, Style(unit="M", outside=True), "more than ", False, 0)
def check_bounds_inside_and_outside(
    tmp_path: Path, value: int, style: Style, word: str, inside: bool, off: int
) -> None:  # fmt: skip
    sign, behind = BOUNDS[word]
    style = style._replace(inside=inside, before="" if behind else word, behind=word if behind else "")
    asks, exact = query(value, style)
    count = nearest(exact, style.step) + off
    assume(count > 0)
    stated = count * style.step
    holds = {">": exact > stated, "<": exact < stated, ">=": exact >= stated, "<=": exact <= stated}[sign]
    text = style.text(count).format(asks)
    findings, new = run(tmp_path, text)
    assert (len(findings), new) == (0 if holds else 1, text)


test_bounds_inside_and_outside, test_more_bounds_inside_and_outside = few_and_many(
    25, 200, VALUES, STYLES, st.sampled_from(list(BOUNDS)), st.booleans(), st.integers(-3, 3)
)(check_bounds_inside_and_outside)


def check_about_inside_and_outside(
    tmp_path: Path, value: int, style: Style, word: str, inside: bool, count: int
) -> None:  # fmt: skip
    """A unit of the last digit that is no zero, a tenth of the figure at most; zeros behind five digits are digits."""
    style = style._replace(inside=inside, before=word)
    asks, exact = query(value, style)
    stated = count * style.step
    assume(exact / 500 < stated < exact * 500)
    digits = str(count)
    zeros = len(digits) - len(digits.rstrip("0"))
    coarse = style.step.scaleb(zeros) if not style.places and len(digits) - zeros <= 4 else style.step
    allowed = max(min(coarse, stated / 10), rounded_unit(count, style) / 2)
    findings, new = run(tmp_path, style.text(count).format(asks))
    assert bool(findings) != (abs(stated - exact) <= allowed)
    assert run(tmp_path, new)[0] == []


test_about_inside_and_outside, test_more_about_inside_and_outside = few_and_many(
    25, 200, VALUES, STYLES, st.sampled_from(["about ", "~", "약 ", "roughly "]), st.booleans(), COUNTS
)(check_about_inside_and_outside)


@example(60_965_224, Style(unit=" million"), 1000, 1000, " to ")
def check_ranges(tmp_path: Path, value: int, style: Style, low: int, more: int, sign: str) -> None:
    """The unit counts for both ends, whatever their size; a range is never written anew."""
    asks, exact = query(value, style)
    first, last = (printed(each, style.places, style.commas) for each in (low, low + more))
    inner, outer = (f"{last}", style.unit) if style.outside else (f"{last}{style.unit}", "")
    text = f"x <!--={asks}-->{first}{sign}{inner}<!--/-->{outer} y"
    step = style.step
    holds = (low - Decimal("0.5")) * step <= exact <= (low + more + Decimal("0.5")) * step
    findings, new = run(tmp_path, text)
    assert (bool(findings), new) == (not holds, text)


test_ranges, test_more_ranges = few_and_many(
    25, 200, VALUES, STYLES, st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([" to ", "–", "-", "~"])
)(check_ranges)


CASES = {
    # what stands in the document, own.yaml's parameters: what --fix makes of it; the same where it is right
    ("61,100,840", 138_357_544): "138,357,544",
    ("60,965,220", 60_965_224): "60,965,224",
    ("61,100,800", 138_357_544): "138,357,544",
    ("about 60,965,220", 60_965_234): "about 60,965,234",
    ("34,940", 34_944): "34,944",
    ("34,900", 34_944): "34,900",
    ("34,900", 307_456): "307,500",
    ("1,234,000", 138_357_544): "138,357,544",  # 138,358,000 would be read as exact
    ("650,000", 659_272): "660,000",
    ("660,000", 659_272): "660,000",
    ("115,600,000", 115_605_504): "115,600,000",
    ("115,600k", 115_605_504): "115,600k",
    ("11,560만", 115_605_504): "11,560만",
    ("1억 1,560만", 115_605_504): "1억 1,560만",
    ("11,561만", 115_605_504): "11,561만",
    ("115,600천", 115_605_504): "115,600천",
    ("11,550만", 115_605_504): "11,560만",
    ("1억 1,550만 개", 115_605_504): "1억 1,560만 개",
    ("13억 8,350만", 1_383_575_440): "13억 8,358만",
    ("138,350만", 1_383_575_440): "138,358만",
    ("1.155억", 115_605_504): "1.156억",
    ("10,001,000", 20_050): "20,050",  # five digits in front of the zeros
    ("12,340", 61_204): "61,204",
    ("about 10,001,000", 20_050): "about 20,050",
    ("1,000", 1_234): "1,234",
    ("10,000", 12_345): "12,000",  # one digit and zeros would be read as exact, so two are written
    ("290M", 290_675_200): "290M",
    ("about 80M", 123_456_789): "about 123M",
    ("10×10⁶", 10_200_000): "10×10⁶",
    ("12X", 12): "12X",
}
STRICT = {
    ("650,000", 659_272): "659,272",
    ("660,000", 659_272): "659,272",
    ("11,560만", 115_605_504): "11,561만",
    ("6,000만", 60_965_224): "6,097만",
    ("60,000,000", 60_965_224): "60,965,224",
    ("60 million", 60_965_224): "61 million",
    ("61.0M", 60_965_224): "61.0M",
    ("약 65만", 659_272): "약 65만",
}


@pytest.mark.parametrize(("printed", "value", "zeros", "expected"), [
    (*case, zeros, expected)
    for zeros, cases in ((True, CASES), (False, STRICT))
    for case, expected in cases.items()
])  # fmt: skip
def test_what_becomes_of_a_figure(tmp_path: Path, printed: str, value: int, zeros: bool, expected: str) -> None:
    config = Config(precision=Precision(zeros=zeros))
    asks = f"own.yaml@n={value}.params" if value < 10**9 else f"10 * own.yaml@n={value // 10}.params"
    text = f"x <!--={asks}-->{printed}<!--/--> y"
    findings, new = run(tmp_path, text, config)
    assert new == text.replace(printed, expected)
    assert bool(findings) == (printed != expected)
    assert run(tmp_path, new, config) == ([], new)


def test_the_projects_share_for_about(tmp_path: Path) -> None:
    few = Config(precision=Precision(about=read_figure("2%").value))
    text = "x <!--=alexnet.fc6.params-->about 40M<!--/--> and <!--=own.yaml@n=4100000.params-->about 3 to 5M<!--/--> y"
    assert run(tmp_path, text) == ([], text)
    (finding,), new = run(tmp_path, text, few)
    assert finding.startswith("CNS201 about 40M, but alexnet.fc6.params is 37,752,832; say about 38M (other reading: ")
    assert new == text.replace("40M", "38M")


def test_a_range_of_percentages() -> None:
    figure = read_figure("3%-5%")
    assert (figure.low, figure.high) == (Fraction(1, 40), Fraction(11, 200))


def test_a_range_whose_first_end_has_no_unit() -> None:
    assert [read_figure("1000 to 2000 million").low, read_figure("950,000 to 5 million").low] == [
        999_500_000, 949_999.5,
    ]  # fmt: skip
