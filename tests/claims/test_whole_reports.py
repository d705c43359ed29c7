"""Verdicts, readings and claims as they are shown and as plain data; what is read, and what is refused."""

from __future__ import annotations

import importlib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnnstat.claims import Checked, read_claims
from cnnstat.claims.audit import COARSE, SHARED, Audit, Row, Table, excess_of, identity, judged, networks_of
from cnnstat.claims.claim import Claim, Paper, Scores
from cnnstat.claims.counting import Convention
from cnnstat.claims.data import claim_data
from cnnstat.claims.reading import Reading, Reconciliation
from cnnstat.claims.reconcile import as_it_stands, fit_of, kilo, reconcile, searched, telling, thousands
from cnnstat.claims.report import (
    NOTE,
    audit_table,
    chance_text,
    printed_text,
    readings_table,
    refuse_units,
    verdict_text,
)
from cnnstat.claims.scores import as_scored, scored
from cnnstat.effort import Effort
from cnnstat.errors import Position, SpecError, UsageError
from cnnstat.printed import Fit, read_figure
from cnnstat.query import Answer, Bench, evaluate, read_query

BENCH = Bench()
NONE = Fit("")
ONE = Convention("weights", "weights only")
TOOL = Convention("work", "as a tool counts", about="more than that (a file)", far=True, since=2018)
OTHER = Convention("work", "as another counts", about="as much (its file)", far=True)


def claim(printed: str = "61M", **more: Any) -> Claim:
    values: dict[str, Any] = {
        "paper": Paper("Somebody: Something, 2012", "Somebody 2012"), "place": "table 1", "row": "", "prints": printed,
        "unit": "", "printed": read_figure(printed), "asks": "alexnet.params", "query": read_query("alexnet.params"),
        "network": "", "states": "", "because": "", "seen": "confirmed", "position": Position("own.yaml", 3, 7),
    }  # fmt: skip
    return Claim(**values | more)


TRAINED = claim("9%")._replace(
    printed=None,
    asks="",
    query=None,
    network="alexnet",
    because="comes from training and data, not from the architecture",
)


def test_verdicts_in_words() -> None:
    reading = Reading((ONE,), 60_954_656, 60_954_656, Fit("rounds"), chance=Fraction(1, 20))
    said = {
        "not computable: training": Checked(TRAINED, "not computable"),
        "not computable: nobody says how": Checked(TRAINED._replace(because="nobody says how"), "not computable"),
        "exact": Checked(claim("61"), "exact", 61),
        "rounds to the nearest 1,000": Checked(claim("61,000"), "rounds", 60_965, Fraction(1000)),
        "differs: 1.7 % low": Checked(claim("59"), "differs", 60),
        "differs": Checked(claim("59"), "differs", 0),
        "other convention: weights only (60,954,656)": Checked(claim(), "other convention", 1, reading=reading),
        "other convention: weights only (60,954,656; 5.4 % by chance)": Checked(
            claim(), "other convention", 1, reading=reading._replace(chance=Fraction(13, 240))
        ),
        "other convention: weights only (60,954,656; 3 rows)": Checked(
            claim(), "other convention", 1, reading=reading._replace(chance=Fraction(13, 240)), shared=3
        ),
    }
    assert {verdict_text(each): each for each in said.values()} == said


@pytest.mark.parametrize(
    ("chance", "text"),
    [(Fraction(0), "< 0.5 %"), (Fraction(1, 240), "0.4 %"), (Fraction(1, 8), "12.5 %"), (Fraction(1), "100.0 %")],
)
def test_a_chance(chance: Fraction, text: str) -> None:
    assert chance_text(Reading((ONE,), 1, 1, chance=chance)) == text


def test_what_is_printed() -> None:
    assert printed_text(claim()) == "61M"
    assert printed_text(claim(unit="million", states="its weights", seen="secondary")) == (
        "61M (million): its weights (secondary)"
    )
    assert [len(printed_text(claim()._replace(prints="x" * count))) for count in (59, 60, 61, 99)] == [59, 60, 60, 60]
    assert claim(row="conv1").where == "Somebody 2012, table 1, conv1"
    assert claim(place="").where == "Somebody 2012"


