"""Elementwise formulas that exporters write with several nodes: ``x · sigmoid(x)`` is SiLU.

A formula is ``"x"`` or a tuple of an operation and what it acts on. Products and sums are in one order with one number,
so that every way of writing a formula gives the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from cnnstat.importing.onnx_axes import Tensor
from cnnstat.importing.onnx_graph import Node

Text = Any
"""A formula: ``"x"``, or a tuple of an operation, formulas and numbers."""
LONGEST = 20
"""Numbers, variables and functions in a formula; the longest known one has 8."""


class Formula:
    """A tensor that follows from another element by element, before it is known what layer that is.

    Attributes:
        base: the tensor that it follows from.
        text: the formula.
        node: the node that gives it.
        operands: the tensors that the node reads, if it can be a layer of its own.
        own: what the node does to a single one, as a formula.
        made: the layer's output, once there is a layer.
    """

    def __init__(
        self, base: Tensor, text: Text, node: Node, operands: tuple[Any, ...] = (), own: Text | None = None
    ) -> None:
        self.base, self.text, self.node, self.operands, self.own = base, text, node, operands, own
        self.made: Tensor | None = None

    @property
    def long(self) -> bool:
        return length(self.text) > LONGEST


def length(text: Text) -> int:
    return 1 + sum(map(length, text[1:])) if isinstance(text, tuple) else 1


def rounded(number: float) -> float:
    """A number as far as single precision and different ways of writing a formula agree on it."""
    return float(f"{number:.3g}")


def times(*parts: Text) -> Text:
    """The product of formulas and numbers."""
    return combined("times", 1.0, parts)


def plus(*parts: Text) -> Text:
    """The sum of formulas and numbers."""
    return combined("plus", 0.0, parts)


def combined(word: str, nothing: float, parts: tuple[Text, ...]) -> Text:
    flat = [each for part in parts for each in (part[1:] if isinstance(part, tuple) and part[0] == word else [part])]
    number = nothing
    for each in flat:
        if isinstance(each, float):
            number = number * each if word == "times" else number + each
    rest = sorted((each for each in flat if not isinstance(each, float)), key=repr)
    number = rounded(number)
    found = [number, *rest] if number != nothing else rest
    return found[0] if len(found) == 1 else (word, *found)


def hard(slope: float, offset: float) -> Text:
    """ONNX's HardSigmoid."""
    return ("hard", rounded(slope), rounded(offset), "x")


SIGMOID: Text = ("sigmoid", "x")
SIXTH = 1 / 6
HARD: tuple[Text, ...] = (hard(SIXTH, 0.5), times(SIXTH, ("clip", plus(3.0, "x"), 0.0, 6.0)))
KNOWN: Mapping[Text, str] = {
    SIGMOID: "sigmoid",
    ("tanh", "x"): "tanh",
    ("softplus", "x"): "softplus",
    ("clip", "x", 0.0, 6.0): "relu6",
    ("clip", "x", 0.0, inf): "relu",
    times("x", SIGMOID): "silu",
    times("x", ("tanh", ("softplus", "x"))): "mish",
    times(0.5, "x", plus(1.0, ("erf", times(0.5**0.5, "x")))): "gelu",
    **dict.fromkeys(HARD, "hard_sigmoid"),
    **{times("x", each): "hard_swish" for each in HARD},
}
"""The layer types that formulas are."""
