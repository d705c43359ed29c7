"""Any text is a network or one readable refusal: mutated specs, seeded."""

from __future__ import annotations

import contextlib
import random
import re
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.errors import SpecError
from cnnstat.spec import catalog

FILES = [path for path in catalog.files() if path.name != "resnet_cifar.yaml"]
PIECES = [
    "0", "-1", "1e9", "010", "off", "null", "[]", "{}", "[1, 2]", "''", "*x", "&x 1", "!!int 1", "index", "channels",
    "1/0", "2 ** 64", "relu", "same", "{top: 1}", "input", "true", "none", "\n", "  ", ":", ",", "}", "- ", "#", "\t",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """A spec with one to three tokens deleted, doubled, swapped or replaced."""
    for _ in range(chance.randint(1, 3)):
        tokens = re.findall(r"\w+|\s+|[^\w\s]", text)
        place = chance.randrange(len(tokens))
        change = chance.choice(("delete", "double", "swap", "replace", "replace"))
        if change == "delete":
            del tokens[place]
        elif change == "double":
            tokens.insert(place, tokens[place])
        elif change == "swap":
            other = chance.randrange(len(tokens))
            tokens[place], tokens[other] = tokens[other], tokens[place]
        else:
            tokens[place] = chance.choice(PIECES)
        text = "".join(tokens)
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_mutated_specs_are_networks_or_refused(path: Traversable, tmp_path: Path) -> None:
    chance = random.Random(path.name.removesuffix(".yaml"))
    text = path.read_text(encoding="utf-8")
    target = tmp_path / "net.yaml"
    refused = 0
    for _ in range(60):
        target.write_text(mutated(text, chance), encoding="utf-8")
        try:
            cnnstat.analyze(target)
        except cnnstat.CnnstatError as error:
            refused += 1
            for message in str(error).splitlines():
                assert len(message) < 1000
                if isinstance(error, cnnstat.SpecError) and error.position:
                    assert re.match(rf"{re.escape(str(target))}:\d+:\d+: ", message)
    assert refused > 10


def test_every_beginning_of_a_spec_is_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    text = (
        "params: {w: [64, 128], act: relu}\ndefaults: {conv: {bias: false}}\ninput: {channels: 3, size: 32}\nblocks:\n"
        '  b: {args: {n: "w[0]"}, layers: [{type: conv, filters: n, kernel: 3}, {type: act}]}\n'
        "layers:\n  - {block: b}\n"
    )
    for end in range(len(text)):
        for more in ("", "\x85", "\u2028[", "{", "'"):
            path.write_text(text[:end] + more, encoding="utf-8")
            with contextlib.suppress(SpecError):
                cnnstat.load(path)
