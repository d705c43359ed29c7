"""Params that are lists, and indices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import layer_lines

import cnnstat
from cnnstat.spec.expression import ExpressionError, compile_value
from cnnstat.spec.write import write_spec as unrolled

Refusal = Callable[[str], str]
Write = Callable[[str], Path]

SPEC = """\
input: {channels: 3, size: 8}
params:
  widths: [4, 8]
  acts: {default: [relu, none], about: what acts}
  pads: {default: [same], choices: [[same], [valid, same]]}
blocks:
  unit:
    args: {sizes, kernels: [1, "sizes[0] - 3"], deep: [[1, 2], [5]]}
    layers:
      - {type: conv, filters: "sizes[0] + deep[1][0]", kernel: "kernels[1]"}
layers:
  - name: conv
    type: conv
    repeat: len(widths)
    filters: widths[index - 1]
    kernel: 1
    activation: acts[index - 1]
    padding: pads[0]
  - {name: a, block: unit, sizes: widths}
  - {name: b, block: unit, sizes: ["2 * widths[1]"], kernels: widths}
"""


def test_values_of_lists(write_spec: Write) -> None:
    network = cnnstat.load(write_spec(SPEC))
    assert layer_lines(network) == [
        "{name: conv_1, type: conv, filters: 4, kernel: 1, padding: same, activation: relu}",
        "{name: conv_2, type: conv, filters: 8, kernel: 1, padding: same}",
        "{name: a.conv1, type: conv, filters: 9, kernel: 1}",  # 4 + 5, and 4 - 3
        "{name: b.conv1, type: conv, filters: 21, kernel: 8}",  # 2 · 8 + 5
    ]
    assert network.settings == {"widths": [4, 8], "acts": ["relu", "none"], "pads": ["same"]}
    text = unrolled(network)
    again = write_spec(text.replace("net.yaml", "net"))
    assert unrolled(cnnstat.load(again)) == text


@pytest.mark.parametrize("chosen", ["[5]", "[ 5 ]", [5], (5,)], ids=str)
def test_lists_from_outside(chosen: Any, write_spec: Write) -> None:
    path = write_spec(SPEC.partition("  - {name: b")[0])
    assert layer_lines(cnnstat.load(path, widths=chosen))[0].startswith("{name: conv_1, type: conv, filters: 5,")
    assert len(cnnstat.load(path, widths=chosen)) == 2


def test_on_the_command_line(program: Callable[..., Any], write_spec: Write) -> None:
    path = write_spec(SPEC)
    shown = program(str(path), "--set", "widths=[5,6]")
    assert "Params: widths=[5,6], acts=[relu,none], pads=[same] (change with --set)." in shown.out
    assert program("get", f"{path}@widths=[5,6].conv_2.params").out.startswith("36")  # 5 · 6 + 6
    assert '"widths": [\n    5,\n    6\n   ]' in program(str(path), "-f", "json", "--set", "widths=[5,6]").out


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"widths": "[]"}, "param widths: expected 1 to 1,000 values, got an empty list"),
     ({"widths": [1] * 1001}, "param widths: expected 1 to 1,000 values, got 1,001"),
     ({"widths": [1] * 2345}, "param widths: expected 1 to 1,000 values, got 2,345"),
     ({"widths": f"[{'1,' * 2999}1]"}, "param widths: expected 1 to 1,000 values, got 3,000"),
     ({"widths": "[3, relu]"}, "param widths: expected values of one sort, got 3 and relu"),
     ({"widths": 3}, "param widths: expected a list of numbers, got 3"),
     ({"widths": [True]}, "param widths: expected a list of numbers, got [true]"),
     ({"widths": "[[3]]"}, "param widths: expected a number, true, false or a word, got '[3]'"),
     ({"pads": "[valid]"}, "param pads: expected one of [same], [valid,same], got [valid]")],
    ids=str,
)  # fmt: skip
def test_settings_that_are_refused(settings: dict[str, Any], message: str, write_spec: Write) -> None:
    with pytest.raises(cnnstat.CnnstatError) as caught:
        cnnstat.load(write_spec(SPEC), **settings)
    assert str(caught.value) == message


SCOPE = {"widths": [64, 128], "deep": [[1], [2, 3]], "n": 3, "half": Fraction(1, 2), "one": [7]}


@pytest.mark.parametrize(
    ("text", "value"),
    [("widths[0]", 64), ("widths[ n - 2 ]", 128), ("2 * widths[1] + 1", 257), ("len(widths)", 2), ("deep[1][1]", 3),
     ("widths[len(widths) - 1]", 128), ("len(deep[1])", 2), ("widths[deep[0][0]]", 128)],
)  # fmt: skip
def test_indices(text: str, value: int) -> None:
    assert compile_value(text).evaluate(SCOPE) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [("widths[2]", "in 'widths[2]': widths has 2 values, counted from 0; there is no widths[2]"),
     ("widths[n]", "in 'widths[n]': widths has 2 values, counted from 0; there is no widths[3]"),
     ("widths[-1]", "in 'widths[-1]': widths has 2 values, counted from 0; there is no widths[-1]"),
     ("one[1]", "in 'one[1]': one has 1 value, counted from 0; there is no one[1]"),
     ("deep[0][1]", "in 'deep[0][1]': deep[0] has 1 value, counted from 0; there is no deep[0][1]"),
     ("widths[half]", "in 'widths[half]': an index is a whole number, got 0.5"),
     ("widths[true]", "in 'widths[true]': expected a number, got true"),
     ("n[0]", "in 'n[0]': n is no list, got 3"),
     ("len(n)", "in 'len(n)': len() takes a list, got 3"),
     ("len(one, one)", "in 'len(one, one)': len() takes 1 list, got 2"),
     ("widths + 1", "in 'widths + 1': expected a number, got [64, 128]"),
     ("widths == one", "in 'widths == one': a list is not compared; compare its items, as in widths[0] == 64"),
     ("width[0]", "unknown name 'width'; did you mean 'widths'?"),
     ("widths[]", "'widths[]' is neither a number, a known word nor an expression")],
)  # fmt: skip
def test_indices_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_value(text).evaluate(SCOPE)
    assert str(caught.value) == message


HEAD = "input: {channels: 3, size: 8}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [("params: {w: [4, relu]}\nlayers: [{type: relu}]\n",
      "net.yaml:2:13: param w: expected values of one sort, got 4 and relu"),
     ("params: {w: []}\nlayers: [{type: relu}]\n",
      "net.yaml:2:13: param w: expected 1 to 1,000 values, got an empty list"),
     ("params: {w: [4]}\nlayers:\n  - {type: conv, filters: w, kernel: 1}\n",
      "net.yaml:4:27: layer (unnamed) (conv): filters: expected a whole number of at least 1, got a list of 1"),
     ("params: {w: [4]}\nlayers:\n  - {type: conv, filters: w[0], kernel: 1}\n",
      "net.yaml:4:28: not YAML: while parsing a flow mapping did not find expected ',' or '}'; "
      "inside of braces, an index stands in quotes: \"w[0]\""),
     ("params: {w: [4]}\nlayers:\n  - {type: conv, repeat: 2, filters: \"w[index]\", kernel: 1}\n",
      "net.yaml:4:38: layer (unnamed) (conv): filters: in 'w[index]': w has 1 value, counted from 0; "
      "there is no w[1]")],
    ids=["sorts", "empty", "whole", "braces", "bounds"],
)  # fmt: skip
def test_files_that_are_refused(text: str, message: str, refusal: Refusal) -> None:
    assert refusal(HEAD + text) == message


def test_long_lists_count_where_many_lines_use_them(refusal: Refusal) -> None:
    many = ", ".join(["1"] * 1000)
    line = '  - {type: conv, filters: "w[0]", kernel: 1, repeat: 9000}\n'
    assert "more than 1,500,000 steps of arithmetic" in refusal(f"{HEAD}params: {{w: [{many}]}}\nlayers:\n{line}")
