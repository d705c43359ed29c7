"""What the rows of a table show of a column: that ``25.6`` are millions, or that a size counts parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.cells import Cell
from cnnstat.documents.reading.forms import COUNTS
from cnnstat.documents.reading.prose import Prose
from cnnstat.query.bench import Setup

UNITS = {"params": ("M", "K"), "macs": ("G", "M"), "flops": ("G", "M")}
"""Units that people leave out, by what the figures count."""
NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
COUNT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?\s?[KMG]|[0-9]{1,3}(?:,[0-9]{3}){1,3}")
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


def counts_params(reader: Prose, rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether the figures of a column of sizes, ``25.6M`` without bytes, are the parameters of its rows' networks."""
    ratios = [
        float(amount(text).value) / setup.analysis.params
        for setup, text in cells(reader, rows, at)
        if COUNTS.search(text) and COUNT.fullmatch(text)
    ]
    fits = sum(1 / FACTOR <= each <= FACTOR for each in ratios)
    return fits >= FEWEST and fits >= SHARE * len(ratios)


def figures(reader: Prose, key: str, rows: Sequence[Sequence[Cell]], at: int) -> Iterator[tuple[float, int]]:
    """The numbers of a column, each with the figure of the network that its row names."""
    for setup, text in cells(reader, rows, at):
        if NUMBER.fullmatch(text) and float(text):
            yield float(text), setup.analysis.params if key == "params" else setup.analysis.macs


def cells(reader: Prose, rows: Sequence[Sequence[Cell]], at: int) -> Iterator[tuple[Setup, str]]:
    """The texts of a column, each with the network that its row names, analysed."""
    for row in rows:
        named = next((each for cell in row for each in cell.names if each.networks), None)
        setup = reader.setup(named.networks[0]) if named is not None and at < len(row) else None
        if setup is not None:
            yield setup, row[at].text.text.strip()
