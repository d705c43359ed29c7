"""Nodes of a spec as values: literals, and expressions that wait for the scope they are used in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cnnstat.errors import Position, SpecError, nearest, shown
from cnnstat.kinds import Flag, Kind
from cnnstat.spec.expression import ExpressionError, Scope, UnknownNameError, compile_value
from cnnstat.spec.literal import literal
from cnnstat.spec.source import Mapping, Node, Scalar, Sequence, kind_of


class Compiled(NamedTuple):
    """A value of the spec; evaluated once for each scope it is used in."""

    names: frozenset[str]
    evaluate: Callable[[Scope], Any]
    position: Position

    def parse(self, kind: Kind, scope: Scope, what: str, layer: str = "") -> Any:
        """The value as ``kind`` reads it; ``what`` names the key in messages."""
        try:
            return kind.parse(self.evaluate(scope))
        except UnknownNameError as error:
            quotes = "; a word to compare with stands in quotes" if isinstance(kind, Flag) else ""
            raise SpecError(f"{what}: {error}; expected {kind.expected}{quotes}", self.position, layer) from error
        except (ExpressionError, ValueError) as error:
            raise SpecError(f"{what}: {error}", self.position, layer) from error


def compile_node(node: Node, what: str, layer: str = "", verbatim: bool = False) -> Compiled:
    """Compile a value; ``verbatim`` keeps texts as they stand."""
    if isinstance(node, Scalar):
        return _scalar(node, what, layer, verbatim)
    if isinstance(node, Sequence):
        items = [compile_node(item, what, layer, verbatim) for item in node.items]
        names = frozenset().union(*(item.names for item in items))
        return _folded(names, lambda scope: [item.evaluate(scope) for item in items], node.position)
    entries = {name: compile_node(item, what, layer, verbatim) for name, item in node.entries.items()}
    names = frozenset().union(*(item.names for item in entries.values()))
    return _folded(names, lambda scope: {name: each.evaluate(scope) for name, each in entries.items()}, node.position)


def _folded(names: frozenset[str], evaluate: Callable[[Scope], Any], position: Position) -> Compiled:
    if names:
        return Compiled(names, evaluate, position)
    value = evaluate({})
    return Compiled(names, lambda _: value, position)


def _scalar(node: Scalar, what: str, layer: str, verbatim: bool) -> Compiled:
    if not node.text and not node.quoted:
        raise SpecError(f"{what}: expected a value, got nothing", node.position, layer)
    if verbatim or (node.quoted and literal(node.text.strip()) is not None):
        return Compiled(frozenset(), lambda _: node.text, node.position)
    try:
        expression = compile_value(node.text)
    except ExpressionError as error:
        raise SpecError(f"{what}: {error}", node.position, layer) from error
    return Compiled(expression.names, expression.evaluate, node.position)


def for_kind(kind: Kind, node: Node, what: str, layer: str) -> Compiled:
    """Compile the value of a key of that kind; one that depends on no name is checked at once."""
    compiled = compile_node(node, what, layer, verbatim=kind.verbatim)
    if not compiled.names:
        compiled.parse(kind, {}, what, layer)
    return compiled


def as_mapping(node: Node, what: str) -> Mapping:
    if not isinstance(node, Mapping):
        raise SpecError(f"{what}: expected a mapping, got {kind_of(node)}", node.position)
    return node


def as_list(node: Node, what: str, layer: str = "") -> list[Node]:
    if not isinstance(node, Sequence):
        raise SpecError(f"{what}: expected a list, got {kind_of(node)}", node.position, layer)
    return node.items


def as_text(node: Node, what: str) -> str:
    """A text exactly as written: ``off`` and ``010`` stay what they are."""
    if not isinstance(node, Scalar):
        raise SpecError(f"{what}: expected text, got {kind_of(node)}", node.position)
    if not node.text.strip():
        raise SpecError(f"{what}: expected text, got nothing", node.position)
    text = " ".join(node.text.split())
    if not text.isprintable():
        raise SpecError(f"{what}: expected text without control characters, got {shown(text)}", node.position)
    return text


def check_keys(node: Mapping, known: dict[str, bool], what: str, layer: str = "") -> None:
    """Refuse keys that are not in ``known`` and require those that are marked True there."""
    for name, place in node.key_positions.items():
        if name not in known:
            hint = nearest(name, known)
            if name.rstrip().endswith(")"):
                hint = '; quote an expression that holds a comma: "max(8, x)"'
            raise SpecError(f"{what}unknown key {shown(name)}{hint}", place, layer)
    for name, required in known.items():
        if required and name not in node.entries:
            raise SpecError(f"{what}missing key {name!r}", node.position, layer)
