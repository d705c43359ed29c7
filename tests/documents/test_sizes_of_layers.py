"""Sizes of every layer of some networks: each is found as it is printed, and a size that it has not is none's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cnnstat.documents.reading.answers import answers, ending
from cnnstat.documents.reading.layers import Layer, layers_of, setup_of
from cnnstat.documents.reading.tokens import Part
from cnnstat.query import Bench, evaluate, read_query

BENCH = Bench()
NETWORKS = ("alexnet", "vgg16", "lenet5", "nin", "googlenet", "resnet18", "mobilenet_v1")


def sizes(layer: Layer) -> Iterator[tuple[str, str, str, tuple[int, ...]]]:
    """What people print of a layer: what it counts, as printed, another size, and what is meant."""
    height, width, channels = layer.height, layer.width, layer.channels
    if layer.kernel and layer.kernel != (1, 1):
        high, wide = layer.kernel
        yield "kernel", f"{high}×{wide}", f"{high + 20}×{wide + 20}", layer.kernel
        yield "windows", f"{high}x{wide}", f"{high}x{wide + 1}", layer.kernel
        yield "kernel", f"{high}", f"{high + 20}", layer.kernel
        for depth in layer.depths:
            yield "filters", f"{high}×{wide}×{depth}", f"{high}×{wide}×{depth + 1}", layer.kernel
            yield "kernel", f"{high}×{wide}×{depth}×{channels}", f"{high}×{wide}×{depth}×{channels + 1}", layer.kernel
    if layer.stride:
        yield "stride", f"{layer.stride[0]}", f"{layer.stride[0] + 1}", layer.stride
        yield "stride", "{}×{}".format(*layer.stride), "7×8", layer.stride
    if layer.padding:
        yield "padding", f"{layer.padding[0]}", f"{layer.padding[0] + 1}", layer.padding
    if layer.type == "conv":
        yield "filters", f"{channels}", f"{channels + 1}", (channels,)
    if layer.type == "linear" and layer.weights:
        for key in ("neurons", "units", "classes", "dense", "output", "filters"):
            yield key, f"{channels}", f"{channels + 1}", (channels,)
        yield "output", f"{channels}×1", f"{channels}×2", (channels,)
        yield "output", f"1×{channels}", f"2×{channels}", (channels,)
        yield "matrix", f"{layer.weights // channels}×{channels}", f"{layer.weights // channels}×{channels + 1}", (
            layer.weights,
        )  # fmt: skip
    elif height > 1:
        for key in ("output", "filters", "neurons", "flat"):
            value = (channels * height * width,) if key == "neurons" else (channels, height, width)
            yield key, f"{channels}×{height}×{width}", f"{channels + 1}×{height}×{width}", value
            yield key, f"{height}×{width}×{channels}", f"{height}×{width + 1}×{channels}", value
        yield "output", f"{height}×{width}", f"{height}×{width + 1}", (height,)
        yield "output", f"{height}", f"{height + 1}", (height,)
        yield "flat", f"{channels * height * width}", f"{channels * height * width + 1}", (channels * height * width,)
        if channels * height * width > 1000:
            every = channels * height * width
            yield "neurons", f"{every:,}", f"{every + 1:,}", (every,)
    if layer.source and layer.source[1] > 1:
        depth, high, wide = layer.source
        yield "input", f"{depth}×{high}×{wide}", f"{depth}×{high}×{wide + 1}", layer.source


@pytest.mark.parametrize("network", NETWORKS)
def test_sizes_are_those_of_the_layer(network: str) -> None:
    setup = setup_of(network, BENCH)
    assert setup is not None
    for layer in layers_of(setup):
        part = Part(name=layer.name)
        for key, printed, other, meant in sizes(layer):
            found = next(answers(network, key, printed, part, setup), "")
            assert found.startswith(f"{network}.{layer.name}."), (layer.name, key, printed, found)
            value = evaluate(read_query(found), BENCH).value
            sides = value if isinstance(value, tuple) else (value,)
            assert sides in (meant, meant[:1]), (layer.name, key, printed, found)
            assert list(answers(network, key, other, part, setup)) == [], (layer.name, key, other)


@pytest.mark.parametrize("network", NETWORKS)
def test_counts_are_those_of_the_layer(network: str) -> None:
    setup = setup_of(network, BENCH)
    assert setup is not None
    for layer in layers_of(setup):
        own = f"{network}.{layer.name}"
        part = Part(name=layer.name)
        asked = {
            key: list(answers(network, key, "1", part, setup)) for key in ("params", "weights", "macs", "flops", "rf")
        }
        assert asked == {
            "params": [f"{own}.params", f"{own}.weights"], "weights": [f"{own}.weights", f"{own}.params"],
            "macs": [f"{own}.macs"], "flops": [f"{own}.flops", f"{own}.macs"], "rf": [f"{own}.rf"],
        }  # fmt: skip
        assert list(answers(network, "bytes", "1", part, setup)) == [f"({own}.params) * 4"]
        if layer.params > 1000 and layer.weights:
            found = next(answers(network, "listed", f"{layer.params:,}", None, setup))
            assert evaluate(read_query(found), BENCH).value == layer.params
            assert list(answers(network, "listed", f"{layer.params + 10**9 + 1}", None, setup)) == []


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("The input is 224 × 224 × 3.", "alexnet-cuda-convnet.input_shape"),
        ("The input is 224 × 224.", ""),  # as many other things are
        ("AlexNet takes images. The input is 224 × 224.", "alexnet-cuda-convnet.input.height"),
        ("AlexNet takes images.\n\nThe input is 224 × 224.", ""),
        ("The input of AlexNet is 224 × 224.", "alexnet-cuda-convnet.input.height"),
        ("The input is 227 × 227.", "alexnet.input.height"),
        ("AlexNet takes images. The input is 227 × 227.", "alexnet.input.height"),
    ],
)
def test_two_sides_are_those_of_a_variant_where_the_paragraph_names_the_network(
    said: str, query: str, suggested: Callable[..., list[dict[str, Any]]]
) -> None:
    found = suggested(f"# AlexNet\n\n{said}\n")
    assert [each["query"] for each in found] == [query] * bool(query)


def test_layers_at_whose_end_fields_are_often_given(tmp_path: Path) -> None:
    """The last three whose output is more than one position, be it only in one direction, the last one first."""
    text = "input: {channels: 1, height: 2, width: 9}\nlayers:\n"
    for name, kernel in (("a", "[1, 2]"), ("b", "[2, 2]"), ("c", "[1, 2]"), ("d", "[1, 6]"), ("e", "1")):
        text += f"  - {{name: {name}, type: conv, filters: 2, kernel: {kernel}}}\n"
    path = tmp_path / "wide.yaml"
    path.write_text(text)
    assert [each.name for each in ending(BENCH.setup(str(path), ()))] == ["c", "b", "a"]
    tall = tmp_path / "tall.yaml"
    tall.write_text(text.replace("height: 2, width: 9", "height: 9, width: 2").replace("[1, 2]", "[2, 1]")
                    .replace("[1, 6]", "[6, 1]"))  # fmt: skip
    assert [each.name for each in ending(BENCH.setup(str(tall), ()))] == ["c", "b", "a"]
