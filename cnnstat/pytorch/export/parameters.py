"""What differs between the blocks of one class becomes the arguments of its constructor."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cnnstat.pytorch.builders.calls import CHANNELS, REQUIRED, Argument
from cnnstat.pytorch.export.bodies import Body
from cnnstat.pytorch.export.calls import leaves
from cnnstat.pytorch.model import Path

LARGEST_FACTOR = 16
"""beyond it that one number is a multiple of another is thought to be chance"""
BASES = {
    **dict.fromkeys(("in_channels", "in_features", "num_features", "normalized_shape", "num_channels"), "inputs"),
    **dict.fromkeys(("num_parameters", "channels"), "inputs"),
    "out_channels": "filters",
    "out_features": "features",
}
"""Names of parameters where torch's own is not what one would write."""
SHORT = {"inputs": "in", "filters": "out", "features": "out"}
"""and behind the name of a layer"""
TAKEN = {*dir(builtins), *keyword.kwlist, "self", "index", "block", "torch", "nn", "F", "math"}


@dataclass
class Leaf:
    """One value of a class's constructors, as it is in each of its blocks."""

    path: Path
    name: str
    kind: str
    values: list[Any]
    defaults: list[Any]


@dataclass
class Parameter:
    """An argument of a class's constructor."""

    kind: str
    values: list[Any]
    name: str = ""
    uses: list[Leaf] = field(default_factory=list)

    @cached_property
    def default(self) -> Any:
        """What all that it is used for takes when it is not given; asked for once all its uses are known."""
        defaults = {repr(default): default for leaf in self.uses for default in leaf.defaults}
        first = next(iter(defaults.values()))
        return first if len(defaults) == 1 and first is not REQUIRED and first in self.values else REQUIRED

    def argument(self, block: int) -> Argument:
        """What the block of that number in the class gives it."""
        return Argument(self.name, self.values[block], self.default, self.name == "channels", self.kind)


def same(values: Sequence[Any]) -> bool:
    """Whether all are equal; a flag is not a number."""
    return len({repr(value) for value in values}) == 1


def leaves_of(bodies: Sequence[Body]) -> list[Leaf]:
    """The leaves of bodies of one structure."""
    found = []
    for entries in zip(*(body.made for body in bodies), strict=True):
        columns = zip(*(leaves(entry.call) for entry in entries), strict=True)
        for column in columns:
            values, defaults = [each.value for each in column], [each.default for each in column]
            found.append(Leaf(entries[0].path, column[0].name, column[0].kind, values, defaults))
        if entries[0].last is not None:
            lasts = [entry.last for entry in entries]
            found.append(Leaf(entries[0].path, "blocks", "blocks", lasts, [REQUIRED] * len(lasts)))
    return found


def parametrise(bodies: Sequence[Body]) -> tuple[list[Parameter], list[str | None]]:
    """The parameters of the class of ``bodies``, and for each leaf its text, None where it is left out."""
    found = leaves_of(bodies)
    parameters: list[Parameter] = []
    given = [body.given.channels for body in bodies]
    if not same(given) and any(leaf.kind == CHANNELS and leaf.values == given for leaf in found):
        parameters.append(Parameter(CHANNELS, given, "channels"))
    texts: list[tuple[str, Parameter] | str | None] = []
    for leaf in found:
        if list(map(repr, leaf.values)) == list(map(repr, leaf.defaults)):
            texts.append(None)
        elif same(leaf.values):
            texts.append(literal(leaf.values[0]))
        else:
            texts.append(derived(leaf, parameters) or added(leaf, parameters))
    name_all(parameters)
    return ordered(parameters), [text[0].format(text[1].name) if isinstance(text, tuple) else text for text in texts]


def derived(leaf: Leaf, parameters: list[Parameter]) -> tuple[str, Parameter] | None:
    """A leaf as an expression of a parameter that is there already."""
    for parameter in parameters:
        if parameter.kind == leaf.kind and list(map(repr, parameter.values)) == list(map(repr, leaf.values)):
            parameter.uses.append(leaf)
            return "{}", parameter
    pairs = [(parameter, list(zip(leaf.values, parameter.values, strict=True))) for parameter in parameters]
    for parameter, values in pairs:
        if leaf.kind == parameter.kind == CHANNELS and all(one and other for one, other in values):
            factor, divisor = leaf.values[0] // parameter.values[0], parameter.values[0] // leaf.values[0]
            if 1 < factor <= LARGEST_FACTOR and all(one == factor * other for one, other in values):
                return f"{factor} * {{}}", parameter
            if 1 < divisor <= LARGEST_FACTOR and all(one * divisor == other for one, other in values):
                return f"{{}} // {divisor}", parameter
        if (leaf.kind, parameter.kind) == ("padding", "kernel_size") and all(
            isinstance(one, int) and isinstance(other, int) and one == other // 2 for one, other in values
        ):
            return "{} // 2", parameter
    return None


def added(leaf: Leaf, parameters: list[Parameter]) -> tuple[str, Parameter]:
    """A leaf as a parameter of its own."""
    parameters.append(Parameter(leaf.kind, leaf.values, uses=[leaf]))
    return "{}", parameters[-1]


def name_all(parameters: list[Parameter]) -> None:
    """Name each for what it is; with the layer's name where several are the same thing."""
    bases = []
    for parameter in parameters:
        names = [(BASES.get(leaf.name, leaf.name), leaf) for leaf in parameter.uses]
        bases.append(next((pair for pair in names if pair[0] != "inputs"), names[0] if names else None))
    counts = [pair[0] for parameter, pair in zip(parameters, bases, strict=True) if pair and not parameter.name]
    taken = set(TAKEN)
    for parameter, pair in zip(parameters, bases, strict=True):
        if pair and not parameter.name:
            base, leaf = pair
            parameter.name = base if counts.count(base) == 1 else joined(leaf.path, SHORT.get(base, base))
        while parameter.name in taken:
            parameter.name += "_"
        taken.add(parameter.name)


def joined(path: Path, word: str) -> str:
    """``conv1_out``, or where the layer's name begins with a digit ``out_1x1``."""
    layer = re.sub(r"\W", "_", "_".join(path))
    return f"{word}_{layer}" if layer[0].isdigit() or layer.startswith("_") else f"{layer}_{word}"


def ordered(parameters: list[Parameter]) -> list[Parameter]:
    """Those with a default last."""
    return sorted(parameters, key=lambda each: each.default is not REQUIRED)


def literal(value: Any) -> str:
    """A value as Python writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, float):
        return {float("inf"): 'float("inf")', float("-inf"): 'float("-inf")', 2 / 3: "2 / 3"}.get(value, repr(value))
    return f'"{value}"' if isinstance(value, str) else repr(value)


def annotation(values: Sequence[Any]) -> str:
    """The type of a parameter."""
    kinds = [kind_of(value) for value in values]
    return " | ".join(sorted(set(kinds), key=lambda kind: (kind == "None", kinds.index(kind))))


def kind_of(value: Any) -> str:
    if value is None:
        return "None"
    if not isinstance(value, tuple):
        return type(value).__name__
    inner = {kind_of(each) for each in value}
    if len(value) == 2 and inner == {"int"}:
        return "tuple[int, int]"
    return f"tuple[{' | '.join(sorted(inner))}, ...]"
