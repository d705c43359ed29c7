"""Graphs taken apart: what follows, what lies side by side, what hangs, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import few_and_many
from drawing_measure import blocks_that_overlap, faults
from random_networks import networks

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.elements import Block, Cell, Element, Leaf, Tangle, Tap, cells_in
from cnnstat.drawing.page import page_named
from cnnstat.drawing.structure import cells_of, in_blocks, take_apart
from cnnstat.drawing.ways import Wish

HEAD = "input: {channels: 4, size: 16}\nlayers:\n"
CONV = "type: conv, filters: 4, kernel: 3, padding: 1"


def outline(parts: Sequence[Element], cells: Sequence[Cell]) -> str:
    """A structure in one line: ``a (b | ) c``, blocks in brackets, tangles in braces, taps behind an arrow."""
    return " ".join(said(each, cells) for each in parts)


def said(element: Element, cells: Sequence[Cell]) -> str:
    if isinstance(element, Leaf):
        return cells[element.cell].layer.name.rpartition(".")[2]
    if isinstance(element, Block):
        return f"{element.name}[{outline(element.parts, cells)}]"
    if isinstance(element, Tap):
        return f"→({outline(element.parts, cells)})"
    merge = "" if element.merge is None else cells[element.merge].layer.name.rpartition(".")[2]
    if isinstance(element, Tangle):
        return f"{{{' '.join(cells[cell].layer.name for cell in element.cells)}}} {merge}"
    return f"({' | '.join(outline(branch, cells) for branch in element.branches)}) {merge}"


def apart(analysis: cnnstat.Analysis) -> str:
    cells = cells_of(analysis)
    return outline(in_blocks(take_apart(cells), cells, analysis.network.blocks), cells)


SPECS = {
    f"  - {{name: a, {CONV}}}\n  - {{name: b, {CONV}, activation: relu}}\n  - {{name: c, type: relu}}\n": "a b",
    f"  - {{name: a, {CONV}}}\n  - {{name: b, {CONV}}}\n  - {{name: s, type: add, from: [b, a]}}\n": "a (b | ) s",
    f"  - {{name: a, {CONV}}}\n  - {{name: b, {CONV}}}\n  - {{name: s, type: add, from: [a, b]}}\n": "a ( | b) s",
    f"  - {{name: a, {CONV}}}\n  - {{name: s, type: add, from: [a, input]}}\n": "(a | ) s",
    # a gate
    f"  - {{name: a, {CONV}}}\n  - {{name: p, type: global_avgpool}}\n"
    "  - {name: m, type: multiply, from: [a, p]}\n": "a ( | p) m",
    # a skip around a skip
    f"  - {{name: a, {CONV}}}\n  - {{name: b, {CONV}}}\n  - {{name: s, type: add, from: [b, a]}}\n"
    f"  - {{name: c, {CONV}}}\n  - {{name: t, type: add, from: [c, a]}}\n": "a ((b | ) s c | ) t",
    # no series, no branches: b and c each read what the other one's branch holds
    f"  - {{name: a, {CONV}}}\n  - {{name: b, {CONV}, from: a}}\n  - {{name: c, {CONV}, from: a}}\n"
    f"  - {{name: d, type: add, from: [b, c]}}\n  - {{name: e, {CONV}, from: c}}\n"
    "  - {name: f, type: add, from: [d, e]}\n": "a {b c d e} f",
}


@pytest.mark.parametrize("text", SPECS)
def test_structures(text: str, write_spec: Callable[[str], Path]) -> None:
    assert apart(cnnstat.analyze(write_spec(HEAD + text))) == SPECS[text]


def test_blocks_of_the_catalog() -> None:
    assert apart(cnnstat.analyze("resnet18")).startswith(
        "conv1 pool1 conv2[conv2.1[(conv1 conv2 | ) add] conv2.2[(conv1 conv2 | ) add]] "
        "conv3[conv3.1[(conv1 conv2 | projection) add] conv3.2["
    )
    assert "3a[(1x1 | 3x3_reduce 3x3 | 5x5_reduce 5x5 | pool pool_proj) concat]" in apart(cnnstat.analyze("googlenet"))


def test_heads_of_training_hang_on_the_line() -> None:
    analysis = cnnstat.analyze("googlenet", training=True)
    assert "4a[(1x1 | 3x3_reduce 3x3 | 5x5_reduce 5x5 | pool pool_proj) concat] →(aux1[pool conv fc" in apart(analysis)


def check_random(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No layer is lost or drawn twice, and every drawing keeps to its measures."""
    path = tmp_path_factory.mktemp("net") / "net.yaml"
    path.write_text(text, encoding="utf-8")
    network = cnnstat.load(path)
    for training in (False, True):
        analysis = cnnstat.analyze(network, training=training)
        cells = cells_of(analysis)
        structure = take_apart(cells)
        assert sorted(cell for each in structure for cell in cells_in(each)) == list(range(len(cells)))
        assert sorted(layer.order for cell in cells for layer in cell.layers) == [
            each.order for each in analysis.layers
        ]
        for page in ("16:9", "a4"):
            scene = scene_of(analysis, Wish(page=page_named(page)))
            assert faults(scene) == []
            assert blocks_that_overlap(scene) == []


test_random_networks, test_more_random_networks = few_and_many(15, 100, text=networks())(check_random)


def graph(count: int, seed: int) -> str:
    """A random graph that is mostly no series of branches."""
    import random

    chance = random.Random(seed)
    lines, unread = [], set[str]()
    for at in range(count):
        near = [f"n{each}" for each in range(max(0, at - 5), at)]
        if at > 1 and chance.random() < 0.4:
            read = chance.sample(near, 2)
            lines.append(f"  - {{name: n{at}, type: add, from: [{', '.join(read)}]}}")
        else:
            read = [chance.choice(near)] if at and chance.random() < 0.4 else near[-1:]
            lines.append(f"  - {{name: n{at}, {CONV}{f', from: {read[0]}' if read else ''}}}")
        unread = unread - set(read) | {f"n{at}"}
    ends = sorted(unread, key=lambda name: int(name[1:]))
    last = (
        f"  - {{name: end, type: add, from: [{', '.join(ends)}]}}" if len(ends) > 1 else "  - {name: end, type: relu}"
    )
    return HEAD + "\n".join([*lines, last]) + "\n"


@pytest.mark.parametrize("seed", [pytest.param(each, marks=[pytest.mark.slow] * (each > 3)) for each in range(12)])
@pytest.mark.parametrize("count", [8, 16, 30])
def test_tangles(count: int, seed: int, write_spec: Callable[[str], Path]) -> None:
    analysis = cnnstat.analyze(write_spec(graph(count, seed)))
    for page in ("16:9", "a4", "600x600mm"):
        scene = scene_of(analysis, Wish(page=page_named(page)))
        assert faults(scene) == []
        assert blocks_that_overlap(scene) == []
