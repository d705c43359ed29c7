"""Printed claims: the files, the verdicts held against decimal arithmetic, and the cases that everybody knows."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.claims import VERDICTS, Audit, Checked, audit, catalog_claims, networks_of, read_claims
from cnnstat.claims.audit import tried
from cnnstat.claims.data import claim_data
from cnnstat.claims.report import verdict_text
from cnnstat.errors import CnnstatError, SpecError
from cnnstat.query import Bench
from cnnstat.spec import catalog

BENCH = Bench()
SHARED = "other convention: weights only, K = 1,024"
MODES = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_DOWN)


@cache
def whole() -> Audit:
    """The audit of the whole catalog."""
    return audit(catalog_claims(), BENCH)


def verdict(source: str, place: str, prints: str, row: str = "", asks: str = "") -> str:
    """The verdict on the one claim that says this."""
    (found,) = (
        each
        for each in whole().checked
        if each.claim.paper.short == source
        and (each.claim.place, each.claim.prints) == (place, prints)
        and row in each.claim.row
        and asks in each.claim.asks
    )
    return verdict_text(found)


def test_every_claim_is_about_the_catalog_and_has_a_query_or_a_reason() -> None:
    claims = catalog_claims()
    assert len(claims) > 400
    known = set(catalog.networks())
    for claim in claims:
        assert bool(claim.asks) != bool(claim.because)
        for name in networks_of(claim, BENCH):
            assert name in known or name.startswith("input channels="), claim


def test_every_paper_of_a_network_is_quoted() -> None:
    quoted = {each.paper.text.partition(",")[0] for each in catalog_claims()}
    for name, spec in catalog.networks().items():
        paper = spec.source(name).get("paper", "").partition(",")[0]
        if not name.startswith(("caffenet", "alexnet-owt", "lenet5-d2l")):  # nothing is quoted of these
            assert paper in quoted, name


def test_connection_tables_are_the_papers() -> None:
    tables = [each for each in catalog_claims() if "<-{" in each.prints]
    assert len(tables) == 2
    for claim in tables:
        printed = re.findall(r"<-\{([0-9,]+)\}", claim.prints)
        layer, first = ("C3", 0) if claim.network == "lenet5" else ("H3", 1)  # LeNet-1's paper counts from 1
        rule: Any = cnnstat.analyze(claim.network)[layer].node.layer
        assert [tuple(int(each) - first for each in row.split(",")) for row in printed] == list(rule.table)


def test_verdicts_against_decimal_arithmetic() -> None:
    """A figure rounds where its digits are what decimal arithmetic gives, and is cut where they are what it cuts."""
    checked = 0
    for each in whole().checked:
        printed, value = each.claim.printed, each.value
        loose = printed is not None and (printed.about or printed.bound or printed.shape)
        plain = printed is not None and not loose and not re.search("/|eighth", printed.text)
        if not plain or printed is None or isinstance(value, tuple) or value is None or each.reading or each.unit:
            continue
        if printed.high - printed.low != printed.step:  # a range
            continue
        scaled = Decimal(value.numerator) / Decimal(value.denominator)
        scaled *= Decimal(printed.multiplier.denominator) / Decimal(printed.multiplier.numerator)
        step = printed.step / printed.multiplier
        unit = Decimal(step.numerator) / Decimal(step.denominator)
        stated = printed.value / printed.multiplier
        digits = Decimal(stated.numerator) / Decimal(stated.denominator)
        modes = {mode: (scaled / unit).quantize(1, mode) * unit == digits for mode in MODES}
        expected = {
            "exact": scaled == digits,
            "rounds": modes[ROUND_HALF_UP] or modes[ROUND_HALF_DOWN],
            "truncated": modes[ROUND_DOWN] and abs(digits) >= 10 * unit,
        }
        found = next((word for word, holds in expected.items() if holds), "differs")
        assert each.verdict == found, each.claim
        checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (("Krizhevsky 2012", "abstract and section 4", "60 million parameters"), "truncated"),
        (("Krizhevsky 2012", "abstract", "650,000 neurons"), "truncated to a multiple of 10,000"),
        (("Krizhevsky 2012", "figure 2", "253,440"), "differs: 12.7 % low"),
        (("Krizhevsky 2012", "figure 2", "186,624"), "exact"),
        (("Krizhevsky 2012", "figure 2", "150,528-dimensional"), "other convention: alexnet-cuda-convnet (150,528)"),
        (("Krizhevsky 2012", "section 4.1", "by a factor of 2048"), "other convention: alexnet-cuda-convnet (2,048)"),
        (
            ("Krizhevsky 2012", "section 3.5", "224×224×3 input"),
            "other convention: alexnet-cuda-convnet (3×224×224)",
        ),
        (("LeCun 1990", "page 402", "4635 units"), "other convention: input counted, a bias unit counted (4,635)"),
        (("LeCun 1998", "section II.B", "60,000 trainable free parameters"), "exact"),
        (("LeCun 1998", "section III.C", "only about 2600"), "rounds, being about"),
        (
            ("Szegedy 2014", "table 1", "2.7K"),
            "other convention: weights only, stem=separable (2,712; 8.3 % by chance)",
        ),
        (("Howard 2017", "table 9", "720"), "rounds to the nearest 10,000,000"),
        (("Szegedy 2014", "table 1", "34M"), "other convention: stem=separable (34,019,328)"),
        (
            ("Szegedy 2014", "table 1", "112K"),
            "other convention: weights only, K = 1,024 (114,688 / 1,024 = 112; 3 rows)",
        ),
        (
            ("Szegedy 2014", "table 1", "159K"),
            "other convention: weights only, K = 1,024 (163,328 / 1,024 = 159.5; 3 rows)",
        ),
        (
            ("Szegedy 2014", "table 1", "1000K"),
            "other convention: weights only, K = 1,024 (1,024,000 / 1,024 = 1,000; 3 rows)",
        ),
        (("Szegedy 2014", "table 1", "463K"), "differs: 9.2 % low"),
        (
            ("Szegedy 2014", "section 5", "27 layers if we also count pooling"),
            "other convention: pools counted (27)",
        ),
        (
            ("Szegedy 2014", "section 1", "1.5 billion multiply-adds at inference time"),
            "other convention: stem=separable (1,498,677,248; 9.2 % by chance)",
        ),
        (("Szegedy 2015", "abstract", "less than 25 million parameters"), "is less, as it says"),
        (("He 2015", "table 1", "3.8×10^9"), "truncated"),
        (("He 2015", "section 4.1", "15.3 billion FLOPs"), "other convention: without linear layers (15,346,630,656)"),
        (("He 2015", "abstract", "8x deeper than VGG nets"), "exact"),
        (("Tan 2019", "table 2", "4.1B"), "other convention: resnet50-v1.5 (4,089,184,256; 12.5 % by chance)"),
        (("Howard 2017", "table 2", "94.86%"), "rounds"),
        (("Howard 2017", "table 2", "74.59%"), "other convention: weights only (74.59 %; 3 rows)"),
        (("Howard 2017", "table 2", "24.33%"), "other convention: weights only (24.33 %; 3 rows)"),
        (("Howard 2017", "table 2", "1.19%"), "differs: 37.6 % low"),
        (("Howard 2017", "table 7", "290"), "rounds to the nearest 10,000,000"),
        (("He 2015", "table 1", "3.6×10^9"), "other convention: shortcut=A (3,644,493,824)"),
        (("Szegedy 2015", "abstract", "5 billion multiply-adds per inference"), "differs: 12.5 % low"),
        (("Szegedy 2014", "table 1", "364K"), "differs: 3.2 % low"),
        (("Howard 2017", "table 14", "108"), "differs: 1.9 % high"),
        (("Howard 2017", "table 8", "15300"), "other convention: without linear layers (15,346,630,656)"),
        (("Sandler 2018", "table 4", "6.9M"), "differs: 13.0 % high"),
        (("Sandler 2018", "section 4", "19 residual bottleneck layers"), "differs: 11.8 % high"),
        (
            ("Lin 2014, Caffe Model Zoo", "description", "a snapshot of size 29MB"),
            "other convention: MiB for MB (30,380,704 / 1,024² ≈ 28.97)",
        ),
        (("Simonyan 2014", "table 2", "138"), "rounds"),
        (
            ("Krizhevsky 2012", "section 6 and table 2", "16.4%"),
            "not computable: training",
        ),
    ],
)
def test_well_known_cases(claim: tuple[str, str, str], expected: str) -> None:
    assert verdict(*claim) == expected


def test_a_table_s_own_convention_is_shared_by_its_rows() -> None:
    shared = [each for each in whole().checked if each.shared]
    assert {(each.claim.paper.short, each.claim.place, each.reading.text) for each in shared if each.reading} == {
        ("Szegedy 2014", "table 1", "weights only, K = 1,024"),
        ("Howard 2017", "table 2", "weights only"),
    }


@pytest.mark.parametrize("form", ["", "markdown", "latex", "html", "typst", "csv", "json"])
def test_what_was_not_read_in_the_source_is_marked(form: str, program: Callable[..., Any]) -> None:
    out = program("audit", "lenet1", *(["--format", form] if form else [])).out
    assert out.count("secondary") >= 9
    assert "secondary" not in program("audit", "vgg19", *(["--format", form] if form else [])).out


def test_a_reading_of_one_row_fits_its_table(tmp_path: Path) -> None:
    """Another way of counting must not break a row that is right without it; outside of tables it is free."""
    rows = '{prints: "4,866", unit: million, query: mobilenet_v1@unit=standard.macs}\n'
    other = '{prints: "569", unit: million, query: mobilenet_v1.macs}'
    assert verdict_text(own(tmp_path, rows)[0]) == "other convention: without linear layers (4,866,269,184)"
    assert verdict_text(own(tmp_path, rows + other)[0]) == "other convention: without linear layers (4,866,269,184)"
    assert verdict_text(own(tmp_path, rows, "table 4")[0]) == "other convention: without linear layers (4,866,269,184)"
    assert verdict_text(own(tmp_path, rows + other, "table 4")[0]) == "differs: 0.027 % low"


def test_rows_share_a_reading_only_of_one_quantity(tmp_path: Path) -> None:
    """Three weights without biases are a table's way of counting; three quantities of another network are none."""
    weights = [("34,848", "conv1.params"), ("307,200", "conv2.params"), ("884,736", "conv3.params")]
    other = cnnstat.analyze("mobilenet_v1", unit="standard")
    quantities = [(str(getattr(other, name)), name) for name in ("params", "macs", "connections")]
    for network, rows, shared in (("alexnet", weights, 3), ("mobilenet_v1", quantities, 0)):
        lines = [f'{{prints: "{prints}", query: {network}.{figure}}}' for prints, figure in rows]
        found = own(tmp_path, "\n".join(lines), "table 4")
        assert len({each.reading.text for each in found if each.reading}) == 1
        assert [(each.verdict, each.shared) for each in found] == [("other convention", shared)] * 3


