"""Names under ``from`` that no line can have: all are told in one run, and none that there may be."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat.errors import Position
from cnnstat.network.graph import INPUT
from cnnstat.spec import reads
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.mistakes import surveyed
from cnnstat.spec.names import Names
from cnnstat.spec.reads import Above, Reads

Refusal = Callable[[str], str]
Write = Callable[[str], Path]
HEAD = "input: {channels: 3, size: 8}\n"

MANY = """\
params: {unit: {default: b, choices: [b, c]}, act: relu}
blocks:
  b:
    layers:
      - {name: x, type: relu}
      - {type: relu, from: y}
      - {name: s, type: add, from: [x, input, relu1]}
  c: {layers: [{name: x, type: relu, from: z}]}
layers:
  - {name: a, type: relu, repeat: 2}
  - {name: b1, block: b, from: a_2}
  - {name: u, block: unit, from: b1.x}
  - {type: relu, from: b1.w}
  - {type: relu, from: u.anything}
  - {type: act, from: a}
  - {name: m, type: concat, branches: [[{name: k, type: relu}], [{type: relu, from: k}, {type: relu, from: l}]]}
  - {type: add, from: [k, m, n, "a_{index}", elu3]}
  - {type: relu, from: last, when: false}
  - {name: last, type: relu}
variants:
  v: {layers: [{name: a, type: relu}, {type: relu, from: aa}]}
"""


def test_all_are_told(refusal: Refusal) -> None:
    assert (
        refusal(HEAD + MANY)
        == """\
net.yaml:7:28: layer (unnamed) (relu): from: there is no layer 'y' in block b; known here: input, x; in b1, line 12
net.yaml:9:44: layer x (relu): from: there is no layer 'z' in block c; known here: input
net.yaml:14:24: layer (unnamed) (relu): from: there is no layer 'b1.w' above; did you mean 'b1'?
net.yaml:16:23: layer (unnamed) (act): from: there is no layer 'a' above
net.yaml:17:108: layer (unnamed) (relu): from: there is no layer 'l' above
net.yaml:18:30: layer (unnamed) (add): from: there is no layer 'n' above
net.yaml:19:24: layer (unnamed) (relu): from: there is no layer 'last' above
net.yaml:22:58: layer (unnamed) (relu): from: there is no layer 'aa' above; did you mean 'a'?"""
    )


FOLLOW = [
    # lines with a mistake may have the name that is meant
    ("layers:\n- {name: a, type: convv}\n- {type: relu, from: a}\n",
     "net.yaml:3:19: layer a: type: expected a layer type, got the text 'convv'; did you mean 'conv'?"),
    ("layers:\n- {type: convv}\n- {type: relu, from: conv1}\n",
     "net.yaml:3:10: type: expected a layer type, got the text 'convv'; did you mean 'conv'?"),
    ("layers:\n- {nmae: a, type: relu}\n- {type: relu, from: relu1}\n",
     "net.yaml:3:4: layer (unnamed) (relu): unknown key 'nmae'; did you mean 'name'?"),
    ("layers:\n- {name: a, typ: relu}\n- {type: relu, from: b}\n",
     "net.yaml:3:3: layer a: missing key 'type' (or 'block'); did you mean 'type'?"),
    ("layers:\n- {name: 'a b', type: relu}\n- {type: relu, from: b}\n",
     "net.yaml:3:10: name: expected Latin letters, digits, _, - and dots between them, got the text 'a b'"),
    ("blocks: {b: {layrs: [{type: relu}]}}\nlayers:\n- {name: a, block: b}\n- {type: relu, from: a.relu1}\n",
     "net.yaml:2:14: block b: unknown key 'layrs'; did you mean 'layers'?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FOLLOW, ids=[str(at) for at in range(len(FOLLOW))])
def test_what_only_follows_is_not_told(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(HEAD + text) == message


def some_lines(chance: random.Random, deep: int, blocks: list[str]) -> str:
    """A list of lines that read each other, in branches too."""
    words = [
        "a",
        "b",
        "a_1",
        "a_2",
        "b1.a",
        "a.a",
        "a.b1",
        "b1",
        "relu1",
        "relu2",
        "add1",
        "1.a",
        "input",
        "a.relu1",
        "k",
    ]
    made = []
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["relu", "relu", "act", "add"])
        keys = [f"block: {chance.choice(blocks)}" if blocks and chance.random() < 0.4 else f"type: {kind}"]
        if chance.random() < 0.5:
            keys.append(f"name: {chance.choice(['a', 'b', 'k', 'a.k'] if chance.random() < 0.1 else ['a', 'b', 'k'])}")
        if chance.random() < 0.3:
            keys.append(f"repeat: {chance.choice([1, 2, 2])}")
        if chance.random() < 0.2:
            keys.append(f"when: index {chance.choice(['==', '>'])} 1")
        if chance.random() < 0.5:
            keys.append(f"from: {chance.choice(words)}")
        if deep and keys[0] == "type: add":
            keys.append(f"branches: [[], {some_lines(chance, deep - 1, blocks)}]")
        made.append(f"{{{', '.join(keys)}}}")
    return f"[{', '.join(made)}]"


def test_no_name_that_is_found_is_told(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unrolling is the oracle, which goes on here behind a name that there is not: what a line found once is known."""
    found, missing = set[Position](), set[Position]()
    resolve, chance, told, every = Names.resolve, random.Random(0), 0, 0

    def resolved(names: Names, name: str, place: Position, *others: Any) -> int:
        try:
            index = resolve(names, name, place, *others)
        except cnnstat.SpecError:
            missing.add(place)
            return INPUT
        if place not in missing:  # where an instance is refused, a later one cannot be
            found.add(place)
        return index

    monkeypatch.setattr(Names, "resolve", resolved)
    for _ in range(400):
        path = write_spec(
            f"{HEAD}params: {{act: relu, unit: d}}\nblocks:\n  c: {{layers: {some_lines(chance, 1, [])}}}\n"
            f"  d: {{layers: {some_lines(chance, 1, ['c'])}}}\n"
            f"layers: {some_lines(chance, 1, ['c', 'd', 'unit'])}\n"
        )
        found.clear()
        spec = Spec.read(path)
        monkeypatch.setattr(spec, "check", lambda: None)
        monkeypatch.setattr(spec, "with_others", lambda error: error)
        with suppress(cnnstat.SpecError):
            expand(spec)
        blocks = {name: spec.top.entries["blocks"].entries[name] for name in "cd"}  # type: ignore[union-attr]
        unknown = {each.position for each in surveyed(Reads([spec.top.entries["layers"]], blocks).check)}
        assert (path.read_text(), unknown & found) == (path.read_text(), set())
        told, every = told + len(unknown & missing), every + len(found)
        missing.clear()
    assert told > 50
    assert every > 50


