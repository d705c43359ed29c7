"""Networks of several outputs in the files of other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.views.imports import imported


def layers_of(folder: Path, name: str, content: str) -> str:
    """The layers of the spec that a file becomes, which it is an error if cnnstat cannot read."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    text = imported(path).text
    spec = folder / "spec.yaml"
    spec.write_text(text, encoding="utf-8")
    ours, theirs = cnnstat.load(spec), cnnstat.load(path)
    assert ours.outputs == theirs.outputs
    assert cnnstat.analyze(ours).memory.to_dict() == cnnstat.analyze(theirs).memory.to_dict()
    return text.rpartition("\nlayers:\n")[2]


def caffe(name: str, kind: str, bottom: str, top: str, params: str = "") -> str:
    return f'layer {{ name: "{name}" type: "{kind}" bottom: "{bottom}" top: "{top}" {params} }}\n'


def test_blobs_that_nobody_reads(tmp_path: Path) -> None:
    """As Caffe has it, also those that only a loss reads; what a Silence reads is none, and what is overwritten."""
    conv = "convolution_param { num_output: %d kernel_size: 1 }"
    text = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8\n' + "".join([
        caffe("stem", "Convolution", "data", "stem", conv % 4),
        caffe("relu", "ReLU", "stem", "stem"),
        caffe("low", "Convolution", "stem", "low", conv % 5),
        caffe("side", "Convolution", "stem", "side", conv % 6),
        caffe("loss", "SoftmaxWithLoss", "side", "loss"),
        'layer { name: "cut" type: "Slice" bottom: "stem" top: "one" top: "two" }\n',
        caffe("top", "Convolution", "one", "top", conv % 7),
        caffe("prob", "Softmax", "top", "prob"),
    ])  # fmt: skip
    expected = """\
  - {name: stem, type: conv, filters: 4, kernel: 1, activation: relu}
  - {name: low, type: conv, output: true, filters: 5, kernel: 1}
  - {name: side, type: conv, from: stem, output: true, filters: 6, kernel: 1}
  - {name: cut_one, type: channel_split, from: stem, part: 1}
  - {name: cut_two, type: channel_split, from: stem, output: true, part: 2}
  - {name: top, type: conv, from: cut_one, filters: 7, kernel: 1, activation: softmax}
"""
    assert layers_of(tmp_path, "net.prototxt", text) == expected


CFG = """\
[net]
channels=3
height=16
width=16

[convolutional]
filters=8
size=3
stride=2
pad=1
activation=leaky

[convolutional]
filters=6
size=1
activation=linear

[yolo]
mask=3,4,5

[route]
layers=-3

[upsample]
stride=2

[convolutional]
filters=9
size=1
activation=linear

[yolo]
mask=0,1,2
"""


def test_detection_heads_read_outputs(tmp_path: Path) -> None:
    expected = """\
  - {name: conv1, type: conv, filters: 8, kernel: 3, stride: 2, padding: 1, activation: {type: leaky_relu, slope: 0.1}}
  - {name: conv2, type: conv, output: true, filters: 6, kernel: 1}
  - {name: upsample1, type: upsample, from: conv1, scale: 2}
  - {name: conv3, type: conv, filters: 9, kernel: 1}
"""
    assert layers_of(tmp_path, "net.cfg", CFG) == expected


def keras(output_layers: Any) -> str:
    def layer(kind: str, name: str, read: str = "", **config: Any) -> dict[str, Any]:
        return {
            "class_name": kind, "name": name, "config": {"name": name, **config},
            "inbound_nodes": [[[read, 0, 0, {}]]] if read else [],
        }  # fmt: skip

    rows = [
        layer("InputLayer", "input", batch_input_shape=(None, 8, 8, 3)),
        layer("Conv2D", "a", "input", filters=4, kernel_size=1, activation="relu"),
        layer("ZeroPadding2D", "pad", "a", padding=1),
        layer("Conv2D", "b", "pad", filters=5, kernel_size=3),
        layer("Conv2D", "c", "a", filters=6, kernel_size=1),
    ]
    return json.dumps({"class_name": "Functional", "config": {"layers": rows, "output_layers": output_layers}})


@pytest.mark.parametrize(
    ("outputs", "rows"),
    [
        ([["b", 0, 0], ["c", 0, 0]],
         ["a, type: conv, filters: 4, kernel: 1, activation: relu",
          "b, type: conv, output: true, filters: 5, kernel: 3, padding: 1",
          "c, type: conv, from: a, filters: 6, kernel: 1"]),
        ({"one": ["a", 0, 0], "two": ["b", 0, 0], "three": ["c", 0, 0]},
         ["a, type: conv, output: true, filters: 4, kernel: 1, activation: relu",
          "b, type: conv, output: true, filters: 5, kernel: 3, padding: 1",
          "c, type: conv, from: a, filters: 6, kernel: 1"]),
        ([["c", 0, 0], ["pad", 0, 0], ["b", 0, 0]],
         ["a, type: conv, filters: 4, kernel: 1, activation: relu",
          "pad, type: pad, output: true, padding: 1",
          "b, type: conv, output: true, filters: 5, kernel: 3",
          "c, type: conv, from: a, filters: 6, kernel: 1"]),
    ],
)  # fmt: skip
def test_output_layers_of_keras(outputs: Any, rows: list[str], tmp_path: Path) -> None:
    """As lists or by names; zeros that are an output are no convolution's padding."""
    found = layers_of(tmp_path, "net.json", keras(outputs))
    assert found == "".join(f"  - {{name: {row}}}\n" for row in rows)


def test_outputs_in_blocks(tmp_path: Path) -> None:
    """Blocks of one form have their outputs alike, inside of them and at their ends; others are of another form."""
    rows, read = [], "data"
    for block in ("u1", "u2", "u3", "v4", "v5", "v6"):
        for part in ("one", "two", "three"):
            conv = "convolution_param { num_output: 4 kernel_size: 1 }"
            rows.append(caffe(f"{block}/{part}", "Convolution", read, f"{block}/{part}", conv))
            read = f"{block}/{part}"
        rows.append(caffe(f"{block}/end", "TanH", read, f"{block}/end"))
        if block.startswith("u"):
            split = f'top: "{block}/next" top: "{block}/given"'
            rows.append(f'layer {{ name: "{block}/both" type: "Split" bottom: "{block}/end" {split} }}\n')
            read = f"{block}/next"
        else:
            read = f"{block}/end"
    text = 'input: "data" input_dim: 1 input_dim: 4 input_dim: 8 input_dim: 8\n' + "".join(rows)
    path = tmp_path / "net.prototxt"
    found = layers_of(tmp_path, "net.prototxt", text)
    assert found == (
        "  - {name: u1, block: unit}\n  - {name: u2, block: unit}\n  - {name: u3, block: unit}\n"
        "  - {name: v4, block: unit_2}\n  - {name: v5, block: unit_2}\n  - {name: v6, block: unit_2}\n"
    )
    network = cnnstat.load(path)
    ends = [f"{each}.three" for each in ("u1", "u2", "u3", "v6")]
    assert [network.nodes[output].name for output in network.outputs] == ends
