"""What becomes of the layers of other programs: small files, the specs that they make, totals worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import run_inside

import cnnstat
from cnnstat.views.imports import imported


def caffe(name: str, kind: str, bottom: str, top: str, params: str = "") -> str:
    bottoms = " ".join(f'bottom: "{each}"' for each in bottom.split())
    tops = " ".join(f'top: "{each}"' for each in top.split())
    return f'layer {{ name: "{name}" type: "{kind}" {bottoms} {tops} {params} }}\n'


PROTOTXT = "".join(
    [
        'name: "net" input: "data" input_shape { dim: 1 dim: 4 dim: 9 dim: 12 } # batch, channels, height, width\n',
        caffe(
            "conv1", "Convolution", "data", "conv1",
            "convolution_param { num_output: 8 kernel_h: 3 kernel_w: 5 stride: 2 pad_h: 1 pad_w: 2 group: 2 }",
        ),
        caffe("conv1/bn", "BatchNorm", "conv1", "conv1", "batch_norm_param { eps: 0.001 }"),
        caffe("conv1/scale", "Scale", "conv1", "conv1", "scale_param { bias_term: true }"),
        caffe("conv1/relu", "ReLU", "conv1", "conv1", "relu_param { negative_slope: 0.1 }"),
        caffe(
            "dw", "Convolution", "conv1", "dw",
            "convolution_param { num_output: 8 kernel_size: 3 pad: 1 group: 8 bias_term: false }",
        ),
        caffe("bn", "BatchNorm", "dw", "dw"),
        caffe("cut", "Slice", "dw", "a b", "slice_param { slice_point: 2 }"),
        caffe("left", "PReLU", "a", "a"),
        caffe("join", "Concat", "b a", "join"),
        caffe("mix", "ShuffleChannel", "join", "mix", "shuffle_channel_param { group: 2 }"),
        caffe("gate", "Pooling", "mix", "gate", "pooling_param { pool: AVE global_pooling: true }"),
        caffe("axpy", "Axpy", "gate mix conv1", "axpy"),
        caffe("pool", "Pooling", "axpy", "pool", "pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }"),
        caffe("fc", "InnerProduct", "pool", "fc", "inner_product_param { num_output: 10 bias_term: false }"),
        caffe("prob", "Softmax", "fc", "prob"),
        caffe("acc", "Accuracy", "fc", "acc"),
    ]
)  # fmt: skip
OF_PROTOTXT = """\
# From net.prototxt (Caffe prototxt), by cnnstat import.
title: net
input: {channels: 4, height: 9, width: 12}
layers:
  - {name: conv1, type: conv, filters: 8, kernel: [3, 5], stride: 2, padding: [1, 2], groups: 2, \
norm: {type: batchnorm, eps: 0.001}, activation: {type: leaky_relu, slope: 0.1}}
  - {name: dw, type: depthwise, kernel: 3, padding: 1, bias: false, norm: {type: batchnorm, affine: false}}
  - {name: cut_a, type: channel_split, part: 1, sizes: [2, 6], activation: prelu}
  - {name: cut_b, type: channel_split, from: dw, part: 2, sizes: [2, 6]}
  - {name: join, type: concat, from: [cut_b, cut_a]}
  - {name: mix, type: channel_shuffle, groups: 2}
  - {name: gate, type: global_avgpool}
  - {name: axpy_scale, type: multiply, from: [gate, mix]}
  - {name: axpy, type: add, from: [axpy_scale, conv1]}
  - {name: pool, type: avgpool, kernel: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: true}
  - {name: fc_flatten, type: flatten}
  - {name: fc, type: linear, features: 10, bias: false, activation: softmax}
"""
FIRST_FORM = """\
name: "old"
input: "data" input_dim: 1 input_dim: 1 input_dim: 28 input_dim: 28
layers { name: "ip" type: INNER_PRODUCT bottom: "data" top: "ip" inner_product_param { num_output: 10 } }
layers { name: "drop" type: DROPOUT bottom: "ip" top: "ip" }
layers { name: "prob" type: SOFTMAX bottom: "ip" top: "prob" }
"""
OF_FIRST_FORM = """\
# From net.prototxt (Caffe prototxt), by cnnstat import.
title: old
input: {channels: 1, size: 28}
layers:
  - {name: ip_flatten, type: flatten}
  - {name: ip, type: linear, features: 10, dropout: 0.5}
  - {name: prob, type: softmax}
"""
CFG = """\
[net]
channels=3
height=16
width=24

[convolutional]
batch_normalize=1
filters=8
size=3
stride=2
pad=1
activation=leaky

[maxpool]
size=3
stride=1

[maxpool]
size=4
stride=2

[route]  ; the upper half of the channels
layers=-1
groups=2
group_id=1

[convolutional]
filters=6
size=1
activation=linear

[route]
layers=-1,2

[connected]
output=10
activation=logistic

[dropout]
probability=.25

[softmax]

