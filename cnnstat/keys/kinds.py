"""Kinds of values that a key of a layer can take.

A kind turns a plain value (number, text, list, mapping) into what the layer's rules use, says in words what it
expects, writes the value back for ``cnnstat expand``, and describes itself as JSON Schema. Nothing here knows of
files or positions: a value that does not fit raises ``ValueError`` and the reader adds the place.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from numbers import Rational
from typing import Any, NamedTuple, TypeGuard

from cnnstat.errors import nearest, shown

LARGEST = 10**9
"""Sizes and counts in a spec stay below this, so that a slip cannot ask for absurd work."""

Plain = Any
"""int, float, Fraction, bool, str, list or dict, as written in YAML."""

EXPRESSION_REF: dict[str, Any] = {"$ref": "#/$defs/expression"}
"""JSON Schema of a text to evaluate; :mod:`cnnstat.spec.schema` defines what it refers to."""
TEXT: dict[str, Any] = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}, {"type": "boolean"}]}
"""JSON Schema of a text for people, which is taken as it is written; 2012 is one too."""


class Kind(ABC):
    """One kind of value; ``expected`` completes the sentence "expected …"."""

    expected: str
    words: frozenset[str] = frozenset()
    """Words that this kind knows; in expressions they stand for themselves."""
    verbatim = False
    """whether texts are taken as they stand, not as expressions"""

    @abstractmethod
    def parse(self, value: Plain) -> Any:
        """The value as the rules use it; ``ValueError`` says what was expected instead."""

    def dump(self, value: Any) -> Plain:
        """The plain value that :meth:`parse` reads back as ``value``."""
        return value

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The values it takes, as JSON Schema."""

    def refuse(self, value: Plain) -> ValueError:
        return ValueError(f"expected {self.expected}, got {described(value)}")


def described(value: Plain) -> str:
    """A value as a message names it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return f"a mapping with {', '.join(map(str, list(value)[:6])) or 'no keys'}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, Rational) and value.denominator != 1:
        return f"{float(value):.12g}"
    return shown(str(value)).strip("'") if value is not None else "nothing"


def is_number(value: Plain) -> TypeGuard[Any]:
    """Whether ``value`` is a number; ``true`` and ``false`` are not."""
    return isinstance(value, int | float | Rational) and not isinstance(value, bool)


class Whole(Kind):
    """A whole number; exact fractions and floats count when they are whole (``1e3`` is 1000)."""

    def __init__(self, minimum: int = 1, maximum: int = LARGEST) -> None:
        self.minimum, self.maximum = minimum, maximum
        self.expected = f"a whole number of at least {minimum}"

    def parse(self, value: Plain) -> int:
        if not is_number(value):
            raise self.refuse(value)
        if value % 1 != 0:
            raise ValueError(f"{self.refuse(value)}; round it with round(), floor(), ceil() or make_divisible()")
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"{self.refuse(value)}{'' if value < self.minimum else f' (at most {self.maximum:,})'}")
        if isinstance(value, int):
            return value  # a traced integer keeps its history
        return int(value) if isinstance(value, float) else value // 1

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": self.minimum, "maximum": self.maximum}, EXPRESSION_REF]}


IMAGE_SIDE = Whole(1, 1_000_000)
"""Channels, height or width of an image."""


class Number(Kind):
    """A real number within bounds."""

    def __init__(self, minimum: float = 0.0, maximum: float = 1e12) -> None:
        self.minimum, self.maximum = minimum, maximum
        limit = f"of at least {minimum:g}" if maximum >= 1e12 else f"from {minimum:g} to {maximum:g}"
        self.expected = f"a number {limit}"

    def parse(self, value: Plain) -> float:
        if not is_number(value):
            raise self.refuse(value)
        if not self.minimum <= value <= self.maximum:
            limit = f" (at most {self.maximum:g})" if value > self.maximum >= 1e12 else ""
            raise ValueError(f"{self.refuse(value)}{limit}")
        return float(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "number", "minimum": self.minimum, "maximum": self.maximum}, EXPRESSION_REF]}


class Flag(Kind):
    """``true`` or ``false``; YAML 1.1's yes, no, on and off are not among them."""

    expected = "true or false"

    def parse(self, value: Plain) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "boolean"}, EXPRESSION_REF]}


class Pair(Kind):
    """One whole number for both axes, or ``[height, width]``."""

    def __init__(self, minimum: int = 1, maximum: int = LARGEST) -> None:
        self.each = Whole(minimum, maximum)
        self.expected = f"{self.each.expected}, or two as [height, width]"

    def parse(self, value: Plain) -> tuple[int, int]:
        if isinstance(value, list):
            if len(value) != 2:
                raise self.refuse(value)
            return self.each.parse(value[0]), self.each.parse(value[1])
        if isinstance(value, str | bool | Mapping):
            raise self.refuse(value)
        size = self.each.parse(value)
        return size, size

    def dump(self, value: tuple[int, int]) -> Plain:
        return value[0] if value[0] == value[1] else list(value)

    def schema(self) -> dict[str, Any]:
        each = self.each.schema()
        return {"anyOf": [*each["anyOf"], {"type": "array", "items": each, "minItems": 2, "maxItems": 2}]}


