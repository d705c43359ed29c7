"""The Python API: what it takes, and that a wrong argument is a CnnstatError with a plain message."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cnnstat


def test_load_and_analyze() -> None:
    network = cnnstat.load("mobilenet_v2", input=192, width=0.5)
    analysis = cnnstat.analyze(network)
    assert str(network.input) == "3×192×192"
    assert (analysis.params, analysis.depth) == (cnnstat.analyze("mobilenet_v2", width=0.5).params, 53)
    assert len(analysis) == len(list(analysis)) == len(network)
    assert "conv1" in analysis
    assert "conv9" not in analysis
    assert analysis["conv1"].type == "conv"


def test_a_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    for filters in (4, 5):
        path.write_text(f"input: {{channels: 1, size: 4}}\nlayers: [{{type: conv, filters: {filters}, kernel: 1}}]\n")
        assert cnnstat.analyze(path).output.channels == filters


SIZES: list[Any] = [0, -1, True, 224.0, "224", (224,), (1, 2, 3), [], {}, Fraction(224), object(), 10**7, 10**5000]


@pytest.mark.parametrize("size", SIZES, ids=range(len(SIZES)))
def test_sizes_that_are_none(size: Any) -> None:
    with pytest.raises(cnnstat.UsageError, match="input: expected a whole number from 1 to 1,000,000"):
        cnnstat.load("alexnet", input=size)


@pytest.mark.parametrize("name", [None, 5, [], b"alexnet", object()])
def test_names_that_are_none(name: Any) -> None:
    with pytest.raises(cnnstat.UsageError, match="expected the name of a network or a path"):
        cnnstat.load(name)


@pytest.mark.parametrize("name", ["", "a\0.yaml", "\ud800.yaml", "a/b/c.yaml"])
def test_names_of_nothing(name: str) -> None:
    with pytest.raises(cnnstat.UsageError):
        cnnstat.load(name)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"batch": 0}, "batch: expected a whole number from 1 to 1,000,000,000, got 0"),
     ({"batch": 1.5}, "batch: expected a whole number from 1 to 1,000,000,000, got 1.5"),
     ({"batch": True}, "batch: expected a whole number from 1 to 1,000,000,000, got True"),
     ({"training": "no"}, "training: expected True or False, got 'no'"),
     ({"dtype": "float23"}, "dtype: expected one of float64, float32, bfloat16, float16, int8, got 'float23'; "
                            "did you mean 'float32'?"),
     ({"optimizer": []}, "optimizer: expected one of sgd, momentum, adam, got []")],
)  # fmt: skip
def test_settings_of_analyze(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.analyze("lenet1", **settings)
    assert str(caught.value) == message


def test_a_loaded_network_has_its_settings() -> None:
    network = cnnstat.load("alexnet")
    with pytest.raises(cnnstat.UsageError, match="this network is loaded already"):
        cnnstat.analyze(network, input=224)
    with pytest.raises(cnnstat.UsageError, match="expected a network, its name or a path"):
        cnnstat.analyze(cnnstat.analyze(network))  # type: ignore[arg-type]


def test_layers_that_do_not_exist() -> None:
    analysis = cnnstat.analyze("googlenet")
    with pytest.raises(cnnstat.UsageError, match=r"googlenet has no layer 'conv7'; did you mean 'conv2'\?"):
        analysis["conv7"]
    with pytest.raises(cnnstat.UsageError, match="googlenet: '3a' is a block, not a layer"):
        analysis["3a"]


def test_an_analysis_is_the_sequence_of_its_layers() -> None:
    analysis = cnnstat.analyze("lenet5")
    assert analysis[0] is analysis["C1"]
    assert analysis[-1] is analysis[len(analysis) - 1] is list(analysis)[-1]
    assert [layer.name for layer in analysis[1:4]] == ["S2", "C3", "S4"]
    assert [layer.name for layer in reversed(analysis)] == [layer.name for layer in analysis[::-1]]
    assert [layer.type for layer in cnnstat.analyze("googlenet", training=True)[-1:]] == ["linear"]


@pytest.mark.parametrize(
    ("which", "message"),
    [(8, "lenet5 has 8 layers, 0 to 7; got 8"),
     (-9, "lenet5 has 8 layers, 0 to 7; got -9"),
     (1.5, "expected the name of a layer, its place or a slice, got 1.5"),
     (None, "expected the name of a layer, its place or a slice, got None")],
)  # fmt: skip
def test_places_that_do_not_exist(which: Any, message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.analyze("lenet5")[which]
    assert str(caught.value) == message


@pytest.mark.parametrize("network", ["lenet5", "alexnet", "googlenet", "mobilenet_v2"])
def test_flops_are_counted_as_the_setting_says(network: str) -> None:
    plain, every = cnnstat.analyze(network), cnnstat.analyze(network, flops="all")
    assert plain.flops == 2 * plain.macs == cnnstat.get(f"{network}.flops")
    assert every.flops == 2 * every.macs + sum(every.counts.ops) == cnnstat.get(f"{network}@flops=all.flops")
    for analysis in (plain, every):
        assert sum(layer.flops for layer in analysis) == analysis.flops


@pytest.mark.parametrize(
    ("mode", "training"), [("train", True), ("training", True), ("infer", False), ("eval", False), (None, False)]
)
@pytest.mark.parametrize("function", [cnnstat.analyze, cnnstat.explain, cnnstat.table])
@pytest.mark.parametrize("network", ["lenet1", cnnstat.load("lenet1")], ids=["name", "loaded"])
def test_the_mode_is_training(network: Any, function: Callable[..., Any], mode: Any, training: bool) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        function(network, mode=mode)
    assert str(caught.value) == f"mode: from Python it is training={training}, got mode={mode!r}"


def test_networks_are_those_of_the_list(inside: Callable[..., Any]) -> None:
    found = cnnstat.networks()
    assert list(found) == inside("list", "--names").out.split()
    assert all(cnnstat.load(name).title == title for name, title in found.items())


def test_a_block_without_layers_is_no_layer_and_no_hint() -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.load("resnet50").select("conv2.2.shortcut")
    assert str(caught.value).startswith("resnet50 has no layer 'conv2.2.shortcut'; did you mean 'conv2.1.shortcut")


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [("lenet5.C1.output_shape", int, "lenet5.C1.output_shape: expected a whole number, got (6, 28, 28)"),
     ("1/3", int, "1/3: expected a whole number, got 1/3"),
     ("lenet5.C1.output_shape", float, "lenet5.C1.output_shape: expected a number, got (6, 28, 28)"),
     ("lenet5.C1.output_shape", Fraction, "lenet5.C1.output_shape: expected a number, got (6, 28, 28)"),
     ("lenet5.params", tuple, "lenet5.params: expected the sides of a shape or field, got 60000"),
     ("lenet5.params", str, "expected int, Fraction, float or tuple, got <class 'str'>"),
     ("lenet5.params", [], "expected int, Fraction, float or tuple, got []")],
)  # fmt: skip
def test_values_of_another_kind(query: str, kind: Any, message: str) -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.get(query, kind)
    assert str(caught.value) == message
