"""Expand, CSV and JSON hold the whole network; the JSON Schema knows the language."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import few_and_many, others_slow, run_inside
from hypothesis import strategies as st

import cnnstat
from cnnstat.algebra.formula import Name
from cnnstat.algebra.trace import Traced
from cnnstat.keys.kinds import Sides
from cnnstat.quantities import FIGURES
from cnnstat.quantities.totals import TOTALS
from cnnstat.render.formats import csv as csv_format
from cnnstat.render.formats import json as json_format
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.source import read_text
from cnnstat.spec.write import flow, write_spec

NAMES = [name for name in catalog.networks() if name != "resnet1202"]
SPECS = catalog.files()
VALIDATOR = jsonschema.Draft202012Validator(spec_schema())


def figures(analysis: cnnstat.Analysis) -> list[Any]:
    return [(layer.name, layer.output, layer.counts, layer.field, layer.depth) for layer in analysis.layers]


@pytest.mark.parametrize("name", others_slow(NAMES))
def test_expanded_networks_analyse_to_the_same_figures(name: str, tmp_path: Path) -> None:
    network = cnnstat.load(name)
    path = tmp_path / "flat.yaml"
    path.write_text(write_spec(network), encoding="utf-8")
    again = cnnstat.load(path)
    assert figures(cnnstat.analyze(again, training=True)) == figures(cnnstat.analyze(network, training=True))
    assert cnnstat.analyze(again).memory.to_dict() == cnnstat.analyze(network).memory.to_dict()
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


@pytest.mark.parametrize("name", others_slow(NAMES))
def test_a_net_can_be_rebuilt_from_its_csv(name: str, tmp_path: Path) -> None:
    analysis = cnnstat.analyze(name, training=True)
    path = tmp_path / "rebuilt.yaml"
    path.write_text(from_csv(csv_format.whole(analysis)), encoding="utf-8")
    assert figures(cnnstat.analyze(path, training=True)) == figures(analysis)


@pytest.mark.parametrize("name", ["alexnet", "googlenet", "lenet5", "mobilenet_v2"])
def test_json_columns_add_up(name: str) -> None:
    report = json.loads(json_format.whole(cnnstat.analyze(name, flops="all")))
    assert report["schema_version"] == 1
    totals, layers = report["totals"], report["layers"]
    for key in ("params", "weights", "biases", "scales", "fixed", "buffers", "connections", "macs", "flops"):
        assert totals[key] == sum(layer[key] for layer in layers), key
    kinds = [key for key in totals if key.startswith("ops_")]
    assert len(kinds) == 5
    assert totals["flops"] == 2 * totals["macs"] + sum(totals[kind] for kind in kinds)
    assert totals["neurons"] == sum(layer["neurons"] for layer in layers if layer["weights"] or layer["fixed"])
    assert set(report["quantities"]) == set(layers[0]) & set(report["quantities"]) | TOTALS.keys()
    assert all(report["network"][key] == totals[key] for key in ("params", "connections", "macs", "flops", "neurons"))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(spec_schema())


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.name)
def test_specs_are_valid_by_the_schema(path: Traversable) -> None:
    VALIDATOR.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=spec.schema.json\n")


def test_the_schema_beside_the_specs_is_the_current_one(accept: Callable[[str, str], str]) -> None:
    printed = run_inside("schema").out
    assert json.loads(printed) == spec_schema()
    assert printed == accept("../../specs/spec.schema.json", printed)


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


SIGNS = st.one_of(st.sampled_from("ab0 '\"#:-?&*!|>%@`{}[],~<=é×½"), st.characters().filter(str.isprintable))
TEXTS = st.text(SIGNS, max_size=60).map(lambda text: " ".join(text.split()) or "~")
"""Texts as a spec can have them: signs of YAML among them, no control characters, single blanks."""
DECIMALS = st.integers(0, 10**4).map(lambda number: number / 10**4)
WORDS = st.sampled_from(["same", "valid", "relu", "none", "swish", "a", "half-size", "v1.5"])


@st.composite
def specs_with_settings(draw: Any) -> str:
    """A spec whose values come from params, choices, texts, fractions, and lists as arguments of blocks."""
    params = {
        "pad": {"default": draw(st.sampled_from(["same", "valid"])), "choices": ["valid", "same"]},
        "act": {"default": draw(st.sampled_from(["relu", "tanh", "none"])), "choices": ["relu", "tanh", "none"]},
        "word": {"default": (word := draw(WORDS)), "choices": sorted({word, "b"}), "about": draw(TEXTS)},
        "share": draw(DECIMALS),
        "width": draw(st.integers(2, 8)),
        "flag": draw(st.booleans()),
    }
    inner = [
        {"type": "conv", "filters": "f", "kernel": "k", "padding": "p", "activation": "a", "dropout": "d"},
        {"type": "conv", "filters": "4 * width / 2", "kernel": [1, "index"], "padding": "pad", "bias": "flag"},
        {"type": "leaky_relu", "slope": "share / 3"},
        {"type": "batchnorm", "eps": draw(DECIMALS)},
        {"type": "conv", "kernel": 1, "table": "t", "norm": {"type": "batchnorm", "affine": "flag"}},
        {"type": "conv", "filters": 2, "kernel": 3, "padding": "s", "when": "word == 'b'"},
        {"type": "lrn", "size": 3, "alpha": "d / 7", "beta": draw(DECIMALS)},
    ]
    args = {"f": "width", "k": [1, 2], "p": "pad", "a": "act", "d": "share", "s": {"top": "width"}, "t": [[0, "f - 1"]]}
    arguments = {
        "f": "width + 1", "k": draw(st.sampled_from([[2, "f0"], 2])), "p": draw(st.sampled_from(["pad", "same"])),
        "d": "1 / 3", "s": {"top": "width - 1", "left": 2}, "t": [[0], ["width"]],
    }  # fmt: skip
    arguments = {key: value for key, value in arguments.items() if draw(st.booleans()) or key in ("f", "t")}
    params["f0"] = 2
    spec = {
        "name": "net", "title": draw(TEXTS), "about": draw(TEXTS),
        "source": {"paper": draw(TEXTS), "section": draw(TEXTS)},
        "params": params,
        "input": {"channels": 3, "size": 9},
        "recipe": {"about": draw(TEXTS), "momentum": "share", "weight_decay": "share / 3", "ones": ["b1.conv1"],
                   "schedule": "milestones", "milestones": [1, "width + 1"], "clip": draw(DECIMALS)},
        "witnesses": [{"says": draw(TEXTS), "section": draw(TEXTS), "formula": "input ** 2", "value": 81}],
        "blocks": {"b": {"args": args, "layers": inner}},
        "layers": [
            {"name": "b1", "block": "b", **arguments}, {"name": "true", "type": "relu"},
            {"name": "1e3", "type": "add", "from": ["true", "b1"]},
            {"name": "head", "type": "conv", "filters": 2, "kernel": 1, "padding": "pad"},
        ],
    }  # fmt: skip
    return yaml.dump(spec, sort_keys=False, allow_unicode=True)


def check_values_of_every_class_survive(text: str) -> None:
    network = expand(Spec(read_text(text, "net.yaml"), "net.yaml"))
    analysis = cnnstat.analyze(network, training=True, flops="all")
    flat = write_spec(network)
    again = expand(Spec(read_text(flat, "flat.yaml"), "flat.yaml"))
    assert figures(cnnstat.analyze(again, training=True)) == figures(analysis)
    assert [(node.layer, node.followers, node.inputs) for node in again.nodes] == [
        (node.layer, node.followers, node.inputs) for node in network.nodes
    ]
    for what in ("title", "about", "source", "recipe", "input"):
        assert getattr(again, what) == getattr(network, what)
    assert [each[:3] for each in again.witnesses] == [each[:3] for each in network.witnesses]
    assert write_spec(again) == flat
    VALIDATOR.validate(yaml.safe_load(flat))
    rebuilt = expand(Spec(read_text(from_csv(csv_format.whole(analysis)), "csv.yaml"), "csv.yaml"))
    assert figures(cnnstat.analyze(rebuilt, training=True)) == figures(analysis)
    told = json.loads(json_format.whole(analysis))["network"]["settings"]
    assert told == {name: pytest.approx(value) for name, value in network.settings.items()}


test_values_of_every_class_survive, test_more_values_of_every_class_survive = few_and_many(
    12, 80, specs_with_settings()
)(check_values_of_every_class_survive)


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Word("same"), "same"), (Word("true"), "'true'"), (Traced(3, Name("K", 3)), "3"), (True, "true"),
        (Fraction(1, 3), "1/3"), (Fraction(4, 2), "'2'"), (0.1, "0.1"), (Sides(1, 2, 3, 4), "[1, 2, 3, 4]"),
        ({"a": (Word("b"), [Fraction(-5, 7)])}, "{a: [b, [-5/7]]}"), ([[1, 2]] * 2, "[[1, 2], [1, 2]]"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_written_is_plain_data(value: Any, text: str) -> None:
    assert flow(value) == text
