"""Kinds of values that are texts: words, names, codes, and text for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cnnstat.errors import nearest, shown
from cnnstat.keys.kinds import EXPRESSION_REF, TEXT, Kind, Plain


class Word(Kind):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = frozenset(words)
        self.choices = words
        self.expected = f"one of {', '.join(words)}"

    def parse(self, value: Plain) -> str:
        if not isinstance(value, str):
            raise self.refuse(value)
        if value not in self.words:
            raise ValueError(f"{self.refuse(value)}{nearest(value, self.words, '')}")
        return value

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"enum": list(self.choices)}, EXPRESSION_REF]}


class Names(Kind):
    """A list of names of layers."""

    expected = "a list of names of layers"
    verbatim = True

    def parse(self, value: Plain) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse(value)
        return tuple(value)

    def dump(self, value: Iterable[str]) -> Plain:
        return list(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": TEXT}


class Text(Kind):
    """A text for people."""

    expected = "a text"
    verbatim = True

    def parse(self, value: Plain) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(value)
        return " ".join(value.split())

    def schema(self) -> dict[str, Any]:
        return TEXT


class Codes(Kind):
    """Fixed ±1 codes, one text per class: ``#`` is +1, ``.`` is −1; spaces and line breaks are ignored."""

    expected = "a list of texts made of # (+1) and . (-1), all of one length"
    verbatim = True

    def parse(self, value: Plain) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise self.refuse(value)
        codes = tuple("".join(item.split()) for item in value)
        for number, code in enumerate(codes):
            if not code or set(code) - {"#", "."}:
                raise ValueError(f"code {number}: expected only # and ., got {shown(code)}")
            if len(code) != len(codes[0]):
                raise ValueError(f"code {number} has {len(code)} signs, code 0 has {len(codes[0])}")
        return codes

    def dump(self, value: Iterable[str]) -> Plain:
        return list(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": r"^[#.\s]+$"}, "minItems": 1}
