"""A network held against printed figures, as tables and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from cnnstat.claims.audit import Verdict
from cnnstat.claims.data import claim_data, number_data
from cnnstat.claims.report import (
    PRINTS,
    QUERY,
    SOURCE,
    VERDICT,
    WHERE,
    as_printed,
    fit_text,
    printed_text,
    reading_text,
    worded,
)
from cnnstat.claims.report import verdict_text as own_text
from cnnstat.comparing.held import Held, Holding
from cnnstat.comparing.report import HEADS, LEFT_OUT
from cnnstat.printed import Fit
from cnnstat.printed.figure import HOLDS
from cnnstat.quantities import MAC, PER_IMAGE, Column, Value
from cnnstat.quantities.table import Table

HERE = Column("exact", "Here", "what the network gives", numeric=True)
LAYER = Column("layer", "Layer here", "what the layers and blocks of the query are called in the network")


class Shown(NamedTuple):
    """What is shown of a network that is held against printed figures.

    Attributes:
        found: all of it.
        kept: the claims to show.
        title: of the table of claims.
        counts: how many figures have each verdict, as a sentence.
    """

    found: Holding
    kept: Sequence[Held]
    title: str
    counts: str

    @property
    def columns(self) -> list[Column]:
        """The columns of the claims, without their sources; that of layers only where one has another name."""
        moved = any(each.moved for each in self.kept)
        return [WHERE, PRINTS, HERE, VERDICT, *([LAYER] if moved else []), QUERY]

    @property
    def rows(self) -> list[list[Value]]:
        """A row for each claim, with :attr:`columns`."""
        moved = LAYER in self.columns
        return [row(each, self.found.like, moved) for each in self.kept]

    @property
    def note(self) -> str:
        """What the verdicts mean."""
        like = self.found.like
        return (
            "A figure holds at the precision printed: half a unit of its last digit; under another convention, where "
            f"it is right for {like} under that one. It differs where it is right for {like} and not here, and differs "
            f"in both where {like}, as it stands, has it neither. Not applicable is what asks for layers, keys or "
            f"params that are not here. {MAC}; {PER_IMAGE}."
        )

    @property
    def table(self) -> Table:
        """All claims in one table."""
        rows = [[*worded(each.own.claim.paper.short), *cells] for each, cells in zip(self.kept, self.rows, strict=True)]
        return Table(self.title, [SOURCE, *self.columns], rows, (), [self.counts, *([self.note] if rows else [])])

    @property
    def differences(self) -> Table:
        """What differs, without the layers of which only the name does."""
        found = self.found.difference.table
        rows = [row for row in found.rows if row[0].text != "renamed"]
        notes = [f"{LEFT_OUT}." if each == HEADS else each for each in found.notes]  # an audit has no --mode
        return replace(found, rows=rows, notes=notes)

    @property
    def tables(self) -> tuple[Table, Table]:
        """The claims, then the differences."""
        return self.table, self.differences


def row(held: Held, like: str, with_layer: bool) -> list[Value]:
    claim = held.own.claim
    moved = ", ".join(f"{each.name} → {each.there}" for each in held.moved)
    return worded(
        ", ".join(filter(None, (claim.place, claim.row))),
        printed_text(claim),
        as_printed(held.value, claim.printed) if held.value is not None else "",
        verdict_text(held, like),
        *([moved] if with_layer else []),
        claim.asks,
    )


def verdict_text(held: Held, like: str) -> str:
    """The verdict with its details, and what the network has that the figures are printed of."""
    own, printed = held.own, held.own.claim.printed
    if held.verdict == "not computable":
        return own_text(own)
    if held.verdict == "not applicable":
        return f"not applicable: {held.because}"
    if held.verdict == "other convention" and held.reading is not None:
        return f"other convention: {held.reading.text} ({reading_text(held.reading, printed)})"
    there = f"{like} has {as_printed(own.value, printed)}" if own.value is not None and own.value != held.value else ""
    if held.verdict in HOLDS:
        told = fit_text(Fit(held.verdict, held.unit), printed)
        return "; ".join(filter(None, (told, there if own.verdict not in HOLDS else "")))
    if held.reading is not None and own.reading is not None:
        here, other = (reading_text(each, printed) for each in (held.reading, own.reading))
        return f"differs: {here} ({held.reading.text}); {like} has {other}"
    right = f"right with {own.reading.text}" if own.reading is not None else ""
    told = "; ".join(filter(None, (there, right)))
    return f"{held.verdict}{f': {told}' if told else ''}"


def held_data(held: Held) -> dict[str, Any]:
    """A claim, its verdict here, and that for the network that it is about."""
    own = held.own
    here = own._replace(
        verdict=cast("Verdict", held.verdict), value=held.value, unit=held.unit, reading=held.reading, shared=0
    )
    found = claim_data(here)
    return {
        **found,
        "because": held.because or found["because"],
        "layers": {each.name: each.there for each in held.moved},
        "original": {"verdict": own.verdict, "exact": number_data(own.value)},
    }
