"""Cells of tables, and the short notations of sizes in them: ``7×7/2``, ``Conv / s2``, ``96 @ 11×11``, ``K=96``,
``conv3-64``, ``112²×32``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading.headings import said_by
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.prose import LETTER
from cnnstat.documents.reading.shown import Shown


class Cell(NamedTuple):
    """A cell of a table with the networks that it names."""

    text: Shown
    names: Sequence[Mention]


CROSS = r"\s?[×xX*]\s?"
_KERNEL = rf"[1-9][0-9]?{CROSS}[1-9][0-9]?"
_SHORT = r"[1-9][0-9]?"
NOTATION = re.compile(
    rf"(?P<filters>(?<![0-9.])[1-9][0-9]{{0,3}})(?=\s?@\s?{_KERNEL})"
    rf"|(?<=@)\s?(?P<at>{_KERNEL})(?!{CROSS}[0-9])"
    rf"|(?P<before>(?<![0-9×xX*.]){_KERNEL})(?=\s?/\s?[sS]?[1-9])"
    rf"|(?<=[0-9A-Za-z ])/\s?[sS]?(?P<over>[1-9](?:{CROSS}[1-9])?)(?![0-9.A-Za-z/])"
    rf"|(?<![A-Za-z])(?:[sS]|[sS]trides?)\s?=\s?(?P<stride>{_SHORT})(?![0-9.])"
    rf"|(?<![A-Za-z])(?:[pP]|[pP]ad(?:ding)?)\s?=\s?(?P<padding>[0-9])(?![0-9.])"
    rf"|(?<![A-Za-z])[fFk]\s?=\s?(?P<side>{_SHORT})(?![0-9.])"
    r"|(?<![A-Za-z])[KnN]\s?=\s?(?P<many>[1-9][0-9]{1,3})(?![0-9.])"
    rf"|(?:[Cc]onv(?:2[dD]|olution)?|[Pp]ool(?:ing)?|CONV|POOL)\s?[( ]\s?(?P<inside>{_KERNEL})(?!{CROSS}[0-9])"
    rf"|(?P<front>(?<![0-9×xX*.]){_KERNEL})\s(?=(?:max |avg |average )?(?:conv|pool))"
    r"|(?<=[Cc]onv)(?P<glued>[1-9])(?=-[1-9][0-9]{1,3}(?![0-9]))"
    r"|(?<=onv[1-9]-)(?P<maps>[1-9][0-9]{1,3})(?![0-9])|(?<=FC-)(?P<dense>[1-9][0-9]{2,4})(?![0-9])"
    r"|(?<![0-9.])(?P<squared>[1-9][0-9]{0,2}\s?(?:\^\{?2\}?|²)\s?[×xX*]\s?[1-9][0-9]{0,3})(?![0-9.^]|\s?[×xX*])",
    re.ASCII,
)
KEYS = {
    "filters": "filters", "at": "kernel", "before": "kernel", "over": "stride", "stride": "stride",
    "padding": "padding", "side": "kernel", "many": "filters", "inside": "kernel", "front": "kernel",
    "glued": "kernel", "maps": "filters", "dense": "neurons", "squared": "",
}  # fmt: skip
"""What each part of a notation counts."""
FEWEST = 2
"""Rows and further columns of a table whose first column may be none of labels."""
SAYS = re.compile(r"[^\W_]")
ORDINAL = re.compile("[0-9]{1,4}")
LONGEST = 120
"""Characters of a cell in which notations are looked for."""


def notations(text: str) -> Iterator[tuple[int, int, str]]:
    """The sizes in short notations: their offsets, and what they count."""
    for match in NOTATION.finditer(text[:LONGEST]):
        group = str(match.lastgroup)
        yield *match.span(group), KEYS[group]


def labelled(rows: Sequence[Sequence[Cell]], head: int) -> Sequence[Sequence[Cell]]:
    """The rows of a table without a first column that only numbers them or ticks them off.

    Args:
        rows: all of them.
        head: how many of them are headings.
    """
    body = rows[head:]
    if len(body) < FEWEST or min(map(len, rows)) <= FEWEST or any(said_by(row[0].text.text).key for row in rows[:head]):
        return rows
    firsts = [row[0].text.text.strip() for row in body if not is_total(row[0].text.text)]
    numbers = [each.rstrip(".)") for each in firsts]
    first = int(numbers[0]) if numbers and ORDINAL.fullmatch(numbers[0]) else None
    counted = [str(first + at) for at in range(len(numbers))] if first is not None else []
    if numbers != counted and any(SAYS.search(each) for each in firsts):
        return rows
    if 2 * sum(LETTER.search(row[1].text.text) is not None for row in body) <= len(body):
        return rows
    return [
        [row[0], *row[2:]] if number >= head and is_total(row[0].text.text) else row[1:]
        for number, row in enumerate(rows)
    ]
