"""How much room a text takes on a terminal."""

from __future__ import annotations

import unicodedata


def cells(text: str) -> int:
    """Columns of a terminal that a text takes; Korean letters take two, and what combines with a letter none."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


def cells_of(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
