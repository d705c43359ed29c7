"""A param or an argument that stands for a layer type."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import layer_lines

import cnnstat
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.write import write_spec as unrolled

Refusal = Callable[[str], str]
Write = Callable[[str], Path]
VALIDATOR = jsonschema.Draft202012Validator(spec_schema())

SPEC = """\
input: {channels: 4, size: 32}
params:
  pool: {default: maxpool, choices: [maxpool, avgpool, global_avgpool]}
  act: leaky_relu
  unit: batchnorm
  kinds: [relu, elu]
  merge: concat
blocks:
  down:
    args: {kind, last: relu}
    layers: [{type: kind, kernel: 2}, {type: last, norm: unit}]
layers:
  - {name: p, type: pool, kernel: 2, activation: {type: act, slope: 0.3}}
  - {name: e, type: "kinds[index - 1]", repeat: 2}
  - {name: q, block: down, kind: pool}
  - {name: r, block: down, kind: avgpool, last: sigmoid}
  - {type: merge, branches: [[], [{type: relu}]]}
"""


def test_lines_are_of_the_type_that_is_chosen(write_spec: Write) -> None:
    path = write_spec(SPEC)
    network = cnnstat.load(path)
    assert layer_lines(network) == [
        "{name: p, type: maxpool, kernel: 2, activation: {type: leaky_relu, slope: 0.3}}",
        "{name: e_1, type: relu}",
        "{name: e_2, type: elu}",
        "{name: q.maxpool1, type: maxpool, kernel: 2}",
        "{name: q.relu1, type: relu, norm: batchnorm}",
        "{name: r.avgpool1, type: avgpool, kernel: 2}",
        "{name: r.sigmoid1, type: sigmoid, norm: batchnorm}",
        "{name: relu1, type: relu}",
        "{name: concat1, type: concat, from: [r.sigmoid1, relu1]}",
    ]
    assert network.settings["pool"] == "maxpool"
    changed = layer_lines(cnnstat.load(path, pool="avgpool", act="none", unit="layernorm", merge="add"))
    assert changed[0] == "{name: p, type: avgpool, kernel: 2}"
    assert changed[4] == "{name: q.relu1, type: relu, norm: layernorm}"
    assert changed[8] == "{name: add1, type: add, from: [r.sigmoid1, relu1]}"
    flat = unrolled(network)
    VALIDATOR.validate(yaml.safe_load(flat))
    assert unrolled(cnnstat.load(write_spec(flat))) == flat


def test_defaults_are_those_of_the_type(write_spec: Write) -> None:
    path = write_spec(SPEC + "defaults: {avgpool: {stride: 1}, leaky_relu: {slope: 0.2}, elu: {alpha: 2}}\n")
    assert layer_lines(cnnstat.load(path, pool="avgpool"))[:3] == [
        "{name: p, type: avgpool, kernel: 2, stride: 1, activation: {type: leaky_relu, slope: 0.3}}",
        "{name: e_1, type: relu}",
        "{name: e_2, type: elu, alpha: 2.0}",
    ]


def test_the_schema_takes_names_where_there_may_be_some() -> None:
    spec = yaml.safe_load(SPEC)
    VALIDATOR.validate(spec)
    head = {"input": {"channels": 1, "size": 8}}
    assert list(VALIDATOR.iter_errors({**head, "layers": [{"type": "pool"}]}))
    assert not list(VALIDATOR.iter_errors({**head, "params": {"pool": "maxpool"}, "layers": [{"type": "pool"}]}))
    for activation in ({"type": "act", "slope": 1}, {"type": "relu", "slope": 1}):
        assert list(VALIDATOR.iter_errors({**head, "layers": [{"type": "relu", "activation": activation}]}))


ACTIVATIONS = ", ".join(FOLLOWERS["activation"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"merge": "dense"},
      "net.yaml:17:12: layer (unnamed) (merge): type: expected a layer type, got the text 'dense'; "
      "did you mean 'linear'?"),
     ({"merge": "concatt"},
      "net.yaml:17:12: layer (unnamed) (merge): type: expected a layer type, got the text 'concatt'; "
      "did you mean 'concat'?"),
     ({"act": "reluu"},
      f"net.yaml:13:57: layer p (maxpool): activation: type: expected one of {ACTIVATIONS}, none, "
      "got the text 'reluu'; did you mean 'relu'?"),
     ({"act": "batchnorm"},
      f"net.yaml:13:57: layer p (maxpool): activation: type: expected one of {ACTIVATIONS}, none, "
      f"got the text 'batchnorm'; known here: {', '.join(sorted([*FOLLOWERS['activation'], 'none']))}"),
     ({"act": "relu"}, "net.yaml:13:62: layer p (maxpool): activation: unknown key 'slope'; known here: type"),
     ({"pool": "global_avgpool"},
      "net.yaml:13:27: layer p (global_avgpool): unknown key 'kernel'; "
      "known here: activation, auxiliary, dropout, from, lrn, name, norm, output, repeat, type, when"),
     ({"unit": "batchnrm"},
      "net.yaml:11:58: layer (unnamed) (relu): norm: expected one of batchnorm, layernorm, groupnorm, none, "
      "or a mapping with a type, got the text 'batchnrm'; did you mean 'batchnorm'?; in q, line 15"),
     ({"kinds": "[relu, conv]"}, "net.yaml:14:5: layer e (conv): missing key 'kernel'"),
     ({"kinds": "[1, 2]"}, "param kinds: expected a list of words, got [1,2]")],
    ids=str,
)  # fmt: skip
def test_what_is_no_type(settings: dict[str, Any], message: str, write_spec: Write) -> None:
    path = write_spec(SPEC)
    with pytest.raises(cnnstat.CnnstatError) as caught:
        cnnstat.load(path, **settings)
    assert str(caught.value).replace(str(path), "net.yaml") == message


HEAD = "input: {channels: 3, size: 8}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [("params: {merge: concat}\nlayers: [{type: merg}]\n",
      "net.yaml:3:17: type: expected a layer type, got the text 'merg'; did you mean 'merge'?"),
     ("params: {n: 3}\nlayers: [{type: n}]\n",
      "net.yaml:3:17: layer (unnamed) (n): type: expected a layer type, got 3"),
     ("parms: {pool: maxpool}\nlayers: [{type: pool, kernel: 2}]\n",
      "net.yaml:2:1: unknown key 'parms'; did you mean 'params'?"),
     ("params: {pool: maxpool}\nlayers: [{type: pool, kernl: 2, stride: x}, {type: pool, kernel: 0}]\n",
      "net.yaml:3:23: layer (unnamed) (pool): unknown key 'kernl'; did you mean 'kernel'?\n"
      "net.yaml:3:41: layer (unnamed) (pool): stride: unknown name 'x'; known here: channels, index, pool\n"
      "net.yaml:3:66: layer (unnamed) (pool): kernel: expected a whole number of at least 1, got 0"),
     ("blocks: {b: {args: {t}, layers: [{type: t}]}}\nlayers: [{block: b, t: sigmod}]\n",
      "net.yaml:3:24: layer (unnamed) (block b): t: unknown name 'sigmod'; did you mean 'sigmoid'?"),
     ("blocks: {b: {args: {t}, layers: [{type: t, kernel: 2}]}}\nlayers: [{block: b, t: maxpol}]\n",
      "net.yaml:3:24: layer (unnamed) (block b): t: unknown name 'maxpol'; did you mean 'maxpool'?")],
    ids=["near", "number", "section", "several", "follower", "argument"],
)  # fmt: skip
def test_refusals(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(HEAD + text) == message


def test_names_of_types_stay_free(write_spec: Write) -> None:
    """A param, an argument or a block may be called like a type; under type, the type is meant."""
    text = (
        "params: {pad: 1, scale: 2}\nblocks:\n  add: {layers: [{type: relu}]}\n"
        "  b: {args: {n, u}, layers: [{type: conv, filters: n, kernel: 1}, {block: u}]}\n"
        "layers: [{type: pad, padding: pad}, {block: b, n: scale, u: add}]\n"
    )
    assert layer_lines(cnnstat.load(write_spec(HEAD + text))) == [
        "{name: pad1, type: pad, padding: 1}",
        "{name: b1.conv1, type: conv, filters: 2, kernel: 1}",
        "{name: b1.u1.relu1, type: relu}",
    ]


POOL = "params: {pool: {default: maxpool, choices: [maxpool, avgpool]}, act: relu}\n"
OF_NO_TYPE = [
    # a line that is sound with another choice is none of the mistakes of a file
    (POOL + "layers:\n- {type: pool, kernel: 2, count_include_pad: false, when: \"pool == 'avgpool'\"}\n"
     "- {type: relu, activation: {type: act, slope: 0.1}, when: \"act == 'leaky_relu'\"}\n- {type: relu, dropout: x}\n",
     "net.yaml:6:25: layer (unnamed) (relu): dropout: unknown name 'x'; "
     "expected p, none, or a mapping with p"),
    # what no type takes is wrong also where no network comes
    (POOL + "layers: [{type: pool, kernl: 2, when: false}, {type: relu}]\n",
     "net.yaml:3:23: layer (unnamed) (pool): unknown key 'kernl'; did you mean 'kernel'?"),
    (POOL + "layers: [{type: pool, kernel: [1, 0], stride: y, when: false}, "
     "{type: relu, activation: {type: act, a: z}}]\n",
     "net.yaml:3:31: layer (unnamed) (pool): kernel: expected a whole number of at least 1, got 0\n"
     "net.yaml:3:47: layer (unnamed) (pool): stride: unknown name 'y'; known here: act, channels, index, pool\n"
     "net.yaml:3:101: layer (unnamed) (relu): activation: unknown key 'a'; "
     "known here: alpha, amplitude, parts, slope, type"),
    (POOL + "blocks: {b: {layers: [{type: pool, kernel: k, norm: n}]}}\nlayers: [{type: relu}]\n",
     "net.yaml:3:44: layer (unnamed) (pool): kernel: unknown name 'k'; "
     "known here: act, b, channels, index, pool\n"
     "net.yaml:3:53: layer (unnamed) (pool): norm: unknown name 'n'"),
    (POOL + "blocks: {b: {layers: [{type: pool, branches: [[{type: reluu}]]}]}}\nlayers: [{type: relu}]\n",
     "net.yaml:3:55: type: expected a layer type, got the text 'reluu'; did you mean 'relu'?"),
    # arguments that are not known may stand for a type
    ("blocks: {b: {agrs: {t}, layers: [{type: t, kernel: 2}]}}\nlayers: [{type: relu}]\n",
     "net.yaml:2:14: block b: unknown key 'agrs'; did you mean 'args'?"),
    # an expression that gives no type is told as what it is
    ("params: {kinds: [relu, elu]}\nlayers: [{type: 'kinds[index - 1'}]\n",
     "net.yaml:3:17: type: 'kinds[index - 1' is neither a number, a known word nor an expression"),
    ("params: {kinds: [relu, elu]}\nlayers: [{type: 'kindz[index - 1]'}]\n",
     "net.yaml:3:17: layer (unnamed) (kindz[index - 1]): type: unknown name 'kindz'; did you mean 'kinds'?"),
    ("layers: [{type: relu, activation: {type: \"'elu' if x == 1 else 'relu'\"}}]\n",
     "net.yaml:2:42: layer (unnamed) (relu): activation: type: unknown name 'x'; known here: channels, index"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), OF_NO_TYPE, ids=[str(at) for at in range(len(OF_NO_TYPE))])
def test_a_line_is_checked_as_far_as_its_type_does_not_matter(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(HEAD + text) == message


def test_keys_are_texts_in_all_types_or_in_none() -> None:
    """A line whose type is not known yet is compiled on that ground."""
    verbatim: dict[str, set[bool]] = {}
    for each in TYPES.values():
        for name, key in each.keys.items():
            verbatim.setdefault(name, set()).add(key.kind.verbatim)
    assert all(len(found) == 1 for found in verbatim.values())


def test_a_type_may_depend_on_what_the_line_is_given(write_spec: Write) -> None:
    text = (
        "layers:\n"
        "- {type: \"'maxpool' if index == 1 else 'avgpool'\", kernel: 2, repeat: 2}\n"
        "- {type: relu, activation: {type: \"'elu' if channels > 3 else 'selu'\"}}\n"
        "- {type: conv, filters: 8, kernel: 1}\n"
        "- {type: flatten}\n"
        "- {type: \"'relu' if channels == 32 else 'tanh'\"}\n"
    )
    path = write_spec(HEAD + text)
    VALIDATOR.validate(yaml.safe_load(path.read_text()))
    network = cnnstat.load(path)
    assert [node.layer.type for node in network.nodes] == ["maxpool", "avgpool", "relu", "conv", "flatten", "relu"]
    assert [each.type for each in network.nodes[2].followers] == ["selu"]
    assert network.sized
    assert cnnstat.load(path, input=16).nodes[-1].layer.type == "tanh"


def test_arithmetic_under_type_is_counted(write_spec: Write) -> None:
    long = " + ".join(["0 * index"] * 30)
    plain = cnnstat.load(write_spec(f"{HEAD}layers: [{{type: \"'relu'\", repeat: 100}}]\n"))
    longer = cnnstat.load(write_spec(f"{HEAD}layers: [{{type: \"'relu' if 1 > {long} else 'elu'\", repeat: 100}}]\n"))
    assert longer.lines - plain.lines > 100 * len(long) // 6 - 100


def test_types_in_lists_of_arguments_stand_for_themselves(write_spec: Write) -> None:
    text = (
        "blocks:\n"
        "  b: {args: {kinds: [maxpool, relu]}, layers: [{type: 'kinds[index - 1]', repeat: len(kinds), kernel: 2}]}\n"
        "  scale: {layers: [{type: relu}]}\n"
        "  c: {args: {units}, layers: [{block: d, u: 'units[0]'}]}\n"
        "  d: {args: {u}, layers: [{block: u}]}\n"
        "layers: [{block: b, kinds: [maxpool, avgpool]}, {block: c, units: [scale]}]\n"
    )
    network = cnnstat.load(write_spec(HEAD + text))
    assert [node.layer.type for node in network.nodes] == ["maxpool", "avgpool", "relu"]


@pytest.mark.parametrize("form", ["act", "{type: act}"])
def test_no_layer_is_said_in_the_same_words_in_either_form(form: str, write_spec: Write) -> None:
    for word in ("none", "false"):
        path = write_spec(f"{HEAD}params: {{act: {word}}}\nlayers: [{{type: relu, activation: {form}}}]\n")
        assert cnnstat.load(path).nodes[0].followers == ()
