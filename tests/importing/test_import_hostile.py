"""Prototxt, cfg and Keras files that a stranger made to take time or memory, or to be what no program writes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from test_import_blocks import conv
from test_import_refusals import BLOB, NET, keras, layer

from cnnstat.errors import CnnstatError
from cnnstat.importing import blocks
from cnnstat.importing.formats.keras import histories
from cnnstat.importing.keras_layers import READ
from cnnstat.importing.lifted import INPUT
from cnnstat.importing.lines import lines_of
from cnnstat.views.imports import imported


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of files in messages are those that were typed."""
    monkeypatch.chdir(tmp_path)


def refused(ending: str, text: str) -> str:
    with pytest.raises(CnnstatError) as caught:
        taken(ending, text)
    return str(caught.value)


def taken(ending: str, text: str) -> str:
    path = Path(f"net.{ending}")
    path.write_text(text, encoding="utf-8")
    return imported(path).text


@pytest.mark.parametrize("text", ["layer{}x", "layer{}:{}x", "{}layer", "layers\n{}\n"])
def test_blanks_are_read_once(text: str) -> None:
    """A hang is what fails here: they took time with the square of their number."""
    many = text.format(" " * 1_000_000, " " * 1_000_000)
    assert refused("prototxt", many) == "net.prototxt: no network of Caffe's: it has no field 'layer'"


def sliced(count: int) -> str:
    """A Slice into blocks of two channels, the last of one, which are joined again."""
    tops = " ".join(f'top: "t{at}"' for at in range(count))
    points = " ".join(f"slice_point: {2 * at + 2}" for at in range(count - 1))
    image = f'input: "data" input_dim: 1 input_dim: {2 * count - 1} input_dim: 8 input_dim: 8\n'
    cut = f'layer {{ name: "s" type: "Slice" bottom: "data" {tops} slice_param {{ {points} }} }}\n'
    return image + cut + f'layer {{ name: "c" type: "Concat" {tops.replace("top", "bottom")} top: "c" }}\n'


def test_many_blocks_cost_as_much_as_there_are() -> None:
    lines = taken("prototxt", sliced(300)).splitlines()[3:]
    assert lines[0] == "  - {name: s_t0, type: channel_split, part: 1, sizes: [2, 597]}"
    assert lines[1] == "  - {name: s_t1, type: channel_split, from: input, part: 2, sizes: [2, 2, 595]}"
    assert lines[299] == "  - {name: s_t299, type: channel_split, from: input, part: 2, sizes: [598, 1]}"
    assert max(map(len, lines[:300])) < 90


def test_blocks_that_are_none() -> None:
    cut = 'layer {{ name: "s" type: "Slice" bottom: "data" top: "a" top: "b" top: "c" slice_param {{ {} }} }}'
    for points, size in (("slice_point: 2 slice_point: 1", -1), ("slice_point: 1 slice_point: 1", 0)):
        assert refused("prototxt", BLOB + cut.format(points)) == (
            f"net.prototxt:2:1: layer s_b (channel_split): expected a whole number of at least 1, got {size}"
        )


@pytest.mark.parametrize(
    ("ending", "text", "message"),
    [
        ("prototxt", f'{BLOB.replace("8", "1000001")}layer {{ name: "x" type: "ReLU" bottom: "data" }}',
            "1:1: input: height: expected a whole number of at least 1, got 1000001 (at most 1,000,000)"),
        ("cfg", f"{NET.replace('3', '99999999')}[dropout]\n",
            "1:1: input: channels: expected a whole number of at least 1, got 99999999 (at most 1,000,000)"),
        ("json", keras(layer("ReLU"), shape=[None, 8, int("9" * 4000), 3]),
            f"1:75: input: width: expected a whole number of at least 1, got {'9' * 57}… (at most 1,000,000)"),
        ("json", keras(layer("ReLU"), shape=[None, True, 8, 3]),
            "1:75: input: height: expected a whole number of at least 1, got true"),
    ],
)  # fmt: skip
def test_images_of_any_size(ending: str, text: str, message: str) -> None:
    assert refused(ending, text) == f"net.{ending}:{message}"


def test_a_mode_that_is_no_word() -> None:
    assert refused("json", keras(layer("ReLU"), {**layer("Merge", mode={"a": 1}), "name": "m"})) == (
        "net.json:1:195: layer m: Merge with mode {'a': 1} cannot be said in a spec"
    )


def test_no_template_has_more_arguments_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many values differ, only so many are named."""
    named: list[str] = []

    def identifier(text: str) -> str:
        named.append(text)
        return f"n{len(named)}"

    monkeypatch.setattr(blocks, "identifier", identifier)
    layers = [conv("stem", INPUT, 1)]
    for group in "ab":
        for at in range(500):
            layers.append(conv(f"{group}.c{at}", layers[-1].name, 2 + len(layers)))
    found, rows = blocks.written(lines_of(layers))
    assert not found
    assert len(rows) == 1001
    assert len(named) <= 3 * (blocks.MOST_ARGUMENTS + 1)


VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2, 10**30, 0.5, float("nan"), float("inf"), "", "same", "relu", "\ud800", [], [1], [0, 0],
    [2, -1], [[1, 1], [1]], ["a"], [[]], {}, {"a": 1}, {"class_name": ["a"]}, {"top_pad": [1]},
)  # fmt: skip
KEYS = (
    "activation", "alpha", "axis", "batch_input_shape", "data_format", "depth_multiplier", "dilation_rate", "epsilon",
    "filters", "groups", "interpolation", "kernel_size", "max_value", "mode", "name", "negative_slope",
    "output_padding", "padding", "pool_size", "rate", "scale", "shared_axes", "size", "strides", "target_shape",
    "threshold", "units", "use_bias",
)  # fmt: skip


def damages() -> Iterator[str]:
    """Models each with one value that no version of Keras' writes."""
    for kind in READ:
        own: dict[str, Any] = {"filters": 4, "kernel_size": [1, 1], "units": 3}
        for key in KEYS:
            yield from (keras(layer("ReLU"), layer(kind, **{**own, key: value})) for value in VALUES)
        for key in ("class_name", "config", "name", "inbound_nodes"):
            for value in VALUES:
                functional = [
                    {"class_name": "InputLayer", "name": "i", "config": {"batch_input_shape": [None, 8, 8, 3]}},
                    {**layer(kind, **own), "inbound_nodes": [[["i", 0, 0, {}]]], key: value},
                ]
                yield json.dumps({"class_name": "Functional", "config": {"layers": functional}})


