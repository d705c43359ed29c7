"""A sweep as a table, with a row for each input size and a column for each layer that changes the size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnnstat.analysis.sweep import Pair as Sides
from cnnstat.analysis.sweep import Places, Sweep
from cnnstat.quantities import Column, Count, Missing, Pair, Value, Words
from cnnstat.quantities.table import Table

LEGEND = (
    "Exact: every window ends where its map ends. r1: one row and one column of the layer's input are left over and "
    "never read; an input with such a layer loses. ~, loose: the division leaves a remainder, yet no edge is lost: it "
    "is padding, a gap as between all windows, or filled up by ceil mode."
)
UNSEEN = (
    "Unseen: rows and columns at the far edge of the image that never reach the output; none where neighbouring "
    "windows still see them. Where windows leave gaps, at least so many."
)
BROKEN = "At sizes with – the network does not run."

MOST_SHOWN = 200
"""The most columns for layers."""


@dataclass(frozen=True)
class Map(Pair):
    """The output of a layer at one input size, and how its windows fit: ``55``, ``54 r1``, ``112 ~``."""

    fits: bool
    unread: Sides

    @property
    def text(self) -> str:
        mark = f" r{Pair(*self.unread).text}" if any(self.unread) else "" if self.fits else " ~"
        return super().text + mark


def size_table(title: str, found: Sweep, facts: Sequence[tuple[str, str]] = ()) -> Table:
    """The table of a sweep, with facts that hold for all sizes above it."""
    changing = [each for each in found.places if changes(each, found)]
    shown = changing[:MOST_SHOWN]
    columns = [
        Column("input", "Input", "side of the image", numeric=True),
        *(Column(each.names[0], each.names[0], meaning(each), numeric=True, priority=2) for each in shown),
        Column("fit", "Fit", "exact, loose, loses, or no where it does not run"),
        Column("unseen", "Unseen", "pixels that never reach the output", numeric=True, priority=1),
        Column("params", "Params", "trainable numbers", numeric=True, priority=4),
        Column("macs", "MACs", "multiply-accumulates", numeric=True, priority=3),
    ]
    marks = any(not (found.exact[at] or not found.runs[at]) for at in range(len(found.sides)))
    legend = [LEGEND] if marks else []
    legend += (
        [UNSEEN] if any(runs and not whole for runs, whole in zip(found.runs, found.lossless, strict=True)) else []
    )
    legend += [BROKEN] if not all(found.runs) else []
    if len(changing) > len(shown):
        legend.append(f"Of {len(changing):,} maps of different sizes the first {len(shown)} are shown.")
    rows = [at_row(found, at, shown) for at in range(len(found.sides))]
    return Table(title, columns, rows, (), legend, facts)


def changes(places: Places, found: Sweep) -> bool:
    """Whether a layer changes the size of its map for at least one input size."""
    return any(
        runs and outputs != size for runs, outputs, size in zip(found.runs, places.outputs, places.sizes, strict=True)
    )


def meaning(places: Places) -> str:
    first, *others = places.names
    more = f" and of {len(others)} other{'s' if len(others) > 1 else ''}" if others else ""
    return f"side of the output of {first}{more}"


def verdict(found: Sweep, at: int) -> str:
    """How the network fits at one of the sizes, in one word."""
    if not found.runs[at]:
        return "no"
    return "exact" if found.exact[at] else "loose" if found.lossless[at] else "loses"


def at_row(found: Sweep, at: int, shown: Sequence[Places]) -> list[Value]:
    """The row of one input size."""
    side, fit = found.sides[at], Words(verdict(found, at))
    if not found.runs[at]:
        return [Count(side), *([Missing()] * len(shown)), fit, Missing(), Missing(), Missing()]
    maps = [Map(*each.outputs[at], each.exact[at], each.unread[at]) for each in shown]
    rows, columns = found.seen[at]
    return [Count(side), *maps, fit, Pair(side - rows, side - columns), Count(found.params[at]), Count(found.macs[at])]
