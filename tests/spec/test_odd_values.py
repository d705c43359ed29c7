"""Values that cannot be evaluated, or that nobody would write: one refusal with its place, at any key."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import odd_specs
import pytest
from conftest import Done

import cnnstat
from cnnstat.keys.words import Codes, Names, Text
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.network.graph import Network
from cnnstat.network.recipe import Recipe
from cnnstat.render.formats import csv, json
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.source import read_text
from cnnstat.spec.write import write_spec as written

Refusal = Callable[[str], str]
HEAD = "input: {channels: 3, size: 8}\nlayers:\n"
CONV = "{name: c, type: conv, filters: 2, "

VERBATIM = Codes | Names | Text
"""Kinds whose texts are not evaluated."""

BY_ZERO = "in '1/0': division by zero"
TOO_FAR = "** takes a whole exponent from 0 to 64"
LINES = [
    ("{name: c, type: conv, filters: 2, kernel: [1/0, 2]}", "1/0", f"layer c (conv): kernel: {BY_ZERO}"),
    ("{name: c, type: conv, filters: 2, kernel: [1, 2 ** 65]}", "2 **", f"layer c (conv): kernel: {TOO_FAR}"),
    ("{name: c, type: conv, filters: 2, kernel: 1, padding: {top: 1, left: 2**65}}", "2**",
     f"layer c (conv): padding: {TOO_FAR}"),
    ("{name: c, type: conv, filters: 2, kernel: 1, dilation: [make_divisible(0), 1]}", "make",
     "layer c (conv): dilation: in 'make_divisible(0)': make_divisible() cannot take 0"),
    ("{name: c, type: conv, filters: 2, kernel: [1, index / (index - 1)]}", "index",
     "layer c (conv): kernel: in 'index / (index - 1)': division by zero"),
    ("{name: c, type: conv, filters: 2, kernel: [1, nosuch]}", "nosuch",
     "layer c (conv): kernel: unknown name 'nosuch'; expected a whole number of at least 1, or two as "
     "[height, width]"),
    ("{name: c, type: conv, filters: 2, kernel: [1, [2, 1/0]]}", "1/0", f"layer c (conv): kernel: {BY_ZERO}"),
    ("{name: c, type: conv, kernel: 1, table: [[0], [1/0]]}", "1/0", f"layer c (conv): table: {BY_ZERO}"),
    ("{name: s, type: channel_split, part: 1, sizes: [2, -'a']}", "-'a'",
     "layer s (channel_split): sizes: in \"-'a'\": expected a number, got 'a'"),
    ("{name: r, type: relu, norm: {type: groupnorm, groups: [not 1]}}", "not",
     "layer r (relu): groups: in 'not 1': expected true or false, got 1"),
    ("{name: r, type: relu, dropout: {p: [1/0]}}", "1/0", f"layer r (relu): p: {BY_ZERO}"),
    ("{name: r, type: relu, dropout: 1/0}", "1/0", f"layer r (relu): dropout: {BY_ZERO}"),
    ("{name: r, type: relu, when: [1/0]}", "1/0", f"layer r (relu): when: {BY_ZERO}"),
    ("{name: r, type: relu, when: 1/0}", "1/0", f"layer r (relu): when: {BY_ZERO}"),
    ("{name: r, type: relu, repeat: [index // 0]}", "index",
     "layer r (relu): repeat: in 'index // 0': division by zero"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "where", "message"), LINES, ids=[line for line, _, _ in LINES])
def test_an_item_that_cannot_be_evaluated_has_its_place(line: str, where: str, message: str, refusal: Refusal) -> None:
    assert refusal(f"{HEAD}  - {line}\n") == f"net.yaml:3:{line.index(where) + 5}: {message}"


BLOCK = "blocks: {b: {args: {x: DEFAULT}, layers: [{type: relu}]}}\n" + HEAD
SECTIONS = [
    ("recipe: {schedule: milestones, milestones: [1, 1/0]}\n" + HEAD + "  - {type: relu}\n", "1/0",
     f"recipe: milestones: {BY_ZERO}"),
    (BLOCK.replace("DEFAULT", "") + "  - {name: a, block: b, x: {y: [1/0]}}\n", "1/0",
     f"layer a (block b): x: {BY_ZERO}"),
    (BLOCK.replace("DEFAULT", "[1/0]") + "  - {block: b}\n", "1/0", f"block b: x: {BY_ZERO}"),
    (BLOCK.replace("DEFAULT", "[1, 1/(index - 1)]") + "  - {name: a, block: b}\n", "1/(",
     "layer a (block b): x: in '1/(index - 1)': division by zero"),
    (BLOCK.replace("DEFAULT", "") + "  - {name: a, block: b, x: [zzz]}\n", "zzz",
     "layer a (block b): x: unknown name 'zzz'; a word of your own stands in quotes twice: \"'word'\""),
    ("witnesses: [{says: x, formula: [1/0], value: 1}]\n" + HEAD + "  - {type: relu}\n", "1/0",
     f"witnesses: formula: {BY_ZERO}"),
    ("witnesses: [{says: x, formula: input, value: [1/0]}]\n" + HEAD + "  - {type: relu}\n", "1/0",
     f"witnesses: value: {BY_ZERO}"),
    ("input: {channels: [1/0], size: 8}\nlayers:\n  - {type: relu}\n", "1/0", f"input: channels: {BY_ZERO}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "message"), SECTIONS, ids=[message for _, _, message in SECTIONS])
def test_the_same_outside_of_layers(text: str, where: str, message: str, refusal: Refusal) -> None:
    before = text[: text.index(where)]
    place = f"net.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    assert refusal(text) == f"{place}: {message}"


def read(text: str, variant: str = "") -> Network:
    return expand(Spec(read_text(text, "net.yaml"), "net.yaml"), variant)


def with_key(kind: str, key: str, value: str) -> str:
    """The entries of a layer: the key with its value, and whatever else is required."""
    chance = random.Random(0)
    known = TYPES[kind].keys
    others = {name: odd_specs.usual(each.kind, chance) for name, each in known.items() if each.required and name != key}
    return ", ".join(f"{name}: {each}" for name, each in {**others, key: value}.items())


def lines_with(value: str) -> Iterator[tuple[str, str]]:
    """Every key of the language that is evaluated, and a line in which it has that value."""
    for kind, each in TYPES.items():
        for name, key in each.keys.items():
            if not isinstance(key.kind, VERBATIM):
                yield f"{kind} {name}", f"{{type: {kind}, {with_key(kind, name, value)}}}"
                if each.follows:
                    own = f"type: {kind}, " if len(FOLLOWERS[each.follows]) > 1 else ""
                    entries = with_key(kind, name, value)
                    yield f"{each.follows} {kind} {name}", f"{{type: relu, {each.follows}: {{{own}{entries}}}}}"
    for name in ("when", "repeat", "auxiliary", "output", "norm", "activation", "lrn", "dropout"):
        if name not in FOLLOWERS or value == "1/0":  # a list or a mapping is refused as such there
            yield name, f"{{type: relu, {name}: {value}}}"


@pytest.mark.parametrize("value", ["1/0", "[1/0, 2]", "[2, 1/0]", "{top: 1/0}", "[[1, 1/0]]", "{a: {b: [1/0]}}"])
def test_every_key_refuses_what_cannot_be_evaluated_where_it_stands(value: str) -> None:
    for key, line in lines_with(value):
        with pytest.raises(cnnstat.SpecError) as caught:
            read(f"input: {{channels: 4, size: 8}}\nlayers:\n  - {line}\n")
        place = f"net.yaml:3:{line.index('1/0') + 5}: "
        told = [each.first for each in caught.value.problems]  # some values use a name, which is unknown here
        assert any(each.startswith(place) and each.endswith(BY_ZERO) for each in told), (key, line, told)


def test_every_key_of_a_recipe_refuses_it_too() -> None:
    for name, key in Recipe.keys.items():
        for value in ("1/0", "[2, 1/0]", "{a: 1/0}"):
            text = f"{HEAD}  - {{type: relu}}\nrecipe: {{{name}: {value}}}\n"
            if isinstance(key.kind, Text) and value == "1/0":  # a text for people may say so
                assert read(text).recipe.about == "1/0"
                continue
            with pytest.raises(cnnstat.SpecError) as caught:
                read(text)
            assert isinstance(key.kind, VERBATIM) or str(caught.value) == (
                f"net.yaml:4:{text.splitlines()[3].index('1/0') + 1}: recipe: {name}: in '1/0': division by zero"
            )


def what_becomes_of(text: str) -> str:
    """The refusal; nothing of a network that can be analysed, written, read again and analysed to the same figures."""
    try:
        spec = Spec(read_text(text, "net.yaml"), "net.yaml")
        for name in spec.names:
            analysis = cnnstat.analyze(expand(spec, name), training=True, flops="all")
            again = cnnstat.analyze(read(written(analysis.network)), training=True)
            assert again.counts == analysis.counts
            assert [layer.field for layer in again.layers] == [layer.field for layer in analysis.layers]
            assert again.network.recipe == analysis.network.recipe
            csv.whole(analysis), json.whole(analysis)
    except cnnstat.CnnstatError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("part", [pytest.param(each, marks=[pytest.mark.slow] * (each > 1)) for each in range(4)])
def test_odd_specs_are_networks_or_refused(part: int) -> None:
    """CNNSTAT_FUZZ=25000 tries that many per part instead."""
    chance = random.Random(f"odd {part}")
    number = int(os.environ.get("CNNSTAT_FUZZ", "500"))
    refused = 0
    for _ in range(number):
        text = odd_specs.spec(chance)
        try:
            message = what_becomes_of(text)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}, of\n{text}") from error
        refused += bool(message)
        for told in message.splitlines():
            assert len(told) < 1000
            assert re.match(r"net\.yaml:\d+:\d+: ", told), message
    assert number / 4 < refused < number * 0.9


BAD_SPEC = "input: {channels: 1, size: 4}\nlayers:\n  - {name: c, type: conv, filters: 2, kernel: [1/0, 2]}\n"
RIGHT = "AlexNet has <!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat --> parameters.\n"


def test_a_document_that_cites_such_a_spec_has_a_finding(
    program: Callable[..., Done], tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "bad.yaml").write_text(BAD_SPEC, encoding="utf-8")
    (tmp_path / "a.md").write_text("It has <!-- cnnstat: bad.yaml.params -->1<!-- /cnnstat -->\n", encoding="utf-8")
    (tmp_path / "b.md").write_text(RIGHT, encoding="utf-8")
    done = program("check", "--format", "concise", "a.md", "b.md", cwd=tmp_path)
    assert done._asdict() == {
        "code": 1,
        "out": dedent("""\
            a.md:1:22: CNS206 bad.yaml:3:48: layer c (conv): kernel: in '1/0': division by zero
            1 error; 2 figures checked in 2 documents.
        """),
        "err": "",
    }


CRASHING = """
import sys
from cnnstat.cli import main
from cnnstat.documents import checker

def judge(verifier, each):
    if "61.00M" in each.printed.text:
        raise KeyError("nobody\\nforesaw it")
    return genuine(verifier, each)

genuine, checker.judge = checker.judge, judge
main()
"""


@pytest.mark.parametrize("option", ["--blame=document", "--diff", "--fix"])
def test_an_error_of_the_program_in_one_document_leaves_the_others_checked(option: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(RIGHT.replace("61.0M", "61.00M"), encoding="utf-8")
    (tmp_path / "b.md").write_text(RIGHT.replace("61.0M", "62.4M"), encoding="utf-8")
    (tmp_path / "c.md").write_text(RIGHT.replace("61.0M", "61.00M"), encoding="utf-8")
    command = [sys.executable, "-c", CRASHING, "check", ".", option]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert done.stderr == (
        "cnnstat: internal error, please report it: DocumentError: not checked: a.md: KeyError: "
        "'nobody\\nforesaw it'; c.md: KeyError: 'nobody\\nforesaw it' (CNNSTAT_TRACEBACK=1 shows where)\n"
    )
    if option == "--fix":
        assert "61.0M" in (tmp_path / "b.md").read_text(encoding="utf-8")
    else:
        assert "62.4M" in done.stdout
