"""Mermaid's flowchart, which forges and many editors of Markdown draw.

Mermaid itself draws at most 500 arrows and 50,000 characters unless its page allows more; a folded network stays below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count

from cnnstat.drawing.boxes import UNAVAILABLE
from cnnstat.drawing.palette import COLORS
from cnnstat.drawing.sketch import Group, Node, Sketch
from cnnstat.text.printable import one_line

ENDINGS = (".mmd", ".mermaid")
EXTRA = ""
PLAIN = re.compile("[0-9A-Za-z ,/×–]|[^\x00-\x7f]|(?<=[0-9A-Za-z])[._-](?=[0-9A-Za-z])")
"""Signs that mean nothing to Mermaid, nor to the Markdown in its labels; all others are written as entities."""
DASHES = ",stroke-dasharray:3 2"
APART = dict.fromkeys("$\\:", "#8203;")
"""What stands behind signs that mean something to Mermaid even so, in pairs: mathematics, a line's end, an icon. It is
a space without width."""


def sketched(sketch: Sketch) -> str:
    """The sketch as one flowchart; equal sketches are equal bytes."""
    numbers = count(1)
    body = [line for each in sketch.whole.inside for line in lines_of(each, sketch, numbers, "  ")]
    edges = [f"  n{source} --> n{target}" for source, target in sketch.edges]
    families = dict.fromkeys(node.family for node in sketch.nodes)
    styles = [
        f"  classDef {family} fill:{COLORS[family]},stroke:{COLORS['outline']},color:{COLORS['ink']}"
        + (DASHES if family == UNAVAILABLE else "")
        for family in families
    ]
    frame = f"fill:{COLORS['frame']},stroke:{COLORS['outline']},color:{COLORS['ink']}{DASHES}"
    groups = next(numbers)
    if groups > 1:
        styles.append(f"  classDef frame {frame}")
        styles.append(f"  class {','.join(f'g{number}' for number in range(1, groups))} frame")
    title = json.dumps(one_line(sketch.title)).replace("%", "\\u0025").replace("<", "\\u003c")
    head = ["---", f"title: {title}", "---", "flowchart TB", f"  accDescr: {described(sketch.about)}"]
    return "\n".join([*head, *body, *edges, *styles, ""])


def lines_of(member: int | Group, sketch: Sketch, numbers: Iterator[int], indent: str) -> Iterator[str]:
    """A node, or a group with what lies in it, which needs a number."""
    if isinstance(member, int):
        node = sketch.nodes[member]
        yield f"{indent}n{member}{outlined(node)}:::{node.family}"
        return
    yield f"{indent}subgraph g{next(numbers)} [{quoted(member.title)}]"
    for each in member.inside:
        yield from lines_of(each, sketch, numbers, f"{indent}  ")
    yield f"{indent}end"


def outlined(node: Node) -> str:
    left, right = ("([", "])") if node.family == "merge" and len(node.lines) == 1 else ("[", "]")
    return f"{left}{quoted(*node.lines)}{right}"


def quoted(*lines: str) -> str:
    """Lines of text as one label in which nothing is code."""
    return '"' + "<br>".join(escaped(each) for each in lines) + '"'


def escaped(text: str) -> str:
    plain = one_line(text)
    return "".join(
        sign if PLAIN.match(plain, at) else f"#{ord(sign)};{APART.get(sign, '')}" for at, sign in enumerate(plain)
    )


def described(text: str) -> str:
    """A description, which knows no entities: signs that mean something to Mermaid are left out."""
    plain = re.sub("[^0-9A-Za-z ,.()×–\x80-\U0010ffff]", " ", one_line(text).replace(": ", ", "))
    return re.sub(" +(?=[ ,.])", "", plain).strip()
