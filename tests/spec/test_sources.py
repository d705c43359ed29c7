"""Names under ``from`` that hold expressions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

import cnnstat
from cnnstat.spec.schema import spec_schema
from cnnstat.spec.write import write_spec as unrolled

Refusal = Callable[[str], str]
Write = Callable[[str], Path]
VALIDATOR = jsonschema.Draft202012Validator(spec_schema())

SPEC = """\
input: {channels: 3, size: 8}
params: {n: 3, last: conv_2}
blocks:
  b:
    args: {k}
    layers:
      - {name: conv, type: conv, filters: 2, kernel: 1, repeat: 2}
      - {name: out, type: relu, from: "conv_{k}"}
      - {name: s, type: add, from: [out, "conv_{3 - k}"]}
layers:
  - {name: conv, type: conv, filters: 2 * index, kernel: 1, repeat: n}
  - name: half
    type: conv
    repeat: n - 1
    when: channels > 2
    from: conv_{index}
    filters: channels // 2
    kernel: 1
  - {name: all, type: concat, from: ["half_{n - 1}", conv_1, "{last}", "conv_{n}"]}
  - {name: x, block: b, k: 1}
  - {name: y, block: b, k: 2}
  - {name: z, type: add, from: [x, "y.conv_{n - 2}", y]}
"""


def test_names_are_built_from_numbers(write_spec: Write) -> None:
    network = cnnstat.load(write_spec(SPEC))
    lines = [line.strip(" -") for line in unrolled(network).partition("layers:\n")[2].splitlines()]
    assert lines == [
        "{name: conv_1, type: conv, filters: 2, kernel: 1}",
        "{name: conv_2, type: conv, filters: 4, kernel: 1}",
        "{name: conv_3, type: conv, filters: 6, kernel: 1}",
        "{name: half_2, type: conv, from: conv_2, filters: 2, kernel: 1}",  # conv_1 has 2 channels
        "{name: all, type: concat, from: [half_2, conv_1, conv_2, conv_3]}",
        "{name: x.conv_1, type: conv, filters: 2, kernel: 1}",
        "{name: x.conv_2, type: conv, filters: 2, kernel: 1}",
        "{name: x.out, type: relu, from: x.conv_1}",
        "{name: x.s, type: add, from: [x.out, x.conv_2]}",
        "{name: y.conv_1, type: conv, filters: 2, kernel: 1}",
        "{name: y.conv_2, type: conv, filters: 2, kernel: 1}",
        "{name: y.out, type: relu}",
        "{name: y.s, type: add, from: [y.out, y.conv_1]}",
        "{name: z, type: add, from: [x.s, y.conv_1, y.s]}",
    ]
    assert network.settings == {"n": 3, "last": "conv_2"}
    VALIDATOR.validate(yaml.safe_load(SPEC))
    flat = unrolled(network)
    assert unrolled(cnnstat.load(write_spec(flat))) == flat


HEAD = "input: {channels: 3, size: 8}\nparams: {n: 2, half: 0.5, flag: true}\nlayers:\n  - {name: a_2, type: relu}\n"


def test_a_name_of_a_line_that_is_left_out_is_not_looked_for(write_spec: Write) -> None:
    left_out = '  - {type: relu, from: "a_{1 / (n - 2)}", when: false}\n'
    assert len(cnnstat.load(write_spec(HEAD + left_out))) == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [('"a_{n + 1}"', "from: there is no layer 'a_3' above; did you mean 'a_2'?"),
     ('"a_{half}"', "from: in 'a_{half}': expected a whole number of at least 0 or a word, got 0.5"),
     ('"a_{flag}"', "from: in 'a_{flag}': expected a whole number of at least 0 or a word, got true"),
     ('"a_{1 - n}"', "from: in 'a_{1 - n}': expected a whole number of at least 0 or a word, got -1"),
     ('"a_{1 / (n - 2)}"', "from: in '1 / (n - 2)': division by zero"),
     ('"a_{m}"', "from: unknown name 'm'"),
     ('"a_{}"', "from: expected a value, got nothing"),
     ('"a_{n"',
      "from: expected the name of a layer, got the text 'a_{n'; "
      "an expression stands in braces, as in conv{index - 1}"),
     ('"a b{n}"',
      "from: expected the name of a layer, got the text 'a b{n}'; "
      "an expression stands in braces, as in conv{index - 1}"),
     ('"a_{{n}}"',
      "from: expected the name of a layer, got the text 'a_{{n}}'; "
      "an expression stands in braces, as in conv{index - 1}"),
     ('"a..{n}"', "from: 'a..{n}' gives 'a..2', which is no name of a layer"),
     ('"a_{channels}"',
      "from: channels are those of the layer that is named here; a name cannot depend on them"),
     ('["a_{n}", "a_{n}"]', "from: a relu reads one layer"),
     ("{n: 1}", "from: expected the name of a layer, got a mapping")],
)  # fmt: skip
def test_refusals(source: str, message: str, refusal: Refusal) -> None:
    column = 33 if message.endswith("reads one layer") else 23
    assert refusal(f"{HEAD}  - {{type: relu, from: {source}}}\n") == (
        f"net.yaml:5:{column + 1}: layer (unnamed) (relu): {message}"
    )


def test_quotes_are_asked_for_inside_of_braces(refusal: Refusal) -> None:
    assert refusal(f"{HEAD}  - {{type: relu, from: a_{{n}}}}\n") == (
        "net.yaml:5:26: not YAML: while parsing a flow mapping did not find expected ',' or '}'; "
        'inside of braces, an expression in a name stands in quotes: "a_{index}"'
    )


def test_long_names_of_many_lines_count(refusal: Refusal) -> None:
    names = ", ".join([f'"a_{{n {"+ 1 - 1 " * 20}}}"'] * 100)
    text = f"{HEAD}  - {{type: add, from: [{names}], repeat: 1000}}\n"
    assert "more than 1,500,000 steps of arithmetic" in refusal(text)
