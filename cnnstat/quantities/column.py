"""A column of any table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """The description of a table's column.

    Attributes:
        key: its name in JSON, CSV and ``--columns``.
        title: its heading in tables for people.
        meaning: one sentence, with the source of the definition.
        unit: the unit of its figures; "" for texts and shapes.
        priority: if the terminal is too narrow, columns with higher numbers are left out first.
        numeric: whether it is aligned to the right.
        note: a sentence to print below a table that shows it.
    """

    key: str
    title: str
    meaning: str = ""
    unit: str = ""
    priority: int = 0
    numeric: bool = False
    note: str = ""
