"""A printed figure: what a source prints, where, and the query that it is about."""

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
"""Words for the reasons for which a figure has no query."""

SEEN = {
    "confirmed": "read in the source",
    "secondary": "read in one transcription of the source only",
    "unconfirmed": "from memory",
}
"""How sure the quotation is."""


class Paper(NamedTuple):
    """A source: authors, title, venue and year; and a few words for it."""

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
        place: where in it: section, table, figure, page.
        row: which line of a table or which part of the network; "" where there is one only.
        prints: what stands there.
        unit: what the heading of a table adds: million, %.
        printed: the figure that this states; None where there is no query.
        asks: the query as written; "" where the figure cannot be computed.
        query: its tree.
        network: what a claim without a query is about.
        states: what the figure is, where query and place do not say it.
        because: why there is no query.
        seen: how sure the quotation is, one of :data:`SEEN`.
        position: where the claim stands.
        scores: of a claim that says how well its network does, what that comes to.
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