WORDS = (
    "0",
    "1",
    "2",
    "-1",
    "3.5",
    "nan",
    "1e400",
    "9" * 15,
    "9" * 30,
    "x",
    "true",
    "MAX",
    "AVE",
    "same",
    '""',
    "[]",
    "[1, 2, 3]",
)
FIELDS = {
    "convolution": "num_output kernel_size kernel_h kernel_w stride stride_h pad pad_w dilation group bias_term axis",
    "pooling": "kernel_size kernel_h kernel_w stride stride_h stride_w pad pad_h pool global_pooling round_mode",
    "inner_product": "num_output bias_term axis", "lrn": "local_size alpha beta k norm_region",
    "relu": "negative_slope", "dropout": "dropout_ratio", "batch_norm": "eps", "scale": "axis num_axes bias_term",
    "elu": "alpha", "eltwise": "operation coeff", "concat": "axis concat_dim", "shuffle_channel": "group",
    "slice": "axis slice_point",
}  # fmt: skip
LEAST = {
    "convolution": "num_output: 4 kernel_size: 2", "pooling": "kernel_size: 2", "inner_product": "num_output: 3",
}  # fmt: skip
KINDS = {
    "convolution": ("Convolution", "Deconvolution", "DepthwiseConvolution"), "pooling": ("Pooling",),
    "inner_product": ("InnerProduct",), "lrn": ("LRN",), "relu": ("ReLU",), "dropout": ("Dropout",),
    "batch_norm": ("BatchNorm",), "scale": ("Scale",), "elu": ("ELU",), "eltwise": ("Eltwise",), "concat": ("Concat",),
    "shuffle_channel": ("ShuffleChannel",), "slice": ("Slice",),
}  # fmt: skip


def prototxts() -> Iterator[str]:
    """Models each with one value that Caffe does not know."""
    for param, fields in FIELDS.items():
        for kind in KINDS[param]:
            for tops in ('top: "x"', 'top: "x" top: "y"', ""):
                for value in WORDS:
                    for field in fields.split():
                        own = f"{param}_param {{ {LEAST.get(param, '')} {field}: {value} }}"
                        yield f'{BLOB}layer {{ name: "x" type: "{kind}" bottom: "data" {tops} {own} }}'


SECTIONS = {
    "convolutional": "filters size stride stride_x pad padding dilation groups activation batch_normalize xnor",
    "connected": "output activation batch_normalize", "maxpool": "size stride stride_y padding", "upsample": "stride",
    "shortcut": "from activation", "route": "layers groups group_id", "dropout": "probability",
    "activation": "activation",
}  # fmt: skip


def cfgs() -> Iterator[str]:
    """Models each with one value that darknet does not know."""
    for word, keys in SECTIONS.items():
        for key in keys.split():
            for value in (*WORDS, "-1,-2", "-1,0", ","):
                least = {"from": "from=-1\n", "layers": "layers=-1\n"}.get(keys.split()[0], "")
                yield f"{NET}[dropout]\n[{word}]\n{least}{key}={value}\n"
    for key in ("channels", "height", "width"):
        yield from (f"{NET}{key}={value}\n[dropout]\n" for value in WORDS)


@pytest.mark.parametrize(("ending", "models"), [("json", damages), ("prototxt", prototxts), ("cfg", cfgs)])
def test_whatever_is_wrong_is_one_message(ending: str, models: Callable[[], Iterator[str]]) -> None:
    """A sample of all that a single wrong thing can be; what comes out is a network or a message."""
    every = list(models())
    networks = 0
    for text in random.Random(20261128).sample(every, 400):
        with suppress(CnnstatError):
            taken(ending, text)
            networks += 1
    assert 20 < networks < 380


@pytest.mark.parametrize("kind", ["stride: 0", "stride_h: 1 stride_w: 0"])
def test_a_stride_of_0(kind: str) -> None:
    fields = f"pooling_param {{ kernel_size: 2 {kind} }}"
    text = f'{BLOB}layer {{ name: "x" type: "Pooling" bottom: "data" top: "x" {fields} }}'
    assert refused("prototxt", text) == (
        f"net.prototxt:2:{text.splitlines()[1].rindex(kind.split()[-2]) + len(kind.split()[-2]) + 2}: layer x: stride: "
        "expected a whole number of at least 1, got '0'"
    )


@pytest.mark.parametrize("around", [lambda inside: [inside], lambda inside: {"args": inside}, lambda x: {"config": x}])
def test_layers_that_are_read_may_be_nested_as_deep_as_json_is(around: Callable[[Any], Any]) -> None:
    node: Any = [["conv1", 0, 0], {"config": {"keras_history": ["conv2", 0, 0], "shape": [None, 8]}}]
    for _ in range(100_000):
        node = around(node)
    stated: dict[str, Any] = {}
    assert [*histories(node, stated)] == ["conv1", "conv2"]
    assert stated == {"conv2": [None, 8]}
