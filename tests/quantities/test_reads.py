"""The column that says what a layer reads: shown where that is not just the line above."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import others_slow

import cnnstat
from cnnstat.quantities import DEFAULT_COLUMNS
from cnnstat.quantities.table import Table, layer_table
from cnnstat.render import terminal
from cnnstat.render.formats import csv as csv_format
from cnnstat.render.formats import html, latex, markdown
from cnnstat.render.formats import json as json_format
from cnnstat.spec import catalog

NAMES = [name for name in catalog.networks() if name != "resnet1202"]
CHAINS = {"lenet1", "lenet5", "alexnet", "caffenet", "vgg16", "nin", "mobilenet_v1"}

SPEC = """
input: {channels: 2, size: 8}
blocks:
  unit:
    layers:
      - {name: c1, type: conv, filters: 2, kernel: 1}
      - {name: c2, type: conv, filters: 2, kernel: 1}
      - {name: sum, type: add, from: [c2, input, c1, c2]}
layers:
  - {name: u1, block: unit}
  - {name: u2, block: unit}
  - {name: aux, type: relu, auxiliary: true}
  - {name: after, type: relu}
  - {name: far, type: conv, filters: 2, kernel: 1, from: u1}
  - {name: image, type: conv, filters: 2, kernel: 1, from: input}
  - {name: all, type: concat, from: [image, after, far, u1, u2, image, image, image]}
"""


def reads(table: Table) -> dict[str, str]:
    """The texts of the column, by the names of the rows."""
    at = [column.key for column in table.columns].index("inputs")
    return {row[0]: row[at] for row in table.texts()}


@pytest.fixture
def small(write_spec: Callable[[str], Any]) -> cnnstat.Analysis:
    return cnnstat.analyze(write_spec(SPEC))


def test_what_each_layer_reads(small: cnnstat.Analysis) -> None:
    assert reads(layer_table(small)) == {
        "u1.c1": "", "u1.c2": "", "u1.sum": ".c2, input, .c1, .c2",
        "u2.c1": "", "u2.c2": "", "u2.sum": ".c2, u1.sum, .c1, .c2",
        "after": "", "far": "u1.sum", "image": "input",
        "all": "image, after, far, u1.sum, u2.sum, image, 2 more",
    }  # fmt: skip


def test_blocks_read_what_their_layers_read_of_others(small: cnnstat.Analysis) -> None:
    assert reads(layer_table(small, depth=1)) == {
        "u1": "", "u2": "", "after": "", "far": "u1", "image": "input",
        "all": "image, after, far, u1, u2, image, 2 more",
    }  # fmt: skip


def test_a_part_of_a_network(small: cnnstat.Analysis) -> None:
    """The line above is that of the network, also where it is not shown."""
    assert reads(layer_table(small, inside="u2")) == {"u2.c1": "", "u2.c2": "", "u2.sum": ".c2, u1.sum, .c1, .c2"}
    alone = layer_table(small, inside="after")
    assert [column.key for column in alone.columns] == [key for key in DEFAULT_COLUMNS if key != "inputs"]
    assert reads(layer_table(small, inside="far")) == {"far": "u1.sum"}


def test_heads_stand_aside(write_spec: Callable[[str], Any]) -> None:
    training = cnnstat.analyze(write_spec(SPEC), training=True)
    assert {name: text for name, text in reads(layer_table(training, depth=1)).items() if name in ("aux", "after")} == {
        "aux": "", "after": "u2",
    }  # fmt: skip


@pytest.mark.parametrize("name", others_slow(NAMES))
def test_the_column_is_there_where_something_is_said_in_it(name: str) -> None:
    analysis = cnnstat.analyze(name)
    for depth in (None, 1, 2):
        table = layer_table(analysis, depth=depth)
        shown = "inputs" in [column.key for column in table.columns]
        every = reads(layer_table(analysis, ("name", "inputs"), depth=depth))
        assert shown == any(every.values())
    if name in CHAINS:
        assert not shown
    chain = all(
        layer.node.inputs == (before.order if before else -1,)
        for before, layer in zip([None, *analysis.layers], analysis.layers, strict=False)
    )
    assert chain == ("inputs" not in [column.key for column in layer_table(analysis).columns])


@pytest.mark.parametrize("name", ["resnet18", "googlenet", "inception_v3"])
def test_data_hold_what_every_layer_reads(name: str) -> None:
    """The same in JSON and as plain lines; names of rows, so that the graph can be drawn from them."""
    analysis = cnnstat.analyze(name, training=True)
    names = {-1: "input"} | {layer.order: layer.name for layer in analysis.layers}
    expected = [[names[source] for source in layer.node.inputs] for layer in analysis.layers]
    assert [layer["inputs"] for layer in json_format.report(analysis)["layers"]] == expected
    lines = csv_format.plain(layer_table(analysis, ("name", "inputs"))).splitlines()[1:]
    assert [line.split("\t")[1].split("; ") for line in lines] == expected
    folded = json_format.report(analysis, depth=1)["layers"]
    known = {"input"}
    for row in folded:
        assert set(row["inputs"]) <= known
        known.add(row["name"])
    assert json.dumps(folded)


def test_every_medium_shows_it(small: cnnstat.Analysis) -> None:
    table = layer_table(small, ("name", "inputs"))
    assert "| far       | u1.sum   " in markdown.table(table)
    assert r"far & u1.sum \\" in latex.table(table)
    assert "<td>u1.sum</td>" in html.table(table)
    assert "far     u1.sum" in terminal.text(terminal.table_view, table)
    assert "Reads: empty for the line above; .name is in the same block." in terminal.text(terminal.table_view, table)


def test_narrow_terminals_leave_it_out_and_say_so() -> None:
    lines = [
        "".join(text for text, _ in line) for line in terminal.table_view(layer_table(cnnstat.analyze("resnet18")), 80)
    ]
    assert "Reads" not in lines[2]
    assert any(line.startswith("No room for type, detail, then, inputs, neurons") for line in lines)
    wide = terminal.table_view(layer_table(cnnstat.analyze("resnet18")), 140)
    assert ("Reads", "bold") in [(text.strip(), style) for text, style in wide[2]]
