"""Networks as Mermaid and Graphviz: every layer and every arrow, small files read in full, strangers' names as text."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import few_and_many, others_slow
from random_networks import networks

import cnnstat
from cnnstat.analysis import Analysis
from cnnstat.drawing.formats import dot, mermaid
from cnnstat.drawing.sketch import Group, Node, Sketch, members, sketch_of
from cnnstat.drawing.structure import cells_of
from cnnstat.drawing.ways import Wish
from cnnstat.spec import catalog

ROOT = Path(__file__).parent.parent.parent
NETWORKS = list(catalog.networks())
OTHERS = sorted(str(path) for path in (ROOT / "tests" / "nets").glob("*.yaml"))
SMALL = """
    name: small
    title: Small "net"
    input: {channels: 1, size: 8}
    blocks:
      unit:
        layers:
          - name: sum
            type: add
            branches:
              - [{name: c2, type: conv, filters: 4, kernel: 3, padding: 1, norm: batchnorm}]
              - []
    layers:
      - {name: c1, type: conv, filters: 4, kernel: 3, padding: 1, activation: relu}
      - {name: u, block: unit, repeat: 2}
"""
HOSTILE = (
    '"quoted" <b>x</b> ]', "%%{init: {}}%%", "`code` *em* _em_", "1. list", "+", "end", "a;b&amp;#quot;c", "$$x$$",
    "fa:fa-home", "\\n \\N", "\x1b[31m\n}", "한국어 층", "", "--> n0 -> n1; }",
)  # fmt: skip


@pytest.mark.parametrize(("network", "training"), [*((name, False) for name in NETWORKS + OTHERS), ("googlenet", True)])
def test_unfolded_it_is_the_graph(network: str, training: bool) -> None:
    check_graph(cnnstat.analyze(network, training=training))


def check_random_networks(text: str, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(text, encoding="utf-8")
    check_graph(cnnstat.analyze(str(path)))


test_random_networks, test_more_random_networks = few_and_many(15, 100, text=networks())(check_random_networks)


def check_graph(analysis: Analysis) -> None:
    cells = cells_of(analysis)
    sketch = sketch_of(analysis, Wish(unfold=True))
    names = ["input", *(node.about.split(":")[0] for node in sketch.nodes[1:])]
    layers = [cell.layer.name for cell in cells]
    assert sorted(names[1:]) == sorted(layers)
    found = sorted((names[source], names[target]) for source, target in sketch.edges)
    assert found == sorted(
        (layers[source] if source >= 0 else "input", layers[at])
        for at, cell in enumerate(cells)
        for source in cell.reads
    )
    assert sorted(members(sketch.whole)) == list(range(len(names)))


@pytest.mark.parametrize("network", others_slow(NETWORKS))
def test_folded_every_box_is_reached_once_from_the_input(network: str) -> None:
    sketch = sketch_of(cnnstat.analyze(network))
    assert {target for _, target in sketch.edges} == set(range(1, len(sketch.nodes)))
    assert all(source < target for source, target in sketch.edges)
    assert sorted(members(sketch.whole)) == list(range(len(sketch.nodes)))


def test_depth_and_block() -> None:
    analysis = cnnstat.analyze("googlenet")
    assert 'n6["3a<br>inception<br>256×28×28"]:::block' in mermaid.sketched(sketch_of(analysis, Wish(depth=1)))
    block = sketch_of(analysis, Wish(block="3a"))
    assert block.title == "GoogLeNet, 3a"
    assert len(block.nodes) == 1 + 8


@pytest.mark.parametrize(("name", "written"), [("small.mmd", mermaid.sketched), ("small.dot", dot.sketched)])
def test_a_small_file(
    name: str, written: Callable[[Sketch], str], write_spec: Callable[[str], Path], accept: Callable[[str, str], str]
) -> None:
    said = written(sketch_of(cnnstat.analyze(str(write_spec(SMALL)))))
    assert said == accept(f"drawing/{name}", said)


def hostile() -> Sketch:
    nodes = [Node((text, f"again {text}"), "convolution", text) for text in HOSTILE]
    edges = [(at, at + 1) for at in range(len(nodes) - 1)]
    return Sketch(HOSTILE[0], HOSTILE[1], nodes, edges, Group("", [Group(HOSTILE[0], [0, 1]), *range(2, len(nodes))]))


def test_names_of_strangers_are_text_in_mermaid() -> None:
    said = mermaid.sketched(hostile())
    assert mermaid.escaped("a<b>") == "a#60;b#62;"
    assert mermaid.escaped("conv_1.x-y") == "conv_1.x-y"
    assert mermaid.escaped("_x_ $$ \\n") == "#95;x#95; #36;#8203;#36;#8203; #92;#8203;n"
    label = r'"(?:[\w ,/×–<>.-]|#[0-9]+;)*"'
    lines = said.splitlines()
    assert lines[:2] == ["---", 'title: "\\"quoted\\" \\u003cb>x\\u003c/b> ]"']
    assert lines[4] == "  accDescr: init,"
    for line in lines[5:]:
        assert re.fullmatch(
            rf" *(?:n\d+\[{label}\]:::convolution|subgraph g1 \[{label}\]|end|n\d+ --> n\d+|class.*)", line
        ), line
    assert not re.search("<(?!br>)", "\n".join(lines[5:]))


def test_names_of_strangers_are_text_in_dot() -> None:
    lines = dot.sketched(hostile()).splitlines()
    assert lines[0] == 'digraph "\\"quoted\\" <b>x</b> ]" {'
    string = r'"(?:[^"\\]|\\.)*"'
    for line in lines[7:-1]:
        assert re.fullmatch(
            rf" *(?:n\d+ \[(?:\w+={string}(?:, )?)+\];|graph \[(?:\w+=(?:{string}|\w+)(?:, )?)+\];|n\d+ -> n\d+;|"
            r"subgraph cluster_1 \{|\})",
            line,
        ), line
    assert dot.quoted('a"b\\n', "c&lt;") == '"a\\"b\\\\n\\nc&amp;lt;"'


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@pytest.mark.parametrize("sketch", [hostile(), sketch_of(cnnstat.analyze("googlenet"))], ids=["hostile", "googlenet"])
def test_graphviz_draws_it(sketch: Sketch) -> None:
    done = subprocess.run(["dot", "-Tplain"], input=dot.sketched(sketch), capture_output=True, text=True, check=True)
    assert done.stderr == ""
    drawn = done.stdout.splitlines()
    assert sum(line.startswith("node ") for line in drawn) == len(sketch.nodes)
    assert sum(line.startswith("edge ") for line in drawn) == len(sketch.edges)
