"""Receptive fields behind gates: hand-worked, against brute force over cells, and how each report tells of them."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, seed, settings
from random_networks import gated_networks

import cnnstat
from cnnstat.analysis.field import Extent, Field, merged
from cnnstat.analysis.phases import Span
from cnnstat.network.graph import INPUT
from cnnstat.quantities.table import GATES

EXAMPLES = int(os.environ.get("CNNSTAT_EXAMPLES", "300"))
EFFICIENTNET = ROOT / "tests/nets/efficientnet_b0.yaml"

TWO_GATES = """
    input: {channels: 4, size: 32}
    layers:
      - {name: c1, type: conv, filters: 4, kernel: 3, padding: 1}
      - {name: g1, type: global_avgpool}
      - {name: m1, type: multiply, from: [c1, g1]}
      - {name: c2, type: conv, filters: 4, kernel: 3, padding: 1}
      - {name: g2, type: global_avgpool}
      - {name: m2, type: multiply, from: [c2, g2]}
"""
WriteSpec = Callable[[str], Path]
Program = Callable[..., Any]
Lines = Callable[..., cnnstat.Analysis]


def both(analysis: cnnstat.Analysis) -> dict[str, tuple[int, int]]:
    """For each layer the field without gates and the union with them, along height."""
    return {each.name: (each.field.vertical.size, each.field.with_gates.vertical.size) for each in analysis.layers}


def test_two_gates_by_hand(write_spec: WriteSpec) -> None:
    analysis = cnnstat.analyze(write_spec(TWO_GATES))
    # g1 has seen pixels -1 to 32, g2 -2 to 33, each for every output behind it; c2 sees -2 to 2 of its own.
    assert both(analysis) == {
        "c1": (3, 3), "g1": (34, 34), "m1": (3, 34), "c2": (5, 35), "g2": (36, 36), "m2": (5, 36),
    }  # fmt: skip
    assert analysis["m2"].field.gates == ((-2, 33), (-2, 33))
    assert all(each.field.exact and each.field.aligned for each in analysis.layers)


def test_a_gate_grown_by_what_the_gates_before_it_have_seen(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 3, kernel: 3}
        - {name: g, type: global_avgpool}
        - {name: m, type: multiply, from: [a, g]}
        - {name: c, type: maxpool, kernel: 2}
        - {name: h, type: maxpool, kernel: 3}
        - {name: n, type: multiply, from: [c, h]}
    """, size=8)  # fmt: skip
    # a 0 to 2, 6 positions; g 0 to 7. c 0 to 3, jump 2, 3 positions; h 0 to 7 of its own. c scaled by h sees the same.
    assert both(analysis)["c"] == (4, 8)
    assert both(analysis)["n"] == (4, 8)
    assert analysis["n"].field.vertical.jump == 2


