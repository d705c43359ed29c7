"""Networks that the catalog does not hold, written from the guide alone: the language is general enough for them.

tests/nets has one spec each, named like torchvision's model; torchvision is the oracle of parameters and MACs.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

import cnnstat
from cnnstat.spec.write import write_spec

NETS = sorted((ROOT / "tests/nets").glob("*.yaml"))


FEW = ("densenet121", "resnext50_32x4d", "shufflenet_v2_x1_0", "squeezenet1_1")
"""Of each idea one, as ``pytest`` alone looks at them where torchvision's take a while."""


@pytest.mark.torch
@pytest.mark.parametrize(
    "path",
    [pytest.param(each, marks=[pytest.mark.slow] * (each.stem not in FEW)) for each in NETS],
    ids=lambda path: path.stem,
)
def test_torchvision_counts_the_same(path: Path) -> None:
    import torch
    import torchvision
    from torch.utils.flop_counter import FlopCounterMode

    model = getattr(torchvision.models, path.stem)(weights=None).eval().to("meta")
    analysis = cnnstat.analyze(path)
    assert analysis.params == sum(each.numel() for each in model.parameters())
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.empty(1, *analysis.network.input[:3], device="meta"))
    assert 2 * analysis.macs == counter.get_total_flops()


@pytest.mark.parametrize("path", NETS, ids=lambda path: path.stem)
def test_they_unroll_to_themselves(path: Path, tmp_path: Path) -> None:
    network = cnnstat.load(path)
    flat = tmp_path / "flat.yaml"
    flat.write_text(write_spec(network), encoding="utf-8")
    assert cnnstat.analyze(flat).counts == cnnstat.analyze(network).counts
