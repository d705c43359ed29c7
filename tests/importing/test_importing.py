"""Files of other programs: networks written as those write them and read back, hand-worked values, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import others_slow
from emitters import keras_json, prototxt

import cnnstat
from cnnstat.network.graph import Network
from cnnstat.spec.write import write_spec
from cnnstat.views.imports import imported

NETS = Path(__file__).parent.parent / "nets"


def figures(network: Network) -> list[tuple[object, ...]]:
    """What each layer with weights, and each merge, is and costs; what has no figures may stand in other places."""
    return [
        (str(each.output), each.counts.parameters, each.counts.macs, str(each.field))
        for each in cnnstat.analyze(network)
        if each.params or each.node.layer.merges
    ]


def totals(network: Network) -> tuple[object, ...]:
    analysis = cnnstat.analyze(network)
    return analysis.params, analysis.macs, analysis.connections, analysis.depth, analysis.neurons, analysis.counts.ops


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def check(original: Network, path: Path) -> None:
    """A file says the network that it was made of, and so does the spec that is made of the file."""
    found = cnnstat.load(path)
    assert figures(found) == figures(original)
    assert totals(found) == totals(original)
    spec = written(path.parent, "imported.yaml", imported(path).text)
    again = cnnstat.load(spec)
    assert write_spec(again).partition("\n")[2] == write_spec(found).partition("\n")[2]


@pytest.mark.parametrize(
    "name", others_slow(["alexnet", "vgg16", "googlenet", "nin", "resnet50", "resnet18", "mobilenet_v1"])
)
def test_prototxt_of_the_catalog(name: str, tmp_path: Path) -> None:
    check(cnnstat.load(name), written(tmp_path, "net.prototxt", prototxt(cnnstat.load(name))))


@pytest.mark.parametrize("name", others_slow(["vgg16", "mobilenet_v1", "mobilenet_v2"]))
def test_keras_of_the_catalog(name: str, tmp_path: Path) -> None:
    check(cnnstat.load(name), written(tmp_path, "net.json", keras_json(cnnstat.load(name))))


def test_pools_of_keras_are_padded_by_layers(tmp_path: Path) -> None:
    """Their zeros are cells that the pool reads; all else is that of the network."""
    found = cnnstat.load(written(tmp_path, "net.json", keras_json(cnnstat.load("resnet18"))))
    assert figures(found) == figures(cnnstat.load("resnet18"))
    assert [each.name for each in found.nodes if each.layer.type == "pad"] == ["pool1_pad"]


def test_a_residual_that_is_scaled_down(tmp_path: Path) -> None:
    head = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8\n'
    conv = 'type: "Convolution" bottom: "data" top: "c" convolution_param { num_output: 3 kernel_size: 1 }'
    add = 'type: "Eltwise" bottom: "c" bottom: "data" top: "s" eltwise_param { coeff: 0.17 coeff: 1 }'
    layers = f'layer {{ name: "c" {conv} }}\nlayer {{ name: "s" {add} }}\n'
    path = written(tmp_path, "net.prototxt", head + layers)
    assert imported(path).text.splitlines()[-3:] == [
        "  - {name: c, type: conv, filters: 3, kernel: 1}",
        "  - {name: s_1, type: rescale, factor: 0.17}",
        "  - {name: s, type: add, from: [s_1, input]}",
    ]


def test_a_decoder(tmp_path: Path) -> None:
    """Upsampling in darknet, transposed convolution in Caffe and Keras, norms with β alone in Keras."""
    cfg = "[net]\nchannels=3\nheight=8\nwidth=8\n[convolutional]\nfilters=4\nsize=3\npad=1\nstride=2\nactivation=relu\n"
    found = cnnstat.analyze(written(tmp_path, "net.cfg", f"{cfg}[upsample]\nstride=2\n"))
    assert str(found.layers[-1].output) == "4×8×8"
    head = 'input: "data" input_dim: 1 input_dim: 3 input_dim: 5 input_dim: 5\n'
    up = "convolution_param { num_output: 2 kernel_size: 4 stride: 2 pad: 1 }"
    text = f'{head}layer {{ name: "u" type: "Deconvolution" bottom: "data" top: "u" {up} }}\n'
    found = cnnstat.analyze(written(tmp_path, "net.prototxt", text))
    assert (str(found.layers[-1].output), found.params, found.macs) == ("2×10×10", 3 * 2 * 16 + 2, 25 * 96)
    layers = [
        {"class_name": "Conv2DTranspose", "config": {
            "name": "u", "filters": 2, "kernel_size": [4, 4], "strides": [2, 2], "padding": "same", "use_bias": False,
            "batch_input_shape": [None, 5, 5, 3],
        }},
        {"class_name": "BatchNormalization", "config": {"name": "n", "axis": 3, "scale": False, "center": True}},
    ]  # fmt: skip
    keras = json.dumps({"class_name": "Sequential", "config": layers})
    found = cnnstat.analyze(written(tmp_path, "net.json", keras))
    assert (str(found.layers[-1].output), found.params, found.macs) == ("2×10×10", 3 * 2 * 16 + 2, 25 * 96)