def test_a_gate_with_a_jump_of_its_own_does_not_pass_it_on(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 2, kernel: 3, stride: 2}
        - {name: b, type: conv, filters: 2, kernel: 8, stride: 8, from: input}
        - {name: m, type: multiply, from: [a, b]}
        - {name: c, type: conv, filters: 2, kernel: 3}
    """, size=8)  # fmt: skip
    assert both(analysis) == {"a": (3, 3), "b": (8, 8), "m": (3, 8), "c": (7, 8)}
    assert analysis["m"].field.vertical.jump == analysis["c"].field.vertical.jump == 2
    assert analysis["c"].field.exact


def test_paths_of_different_jumps_that_both_move(lines: Lines) -> None:
    """Neither is a gate: the jump is the larger, and the field that of the first output only."""
    analysis = lines("""
        - name: m
          type: concat
          branches: [[{name: a, type: conv, filters: 1, kernel: 3, stride: 2, padding: 1}],
                     [{name: b, type: conv, filters: 1, kernel: 1, stride: 3, padding: {bottom: 2, right: 2}}]]
        - {name: c, type: conv, filters: 1, kernel: 2}
    """, size=4)  # fmt: skip
    field = analysis["c"].field
    assert tuple(field.vertical) == (3 + 3, 3, -1)
    assert not field.exact
    assert not field.aligned
    assert not field.gated


@pytest.mark.parametrize(
    ("fields", "moves", "flags"),
    [
        ([{}, {}], [True, True], (True, True, True)),
        ([{"aligned": False}, {}], [True, True], (False, True, True)),
        ([{}, {"aligned": False}], [True, True], (False, True, True)),
        ([{"certain": False}, {}], [True, True], (True, False, True)),
        ([{}, {"certain": False}], [True, True], (True, False, True)),
        ([{"gates_exact": False}, {}], [True, True], (True, True, False)),
        ([{}, {"gates_exact": False}], [True, True], (True, True, False)),
        # What a gate is does not concern the field without gates, only that with them.
        ([{}, {"aligned": False}], [True, False], (True, True, True)),
        ([{}, {"certain": False}], [True, False], (True, True, False)),
        ([{"certain": False}, {}], [True, False], (True, False, True)),
        ([{}, {"gates_exact": False}], [True, False], (True, True, False)),
        ([{}, {}, {"certain": False}], [True, False, False], (True, True, False)),
    ],
)  # fmt: skip
def test_what_is_sure_behind_a_merge(
    fields: list[dict[str, Any]], moves: list[bool], flags: tuple[bool, bool, bool]
) -> None:
    found = merged([Field()._replace(**each) for each in fields], [(each, each) for each in moves])
    assert (found.aligned, found.certain, found.gates_exact) == flags
    assert found.known
    assert not merged([Field(), Field(known=False)], [(True, True)] * 2).known


@pytest.mark.parametrize(("one", "other", "aligned", "certain"), [
    (Extent(3, 1, -1), Extent(5, 1, -2), True, True), (Extent(3, 1, -1), Extent(3, 1, 0), False, True),
    (Extent(3, 1, -1), Extent(4, 1, -1), False, True), (Extent(3, 1, -1), Extent(3, 2, -1), False, False),
])  # fmt: skip
def test_paths_that_are_aligned_along_both_axes(one: Extent, other: Extent, aligned: bool, certain: bool) -> None:
    """Their centers and their jumps agree; along each axis by itself."""
    same = Extent()
    for fields in ([(one, same), (other, same)], [(same, one), (same, other)], [(other, same), (one, same)]):
        found = merged([Field(*each) for each in fields], [(True, True)] * 2)
        assert (found.aligned, found.certain) == (aligned, certain)
        changed = found.vertical if fields[0][1] is same else found.horizontal
        first, last = min(one.start, other.start), max(one.start + one.size, other.start + other.size)
        assert changed == Extent(last - first, max(one.jump, other.jump), first)


def test_a_gate_along_one_axis_only(lines: Lines) -> None:
    """A map of one column is a gate along the width of a wider one where it is one value for all of it."""
    own = Field(Extent(3, 1, -1), Extent(3, 1, -1))
    gate = Field(Extent(5, 1, -2), Extent(9, 1, 0), aligned=False)
    found = merged([own, gate], [(True, True), (True, False)])
    assert found.vertical == Extent(5, 1, -2)
    assert found.horizontal == Extent(3, 1, -1)
    assert found.gates == (None, Span(0, 8))
    assert not found.aligned  # along the height both move
    assert found.with_gates.horizontal == Extent(10, 1, -1)


def test_a_bound_inside_of_a_gate_concerns_the_union_only(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec("""
        input: {channels: 2, size: 8}
        layers:
          - {name: a, type: conv, filters: 2, kernel: 3, padding: 1}
          - name: m
            type: multiply
            branches: [[], [{name: uneven, type: adaptive_avgpool, size: 3}, {name: g, type: global_maxpool}]]
    """)
    field = cnnstat.analyze(path)["m"].field
    assert (field.exact, field.with_gates.exact) == (True, False)
    layers = {each["name"]: each for each in json.loads(program(path, "--format", "json").out)["layers"]}
    flags = [(layers[name]["rf_exact"], layers[name]["rf_union_exact"]) for name in ("a", "uneven", "m")]
    assert flags == [(True, True), (False, False), (True, False)]


@pytest.mark.parametrize("pool", ["global_avgpool", "adaptive_avgpool, size: 1", "adaptive_maxpool, size: 1"])
def test_a_chain_of_gates_is_the_same_however_the_map_is_squeezed(pool: str, write_spec: WriteSpec) -> None:
    body = "".join(
        f"  - {{name: c{number}, type: conv, filters: 4, kernel: 3, padding: 1}}\n"
        f"  - {{name: g{number}, type: {pool}}}\n"
        f"  - {{name: m{number}, type: multiply, from: [c{number}, g{number}]}}\n"
        for number in range(7)
    )
    analysis = cnnstat.analyze(write_spec(f"input: {{channels: 4, size: 64}}\nlayers:\n{body}"))
    assert analysis["m6"].field.vertical == (15, 1, -7)
    assert analysis["m6"].field.gates[0] == (-7, 70)
    assert analysis["g6"].field.vertical.jump == 1


def test_strides_inside_of_gates_do_not_multiply(write_spec: WriteSpec) -> None:
    """A pool as large as the map steps by its own size, which no output behind the gate does."""
    body = "".join(
        f"  - {{name: c{number}, type: conv, filters: 1, kernel: 1}}\n"
        f"  - {{name: g{number}, type: avgpool, kernel: 64}}\n"
        f"  - {{name: m{number}, type: multiply, from: [c{number}, g{number}]}}\n"
        for number in range(9)
    )
    analysis = cnnstat.analyze(write_spec(f"input: {{channels: 1, size: 64}}\nlayers:\n{body}"))
    assert analysis["m8"].field.vertical == (1, 1, 0)


@pytest.mark.parametrize("stride", ["1000", "[1000, 1]", "[1, 1000]"])
def test_strides_multiply_along_each_axis(stride: str, write_spec: WriteSpec) -> None:
    deep = "".join(
        f"  - {{type: conv, filters: 1, kernel: 1, stride: {stride}, name: c{number}}}\n" for number in range(5)
    )
    path = write_spec(f"input: {{channels: 1, size: 64}}\nlayers:\n{deep}")
    with pytest.raises(cnnstat.SpecError, match=r"layer c4 \(conv\): strides up to here multiply to more than 1,000,"):
        cnnstat.load(path)


def test_efficientnet() -> None:
    """851 is what the literature and tools that follow the main path give."""
    analysis = cnnstat.analyze(EFFICIENTNET)
    assert analysis.features is not None
    assert analysis.features.name == "head"
    assert analysis.features.field.vertical == (851, 32, -425)
    assert analysis.features.field.with_gates.vertical == (1043, 32, -425)
    assert analysis.features.field.aligned
    assert cnnstat.get(f"'{EFFICIENTNET}'.rf") == 851
    assert cnnstat.get(f"'{EFFICIENTNET}'.rf_union") == cnnstat.get(f"'{EFFICIENTNET}'.head.rf_union") == 1043


# Against brute force.


def check(analysis: cnnstat.Analysis) -> int:
    """Hold every field of a network against the pixels found by following cells; how many of them had gates."""
    gated = 0
    for axis in (0, 1):
        seen = pixels_of(analysis, axis)
        for layer in analysis.every:
            field = layer.field
            extent, union = field.extent(axis), field.with_gates.extent(axis)
            pixels, all_pixels = ((each.start, each.start + each.size - 1) for each in (extent, union))
            first, second = seen(layer.order, 0, False), seen(layer.order, 1, False)
            if field.exact:
                assert (min(first), max(first)) == pixels, (layer.name, extent)
                assert (min(second), max(second)) == tuple(pixel + extent.jump for pixel in pixels), layer.name
            if field.with_gates.exact:
                everything = seen(layer.order, 0, True)
                assert (min(everything), max(everything)) == all_pixels, (layer.name, union)
            gated += union != extent
    return gated


def pixels_of(analysis: cnnstat.Analysis, axis: int) -> Callable[[int, int, bool], frozenset[int]]:
    """A function that follows a cell of a layer's output back to the image, through gates or not.

    Cells may lie beside the map: fields are not clipped. A gate is the cell 0 of its path for every output.
    """
    shapes = {INPUT: analysis.network.input, **{each.order: each.output for each in analysis.every}}

    @cache
    def seen(node: int, cell: int, gates: bool) -> frozenset[int]:
        if node == INPUT:
            return frozenset({cell})
        layer = analysis.every[node]
        if not layer.node.layer.merges:
            window = layer.node.layer.axes(layer.inputs[0])[axis]
            first = cell * window.stride - window.before
            cells = (first + window.dilation * tap for tap in range(window.kernel))
            return frozenset().union(*(seen(layer.node.inputs[0], each, gates) for each in cells))
        lengths = [shapes[source][1 + axis] for source in layer.node.inputs]
        found: set[int] = set()
        for source, length in zip(layer.node.inputs, lengths, strict=True):
            gate = length == 1 < max(lengths)
            if gates or not gate:
                found |= seen(source, 0 if gate else cell, gates)
        return frozenset(found)

    return seen


@pytest.mark.slow
@seed(20261128)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(text=gated_networks())
def test_random_gates_against_following_cells(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "gated.yaml"
    path.write_text(text, encoding="utf-8")
    assert check(cnnstat.analyze(path, training=True)) > 0


# How it is told.


def test_a_table_says_which_is_which(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec(TWO_GATES)
    table = program(path, "--table", "--columns", "name,rf,rf_union").out.splitlines()
    assert [line.split() for line in table[4:10]] == [
        [name, str(field), str(union)] for name, (field, union) in both(cnnstat.analyze(path)).items()
    ]
    assert table[2] == "Layer  RF  RF with gates"
    note = " ".join(GATES.split())
    assert note in " ".join(" ".join(table).split())
    for arguments in (["--table"], [], ["--table", "--format", "markdown"], ["--format", "html"], ["m2"]):
        assert "RF with gates (rf_union)" in " ".join(program(path, *arguments).out.split()).replace("\\_", "_")
    assert "gates" not in program(path, "--table", "--columns", "name,params").out
    assert "gates" not in program("resnet50", "--table").out
    assert "gates" not in program("resnet50").out


def test_csv_and_json_hold_both(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec(TWO_GATES)
    _, *rows = csv.DictReader(io.StringIO(program(path, "--format", "csv").out))
    found = {row["name"]: (row["rf"], row["rf_union"]) for row in rows}
    assert found == {name: (str(a), str(b)) for name, (a, b) in both(cnnstat.analyze(path)).items()}
    data = json.loads(program(path, "--format", "json").out)
    assert (data["network"]["rf"], data["network"]["rf_union"]) == (5, 36)
    assert (data["layers"][5]["rf"], data["layers"][5]["rf_union"], data["layers"][5]["rf_exact"]) == (5, 36, True)
    assert data["quantities"]["rf"]["meaning"].endswith("gates left out")
    assert "gates" in data["quantities"]["rf_union"]["meaning"]


def test_the_summary_has_a_line_where_there_are_gates(write_spec: WriteSpec, program: Program) -> None:
    lines = program(write_spec(TWO_GATES)).out.splitlines()
    (told,) = [line for line in lines if line.startswith("RF with gates ")]
    assert told.split()[3:] == ["36", "with", "what", "gates", "have", "seen,", "at", "the", "first", "output"]


def test_derivations_name_the_gates(write_spec: WriteSpec, program: Program) -> None:
    path = write_spec(TWO_GATES)
    out = program("explain", path, "m2", "rf", "rf_union").out
    assert "  RF = rf of c2 = 5\n" in out
    assert "  c2, pixels −2 to 2; left out as a gate: g2, pixels −2 to 33\n" in out
    assert "  gates left out; with what they have seen 36 (rf_union)\n" in out
    assert "  RF with gates = last pixel of gates − start + 1 = 33 − (−2) + 1 = 36\n" in out
    assert "path: 1, c1 +2 = 3, c2 +2 = 5\n" in out
    plain = program("explain", "alexnet", "conv2").out
    assert "gates" not in plain.replace("gates left out, in pixels", "")
    asked = program("explain", "alexnet", "conv2", "rf_union").out
    assert "RF with gates = rf of pool1 + (kernel − 1) × jump of pool1 = 19 + (5 − 1) × 8 = 51" in asked
    assert "no gates on the way: the receptive field itself" in asked
    whole = program("explain", path).out
    assert "RF with gates  36" in whole
    assert "at m2, the last map wider than one position" in whole
    compared = program("explain", path, "c2", "--compare", "m2").out
    assert [line.split() for line in compared.splitlines() if line.startswith("RF with gates  ")] == [
        ["RF", "with", "gates", "35", "36", "≈", "1.0286"]
    ]
    assert "RF leaves gates out" in compared
    assert "gates" not in program("explain", "alexnet", "conv1", "--compare", "conv2").out


@pytest.mark.torch
def test_autograd_measures_the_field_without_gates(write_spec: WriteSpec) -> None:
    from cnnstat.pytorch.crosscheck import crosscheck

    report = crosscheck(cnnstat.load(write_spec(TWO_GATES)), "meta")
    assert report.agrees
    assert not report.not_measured
    assert [[said.found for said in report[name].said["rf"]] for name in ("m1", "m2")] == [[3, 1, -1], [5, 1, -2]]
