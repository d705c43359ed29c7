"""What single keys of a file mean: each read as the layer that gives the same figures, or left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.views.imports import imported

BLOB = 'input: "x" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 6\n'
NET = "[net]\nchannels=3\nheight=8\nwidth=6\n"


def rows(folder: Path, name: str, source: str) -> list[str]:
    """The layers of the spec of a file, from their types on."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    lines = imported(path).text.partition("layers:\n")[2].splitlines()
    return [line.partition("type: ")[2].removesuffix("}") for line in lines]


def caffe(kind: str, fields: str = "", reads: str = "x", gives: str = "x") -> str:
    bottoms = "".join(f'bottom: "{each}" ' for each in reads.split())
    return f'layer {{ name: "{kind.lower()}" type: "{kind}" {bottoms}top: "{gives}" {fields} }}\n'


CONV = caffe("Convolution", "convolution_param { num_output: 4 kernel_size: 1 }")
SHIFTED = "scale_param { bias_term: true }"
CAFFE = {
    "in training alone": (
        CONV + caffe("BatchNorm", "include { phase: TRAIN }") + caffe("ReLU"),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "by the number of a phase": (
        CONV + caffe("BatchNorm", "include { phase: 0 }") + caffe("ReLU"),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "not in a test": (
        CONV + caffe("BatchNorm", "exclude { phase: TEST }") + caffe("ReLU"),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "in a test": (
        CONV + caffe("ReLU", "include { phase: TEST }") + caffe("BatchNorm", "exclude { phase: TRAIN }"),
        ["conv, filters: 4, kernel: 1, activation: relu", "batchnorm, affine: false"],
    ),
    "by one of two rules": (
        CONV + caffe("ReLU", "include { phase: TRAIN } include { phase: TEST }"),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "by a rule for both phases": (
        CONV + caffe("ReLU", 'include { phase: TRAIN } include { stage: "a" }'),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "not by one of two rules": (
        CONV + caffe("BatchNorm", "exclude { phase: TRAIN } exclude { phase: TEST }") + caffe("ReLU"),
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "a slice that cuts nothing off": (
        caffe("Slice", gives="a") + caffe("ReLU", reads="a", gives="b"), ["relu"],
    ),
    "factors of the image": (caffe("Scale", SHIFTED), ["scale, bias: true"]),
    "factors of a norm": (caffe("BatchNorm") + caffe("Scale", SHIFTED), ["batchnorm"]),
    "factors without bias": (caffe("BatchNorm") + caffe("Scale"), ["batchnorm, affine: false", "scale"]),
    "a gate": (
        caffe("Sigmoid", gives="g") + caffe("Scale", reads="x g"), ["sigmoid", "multiply, from: [input, sigmoid]"],
    ),
    "a pool that rounds up": (
        caffe("Pooling", "pooling_param { kernel_size: 3 stride: 2 }"),
        ["maxpool, kernel: 3, stride: 2, ceil_mode: true"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CAFFE)
def test_caffe(case: str, tmp_path: Path) -> None:
    source, expected = CAFFE[case]
    assert rows(tmp_path, "net.prototxt", BLOB + source) == expected


DARKNET = {
    "stride along each axis": (
        "[maxpool]\nsize=2\nstride=1\nstride_x=2\n", ["maxpool, kernel: 2, stride: [1, 2], padding: same"],
    ),
    "padding of a dilated kernel": (
        "[convolutional]\nsize=3\npadding=1\ndilation=2\nfilters=4\nactivation=linear\n",
        ["conv, filters: 4, kernel: 3, padding: 2, dilation: 2"],
    ),
    "switches that are off": ("[maxpool]\nsize=1\nmaxpool_depth=0\nantialiasing=0\n", ["maxpool, kernel: 1"]),
    "a key that stands twice": (
        "[convolutional]\nfilters=4\nfilters=8\nactivation=linear\n", ["conv, filters: 4, kernel: 1"],
    ),
    "a plain sum": (
        "[maxpool]\nsize=1\n[shortcut]\nfrom=-1\nweights_type=none\n[avgpool]\n",
        ["maxpool, kernel: 1", "add, from: [maxpool1, maxpool1]", "global_avgpool"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DARKNET)
def test_darknet(case: str, tmp_path: Path) -> None:
    source, expected = DARKNET[case]
    assert rows(tmp_path, "net.cfg", NET + source) == expected


def keras(kind: str, *reads: str, name: str = "", **config: Any) -> dict[str, Any]:
    nodes = [[[each, 0, 0, {}] for each in reads]] if reads else []
    name = name or kind.lower()
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


IMAGE = keras("InputLayer", name="x", batch_input_shape=[None, 8, 6, 3])
KERAS = {
    "zeros before a concatenation": (
        [keras("ZeroPadding2D", "x", padding=1), keras("Conv2D", "x", filters=4, kernel_size=1, padding="same"),
         keras("ZeroPadding2D", "conv2d", name="other", padding=1), keras("Concatenate", "zeropadding2d", "other")],
        ["conv, filters: 4, kernel: 1, padding: same", "pad, from: input, padding: 1", "pad, from: conv2d, padding: 1",
         "concat, from: [zeropadding2d, other]"],
    ),
    "zeros before dropout": (
        [keras("ZeroPadding2D", "x", padding=1), keras("RandomFlip", "zeropadding2d"), keras("ReLU", "randomflip")],
        ["pad, padding: 1, activation: relu"],
    ),
    "images that have their size": (
        [keras("Resizing", "x", height=8, width=6), keras("ReLU", "resizing")], ["relu"],
    ),
    "a map that has its size": (
        [keras("MaxPooling2D", "x", pool_size=2), keras("CenterCrop", "maxpooling2d", height=4, width=3),
         keras("ZeroPadding2D", "centercrop", padding=1), keras("Resizing", "zeropadding2d", height=6, width=5),
         keras("ReLU", "resizing")],
        ["maxpool, kernel: 2", "pad, padding: 1, activation: relu"],
    ),
    "what is random in training": (
        [keras("RandomHue", "x", factor=0.1), keras("RandomShear", "randomhue"), keras("ReLU", "randomshear")],
        ["relu"],
    ),
    "the slope of an elu": (
        [keras("ELU", "x", alpha=0.5), keras("Flatten", "elu"), keras("ELU", "flatten", name="usual", alpha=1.0)],
        ["elu, alpha: 0.5", "flatten, activation: elu"],
    ),
    "an activation that is an object": (
        [keras("Conv2D", "x", filters=4, kernel_size=1, activation={"class_name": "ReLU", "config": {"name": "r"}})],
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "an activation that is an object with the usual keys": (
        [keras("Conv2D", "x", filters=4, kernel_size=1, activation={"class_name": "ReLU", "config": {
            "name": "r", "trainable": True, "dtype": "float32", "max_value": None, "negative_slope": 0.0,
            "threshold": 0.0}})],
        ["conv, filters: 4, kernel: 1, activation: relu"],
    ),
    "activations that are objects with keys of their own": (
        [keras("Conv2D", "x", filters=4, kernel_size=1, activation={"class_name": "ReLU", "config": {"max_value": 6}}),
         keras("Activation", "conv2d", activation={"class_name": "LeakyReLU", "config": {"negative_slope": 0.2}}),
         keras("Flatten", "activation"),
         keras("Dense", "flatten", units=2, activation={"class_name": "ELU", "config": {"alpha": 0.5}}),
         keras("Dense", "dense", name="last", units=2, activation={"class_name": "Softmax", "config": {"axis": -1}})],
        ["conv, filters: 4, kernel: 1, activation: relu6", "leaky_relu, slope: 0.2", "flatten",
         "linear, features: 2, activation: {type: elu, alpha: 0.5}", "linear, features: 2, activation: softmax"],
    ),
    "β alone": (
        [keras("BatchNormalization", "x", scale=False, center=True, epsilon=1e-5)], ["batchnorm, scale: false"],
    ),
    "γ alone": (
        [keras("BatchNormalization", "x", scale=True, center=False, epsilon=1e-5)], ["batchnorm, bias: false"],
    ),
    "a transposed convolution": (
        [keras("Conv2DTranspose", "x", filters=2, kernel_size=4, strides=2, padding="same")],
        ["conv_transpose, filters: 2, kernel: 4, stride: 2, padding: 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", KERAS)
def test_keras(case: str, tmp_path: Path) -> None:
    layers, expected = KERAS[case]
    source = json.dumps({"class_name": "Functional", "config": {"layers": [IMAGE, *layers]}})
    assert rows(tmp_path, "net.json", source) == expected


def test_zeros_before_a_concatenation_are_counted(tmp_path: Path) -> None:
    """A border of one on both sides of two maps: 8×6 becomes 10×8, with 3 + 4 channels."""
    layers, _ = KERAS["zeros before a concatenation"]
    path = tmp_path / "net.json"
    path.write_text(json.dumps({"class_name": "Functional", "config": {"layers": [IMAGE, *layers]}}), encoding="utf-8")
    assert str(cnnstat.analyze(cnnstat.load(path)).layers[-1].output) == "7×10×8"
