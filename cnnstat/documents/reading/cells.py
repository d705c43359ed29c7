"""Cells of tables, and the short notations of sizes in them: ``7×7/2``, ``Conv / s2``, ``96 @ 11×11``, ``K=96``,
``conv3-64``, ``112²×32``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.reading.names import Mention
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
LONGEST = 120
"""Characters of a cell in which notations are looked for."""


def notations(text: str) -> Iterator[tuple[int, int, str]]:
    """The sizes in short notations: their offsets, and what they count."""
    for match in NOTATION.finditer(text[:LONGEST]):
        group = str(match.lastgroup)
        yield *match.span(group), KEYS[group]
