"""Sizes are looked up among layers that differ, find what a search through all of them would, and count as work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.answers import sizes
from cnnstat.documents.reading.formulas import counted, named, told_apart
from cnnstat.documents.reading.layers import by_name, first, layers_of, of_kind, setup_of, unlike
from cnnstat.effort import Effort
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

BENCH = Bench()
NETWORKS = ("lenet5", "alexnet", "googlenet", "vgg16", "resnet50", "resnet110", "mobilenet_v2")
KEYS = ("kernel", "stride", "padding", "filters", "output", "neurons", "units", "matrix", "input", "flat", "windows")
KINDS = ("", "conv", "linear", "pool")


def network(name: str) -> Setup:
    setup = setup_of(name, BENCH)
    assert setup is not None
    return setup


def printed(setup: Setup) -> list[str]:
    """Every size of every layer, as it is printed, and some that no layer has."""
    found = {"7×9", "1×1", "3", "1001", "5×5×4", "123,456"}
    for each in layers_of(setup):
        shape = (each.channels, each.height, each.width)
        for sides in (each.kernel, each.stride, each.padding, shape, (*shape[1:], shape[0]), shape[1:], each.source):
            found.add("×".join(map(str, sides)) or "2")
        found |= {str(each.filters), str(each.channels), str(each.channels * each.height * each.width)}
    return sorted(found)


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_that_differ_are_enough(name: str) -> None:
    setup = network(name)
    for kind in KINDS:
        every = of_kind(setup, kind) if kind else layers_of(setup)
        few = unlike(setup, kind) if kind else unlike(setup)
        assert {*few} <= {*every}
        for key in KEYS:
            for says in printed(setup):
                found, wanted = (next(first(each, key, amount(says), len(every) == 1), "") for each in (few, every))
                assert found == wanted, (kind, key, says)


def test_a_network_of_a_thousand_layers_has_few_that_differ() -> None:
    setup = network("resnet1202")
    assert len(layers_of(setup)) > 1000
    assert len(unlike(setup)) < 40
    assert len(told_apart(setup)) < 40
    assert {layer.name for layer, _ in told_apart(setup)} <= {*named(setup)} == {*by_name(setup)}
    assert [own for layer, own in counted(setup) if layer.name == "fc"] == [named(setup)["fc"][1]]


def spent(work: Callable[[], object]) -> float:
    meter = Effort(10**9)
    with meter.bounding():
        work()
    return 10**9 - meter.left


def test_a_lookup_counts_as_work() -> None:
    small, large = network("lenet5"), network("resnet1202")
    cost = [spent(lambda setup=each: list(sizes("x", "kernel", "9×9", None, setup))) for each in (small, large)]  # type: ignore[misc]
    assert 6 < cost[0] < cost[1] < 20


ROW = "ResNet has [{},{},3] and [{},{},{}]"


@pytest.mark.parametrize(("many", "refused"), [(20, False), (1500, True)])
def test_figures_without_end_are_refused(many: int, refused: bool, tmp_path: Any, program: Any) -> None:
    rows = (ROW.format(at, at + 2, at, at, at) for at in range(many))
    text = "\n\n".join(("# ResNet, AlexNet, VGG", *rows))
    (tmp_path / "a.md").write_text(text)
    done = program("check", "--suggest", "--min-claims", "0", "a.md", cwd=tmp_path)
    assert ("more work" in done.out) is refused, done.out
