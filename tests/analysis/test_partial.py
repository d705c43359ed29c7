"""Networks of which a part is not known: lower bounds say so wherever they are shown, and all else refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.analysis.flow import Flow
from cnnstat.errors import SpecError

Program = Callable[..., Done]
PART = """\
name: part
input: {channels: 3, size: 8}
layers:
  - {name: stem, type: conv, filters: 4, kernel: 3, padding: 1}
  - {name: mix.qkv, type: unavailable, shape: [4, 8, 8], what: attention, holds: 68}
  - {name: mix.sum, type: add, from: [mix.qkv, stem]}
  - {name: pool, type: global_avgpool}
  - {name: flat, type: flatten}
  - {name: fc, type: linear, features: 10}
"""
PARAMS = (4 * 27 + 4) + 68 + (4 * 10 + 10)
MACS = 64 * 4 * 27 + 4 * 10
LEAST = ["neurons", "connections", "macs", "flops"]


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("part.yaml").write_text(PART, encoding="utf-8")
    return "part.yaml"


def analysis(path: str) -> cnnstat.Analysis:
    return analyze_network(cnnstat.load(path), partial=True)


def test_parameters_are_exact_and_all_else_is_a_bound(part: str) -> None:
    found = analysis(part)
    assert (found.params, found.macs, found.counts.unknown) == (PARAMS, MACS, 1)
    assert found["mix.qkv"].counts.parameters.unsorted == 68
    assert [layer.name for layer in found if layer.field.known] == ["stem"]


def test_the_summary_says_at_least(part: str, program: Program) -> None:
    lines = {line.split("  ")[0]: line for line in program(part).out.splitlines()}
    for title in ("layers", "depth", "neurons", "connections", "MACs", "FLOPs", "elementwise", "weight memory"):
        assert "  ≥ " in lines[title], title
    assert f"≥ {MACS:,}" in lines["MACs"]
    assert "≥" not in lines["parameters"]
    assert f"  {PARAMS}  " in lines["parameters"]
    assert lines["receptive field"].split()[2] == "?"
    assert "where the MACs are" not in program(part).out


def test_the_table_says_at_least(part: str, program: Program) -> None:
    table = cnnstat.table(part, columns=["name", "params", "macs", "macs_share", "rf"])
    assert [row[1:] for row in table.texts()] == [
        ["112", "6,912", "?", "3"], ["68", "?", "?", "?"], ["0", "0", "?", "?"], ["0", "0", "?", "?"],
        ["0", "0", "?", "?"], ["50", "40", "?", "?"],
    ]  # fmt: skip
    assert table.total_texts() == ["total", str(PARAMS), f"≥ {MACS:,}", "?", ""]
    folded = program(part, "--table", "--depth", "1", "--columns", "name,macs").out
    assert ["mix", "≥", "0"] in [line.split() for line in folded.splitlines()]


def test_json_names_the_figures_that_are_bounds(part: str, program: Program) -> None:
    data: Any = json.loads(program(part, "--format", "json").out)
    assert set(LEAST) <= set(data["network"]["at_least"])
    assert "params" not in data["network"]["at_least"]
    assert (data["network"]["params"], data["network"]["macs"], data["network"]["rf"]) == (PARAMS, MACS, None)
    assert data["memory"]["at_least"] == ["weights", "peak", "saved", "training"]
    assert set(LEAST) <= set(data["totals"]["at_least"])
    rows = {row["name"]: row for row in data["layers"]}
    assert (rows["mix.qkv"]["macs"], rows["mix.qkv"]["params"], rows["fc"]["rf"]) == (None, 68, None)
    assert rows["fc"]["rf_exact"] is None
    assert rows["stem"]["rf_exact"] is True
    assert "at_least" not in rows["fc"]
    whole: Any = json.loads(program("lenet5", "--format", "json").out)
    assert "at_least" not in {**whole["network"], **whole["memory"], **whole["totals"]}


def test_csv_has_texts_for_bounds(part: str, program: Program) -> None:
    header, *rows = csv.reader(io.StringIO(program(part, "--format", "csv").out))
    assert len(set(header)) == len(header)
    found = {row[header.index("name")]: dict(zip(header, row, strict=True)) for row in rows}
    assert (found["mix.qkv"]["params"], found["mix.qkv"]["macs"], found["mix.qkv"]["holds"]) == ("68", "", "68")
    assert (found["fc"]["macs"], found["fc"]["rf"]) == ("40", "")
    compared = program("compare", part, "lenet5", "--columns", "macs,params", "--format", "csv").out
    assert compared.splitlines()[1].split(",")[1] == f"≥ {MACS}"


def test_data_frames_have_texts_for_bounds(part: str) -> None:
    pytest.importorskip("pandas")
    frame = cnnstat.table(part, columns=["name", "params", "macs"], depth=1).to_pandas()
    assert frame["macs"].tolist() == [MACS - 40, "≥ 0", 0, 0, 40]
    assert frame["params"].tolist() == [112, 68, 0, 0, 50]


def test_compare_has_no_ratio_of_a_bound(part: str) -> None:
    table = cnnstat.compare(part, "lenet5", quantities=["params", "macs"])
    assert table.texts()[1][1:] == [f"≥ {MACS:,}", "325,680", ""]
    assert table.texts()[0][3] != ""
    assert cnnstat.compare(part, f"{part}@batch=2", quantities=["macs"]).texts()[0][3] == ""  # not "same"


def test_diff_has_no_difference_of_a_bound(part: str) -> None:
    Path("other.yaml").write_text(PART.replace("holds: 68", "holds: 70"), encoding="utf-8")
    found = cnnstat.diff(part, "other.yaml")
    totals = {each.key: each.difference for each in found.totals}
    assert (totals["params"], totals["macs"], totals["rf"]) == (2, None, None)
    facts = dict(found.table.facts)
    assert facts["MACs"] == f"≥ {MACS:,} → ≥ {MACS:,}"
    assert "MACs" not in facts.get("the same", "")
    assert [row[-2:] for row in found.table.texts()] == [["+2", "?"]]


def test_drawn_with_a_dashed_outline(part: str, program: Program) -> None:
    assert f"≥ {MACS / 1000:.2f} k MACs" in program("draw", part).out
    assert "┄" in program("draw", part).out
    program("draw", part, "--output", "part.svg")
    svg = Path("part.svg").read_text(encoding="utf-8")
    assert svg.count("stroke-dasharray") == 2  # the box, and what the legend says of it
    for ending in ("dot", "mmd"):
        program("draw", part, "--output", f"part.{ending}")
        assert "dash" in Path(f"part.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "part.yaml"], ["explain", "part.yaml", "mix.qkv"], ["sizes", "part.yaml"],
        ["get", "part.yaml.macs"], ["handout", "part.yaml", "-o", "h.html"],
        ["page", "part.yaml", "-o", "p.html"], ["exercises", "part.yaml"], ["reconcile", "part.yaml.macs", "7000"],
    ],
)  # fmt: skip
def test_what_cannot_be_honest_refuses(words: list[str], part: str, program: Program) -> None:
    done = program(*words)
    said = (
        "part.yaml:5:5: layer mix.qkv (unavailable): part is known in part only: what this computes cannot be said in "
        "a spec; only show, draw, compare, diff, lint and import take it, and say 'at least'"
    )
    assert (done.code, done.out, done.err) == (2, "", f"cnnstat: {said}\n")
    assert not list(Path().glob("*.html"))


def test_lint_looks_at_what_is_known(part: str, program: Program) -> None:
    """The same conv is found wherever it stands; of fields only those in front of what nobody knows."""
    gap = "  - {name: gap, type: conv, filters: 4, kernel: 1, stride: 3}\n"
    wide = "".join(f"  - {{name: wide{at}, type: conv, filters: 4, kernel: 9, padding: 4}}\n" for at in (1, 2))
    before, behind = "  - {name: mix.qkv", "  - {name: pool"
    Path(part).write_text(PART.replace(behind, wide + gap + behind), encoding="utf-8")
    done = program("lint", part, "--format", "json")
    found = {each["rule"]: each for each in json.loads(done.out)["findings"]}
    layers = {rule: each["layer"] for rule, each in found.items()}
    assert layers == {"CNS106": "mix.qkv", "CNS102": "gap"}
    assert found["CNS106"]["problem"] == (
        "nobody knows what this computes: fields behind it and inputs of other sizes are not examined"
    )
    Path(part).write_text(PART.replace(before, wide + before), encoding="utf-8")
    rules = {each["rule"] for each in json.loads(program("lint", part, "--format", "json").out)["findings"]}
    assert rules == {"CNS104", "CNS106"}
    assert done.code == 0


def test_layers_side_by_side(part: str, program: Program) -> None:
    done = program("compare", "part.yaml.mix.qkv", "part.yaml.stem", "--format", "json")
    assert done.code == 0
    rows = {row["figure"]: row for row in json.loads(done.out)["rows"] if not row["figure"].startswith(" ")}
    cells = {figure: [*row.values()][1:] for figure, row in rows.items()}
    assert cells["Params"] == [68, 4 * 27 + 4, "≈ 1.6471"]
    assert cells["MACs"] == [None, 64 * 4 * 27, ""]
    assert cells["RF"][0] is None
    assert cells["RF"][1] == [3, 3] or cells["RF"][1] == 3
    assert "1 layer is unavailable" in program("compare", "part.yaml.mix.qkv", "part.yaml.stem").out
    block = program("compare", "part.yaml.mix", "part.yaml.stem", "--columns", "params,macs").out
    assert "≥ 0" in block


def test_functions_refuse_too(part: str) -> None:
    network = cnnstat.load(part)
    for asked in (cnnstat.analyze, cnnstat.explain, Flow):
        with pytest.raises(SpecError, match="part is known in part only"):
            asked(network)


@pytest.mark.torch
def test_no_module_is_built(part: str) -> None:
    with pytest.raises(SpecError, match="part is known in part only"):
        cnnstat.build(part)


def test_its_shape_is_that_of_one_input(part: str, program: Program) -> None:
    done = program(part, "--input", "16")
    problem = "its shape is stated for an input of 3×8×8, and nobody knows it for 3×16×16"
    assert (done.code, done.err) == (2, f"cnnstat: part.yaml:5:5: layer mix.qkv (unavailable): {problem}\n")
    assert program(part, "--input", "8").code == 0


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("shape: [4, 8], what: x", "shape: expected [channels, height, width] or [features], got 2 sizes"),
        ("shape: [4, 8, 0], what: x", "shape: expected a whole number of at least 1, got 0"),
        ("shape: [4, 8, 8]", "missing key 'what'"),
        ("shape: [4, 8, 8], what: x, holds: -1", "holds: expected a whole number of at least 0, got -1"),
    ],
)
def test_keys_that_cannot_be(keys: str, said: str, part: str, program: Program) -> None:
    Path(part).write_text(PART.replace("shape: [4, 8, 8], what: attention, holds: 68", keys), encoding="utf-8")
    done = program(part)
    assert done.code == 2
    assert said in done.err
