"""ONNX files: layers worked out by hand, patterns of several nodes, names, and what exporters leave out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("onnx")

from onnx_files import model, node, saved

import cnnstat
from cnnstat.spec.write import write_spec
from cnnstat.views.imports import imported


def rows(folder: Path, made: Any) -> list[str]:
    """The lines that a model becomes, without braces and the names; the spec gives what the file gives."""
    path = saved(folder, made)
    text = imported(path).text
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    again = write_spec(cnnstat.load(folder / "net.yaml"))
    assert again.partition("\n")[2] == write_spec(cnnstat.load(path)).partition("\n")[2]
    return [each.strip(" -{}") for each in text.partition("layers:\n")[2].splitlines()]


def test_a_network_by_hand(tmp_path: Path) -> None:
    made = model(
        [
            node("Conv", "x c.weight c.bias", "c", pads=[1, 1, 1, 1]),
            node("BatchNormalization", "c n.weight n.bias n.mean n.var", "n", epsilon=1e-3),
            node("Relu", "n", "r"),
            node("MaxPool", "r", "p", kernel_shape=[2, 2], strides=[2, 2]),
            node("Flatten", "p", "f"),
            node("Gemm", "f fc.weight fc.bias", "g", transB=1),
            node("Softmax", "g", "s"),
        ],
        {
            "c.weight": (8, 4, 3, 3), "c.bias": (8,), "n.weight": (8,), "n.bias": (8,), "n.mean": (8,), "n.var": (8,),
            "fc.weight": (10, 128), "fc.bias": (10,),
        },
        image=("batch", 4, 8, 8),
    )  # fmt: skip
    path = saved(tmp_path, made)
    assert imported(path).text == (
        "# From " + path.as_posix() + " (ONNX), by cnnstat import.\n"
        "input: {channels: 4, size: 8}\n"
        "layers:\n"
        "  - {name: c, type: conv, filters: 8, kernel: 3, padding: 1, norm: {type: batchnorm, eps: 0.001},"
        " activation: relu}\n"
        "  - {name: maxpool, type: maxpool, kernel: 2}\n"
        "  - {name: flatten, type: flatten}\n"
        "  - {name: fc, type: linear, features: 10, activation: softmax}\n"
    )
    found = cnnstat.analyze(cnnstat.load(path))
    assert found.params == 8 * 4 * 9 + 8 + 2 * 8 + 128 * 10 + 10
    assert found.macs == 64 * 8 * 4 * 9 + 128 * 10


K = {"w": (8, 4, 3, 3)}
ONE: dict[str, tuple[Any, dict[str, Any], str]] = {
    "padding of each side": (node("Conv", "x w", pads=[0, 1, 2, 1], strides=[2, 1]), K,
        "conv, filters: 8, kernel: 3, stride: [2, 1], padding: {top: 0, bottom: 2, left: 1, right: 1}, bias: false"),
    "same": (node("Conv", "x w", auto_pad="SAME_UPPER", dilations=[2, 2]), K,
        "conv, filters: 8, kernel: 3, padding: same, dilation: 2, bias: false"),
    "same, even": (node("Conv", "x w", auto_pad="SAME_LOWER"), K,
        "conv, filters: 8, kernel: 3, padding: same, bias: false"),
    "groups": (node("Conv", "x w", group=2), {"w": (6, 2, 1, 1)},
        "conv, filters: 6, kernel: 1, groups: 2, bias: false"),
    "depthwise": (node("Conv", "x w b", group=4), {"w": (8, 1, 3, 3), "b": (8,)},
        "depthwise, kernel: 3, multiplier: 2"),
    "maxpool": (node("MaxPool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], ceil_mode=1, strides=[2, 2]), {},
        "maxpool, kernel: 3, stride: 2, padding: 1, ceil_mode: true"),
    "maxpool without strides": (node("MaxPool", kernel_shape=[3, 3]), {}, "maxpool, kernel: 3, stride: 1"),
    "avgpool": (node("AveragePool", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[3, 3]), {},
        "avgpool, kernel: 3, padding: 1, count_include_pad: false"),
    "avgpool that counts": (node("AveragePool", kernel_shape=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1), {},
        "avgpool, kernel: 2, stride: 1, padding: 1"),
    "global": (node("GlobalAveragePool"), {}, "global_avgpool"),
    "global max": (node("GlobalMaxPool"), {}, "global_maxpool"),
    "mean": (node("ReduceMean", "x a"), {"a": [2, 3]}, "global_avgpool"),
    "mean of old": (node("ReduceMean", axes=[-1, -2], keepdims=1), {}, "global_avgpool"),
    "mean over channels": (node("ReduceMean", "x a"), {"a": [1]}, "channel_avgpool"),
    "max over channels": (node("ReduceMax", "x a"), {"a": [1]}, "channel_maxpool"),
    "lrn": (node("LRN", size=5, alpha=1e-4, beta=0.75, bias=2.0), {}, "lrn, size: 5, k: 2.0, average: true"),
    "leaky": (node("LeakyRelu", alpha=0.1), {}, "leaky_relu, slope: 0.1"),
    "prelu": (node("PRelu", "x s"), {"s": (4, 1, 1)}, "prelu"),
    "relu6": (node("Clip", "x a b"), {"a": 0.0, "b": 6.0}, "relu6"),
    "relu6 of old": (node("Clip", min=0.0, max=6.0), {}, "relu6"),
    "sigmoid": (node("Sigmoid"), {}, "sigmoid"),
    "tanh": (node("Tanh"), {}, "tanh"),
    "elu": (node("Elu", alpha=0.5), {}, "elu, alpha: 0.5"),
    "selu": (node("Selu"), {}, "selu"),
    "softplus": (node("Softplus"), {}, "softplus"),
    "mish": (node("Mish"), {}, "mish"),
    "gelu": (node("Gelu"), {}, "gelu"),
    "hard swish": (node("HardSwish"), {}, "hard_swish"),
    "hard sigmoid": (node("HardSigmoid", alpha=1 / 6, beta=0.5), {}, "hard_sigmoid"),
    "softmax": (node("Softmax", axis=1), {}, "softmax"),
    "dropout": (node("Dropout", "x p"), {"p": 0.25}, "dropout, p: 0.25"),
    "scale": (node("Mul", "x g"), {"g": (4, 1, 1)}, "scale"),
    "sum": (node("Sum", "x x x"), {}, "add, from: [input, input, input]"),
    "slice": (node("Slice", "x a b c"), {"a": [1], "b": [9], "c": [1]}, "channel_split, part: 2, sizes: [1, 3]"),
    "flatten": (node("Reshape", "x s"), {"s": [0, -1]}, "flatten"),
    "quotient": (node("Reshape", "x s"), {"s": [-1, 256]}, "flatten"),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE)
def test_one_node(case: str, tmp_path: Path) -> None:
    made, held, expected = ONE[case]
    (found,) = rows(tmp_path, model([made], held))
    assert found.partition("type: ")[2] == expected


SEVERAL: dict[str, tuple[list[Any], dict[str, Any], list[str]]] = {
    "a sum with itself": ([node("Sum", "x x")], {}, ["add, from: [input, input]"]),
    "a sum of three": ([node("Relu", "x", "a"), node("Sum", "x a x")], {}, ["relu", "add, from: [input, relu, input]"]),
    "silu": ([node("Sigmoid", "x", "a"), node("Mul", "a x")], {}, ["silu"]),
    "mish": ([node("Softplus", "x", "a"), node("Tanh", "a", "b"), node("Mul", "x b")], {}, ["mish"]),
    "gelu": (
        [node("Div", "x r", "a"), node("Erf", "a", "b"), node("Add", "b one", "c"), node("Mul", "x c", "d"),
         node("Mul", "d half")], {"r": 2**0.5, "one": 1.0, "half": 0.5}, ["gelu"],
    ),
    "gelu in another order": (
        [node("Mul", "x r", "a"), node("Erf", "a", "b"), node("Add", "one b", "c"), node("Mul", "half x", "d"),
         node("Mul", "c d")], {"r": 0.5**0.5, "one": 1.0, "half": 0.5}, ["gelu"],
    ),
    "hard swish": (
        [node("Add", "x three", "a"), node("Clip", "a zero six", "b"), node("Div", "b six", "c"), node("Mul", "x c")],
        {"three": 3.0, "zero": 0.0, "six": 6.0}, ["hard_swish"],
    ),
    "gate": (
        [node("GlobalAveragePool", "x", "a"), node("Sigmoid", "a", "b"), node("Mul", "x b")], {},
        ["global_avgpool, activation: sigmoid", "multiply, from: [input, globalaveragepool]"],
    ),
    "gate from a vector": (
        [node("ReduceMean", "x hw", "a", keepdims=0), node("MatMul", "a w", "b"), node("Unsqueeze", "b hw", "c"),
         node("Mul", "c x")], {"hw": [2, 3], "w": (4, 4)},
        ["global_avgpool", "flatten", "linear, features: 4, bias: false", "multiply, from: [matmul, input]"],
    ),
    "bias behind": ([node("Conv", "x w", "a"), node("Add", "a b")], {"w": (8, 4, 1, 1), "b": (1, 8, 1, 1)},
        ["conv, filters: 8, kernel: 1"]),
    "linear and bias": (
        [node("Flatten", "x", "a"), node("MatMul", "a w", "b"), node("Add", "c b")], {"w": (256, 10), "c": (10,)},
        ["flatten", "linear, features: 10"],
    ),
    "shuffle": (
        [node("Reshape", "x a", "b"), node("Transpose", "b", "c", perm=[0, 2, 1, 3, 4]), node("Reshape", "c d", "e"),
         node("Relu", "e")], {"a": [1, 2, 2, 8, 8], "d": [1, -1, 8, 8]},
        ["channel_shuffle, groups: 2, activation: relu"],
    ),
    "split": (
        [node("Split", "x s", "a b", axis=1), node("Concat", "b a", axis=1)], {"s": [2, 2]},
        ["channel_split, part: 1", "channel_split, from: input, part: 2", "concat, from: [split_2, split]"],
    ),
    "one block": ([node("Split", "x s", "a", axis=1), node("Relu", "a")], {"s": [4]}, ["relu"]),
    "a list of one": (
        [node("SplitToSequence", "x s", "a", axis=1), node("SequenceAt", "a i", "b"), node("Relu", "b")],
        {"s": [4], "i": 0}, ["relu"],
    ),
    "padding": (
        [node("Pad", "x p", "a"), node("Conv", "a w")], {"p": [0, 0, 1, 0, 0, 0, 0, 1], "w": (8, 4, 3, 3)},
        ["conv, filters: 8, kernel: 3, padding: {top: 1, bottom: 0, left: 0, right: 1}, bias: false"],
    ),
    "computed shape": (
        [node("Shape", "x", "a"), node("Gather", "a zero", "b"), node("Unsqueeze", "b first", "c"),
         node("Concat", "c rest", "d", axis=0), node("Reshape", "x d")],
        {"zero": 0, "first": [0], "rest": [-1]}, ["flatten"],
    ),
    "channels last": (
        [node("Transpose", "x", "a", perm=[0, 2, 3, 1]), node("LayerNormalization", "a g h", "b", axis=-1),
         node("MatMul", "b w", "c"), node("Add", "c d", "e"), node("Relu", "e", "f"),
         node("Transpose", "f", "z", perm=[0, 3, 1, 2])],
        {"g": (4,), "h": (4,), "w": (4, 6), "d": (6,)}, ["layernorm", "conv, filters: 6, kernel: 1, activation: relu"],
    ),
    "a view as places": (
        [node("GlobalAveragePool", "x", "a"), node("Reshape", "a s", "b"), node("Reshape", "p q", "c"),
         node("Gather", "b c", "d"), node("Relu", "d")], {"s": [-1], "p": [0, 1, 2, 3], "q": [1, 4, 1, 1]},
        ["global_avgpool, activation: relu"],
    ),
    "one behind the other": (
        [node("Softplus", "x", "a"), node("Tanh", "a", "b"), node("Clip", "b", "c", min=0.0, max=6.0)], {},
        ["softplus, activation: tanh", "relu6"],
    ),
    "nothing": ([node("Identity", "x", "a"), node("Cast", "a", "b", to=10), node("Relu", "b")], {}, ["relu"]),
    "zeros as bias": (
        [node("ConstantOfShape", "n", "b"), node("Conv", "x w b")], {"n": [8], "w": (8, 4, 1, 1)},
        ["conv, filters: 8, kernel: 1, bias: false"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SEVERAL)
def test_several_nodes(case: str, tmp_path: Path) -> None:
    nodes, held, expected = SEVERAL[case]
    assert [each.partition("type: ")[2] for each in rows(tmp_path, model(nodes, held))] == expected


def test_images_whose_channels_come_last(tmp_path: Path) -> None:
    nodes = [node("Transpose", "x", "a", perm=[0, 3, 1, 2]), node("Conv", "a w")]
    path = saved(tmp_path, model(nodes, {"w": (8, 3, 3, 3)}, image=(None, 6, 10, 3)))
    assert "input: {channels: 3, height: 6, width: 10}\n" in imported(path).text
    assert str(cnnstat.analyze(cnnstat.load(path)).layers[-1].output) == "8×4×8"


def test_nodes_that_the_output_does_not_need(tmp_path: Path) -> None:
    made = model([node("Loop", "x", "a"), node("Relu", "x", "y")])
    assert rows(tmp_path, made) == ["name: relu, type: relu"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["/features/features.0/Conv", "/features/features.0/Add"], ["features.0", "features.0_2"]),
        (["/layer1/layer1.0/conv1/Conv", "/layer1/layer1.0/Add"], ["layer1.0.conv1", "layer1.0.add"]),
        (["first\n\x1b[31m", "b/c:d"], ["first_31m", "b.c_d"]),
        (["", ""], ["conv", "add"]),
    ],
)
def test_names(names: list[str], expected: list[str], tmp_path: Path) -> None:
    nodes = [node("Conv", "x w", "a", names[0]), node("Add", "a a", "y", names[1])]
    path = saved(tmp_path, model(nodes, {"w": (4, 4, 1, 1)}))
    assert [each.name for each in cnnstat.load(path).nodes] == expected


def test_modules_name_what_becomes_of_them(tmp_path: Path) -> None:
    made = model(
        [node("Conv", "x m.conv.weight", "a"), node("Relu", "a", "b"), node("Add", "b x")],
        {"m.conv.weight": (4, 4, 1, 1)},
    )
    scopes = ("['', 'm', 'm.bn', 'norm']", "['', 'm', 'm.act', 'relu']", "['', 'm', 'add_7']")
    for each, text in zip(made.graph.node, scopes, strict=True):
        each.metadata_props.add(key="pkg.torch.onnx.name_scopes", value=text)
    assert [each.partition(",")[0] for each in rows(tmp_path, made)] == ["name: m.conv", "name: m.add"]
