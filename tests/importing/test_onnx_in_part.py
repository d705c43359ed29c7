"""ONNX files of which a spec can say a part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from onnx import TensorProto, helper
from onnx_files import exported, floats, model, node, saved

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.errors import CnnstatError
from cnnstat.views.imports import Imported, imported


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in messages are those that were typed."""
    monkeypatch.chdir(tmp_path)


def part(made: Any) -> Imported:
    return imported(saved(Path(), made), partial=True)


def refused(made: Any) -> str:
    with pytest.raises(CnnstatError) as caught:
        part(made)
    return str(caught.value)


def rows(found: Imported) -> list[tuple[str, str, int]]:
    """Of each layer its type, its output and its parameters."""
    Path("part.yaml").write_text(found.text, encoding="utf-8")
    analysis = analyze_network(cnnstat.load("part.yaml"), partial=True)
    return [(each.type, str(each.output), each.params) for each in analysis]


W = {"w": (6, 4, 1, 1), "v": (2, 6, 1, 1)}


def test_what_stands_between_convolutions_is_one_layer() -> None:
    nodes = [
        node("Conv", "x w", "a"), node("Abs", "a", "b", "middle"), node("Relu", "b", "c"), node("Conv", "c v"),
    ]  # fmt: skip
    for batch in (1, 3, "n", None):
        found = part(model(nodes, W, image=(batch, 4, 8, 8)))
        assert rows(found) == [("conv", "6×8×8", 24), ("unavailable", "6×8×8", 0), ("conv", "2×8×8", 12)]
        assert "what: 'Abs, Relu'" in found.text
        assert found.told == ["marked unavailable: net.onnx:2:1: layer middle: ONNX's 'Abs' cannot be said in a spec"]


def test_what_can_be_said_stays_said() -> None:
    """A formula that is no activation is marked, and not the convolution that reads it; a branch passes it by."""
    nodes = [
        node("Conv", "x w", "a"), node("Mul", "a h", "b"), node("Conv", "b v", "c"), node("Conv", "a u", "d"),
        node("Add", "c d"),
    ]  # fmt: skip
    found = part(model(nodes, {**W, "u": (2, 6, 1, 1), "h": 0.5}))
    assert rows(found) == [
        ("conv", "6×8×8", 24), ("unavailable", "6×8×8", 0), ("conv", "2×8×8", 12), ("conv", "2×8×8", 12),
        ("add", "2×8×8", 0),
    ]  # fmt: skip


def test_numbers_inside_count_once() -> None:
    """Real ones of a tensor; not whole numbers, not a single factor, and not those that only set something."""
    nodes = [node("Einsum", "x t t i s", "a", equation="..."), node("Einsum", "x t", "b"), node("Add", "a b", "y")]
    made = model(nodes, {"t": (6, 4), "i": [1, 2, 3], "s": 0.5})
    made.graph.output[0].CopyFrom(helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 6, 8, 8]))
    found = part(made)
    assert rows(found) == [("unavailable", "6×8×8", 24)]
    assert found.told[-1] == "24 real numbers that these read count as parameters: ONNX does not tell which are trained"
    norm = model([node("BatchNormalization", "x s b m v", "a", training_mode=1), node("Conv", "a w")], W)
    norm.graph.initializer.extend(floats(name, *range(5)) for name in "sbmv" if name != "v")
    assert "it has 5 numbers for 4 channels" in refused(norm)
    slope = model([node("PRelu", "x s", "a"), node("Conv", "a w")], W)
    slope.graph.initializer.append(floats("s", 0.25))
    assert rows(part(slope)) == [("unavailable", "4×8×8", 1), ("conv", "6×8×8", 24)]


def test_shared_weights_count_once() -> None:
    made = model([node("Conv", "x w", "a", "one"), node("Conv", "a w", "b", "two")], {"w": (4, 4, 1, 1)})
    assert rows(part(made)) == [("conv", "4×8×8", 16), ("unavailable", "4×8×8", 0)]


def test_a_size_that_the_file_states() -> None:
    """A custom operator has the size that the file states for it; without it the import ends with the reason."""
    nodes = [node("Conv", "x w", "a"), node("Own", "a", "b", "mine", domain="com.own"), node("Conv", "b v")]
    made = model(nodes, W)
    said = "net.onnx:2:1: layer mine: ONNX's 'com.own.Own' cannot be said in a spec"
    assert refused(made) == f"{said}; nor does the file tell the size of its output"
    with pytest.raises(CnnstatError) as caught:
        imported(Path("net.onnx"))
    assert str(caught.value) == said
    made.graph.value_info.append(helper.make_tensor_value_info("b", TensorProto.FLOAT, [1, 6, 5, 7]))
    assert rows(part(made)) == [("conv", "6×8×8", 24), ("unavailable", "6×5×7", 0), ("conv", "2×5×7", 12)]


