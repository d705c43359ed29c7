"""Drawings in a terminal: a small one read in full, and every network measured at 80 and 140 columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import others_slow

import cnnstat
from cnnstat.drawing.formats import terminal
from cnnstat.drawing.scene import Line, Scene, Shape, Text, rectangle
from cnnstat.drawing.screen import on_screen
from cnnstat.drawing.ways import Wish
from cnnstat.errors import UsageError
from cnnstat.spec import catalog
from cnnstat.text.cells import cells
from cnnstat.text.console import READABLE, register

ROOT = Path(__file__).parent.parent.parent
NETWORKS = [*catalog.networks(), *sorted(str(path) for path in (ROOT / "tests" / "nets").glob("*.yaml"))]
SMALL = """
    name: small
    title: 작은 망
    input: {channels: 1, size: 8}
    layers:
      - {name: c1, type: conv, filters: 4, kernel: 3, padding: 1, norm: batchnorm, activation: relu}
      - name: sum
        type: add
        activation: relu
        branches:
          - [{name: c2, type: conv, filters: 4, kernel: 3, padding: 1}]
          - []
          - [{name: c3, type: conv, filters: 4, kernel: 1}, {name: c4, type: conv, filters: 4, kernel: 1}]
      - {name: flatten, type: flatten}
      - {name: drop, type: dropout}
      - {name: fc, type: linear, features: 10}
"""
DRAWN = """\
작은 망
input 1×8×8 · 2.81 k parameters · 16.1 k MACs

              ┌───────┐
              │ input │
              │ 1×8×8 │
              └───┬───┘
                  ▼
           ┌─────────────┐
           │     c1      │
           │ conv 3×3, 4 │
           │    4×8×8    │
           └─ norm, act ─┘
                  │
       ┌──────────┼──────────┐
       ▼          │          ▼
┌─────────────┐   │   ┌─────────────┐
│     c2      │   │   │     c3      │
│ conv 3×3, 4 │   │   │ conv 1×1, 4 │
│    4×8×8    │   │   │    4×8×8    │
└──────┬──────┘   │   └──────┬──────┘
       │          │          ▼
       │          │   ┌─────────────┐
       │          │   │     c4      │
       │          │   │ conv 1×1, 4 │
       │          │   │    4×8×8    │
       │          │   └──────┬──────┘
       │          │          │
       └──────────┼──────────┘
                  ▼
            ┌───────────┐
            │     +     │
            └ act, drop ┘
                  ▼
            ┌───────────┐
            │    fc     │
            │ linear 10 │
            │    10     │
            └───────────┘
"""


def test_small(write_spec: Callable[[str], Path]) -> None:
    path = str(write_spec(SMALL))
    assert terminal.written(on_screen(cnnstat.analyze(path))) == DRAWN


def test_a_console_that_knows_ascii_alone(write_spec: Callable[[str], Path]) -> None:
    register()
    drawn = terminal.written(on_screen(cnnstat.analyze("alexnet")))
    plain = drawn.encode("ascii", READABLE).decode("ascii")
    assert plain.splitlines()[2:12] == [
        "",
        "    +-----------+",
        "    |   input   |",
        "    | 3x227x227 |",
        "    +-----+-----+",
        "          v",
        "+------------------+",
        "|      conv1       |",
        "| conv 11x11/4, 96 |",
        "|     96x55x55     |",
    ]
    assert [len(row) for row in plain.splitlines()] == [len(row) for row in drawn.splitlines()]


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("network", others_slow(NETWORKS))
def test_every_network_measured(network: str, width: int) -> None:
    scene = on_screen(cnnstat.analyze(network), width=width)
    rows = terminal.written(scene).splitlines()
    assert max(map(cells, rows)) <= width
    texts = [item for item in scene.items if isinstance(item, Text)]
    said = "\n".join(rows)
    for text in texts:
        assert text.text in said
        assert text.inside is None or text.inside.holds(text.extent, 0.1)
    taken: set[tuple[float, float]] = set()
    for text in texts:
        own = {(text.y, text.x + at) for at in range(cells(text.text))}
        assert not own & taken
        taken |= own
    for above, row in zip(["", *rows], rows, strict=False):
        for at, sign in enumerate(row):
            assert sign != "▼" or above[max(0, at - 1) : at + 2].strip(), f"an arrow from nowhere: {above}"
    boxes = [item for item in scene.items if isinstance(item, Shape) and item.extent.bottom > item.extent.top]
    assert said.count("┌") >= len(boxes)


def test_narrow() -> None:
    analysis = cnnstat.analyze("resnet50")
    assert max(map(len, terminal.written(on_screen(analysis, width=24)).splitlines())) == 24
    with pytest.raises(UsageError) as caught:
        on_screen(analysis, width=20)
    assert str(caught.value) == "ResNet-50 does not fit into 20 columns; -o FILE draws it on a page"
    with pytest.raises(UsageError):
        on_screen(analysis, Wish(unfold=True), 40)


def test_texts_of_strangers_are_inert() -> None:
    text = Text(2, 1.8, "\x1b[31m\u202e\n층e\u0301x", 30, 1)
    box = Shape(rectangle(0, 0, 36, 3), "convolution")
    assert terminal.written(Scene(40, 3, "", "", [box, text])).splitlines() == [
        "┌──────────────────────────────────┐",
        "│ \\u001b[31m\\u202e\\u000a층e\u0301x       │",
        "└──────────────────────────────────┘",
    ]


def test_lines_join() -> None:
    items = [Line([(0, 0), (0, 3)], arrow=True), Line([(0, 1), (4, 1), (4, 3)]), Line([(2, 0), (2, 3)])]
    assert terminal.written(Scene(5, 3, "", "", items)) == "│ │\n├─┼─┐\n▼ │ │\n"
