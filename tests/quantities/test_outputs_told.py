"""Summaries, tables, JSON and diffs of networks of several outputs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from conftest import run_inside

import cnnstat
from cnnstat.quantities.summary import Fact, summarize

Write = Callable[[str], Path]
SPEC = """
input: {channels: 3, size: 8}
layers:
  - {name: a, type: conv, filters: 2, kernel: 3%s}
  - {name: b, type: maxpool, kernel: 2}
"""
NOTE = "Outputs of the network are those of a and b."


def test_each_output_has_a_line_of_the_summary(write_spec: Write) -> None:
    for more, facts in (
        ("", [Fact("output", "2×3×3")]),
        (", output: true", [Fact("output", "2×6×6", "of a"), Fact("output", "2×3×3", "of b")]),
    ):
        found = summarize(cnnstat.analyze(write_spec(SPEC % more)))
        assert [fact for fact in found.facts if fact.label == "output"] == facts
        assert (NOTE in found.notes) == bool(more)


def test_tables_json_and_queries(write_spec: Write) -> None:
    path = str(write_spec(SPEC % ", output: true"))
    assert NOTE in run_inside(path, "--table").out
    found = json.loads(run_inside(path, "--format", "json").out)
    assert found["network"]["output_shape"] == [2, 3, 3]
    assert [layer["spec"].get("output") for layer in found["layers"]] == [True, None]
    assert run_inside("get", f"{path}.output_shape").out == "2×3×3\n"


def test_a_diff_tells_that_a_layer_became_an_output(write_spec: Write, tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    one.write_text(SPEC % "", encoding="utf-8")
    two = write_spec(SPEC % ", output: true")
    found = json.loads(run_inside("diff", str(one), str(two), "--format", "json").out)
    assert found["differs"]
    assert [(each["one"], each["keys"]) for each in found["layers"]] == [("a", {"output": [False, True]})]


def test_settings_that_change_only_outputs_differ(write_spec: Write) -> None:
    """Lines of one file share their layers, whatever their settings."""
    path = write_spec("params: {named: 2}\n" + SPEC % ", output: named == 1")
    found = json.loads(run_inside("diff", str(path), "@named=1", "--format", "json").out)
    assert [(each["one"], each["keys"]) for each in found["layers"]] == [("a", {"output": [False, True]})]
