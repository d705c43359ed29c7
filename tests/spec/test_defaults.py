"""Defaults of a file and of a block."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import layer_lines

import cnnstat
from cnnstat import effort
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.write import write_spec as unrolled

Refusal = Callable[[str], str]
Write = Callable[[str], Path]
VALIDATOR = jsonschema.Draft202012Validator(spec_schema())

SPEC = """\
input: {channels: 3, size: 32}
params: {act: relu, k: 3}
defaults:
  conv: {bias: false, kernel: k, padding: k // 2, norm: batchnorm, activation: act}
  maxpool: {kernel: 3, stride: 2}
  batchnorm: {eps: 1e-3}
  leaky_relu: {slope: 0.1}
  dropout: {p: 0.25}
blocks:
  unit:
    args: {maps}
    defaults: {conv: {filters: maps, activation: leaky_relu}, leaky_relu: {slope: 0.2}}
    layers:
      - {type: conv}
      - type: add
        branches: [[{type: conv, norm: {type: batchnorm, affine: false}}], [{type: conv, kernel: 1, padding: 0, norm: none}]]
layers:
  - {name: a, type: conv, filters: 8}
  - {name: b, type: conv, filters: 8, bias: true, kernel: 1, padding: 0, norm: none, activation: none}
  - {type: maxpool}
  - {name: c, block: unit, maps: 5}
  - {type: batchnorm}
  - {type: dropout}
  - {type: maxpool, stride: 1, dropout: 0.5}
variants:
  small:
    layers: [{name: a, type: conv, filters: 4}]
"""  # noqa: E501
CONV = "kernel: 3, padding: 1, bias: false, norm: {type: batchnorm, eps: 0.001}"
LEAKY = "activation: {type: leaky_relu, slope: 0.2}"


def test_lines_have_what_they_do_not_give(write_spec: Write) -> None:
    path = write_spec(SPEC)
    network = cnnstat.load(path)
    assert layer_lines(network) == [
        f"{{name: a, type: conv, filters: 8, {CONV}, activation: relu}}",
        "{name: b, type: conv, filters: 8, kernel: 1}",
        "{name: maxpool1, type: maxpool, kernel: 3, stride: 2}",
        f"{{name: c.conv1, type: conv, filters: 5, {CONV}, {LEAKY}}}",
        "{name: c.conv2, type: conv, filters: 5, kernel: 3, padding: 1, bias: false, "
        f"norm: {{type: batchnorm, affine: false, eps: 0.001}}, {LEAKY}}}",
        f"{{name: c.conv3, type: conv, from: c.conv1, filters: 5, kernel: 1, bias: false, {LEAKY}}}",
        "{name: c.add1, type: add, from: [c.conv2, c.conv3]}",
        "{name: batchnorm1, type: batchnorm, eps: 0.001}",
        "{name: dropout1, type: dropout, p: 0.25}",
        "{name: maxpool2, type: maxpool, kernel: 3, stride: 1, dropout: 0.5}",
    ]
    assert network.settings == {"act": "relu", "k": 3}
    assert layer_lines(cnnstat.load(path, act="none", k=5))[0] == (
        "{name: a, type: conv, filters: 8, kernel: 5, padding: 2, bias: false, norm: {type: batchnorm, eps: 0.001}}"
    )
    assert layer_lines(cnnstat.load(f"{path}:small")) == [
        f"{{name: a, type: conv, filters: 4, {CONV}, activation: relu}}"
    ]
    flat = unrolled(network)
    assert unrolled(cnnstat.load(write_spec(flat))) == flat
    assert cnnstat.analyze(network)["a"].params == 3 * 9 * 8 + 2 * 8


def test_the_schema_knows_what_a_default_gives() -> None:
    spec = yaml.safe_load(SPEC)
    VALIDATOR.validate(spec)
    del spec["defaults"]
    VALIDATOR.validate(spec)  # the block has some; a schema cannot tell which lines these are of
    del spec["blocks"]["unit"]["defaults"]
    assert {error.message for error in VALIDATOR.iter_errors(spec)} == {"'kernel' is a required property"}
    wrong: Any
    for wrong in (
        {"convv": {}},
        {"conv": {"kernal": 3}},
        {"conv": {"name": "x"}},
        {"conv": 3},
        [],
        {"relu": {"from": "a"}},
    ):
        assert list(VALIDATOR.iter_errors({**yaml.safe_load(SPEC), "defaults": wrong})), wrong
    alone = {"input": {"channels": 3, "size": 8}, "layers": [{"type": "relu"}]}
    assert not list(VALIDATOR.iter_errors({**alone, "defaults": {"conv": {"activation": "relu"}}}))
    assert list(VALIDATOR.iter_errors({**alone, "defaults": {"conv": {"activation": "rellu"}}}))
    for line in ({"norm": {"type": "groupnorm"}}, {"lrn": {"alpha": 1}}):
        assert list(VALIDATOR.iter_errors({**alone, "layers": [{"type": "relu", **line}]}))


HEAD = "input: {channels: 3, size: 8}\n"
PAIR = "expected a whole number of at least 1, or two as [height, width]"
TAIL = "layers:\n  - {name: a, type: conv, filters: 8}\n  - {type: maxpool}\n  - {type: relu}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [("defaults: {convv: {kernel: 3}, maxpool: {kernel: 1}}\n" + TAIL,
      "net.yaml:2:12: defaults: expected a layer type, got 'convv'; did you mean 'conv'?"),
     ("defaults: {conv: {kernal: 3}, maxpool: {kernel: 1}}\n" + TAIL,
      "net.yaml:2:19: layer (defaults) (conv): unknown key 'kernal'; did you mean 'kernel'?\n"
      "net.yaml:4:5: layer a (conv): missing key 'kernel'"),
     ("defaults: {conv: {kernel: 3, bias: 1}, maxpool: 3, relu: {activation: rellu, name: x}}\n" + TAIL,
      "net.yaml:2:36: layer (defaults) (conv): bias: expected true or false, got 1\n"
      "net.yaml:2:49: defaults: maxpool: expected a mapping, got the text '3'\n"
      "net.yaml:2:71: layer (defaults) (relu): activation: unknown name 'rellu'; did you mean 'relu'?\n"
      "net.yaml:2:78: layer (defaults) (relu): unknown key 'name'; known here: activation, dropout, lrn, norm"),
     ("defaults: [conv]\n" + TAIL, "net.yaml:2:11: defaults: expected a mapping, got a list"),
     ("default: {conv: {kernel: 3}}\n" + TAIL, "net.yaml:2:1: unknown key 'default'; did you mean 'defaults'?"),
     ("defaults: {conv: {kernel: n}, maxpool: {kernel: 1}}\n" + TAIL,
      f"net.yaml:2:27: layer a (conv): kernel: unknown name 'n'; {PAIR}"),
     ("defaults: {conv: {kernel: n}, maxpool: {kernel: 1}}\nblocks: {b: {args: {n: 1}, layers: [{type: relu}]}}\n"
      + TAIL + "  - {block: b}\n",
      f"net.yaml:2:27: layer a (conv): kernel: unknown name 'n'; {PAIR}\n"
      "net.yaml:3:21: block b: argument 'n' stands in the defaults of the file too; a line could mean either"),
     ("defaults: {conv: {kernel: index + 8}, maxpool: {kernel: 1}}\n" + TAIL,
      "net.yaml:4:5: layer a (conv): kernel 9×9 is larger than its input 8×8"),
     ("defaults: {conv: {kernel: 1 / index - 0.5}, maxpool: {kernel: 1}}\n" + TAIL,
      "net.yaml:2:27: layer a (conv): kernel: expected a whole number of at least 1, got 0.5; "
      "round it with round(), floor(), ceil() or make_divisible()"),
     ("blocks: {b: {defaults: {cnv: {kernel: 3}}, layers: [{type: conv, filters: 1}]}}\nlayers: [{block: b}]\n",
      "net.yaml:2:25: defaults: expected a layer type, got 'cnv'; did you mean 'conv'?"),
     ("blocks: {b: {defaults: {conv: {kernel: m}}, layers: [{type: conv, filters: 1}]}}\nlayers: [{block: b}]\n",
      f"net.yaml:2:40: layer (unnamed) (conv): kernel: unknown name 'm'; {PAIR}; in b1, line 3"),
     ("defaults: {groupnorm: {groups: 3}, lrn: {size: 3}}\nlayers: [{type: relu, norm: groupnorm, lrn: {alpha: x}}]\n",
      "net.yaml:3:53: layer (unnamed) (relu): alpha: unknown name 'x'; expected a number of at least 0")],
    ids=["type", "key", "values", "list", "section", "name", "arg", "size", "value", "block", "inside", "follower"],
)  # fmt: skip
def test_refusals(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(HEAD + text) == message


def test_many_lines_share_long_defaults(write_spec: Write) -> None:
    """They are compiled once, not for each line."""
    table = ", ".join(["[0]"] * 30_000)
    lines = "  - {type: conv, table: [[0]]}\n" * 4000
    text = f"{HEAD}defaults: {{conv: {{kernel: 1, table: [{table}]}}}}\nlayers:\n{lines}"
    bound: Any = effort.Effort(10**9)
    with bound.bounding():
        assert len(cnnstat.load(write_spec(text))) == 4000
    assert 10**9 - bound.left < len(text)


def test_other_sections_are_as_before(write_spec: Write) -> None:
    plain = cnnstat.load(write_spec(f"{HEAD}defaults: {{}}\nlayers: [{{type: conv, filters: 1, kernel: 1}}]\n"))
    assert layer_lines(plain) == ["{name: conv1, type: conv, filters: 1, kernel: 1}"]
