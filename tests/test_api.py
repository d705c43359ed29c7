"""The Python API: what it takes, and that a wrong argument is a CnnstatError with a plain message."""

from __future__ import annotations

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
    with pytest.raises(cnnstat.UsageError, match="expected the name of a layer, got 0"):
        analysis[0]  # type: ignore[index]


def test_a_block_without_layers_is_no_layer_and_no_hint() -> None:
    with pytest.raises(cnnstat.UsageError) as caught:
        cnnstat.load("resnet50").select("conv2.2.shortcut")
    assert str(caught.value).startswith("resnet50 has no layer 'conv2.2.shortcut'; did you mean 'conv2.1.shortcut")
