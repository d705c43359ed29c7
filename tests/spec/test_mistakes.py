"""All mistakes of a file are told in one run, and nothing that only follows from them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cnnstat
from cnnstat import effort
from cnnstat.spec import block, document
from cnnstat.spec.block import check_names
from cnnstat.spec.expand import expand

Refusal = Callable[[str], str]
Write = Callable[[str], Path]

MANY = """\
input: {channels: 3, size: 8, widht: 3}
params: {width: 1, relu: 3, n: {defualt: 3}}
recipe: {epohcs: 3, batch: 0.5, momentum: 2}
blocks:
  b:
    args: {f, g: whatever}
    layers:
      - {name: c, type: conv, filters: f, kernel: gg, norm: relu}
      - {name: d, type: convv}
layers:
  - {name: c1, type: conv, filters: 8, kernal: 3, bias: 1, padding: sane}
  - {name: c2, type: conv, filters: 16 * widht, kernel: [kk, ll], activation: rellu, bias: same}
  - {name: c3, type: cnv, filters: 3}
  - {name: p, type: maxpool, kernel: [1, 2, 3], from: c3, stride: width}
  - {name: r, block: b, g: 3}
  - {name: r1, block: b, f: n, h: 3}
  - {name: r2, block: bb, f: 3, h: 3}
  - {name: s, type: maxpool, kernel: 3, padding: same, ceil_mode: true}
