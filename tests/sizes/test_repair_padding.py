"""The smallest paddings with which a layer loses nothing, against trying one after the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnnstat
from cnnstat.analysis import analyze_network
from cnnstat.analysis.fit import fits
from cnnstat.analysis.setting import Setting
from cnnstat.keys.kinds import Sides
from cnnstat.sizes.repair import fewest, paddings, repairs


@pytest.mark.parametrize("even", [True, False])
def test_fewest_rows_of_padding(even: bool, lines: Callable[..., cnnstat.Analysis]) -> None:
    for size in range(5, 12):
        for kernel in range(1, 6):
            for stride in range(1, 7):
                for before, after in ((0, 0), (1, 1), (0, 2), (2, 1)):
                    sides = f"{{top: {before}, bottom: {after}, left: 0, right: 0}}"
                    keys = f"kernel: {kernel}, stride: {stride}, padding: {sides}"
                    analysis = lines(f"- {{type: conv, filters: 1, {keys}}}", size=size)
                    (fit,) = fits(analysis.network, [each.output for each in analysis.every])
                    tried = (
                        more
                        for more in range(0, 2 * stride, 2 if even else 1)
                        if (left := (size + before + after + more - kernel) % stride) == 0
                        or (even and left <= after + more // 2)
                    )
                    found = fewest(analysis, fit, 0, even)
                    assert sum(found) == next(tried)
                    assert 0 <= found[1] - found[0] <= (0 if even else 1)


def test_each_axis_has_a_padding_of_its_own(lines: Callable[..., cnnstat.Analysis]) -> None:
    """(8 + 0 + 1 − 3) / 4 leaves 2 rows over and lacks 2; (10 + 1 + 0 − 2) / 3 fits the columns."""
    keys = "kernel: [3, 2], stride: [4, 3]"
    analysis = lines(f"- {{type: conv, filters: 1, {keys}, padding: {{bottom: 1, left: 1}}}}", size=(8, 10))
    (fit,) = fits(analysis.network, [each.output for each in analysis.every])
    made = [each.analysis.network.nodes[0].layer.written()["padding"] for each in paddings(analysis, fit)]
    assert made == [Sides(1, 2, 1, 0)]
    # (8 − 3) / 4 leaves 1 row over and lacks 3; (10 − 2) / 3 leaves 2 columns over and lacks 1.
    analysis = lines(f"- {{type: conv, filters: 1, {keys}}}", size=(8, 10))
    (fit,) = fits(analysis.network, [each.output for each in analysis.every])
    made = [each.analysis.network.nodes[0].layer.written()["padding"] for each in paddings(analysis, fit)]
    assert made == [Sides(2, 2, 1, 1), Sides(1, 2, 0, 1)]


def test_a_head_that_only_training_runs_is_mended_too(lines: Callable[..., cnnstat.Analysis]) -> None:
    network = lines(
        "- {name: a, type: conv, filters: 8, kernel: 1}\n"
        "- {name: h, type: maxpool, kernel: 3, stride: 2, auxiliary: true}\n"
        "- {name: b, type: conv, filters: 8, kernel: 1}"
    ).network
    found = repairs(analyze_network(network, Setting(training=True)), lambda _: network, None)
    assert [(each.what, each.remaining) for each in found] == [
        ("h rounding up (ceil_mode)", []), ("h with padding 1", []), ("h with padding 0 before, 1 after", []),
    ]  # fmt: skip
    assert all("h" in [layer.name for layer in each.analysis.every if layer.node.auxiliary] for each in found)
