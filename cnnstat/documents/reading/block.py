"""A block of a document: a heading, a paragraph, an item of a list, a table, code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

Kind = Literal["heading", "text", "table", "code", "slides"]
Place = tuple[int, int]


class Block(NamedTuple):
    """A block of a document.

    Attributes:
        kind: what it is.
        start, end: its offsets in the text.
        level: of a heading, 1 to 6; of a text, how many lists it stands in.
        rows: the cells of a table, by rows.
        head: how many rows of a table are its headings.
        form: the format in which its text is written.
        info: of code, its language; "" where none is said.
        more: of a table, the further lines of cells that go over several, by the first one.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    rows: Sequence[Sequence[Place]] = ()
    head: int = 1
    form: str = "markdown"
    info: str = ""
    more: Mapping[Place, Sequence[Place]] = MappingProxyType({})
