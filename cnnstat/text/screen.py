"""How wide terminals are."""

from __future__ import annotations

import shutil

WIDEST = 1000
"""Columns that are used at most; bars would be as wide as any number that the variable COLUMNS holds."""


def screen_width() -> int:
    """The columns of the terminal, or what COLUMNS says they are; 80 where nothing tells."""
    return min(shutil.get_terminal_size().columns, WIDEST)
