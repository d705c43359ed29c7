"""ONNX files whose graphs give several outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from onnx import TensorProto, helper
from onnx_files import model, node, saved

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.errors import SpecError
from cnnstat.views.imports import imported

W = {"w": (6, 4, 1, 1), "v": (2, 6, 1, 1)}


def giving(made: Any, *names: str) -> Any:
    """The model with these outputs."""
    del made.graph.output[:]
    made.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    return made


def rows(path: Path, partial: bool = False) -> list[str]:
    text = imported(path, partial=partial).text
    return [line.strip(" -") for line in text.rpartition("\nlayers:\n")[2].splitlines()]


def test_outputs_of_a_graph(tmp_path: Path) -> None:
    """In the order of the layers. A convolution that is an output keeps its activation to itself."""
    nodes = [node("Conv", "x w", "a", "a"), node("Relu", "a", "b", "b"), node("Conv", "b v", "c", "c")]
    path = saved(tmp_path, giving(model(nodes, W), "c", "a"))
    assert rows(path) == [
        "{name: a, type: conv, output: true, filters: 6, kernel: 1, bias: false}",
        "{name: b, type: relu}",
        "{name: c, type: conv, filters: 2, kernel: 1, bias: false}",
    ]
    network = cnnstat.load(path)
    assert [network.nodes[output].name for output in network.outputs] == ["a", "c"]
    path = saved(tmp_path, giving(model(nodes, W), "b", "c", "b"))
    assert rows(path)[0] == "{name: a, type: conv, output: true, filters: 6, kernel: 1, bias: false, activation: relu}"


def test_outputs_that_are_no_layers_of_their_own(tmp_path: Path) -> None:
    """A vector behind a map, and a formula that only the output reads."""
    nodes = [
        node("Conv", "x w", "a", "a"), node("Flatten", "a", "flat", "flat"), node("Sigmoid", "a", "s", "s"),
        node("Mul", "a s", "swish", "swish"), node("Conv", "a v", "c", "c"),
    ]  # fmt: skip
    path = saved(tmp_path, giving(model(nodes, W), "flat", "swish", "c"))
    network = cnnstat.load(path)
    assert [network.nodes[output].layer.type for output in network.outputs] == ["conv", "flatten", "silu"]


def test_outputs_of_a_graph_of_which_a_part_can_be_said(tmp_path: Path) -> None:
    nodes = [
        node("Conv", "x w", "a", "a"), node("Abs", "a", "b", "b"), node("Sin", "a", "s", "s"),
        node("Conv", "s v", "c", "c"),
    ]  # fmt: skip
    path = saved(tmp_path, giving(model(nodes, W, image=(1, 4, 8, 8)), "b", "c"))
    with pytest.raises(SpecError, match="Abs"):
        cnnstat.load(path)
    text = imported(path, partial=True).text
    (tmp_path / "part.yaml").write_text(text, encoding="utf-8")
    analysis = analyze_network(cnnstat.load(tmp_path / "part.yaml"), partial=True)
    assert [(each.type, str(each.output)) for each in analysis.outputs] == [
        ("conv", "2×8×8"), ("unavailable", "6×8×8"),
    ]  # fmt: skip
