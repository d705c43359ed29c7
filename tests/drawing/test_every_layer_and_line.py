"""Every layer and every line of a graph is drawn once, and no other: random graphs with outputs and heads anywhere."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import cnnstat
from cnnstat.drawing.draw import scene_of
from cnnstat.drawing.elements import Leaf, end_of, in_order
from cnnstat.drawing.page import page_named
from cnnstat.drawing.scene import Line, Shape
from cnnstat.drawing.sketch import sketch_of
from cnnstat.drawing.structure import cells_of, take_apart
from cnnstat.drawing.ways import Wish

Write = Callable[[str], Path]
Points = Sequence[tuple[float, float]]


def graph(seed: int) -> str:
    """Convolutions and sums that read any of those before them, in the words of a spec."""
    generator = random.Random(seed)
    names, read, rows = list[str](), set[str](), list[tuple[str, list[str], bool]]()
    near, outputs = generator.choice([2, 4, 99]), generator.choice([0, 0.1, 0.3])
    for at in range(generator.randint(3, generator.choice([6, 10, 16]))):
        image = not at or near > at or generator.random() < 0.1
        pool = [*["input"] * image, *names[-near:]]
        sources = [generator.choice(pool) for _ in range(generator.choice([1, 1, 2, 3]) if at else 1)]
        rows.append((f"l{at}", sources, generator.random() < outputs))
        names.append(f"l{at}")
        read.update(sources)
    lines = ["input: {channels: 3, size: 8}", "layers:"]
    for name, sources, told in rows:
        does = "conv, filters: 3, kernel: 1" if len(sources) == 1 else "add"
        ends = ", output: true" if told or (name not in read and name != names[-1]) else ""
        lines.append(f"  - {{name: {name}, type: {does}, from: [{', '.join(sources)}]{ends}}}")
    return "\n".join(lines)


def wires(analysis: cnnstat.Analysis) -> set[tuple[str, str]]:
    """The graph's lines: the names of each layer and of what it reads."""
    named = {-1: "input", **{each.order: each.name for each in analysis.layers}}
    return {(named[source], each.name) for each in analysis.layers for source in each.node.inputs}


def drawn(analysis: cnnstat.Analysis) -> tuple[Counter[str], set[tuple[str, str]]]:
    """The boxes of a drawing without places, by their layers' names, and its lines."""
    sketch = sketch_of(analysis, Wish(unfold=True))
    names = [each.about.partition(":")[0] or "input" for each in sketch.nodes]
    return Counter(names), {(names[one], names[other]) for one, other in sketch.edges}


def holds(path: Path) -> None:
    analysis = cnnstat.analyze(path)
    every = dict.fromkeys((each.name for each in analysis.layers), 1)
    assert drawn(analysis) == ({"input": 1, **every}, wires(analysis)), path.read_text(encoding="utf-8")
    scene = scene_of(analysis, Wish(unfold=True, style="graph", page=page_named("1700x1700mm")))
    boxes = {each.key: each.extent for each in scene.items if isinstance(each, Shape) and each.key}
    assert Counter(each.key for each in scene.items if isinstance(each, Shape) and each.key) == every
    lines = [each.points for each in scene.items if isinstance(each, Line) and not each.thin]
    alike = [(one, other) for one in lines for other in lines if run_together(one, other)]
    assert not alike, path.read_text(encoding="utf-8")
    for name in every.keys() - {one for one, _ in wires(analysis)}:  # whose outputs nothing reads
        below = [each for each in lines if is_near(each[0][1], boxes[name].bottom)]
        assert not [each for each in below if boxes[name].left < each[0][0] < boxes[name].right], name


def is_near(one: float, other: float) -> bool:
    return abs(one - other) < 0.05


def run_together(one: Points, other: Points) -> bool:
    """Whether a line comes down to where it ends along what another line leaves its beginning on, from further above.

    Both would seem to be one, from the beginning of each to the end of each.
    """
    (x, top), (_, _) = one[-2:]
    (begin, first), (_, left) = other[:2]
    apart = one[0] == other[0] or one[-1] == other[-1] or len(other) < 3
    return not apart and is_near(x, begin) and first - 0.05 < top < left - 0.05


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_random_graphs(first: int, write_spec: Write) -> None:
    for seed in range(first, first + 50):
        holds(write_spec(graph(seed)))