def test_totals_of_keras_documentation_are_those_of_its_variants() -> None:
    found = [each for each in whole().checked if each.claim.paper.short == "Keras documentation"]
    assert {verdict_text(each) for each in found} == {"exact", "rounds"}
    assert sum(verdict_text(each) == "exact" for each in found) == 6


def test_rows_that_are_rounded_alike_have_one_verdict() -> None:
    """MobileNetV2's table 3 has 1600, 800, 400, 400 and 200 Kb where there are 0.35 % more."""
    kb = [each for each in whole().checked if each.claim.place == "table 3" and each.claim.unit == "Kb"]
    alike = [verdict_text(each) for each in kb if each.excess == Fraction(-11, 3136)]
    assert alike == ["rounds to the nearest 100,000"] * 5


@pytest.mark.parametrize(
    ("prints", "value", "coarse"),
    [("800", 850, True), ("800", 851, False), ("800", 749, False), ("200", 220, True), ("200", 221, False),
     ("200", 180, True), ("200", 179, False), ("200.0", 200, False), ("210", 211, True), ("211", 211, False)],
)  # fmt: skip
def test_a_single_digit_is_rounded_by_half_its_unit_or_a_tenth(
    prints: str, value: int, coarse: bool, tmp_path: Path
) -> None:
    (tmp_path / "own.yaml").write_text(
        f"paper: Nobody, 2026\nshort: Nobody\nclaims:\n  text:\n"
        f'    - {{prints: "{prints}", query: alexnet.depth * {value} / 8}}\n',
        encoding="utf-8",
    )
    (claim,) = read_claims(tmp_path / "own.yaml")
    row = tried(claim, BENCH)
    assert row is not None
    assert row.coarse == coarse


