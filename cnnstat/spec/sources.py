"""What a line reads: the names under ``from``, which may hold expressions, ``conv{index - 1}``."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnnstat.errors import Position, SpecError, shown
from cnnstat.keys.kinds import described
from cnnstat.spec.expression import Scope
from cnnstat.spec.source import Node, Scalar, Sequence, kind_of
from cnnstat.spec.value import Compiled, compile_node

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*\Z")
"""A name. With dots it is a path, as in the names of an unrolled network."""
LONGEST_NAME = 200
MOST_SOURCES = 1000

EXPRESSION = re.compile(r"\{([^{}]*)\}")
BETWEEN = re.compile(r"[A-Za-z0-9_.-]*\Z")


class Source(NamedTuple):
    """A layer that a line reads.

    Attributes:
        text: its name as it is written.
        position: where that stands.
        parts: of a name with expressions, texts and expressions by turns.
    """

    text: str
    position: Position
    parts: tuple[str | Compiled, ...] = ()

    @property
    def expressions(self) -> tuple[Compiled, ...]:
        return tuple(part for part in self.parts if isinstance(part, Compiled)) if self.parts else ()

    def name(self, scope: Scope, label: str) -> str:
        """The name in a scope."""
        if not self.parts:
            return self.text
        name = "".join(part if isinstance(part, str) else self._written(part, scope, label) for part in self.parts)
        if not NAME.match(name) or len(name) > LONGEST_NAME:
            problem = f"from: {shown(self.text)} gives {shown(name)}, which is no name of a layer"
            raise SpecError(problem, self.position, label)
        return name

    def _written(self, part: Compiled, scope: Scope, label: str) -> str:
        value = part.value(scope, "from", label)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return str(value)
        problem = (
            f"from: in {shown(self.text)}: expected a whole number of at least 0 or a word, got {described(value)}"
        )
        raise SpecError(problem, self.position, label)


def read_sources(node: Node, label: str) -> list[Source]:
    """The names under ``from``, each with its position."""
    nodes = node.items if isinstance(node, Sequence) else [node]
    if not nodes:
        raise SpecError("from: expected the name of a layer, got an empty list", node.position, label)
    if len(nodes) > MOST_SOURCES:
        raise SpecError(f"from: expected at most {MOST_SOURCES} layers, got {len(nodes)}", node.position, label)
    return [read_source(each, label) for each in nodes]


def read_source(node: Node, label: str) -> Source:
    """One name."""
    if not isinstance(node, Scalar) or len(node.text) > LONGEST_NAME:
        raise SpecError(f"from: expected the name of a layer, got {kind_of(node)}", node.position, label)
    if NAME.match(node.text):
        return Source(node.text, node.position)
    texts = EXPRESSION.split(node.text)  # what stands in braces is every second
    if len(texts) == 1 or not all(map(BETWEEN.match, texts[::2])):
        hint = "; an expression stands in braces, as in conv{index - 1}" if "{" in node.text else ""
        raise SpecError(f"from: expected the name of a layer, got {kind_of(node)}{hint}", node.position, label)
    parts = [
        compile_node(node._replace(text=text, quoted=False), "from", label) if at % 2 else text
        for at, text in enumerate(texts)
    ]
    for part in parts:
        if isinstance(part, Compiled) and "channels" in part.names:
            problem = "from: channels are those of the layer that is named here; a name cannot depend on them"
            raise SpecError(problem, node.position, label)
    return Source(node.text, node.position, tuple(parts))
