"""Every way of counting at every figure and place of a small network: what it changes, by hand, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnstat.claims.counting import ADDITIVE, FIXED, Convention
from cnnstat.claims.programs import PROGRAMS
from cnnstat.claims.reconcile import reader
from cnnstat.effort import Effort
from cnnstat.errors import CnnstatError
from cnnstat.quantities.values import Exact
from cnnstat.query import Bench, evaluate, read_query
from cnnstat.query.value import Figure

NET = """\
input: {channels: 2, size: 6}
layers:
  - {name: b.c, type: conv, filters: 4, kernel: 3, groups: 2, norm: batchnorm, activation: relu}
  - {name: b.p, type: maxpool, kernel: 2}
  - {name: e, type: conv, filters: 4, kernel: 1, bias: false}
  - {name: t, type: conv, table: [[0, 1], [0, 1, 3]], kernel: 2}
  - {name: h, type: global_avgpool, auxiliary: true}
  - {name: f, type: flatten}
  - {name: r, type: rbf, features: 3}
  - {name: d, type: linear, features: 5}
"""
PLACES = ("", ".b", ".b.c", ".b.p", ".e", ".t", ".d", ".input", "[conv]")
KEYS = (
    "params", "weights", "biases", "buffers", "fixed", "neurons", "connections", "macs", "flops", "depth",
    "weight_bytes", "output_shape", "kernel", "rf",
)  # fmt: skip
WAYS = (*FIXED, *PROGRAMS)
CHANGED = """\
weights only
  params 106 > 87
  b.params 48 > 36
  b.c.params 48 > 36
  t.params 22 > 20
  d.params 20 > 15
  [conv].params 86 > 72
without γ and β of norms
  params 106 > 98
  b.params 48 > 40
  b.c.params 48 > 40
  [conv].params 86 > 78
buffers counted, as Keras counts
  params 106 > 114
  b.params 48 > 56
  b.c.params 48 > 56
  [conv].params 86 > 94
fixed weights counted
  params 106 > 112
without linear layers
  params 106 > 86
  weights 87 > 72
  biases 11 > 6
  neurons 90 > 82
  connections 752 > 726
  macs 675 > 660
  flops 1350 > 1320
without the last layer
  params 106 > 86
  weights 87 > 72
  biases 11 > 6
  neurons 90 > 85
  connections 752 > 732
  macs 675 > 660
  flops 1350 > 1320
2 FLOPs per MAC
  macs 675 > 1350
  b.macs 576 > 1152
  b.c.macs 576 > 1152
  t.macs 20 > 40
  e.macs 64 > 128
  d.macs 15 > 30
  [conv].macs 660 > 1320
MACs, not FLOPs
  flops 1350 > 675
  b.flops 1152 > 576
  b.c.flops 1152 > 576
  t.flops 40 > 20
  e.flops 128 > 64
  d.flops 30 > 15
  [conv].flops 1320 > 660
norms counted, 2 per output
  macs 675 > 803
  b.macs 576 > 704
  b.c.macs 576 > 704
  [conv].macs 660 > 788
bias additions counted
  macs 675 > 746
  b.macs 576 > 640
  b.c.macs 576 > 640
  t.macs 20 > 22
  d.macs 15 > 20
  [conv].macs 660 > 726
biases not counted
  connections 752 > 681
  b.connections 640 > 576
  b.c.connections 640 > 576
  t.connections 22 > 20
  d.connections 20 > 15
  [conv].connections 726 > 660
input counted
  neurons 90 > 162
a bias unit counted
  neurons 90 > 91
pools counted
  neurons 90 > 106
  depth 5 > 6
of its block
  b.p.params 0 > 48
  b.p.weights 0 > 36
  b.p.biases 0 > 4
  b.p.neurons 16 > 64
  b.p.connections 0 > 640
  b.p.macs 0 > 576
  b.p.flops 0 > 1152
of the whole network
  b.params 48 > 106
  b.weights 36 > 87
  b.biases 4 > 11
  b.neurons 64 > 90
  b.connections 640 > 752
  b.macs 576 > 675
  b.flops 1152 > 1350
  b.c.params 48 > 106
  b.c.weights 36 > 87
  b.c.biases 4 > 11
  b.c.neurons 64 > 90
  b.c.connections 640 > 752
  b.c.macs 576 > 675
  b.c.flops 1152 > 1350
  b.p.params 0 > 106
  b.p.weights 0 > 87
  b.p.biases 0 > 11
  b.p.neurons 16 > 90
  b.p.connections 0 > 752
  b.p.macs 0 > 675
  b.p.flops 0 > 1350
  t.params 22 > 106
  t.weights 20 > 87
  t.biases 2 > 11
  t.neurons 2 > 90
  t.connections 22 > 752
  t.macs 20 > 675
  t.flops 40 > 1350
  e.params 16 > 106
  e.weights 16 > 87
  e.biases 0 > 11
  e.neurons 16 > 90
  e.connections 64 > 752
  e.macs 64 > 675
  e.flops 128 > 1350
  d.params 20 > 106
  d.weights 15 > 87
  d.biases 5 > 11
  d.neurons 5 > 90
  d.connections 20 > 752
  d.macs 15 > 675
  d.flops 30 > 1350
input channels not counted
  e.params 16 > 4
  e.weights 16 > 4
  e.macs 64 > 16
  input.neurons 72 > 36
elementwise work counted (flops=all)
  macs 675 > 1676
  flops 1350 > 1676
  b.macs 576 > 1456
  b.flops 1152 > 1456
  b.c.macs 576 > 1408
  b.c.flops 1152 > 1408
  b.p.macs 0 > 48
  b.p.flops 0 > 48
  t.macs 20 > 42
  t.flops 40 > 42
  e.macs 64 > 128
  d.macs 15 > 35
  d.flops 30 > 35
  [conv].macs 660 > 1578
  [conv].flops 1320 > 1578