def test_small_whole_numbers_are_not_compared_in_percent(tmp_path: Path) -> None:
    stride = '{prints: "2", query: mobilenet_v1.conv6_2.depthwise.stride}\n'
    found = own(tmp_path, stride + '{prints: "253,440", query: alexnet.conv1.neurons}')
    assert [verdict_text(each) for each in found] == ["differs: 2, not 1", "differs: 12.7 % low"]


def test_what_is_exact_cannot_differ() -> None:
    for each in whole().checked:
        if each.verdict == "exact" and each.claim.printed and not isinstance(each.value, tuple):
            assert each.excess == 0 or each.value == 0
        if each.verdict == "differs" and each.excess is not None:
            assert each.excess != 0
        assert (each.value is None) == (each.verdict == "not computable")


def own(tmp_path: Path, text: str, place: str = "text") -> list[Checked]:
    file = tmp_path / "own.yaml"
    head = f"paper: Nobody, 2026\nshort: Nobody\nclaims:\n  {place}:\n"
    file.write_text(head + "".join(f"    - {line}\n" for line in text.splitlines()), encoding="utf-8")
    return list(audit(read_claims(file), BENCH).checked)


def test_plain_data_of_a_claim(tmp_path: Path) -> None:
    lines = '{prints: "61M", query: alexnet.params, row: AlexNet}\n{prints: "9", network: alexnet, because: training}'
    asked, trained = (claim_data(each) for each in own(tmp_path, lines))
    assert (asked["network"], asked["query"], asked["because"]) == (None, "alexnet.params", None)
    assert (trained["network"], trained["query"], trained["because"]) == (
        "alexnet", None, "comes from training and data, not from the architecture",
    )  # fmt: skip
    assert (asked["exact"], trained["exact"]) == (60_965_224, None)
    assert (asked["row"], trained["row"]) == ("AlexNet", None)


