"""Cells of tables, and the short notations of sizes in them: ``7×7/2``, ``Conv / s2``, ``96 @ 11×11``, ``K=96``,
``conv3-64``, ``112²×32``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.judging.prose import ALONE
from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading.forms import COUNTS
from cnnstat.documents.reading.headings import said_by
from cnnstat.documents.reading.lexicon import FLAGS, either
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.networks import LETTER
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.spelled import PLURAL
from cnnstat.printed.words import MYRIAD

BEHIND = re.compile(
    r"\s*(?:[*†‡§¹²³^]|\[[0-9]{1,3}\]|개|층|layers?|params?|parameters|FLOPs?|MACs?|GMACs?|MMACs?|배|만"
    r"|\(?[0-9]{1,3}(?:\.[0-9]+)?\s?%\)?)*\s*",
    re.IGNORECASE | re.ASCII,
)
"""What may stand behind the only figure of a cell."""


class Cell(NamedTuple):
    """A cell of a table with the networks that it names."""

    text: Shown
    names: Sequence[Mention]


_NOTED = either(r"""
    \[[0-9, ]{1,20}\]|[\W_]|[가-힣]|\b(?:19|20)[0-9]{2}\b|[A-Z][a-z]{1,20} et al\.?
    \b(?:torchvision|caffe|keras|tensorflow|tf|pytorch|gluon|mxnet|onnx|original|paper|baseline|layers?|net(?:work)?)\b
    \b(?:model|the|architecture|et al|CNN|v1|(?:b?f|fp|float)(?:16|32)|imagenet|pre-?trained)\b
    \b(?:vanilla|standard|classic|official)\b
""")
NOTED = re.compile(rf"(?:{_NOTED})*+", FLAGS)
"""What may stand beside a network's name in a cell without making another network of it."""
TITLE = re.compile(r"\(\W{0,3}[A-Z][^()\n]{15,200}\)")
"""The title of a network's paper in brackets behind its name."""


WITH_UNIT = re.compile(rf"[A-Za-z{MYRIAD}%]\Z")
"""The end of a figure that has a unit of its own."""


COMMA = re.compile(
    r"(?<![0-9.,/A-Za-z])[0-9]{1,4},[0-9]{1,2}(?:\s?[KMGBT](?:FLOPs?|MACs?)?(?![A-Za-z]))?(?![0-9,A-Za-z])"
)
"""A figure with a decimal comma, which in a cell of its own can be no list."""

DOTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,3}|(?: [0-9]{3}){1,3})")
"""A number in a cell of its own whose thousands are set apart by dots or blanks."""


RESTATED = re.compile(r"\s*(?:[개个個]\s?)?[(（]\s*(?:[~≈=]|약|约|約|about )?\s*(?=[0-9])")
"""What stands between a figure and another one in brackets, which says the same in another way: ``6万 (60k)``."""


def restated(text: str, end: int) -> re.Match[str] | None:
    """The figure in brackets behind another one that ends at an offset; None if none is there."""
    opened = RESTATED.match(text, end)
    match = ALONE.match(text, opened.end()) if opened else None
    closed = match is not None and text[match.end() :].lstrip()[:1] in (")", "）")
    return match if match is not None and closed and COUNTS.search(match[0]) else None


def figure_of(text: str) -> tuple[re.Match[str] | None, str]:
    """The first figure of a cell, and how it is printed with a point."""
    if DOTS.fullmatch(text.strip()) and (match := DOTS.search(text)):
        return match, re.sub("[ .]", ",", match[0])
    match = COMMA.search(text)
    if match is not None and not text[: match.start()].strip(" ~≈"):
        behind = text[match.end() :].rstrip()
        if not behind or PLURAL.fullmatch(behind):
            return match, match[0].replace(",", ".")
    match = ALONE.search(text)
    return match, match[0] if match else ""


def only(cell: Cell) -> bool:
    """Whether a cell names a network and nothing that may change it."""
    text, (mention, *others) = cell.text.text, cell.names
    title = TITLE.search(text, mention.end)
    begin, close = title.span() if title else (len(text), len(text))
    again = next((each for each in others if each.networks == mention.networks and each.start < begin), mention)
    between = text[mention.end : max(again.start, mention.end)]
    rest = " ".join((text[: mention.start], between, text[again.end : begin], text[close:]))
    others = [each for each in others if each is not again]
    return all(begin <= each.start < close for each in others) and NOTED.fullmatch(rest) is not None


def plain(cell: Cell) -> bool:
    """Whether a cell is a figure and nothing else."""
    return is_plain(cell.text.text)


def is_plain(text: str) -> bool:
    """Whether the text of a cell is a figure and nothing else."""
    text = text.strip()
    return ALONE.fullmatch(text) is not None or COMMA.fullmatch(text) is not None


CROSS = r"\s?[×xX*]\s?"
_KERNEL = rf"[1-9][0-9]?{CROSS}[1-9][0-9]?"
_SHORT = r"[1-9][0-9]?"
NOTATION = re.compile(
    rf"(?P<filters>(?<![0-9.])[1-9][0-9]{{0,3}})(?=\s?@\s?{_KERNEL})"
    rf"|(?<=@)\s?(?P<at>{_KERNEL})(?![0-9]|{CROSS}[0-9])"
    rf"|(?P<before>(?<![0-9×xX*.]){_KERNEL})(?=\s?/\s?[sS]?[1-9])"
    rf"|(?<=[0-9A-Za-z ])/\s?[sS]?(?P<over>[1-9](?:{CROSS}[1-9])?)(?![0-9.A-Za-z/])"
    rf"|(?<![A-Za-z])(?:[sS]|[sS]trides?)\s?=\s?(?P<stride>{_SHORT})(?![0-9.])"
    rf"|(?<![A-Za-z])(?:[pP]|[pP]ad(?:ding)?)\s?=\s?(?P<padding>[0-9])(?![0-9.])"
    rf"|(?<![A-Za-z])[fFk]\s?=\s?(?P<side>{_SHORT})(?![0-9.])"
    r"|(?<![A-Za-z])[KnN]\s?=\s?(?P<many>[1-9][0-9]{1,3})(?![0-9.])"
    rf"|(?:[Cc]onv(?:2[dD]|olution)?|[Pp]ool(?:ing)?|CONV|POOL)\s?[( ]\s?(?P<inside>{_KERNEL})(?![0-9]|{CROSS}[0-9])"
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


def titles_of(head: Sequence[Sequence[Cell]]) -> list[str]:
    """The heading of each column, which may go over several rows."""
    width = max(map(len, head), default=0)
    return [" ".join(dict.fromkeys(row[at].text.text.strip() for row in head if at < len(row))) for at in range(width)]


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
