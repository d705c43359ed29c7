"""Texts in several languages: messages, words of formulas, and numbers as people say them.

A message is written in English where it is used, and the catalog of another language has it under that text, with the
same names in braces. A test holds the catalogs complete: it reads the calls of :meth:`Language.say`,
:meth:`Language.plural` and :func:`message` in the package.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.text import numbers

CODES = {"en": "English", "ko": "한국어"}
"""The languages by their codes (BCP 47), with their own names."""


class Told(str):
    """A text in English, with what other languages have in its place.

    Whoever knows nothing of languages reads the English.

    Attributes:
        others: the texts in other languages, by their codes.
    """

    others: Mapping[str, str]

    def __new__(cls, text: str, others: Mapping[str, str] = MappingProxyType({})) -> Told:
        told = super().__new__(cls, text)
        told.others = dict(others)
        return told


def message(text: str) -> str:
    """A message that is said later; the text itself, which the test of the catalogs finds by this call."""
    return text


class Language:
    """English; and what other languages do in their own way.

    Attributes:
        code: as in :data:`CODES`.
    """

    code = "en"

    def say(self, text: str, **values: Any) -> str:
        """A message with its values, which are texts."""
        return text.format(**values)

    def plural(self, one: str, many: str, count: int, **values: Any) -> str:
        """A message on one thing, or on ``{count}`` of them; catalogs have it under ``many``."""
        return (one if count == 1 else many).format(count=numbers.grouped(count), **values)

    def word(self, text: str) -> str:
        """A word of a formula, as ``kernel``; names of layers stay as they are."""
        return text

    def of(self, text: str) -> str:
        """What a spec says in words, in this language if it has them, or else as it stands there."""
        return text.others.get(self.code, text) if isinstance(text, Told) else text

    def place(self, text: str) -> str:
        """A place in a paper, as ``section 4.1 and table 5``."""
        return text

    def row(self, text: str) -> str:
        """A row of a table in a paper, as ``smallest net``; as it is printed there, unless it is described."""
        return text

    def short(self, number: int) -> str:
        """A number for prose: ``61.0 M``, ``6,097만``."""
        return numbers.si(number)


ENGLISH = Language()


def language_named(code: str) -> Language:
    """A language by its code.

    Raises:
        UsageError: there is no such language.
    """
    if code == "en":
        return ENGLISH
    if code not in CODES:
        raise UsageError(f"--lang: expected {' or '.join(CODES)}, got {shown(code)}{nearest(code, CODES, '')}")
    found: Language = import_module("cnnstat.language.korean").KOREAN
    return found