[cost]
type=sse
""".replace("  ; the upper half of the channels", "")
OF_CFG = """\
# From net.cfg (darknet cfg), by cnnstat import.
input: {channels: 3, height: 16, width: 24}
layers:
  - {name: conv1, type: conv, filters: 8, kernel: 3, stride: 2, padding: 1, bias: false, norm: batchnorm, \
activation: {type: leaky_relu, slope: 0.1}}
  - {name: maxpool1, type: maxpool, kernel: 3, stride: 1, padding: 1}
  - {name: maxpool2, type: maxpool, kernel: 4, stride: 2, padding: {top: 1, bottom: 2, left: 1, right: 2}}
  - {name: channel_split1, type: channel_split, part: 2}
  - {name: conv2, type: conv, filters: 6, kernel: 1}
  - {name: concat1, type: concat, from: [conv2, maxpool2]}
  - {name: linear1_flatten, type: flatten}
  - {name: linear1, type: linear, features: 10, activation: sigmoid, dropout: 0.25}
  - {name: softmax1, type: softmax}
"""


def keras(name: str, kind: str, reads: list[str], **config: Any) -> dict[str, Any]:
    """A layer as Keras 3 writes it."""
    tensors = [
        {"class_name": "__keras_tensor__", "config": {"shape": [], "dtype": "float32", "keras_history": [each, 0, 0]}}
        for each in reads
    ]
    nodes = [{"args": [tensors], "kwargs": {}}] if reads else []
    return {"name": name, "class_name": kind, "config": {"name": name, **config}, "inbound_nodes": nodes}


LAYERS = [
    keras("image", "InputLayer", [], batch_shape=[None, 16, 16, 3]),
    keras("scaled", "Rescaling", ["image"], scale=0.1),
    keras("pad", "ZeroPadding2D", ["scaled"], padding=[[0, 1], [0, 1]]),
    keras("conv", "Conv2D", ["pad"], filters=8, kernel_size=[3, 3], strides=[2, 2], padding="valid", use_bias=False,
          activation="linear"),
    keras("bn", "BatchNormalization", ["conv"], axis=-1, epsilon=0.001, scale=True, center=True),
    keras("act", "ReLU", ["bn"], max_value=6.0, negative_slope=0.0, threshold=0.0),
    keras("sep", "SeparableConv2D", ["act"], filters=8, kernel_size=[3, 3], strides=[1, 1], padding="same",
          depth_multiplier=1, use_bias=True, activation="relu"),
    keras("squeeze", "GlobalAveragePooling2D", ["sep"], keepdims=False),
    keras("reshape", "Reshape", ["squeeze"], target_shape=[1, 1, 8]),
    keras("excite", "Dense", ["reshape"], units=8, activation="sigmoid"),
    keras("gated", "Multiply", ["sep", "excite"]),
    keras("sum", "Add", ["gated", "act"]),
    keras("pool", "AveragePooling2D", ["sum"], pool_size=[2, 2], strides=[2, 2], padding="valid"),
    keras("flat", "Flatten", ["pool"]),
    keras("drop", "Dropout", ["flat"], rate=0.25),
    keras("top", "Dense", ["drop"], units=10, activation="softmax"),
]  # fmt: skip
JSON = json.dumps({"class_name": "Functional", "config": {"name": "three", "layers": LAYERS}})
OF_JSON = """\
# From net.json (Keras), by cnnstat import.
title: three
input: {channels: 3, size: 16}
layers:
  - {name: conv, type: conv, filters: 8, kernel: 3, stride: 2, padding: {top: 0, bottom: 1, left: 0, right: 1}, \
bias: false, norm: {type: batchnorm, eps: 0.001}, activation: relu6}
  - {name: sep.depthwise, type: depthwise, kernel: 3, padding: same, bias: false}
  - {name: sep.pointwise, type: conv, filters: 8, kernel: 1, activation: relu}
  - {name: squeeze, type: global_avgpool}
  - {name: excite_flatten, type: flatten}
  - {name: excite, type: linear, features: 8, activation: sigmoid}
  - {name: gated, type: multiply, from: [sep.pointwise, excite]}
  - {name: sum, type: add, from: [gated, conv]}
  - {name: pool, type: avgpool, kernel: 2}
  - {name: flat, type: flatten, dropout: 0.25}
  - {name: top, type: linear, features: 10, activation: softmax}
