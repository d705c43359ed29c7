"""Files of other programs: networks written as those write them and read back, hand-worked values, refusals."""

from __future__ import annotations

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
