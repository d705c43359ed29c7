"""Graphviz's language; ``dot -Tsvg`` lays it out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from cnnstat.drawing.boxes import UNAVAILABLE
from cnnstat.drawing.palette import COLORS
from cnnstat.drawing.sketch import Group, Node, Sketch
from cnnstat.text.printable import one_line

ENDINGS = (".dot", ".gv")
EXTRA = ""
HEAD = f"""\
  graph [labelloc=t, fontname="Helvetica,Arial,sans-serif", fontsize=14, rankdir=TB, nodesep=0.2, ranksep=0.3];
  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=10, height=0.2,
        margin="0.1,0.05", color="{COLORS["outline"]}", fontcolor="{COLORS["ink"]}"];
  edge [color="{COLORS["line"]}", arrowsize=0.6];
"""


def sketched(sketch: Sketch) -> str:
    """The sketch as one directed graph; equal sketches are equal bytes."""
    numbers = count(1)
    body = "\n".join(line for each in sketch.whole.inside for line in lines_of(each, sketch, numbers, "  "))
    edges = "\n".join(f"  n{source} -> n{target};" for source, target in sketch.edges)
    title, about = quoted(sketch.title), quoted(sketch.about)
    return f"digraph {title} {{\n  label={title};\n  tooltip={about};\n{HEAD}{body}\n{edges}\n}}\n"


def lines_of(member: int | Group, sketch: Sketch, numbers: Iterator[int], indent: str) -> Iterator[str]:
    """A node, or a group with what lies in it, which needs a number."""
    if isinstance(member, int):
        yield f"{indent}n{member} [{attributes(sketch.nodes[member])}];"
        return
    yield f"{indent}subgraph cluster_{next(numbers)} {{"
    style = f'style="rounded,dashed,filled", fillcolor="{COLORS["frame"]}", fontsize=11'
    yield f"{indent}  graph [label={quoted(member.title)}, labeljust=l, {style}];"
    for each in member.inside:
        yield from lines_of(each, sketch, numbers, f"{indent}  ")
    yield f"{indent}}}"


def attributes(node: Node) -> str:
    oval = ", shape=oval" if node.family == "merge" and len(node.lines) == 1 else ""
    dashed = ', style="rounded,dashed,filled"' if node.family == UNAVAILABLE else ""
    tooltip = f", tooltip={quoted(node.about)}" if node.about else ""
    return f'label={quoted(*node.lines)}, fillcolor="{COLORS[node.family]}"{oval}{dashed}{tooltip}'


def quoted(*lines: str) -> str:
    """Lines of text as one string, in which nothing is an escape or an entity but the ends of lines."""
    plain = (one_line(each).replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"') for each in lines)
    return '"' + "\\n".join(plain) + '"'