class Sides(NamedTuple):
    """Rows and columns of zeros added around a map."""

    top: int
    bottom: int
    left: int
    right: int


class Padding(Kind):
    """Zeros around the map: one number, ``[height, width]``, a number per side, or TensorFlow's words.

    Where sides may be negative, as many rows or columns are cut off.
    """

    expected = "a whole number of at least 0, [height, width], {top:, bottom:, left:, right:}, same or valid"
    words = frozenset({"same", "valid"})

    def __init__(self, minimum: int = 0) -> None:
        self.each, self.pair = Whole(minimum), Pair(minimum)
        if minimum:
            self.expected = "a whole number, [height, width] or {top:, bottom:, left:, right:}"

    def parse(self, value: Plain) -> Sides | str:
        if isinstance(value, str):
            if value == "valid":
                return Sides(0, 0, 0, 0)
            if value != "same":
                raise ValueError(f"{self.refuse(value)}{nearest(value, self.words)}")
            return value
        if isinstance(value, Mapping):
            unknown = set(value) - set(Sides._fields)
            if unknown:
                raise ValueError(f"unknown side {shown(min(unknown))}{nearest(min(unknown), Sides._fields)}")
            return Sides(*(self.each.parse(value.get(side, 0)) for side in Sides._fields))
        if not is_number(value) and not (isinstance(value, list) and len(value) == 2):
            raise self.refuse(value)
        height, width = self.pair.parse(value)
        return Sides(height, height, width, width)

    def dump(self, value: Sides | str) -> Plain:
        if isinstance(value, str):
            return value
        if value.top == value.bottom and value.left == value.right:
            return self.pair.dump((value.top, value.left))
        return value._asdict()

    def schema(self) -> dict[str, Any]:
        side = self.each.schema()
        sides = {"type": "object", "properties": dict.fromkeys(Sides._fields, side), "additionalProperties": False}
        return {"anyOf": [{"enum": ["same", "valid"]}, *self.pair.schema()["anyOf"], sides]}


class Sizes(Kind):
    """A list of whole numbers."""

    expected = "a list of whole numbers of at least 1"

    def __init__(self) -> None:
        self.each = Whole()

    def parse(self, value: Plain) -> tuple[int, ...]:
        if not isinstance(value, list) or not value:
            raise self.refuse(value)
        return tuple(self.each.parse(item) for item in value)

    def dump(self, value: Iterable[int]) -> Plain:
        return list(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.each.schema(), "minItems": 1}


class Numbers(Kind):
    """A real number within bounds, or a list of such numbers."""

    def __init__(self, minimum: float = 0.0, maximum: float = 1e12) -> None:
        self.each = Number(minimum, maximum)
        self.expected = f"{self.each.expected}, or a list of such numbers"

    def parse(self, value: Plain) -> float | tuple[float, ...]:
        if isinstance(value, list) and value:
            return tuple(self.each.parse(item) for item in value)
        if not is_number(value):
            raise self.refuse(value)
        return self.each.parse(value)

    def dump(self, value: float | tuple[float, ...]) -> Plain:
        return list(value) if isinstance(value, tuple) else value

    def schema(self) -> dict[str, Any]:
        each = self.each.schema()
        return {"anyOf": [*each["anyOf"], {"type": "array", "items": each, "minItems": 1}]}


class Links(tuple[tuple[int, ...], ...]):
    """A connection table: the input maps that each output map reads."""

    __slots__ = ()

    @property
    def maps(self) -> int:
        """Output maps."""
        return len(self)

    @property
    def pairs(self) -> int:
        """Pairs of an input map and an output map that reads it."""
        return sum(map(len, self))


class ConnectionTable(Kind):
    """A list that holds, for each output map, the input maps that it reads, counted from 0."""

    expected = "a list that holds, for each output map, the list of the input maps it reads, counted from 0"

    def __init__(self) -> None:
        self.index = Whole(0)

    def parse(self, value: Plain) -> Links:
        if not isinstance(value, list) or not value:
            raise self.refuse(value)
        return Links(self._row(number, row) for number, row in enumerate(value))

    def _row(self, number: int, row: Plain) -> tuple[int, ...]:
        if not isinstance(row, list) or not row:
            raise ValueError(f"output map {number}: expected a list of input maps, got {described(row)}")
        maps = tuple(self.index.parse(item) for item in row)
        if len(set(maps)) != len(maps):
            raise ValueError(f"output map {number} reads an input map twice: {shown(list(maps))}")
        return maps

    def dump(self, value: Iterable[Iterable[int]]) -> Plain:
        return [list(row) for row in value]

    def schema(self) -> dict[str, Any]:
        row = {"type": "array", "items": self.index.schema(), "minItems": 1}
        return {"type": "array", "items": row, "minItems": 1}
