"""How figures are judged and suggestions chosen, function by function, with a case on either side of each bound."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.judging.beside import Beside, beside, continued, factor, glued
from cnnstat.documents.judging.judge import bounded, distance, heading_of, heading_unit, is_in, scale_of, stripped
from cnnstat.documents.judging.verify import Verdict
from cnnstat.documents.likeliest import fits
from cnnstat.documents.likeness import apart, by_chance, coarse, is_cut, is_other
from cnnstat.documents.marks.blocks import bare, checksum, words_of
from cnnstat.documents.marks.exempt import Exempt, Reasons
from cnnstat.documents.marks.spans import merged, within
from cnnstat.documents.programs import layers
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.rules import UNREAD
from cnnstat.documents.suggest import quoting, signs
from cnnstat.errors import UsageError
from cnnstat.printed import read_figure
from cnnstat.query import Bench, read_query
from cnnstat.query.bench import Setup

BENCH = Bench()
SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)).map(lambda each: (each[0], sum(each))), max_size=6)


@given(SPANS)
def test_spans_that_overlap_are_one(spans: list[tuple[int, int]]) -> None:
    found = merged(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    for offset in range(-1, 32):
        assert within(offset, found) == any(start <= offset < end for start, end in spans)


@given(SPANS)
def test_the_reason_at_a_place_is_that_of_the_innermost_exemption(spans: list[tuple[int, int]]) -> None:
    """Where exemptions are inside each other; those that are not do not overlap."""
    inside = [
        each
        for number, each in enumerate(spans)
        if each[0] < each[1]
        and all(
            one[1] <= each[0]
            or each[1] <= one[0]
            or (one[0] < each[0] and each[1] < one[1])
            or (each[0] < one[0] and one[1] < each[1])
            for other, one in enumerate(spans)
            if other != number
        )
    ]
    own = [Exempt(start, end, f"{start}-{end}") for start, end in sorted(inside)]
    reasons = Reasons(own)
    for offset in range(-1, 32):
        around = [each for each in own if each.start <= offset < each.end]
        smallest = min(around, key=lambda each: each.end - each.start, default=None)
        assert reasons.at(offset) == (smallest.reason if smallest else "")


def verdict(printed: str, value: object) -> Verdict:
    return Verdict(UNREAD, value=value, figure=read_figure(printed))  # type: ignore[arg-type]


def test_by_which_factor_a_figure_is_off() -> None:
    assert distance(verdict("5", 20)) == distance(verdict("20", 5)) == 4
    assert distance(verdict("0", 5)) == distance(verdict("5", 0)) == distance(verdict("5", (1, 2))) == 1
    assert distance(Verdict(UNREAD, value=5)) == distance(Verdict(UNREAD, figure=read_figure("5"))) == 1
    assert bounded(verdict("more than 5", 6))
    assert not bounded(verdict("5", 6))
    assert not bounded(Verdict(UNREAD))


@pytest.mark.parametrize(
    ("asks", "expected"),
    [
        ("alexnet.params / 10**6", Fraction(1, 10**6)),
        ("alexnet.params * 1000", 1000),
        ("1000 * alexnet.params", 1000),
        ("alexnet.params / 2**20", Fraction(1, 2**20)),
        ("alexnet.params / 1000 / 1000", Fraction(1, 10**6)),
        ("alexnet.params / 5", 1),
        ("alexnet.params", 1),
        ("alexnet.params + 1000", 1),
        ("alexnet.params * alexnet.depth", 1),
        ("1000 / alexnet.params", 1),
        ("alexnet.params / 5 * 1000", 1000),
    ],
)
def test_powers_that_a_query_divides_by(asks: str, expected: Fraction) -> None:
    query = read_query(asks)
    assert scale_of(query, BENCH) == expected
    if expected == Fraction(1, 10**6):
        assert is_in("M", query, BENCH)
        assert not is_in("K", query, BENCH)
    assert not is_in("", query, BENCH)
    assert not is_in("x", query, BENCH)


def test_units_of_headings_and_what_is_inside_of_a_mark() -> None:
    whole, share = Verdict(None, value=5), Verdict(None, value=Fraction(1, 2))
    assert heading_unit("Params (M)", whole) == "M"
    assert (heading_unit("Share (%)", whole), heading_unit("Share (%)", share)) == ("", "%")
    assert stripped(Verdict(None, suggested="about 61M"), "about ", "M").suggested == "61"
    assert stripped(Verdict(None, suggested="61M"), "about ", "M").suggested == ""
    assert stripped(Verdict(None, suggested="61"), "", "M").suggested == ""
    assert stripped(Verdict(None, suggested="61"), "", "").suggested == "61"
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |\n\n4 | 5\n"
    passage = Passage(table, "markdown", (), Lines(table), table)
    assert [heading_of(passage, table.index(each)) for each in "1234"] == ["a", "b", "a", ""]
    assert heading_of(passage, 2) == heading_of(passage, table.index("5")) == ""
    assert heading_of(passage._replace(kind="html"), table.index("1")) == ""


def seen(before: str, behind: str) -> Beside:
    text = f"{before}@{behind}"
    return beside(text, len(before), len(before) + 1, "markdown")


@pytest.mark.parametrize(
    ("before", "printed", "behind", "multiplier", "whole"),
    [
        ("has ", "61", "M parameters", "M", ""),
        ("has ", "61", " million", " million", ""),
        ("has ", "61", " of", "", ""),
        ("has ", "6", "× 10^7 of", " × 10^7", ""),
        ("has ", "6.1", "e7 of", "e7", ""),
        ("has ", "61", " MiB of", " MiB", ""),
        ("has ", "61", "5 of", "", "615"),
        ("has ", "61", ",000 of", "", "61,000"),
        ("has ", "61", ".5 of", "", "61.5"),
        ("has 1", "61", " of", "", "161"),
        ("has 1,", "610", " of", "", "1,610"),
        ("has -", "61", " of", "", "-61"),
        ("has 10^", "6", " of", "", "10^6"),
        ("has .", "61", " of", "", ".61"),
        ("has x", "61", " of", "", ""),
        ("has ", "61", "²", "", "61^2"),
        ("has ", "61", "%", "%", ""),
        ("has ", "61", " percent of", " percent", ""),
        ("has ", "61", "l of", "", "61l"),
        ("has ", "61", "layers", "", ""),
        ("has O", "61", " of", "", "O61"),
        ("has ", "61", " dozen of", "", "61 dozen"),
        ("has ", "61M", "2 of", "", ""),
        ("has ", "61M", "^2 of", "", "61M^2"),
        ("has ", "61M", " million", " million", ""),
        ("has 1\u2009", "61", " of", "", ""),
        ("has 1\u2009", "610", " of", "", "1\u2009610"),
        ("has ", "61", "½ of", "", "61½"),
        ("has ½", "61", " of", "", "½61"),
        ("has ", "61", "m of", "m", ""),
        ("has ", "61", " m of", "", ""),
        ("has ", "61", " 000 of", "", "61 000"),
        ("has ", "61", "", "", ""),
    ],
)
def test_what_stands_directly_beside_a_mark(
    before: str, printed: str, behind: str, multiplier: str, whole: str
) -> None:
    around = seen(before, behind)
    assert factor(around, printed)[0] == multiplier
    if not multiplier:
        assert glued(around, printed) == whole


def test_a_unit_that_goes_on_outside_of_its_mark() -> None:
    assert continued(seen("", "iB of"), "61M") == "iB"
    assert continued(seen("", "B of"), "61M") == "B"
    assert (
        continued(seen("", "FLOPs of"), "61M")
        == continued(seen("", " B"), "61M")
        == continued(seen("", "iB"), "61")
        == ""
    )
    assert factor(seen("", "iB of"), "61M") == ("iB", 2)
    assert glued(seen("", "M million of"), "61", 1) == "61M million"
    assert glued(seen("", "M of"), "61", 1) == ""


@pytest.mark.parametrize(
    ("reading", "query", "expected"),
    [
        ("vgg16-c: 1", "vgg16.params", True),
        ("vgg19: 1", "vgg16.params", False),
        ("vgg16: 1", "vgg16-c.params", True),
        ("multiply-adds: 1", "vgg16.macs", True),
        ("multiply-adds, biases: 1", "vgg16.macs", False),
        ("multiply-adds, not rounded: 1", "vgg16.macs", True),
        ("vgg16-c, digits cut off: 1", "vgg16.params", False),
        ("digits cut off: 1", "vgg16.params", True),
        ("K = 1,024: 1", "vgg16.params", True),
        ("K = 1,024, biases: 1", "vgg16.params", False),
        ("K = 1,024, biases: 1", "vgg16.weight_bytes", True),
        ("width=0.5: 1", "mobilenet_v1.params", False),
        ("10 classes: 1", "vgg16.params", True),
        ("10 classes: 1", "vgg16.weight_bytes", False),
        ("vgg16-c: 1", "vgg16.weight_bytes", False),
        ("vgg16-c: 1", "(vgg16.params) * 4", True),
        ("vgg16-c: 1", "vgg16@input=32.params", True),
        ("vgg16-c: 1", "vgg16[conv].params", True),
    ],
)
def test_readings_that_keep_to_the_network_that_is_named(reading: str, query: str, expected: bool) -> None:
    assert fits(reading, query, "61M", BENCH) == expected


def test_figures_to_all_digits_may_be_counted_in_two_ways_at_once() -> None:
    reading = "without linear layers, as Keras counts (a bias on each convolution): 23,587,712"
    assert fits(reading, "resnet50.params", "23,587,712", BENCH)
    assert fits(reading, "resnet50.params", "23587712", BENCH)
    assert not fits(reading, "resnet50.params", "23.59M", BENCH)
    assert not fits("without linear layers, digits cut off, vgg16-c: 1", "vgg16.params", "1,234,567", BENCH)


def test_readings_that_figures_of_few_digits_would_fit_by_chance() -> None:
    assert by_chance("K = 1,024: 1", "a.params", "61M")
    assert by_chance("x, 10 classes: 1", "a.params", "61M")
    assert not by_chance("K = 1,024: 1", "a.params", "61.1M")
    assert not by_chance("K = 1,024: 1", "a.weight_bytes", "61M")
    assert not by_chance("multiply-adds: 1", "a.params", "61M")
    assert apart(1) == 0
    assert apart(2) == pytest.approx(apart(0.5)) == pytest.approx(0.6931, abs=1e-4)
    assert apart(None) == float("inf")


def test_figures_that_are_rounded_to_one_digit_or_cut_off() -> None:
    assert coarse(verdict("60 million", 60_965_224), "a.params") == "rounded to the nearest 10,000,000"
    assert coarse(verdict("60 million", 64_000_000), "a.params") == ""  # more than a twentieth away
    assert coarse(verdict("60 million", 63_000_000), "a.params") == "rounded to the nearest 10,000,000"
    assert coarse(verdict("60 million", 63_000_001), "a.params") == ""
    assert coarse(verdict("40", 39), "a.params / b.params") == "rounded to the nearest 10"
    assert coarse(verdict("40", 37), "a.params / b.params") == coarse(verdict("4", 4), "a.params / b.params") == ""
    assert (
        coarse(verdict("60", 61), "a.params")
        == coarse(verdict("60 million", (1, 2)), "a.params")
        == coarse(Verdict(UNREAD), "a.params")
        == ""
    )
    for printed, value, expected in (
        ("60.9M", 60_965_224, True), ("60.8M", 60_965_224, False), ("0.9M", 999_999, False),
        ("1.0M", 1_099_999, True), ("60.9M", Fraction(609, 10), False),
    ):  # fmt: skip
        assert is_cut(read_figure(printed), value) is expected
    assert not is_cut(None, 5)
    for printed, value, expected in (
        ("50", 1, False),
        ("51", 1, True),
        ("1", 50, False),
        ("1", 51, True),
        ("1", 0, True),
    ):
        assert is_other(verdict(printed, value), "alexnet.params") == expected
    for printed, value, expected in (("1", 2, False), ("2", 1, False), ("1", 3, True), ("3", 1, True)):
        assert is_other(verdict(printed, value), "vgg16.params / alexnet.params") == expected
    assert not is_other(verdict("1", (1, 2)), "alexnet.params")
    assert not is_other(Verdict(UNREAD, value=5), "alexnet.params")


def test_a_figure_is_suggested_with_the_signs_of_the_text() -> None:
    for text, printed, figure, expected in (
        ("62,0", "62.0 million", "61.0", "61,0"),
        ("60.965.225", "60,965,225", "60,965,224", "60.965.224"),
        ("~60 001", "~60,001", "60,000", "60 000"),
        ("62.0M", "62.0M", "61.0M", "61.0M"),
        ("60,965,225", "60,965,225", "60,965,224", "60,965,224"),
        ("25{,}089", "25,089", "25,088", "25,088"),
    ):
        assert figure.translate(signs(text, printed)) == expected


def test_figures_that_marks_do_not_read_have_none(suggested: Any) -> None:
    for text in ("VGG-16 tem 138.357.545 parâmetros.", "AlexNet tiene 62,5 millones de parámetros."):
        (found,) = suggested(f"{text}\n", "a.md")
        assert (found["rule"], found["mark"]) == ("CNS212", None)


def test_words_that_a_comment_quotes() -> None:
    text = "It has 61M parameters, all of them.\nMore."
    passage = Passage(text, "latex", (), Lines(text), text)
    candidate = Candidate(7, 10, "61M", ("alexnet.params",), 2)
    assert quoting(passage, candidate, "alexnet.params") == "% cnnstat: {alexnet.params} parameters, all"
    passage = passage._replace(text="It has 61M\x1b[31m parameters.")
    assert quoting(passage, candidate, "alexnet.params") == "% cnnstat: {alexnet.params}"
    passage = passage._replace(text=text)
    last = text.index("them.") + 5
    assert quoting(passage, candidate._replace(end=last), "a") == "% cnnstat: {a}"
    assert quoting(passage._replace(kind="rst"), candidate._replace(end=9), "a") == ".. cnnstat: {a}M parameters, all"


def test_layers_as_programs_count_them() -> None:
    assert layers(setup("alexnet")) == (("every layer and the input counted", 15),)
    assert [way for way, _ in layers(setup("resnet18"))] == ["norms counted as layers"]


def setup(name: str) -> Setup:
    found = setup_of(name, BENCH)
    assert found is not None
    return found


def test_words_and_checksums_of_blocks() -> None:
    assert words_of("cnnstat alexnet --table") == words_of("alexnet  --table") == ["alexnet", "--table"]
    assert words_of("'a b' c") == ["a b", "c"]
    assert words_of("cnnstat") == ["cnnstat"]
    for wrong in ("", "--table", "cnnstat --table", "'a"):
        with pytest.raises(UsageError):
            words_of(wrong)
    assert bare(" a\r\nb\rc\n\n") == "a\nb\nc"
    assert checksum("a\r\nb") == checksum("\na\nb ")
    assert len(checksum("a")) == 8
