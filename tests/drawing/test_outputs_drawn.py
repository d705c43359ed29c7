"""Networks of several outputs, drawn: the boxes that have one say so, and are no others' likes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import run_inside

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.scene import Scene, Text
from cnnstat.drawing.sketch import sketch_of
from cnnstat.drawing.ways import Wish

Write = Callable[[str], Path]

CHAIN = """
input: {channels: 8, size: 16}
layers:
  - {name: c, type: conv, filters: 8, kernel: 3, padding: 1, repeat: 6%s}
  - {name: r, type: relu%s}
"""


def texts(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Text)]


def lines_of(text: str) -> list[str]:
    return [line.strip("│┌┐└┘─ ▼") for line in text.splitlines()]


def test_equal_layers_of_which_one_is_an_output_are_not_drawn_as_one(write_spec: Write) -> None:
    folded = texts(scene_of(cnnstat.analyze(write_spec(CHAIN % ("", "")))))
    assert "c_1–6 ×6" in folded or "c_1–5 ×5" in folded
    assert "output" not in folded
    found = texts(scene_of(cnnstat.analyze(write_spec(CHAIN % (", output: index == 3", "")))))
    assert found.count("output") == 2  # the last one too
    assert {"c_1–2 ×2", "c_3", "c_4–5 ×2"} <= {*found}


def test_what_follows_an_output_is_no_stripe_on_its_box(write_spec: Write) -> None:
    path = write_spec(CHAIN % (", output: index == 6", ""))
    shown = lines_of(run_inside("draw", str(path), "--unfold").out)
    assert shown.index("c_6") < shown.index("output") < shown.index("r")
    assert shown.count("output") == 2
    plain = lines_of(run_inside("draw", str(write_spec(CHAIN % ("", ""))), "--unfold").out)
    assert "r" not in plain  # it is one there


def test_an_output_that_reads_the_image_is_drawn(write_spec: Write) -> None:
    path = write_spec("""
        input: {channels: 3, size: 8}
        layers:
          - {name: first, type: conv, filters: 4, kernel: 3}
          - {name: beside, type: conv, filters: 2, kernel: 1, from: input, output: true}
          - {name: last, type: conv, filters: 2, kernel: 1, from: first}
    """)
    found = texts(scene_of(cnnstat.analyze(path)))
    assert {"first", "beside", "last"} <= {*found}
    assert found.count("output") == 2


def test_a_block_with_an_output_inside_says_so(write_spec: Write) -> None:
    path = write_spec("""
        input: {channels: 4, size: 8}
        blocks:
          unit:
            args: {named: false}
            layers:
              - {name: one, type: conv, filters: 4, kernel: 1, output: named}
              - {name: two, type: maxpool, kernel: 1}
        layers:
          - {block: unit, name: a}
          - {block: unit, name: b, named: true}
          - {block: unit, name: c}
    """)
    nodes = sketch_of(cnnstat.analyze(path), Wish(depth=1)).nodes
    assert [node.lines[0] for node in nodes] == ["input", "a", "b", "c"]
    assert ["output" in node.lines for node in nodes] == [False, False, True, True]
    korean = run_inside("draw", str(path), "--depth", "1", "--lang", "ko").out
    assert korean.count("출력") == 2


@pytest.mark.parametrize("ending", ["tex", "mmd", "svg"])
def test_every_format_has_them(ending: str, write_spec: Write, tmp_path: Path) -> None:
    path = write_spec(CHAIN % (", output: index == 3", ""))
    drawn = tmp_path / f"net.{ending}"
    assert run_inside("draw", str(path), "-o", str(drawn)).code == 0
    assert drawn.read_text(encoding="utf-8").count("output") >= 2