def test_a_table_of_all_claims() -> None:
    found = Audit([Checked(claim(row="conv1"), "rounds", 60_965_224), Checked(TRAINED, "not computable")])
    table = audit_table(found, ["first"])
    assert [each.key for each in table.columns] == ["source", "where", "prints", "exact", "verdict", "query"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Somebody 2012", "table 1, conv1", "61M", "60,965,224", "rounds", "alexnet.params"],
        ["Somebody 2012", "table 1", "9%", "", "not computable: training", ""],
    ]
    assert table.notes == ["first", NOTE]
    assert found.counts == {
        "exact": 0, "rounds": 1, "truncated": 0, "other convention": 0, "differs": 0, "not computable": 1,
    }  # fmt: skip


def test_a_claim_as_data() -> None:
    reading = Reading((ONE,), 60_954_656, 60_954_656, Fit("rounds"), chance=Fraction(1, 3))
    said = claim("60M", row="all", unit="M", states="weights", seen="secondary")
    whole = claim_data(Checked(said, "other convention", Fraction(121, 2), Fraction(10), reading, 3))
    assert whole == {
        "source": "Somebody 2012", "place": "table 1", "row": "all", "prints": "60M", "figure": "60M", "unit": "M",
        "states": "weights", "seen": "secondary", "query": "alexnet.params", "network": None,
        "verdict": "other convention", "exact": 60.5, "to": 10.0, "excess": 991_734.53719,
        "reading": {"conventions": ["weights only"], "value": 60_954_656, "fit": "rounds", "to": None,
                    "chance": 0.333333, "rows": 3},
        "because": None, "paper": "Somebody: Something, 2012", "file": "own.yaml", "line": 3,
    }  # fmt: skip
    trained = claim_data(Checked(TRAINED, "not computable"))
    empty = ("row", "figure", "unit", "states", "query", "exact", "to", "excess", "reading")
    assert [trained[key] for key in empty] == [None] * len(empty)
    assert (trained["network"], trained["because"]) == ("alexnet", TRAINED.because)
    alone = claim_data(Checked(claim(), "other convention", 1, reading=reading))
    assert alone["reading"]["rows"] is None


def test_by_what_a_figure_is_off() -> None:
    assert excess_of(read_figure("59"), 60) == Fraction(-1, 60)
    assert excess_of(read_figure("-59"), -60) == Fraction(1, 60)
    assert excess_of(read_figure("59"), 0) is None
    assert excess_of(read_figure("7x7"), (7, 7)) is None
    assert excess_of(read_figure("7x7"), 7) == 0
    assert Checked(claim("59"), "differs", 60).excess == Fraction(-1, 60)
    assert Checked(claim("59"), "differs").excess is None
    assert Checked(TRAINED, "not computable", 3).excess is None


# Readings of one figure.


def test_a_table_of_readings() -> None:
    likely = Reading((TOOL,), 61, 61, Fit("exact"), Fraction(1, 100), also=(OTHER,))
    double = Reading((ONE, TOOL), 62, 62, Fit("rounds"), Fraction(1, 2))
    found = Reconciliation(75, Fit(""), [likely, double], ["a", "b"], 7, "pair of conventions", "numbers")
    table = readings_table("x.params", read_figure("61"), found, every=False)
    assert table.title == "x.params and 61"
    assert table.facts == [("x.params", "75"), ("printed 61", "differs: 18.7 % low")]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["as a tool counts, as another counts", "61", "exact", "1.0 %"]
    ]
    assert table.notes == [
        "Not offered, since random figures fit too often: weights only, as a tool counts (62) (--all).",
        "As a tool counts: more than that (a file).",
        "As another counts: as much (its file).",
        "By chance: the share of random figures, of this precision, that a reading as simple would fit.",
        "Tried, one or two at a time (7 numbers): a; b.",
        "The search was ended early, as it would take too long: not every pair of conventions was tried.",
    ]
    every = readings_table("x.params", read_figure("61"), found._replace(left_out="", tried=()), every=True)
    assert [row[0].text for row in every.rows] == [
        "as a tool counts, as another counts", "weights only, as a tool counts",
    ]  # fmt: skip
    assert every.notes == table.notes[1:4]
    none = readings_table("x.params", read_figure("61"), Reconciliation(75, Fit("")), every=False)
    assert ([[cell.text for cell in row] for row in none.rows], none.notes) == ([["none found", "", "", ""]], [])
    right = readings_table("x.params", read_figure("61"), Reconciliation(61, Fit("exact")), every=False)
    assert [[cell.text for cell in row] for row in right.rows] == [["none needed", "", "", ""]]
    assert right.facts == [("x.params", "61"), ("printed 61", "exact")]


