"""Sizes are looked up among layers that differ, find what a search through all of them would, and count as work."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

import pytest

from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.answers import sizes
from cnnstat.documents.reading.formulas import counted, named, told_apart
from cnnstat.documents.reading.kinds import own_of
from cnnstat.documents.reading.layers import Layer, by_name, first, layers_of, of_kind, setup_of, unlike
from cnnstat.documents.reading.orders import beside, joined
from cnnstat.documents.reading.reckoned import by_count, counts
from cnnstat.documents.reading.rows import Row, places, sizes_of, worths
from cnnstat.documents.reading.stacks import SHORTCUT, kinds, repeated
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


def blocks(setup: Setup) -> list[tuple[str, list[Layer]]]:
    """The convolutions of each block, without those of shortcuts."""
    convs = (each for each in layers_of(setup) if each.type == "conv" and each.filters)
    groups = groupby(convs, lambda each: each.name.rpartition(".")[0])
    own = [(name, [each for each in every if not SHORTCUT.search(each.name)]) for name, every in groups]
    return [(name, every) for name, every in own if "shortcut" not in name]


def stacked(setup: Setup, wanted: tuple[tuple[int, int], ...], many: int) -> list[str]:
    """What a search through all blocks finds."""
    hits = []
    for name, every in blocks(setup):
        for at in range(len(every) - len(wanted) + 1):
            part = every[at : at + len(wanted)]
            if [(each.kernel, each.filters) for each in part] == [((side, side), out) for side, out in wanted]:
                hits.append((name, [each.name for each in part]))
                break
    alike = [name for name, _ in hits if name.rpartition(".")[0] == hits[0][0].rpartition(".")[0]]
    return hits[0][1] if hits and (not hits[0][0] or many in (0, len(alike))) else []


@pytest.mark.parametrize("name", [*NETWORKS, "resnet18", "plain34", "resnet1202"])
def test_blocks_that_differ_are_enough(name: str) -> None:
    setup = network(name)
    few = {tuple((each.kernel[0], each.filters) for each in own) for _, own in blocks(setup)}
    asked = {own[at : at + size] for own in few for size in (1, 2, 3) for at in range(len(own))} | {((9, 64),)}
    for wanted in sorted(each for each in asked if each):
        for many in (0, 1, 2, 3, 4, 6, 18, 200):
            assert [*repeated(setup, wanted, many)] == stacked(setup, wanted, many), (wanted, many)
    assert len(kinds(setup)) < 40


@pytest.mark.parametrize("name", NETWORKS)
def test_a_block_stands_behind_the_last_of_its_layers(name: str) -> None:
    layers, found = layers_of(network(name)), places(network(name))
    assert [each.name for each in found if len(each.layers) == 1 and each.name in by_name(network(name))] == [
        each.name for each in layers
    ]
    for at, each in enumerate(found):
        inside = tuple(layer for layer in layers if layer.name == each.name or layer.name.startswith(f"{each.name}."))
        assert each.layers == inside
        before = [one.layers[-1] for one in found[:at]]
        assert each.layers[-1] in before or each.layers == (inside[-1],)


@pytest.mark.parametrize("name", NETWORKS)
def test_places_that_are_alike_agree_alike(name: str) -> None:
    setup, generator = network(name), random.Random(name)
    every, said = places(setup), printed(setup)
    bare = [tuple(layer._replace(name="", rf=0) for layer in each.layers) for each in every]
    numbers = [each.alike for each in every]
    assert len({*zip(bare, numbers, strict=True)}) == len({*bare}) == len({*numbers})  # one number for the same sizes
    for _ in range(60):
        sizes = [(generator.choice((*KEYS, "rf", "params")), generator.choice(said)) for _ in range(4)]
        row = Row(generator.choice(("", "Conv", "FC", "Max pool")), generator.choice(every).name, [*sizes_of(sizes)])
        assert worths(row, every) == [one for each in every for one in worths(row, [each])], row


@pytest.mark.parametrize("name", ["googlenet", "inception_v3", "vgg16", "resnet50", "mobilenet_v2", "lenet5"])
def test_blocks_with_kernels_and_joints_are_found_among_those_that_differ(name: str) -> None:
    setup, generator = network(name), random.Random(name)
    kernels: dict[str, dict[tuple[int, ...], str]] = {}
    channels: dict[str, list[int]] = {}
    joints = []
    for each in layers_of(setup):
        block, _, last = each.name.rpartition(".")
        channels.setdefault(block, []).append(each.channels)
        if block and each.type == "conv":
            kernels.setdefault(block, {}).setdefault(each.kernel, each.name)
        if block and last == "concat":
            joints.append((block, each.channels, Counter(channels[block])))
    sides = sorted({side for own in kernels.values() for side in own} | {(9, 9)})
    for _ in range(200):
        asked = [generator.choice(sides) for _ in range(generator.randint(1, 4))]
        own = next((own for own in kernels.values() if {*asked} <= {*own}), {})
        assert beside(setup, asked) == ([own[each] for each in asked] if own and len({*asked}) == len(asked) else [])
    for _, _, inside in joints:
        for _ in range(20):
            terms = generator.sample([*inside.elements()], min(4, inside.total()))
            expected = (name for name, most, own in joints if most == sum(terms) and Counter(terms) <= own)
            assert joined(setup, terms, sum(terms)) == next(expected, "")
            assert joined(setup, terms, sum(terms) + 1) == ""


def test_branches_that_a_block_puts_together() -> None:
    """The first two modules of GoogLeNet's table 1: 64 + 128 + 32 + 32, and 128 + 192 + 96 + 64."""
    setup = network("googlenet")
    assert joined(setup, [64, 128, 32, 32], 256) == joined(setup, [32, 32, 64, 128], 256) == "3a"
    assert joined(setup, [128, 192, 96, 64], 480) == "3b"
    assert joined(setup, [64, 128, 64], 256) == joined(setup, [128, 192, 96, 64], 481) == ""