def test_a_size_that_is_computed_from_another() -> None:
    """A reshape to what follows from the shape of what cannot be said."""
    nodes = [
        node("Abs", "x", "a"), node("Shape", "a", "s", start=0, end=2), node("Concat", "s r", "t", axis=0),
        node("Reshape", "a t", "b"), node("Transpose", "b", "c", perm=[0, 2, 1]), node("MatMul", "c m"),
    ]  # fmt: skip
    found = part(model(nodes, {"r": [-1], "m": (4, 3)}, image=("n", 4, 8, 8)))
    assert rows(found) == [("unavailable", "4×1×64", 0), ("conv", "3×1×64", 12)]


def test_outputs_of_any_rank() -> None:
    for nodes, held, shape in (
        ([node("Abs")], {}, "4×8×8"),
        ([node("Abs", "x", "a"), node("Reshape", "a s")], {"s": [1, -1]}, "256"),
        ([node("Abs", "x", "a"), node("Reshape", "a s")], {"s": [1, 8, 32]}, "8×1×32"),
        ([node("Abs", "x", "a"), node("Reshape", "a s")], {"s": [1, 2, 2, 8, 8]}, "256"),
    ):
        assert rows(part(model(nodes, held))) == [("unavailable", shape, 0)]


def test_what_is_damaged_is_refused_all_the_same() -> None:
    for nodes, held, said in (
        ([node("Abs", "x", "a"), node("Relu", "nothing")], {}, "2:1: layer y (Relu): reads 'nothing'"),
        ([node("Abs", "x", "a"), node("Reshape", "a s")], {"s": [1, 5]}, "2:1: layer y (Reshape): it makes 5 numbers"),
        ([node("Conv", "x w")], {"w": (6, 3, 1, 1)}, "1:1: layer y (Conv): its weights are for 3 channels"),
    ):
        assert refused(model(nodes, held)).startswith(f"net.onnx:{said}")


@pytest.mark.torch
@pytest.mark.parametrize("dynamo", [True, False])
def test_a_network_with_attention(dynamo: bool, tmp_path: Path) -> None:
    """Parameters are torch's, and its linear layers and convolutions are rows of their own."""
    import torch
    from torch import Tensor, nn

    class Attending(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem, self.norm = nn.Conv2d(3, 8, 3, padding=1), nn.LayerNorm(8)
            self.token = nn.Parameter(torch.randn(1, 1, 8))
            self.qkv, self.proj, self.head = nn.Linear(8, 24), nn.Linear(8, 8), nn.Linear(8, 5)

        def forward(self, x: Tensor) -> Tensor:
            x = self.stem(x).flatten(2).transpose(1, 2)
            x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1)
            q, k, v = self.qkv(self.norm(x)).chunk(3, dim=-1)
            x = x + self.proj((q @ k.transpose(1, 2)).softmax(-1) @ v)
            y: Tensor = self.head(x[:, 0])
            return y

    module = Attending()
    path = exported(module, torch.zeros(2, 3, 4, 4), tmp_path, dynamo=dynamo)
    every = rows(imported(path, partial=True))
    assert sum(each[2] for each in every) == sum(each.numel() for each in module.parameters())
    weighted = [(kind, output) for kind, output, held in every if held and kind != "unavailable"]
    assert weighted == [
        ("conv", "8×4×4"), ("layernorm", "8×1×17"), ("conv", "24×1×17"), ("conv", "8×1×17"), ("linear", "5"),
    ]  # fmt: skip


@pytest.mark.parametrize("output", ["w", "s", "x", "nothing"])
def test_an_output_that_no_image_is_behind(output: str) -> None:
    """A tensor of the file, one that follows from those alone, the image itself, and one that nothing gives."""
    made = model([node("Conv", "x w", "y"), node("Identity", "w", "s")], W)
    made.graph.output[0].CopyFrom(helper.make_tensor_value_info(output, TensorProto.FLOAT, [6, 4, 1, 1]))
    for partial in (True, False):
        with pytest.raises(CnnstatError) as caught:
            imported(saved(Path(), made), partial)
        problem = {"x": "layer"}.get(output, f"no node gives the output {output!r}")
        assert str(caught.value).startswith("net.onnx:1:1: ")
        assert problem in str(caught.value)
