"""Params: the settings that a spec declares, and the values they take."""

from __future__ import annotations

from collections.abc import Set
from keyword import iskeyword
from numbers import Rational
from typing import Any

from cnnstat.algebra.elementwise import are_among
from cnnstat.algebra.many import Many
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.layer import frozen
from cnnstat.spec.literal import NO_WORDS, WORDS, Choice, Value, literal
from cnnstat.spec.mistakes import NotedError
from cnnstat.spec.source import Mapping, Node, Scalar, Sequence, kind_of
from cnnstat.spec.sources import NAME
from cnnstat.spec.value import as_list, as_text, check_keys

PARAM_KEYS = {"default": True, "choices": False, "about": False}
MOST_VALUES = 1000
"""The most values of a list."""
MOST_NAMES = 200
"""The most params of a file, and the most arguments of a block: each of its lines has all of them."""
LISTED = {"a number": "numbers", "a word": "words", "true or false": "true and false"}
IDENTIFIER_RULE = "letters, digits and _, not starting with a digit"
RESERVED = {
    "index": "counts the instances of a repeated line",
    "channels": "is the number of channels that a line is given",
}


def check_identifier(name: str, what: str, position: Position) -> None:
    if not (name.isascii() and name.isidentifier()):
        raise SpecError(f"{what} {shown(name)}: expected {IDENTIFIER_RULE}", position)
    if name in FUNCTIONS or name in NO_WORDS or iskeyword(name) or name in ("true", "false"):
        raise SpecError(f"{what} {name!r}: expected a name that means nothing else in expressions", position)
    if name in WORDS:
        raise SpecError(f"{what} {name!r}: that word has a meaning of its own in values", position)
    if name in RESERVED:
        raise SpecError(f"{what} {name!r}: {name} {RESERVED[name]}", position)


class Param:
    """A setting of a spec: its default, and the values it may take."""

    def __init__(self, name: str, node: Node) -> None:
        self.name, self.position = name, node.position
        self.about, self.choices = "", list[Value]()
        if isinstance(node, Mapping):
            check_keys(node, PARAM_KEYS, f"param {name}: ")
            if "default" not in node.entries:
                raise NotedError("")
            default = node.entries["default"]
            if "choices" in node.entries:
                self.choices = read_choices(node.entries["choices"], f"param {name}: choices")
            self.about = as_text(node.entries["about"], f"param {name}: about") if "about" in node.entries else ""
        else:
            default = node
        self.default = literal_value(default, f"param {name}")
        self.default = self.accept(self.default, default.position)

    @property
    def words(self) -> list[str]:
        """The values that it may take, as a person writes them; empty if they cannot be listed."""
        return [written(value) for value in self.choices or ([True, False] if isinstance(self.default, bool) else [])]

    def accept(self, value: Value, position: Position | None) -> Value:
        """``value``, after a check that the param may take it; SpecError otherwise.

        A list may have another length than the default.
        """
        if isinstance(value, list):
            refuse_list(value, f"param {self.name}", position)
        if self.choices and not among(value, {*map(frozen, self.choices)}):
            known = ", ".join(map(written, self.choices))
            raise SpecError(f"param {self.name}: expected one of {known}, got {written(value)}", position)
        sort = type_name(self.default)
        if type_name(value) != sort:
            raise SpecError(f"param {self.name}: expected {sort}, got {written(value)}", position)
        words = tuple(each for each in self.choices if isinstance(each, str))
        return Choice.of(value, words) if words and isinstance(value, str) else value


def among(value: Value, known: Set[Any]) -> bool:
    """Whether a value, or each of those of a sweep, is among some that are frozen."""
    return are_among(value, known) if isinstance(value, Many) else frozen(value) in known


def read_choices(node: Node, what: str) -> list[Value]:
    """The values that a param may take, which are of one sort, each given once."""
    items = as_list(node, what)
    refuse_length(len(items), what, node.position)
    choices, known = [literal_value(item, what) for item in items], set[Any]()
    for choice, item in zip(choices, items, strict=True):
        if isinstance(choice, list):
            refuse_list(choice, what, item.position)
        if frozen(choice) in known:
            raise SpecError(f"{what}: {written(choice)} is given twice", item.position)
        known.add(frozen(choice))
    refuse_list(choices, what, node.position)
    return choices


def refuse_length(length: int, what: str, position: Position | None) -> None:
    """Refuse a list without values, or with too many."""
    if not 1 <= length <= MOST_VALUES:
        got = f"{length:,}" if length else "an empty list"
        raise SpecError(f"{what}: expected 1 to {MOST_VALUES:,} values, got {got}", position)


def refuse_list(values: list[Value], what: str, position: Position | None) -> None:
    """Refuse a list without values, with too many, or with values of several sorts."""
    refuse_length(len(values), what, position)
    other = next((each for each in values if type_name(each) != type_name(values[0])), None)
    if other is not None:
        problem = f"expected values of one sort, got {written(values[0])} and {written(other)}"
        raise SpecError(f"{what}: {problem}", position)


def type_name(value: Value) -> str:
    if isinstance(value, list):
        return f"a list of {LISTED[type_name(value[0])]}"
    if isinstance(value, bool):
        return "true or false"
    return "a word" if isinstance(value, str) else "a number"


def written(value: Value) -> str:
    """A param's value as a person writes it."""
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return f"{float(value):.12g}"


def literal_value(node: Node, what: str) -> Value:
    """A number, truth value or word as written, but not an expression; or a list of such values."""
    if isinstance(node, Sequence):
        return [single_value(each, what) for each in node.items]
    return single_value(node, what)


def single_value(node: Node, what: str) -> Value:
    if not isinstance(node, Scalar):
        raise SpecError(f"{what}: expected a number, true, false or a word, got {kind_of(node)}", node.position)
    value = None if node.quoted else literal(node.text)
    if value is not None:
        return value
    if node.text in NO_WORDS and not node.quoted:
        raise SpecError(f"{what}: {shown(node.text)} means nothing; {NO_WORDS[node.text]}", node.position)
    if not NAME.match(node.text) or (node.text[0].isdigit() and not node.quoted):
        raise SpecError(f"{what}: expected a number, true, false or a word, got {kind_of(node)}", node.position)
    return node.text


def exact(value: Any, name: str) -> Value:
    """A param's value from the command line or from Python, exactly as it was written; a list as ``[32,64]``."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        value = [each.strip() for each in value[1:-1].split(",")] if value[1:-1].strip() else []
    if isinstance(value, list | tuple):
        refuse_length(len(value), f"param {name}", None)  # before each is read
        return [single(each, name) for each in value]
    return single(value, name)


def single(value: Any, name: str) -> Value:
    if isinstance(value, Rational):
        return value
    if isinstance(value, float):
        value = repr(value)
    text = str(value)
    if text in NO_WORDS:
        raise UsageError(f"param {name}: {shown(text)} means nothing; {NO_WORDS[text]}")
    found = literal(text)
    if found is not None:
        return found
    if not NAME.match(text) or text[0].isdigit():
        raise UsageError(f"param {name}: expected a number, true, false or a word, got {shown(text)}")
    return text