def spent(work: Callable[[], object]) -> float:
    meter = Effort(10**9)
    with meter.bounding():
        work()
    return 10**9 - meter.left


def test_a_lookup_counts_as_work() -> None:
    small, large = network("lenet5"), network("resnet1202")
    cost = [spent(lambda setup=each: list(sizes("x", "kernel", "9×9", None, setup))) for each in (small, large)]  # type: ignore[misc]
    assert 6 < cost[0] < cost[1] < 20
    cost = [spent(lambda setup=each: repeated(setup, ((9, 9), (9, 9)), 0)) for each in (small, large)]  # type: ignore[misc]
    assert 0 < cost[0] < cost[1] < 20
    for find in (layers_of, places, lambda setup: own_of("conv", setup)):
        twice = [spent(lambda setup=each, find=find: (find(setup), find(setup))) for each in (small, large)]  # type: ignore[misc]
        once = [spent(lambda setup=each, find=find: find(setup)) for each in (small, large)]  # type: ignore[misc]
        assert twice == pytest.approx([2 * each for each in once])
        assert once[1] > 100 * once[0] > 0


@pytest.mark.parametrize("name", [*NETWORKS, "resnet1202"])
def test_a_result_is_that_of_the_first_layer_that_has_it(name: str) -> None:
    setup = network(name)
    every = counts(setup)
    assert by_count(setup).keys() == {
        value
        for known in every.values()
        for key, value in known.items()
        if key not in ("biases", "neurons") or value >= 100_000
    }
    for value, (at, layer) in by_count(setup).items():
        assert layer == next(name for name, known in every.items() if known_by(known, value))
        assert [*every][at] == layer


def known_by(counts_of: Mapping[str, int], value: int) -> bool:
    """Whether a layer is known by a count: biases and neurons only if they are many."""
    return any(own == value for key, own in counts_of.items() if key not in ("biases", "neurons") or own >= 100_000)


WIDE = "# ResNet-1202\n\n|Layer|{}|\n|---{}|\n" + 9 * "|conv|{}|\n"


@pytest.mark.parametrize(("columns", "refused"), [(3, False), (58, True)])
def test_wide_tables_count_as_work(columns: int, refused: bool, tmp_path: Any, program: Any) -> None:
    cells = ["|".join([each] * columns) for each in ("output", "7×7")]
    table = WIDE.format(cells[0], columns * "|---", *9 * [cells[1]])
    (tmp_path / "a.md").write_text("\n\n".join([table] * (5 if refused else 1)))
    done = program("check", "--suggest", "--min-claims", "0", "a.md", cwd=tmp_path)
    assert ("more work" in done.out) is refused, done.out


ROW = "ResNet has [{},{},3] and [{},{},{}]"


@pytest.mark.parametrize(("many", "refused"), [(20, False), (1500, True)])
def test_figures_without_end_are_refused(many: int, refused: bool, tmp_path: Any, program: Any) -> None:
    rows = (ROW.format(at, at + 2, at, at, at) for at in range(many))
    text = "\n\n".join(("# ResNet, AlexNet, VGG", *rows))
    (tmp_path / "a.md").write_text(text)
    done = program("check", "--suggest", "--min-claims", "0", "a.md", cwd=tmp_path)
    assert ("more work" in done.out) is refused, done.out