def test_sizes_are_not_compared_with_counts() -> None:
    for printed, unit in (("61 MB", "bytes"), ("61 MB", ""), ("61M", "numbers")):
        refuse_units("x.y", Answer(1, unit), read_figure(printed))
    with pytest.raises(
        UsageError, match=r"^61 MB is a size in memory, and x\.y counts numbers; weight_bytes, peak_byt"
    ):
        refuse_units("x.y", Answer(1, "numbers"), read_figure("61 MB"))


def test_what_a_reading_says() -> None:
    near, far = Reading((ONE,), 1, 1, Fit("rounds")), Reading((TOOL,), 1, 1, Fit("rounds"))
    plain, double = Reading((), 1, 1, Fit("truncated")), Reading((ONE, TOOL), 1, 1, Fit("rounds"))
    cut = Reading((ONE,), 1, 1, Fit("truncated"))
    assert [each.rank[1] for each in (near, plain, far, double, cut)] == [0, 1, 2, 3, 3]
    assert [each.simple for each in (near, plain, far, double, cut)] == [True, False, True, False, False]
    assert [each.key for each in (near, plain, double, cut)] == [
        ("weights only",), ("digits cut off",), ("weights only", "as a tool counts"),
        ("weights only", "digits cut off"),
    ]  # fmt: skip
    assert near._replace(also=(OTHER,)).text == "weights only, as another counts"
    assert cut._replace(also=(OTHER,)).text == "weights only, as another counts, digits cut off"
    assert [near.far, far.far, double.far, plain.far] == [False, True, True, False]
    assert near._replace(away=True).rank > double.rank
    quarter = Fraction(1, 4)
    limits = [near._replace(chance=quarter, limit=limit).offered for limit in (quarter, quarter / 2)]
    assert limits == [True, False]
    assert [each._replace(chance=quarter / 2).offered for each in (plain, double, cut)] == [True] * 3
    assert [each._replace(chance=quarter).offered for each in (plain, double, cut)] == [False] * 3


def test_what_is_offered_likely_and_hidden() -> None:
    near = Reading((ONE,), 1, 1, Fit("rounds"), Fraction(0))
    double, plain = near._replace(conventions=(ONE, TOOL)), near._replace(conventions=(), fit=Fit("truncated"))
    often = near._replace(chance=Fraction(1))
    found = Reconciliation(1, Fit(""), [near, double, plain, often])
    assert (found.offered, found.hidden, found.likely) == ([near, double, plain], [often], [near, double, plain])
    assert found._replace(fit=Fit("rounds", Fraction(10))).likely == [near, plain]


@pytest.mark.parametrize(("printed", "value", "word"), [
    ("7x7", 7, "exact"), ("7x7x7", 7, ""), ("7x8", 7, ""), ("7", (7,), "exact"), ("7", (8,), ""), ("7x7", (7,), ""),
    ("3x4", (3, 4), "exact"), ("4x3", (3, 4), ""), ("96x55x54", (96, 55, 54), "exact"),
    ("55x54x96", (96, 55, 54), "exact"),
    ("55x54", (96, 55, 54), "exact"), ("54x96x55", (96, 55, 54), ""), ("54x55", (96, 55, 54), ""),
    ("96", (96, 55, 54), ""),
])  # fmt: skip
def test_how_a_shape_agrees(printed: str, value: Any, word: str) -> None:
    assert fit_of(read_figure(printed), value).word == word


@pytest.mark.parametrize(("printed", "power"), [("61", 0), ("61K", 1), ("61M", 2), ("61G", 3), ("61T", 4), ("6万", 0)])
def test_what_is_a_k(printed: str, power: int) -> None:
    figure = read_figure(printed)
    assert (thousands(figure), kilo(figure)) == (power, Fraction(1024, 1000) ** power)


def test_digits_that_are_cut_off_say_something_behind_two() -> None:
    assert telling(read_figure("5.7B"), 5_799_999_999).word == "truncated"
    assert telling(read_figure("5B"), 5_799_999_999).word == ""
    assert telling(read_figure("5.7B"), 5_710_000_000).word == "rounds"
    assert telling(read_figure("650,000"), 659_272) == Fit("truncated", Fraction(10_000))


