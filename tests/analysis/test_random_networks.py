"""The analyzer against PyTorch on random networks: shapes, parameters, buffers, MACs and receptive fields.

``CNNSTAT_EXAMPLES=2000 pytest tests/test_random_networks.py`` draws more of them.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from random_networks import networks

import cnnstat
from cnnstat.layers import TYPES

pytestmark = pytest.mark.torch

PARTS = 8
"""Tests that run side by side, each with networks of its own."""
EXAMPLES = int(os.environ.get("CNNSTAT_EXAMPLES", "320"))

REASONS = (
    r"\S+ has seen the whole map",
    r"behind \S+ it takes in the whole map",
    r"the analyzer gives a bound here, no exact field",
    r"in [\d,]+ pixels the network does not fit together: .*",
)
"""Why a field may go unmeasured."""


def check(path: Path, seen: Counter[str]) -> None:
    """Hold one network against torch and fvcore on the CPU, and its fields against autograd."""
    import torch

    from cnnstat.pytorch.crosscheck.check import Check
    from cnnstat.pytorch.crosscheck.run import built

    network, device = cnnstat.load(path), torch.device("cpu")
    one = Check(network, device, built(network, device))
    one.structure()
    one.fvcore()
    one.fields()
    report = one.report()
    assert not report.mismatches, "\n".join([*(each.text for each in report.mismatches), path.read_text("utf-8")])
    assert not report.unavailable, report.unavailable
    for reason in report.not_measured.values():
        assert any(re.fullmatch(known, reason) for known in REASONS), reason
    seen["lines"] += len(report.layers)
    seen["asked"] += report.asked("torch") + report.asked("fvcore")
    seen["measured"] += report.asked("rf")
    seen["unmeasured"] += len(report.not_measured)
    seen.update(node.layer.type for node in network.nodes)
    seen.update(f"follows {follower.type}" for node in network.nodes for follower in node.followers)


@pytest.mark.parametrize("part", [pytest.param(each, marks=[pytest.mark.slow] * (each > 0)) for each in range(PARTS)])
def test_the_analyzer_agrees_with_torch(part: int, tmp_path: Path) -> None:
    seen: Counter[str] = Counter()

    @seed(part)
    @settings(max_examples=EXAMPLES // PARTS, suppress_health_check=list(HealthCheck))
    @given(networks())
    def agrees(text: str) -> None:
        path = tmp_path / "net.yaml"
        path.write_text(text, encoding="utf-8")
        check(path, seen)

    agrees()
    # Random networks that hold nothing would agree with anything.
    assert seen["asked"] == 2 * seen["lines"] > 10 * EXAMPLES // PARTS
    assert seen["measured"] > seen["unmeasured"]
    assert len({name.removeprefix("follows ") for name in seen} & set(TYPES)) > len(TYPES) // 2