"""
TOLD = """\
net.yaml:1:31: input: unknown key 'widht'; did you mean 'width'?
net.yaml:2:20: param 'relu': that word has a meaning of its own in values
net.yaml:2:33: param n: unknown key 'defualt'; did you mean 'default'?
net.yaml:3:10: recipe: unknown key 'epohcs'; did you mean 'epochs'?
net.yaml:3:28: recipe: batch: expected a whole number of at least 1, got 0.5; round it with round(), floor(), ceil() \
or make_divisible()
net.yaml:3:43: recipe: momentum: expected a number from 0 to 1, got 2
net.yaml:6:18: block b: g: unknown name 'whatever'
net.yaml:8:51: layer c (conv): kernel: unknown name 'gg'; did you mean 'g'?
net.yaml:8:61: layer c (conv): norm: expected one of batchnorm, layernorm, groupnorm, none, or a mapping with a type, \
got the text 'relu'; known here: batchnorm, groupnorm, layernorm, none
net.yaml:9:25: layer d: type: expected a layer type, got the text 'convv'; did you mean 'conv'?
net.yaml:11:40: layer c1 (conv): unknown key 'kernal'; did you mean 'kernel'?
net.yaml:11:57: layer c1 (conv): bias: expected true or false, got 1
net.yaml:11:69: layer c1 (conv): padding: unknown name 'sane'; did you mean 'same'?
net.yaml:12:37: layer c2 (conv): filters: unknown name 'widht'; did you mean 'width'?
net.yaml:12:58: layer c2 (conv): kernel: unknown name 'kk'; known here: b, channels, index, n, relu, width
net.yaml:12:62: layer c2 (conv): kernel: unknown name 'll'; known here: b, channels, index, n, relu, width
net.yaml:12:79: layer c2 (conv): activation: unknown name 'rellu'; did you mean 'relu'?
net.yaml:12:92: layer c2 (conv): bias: expected true or false, got the text 'same'
net.yaml:13:22: layer c3: type: expected a layer type, got the text 'cnv'; did you mean 'conv'?
net.yaml:14:38: layer p (maxpool): kernel: expected a whole number of at least 1, or two as [height, width], \
got a list of 3
""".replace("\\\n", "")


def test_the_first_twenty_are_told_in_the_order_of_the_file(refusal: Refusal) -> None:
    assert refusal(MANY) == TOLD.rstrip()
    behind = refusal(MANY.partition("  - {name: c1")[0] + "  - {name: r" + MANY.partition("  - {name: r")[2])
    assert behind.splitlines()[10:] == [
        "net.yaml:11:5: layer r (block b): block b: missing argument 'f'",
        "net.yaml:12:32: layer r1 (block b): block b takes no 'h'; known here: f, g",
        "net.yaml:13:23: layer r2 (block bb): block: there is no block 'bb'; did you mean 'b'?",
        "net.yaml:14:5: layer s (maxpool): ceil_mode means nothing with padding: same, which fills every window",
    ]


def test_a_program_gets_each(write_spec: Write) -> None:
    path = write_spec(MANY)
    with pytest.raises(cnnstat.SpecError) as caught:
        cnnstat.load(path)
    error = caught.value
    assert [each.problem for each in error.problems][:2] == [
        "input: unknown key 'widht'; did you mean 'width'?",
        "param 'relu': that word has a meaning of its own in values",
    ]
    assert (error.position, error.problem) == (error.problems[0].position, error.problems[0].problem)
    assert all(each.problems == (each,) for each in error.problems)
    for same in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert str(same) == str(error)


def test_the_program_prints_each_on_a_line(program: Callable[..., Any], write_spec: Write) -> None:
    done = program(str(write_spec(MANY)), cwd=write_spec(MANY).parent)
    assert (done.code, done.out) == (2, "")
    path = str(write_spec(MANY))
    assert done.err == "".join(f"cnnstat: {line}\n" for line in TOLD.replace("net.yaml", path).splitlines())
    annotated = program("lint", path, "--format", "github", cwd=write_spec(MANY).parent)
    assert annotated.code == 2
    assert annotated.err.splitlines()[1].replace(path, "net.yaml") == (
        "::error title=cnnstat,file=net.yaml,line=2,col=20::"
        "net.yaml:2:20: param 'relu': that word has a meaning of its own in values"
    )


def test_a_document_has_one_finding(program: Callable[..., Any], write_spec: Write, tmp_path: Path) -> None:
    write_spec(MANY)
    (tmp_path / "a.md").write_text("It has <!-- cnnstat: net.yaml.params -->3<!-- /cnnstat --> parameters.\n")
    done = program("check", "a.md", "--format", "concise", cwd=tmp_path)
    assert done.code == 1
    assert done.out.splitlines()[0].endswith("input: unknown key 'widht'; did you mean 'width'?")
    assert "relu" not in done.out


HEAD = "input: {channels: 3, size: 8}\nlayers:\n"
NO_MAPPING = "blocks: {b: 3}\n" + HEAD + "- {block: b, f: 3}\n"
SIZES = f"{HEAD}- {{type: conv, filters: 3, kernel: 9}}\n- {{type: maxpool, kernel: 9}}\n- {{type: relu, repeat: f}}\n"
FOLLOW = [
    # names of a section that cannot be read, or that is misspelt
    ("params: [width]\n" + HEAD + "- {type: conv, filters: width, kernel: n}\n",
     "net.yaml:1:9: params: expected a mapping, got a list"),
    ("parms: {width: 1}\n" + HEAD + "- {type: conv, filters: width, kernel: n}\n",
     "net.yaml:1:1: unknown key 'parms'; did you mean 'params'?"),
    ("blocks: {b: {agrs: {f}, layers: [{type: conv, filters: f, kernel: 1}]}}\n" + HEAD + "- {block: b, f: 3}\n",
     "net.yaml:1:14: block b: unknown key 'agrs'; did you mean 'args'?"),
    (NO_MAPPING, "net.yaml:1:13: block b: expected a mapping, got the text '3'"),
    # params with a wrong value, which others use
    ("params: {n: [a b]}\ninput: {channels: n, size: 2 * n}\nrecipe: {epochs: n}\nlayers: [{type: relu}]\n"
     "variants: {v: {params: {n: 3}}}\n",
     "net.yaml:1:14: param n: expected a number, true, false or a word, got the text 'a b'"),
    # the key that is missing is the one that is misspelt
    (HEAD + "- {type: conv, filtres: 3, kernl: 3}\n",
     "net.yaml:3:16: layer (unnamed) (conv): unknown key 'filtres'; did you mean 'filters'?\n"
     "net.yaml:3:28: layer (unnamed) (conv): unknown key 'kernl'; did you mean 'kernel'?"),
    ("witnesses: [{say: x, formula: input, value: 3}]\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:14: witnesses: unknown key 'say'; did you mean 'says'?"),
    ("inpt: {channels: 3}\nlayers: [{type: relu}]\n", "net.yaml:1:1: unknown key 'inpt'; did you mean 'input'?"),
    # a layer whose line is wrong is not unknown
    (HEAD + "- {name: a, type: conv, filters: 3, kernl: 3}\n- {type: relu, from: a}\n- {type: linear, features: 3}\n",
     "net.yaml:3:37: layer a (conv): unknown key 'kernl'; did you mean 'kernel'?"),
    # sizes are told up to the first, what else is wrong besides
    (SIZES,
     "net.yaml:3:3: layer conv1 (conv): kernel 9×9 is larger than its input 8×8\n"
     "net.yaml:5:24: layer (unnamed) (relu): repeat: unknown name 'f'"),
    # what another variant, a block that is not used and a line that is left out say
    (HEAD + "- {type: relu, when: false, from: nosuch}\n- {type: relu, activation: rellu}\n"
     "variants: {v: {layers: [{type: rellu}], recipe: {epocs: 3}, params: {m: 1}}}\n"
     "blocks: {b: {layers: [{type: conv}]}}\n",
     "net.yaml:3:35: layer (unnamed) (relu): from: there is no layer 'nosuch' above; known here: input\n"
     "net.yaml:4:28: layer (unnamed) (relu): activation: unknown name 'rellu'; did you mean 'relu'?\n"
     "net.yaml:5:32: type: expected a layer type, got the text 'rellu'; did you mean 'relu'?\n"
     "net.yaml:5:50: recipe: unknown key 'epocs'; did you mean 'epochs'?\n"
     "net.yaml:5:70: net has no param 'm'; it declares no params\n"
     "net.yaml:6:23: layer (unnamed) (conv): missing key 'kernel'"),
    # keys that are given twice, and a second slip
    (HEAD + "- {type: relu, type: elu}\n- {type: conv, filters: 3, filters: 3, kernl: 3}\n",
     "net.yaml:3:16: key 'type' is given twice, first in line 3\n"
     "net.yaml:4:28: key 'filters' is given twice, first in line 4\n"
     "net.yaml:4:40: layer (unnamed) (conv): unknown key 'kernl'; did you mean 'kernel'?"),
    (HEAD + "- {type: !!str relu, a: 1, a: 2}\n- [\n",
     "net.yaml:3:10: tag 'tag:yaml.org,2002:str': a spec is plain data, it has no tags and runs no code\n"
     "net.yaml:3:28: key 'a' is given twice, first in line 3\n"
     "net.yaml:5:1: not YAML: while parsing a flow node did not find expected node content"),
    # an alias repeats a mistake, which is one
    (HEAD + "- &a {name: x, type: convv}\n- *a\n- *a\n",
     "net.yaml:3:22: layer x: type: expected a layer type, got the text 'convv'; did you mean 'conv'?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FOLLOW, ids=[str(number) for number in range(len(FOLLOW))])
def test_what_only_follows_is_not_told(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(text) == message


def test_settings_from_outside_are_told_alone(write_spec: Write) -> None:
    path = write_spec("params: {n: 1}\n" + HEAD + "- {type: relu, repeat: n}\n- {type: relu, activation: rellu}\n")
    with pytest.raises(cnnstat.CnnstatError) as caught:
        cnnstat.load(path, n="wide")
    assert str(caught.value) == "param n: expected a number, got wide"


@pytest.mark.parametrize(
    "lines",
    [
        "- {type: relu, repeat: 10, activation: rellu}\n" * 20_000,
        "- {" + ", ".join(f"key{at}: 1" for at in range(40_000)) + "}\n",
        "- {type: conv, filters: " + ", ".join(["[xy"] + ["xy"] * 100_000) + "], kernel: 1}\n",
        "- &a {type: conv, filters: xy, kernel: 1, bias: 1}\n" + "- *a\n" * 15_000,
        "- {type: relu}\nblocks:\n" + "".join(f"  b{at}: {{layers: [{{type: relu, a: 1}}]}}\n" for at in range(9000)),
        "- {type: relu}\nvariants:\n" + "".join(f"  b{at}: {{layer: 1}}\n" for at in range(9000)),
    ],
    ids=["lines", "keys", "names", "aliases", "blocks", "variants"],
)  # fmt: skip
def test_many_mistakes_take_no_more_than_the_file(lines: str, write_spec: Write) -> None:
    path, bound = write_spec(HEAD + lines), effort.Effort(10**9)
    with pytest.raises(cnnstat.SpecError) as caught, bound.bounding():
        cnnstat.load(path)
    assert len(caught.value.problems) <= 20
    assert 10**9 - bound.left < 2 * len(lines)


def test_the_search_for_near_words_has_an_end(write_spec: Write) -> None:
    """Each takes a second where thousands of long names are known; a survey then tells fewer mistakes."""
    blocks = "".join(f"  {'w' * 70}{at}: {{layers: [{{type: relu}}]}}\n" for at in range(2000))
    lines = "".join(f"- {{type: conv, filters: {'w' * 60}x{at}, kernel: 1}}\n" for at in range(60))
    path, bound = write_spec(f"{HEAD}{lines}blocks:\n{blocks}"), effort.Effort(10**9)
    with pytest.raises(cnnstat.SpecError) as caught, bound.bounding():
        cnnstat.load(path)
    assert 1 < len(caught.value.problems) < 20
    assert 10**9 - bound.left < 500_000


def test_each_variant_and_block_is_checked_once(write_spec: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[object] = []

    def check(lines: list[object], *others: Any) -> None:
        checked.extend(lines)
        check_names(lines, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(block, "check_names", check)
    monkeypatch.setattr(document, "check_names", check)
    blocks = "".join(f"  b{at}: {{layers: [{{type: relu}}]}}\n" for at in range(30))
    variants = "".join(f"  v{at}: {{layers: [{{type: relu}}]}}\n" for at in range(30))
    spec = document.Spec.read(write_spec(f"{HEAD}- {{type: relu}}\nblocks:\n{blocks}variants:\n{variants}"))
    for name in spec.names:
        assert len(expand(spec, name)) == 1
    assert len(checked) == len(set(map(id, checked))) == 1 + 30 + 30