CONV = "type: conv, filters: 3, kernel: 1"
KNOWN = {
    "a head on a box inside of a tangle": f"""
  - {{name: a, {CONV}}}
  - {{name: b, type: add, from: [a, input]}}
  - {{name: head, {CONV}, output: true}}
  - {{name: c, type: add, from: [b, a]}}""",
    "a head that reads two boxes": f"""
  - {{name: a, {CONV}}}
  - {{name: head, type: add, from: [input, a], output: true}}
  - {{name: b, {CONV}, from: a}}""",
    "a head with a branch of the image": f"""
  - {{name: a, {CONV}}}
  - {{name: b, {CONV}, from: input}}
  - {{name: head, type: add, from: [b, a], output: true}}
  - {{name: c, {CONV}, from: a}}""",
    "a branch that ends in several of its boxes": f"""
  - {{name: a, {CONV}}}
  - {{name: b, type: add, from: [input, a]}}
  - {{name: c, type: add, from: [input, b, a]}}""",
    "lines that come down where others leave": f"""
  - {{name: a, {CONV}, from: input}}
  - {{name: b, {CONV}, from: input}}
  - {{name: c, {CONV}, from: input}}
  - {{name: p, type: add, from: [a, b]}}
  - {{name: q, type: add, from: [b, a]}}
  - {{name: r, type: add, from: [c, b]}}
  - {{name: all, type: concat, from: [p, q, r]}}""",
    "lines that cross over": f"""
  - {{name: a, {CONV}, from: input}}
  - {{name: b, {CONV}, from: input}}
  - {{name: p, type: multiply, from: [b, a]}}
  - {{name: q, type: add, from: [a, b]}}
  - {{name: all, type: concat, from: [p, q]}}""",
    "outputs of one head": f"""
  - {{name: a, {CONV}}}
  - {{name: b, {CONV}}}
  - {{name: p, type: add, from: [a, b], output: true}}
  - {{name: q, type: add, from: [b, a], output: true}}
  - {{name: last, {CONV}, from: input}}""",
    "heads that the spec has at its end": f"""
  - {{name: a, {CONV}}}
  - {{name: b, {CONV}}}
  - {{name: c, {CONV}}}
  - {{name: one, {CONV}, from: a, output: true}}
  - {{name: two, {CONV}, from: b, output: true}}
  - {{name: more, {CONV}, output: true}}
  - {{name: d, {CONV}, from: c}}""",
}


@pytest.mark.parametrize("text", KNOWN.values(), ids=KNOWN)
def test_known_graphs(text: str, write_spec: Write) -> None:
    holds(write_spec(f"input: {{channels: 3, size: 8}}\nlayers:{text}"))


@pytest.mark.parametrize("wish", [Wish(), Wish(depth=1), Wish(unfold=True)], ids=["folded", "depth", "unfolded"])
def test_equal_heads_follow_nothing(wish: Wish, write_spec: Write) -> None:
    path = write_spec(f"""
        input: {{channels: 3, size: 8}}
        layers:
          - {{name: stem, {CONV}}}
          - {{name: head, {CONV}, from: stem, repeat: 3, output: true}}
          - {{name: next, type: conv, filters: 5, kernel: 1, from: stem}}
    """)
    sketch = sketch_of(cnnstat.analyze(path), wish)
    names = [each.about.partition(":")[0] or "input" for each in sketch.nodes]
    lines = [(names[one], names[other]) for one, other in sketch.edges]
    heads = [("stem", f"head_{at}") for at in (1, 2, 3)]
    assert sorted(lines) == sorted([("input", "stem"), *heads, ("stem", "next")])


def test_a_tangle_ends_where_the_line_goes_on(write_spec: Write) -> None:
    """A head that the spec has at its end has the highest number of its tangle, and ends nothing of the line."""
    path = write_spec(f"""
        input: {{channels: 3, size: 8}}
        layers:
          - {{name: a, {CONV}}}
          - {{name: b, {CONV}}}
          - {{name: c, {CONV}}}
          - {{name: head, type: add, from: [a, b], output: true}}
          - {{name: last, {CONV}, from: c}}
    """)
    cells = cells_of(cnnstat.analyze(path))
    first, tangle, *rest = take_apart(cells)
    assert (first, rest) == (Leaf(0), [Leaf(4)])
    assert (in_order(tangle), end_of(tangle)) == ([1, 3, 2], 2)


@pytest.mark.parametrize(("many", "reach", "boxed"), [(39, 2, False), (60, 2, True), (13, 13, False), (15, 15, True)])
def test_a_large_tangle_is_one_box_and_the_description_says_so(
    many: int, reach: int, boxed: bool, write_spec: Write
) -> None:  # fmt: skip
    """It has many boxes, or more lines between their layers than can be told apart."""
    reads = {at: ", ".join(f"a{each}" for each in range(max(0, at - reach), at)) for at in range(2, many)}
    rows = "".join(f"\n  - {{name: a{at}, type: add, from: [{said}]}}" for at, said in reads.items())
    path = write_spec(
        f"input: {{channels: 3, size: 8}}\nlayers:\n  - {{name: a0, {CONV}}}\n  - {{name: a1, {CONV}}}{rows}"
    )
    wish = Wish(unfold=True, style="graph", page=page_named("1700x1700mm"))
    scene = scene_of(cnnstat.analyze(path), wish)
    drawn = {each.key for each in scene.items if isinstance(each, Shape) and each.key}
    assert scene.about.endswith(
        "Many layers that read one another crosswise are one box." if boxed else "Every layer is shown."
    )
    assert (len(drawn) == many) is not boxed
