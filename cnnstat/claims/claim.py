"""A claim: a figure that a source prints, its place there, and the query for it."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from cnnstat.errors import Position
from cnnstat.printed import Figure
from cnnstat.query import Query

REASONS = {
    "training": "comes from training and data, not from the architecture",
    "procedure": "says how a network is trained or tested",
}
"""Keywords for the common reasons why a figure has no query."""

SEEN = {
    "confirmed": "read in the source",
    "secondary": "read in one transcription of the source only",
    "unconfirmed": "from memory",
}
"""How certain the quotation is."""


class Paper(NamedTuple):
    """A source: authors, title, venue and year as ``text``, and a ``short`` name."""

    text: str
    short: str


class Scores(NamedTuple):
    """How well a network does, in percent.

    Attributes:
        on: the images.
        settings: of the network, where they are not its spec's own.
        top1: accuracy of the first guess; None where it is not printed.
        top5: how often one of the first five guesses is right; None where it is not printed.
    """

    on: str
    settings: tuple[tuple[str, str], ...]
    top1: Decimal | None
    top5: Decimal | None


class Claim(NamedTuple):
    """A figure as a source prints it.

    Attributes:
        paper: the source.
        place: the place in it: section, table, figure or page.
        row: the line of a table or the part of the network; "" if there is only one.
        prints: the quotation.
        unit: what the heading of a table adds to it: million, %.
        printed: the figure in the quotation; None if there is no query.
        asks: the query as written; "" if the figure cannot be computed.
        query: the tree of the query; None if there is none.
        network: the network that a claim is about whose query, if it has one, names none.
        states: what the figure is, if query and place do not tell.
        because: why there is no query.
        seen: how certain the quotation is, one of :data:`SEEN`.
        position: where the claim is written.
        scores: how well the network does, if the claim says that.
    """

    paper: Paper
    place: str
    row: str
    prints: str
    unit: str
    printed: Figure | None
    asks: str
    query: Query | None
    network: str
    states: str
    because: str
    seen: str
    position: Position
    scores: Scores | None = None

    @property
    def where(self) -> str:
        """Source, place and row."""
        return ", ".join(filter(None, (self.paper.short, self.place, self.row)))