"""
SOURCES = {
    "caffe": ("net.prototxt", PROTOTXT, OF_PROTOTXT, ["left out, as no part of the network: Accuracy"]),
    "caffe of 2014": ("net.prototxt", FIRST_FORM, OF_FIRST_FORM, []),
    "darknet": ("net.cfg", CFG, OF_CFG, ["left out, as it has no weights: [cost]"]),
    "keras": ("net.json", JSON, OF_JSON, ["left out, as it prepares images: Rescaling"]),
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_the_spec_of_a_file(name: str) -> None:
    file, source, spec, told = SOURCES[name]
    Path(file).write_text(source, encoding="utf-8")
    made = imported(Path(file))
    assert made.text == spec
    assert made.told == told


@pytest.mark.parametrize(
    ("name", "params", "macs"),
    [
        # conv1 8×5×6: 8 × 2 × 15 + 8, and 16 of its norm; dw 72; PReLU 2; the pool leaves 8×3×4: fc 96 × 10
        ("caffe", 248 + 16 + 72 + 2 + 960, 30 * 240 + 30 * 72 + 960),
        ("caffe of 2014", 7850, 7840),
        # conv1 8×8×12: 216 and 16; the second pool leaves 8×4×6, since (8 + 3 − 4) / 2 + 1 = 4.5; conv2 4 × 6 + 6;
        # concat 6 + 8 maps: 336 × 10 + 10
        ("darknet", 216 + 16 + 30 + 3370, 96 * 216 + 24 * 24 + 3360),
        # conv 8×8×8: 216 and 16; 72 and 64 + 8; 64 + 8; the pool leaves 8×4×4: 1280 + 10
        ("keras", 216 + 16 + 72 + 72 + 72 + 1290, 64 * (216 + 72 + 64) + 64 + 1280),
    ],
)
def test_totals_by_hand(name: str, params: int, macs: int) -> None:
    file, source, _, _ = SOURCES[name]
    Path(file).write_text(source, encoding="utf-8")
    analysis = cnnstat.analyze(file)
    assert (analysis.params, analysis.macs) == (params, macs)


def unit(name: str, bottom: str, filters: int, stride: int, wide: int) -> str:
    """Two convolutions and a sum, as Caffe's nets name them."""
    first = f"convolution_param {{ num_output: {filters} kernel_size: 3 pad: 1 stride: {stride} }}"
    second = f"convolution_param {{ num_output: {wide} kernel_size: 1 }}"
    short = f"convolution_param {{ num_output: {wide} kernel_size: 1 stride: {stride} }}"
    return "".join(
        [
            caffe(f"{name}/a", "Convolution", bottom, f"{name}/a", first),
            caffe(f"{name}/a/relu", "ReLU", f"{name}/a", f"{name}/a"),
            caffe(f"{name}/b", "Convolution", f"{name}/a", f"{name}/b", second),
            caffe(f"{name}/short", "Convolution", bottom, f"{name}/short", short),
            caffe(f"{name}/sum", "Eltwise", f"{name}/b {name}/short", f"{name}/sum"),
        ]
    )


def test_groups_of_one_form_are_a_template() -> None:
    head = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 32 input_dim: 32\n'
    units = [unit("unit_1a", "data", 8, 1, 32), unit("unit_1b", "unit_1a/sum", 8, 1, 32)]
    units += [unit("unit_2a", "unit_1b/sum", 16, 2, 64)]
    Path("net.prototxt").write_text(head + "".join(units), encoding="utf-8")
    assert imported(Path("net.prototxt")).text == (
        "# From net.prototxt (Caffe prototxt), by cnnstat import.\n"
        "input: {channels: 3, size: 32}\n"
        "blocks:\n"
        "  unit:\n"
        "    args: {a, a_stride: 1, b}\n"
        "    layers:\n"
        "      - {name: a, type: conv, filters: a, kernel: 3, stride: a_stride, padding: 1, activation: relu}\n"
        "      - {name: b, type: conv, filters: b, kernel: 1}\n"
        "      - {name: short, type: conv, from: input, filters: b, kernel: 1, stride: a_stride}\n"
        "      - {name: sum, type: add, from: [b, short]}\n"
        "layers:\n"
        "  - {name: unit_1a, block: unit, a: 8, b: 32}\n"
        "  - {name: unit_1b, block: unit, a: 8, b: 32}\n"
        "  - {name: unit_2a, block: unit, a: 16, a_stride: 2, b: 64}\n"
    )


def test_names_that_a_spec_cannot_have() -> None:
    head = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8\n'
    names = ["input", "a b", "a/b", "a_b", "-x", "a", "/", "층"]
    blobs = ["data", *(f"t{at}" for at in range(len(names)))]
    pool = "pooling_param { kernel_size: 1 }"
    layers = [caffe(*each, pool) for each in zip(names, ["Pooling"] * len(names), blobs, blobs[1:], strict=False)]
    Path("net.prototxt").write_text(head + "".join(layers), encoding="utf-8")
    found = [each.name for each in cnnstat.load("net.prototxt").nodes]
    assert found == ["input_2", "a_b", "a.b", "a_b_2", "x", "a_2", "layer", "_"]


def test_commands_take_files_as_they_take_names() -> None:
    Path("net.cfg").write_text(CFG, encoding="utf-8")
    assert run_inside("import", "net.cfg", "-o", "net.yaml").code == 0
    for arguments in (["{}", "--table"], ["get", "{}.params"], ["explain", "{}", "conv1", "params"], ["lint", "{}"]):
        of_file, of_spec = (run_inside(*(each.format(name) for each in arguments)) for name in ("net.cfg", "net.yaml"))
        assert (of_file.code, of_file.err) == (of_spec.code, of_spec.err)
        assert of_file.out.replace("net.cfg", "net.yaml") == of_spec.out
    same = run_inside("diff", "net.cfg", "net.yaml", "--exit-code")
    assert same.code == 0, same.out