def test_claims_of_one_s_own(tmp_path: Path) -> None:
    net = tmp_path / "net.yaml"
    net.write_text("input: {channels: 1, size: 8}\nlayers:\n  - {name: c, type: conv, filters: 2, kernel: 3}\n")
    found = own(
        tmp_path,
        f"{{prints: 20 parameters, query: {net}.params}}\n{{prints: 18 parameters, query: {net}.params}}\n"
        f'{{prints: "21", query: {net}.c.params}}',
    )
    assert [verdict_text(each) for each in found] == [
        "exact", "other convention: weights only (18)", "differs: 5.0 % high",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{query: alexnet.params}", "5:7: claim: missing key 'prints'"),
        (
            "{prints: 60M, query: alexnet.params, figur: 60M}",
            "5:44: claim: unknown key 'figur'; did you mean 'figure'?",
        ),
        (
            "{prints: 60M}",
            "5:7: claim: expected a query, or because with the reason why there is none",
        ),
        (
            "{prints: 60M, query: alexnet.params, because: training, network: alexnet}",
            "5:7: claim: expected a query, or because with the reason why there is none",
        ),
        (
            "{prints: 60M, because: training}",
            "5:7: claim: network and because go together; a query names its network itself",
        ),
        (
            "{prints: 60M, network: alexnet, because: trainin}",
            "5:48: claim: because: expected training, procedure or a sentence, got 'trainin'; did you mean 'training'?",
        ),
        (
            "{prints: 60 milion, query: alexnet.params}",
            "5:16: claim: '60 milion': unknown word 'milion'; did you mean 'million'?; key figure can name the part "
            "that is one",
        ),
        (
            "{prints: 60M parameters, figure: 61M, query: alexnet.params}",
            "5:40: claim: figure '61M' does not stand in what is printed",
        ),
        (
            "{prints: 60M, query: alexnet.params +}",
            "5:28: claim: query 'alexnet.params +', column 17: expected a figure, as alexnet.params, got the end",
        ),
        (
            "{prints: 60M, query: alexnet.parms}",
            "5:7: claim: 'alexnet.parms': alexnet has no layer or figure 'parms'; did you mean 'params'?",
        ),
        (
            "{prints: 60M, query: alexnet.params, seen: maybe}",
            "5:50: claim: seen: expected confirmed, secondary, unconfirmed, got 'maybe'; known here: confirmed, "
            "secondary, unconfirmed",
        ),
        ("{prints: [60M], query: alexnet.params}", "5:16: claim: prints: expected text, got a list"),
        ("text", "5:7: claims: text: expected a mapping, got the text 'text'"),
    ],
)
def test_refusals(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        own(tmp_path, line)
    assert str(caught.value) == f"{tmp_path / 'own.yaml'}:{message}"


@pytest.mark.parametrize("key", ["paper", "short", "claims"])
def test_keys_that_a_file_needs(key: str, tmp_path: Path) -> None:
    lines = {"paper": "Nobody, 2026", "short": "Nobody", "claims": '{text: [{prints: "1", query: alexnet.params}]}'}
    file = tmp_path / "own.yaml"
    file.write_text("".join(f"{name}: {value}\n" for name, value in lines.items() if name != key), encoding="utf-8")
    with pytest.raises(SpecError, match=f"missing key '{key}'"):
        read_claims(file)


def test_files_that_are_none(tmp_path: Path) -> None:
    for text in ("", "[]", "paper: x\n", "paper: x\nshort: y\nclaims: []\n", "paper: x\nshort: y\nclaims: {a: b}\n"):
        (tmp_path / "x.yaml").write_text(text)
        with pytest.raises(CnnstatError):
            read_claims(tmp_path / "x.yaml")
    (tmp_path / "x.yaml").write_text("paper: x\nshort: y\nclaims: [{prints: 3}]\n")
    with pytest.raises(SpecError, match=r"3:9: claims: expected places with their claims, as abstract: .*, got a list"):
        read_claims(tmp_path / "x.yaml")
    with pytest.raises(CnnstatError, match="cannot read"):
        read_claims(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("alexnet.txt", ["alexnet"]),
        ("resnet50.md", ["resnet50", "--format", "markdown"]),
        ("differs.txt", ["--only", "differs,other-convention"]),
    ],
)
def test_what_it_prints(
    name: str, arguments: list[str], program: Callable[..., Any], accept: Callable[[str, str], str]
) -> None:
    result = program("audit", *arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out == accept(f"audit/{name}", result.out)


def test_formats_agree(program: Callable[..., Any]) -> None:
    found = json.loads(program("audit", "vgg16", "--format", "json").out)
    assert found["schema_version"] == 1
    assert sum(found["counts"].values()) == len(found["claims"])
    assert list(found["counts"]) == list(VERDICTS)
    rows = list(csv.DictReader(io.StringIO(program("audit", "vgg16", "--format", "csv").out)))
    for key in ("query", "verdict", "exact"):
        assert [row[key] for row in rows] == [str(claim[key] or "") for claim in found["claims"]]
    assert {row["reading_conventions"] for row in rows} >= {"without linear layers"}
    only = json.loads(program("audit", "vgg16", "--format", "json", "--only", "exact").out)
    assert only["counts"] == found["counts"]
    assert {claim["verdict"] for claim in only["claims"]} == {"exact"}
    conv = next(claim for claim in found["claims"] if claim["prints"] == "15.3 billion FLOPs")
    assert conv["exact"] == 15_470_264_320
    assert conv["reading"]["conventions"] == ["without linear layers"]
    assert conv["reading"]["value"] == 15_346_630_656


def test_exit_codes_and_filters(program: Callable[..., Any]) -> None:
    assert program("audit", "vgg13", "--strict").code == 0
    assert program("audit", "mobilenet_v2", "--strict").code == 1
    assert program("audit", "mobilenet_v2", "--strict", "--only", "exact").code == 1  # what is shown decides nothing
    assert program("audit", "mobilenet_v2").code == 0
    assert program("audit", "caffenet").out == "No printed figures of caffenet are known.\n"
    unknown = program("audit", "alexnt")
    assert (unknown.code, unknown.err) == (2, "cnnstat: there is no network 'alexnt'; did you mean 'alexnet'?\n")
    only = program("audit", "--only", "diffs")
    assert (only.code, only.err) == (2, "cnnstat: --only: there is no verdict 'diffs'; did you mean 'differs'?\n")


def test_fractions_are_kept() -> None:
    share = next(each for each in whole().checked if each.claim.prints == "94.86%")
    assert share.value == Fraction(1_053_696, 1_110_821)


def test_a_file_that_calls_its_network_as_the_catalog_does_is_none_of_its(
    program: Callable[..., Any], tmp_path: Path
) -> None:
    spec = "name: alexnet\ninput: {channels: 3, size: 8}\nlayers:\n  - {name: c, type: conv, filters: 4, kernel: 3}\n"
    (tmp_path / "alexnet.yaml").write_text(spec, encoding="utf-8")
    done = program("audit", "alexnet.yaml", cwd=tmp_path)
    assert (done.code, done.out) == (0, "No printed figures of alexnet.yaml are known.\n")
    (tmp_path / "own.yaml").write_text("input: {", encoding="utf-8")
    done = program("audit", "own.yaml", cwd=tmp_path)
    assert done.code == 2
    assert done.err.startswith("cnnstat: own.yaml:")
