"""Modules that return several outputs by name: heads that torchvision calls auxiliary are those of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnnstat
from cnnstat.analysis.setting import Setting
from cnnstat.errors import SpecError

pytestmark = pytest.mark.torch

SEGMENTATION = (
    "deeplabv3_mobilenet_v3_large", "deeplabv3_resnet101", "deeplabv3_resnet50", "fcn_resnet101", "fcn_resnet50",
    "lraspp_mobilenet_v3_large",
)  # fmt: skip
FEW = ("deeplabv3_mobilenet_v3_large", "lraspp_mobilenet_v3_large")


def headed(**outputs: str) -> cnnstat.Network:
    """A network of two convolutions whose outputs have these names; the second reads the first."""
    from torch import Tensor, nn

    class Headed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two, self.head = nn.Conv2d(3, 4, 1), nn.Conv2d(4, 2, 1), nn.Conv2d(4, 5, 3)

        def forward(self, x: Tensor) -> dict[str, Tensor]:
            x = self.one(x)
            found = {"two": self.two(x), "head": self.head(x).relu()}
            return {name: found[which] for name, which in outputs.items()}

    return cnnstat.from_torch(Headed(), (3, 8, 8))


@pytest.mark.parametrize("order", [{"out": "two", "aux": "head"}, {"aux": "head", "out": "two"}])
def test_an_auxiliary_head_stands_behind_all_others(order: dict[str, str]) -> None:
    network = headed(**order)
    assert [(each.name, each.inputs, each.auxiliary) for each in network.nodes] == [
        ("one", (-1,), False), ("two", (0,), False), ("head", (0,), True),
    ]  # fmt: skip
    assert [each.type for each in network.nodes[2].followers] == ["relu"]
    without, whole = cnnstat.analyze(network), cnnstat.analyze(network, training=True)
    assert (without.params, whole.params) == (16 + 10, 16 + 10 + 185)
    assert str(without.output) == "2×8×8"


def test_heads_alone_are_refused() -> None:
    with pytest.raises(SpecError, match="a module that returns auxiliary heads alone cannot be said in a spec"):
        headed(aux1="two", aux2="head")


@pytest.mark.parametrize("heads", [False, True])
@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.slow] * (each not in FEW)) for each in SEGMENTATION]
)
def test_networks_for_segmentation(name: str, heads: bool, tmp_path: Path) -> None:
    """Parameters and MACs are torch's, with all heads and without; what is written gives the same."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from cnnstat.analysis import analyze_network
    from cnnstat.pytorch.lift import lifted_name
    from cnnstat.pytorch.lift.build import Arguments, module_of
    from cnnstat.spec.write import write_data

    if heads and name.startswith("lraspp"):
        pytest.skip("it has none")
    arguments = Arguments((), {"weights": None, "weights_backbone": None, **({"aux_loss": True} if heads else {})})
    path = f"torchvision.models.segmentation:{name}"
    found = lifted_name(path, None, arguments)
    module = module_of(path, arguments).eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.empty(1, 3, 224, 224, device="meta"))
    analysis = analyze_network(found.network, Setting(training=True))
    assert analysis.params == sum(each.numel() for each in module.parameters())
    assert analysis.macs == counter.get_total_flops() // 2
    assert any(each.auxiliary for each in found.network.nodes) == heads
    written = tmp_path / "net.yaml"
    written.write_text(write_data(found.data), encoding="utf-8")
    again = cnnstat.analyze(written, training=True)
    assert (again.params, again.macs) == (analysis.params, analysis.macs)