parameters of norms added once
  macs 675 > 683
  b.macs 576 > 584
  b.c.macs 576 > 584
  [conv].macs 660 > 668
as Keras counts (a bias on each convolution)
  params 106 > 118
  b.params 48 > 56
  b.c.params 48 > 56
  e.params 16 > 20
  [conv].params 86 > 98
as Keras counts (norms without γ)
  params 106 > 110
  b.params 48 > 52
  b.c.params 48 > 52
  [conv].params 86 > 90
"""
"""What each way of counting changes, from and to what. b.c has 4·9 weights, 4 biases, 4 γ and β each, and 4·4·4
outputs; e 4·4 weights for 2·2 positions; t (2 + 3)·4 weights and 2 biases for one position; r 3·2 fixed numbers; d 3·5
weights and 5 biases."""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Queries for all figures of the network by what the table above calls them."""
    path = tmp_path_factory.mktemp("counting") / "net.yaml"
    path.write_text(NET, encoding="utf-8")
    return {
        f"{place.lstrip('.')}{'.' if place else ''}{key}": f"'{path}'{place}.{key}" for place in PLACES for key in KEYS
    }


BENCH = Bench()


def values(query: str, *ways: Convention) -> Exact | None:
    """A figure under some ways of counting; None if there is none."""
    try:
        return evaluate(read_query(query), BENCH, reader(ways)).value
    except CnnstatError:
        return None


def changed(way: Convention, figures: dict[str, str]) -> Iterator[str]:
    for name, query in figures.items():
        before, after = values(query), values(query, way)
        if before != after:
            yield f"  {name} {before} > {after}"


def expected(way: Convention) -> list[str]:
    lines = CHANGED.splitlines()
    at = lines.index(way.text) + 1
    end = next((end for end in range(at, len(lines)) if not lines[end].startswith(" ")), len(lines))
    return lines[at:end]


HALF = next(each for each in FIXED if each.axis == "half")


@pytest.mark.parametrize("way", [each for each in WAYS[: len(FIXED) + 4] if each != HALF], ids=lambda each: each.text)
def test_what_a_way_of_counting_changes(way: Convention, figures: dict[str, str]) -> None:
    assert sorted(changed(way, figures)) == sorted(expected(way))


def test_nothing_is_left_where_all_layers_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: {channels: 2, size: 1}\nlayers:\n  - {type: flatten}\n  - {type: linear, features: 3}\n")
    way = next(each for each in FIXED if each.text == "without linear layers")
    assert [values(f"'{path}'.params"), values(f"'{path}'.params", way)] == [9, 0]


def test_half_of_what_is_a_sum(figures: dict[str, str], tmp_path: Path) -> None:
    """Where a convolution has two groups; else nothing is split."""
    (tmp_path / "net.yaml").write_text(NET.replace("groups: 2", "groups: 1"), encoding="utf-8")
    for name, query in figures.items():
        before, half = values(query), values(query, HALF)
        if name.rpartition(".")[2] in ADDITIVE and before is not None:
            assert not isinstance(before, tuple)
            assert not isinstance(half, tuple)
            assert half is not None
            assert 2 * half == before, name
        else:
            assert half == before, name
    assert values(f"'{tmp_path / 'net.yaml'}'.macs", HALF) == values(f"'{tmp_path / 'net.yaml'}'.macs")


def test_programs_change_work_only(figures: dict[str, str]) -> None:
    for way in WAYS[len(FIXED) + 4 :]:
        names = {line.split()[0].rpartition(".")[2] for line in changed(way, figures)}
        assert names <= {"macs", "flops"}, way.text


def spent(way: Convention, query: str) -> float:
    """Units of work that a way of counting takes for a figure, without what the figure itself takes."""
    asked: list[Figure] = []

    def taken(figure: Figure) -> Exact:
        asked.append(figure)
        return 1

    evaluate(read_query(query), BENCH, taken)
    effort = Effort(10**9)
    assert way.read is not None
    with effort.bounding():
        way.read(asked[0], lambda _: 1)
    return 10**9 - effort.left


def test_work_is_counted_for_each_way(figures: dict[str, str]) -> None:
    """All but those that ask other figures, or only multiply and add, look at layers."""
    plain = {
        "weights only", "without γ and β of norms", "buffers counted, as Keras counts", "fixed weights counted",
        "2 FLOPs per MAC", "MACs, not FLOPs", "input counted", "a bias unit counted", "input channels not counted",
    }  # fmt: skip
    for way in WAYS:
        lines = [line.split() for line in changed(way, figures)]
        asked = [figures[name] for name, *_, after in lines if after != "None"]
        assert all((spent(way, query) > 0) == (way.text not in plain) for query in asked), way.text


def test_nested_ways(figures: dict[str, str]) -> None:
    """What is counted of a kernel stands inside, then what is counted of a layer, then which layers, then the rest."""
    by_text = {each.text: each for each in WAYS}

    def both(name: str, *texts: str) -> Exact | None:
        found = [values(figures[name], *(by_text[text] for text in order)) for order in (texts, texts[::-1])]
        assert found[0] == found[1]
        return found[0]

    assert both("macs", "2 FLOPs per MAC", "without linear layers") == 2 * 660
    assert both("neurons", "without linear layers", "input counted") == 82 + 72
    assert both("e.macs", "2 FLOPs per MAC", "input channels not counted") == 2 * 16
    assert both("neurons", "input counted", "a bias unit counted") == 90 + 72 + 1