@pytest.mark.parametrize(("most", "left_out"), [(60, "convention"), (500, "pair of conventions"), (10**6, "")])
def test_a_search_that_takes_too_long_ends(most: int, left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("cnnstat.claims.reconcile"), "MOST_WORK", most)
    assert reconcile(read_query("lenet5.params"), read_figure("61K"), BENCH).left_out == left_out
    if left_out != "pair of conventions":  # of shapes there are none
        found = reconcile(read_query("alexnet.conv1.output_shape"), read_figure("54x54x96"), BENCH)
        assert found.left_out == left_out


def test_a_search_is_counted() -> None:
    effort = Effort(10**9)
    with effort.bounding():
        reconcile(read_query("lenet5.params"), read_figure("60,000"), BENCH)
    assert 10**9 - effort.left >= 50


def test_each_reading_of_a_search_is_counted() -> None:
    """Besides what it takes to find them: each is tried on the figure."""
    query, printed = read_query("lenet5.params"), read_figure("61K")
    found, search, whole = reconcile(query, printed, BENCH), Effort(10**9), Effort(10**9)
    with search.bounding():
        searched(query, printed, BENCH, as_it_stands(query, printed, BENCH).value)
    with whole.bounding():
        reconcile(query, printed, BENCH)
    assert found.numbers > 10
    assert search.left - whole.left >= 50 + found.numbers


# Claims of a table.


def row(value: int, printed: str, *readings: Reading, fit: Fit = NONE) -> Row:
    return Row(claim(printed), read_query("alexnet.params"), read_figure(printed),
               Reconciliation(value, fit, readings))  # fmt: skip


def test_a_reading_that_rows_share() -> None:
    """Of three rows of which two readings fit all, the first is taken, and said how many rows it explains."""
    likely = Reading((TOOL,), 61, 61, Fit("rounds"), Fraction(1))
    table = [row(75, "61", likely)] * SHARED
    found = judged(table[0], Table(table), BENCH)
    assert (found.verdict, found.reading, found.shared) == ("other convention", likely, SHARED)
    fewer = judged(table[0], Table(table[1:]), BENCH)
    assert (fewer.verdict, fewer.hidden) == ("differs", True)
    assert judged(row(75, "61"), Table([]), BENCH).hidden is False
    rare = Reading((ONE,), 62, 62, Fit("rounds"), Fraction(1))
    mixed = [row(75, "61", rare, likely), *table[1:]]
    assert judged(mixed[0], Table(mixed), BENCH).reading == likely  # which explains more of them
    cut = Reading((), 61, 61, Fit("truncated"), Fraction(0))
    assert judged(row(75, "61", cut), Table([]), BENCH).verdict == "truncated"


def test_rows_that_are_rounded_coarsely() -> None:
    """800 for 803: three such rows of a table round to their only digit; two differ."""
    rows = [row(803, "800")] * SHARED
    assert rows[0].keys == [COARSE]
    found = judged(rows[0], Table(rows), BENCH)
    assert (found.verdict, found.unit) == ("rounds", Fraction(100))
    assert judged(rows[0], Table(rows[1:]), BENCH).verdict == "differs"
    assert row(800, "800", fit=Fit("exact")).keys == []
    cut = Reading((TOOL,), 61, 61, Fit("truncated"))
    close = Reading((ONE,), 61, 61, Fit("rounds"))
    assert row(75, "61", cut, close).keys == [("weights only",)]


def test_networks_of_claims(tmp_path: Path) -> None:
    assert networks_of(TRAINED, BENCH) == ["alexnet"]
    assert networks_of(claim(query=read_query("vgg16.macs / alexnet.macs * vgg16.depth")), BENCH) == [
        "vgg16",
        "alexnet",
    ]
    assert networks_of(TRAINED._replace(network=""), BENCH) == []
    assert identity("nowhere", BENCH) == "nowhere"
    assert Path(identity("own.yaml", BENCH)).is_absolute()


# Files of claims.


def read(tmp_path: Path, line: str, place: str = "text") -> list[Claim]:
    file = tmp_path / "own.yaml"
    file.write_text(f"paper: Nobody, 2026\nshort: Nobody\nclaims:\n  {place}:\n    - {line}\n", encoding="utf-8")
    return read_claims(file)


