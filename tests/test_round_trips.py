"""Expand, CSV and JSON hold the whole network; the JSON Schema knows the language."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import cnnstat
from cnnstat.quantities import FIGURES
from cnnstat.quantities.network import NETWORK_QUANTITIES
from cnnstat.render import csv as csv_format
from cnnstat.render import json as json_format
from cnnstat.spec import catalog
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.write import flow, write_spec

NAMES = [name for name in catalog.networks() if name != "resnet1202"]
SPECS = sorted(catalog.folder().glob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(spec_schema())


def figures(analysis: cnnstat.Analysis) -> list[Any]:
    return [(layer.name, layer.output, layer.counts, layer.field, layer.depth) for layer in analysis.layers]


@pytest.mark.parametrize("name", NAMES)
def test_expanded_networks_analyse_to_the_same_figures(name: str, tmp_path: Path) -> None:
    network = cnnstat.load(name)
    path = tmp_path / "flat.yaml"
    path.write_text(write_spec(network), encoding="utf-8")
    again = cnnstat.load(path)
    assert figures(cnnstat.analyze(again, training=True)) == figures(cnnstat.analyze(network, training=True))
    assert cnnstat.analyze(again).memory == cnnstat.analyze(network).memory
    assert write_spec(again) == write_spec(network)
    VALIDATOR.validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def from_csv(text: str) -> str:
    """The spec that a CSV describes, using nothing but the file."""
    rows = list(csv.DictReader(io.StringIO(text)))
    figure_columns = set(FIGURES) | {"index"}
    channels, height, width = rows[0]["output_shape"].split("x")
    lines = []
    for row in rows[1:]:
        keys = {key: cell for key, cell in row.items() if key not in figure_columns and cell}
        named = {key: flow(keys.pop(key)) for key in ("name", "type")}
        lines.append("  - {" + ", ".join(f"{key}: {cell}" for key, cell in {**named, **keys}.items()) + "}")
    return f"input: {{channels: {channels}, height: {height}, width: {width}}}\nlayers:\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_net_can_be_rebuilt_from_its_csv(name: str, tmp_path: Path) -> None:
    analysis = cnnstat.analyze(name, training=True)
    path = tmp_path / "rebuilt.yaml"
    path.write_text(from_csv(csv_format.whole(analysis, "2macs")), encoding="utf-8")
    assert figures(cnnstat.analyze(path, training=True)) == figures(analysis)


@pytest.mark.parametrize("name", ["alexnet", "googlenet", "lenet5", "mobilenet_v2"])
def test_json_columns_add_up(name: str) -> None:
    report = json.loads(json_format.whole(cnnstat.analyze(name), "all"))
    assert report["schema_version"] == 1
    totals, layers = report["totals"], report["layers"]
    for key in ("params", "weights", "biases", "scales", "fixed", "buffers", "connections", "macs", "flops"):
        assert totals[key] == sum(layer[key] for layer in layers), key
    kinds = [key for key in totals if key.startswith("ops_")]
    assert len(kinds) == 5
    assert totals["flops"] == 2 * totals["macs"] + sum(totals[kind] for kind in kinds)
    assert totals["neurons"] == sum(layer["neurons"] for layer in layers if layer["weights"] or layer["fixed"])
    assert set(report["quantities"]) == set(layers[0]) & set(report["quantities"]) | NETWORK_QUANTITIES.keys()
    assert all(report["network"][key] == totals[key] for key in ("params", "connections", "macs", "flops", "neurons"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_specs_are_valid_by_the_schema(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(spec_schema())
    VALIDATOR.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=spec.schema.json\n")


def test_the_schema_beside_the_specs_is_the_current_one() -> None:
    beside = json.loads((catalog.folder() / "spec.schema.json").read_text(encoding="utf-8"))
    assert beside == spec_schema(), "run: cnnstat schema -o specs/spec.schema.json"


@pytest.mark.parametrize(
    "line",
    [{"type": "conv", "filters": 3, "kernel": 3, "strides": 2}, {"type": "convv"}, {"type": "conv", "filters": 3},
     {"name": "x"}, {"type": "relu", "block": "b"}, {"type": "conv", "filters": 0, "kernel": 1},
     {"type": "conv", "filters": 1, "kernel": [1, 2, 3]}, {"type": "relu", "branches": []},
     {"type": "conv", "filters": 1, "kernel": 1, "norm": {"type": "batchnorm", "epsilon": 1}},
     {"type": "relu", "name": "a b"}],
)  # fmt: skip
def test_the_schema_refuses_what_the_program_refuses(line: dict[str, Any], write_spec: Callable[[str], Path]) -> None:
    spec = {"input": {"channels": 3, "size": 8}, "layers": [line]}
    assert list(VALIDATOR.iter_errors(spec))
    with pytest.raises(cnnstat.SpecError):
        cnnstat.load(write_spec(yaml.safe_dump(spec)))
