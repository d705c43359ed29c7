"""How much room a text takes on a terminal."""

from __future__ import annotations

import textwrap
import unicodedata


def cells(text: str) -> int:
    """Columns of a terminal that a text takes; Korean letters take two, and what combines with a letter none."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


def cells_of(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def left(text: str, width: int) -> str:
    """A text with blanks behind it, up to so many cells."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """A text with blanks before it, up to so many cells."""
    return " " * (width - cells(text)) + text


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of so many cells; words are not taken apart."""
    if cells(text) == len(text):
        return textwrap.wrap(text, width, break_long_words=False)
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