def looking(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that are looked up from now on."""
    looked: list[str] = []
    blocks_of = Above.blocks_of

    def noted(self: Above, name: str) -> set[str | None]:
        looked.append(name)
        return blocks_of(self, name)

    monkeypatch.setattr(Above, "blocks_of", noted)
    return looked


def test_a_name_that_can_be_cut_in_many_ways_is_looked_for_once(
    refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = looking(monkeypatch)
    inside = "[{name: a, block: b}, {name: a.a, block: b}]"
    name = ".".join(["a"] * 40 + ["z"])
    text = f"{HEAD}blocks:\n  b: {{layers: {inside}}}\nlayers:\n  - {{type: relu, from: {name}}}\n"
    text = text.replace("layers:\n", "layers:\n  - {name: a, block: b}\n  - {name: a.a, block: b}\n")
    assert f"there is no layer '{name[:57]}" in refusal(text)
    assert len(looked) < 3000


def test_names_are_looked_for_within_bounds(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = looking(monkeypatch)
    monkeypatch.setattr(reads, "MOST_LOOKED", 1000)
    lines = ", ".join(f"{{name: a{'.a' * at}, block: b{(at + 1) % 20}}}" for at in range(20))
    blocks = "".join(f"  b{at}: {{layers: [{lines}]}}\n" for at in range(20))
    name = ".".join(["a"] * 90 + ["z"])
    reading = "".join(f"  - {{type: relu, from: {name}{at}}}\n" for at in range(20))
    with pytest.raises(cnnstat.CnnstatError):
        cnnstat.load(write_spec(f"{HEAD}blocks:\n{blocks}layers:\n  - {{name: a, block: b0}}\n{reading}"))
    assert len(looked) < 5000