def test_all_that_a_claim_says(tmp_path: Path) -> None:
    (found,) = read(
        tmp_path,
        '{row: all, prints: about 61 of them, figure: "61", unit: million, query: alexnet.params, states: what, '
        "seen: unconfirmed}",
        '"table  1"',
    )
    assert found == claim()._replace(
        paper=Paper("Nobody, 2026", "Nobody"), row="all", prints="about 61 of them", unit="million",
        printed=read_figure("61 million")._replace(text="61"), states="what", seen="unconfirmed",
        position=Position(str(tmp_path / "own.yaml"), 5, 7),
    )  # fmt: skip
    (scores,) = read(
        tmp_path,
        "{prints: 28.07 and 9.33, network: alexnet, because: training, scores: {on: ImageNet, top-1 error: 28.07, "
        "top-5 accuracy: 9.33, at: 'width=0.5,input=192'}}",
    )
    assert scores.scores == Scores(
        "ImageNet", (("width", "0.5"), ("input", "192")), Decimal("71.93"), Decimal("9.33")
    )  # fmt: skip
    assert scores.because == "comes from training and data, not from the architecture"
    assert (scores.query, scores.printed, scores.asks, scores.network) == (None, None, "", "alexnet")


@pytest.mark.parametrize(("reason", "known"), [("one two", False), ("one two three", True), ("procedure", True)])
def test_a_reason_is_a_keyword_or_a_sentence(reason: str, known: bool, tmp_path: Path) -> None:
    line = f"{{prints: 6, network: alexnet, because: {reason}}}"
    if known:
        assert read(tmp_path, line)[0].because == {"procedure": "says how a network is trained or tested"}.get(
            reason, reason
        )
        return
    with pytest.raises(
        SpecError, match=r"5:46: claim: because: expected training, procedure or a sentence, got 'one two'"
    ):
        read(tmp_path, line)


SCORES = "{{prints: 28.07, network: alexnet, because: training, scores: {{on: ImageNet, {}}}}}"


@pytest.mark.parametrize(("scores", "message"), [
    ("top-1 error: 28.7", "top-1 error: 28.7 does not stand in what is printed"),
    ("top-1 error: 100.01", "top-1 error: expected a percentage as 28.07, got '100.01'"),
    ("top-1 error: x", "top-1 error: expected a percentage as 28.07, got 'x'"),
    ("top-1 error: 28.07, at: 'conv1'", "at: query \"'network'@conv1\", column"),
    ("top-1 error: 28.07, at: 'width=0.5.params'", "at: expected settings as width=0.5, got 'width=0.5.params'"),
    ("top-1 error: 28.07, at: 'width=0.5[conv]'", "at: expected settings as width=0.5, got 'width=0.5[conv]'"),
])  # fmt: skip
def test_scores_that_are_refused(scores: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        read(tmp_path, SCORES.format(scores))
    assert f"claim: scores: {message}" in str(caught.value)


def test_a_percentage_of_all(tmp_path: Path) -> None:
    line = SCORES.format("top-5 accuracy: 100").replace("28.07", "100")
    (found,) = read(tmp_path, line)
    assert found.scores is not None
    assert (found.scores.top1, found.scores.top5, found.scores.settings) == (None, Decimal(100), ())
    with pytest.raises(SpecError, match="claim: scores: expected the network that they are of"):
        read(tmp_path, '{prints: "100", query: alexnet.params, scores: {on: ImageNet, top-1 error: 100}}')


def test_scores_are_of_one_network_as_it_is_set() -> None:
    made = [TRAINED._replace(scores=Scores("ImageNet", settings, Decimal(60), None))
            for settings in ((), (("classes", "10"),), (("input", "259"),))]  # fmt: skip
    made += [TRAINED, TRAINED._replace(network="vgg16", scores=Scores("ImageNet", (), Decimal(60), None))]
    assert [scored(BENCH.network(*asked), made) for asked in (
        ("alexnet", None, ()), ("alexnet", None, (("classes", "10"),)), ("alexnet", "259", ()), ("alexnet", "227", ()),
        ("lenet5", None, ()),
    )] == [[made[0]], [made[1]], [made[2]], [made[0]], []]  # fmt: skip
    assert as_scored("alexnet", (("input", "259"), ("classes", "10"))).input.height == 259


def test_answers_have_units() -> None:
    assert evaluate(read_query("alexnet.params"), BENCH).unit == "numbers"
