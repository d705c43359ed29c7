"""The unit of a column's figures where neither its heading nor the figures say it: ``25.6`` below ``Params``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading.cells import Cell
from cnnstat.documents.reading.prose import Prose

UNITS = {"params": ("M", "K"), "macs": ("G", "M"), "flops": ("G", "M")}
"""Units that people leave out, by what the figures count."""
NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
FACTOR, FEWEST, SHARE = 1.3, 3, 0.7
"""Figures with their unit are at most so many times as large or small as those of the networks that their rows name, or
twice that for operations: so many at least, and most of them."""


def unit_of_column(reader: Prose, key: str, rows: Sequence[Sequence[Cell]], at: int) -> str:
    """The unit that the figures of a column have for most networks of its rows; "" if there is none.

    Args:
        reader: what knows networks.
        key: what the figures count.
        rows: the rows below the headings.
        at: the column.
    """
    found = [*figures(reader, key, rows, at)] if key in UNITS else []
    for unit in UNITS.get(key, ()):
        scale = {"K": 10**3, "M": 10**6, "G": 10**9}[unit]
        ratios = [number * scale / value for number, value in found]
        most = 2 * FACTOR if key == "flops" else FACTOR
        fits = sum(1 / FACTOR <= each <= most for each in ratios)
        if fits >= FEWEST and fits >= SHARE * len(found):
            return unit
    return ""


def figures(reader: Prose, key: str, rows: Sequence[Sequence[Cell]], at: int) -> Iterator[tuple[float, int]]:
    """The numbers of a column, each with the figure of the network that its row names."""
    for row in rows:
        named = next((each for cell in row for each in cell.names if each.networks), None)
        number = NUMBER.fullmatch(row[at].text.text.strip()) if at < len(row) else None
        setup = reader.setup(named.networks[0]) if named is not None and number is not None else None
        if number is not None and setup is not None and float(number[0]):
            analysis = setup.analysis
            yield float(number[0]), analysis.params if key == "params" else analysis.macs
