"""A column of any table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """What a table says of one of its columns.

    Attributes:
        key: its name in JSON, CSV and ``--columns``.
        title: its heading in tables for people.
        meaning: one sentence, with the source of the definition.
        unit: what one is; "" of texts and shapes.
        priority: columns with a higher number are left out first where the terminal is too narrow.
        numeric: whether it is aligned to the right.
        note: what to say below a table that shows it.
    """

    key: str
    title: str
    meaning: str = ""
    unit: str = ""
    priority: int = 0
    numeric: bool = False
    note: str = ""
