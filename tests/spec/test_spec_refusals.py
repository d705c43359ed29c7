"""What the spec language refuses, and with which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cnnstat

Refusal = Callable[[str], str]
HEAD = "input: {channels: 3, size: 8}\nlayers:\n"


# A line behind HEAD, and the message; the line is the third of the file.
LINES = [
    ("- {name: c, type: conv, filters: 8, kernel: 3, strides: 2}",
     "net.yaml:3:48: layer c (conv): unknown key 'strides'; did you mean 'stride'?"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, kernel: 5}",
     "net.yaml:3:48: key 'kernel' is given twice, first in line 3"),
    ("- {name: c, type: convv, filters: 8, kernel: 3}",
     "net.yaml:3:19: layer c: type: expected a layer type, got the text 'convv'; did you mean 'conv'?"),
    ("- {name: c, type: conv, filters: 8}", "net.yaml:3:3: layer c (conv): missing key 'kernel'"),
    ("- {name: c, type: conv, kernel: 3}",
     "net.yaml:3:3: layer c (conv): missing key 'filters', a whole number of at least 1 (or a connection table)"),
    ("- {name: c, filters: 8}", "net.yaml:3:3: layer c: missing key 'type' (or 'block')"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, bias: off}",
     "net.yaml:3:54: layer c (conv): bias: unknown name 'off'; write true or false"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, bias: 1}",
     "net.yaml:3:54: layer c (conv): bias: expected true or false, got 1"),
    ("- {name: c, type: conv, filters: 010, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: '010' is not a number as a spec writes it (8, 0.75, 1e-4); "
     "leave out the leading zero: 10"),
    ("- {name: c, type: conv, filters: 1:30, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: '1:30' is not a number as a spec writes it (8, 0.75, 1e-4)"),
    ("- {name: c, type: conv, filters: 0x10, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: '0x10' is not a number as a spec writes it (8, 0.75, 1e-4)"),
    ("- {name: c, type: conv, filters: 1_000, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: '1_000' is not a number as a spec writes it (8, 0.75, 1e-4)"),
    ("- {name: c, type: conv, filters: '96', kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: expected a whole number of at least 1, got the text '96'"),
    ("- {name: c, type: conv, filters: 2.5, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: expected a whole number of at least 1, got 2.5; "
     "round it with round(), floor(), ceil() or make_divisible()"),
    ("- {name: c, type: conv, filters: 0, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: expected a whole number of at least 1, got 0"),
    ("- {name: c, type: conv, filters: 8, kernel: [3, 3, 3]}",
     "net.yaml:3:45: layer c (conv): kernel: expected a whole number of at least 1, or two as [height, width], "
     "got a list of 3"),
    ("- {name: c, type: conv, filters: , kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: expected a value, got nothing"),
    ("- {name: c, type: conv, filters: null, kernel: 3}",
     "net.yaml:3:34: layer c (conv): filters: expected a whole number of at least 1, got the text 'null'"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, padding: sane}",
     "net.yaml:3:57: layer c (conv): padding: unknown name 'sane'; did you mean 'same'?"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, padding: {up: 1}}",
     "net.yaml:3:57: layer c (conv): padding: unknown side 'up'; known here: bottom, left, right, top"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, activation: rellu}",
     "net.yaml:3:60: layer c (conv): activation: unknown name 'rellu'; did you mean 'relu'?"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, norm: relu}",
     "net.yaml:3:54: layer c (conv): norm: expected one of batchnorm, layernorm, groupnorm, none, or a mapping with a "
     "type, got the text 'relu'; known here: batchnorm, groupnorm, layernorm, none"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, norm: groupnorm}",
     "net.yaml:3:54: layer c (conv): groupnorm: missing key 'groups'"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, dropout: true}",
     "net.yaml:3:57: layer c (conv): dropout: expected p, none, or a mapping with p, got true"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, dropout: 1.5}",
     "net.yaml:3:57: layer c (conv): dropout: expected a number from 0 to 1, got 1.5"),
    ("- {name: c, type: conv, filters: 8, kernel: 3, groups: 2}",
     "net.yaml:3:3: layer c (conv): groups: 2 must divide the 3 input maps"),
    ("- {name: c, type: conv, filters: 8, kernel: 9}",
     "net.yaml:3:3: layer c (conv): kernel 9×9 is larger than its input 8×8"),
    ("- {name: fc, type: linear, features: 10}",
     "net.yaml:3:3: layer fc (linear): expected a flat vector, got a 3×8×8 map: "
     "put a flatten before it (192 features)"),
    ("- {name: a, type: add, branches: [[], [{type: conv, filters: 4, kernel: 1}]]}",
     "net.yaml:3:3: layer a (add): expected inputs of one size, got 3×8×8 and 4×8×8"),
    ("- {name: a, type: add, from: [input, conv9]}",
     "net.yaml:3:38: layer a (add): from: there is no layer 'conv9' above; known here: input"),
    ("- {name: a, type: relu, from: [input, input]}",
     "net.yaml:3:39: layer a (relu): from: a relu reads one layer"),
    ("- {name: a b, type: relu}",
     "net.yaml:3:10: name: expected Latin letters, digits, _, - and dots between them, got the text 'a b'"),
    ("- {name: input, type: relu}",
     "net.yaml:3:10: name: 'input' stands for what the network or the block is given"),
    ("- {name: a, block: bock}", "net.yaml:3:20: layer a (block bock): block: there is no block 'bock'; "
     "this spec defines none"),
    ("- {name: a, type: relu, block: b}", "net.yaml:3:13: layer a: a line has a type or a block, not both"),
    ("- {name: r, type: relu, repeat: 1000000000}",
     "net.yaml:3:33: layer r (relu): repeat: expected a whole number of at least 0, got 1000000000 (at most 10,000)"),
    ("- {name: r, type: relu, when: 1}", "net.yaml:3:31: layer r (relu): when: expected true or false, got 1"),
    ("- {name: c, type: conv, filters: max(8, 4), kernel: 1}",
     "net.yaml:3:41: layer c (conv): unknown key '4)'; quote an expression that holds a comma: \"max(8, x)\""),
    ("- {name: c, type: conv, filters: !!int 3, kernel: 1}",
     "net.yaml:3:34: tag 'tag:yaml.org,2002:int': a spec is plain data, it has no tags and runs no code"),
    ("- {name: c, type: conv, filters: '__import__(\"os\").getpid()', kernel: 1}",
     "net.yaml:3:34: layer c (conv): filters: '__import__(\"os\").getpid()': only arithmetic, comparisons, "
     "'if … else', list[0] and min, max, abs, floor, ceil, round, make_divisible, len exist here"),
    ("- relu", "net.yaml:3:3: layer: expected a mapping, got the text 'relu'"),
    ("- {name: s, type: channel_split, part: 3}",
     "net.yaml:3:3: layer s (channel_split): part: expected a whole number from 1 to 2, got 3"),
    ("- {name: c, type: conv, kernel: 1, table: [[0, 0]]}",
     "net.yaml:3:43: layer c (conv): table: output map 0 reads an input map twice: [0, 0]"),
    ("- {name: c, type: conv, kernel: 1, table: [[0, 3]]}",
     "net.yaml:3:3: layer c (conv): table: output map 0 reads input map 3, but there are 3, counted from 0"),
    ("- {name: c, type: conv, filters: 1, kernel: 1, auxiliary: true}",
     "net.yaml:1:1: layers: expected at least one layer that is not auxiliary"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), LINES, ids=[str(number) for number in range(len(LINES))])
def test_lines(refusal: Refusal, line: str, message: str) -> None:
    assert refusal(f"{HEAD}{line}\n") == message


BLOCK = "blocks: {b: {args: {n}, layers: [{type: conv, filters: n, kernel: 1}]}}\n"
FILES = [
    ("", "net.yaml:1:1: the file is empty; a spec needs at least input and layers"),
    ("- 1\n", "net.yaml:1:1: spec: expected a mapping, got a list"),
    ("layers: []\n",
     "net.yaml:1:1: missing key 'input'\nnet.yaml:1:9: layers: expected at least one layer, got an empty list"),
    ("input: {channels: 3, size: 8}\nlayers: []\n",
        "net.yaml:2:9: layers: expected at least one layer, got an empty list"),
    ("inputs: 3\nlayers: []\n",
     "net.yaml:1:1: unknown key 'inputs'; did you mean 'input'?\n"
     "net.yaml:2:9: layers: expected at least one layer, got an empty list"),
    ("input: {channels: 3}\nlayers: [{type: relu}]\n",
     "net.yaml:1:8: input: expected channels and size, or channels, height and width"),
    ("input: {channels: 3, size: -8}\nlayers: [{type: relu}]\n",
     "net.yaml:1:28: input: size: expected a whole number of at least 1, got -8"),
    ("a: [1\n", "net.yaml:2:1: not YAML: while parsing a flow sequence did not find expected ',' or ']'"),
    ("a: b\n---\nc: d\n", "net.yaml:2:1: a second document starts here; one file holds one spec"),
    ("a: *b\n", "net.yaml:1:4: alias *b names no anchor above it"),
    ("a: &a [*a]\n", "net.yaml:1:8: alias *a stands inside the very thing it names"),
    ("? [a]\n: b\n", "net.yaml:1:3: expected a word as key, got a list"),
    ("a: " + "[" * 100 + "]" * 100, "net.yaml:1:64: nested more than 60 levels deep"),
    (HEAD + "- {name: a, type: relu}\n- {name: a, type: relu}\n",
     "net.yaml:4:3: layer a (relu): the name 'a' is used twice, first in line 3"),
    (HEAD + "- {name: a, type: relu}\n- {name: a.b, type: relu}\n",
     "net.yaml:4:3: layer a.b (relu): the name 'a.b' would lie inside the layer 'a'"),
    (HEAD + "- {name: a, type: relu}\n- {name: b, type: relu, from: input}\n",
     "net.yaml:3:3: layer a (relu): no layer reads its output; remove it, name it under a 'from' or say "
     "'output: true'"),
    (HEAD + "- {name: a, type: relu, auxiliary: true}\n- {name: b, type: relu, from: a}\n",
     "net.yaml:4:3: layer b (relu): reads a, which exists in training only"),
    ("params: {relu: 1}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:10: param 'relu': that word has a meaning of its own in values"),
    ("params: {n: [[1]]}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:14: param n: expected a number, true, false or a word, got a list"),
    ("params: {n: {default: 1, choices: [2, 3]}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:23: param n: expected one of 2, 3, got 1"),
    ("params: {n: {default: 1, choices: [1, a]}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:35: param n: choices: expected values of one sort, got 1 and a"),
    ("params: {n: {default: a, choices: []}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:35: param n: choices: expected 1 to 1,000 values, got an empty list"),
    ("params: {n: {default: [1], choices: [[1], []]}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:43: param n: choices: expected 1 to 1,000 values, got an empty list"),
    ("params: {n: {default: [1], choices: [[1], [2, a]]}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:43: param n: choices: expected values of one sort, got 2 and a"),
    ("params: {n: {default: 1, choices: [2, 1, 2]}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:42: param n: choices: 2 is given twice"),
    ("variants: {v: {params: {m: 1}}}\n" + HEAD + "- {type: relu}\n", None),
    (HEAD + "- {type: relu, when: false}\n", "net.yaml:3:1: layers: every line is left out"),
    ("variants: {v: {input: {chanels: 5}}}\n" + HEAD + "- {type: relu}\n",
     "net.yaml:1:24: input: unknown key 'chanels'; did you mean 'channels'?"),
    (HEAD + "- {type: relu}\n- {name: b, block: nosuch, when: false}\n",
     "net.yaml:4:20: layer b (block nosuch): block: there is no block 'nosuch'"),
    ("params: {m: {default: A, choices: [A, B]}}\n" + HEAD + "- {type: relu, when: m == A}\n",
     "net.yaml:4:22: layer (unnamed) (relu): when: unknown name 'A'; known here: channels, index, m; "
     "a word to compare with stands in quotes"),
    ("params: {m: {default: A, choices: [A, B]}}\n" + HEAD + "- {type: relu, when: m == 'a'}\n",
     "net.yaml:4:22: layer (unnamed) (relu): when: in \"m == 'a'\": 'a' is no choice; did you mean 'A'?"),
    # What no arithmetic can mean is not proposed in it.
    (HEAD + "- {name: c, type: conv, filters: 16 * width, kernel: 3}\n",
     "net.yaml:3:34: layer c (conv): filters: unknown name 'width'; known here: channels, index"),
    (HEAD + "- {name: c, type: conv, filters: width, kernel: 3}\n",
     "net.yaml:3:34: layer c (conv): filters: unknown name 'width'; expected a whole number of at least 1"),
    ("params: {widths: 1}\n" + HEAD + "- {name: c, type: conv, filters: 16 * width, kernel: 3}\n",
     "net.yaml:4:34: layer c (conv): filters: unknown name 'width'; did you mean 'widths'?"),
    (HEAD + "- {type: relu}\n- {name: c, type: conv, filters: 16 * swishh, kernel: 3, when: false}\n",
     "net.yaml:4:34: layer c (conv): filters: unknown name 'swishh'; known here: channels, index"),
    (HEAD + "- {type: relu}\n- {name: c, type: conv, filters: 16, kernel: 3, activation: swishh, when: false}\n",
     "net.yaml:4:61: layer c (conv): activation: unknown name 'swishh'; did you mean 'swish'?"),
    (BLOCK + HEAD + "- {name: x, block: b, n: rellu}\n",
     "net.yaml:4:26: layer x (block b): n: unknown name 'rellu'; did you mean 'relu'?"),
    (BLOCK + HEAD + "- {name: x, block: b, n: fused}\n",
     "net.yaml:4:26: layer x (block b): n: unknown name 'fused'; "
     "a word of your own stands in quotes twice: \"'word'\""),
    (HEAD + "- {type: maxpool, kernel: 3, padding: same, ceil_mode: true}\n",
     "net.yaml:3:3: layer (unnamed) (maxpool): ceil_mode means nothing with padding: same, which fills every window"),
    (HEAD + "- {type: conv, filters: 2, kernel: 3, padding: same, ceil_mode: true}\n",
     "net.yaml:3:3: layer (unnamed) (conv): ceil_mode means nothing with padding: same, which fills every window"),
    (HEAD + "- {type: depthwise, kernel: 3, ceil_mode: up}\n",
     "net.yaml:3:43: layer (unnamed) (depthwise): ceil_mode: unknown name 'up'; expected true or false; "
     "a word to compare with stands in quotes"),
    (BLOCK + HEAD + "- {name: x, block: b}\n",
     "net.yaml:4:3: layer x (block b): block b: missing argument 'n'"),
    (BLOCK + HEAD + "- {name: x, block: b, m: 1, n: 2}\n",
     "net.yaml:4:23: layer x (block b): block b takes no 'm'; known here: n"),
    ("blocks: {b: {args: {n}, layers: [{name: c, type: conv, filters: n / 2, kernel: 1}]}}\n" + HEAD
     + "- {name: x, block: b, n: 3}\n",
     "net.yaml:1:65: layer c (conv): filters: expected a whole number of at least 1, got 1.5; round it with round(), "
     "floor(), ceil() or make_divisible(); in x, line 4"),
    ("blocks: {b: {layers: [{block: b}]}}\n" + HEAD + "- {name: x, block: b}\n",
     "net.yaml:1:31: layer (unnamed) (block b): a block may not contain itself: b → b; in x, line 4"),
    ("blocks: {b: {layers: [{block: b}]}}\n" + HEAD + "- {type: relu, repeat: 10000}\n- {type: relu}\n",
     "net.yaml:5:3: layer (unnamed) (relu): more than 10,000 layers, repeats and blocks unrolled"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FILES, ids=[str(number) for number in range(len(FILES))])
def test_files(refusal: Refusal, write_spec: Callable[[str], object], text: str, message: str | None) -> None:
    if message is None:
        path = write_spec(text)
        with pytest.raises(cnnstat.SpecError, match=r"net\.yaml:1:25: net has no param 'm'; it declares no params"):
            cnnstat.load(f"{path}:v")
        return
    assert refusal(text) == message


def test_alias_bomb(refusal: Refusal) -> None:
    levels = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 12)]
    message = refusal("\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *levels]))
    assert message.endswith("more than 200,000 values, aliases spelled out; a spec is never that large")


def test_endless_blocks_are_bounded(refusal: Refusal) -> None:
    blocks = "\n".join(f"  b{level}: {{layers: [{{block: b{level + 1}, repeat: 50}}]}}" for level in range(8))
    message = refusal(f"blocks:\n{blocks}\n  b8: {{layers: []}}\n{HEAD}- {{block: b0}}\n")
    assert "more than 160,000 lines" in message


def test_not_utf8(tmp_path: object, write_spec: Callable[[str], object]) -> None:
    path = write_spec("")
    with open(str(path), "wb") as file:
        file.write(b"input: 1\n  \xff")
    with pytest.raises(cnnstat.SpecError) as caught:
        cnnstat.load(str(path))
    assert str(caught.value) == f"{path}:2:3: not UTF-8 text"


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"widht": 1}, "mobilenet_v2 has no param 'widht'; did you mean 'width'?"),
     ({"width": "wide"}, "param width: expected a number, got wide"),
     ({"width": True}, "param width: expected a number, got true"),
     ({"width": "010"}, "param width: expected a number, true, false or a word, got '010'")],
)  # fmt: skip
def test_settings(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(cnnstat.CnnstatError) as caught:
        cnnstat.load("mobilenet_v2", **settings)
    assert str(caught.value) == message
