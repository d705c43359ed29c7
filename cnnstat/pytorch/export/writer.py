"""Classes as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from torch import nn

from cnnstat.network.graph import Network
from cnnstat.pytorch.builders.calls import REQUIRED, Call, Text
from cnnstat.pytorch.export.bodies import Body, settable, table
from cnnstat.pytorch.export.classes import Class
from cnnstat.pytorch.export.forward import forward
from cnnstat.pytorch.export.layout import INDENT, WIDTH, Doc, Group, lay
from cnnstat.pytorch.export.parameters import Parameter, annotation, literal
from cnnstat.pytorch.model import Path

ROOM = WIDTH - len(INDENT) - 6
"""for a docstring of one line"""

TABLES = ("nn.ModuleDict", "Named")
"""classes whose children are reached by their names in brackets"""


class Members:
    """How the modules of a class are reached, ``self.conv1`` or ``self["1x1"]``."""

    def __init__(self, body: Body) -> None:
        self.tables = {made.path: made.call.function for made in body.made if made.call.function in TABLES}
        names = [made.path[0] for made in body.made]
        if body.chain or not all(map(settable, names)):
            self.tables[()] = table(names)

    def __call__(self, path: Path) -> str:
        text = "self"
        for depth, name in enumerate(path):
            text += self.member(name, path[:depth] in self.tables)
        return text

    def member(self, name: str, table: bool) -> str:
        if not table:
            return f".{name}"
        # A name that the class itself has, as "type" or "keys", can only be put where modules keep their children.
        return f'._modules["{name}"]' if hasattr(nn.ModuleDict(), name) else f'["{name}"]'

    @property
    def base(self) -> str:
        """The class that the class extends."""
        return self.tables.get((), "nn.Module")


class Writer:
    """Writes classes.

    Args:
        names: of the classes of blocks, by their tokens.
        constants: names of the values at the head of the file.
    """

    def __init__(self, names: Mapping[str, str], constants: Mapping[tuple[str, ...], str]) -> None:
        self.names, self.constants = names, constants

    def block(self, each: Class) -> str:
        """The class of a block."""
        paths = [".".join(body.path) for body in each.bodies]
        sizes = f" Sizes are those of {paths[0]}." if len(paths) > 1 and not each.bodies[0].chain else ""
        shown = min(len(paths), ROOM)  # more do not fit, however short they are
        while len(where := f"Block {each.label}: {some(paths, shown)}.{sizes}") > ROOM and shown > 1:
            shown -= 1
        return self.write(each, where, "Tensor")

    def network(self, each: Class, network: Network) -> str:
        """The class of the network."""
        escaped = network.title.replace("\\", "\\\\").replace('"', "'")
        text, returned = f"{escaped}.", "Tensor"
        *others, last = (network.nodes[output].name for output in network.outputs)
        if others:
            text, returned = f"{text} Returns the outputs of {', '.join(others)} and {last}.", "tuple[Tensor, ...]"
        if network.heads:
            output = "outputs" if others else "output"
            text += f" In training a pair: the {output}, and those of the heads."
            returned += f" | tuple[{returned}, tuple[{', '.join(['Tensor'] * len(network.heads))}]]"
        return self.write(each, text, returned)

    def write(self, each: Class, docstring: str, returned: str) -> str:
        """A class with its docstring, constructor and ``forward``."""
        body = each.bodies[0]
        members = Members(body)
        text = [f"class {each.name}({members.base}):", *paragraph(docstring), ""]
        made = self.made(body, each.texts, members)
        if made:
            arguments = Group("(", ["self", *map(declared, each.parameters)], ")")
            text += lay("def __init__", arguments, " -> None:", INDENT)
            text += [2 * INDENT + line for line in ["super().__init__()", *made]] + [""]
        text.append(f"{INDENT}def forward(self, x: Tensor) -> {returned}:")
        text += [2 * INDENT + line for line in forward(body, members)]
        return "".join(f"{line}\n" for line in text)

    def made(self, body: Body, texts: list[str | None], members: Members) -> list[str]:
        """The lines of ``__init__``, that stand two levels deep."""
        slots, found = iter(texts), []
        for made in body.made:
            call = self.call(made.call, slots)
            start = made.path[-1]
            last = next(slots) if made.last is not None else start
            if last == start:
                found += self.assigned(members(made.path), call, 2)
                continue
            end = str(int(last) + 1) if last and last.isdigit() else f"{last} + 1"
            found.append(f"for index in range({start}, {end}):")
            found += [INDENT + line for line in self.assigned("self[str(index)]", call, 3)]
        return found

    def assigned(self, target: str, call: Doc, depth: int) -> list[str]:
        indent = depth * INDENT
        return [line[len(indent) :] for line in lay(f"{target} = ", call, "", indent)]

    def call(self, call: Call, slots: Iterator[str | None]) -> Group:
        """A call with the texts of its leaves."""
        items: list[Doc] = []
        for argument in call.arguments:
            if isinstance(argument.value, Call):
                items.append(self.call(argument.value, slots))
            elif isinstance(argument.value, Text):
                items.append(argument.value.text.replace("CODES", self.constants.get(argument.value.constant, "")))
            else:
                text = next(slots)
                if text is not None:
                    keyword = "" if argument.positional else f"{argument.name}="
                    items.append(rows(keyword, argument.value) if nests(argument.value, text) else keyword + text)
        return Group(f"{self.names.get(call.function, call.function)}(", items, ")")


def some(paths: list[str], shown: int) -> str:
    """The first so many of them, and how many more there are."""
    rest = len(paths) - shown
    return ", ".join(paths[:shown]) + (f" and {rest} more" if rest else "")


def nests(value: Any, text: str) -> bool:
    """Whether a value is a table that is written out here."""
    return isinstance(value, tuple) and any(isinstance(row, tuple) for row in value) and text == literal(value)


def rows(keyword: str, value: tuple[Any, ...]) -> Group:
    """A table, which may be broken between its rows."""
    return Group(f"{keyword}(", [literal(row) for row in value], ")", True)


def declared(parameter: Parameter) -> str:
    """A parameter in the head of a constructor."""
    default = "" if parameter.default is REQUIRED else f" = {literal(parameter.default)}"
    return f"{parameter.name}: {annotation(parameter.values)}{default}"


def paragraph(docstring: str) -> list[str]:
    """The docstring of a class, on one line where it fits."""
    if len(docstring) <= ROOM:
        return [f'{INDENT}"""{docstring}"""']
    wrapped = textwrap.wrap(docstring, WIDTH - len(INDENT) - 3, break_long_words=False)
    return [f'{INDENT}"""{wrapped[0]}', *(INDENT + line for line in wrapped[1:]), f'{INDENT}"""']
