"""Texts as patterns and numbers: ``96×55×55`` is ``▢×▢×▢`` with 96, 55 and 55.

At five hundred inputs a figure has many texts, but one or two patterns. Filling a pattern gives back the very text that
was written, so nothing has to be computed where it is shown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cnnstat.text import numbers

HOLE = "\x01"
"""Stands for a number; no text has it, as all are made printable."""
NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?…?")

Held = int | str
"""A number of a text; one that is not written as whole numbers are, such as 53.25, is kept as it is."""


class Pattern(NamedTuple):
    """A text whose numbers are taken out."""

    form: str
    numbers: tuple[Held, ...]


def patterned(text: str) -> Pattern:
    """The pattern of a text, and its numbers from left to right."""
    return Pattern(NUMBER.sub(HOLE, text), tuple(held(each) for each in NUMBER.findall(text)))


@lru_cache(maxsize=2**16)
def held(digits: str) -> Held:
    plain = digits.replace(",", "")
    return int(plain) if plain.isdigit() and numbers.grouped(int(plain)) == digits else digits
