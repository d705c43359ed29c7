"""Figures of one column judged together, each made by hand: what the column shows of how it counts and rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.judging.verify import Verdict
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.rules import UNREAD
from cnnstat.documents.together import (
    FEWEST,
    LARGE,
    LEAST_BESIDE,
    MOST_BESIDE,
    MOST_DIGITS,
    NEAR,
    NEAR_OPERATIONS,
    OWN_WAY,
    Judged,
    beside,
    counted_alike,
    in_column,
    is_near,
    most_beside,
    rounded,
    rounds,
    significant,
)
from cnnstat.printed import read_figure

PASSAGE = Passage("", "markdown", (), Lines(""), "")
EXACT = 1_000_000_000


def judged(printed: str, value: int = EXACT, query: str = "a.params", reading: str = "", weak: bool = False) -> Judged:
    """A figure of a column; right if it is printed as its value."""
    right = printed.replace(",", "") == str(value)
    verdict = Verdict(None if right else UNREAD, value=value, figure=read_figure(printed))
    return Judged(PASSAGE, Candidate(0, 1, printed, (query,), 2), query, verdict, reading, weak)


def off(share: float, query: str = "a.params", reading: str = "") -> Judged:
    """A figure that is beside its value by a share."""
    return judged(str(round(EXACT * (1 + share))), query=query, reading=reading)


def readings(column: Sequence[Judged]) -> list[str]:
    alike = counted_alike(column)
    return [alike.get(id(each), "") for each in column]


def test_by_how_much_a_figure_is_beside_its_value() -> None:
    assert beside(judged("1500", 1000)) == pytest.approx(0.5)
    assert beside(judged("500", 1000)) == pytest.approx(-0.5)
    assert beside(judged("1000", 1000)) == 0
    assert beside(judged("5", 0)) is None
    assert beside(judged("1000", 1000), 1.5) is None
    assert beside(judged("1000", 1000, "a.weight_bytes"), 1.5) == pytest.approx(0.5)
    assert [is_near(judged(each, 1000)) for each in ("1500", "1501", "500", "499")] == [True, False, True, False]
    assert NEAR == 0.5
    assert not is_near(judged("5", 0))
    assert most_beside(off(0)) == MOST_BESIDE / 4
    assert most_beside(off(0, "a.macs")) == most_beside(off(0, "a.flops")) == MOST_BESIDE
    assert most_beside(off(0, "a.macs"), -1) == most_beside(off(0), -1) == LEAST_BESIDE


@pytest.mark.parametrize(("query", "most"), [("a.params", 0.02), ("a.macs", 0.08), ("a.flops", 0.08)])
def test_a_column_counts_in_another_way_where_most_are_beside_in_one_direction(query: str, most: float) -> None:
    says, most = f"{OWN_WAY}, as the column: {100 * most:.2g} % more", most - 1e-9
    assert readings([off(most, query)] * FEWEST) == [says] * FEWEST
    assert readings([off(most, query)] * (FEWEST - 1)) == [""] * (FEWEST - 1)
    assert readings([off(most + 1e-6, query)] * FEWEST) == [""] * FEWEST
    assert readings([*[off(most, query)] * 3, *[off(0.3, query)] * 2]) == [*[says] * 3, "", ""]
    assert readings([*[off(most, query)] * 3, *[off(0.3, query)] * 3]) == [""] * 6
    assert readings([*[off(most, query)] * 3, *[off(0, query)] * 3]) == [*[says] * 3, "", "", ""]


def test_so_many_figures_beside_by_hardly_anything() -> None:
    least = LEAST_BESIDE - 1e-9
    more, less = (f"{OWN_WAY}, as the column: 0.5 % {each}" for each in ("more", "less"))
    wrong = [off(0.3)] * 5
    assert readings([*[off(least)] * 3, *wrong]) == [*[more] * 3, *[""] * 5]
    assert readings([*[off(-least)] * 3, *wrong]) == [*[less] * 3, *[""] * 5]
    assert readings([*[off(least)] * 2, *wrong]) == [""] * 7
    assert readings([off(-0.0051)] * 3) == [""] * 3
    assert readings([off(least), off(-least), off(least)]) == [""] * 3
    known = off(least, reading=f"{OWN_WAY}: 1 % more")
    other = off(least, reading="multiply-adds")
    assert readings([off(least), known, other, *wrong]) == [more, more, *[""] * 6]


def test_a_column_of_bytes_in_other_units() -> None:
    """MiB for MB makes a figure smaller by 4.6 percent; nothing else has such units."""
    share = 10**6 / 2**20 * 1.01 - 1
    says = f"MiB for MB, {OWN_WAY}, as the column: 1 % more"
    assert readings([off(share, "a.weight_bytes")] * 3) == [says] * 3
    assert readings([off(share)] * 3) == [""] * 3


def said(column: Sequence[Judged]) -> list[str]:
    """What is said of each figure: its reading, ``wrong``, ``right``, or nothing."""
    return ["" if each is None else each.reading or ("wrong" if each.wrong else "right") for each in in_column(column)]


def test_what_is_said_of_a_column() -> None:
    right, wrong = off(0), off(0.3)
    assert said([right, wrong]) == ["right", "wrong"]
    assert said([wrong, wrong]) == ["", ""]  # the column counts something else
    assert said([right, right, wrong]) == ["right", "right", "wrong"]
    assert said([right, wrong, wrong]) == ["right", "", ""]
    assert said([off(0.01), off(0.01), wrong, right]) == ["wrong", "wrong", "wrong", "right"]  # it is of these networks
    assert said([off(0.01), wrong, wrong, right]) == ["", "", "", "right"]
    assert said([off(0.01, "a.macs"), off(0.01, "a.macs"), off(0.3, "a.macs"), off(0, "a.macs")])[:2] == ["", ""]
    assert said([right, judged("7", weak=True)]) == ["right", ""]
    alike = f"{OWN_WAY}, as the column: 1 % more"
    assert said([*[off(0.01)] * 3, off(0.4), off(0.6)]) == [alike, alike, alike, "", "wrong"]


def test_operations_of_a_column_that_counts_in_its_own_way() -> None:
    own = off(0.3, "a.macs", "multiply-adds")
    near, far = off(NEAR_OPERATIONS, "a.macs"), off(0.16, "a.macs")
    assert said([own, own, near]) == ["multiply-adds", "multiply-adds", ""]
    assert said([own, own, far]) == ["multiply-adds", "multiply-adds", "wrong"]
    assert said([own, near]) == ["multiply-adds", "wrong"]
    assert said([own, off(0, "a.macs"), off(0, "a.macs"), near])[-1] == "wrong"
    assert said([own, own, off(0.15)])[-1] == "wrong"


def test_the_digits_of_large_figures() -> None:
    for printed, digits in (
        ("60,965,200", 6), ("61,000,000", 2), (str(LARGE), 1), (str(LARGE - 1), 0), ("61M", 0), ("61.5", 0), ("3×3", 0),
        ("60,965,224", 8),
    ):  # fmt: skip
        assert significant(read_figure(printed)) == digits, printed
    assert significant(None) == 0


def test_values_that_are_printed_rounded() -> None:
    def verdict(printed: str, value: int) -> Verdict:
        return Verdict(UNREAD, value=value, figure=read_figure(printed))

    assert rounds(verdict("61,000,000", 61_400_000), 2, 0)
    assert rounds(verdict("61,000,000", 61_500_000), 2, 0)
    assert not rounds(verdict("61,000,000", 61_500_001), 2, 0)
    assert not rounds(verdict("61,000,000", 61_400_000), 3, 0)
    assert rounds(verdict("61,000,000", 61_400_000), 3, 6)
    assert not rounds(Verdict(UNREAD, value=5), 2, 0)
    assert not rounds(Verdict(UNREAD, figure=read_figure("5")), 2, 0)
    assert not rounds(Verdict(UNREAD, value=(1, 2), figure=read_figure("5")), 2, 0)


def test_columns_of_rounded_figures() -> None:
    """Three figures of at most six digits, and three of four of all that are large and whole."""
    short = [judged("61,000,000", 60_965_224), judged("138,000,000", 138_357_544), judged("44,500,000", 44_549_160)]
    exact = judged("60,965,224", 60_965_224)
    assert MOST_DIGITS == 6
    assert [each.rounded for each in rounded(short)] == [True, True, True]
    assert all(each.verdict.rule is None and not each.reading for each in rounded(short))
    assert [each.rounded for each in rounded([*short, exact])] == [True, True, True, False]
    assert [each.rounded for each in rounded([*short, exact, exact])] == [False] * 5
    assert [each.rounded for each in rounded(short[:2])] == [False, False]
    wrong = judged("62,000,000", 60_965_224)
    assert [each.rounded for each in rounded([*short, wrong])] == [True, True, True, False]
    assert [each.rounded for each in rounded([*short, judged("61M", 60_965_224)])] == [True, True, True, False]


UNKNOWN = ("SqueezeNet", "DenseNet-201", "EfficientNet-B0")


@pytest.mark.parametrize("name", UNKNOWN)
@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("| | {} | VGG-16 |\n|---|---|---|\n| params | 1.2M | 138M |", ["3:138M"]),
        ("| | {} | VGG-16 |\n|---|---|---|\n| conv | 3×3, 64 | 3×3, 64 |", []),
        ("| Model | Params |\n|---|---|\n| {} | 1.2M |\n| VGG-16 | 138M |", ["4:138M"]),
        ("| {} | 1.2M params |\n|---|---|\n| VGG-16 | 138M params |", ["3:138M"]),
        ("# {}\n\n| Layer | Params |\n|---|---|\n| conv1 | 64 |\n| total | 1.2M |", []),
        ("# {}\n\n- 3×3, 64\n- 3 × 3 × 64 = 576 parameters\n\n18 layers, 50 layers", []),
    ],
)
def test_networks_that_the_catalog_has_not(
    name: str, table: str, told: list[str], suggested: Callable[..., list[dict[str, Any]]]
) -> None:
    found = suggested(table.format(name))
    assert [f"{each['line']}:{each['printed']}" for each in found] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("| model | layers |\n|---|---|\n| AlexNet | 244 MB |", ["CNS212 3:244 MB"]),
        ("| | AlexNet | VGG-16 |\n|---|---|---|\n| depth | 244 MB | 528 MB |", ["CNS212 3:244 MB", "CNS212 3:528 MB"]),
        ("| model | parameters |\n|---|---|\n| AlexNet | 98 MiB |", []),
        ("AlexNet has 244 MB layers.", []),
        ("LeNet-필터×6", ["CNS213 1:6"]),
        ("LeNet-5 5×5 filters ×6", ["CNS213 1:5×5", "CNS213 1:6"]),
        ("AlexNet conv1 filters ×96 stride 4", ["CNS213 1:96", "CNS213 1:4"]),
        ("LeNet uses kernels (×6)", ["CNS213 1:6"]),
        ("AlexNet 卷积核×96", ["CNS213 1:96"]),
    ],
)
def test_figures_that_are_no_such_quantity(
    text: str, told: list[str], suggested: Callable[..., list[dict[str, Any]]]
) -> None:
    """They are told as wrong, or not at all, and never an error of the program."""
    found = suggested(text)
    assert [f"{each['rule']} {each['line']}:{each['printed']}" for each in found] == told
