"""A figure that was read, with the queries that it may be the answer to."""

from __future__ import annotations

from typing import NamedTuple

Found = tuple[int, int, str]
"""The offsets of a figure, and its query."""


class Candidate(NamedTuple):
    """A figure and the queries that it may be the answer to.

    Attributes:
        start, end: its offsets in the passage.
        printed: the figure as it is read, with the words and the unit around it.
        queries: the queries, the likeliest first.
        firm: 2 where its network and quantity are certain, so that it is wrong if it is right for none; 1 where other
            ways of counting are tried; 0 where only a figure that comes out is worth a word.
        unit: the unit that stands outside of the figure.
        column: the column of a table that it stands in; figures of one column are held against each other.
        row: the row of a table that it stands in; figures of one row are of one variant of a network.
        code: whether it stands in code, where no mark can stand.
        field: whether it is the value of a field of a record, which may stand in a comment.
        changed: whether its sentence speaks of a changed network, or quotes what others claim.
        also: further queries, for networks that the text around speaks of; they count only if the figure comes out.
    """

    start: int
    end: int
    printed: str
    queries: tuple[str, ...]
    firm: int
    unit: str = ""
    column: tuple[int, int] = (-1, -1)
    code: bool = False
    row: tuple[int, int] = (-1, -1)
    field: bool = False
    changed: bool = False
    also: tuple[str, ...] = ()
