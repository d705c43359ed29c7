"""What verdicts and readings say, by hand, at the edges between one wording and another."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cnnstat.claims.counting import Convention
from cnnstat.claims.data import number_data, reading_data
from cnnstat.claims.reading import Reading, Reconciliation
from cnnstat.claims.report import (
    as_printed,
    counts_text,
    fit_text,
    hidden_text,
    off_text,
    reading_text,
    scale_notes,
    tried_text,
    unit_notes,
)
from cnnstat.printed import Fit, read_figure

BINARY = Convention("unit", "K = 1,024", binary=True)
ONE = Convention("weights", "weights only")


@pytest.mark.parametrize(
    ("printed", "value", "text"),
    [
        ("2", 1, ": 2, not 1"), ("9", 8, ": 9, not 8"), ("8", 9, ": 8, not 9"), ("0", 9, ": 0, not 9"),
        ("10", 9, ": 11.1 % high"), ("9", 10, ": 10.0 % low"), ("-9", -8, ": −9, not −8"),
        ("2.5", 2, ": 25.0 % high"), ("999", 1000, ": 0.1 % low"), ("9,991", 10_000, ": 0.090 % low"),
        ("10,010", 10_000, ": 0.1 % high"),
    ],
)  # fmt: skip
def test_how_far_off(printed: str, value: int, text: str) -> None:
    figure = read_figure(printed)
    excess = (figure.value - value) / abs(Fraction(value))
    assert off_text(excess, figure, value) == text


def test_how_far_off_without_a_figure() -> None:
    assert off_text(None, read_figure("2"), 1) == ""
    assert off_text(Fraction(1), None, 1) == ": 100.0 % high"
    assert off_text(Fraction(1, 4), read_figure("2"), Fraction(8, 5)) == ": 25.0 % high"


@pytest.mark.parametrize(
    ("fit", "printed", "text"),
    [
        (Fit("exact"), "5", "exact"), (Fit("rounds"), "5", "rounds"), (Fit("truncated"), "5", "truncated"),
        (Fit("rounds", Fraction(10_000)), "5", "rounds to the nearest 10,000"),
        (Fit("truncated", Fraction(10_000)), "5", "truncated to a multiple of 10,000"),
        (Fit("rounds"), "about 5", "rounds, being about"), (Fit("rounds"), "at most 5", "is no more, as it says"),
        (Fit("rounds"), "less than 5", "is less, as it says"), (Fit("exact"), "about 5", "exact"),
    ],
)  # fmt: skip
def test_how_a_figure_agrees(fit: Fit, printed: str, text: str) -> None:
    assert fit_text(fit, read_figure(printed)) == text
    if printed == "5":
        assert fit_text(fit, None) == text


def test_counts() -> None:
    counts = {"exact": 2, "rounds": 0, "differs": 1}
    assert counts_text(counts, 3) == "3 figures: exact 2, differs 1."
    assert counts_text(counts, 2, " of alexnet") == "3 figures of alexnet: exact 2, differs 1. Shown: 2."
    assert counts_text({"exact": 1}, 1) == "1 figure: exact 1."
    assert counts_text({}, 0, " of alexnet") == "No printed figures of alexnet are known."
    more = " Of those that differ, 1 would come out in ways in which random figures do too often."
    assert counts_text(counts, 3, hidden=1) == f"3 figures: exact 2, differs 1.{more}"


def test_long_lists_are_cut() -> None:
    names = [str(each) for each in range(10)]
    assert [tried_text(names[:most])[-2:] for most in (8, 9, 10)] == [["6", "7"], ["7", "1 more"], ["7", "2 more"]]
    every = [Reading((ONE,), each, each) for each in (1, 2, 3)]
    texts = [hidden_text(every[:most], read_figure("5")) for most in (1, 2, 3)]
    assert [text.count("weights only") for text in texts] == [1, 2, 2]
    assert [text.partition("(2)")[2] for text in texts] == ["", " (--all).", "; 1 more (--all)."]


def test_values_of_readings() -> None:
    kilo, mega = read_figure("159K"), read_figure("61M")
    assert reading_text(Reading((BINARY,), 1, 163_328), kilo) == "163,328 / 1,024 = 159.5"
    assert reading_text(Reading((BINARY,), 1, 3 * 1024**2), mega) == "3,145,728 / 1,024² = 3"
    assert reading_text(Reading((BINARY,), 1, 163_329), kilo).startswith("163,329 / 1,024 ≈")
    assert reading_text(Reading((ONE,), 1, 163_328), kilo) == "163,328"
    assert reading_text(Reading((BINARY,), 1, 163_328), None) == "163,328"
    assert as_printed(Fraction(1, 3), read_figure("33%")) == "33.33 %"
    assert as_printed(Fraction(-1, 3), read_figure("33%")) == "−33.33 %"
    assert as_printed((3, 4), read_figure("3x4")) == "3×4"


@pytest.mark.parametrize(
    ("printed", "value", "note"),
    [
        ("61", 61_000_000, ["61M comes out as it stands: exact."]),
        ("61", 60_965_224, ["61M comes out as it stands: rounds."]),
        ("5.8", 5_800, ["5.8K comes out as it stands: exact."]),
        ("5.8", 5_800_000_000, ["5.8B comes out as it stands: exact."]),
        ("33", Fraction(33, 100), ["33% comes out as it stands: exact."]),
        ("61", 61, []), ("61M", 61 * 10**9, []), ("at most 61", 60_000_000, []), ("6x6", 36_000, []),
        ("61", 75_000_000, []),
    ],
)  # fmt: skip
def test_a_sign_that_may_be_missing(printed: str, value: Any, note: list[str]) -> None:
    figure = read_figure(printed)
    held = Fit("exact") if figure.value == value else Fit("")
    assert scale_notes(figure, Reconciliation(value, held)) == note


def test_a_unit_that_is_another() -> None:
    found = Reconciliation(61, Fit("exact"), unit="numbers")
    assert unit_notes("alexnet.params", read_figure("61 neurons"), found) == [
        "61 neurons says neurons, and alexnet.params counts numbers."
    ]
    assert unit_notes("alexnet.params", read_figure("61 parameters"), found) == []
    assert unit_notes("alexnet.params", read_figure("61"), found) == []


def test_plain_data() -> None:
    reading = Reading((ONE,), 1, Fraction(1, 3), Fit("rounds", Fraction(10)), chance=Fraction(1, 7))
    assert reading_data(reading) == {
        "conventions": ["weights only"], "value": 1 / 3, "fit": "rounds", "to": 10.0, "chance": 0.142857,
    }  # fmt: skip
    assert reading_data(reading._replace(fit=Fit("exact")))["to"] is None
    assert [number_data(each) for each in (None, 5, (1, 2), Fraction(1, 2))] == [None, 5, [1, 2], 0.5]
