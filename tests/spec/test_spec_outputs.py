"""Networks of several outputs: lines that say so, and what the analysis makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.analysis.fit import seen
from cnnstat.claims.counting import longest_path
from cnnstat.derivation.path import deepest
from cnnstat.spec.write import write_spec as unrolled

Lines = Callable[..., cnnstat.Analysis]
Write = Callable[[str], Path]

BLOCKS = """
input: {channels: 3, size: 16}
blocks:
  unit:
    args: {filters, named: false}
    layers:
      - {name: conv, type: conv, filters: filters, kernel: 3, padding: 1, activation: relu, output: named}
      - {name: half, type: maxpool, kernel: 2}
layers:
  - {name: a, block: unit, filters: 8}
  - {name: b, block: unit, filters: 16, output: true}
  - {name: side, type: conv, filters: 5, kernel: 1, from: a, output: true}
  - {name: c, block: unit, from: b, filters: 32, named: true}
  - {name: many, type: conv, filters: 4, kernel: 1, repeat: 3, output: index == 2}
  - {name: head, type: global_avgpool, auxiliary: true}
  - {name: last, type: conv, filters: 7, kernel: 1, output: true}
  - {name: late, type: global_maxpool, auxiliary: true}
"""
NAMES = ["b.half", "side", "c.conv", "many_2", "last"]


def names(network: cnnstat.Network) -> list[str]:
    return [network.nodes[output].name for output in network.outputs]


def test_lines_blocks_and_instances_are_outputs(write_spec: Write) -> None:
    network = cnnstat.load(write_spec(BLOCKS))
    assert names(network) == NAMES
    assert [network.nodes[head].name for head in network.heads] == ["head", "late"]
    analysis = cnnstat.analyze(network)
    assert [each.name for each in analysis.outputs] == NAMES
    assert [str(each.output) for each in analysis.outputs] == ["16×4×4", "5×8×8", "32×4×4", "4×2×2", "7×2×2"]
    assert str(analysis.output) == "7×2×2"


def test_a_network_of_one_output_has_its_last_layer(lines: Lines) -> None:
    analysis = lines("- {name: a, type: relu}\n- {name: b, type: relu}\n- {name: c, type: relu, auxiliary: true}")
    assert names(analysis.network) == ["b"]
    said = lines("- {name: a, type: relu}\n- {name: b, type: relu, output: true}")
    assert names(said.network) == ["b"]
    assert not any(node.output for node in said.network.nodes)  # nobody needs to say it of the last one


def test_what_is_written_out_has_the_same_outputs(write_spec: Write, tmp_path: Path) -> None:
    network = cnnstat.load(write_spec(BLOCKS))
    flat = tmp_path / "flat.yaml"
    flat.write_text(unrolled(network), encoding="utf-8")
    again = cnnstat.load(flat)
    assert names(again) == NAMES
    one, two = cnnstat.analyze(network), cnnstat.analyze(again)
    assert (one.depth, one.params) == (two.depth, two.params)
    assert one.memory.to_dict() == two.memory.to_dict()
    assert [node.output for node in network.nodes] == [node.output for node in again.nodes]


def test_depth_is_that_of_the_deepest_output(lines: Lines) -> None:
    analysis = lines("""
        - {name: a, type: conv, filters: 2, kernel: 1}
        - {name: b, type: conv, filters: 2, kernel: 1}
        - {name: p, type: maxpool, kernel: 2}
        - {name: c, type: conv, filters: 2, kernel: 1, output: true}
        - {name: last, type: conv, filters: 2, kernel: 1, from: a}
    """, size=4)  # fmt: skip
    assert analysis.depth == 3
    assert deepest(analysis) == ["a", "b", "c"]
    assert longest_path(analysis) == 4  # the pool too
    assert analysis.last.depth == 2


def test_an_output_stays_alive_to_the_end(lines: Lines) -> None:
    text = """
        - {{name: a, type: conv, filters: 2, kernel: 1{}}}
        - {{name: b, type: conv, filters: 1, kernel: 1}}
        - {{name: c, type: conv, filters: 3, kernel: 1}}
    """
    without, kept = (lines(text.format(more), size=4, channels=1).memory for more in ("", ", output: true"))
    assert (without.peak_layer, kept.peak_layer) == ("c", "c")
    assert kept.peak - without.peak == 4 * 2 * 16  # a, which c does not read


def test_a_view_that_is_an_output_keeps_what_it_is_a_view_of(lines: Lines) -> None:
    text = """
        - {{name: a, type: conv, filters: 2, kernel: 1}}
        - {{name: v, type: flatten{}}}
        - {{name: b, type: linear, features: 1}}
        - {{name: c, type: linear, features: 100}}
    """
    without, kept = (lines(text.format(more), size=4, channels=1).memory for more in ("", ", output: true"))
    assert (without.peak_layer, kept.peak_layer) == ("c", "c")
    assert kept.peak - without.peak == 4 * 2 * 16


def test_what_reaches_any_output_is_seen(lines: Lines) -> None:
    text = """
        - {{name: a, type: relu{}}}
        - {{name: b, type: maxpool, kernel: 2}}
    """
    for more, sides in (("", (4, 4)), (", output: true", (5, 5))):
        analysis = lines(text.format(more), size=5)
        assert seen(analysis.network, [each.output for each in analysis.every]) == sides


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("- {name: b, type: relu, output: 1}",
         "net.yaml:5:33: layer b (relu): output: expected true or false, got 1"),
        ("- {name: b, type: relu, auxiliary: true, output: true}\n- {name: c, type: relu}",
         "net.yaml:5:3: layer b (relu): output: an auxiliary head exists in training only, and gives no output of the "
         "network"),
        ("- {name: b, block: named, auxiliary: true}\n- {name: c, type: relu}",
         "net.yaml:2:27: layer x (relu): output: an auxiliary head exists in training only, and gives no output of the "
         "network; in b, line 5"),
        ("- {name: b, block: none, from: input, output: true}\n- {name: c, type: relu, from: a}",
         "net.yaml:5:3: layer b (block none): output: the block has no layers here, and the input is no output of the "
         "network"),
        ("- {name: b, type: output}",
         "net.yaml:5:19: layer b: type: 'output' is a key of a line, not a layer type"),
        ("- {name: b, type: relu, outputs: true}",
         "net.yaml:5:25: layer b (relu): unknown key 'outputs'; did you mean 'output'?"),
        ("- {name: b, type: relu, output: true}\n- {name: c, type: relu, auxiliary: true}\n"
         "- {name: d, type: relu, from: a}\n- {name: e, type: relu, from: a}",
         "net.yaml:7:3: layer d (relu): no layer reads its output; remove it, name it under a 'from' or say "
         "'output: true'"),
    ],
)  # fmt: skip
def test_refusals(line: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = "named: {layers: [{name: x, type: relu, output: true}]}, none: {layers: [{type: relu, when: false}]}"
    head = f"input: {{channels: 1, size: 4}}\nblocks: {{{blocks}}}\nlayers:\n- {{name: a, type: relu}}\n"
    Path("net.yaml").write_text(head + line + "\n", encoding="utf-8")
    with pytest.raises(cnnstat.SpecError) as caught:
        cnnstat.load("net.yaml")
    assert str(caught.value) == message
