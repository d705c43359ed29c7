"""Modules of which a spec can say a part: the rest is marked, parameters stay exact, all else is a lower bound."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from test_lift import ATTENTION

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.errors import SpecError

pytestmark = pytest.mark.torch

HERE = Path(__file__).parent
OWN = HERE / "modules_in_part.py"


def lifted(name: str, *shape: int) -> Any:
    import modules_in_part

    from cnnstat.pytorch.lift import lifted as lift

    return lift(getattr(modules_in_part, name)(), (1, *shape), name.lower(), partial=True)


def held(name: str) -> int:
    import modules_in_part

    return sum(each.numel() for each in getattr(modules_in_part, name)().parameters())


def rows(network: cnnstat.Network) -> list[tuple[str, str, str]]:
    """Of each layer type and output, and of one that is unavailable what it holds."""
    found = analyze_network(network, partial=True)
    return [(each.type, str(each.output), str(getattr(each.node.layer, "holds", ""))) for each in found]


def test_attention_between_layers_that_can_be_said() -> None:
    found = lifted("Attending", 3, 4, 4)
    assert rows(found.network) == [
        ("conv", "8×4×4", ""), ("unavailable", "8×1×17", "8"), ("layernorm", "8×1×17", ""), ("conv", "24×1×17", ""),
        ("channel_split", "8×1×17", ""), ("channel_split", "8×1×17", ""), ("channel_split", "8×1×17", ""),
        ("unavailable", "8×1×17", "0"), ("conv", "8×1×17", ""), ("add", "8×1×17", ""), ("unavailable", "8", "0"),
        ("linear", "5", ""),
    ]  # fmt: skip
    analysis = analyze_network(found.network, partial=True)
    assert analysis.params == held("Attending")
    assert analysis.macs == 16 * 8 * 27 + 17 * 8 * 24 + 17 * 8 * 8 + 8 * 5
    whats = [each.layer.what for each in found.network.nodes if each.layer.type == "unavailable"]
    assert whats == ["cat", "scaled_dot_product_attention", "select"]


def test_each_spot_is_told_with_its_place() -> None:
    told = [each.text for each in lifted("Attending", 3, 4, 4).remarks]
    line = next(at for at, text in enumerate(OWN.read_text().splitlines(), 1) if "torch.cat" in text)
    assert told[0].startswith("marked unavailable: ")
    assert f"modules_in_part.py:{line}:1: layer Attending: torch's expand of the parameter token" in told[0]
    assert len([each for each in told if "marked unavailable" in each]) == 3
    known = 16 * 8 * 27 + 17 * 8 * 24 + 17 * 8 * 8 + 8 * 5
    whole = known + 2 * 17 * 17 * 8
    assert told[-1] == f"{known:,} of the {whole:,} MACs that torch's FlopCounterMode counts are of known layers"


def test_a_map_between_convolutions() -> None:
    found = lifted("Rolled", 3, 6, 6)
    assert rows(found.network) == [
        ("conv", "4×6×6", ""), ("unavailable", "4×6×6", "0"), ("conv", "4×6×6", ""), ("add", "4×6×6", ""),
    ]  # fmt: skip
    assert [each.inputs for each in found.network.nodes] == [(-1,), (0,), (1,), (2, 0)]


def test_what_is_overwritten_is_no_longer_what_it_was() -> None:
    found = lifted("Written", 3, 8, 8)
    assert rows(found.network) == [("conv", "4×8×8", ""), ("unavailable", "4×8×8", "8"), ("conv", "2×8×8", "")]
    assert analyze_network(found.network, partial=True).params == held("Written")


def test_shared_parameters_count_once() -> None:
    found = lifted("Shared", 3, 8, 8)
    assert rows(found.network) == [("conv", "3×8×8", ""), ("unavailable", "3×8×8", "0"), ("conv", "2×8×8", "")]
    assert analyze_network(found.network, partial=True).params == held("Shared")


def test_an_output_that_cannot_be_said() -> None:
    assert rows(lifted("Unlike", 3, 8, 8).network) == [("unavailable", "3×8×8", "24")]


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[..., Done]) -> None:
    monkeypatch.chdir(tmp_path)
    name = f"{OWN}:Attending"
    refused = program("import", name, "--input", "4")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith("no layer for attention; `cnnstat import --partial` marks it and goes on\n")
    done = program("import", name, "--input", "4", "--partial", "-o", "net.yaml")
    assert done.code == 0
    assert "marked unavailable" in done.err
    assert cnnstat.table("net.yaml", columns=["params"]).total_texts() == [str(held("Attending"))]
    assert "type: unavailable" in Path("net.yaml").read_text(encoding="utf-8")


def test_nothing_is_partial_unless_asked() -> None:
    import modules_in_part

    with pytest.raises(SpecError, match="cannot be said in a spec"):
        cnnstat.from_torch(modules_in_part.Rolled(), (3, 6, 6))


FEW = ("swin_t", "vit_b_32")
NETWORKS = [*FEW, *(pytest.param(each, marks=pytest.mark.slow) for each in sorted(ATTENTION.difference(FEW)))]


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_torchvision_with_attention(name: str) -> None:
    """Parameters are torch's; MACs those of layers that can be said; every convolution is a row of its own."""
    import torch
    import torchvision
    from torch import nn

    from cnnstat.pytorch.lift import lifted_name

    found = analyze_network(lifted_name(f"torchvision.models:{name}", None, partial=True).network, partial=True)
    with torch.device("meta"):
        module = torchvision.models.get_model(name)
    assert found.params == sum(each.numel() for each in module.parameters())
    assert found.counts.unknown > 0
    convolutions = [path for path, each in module.named_modules() if isinstance(each, nn.Conv2d)]
    assert set(convolutions) <= {each.name for each in found if each.type in ("conv", "depthwise")}
