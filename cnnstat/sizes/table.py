"""A sweep as a table: a row for each input size, a column for each layer that changes the size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cnnstat.analysis.sweep import Pair, Places, Sweep
from cnnstat.quantities import Quantity, pair_text
from cnnstat.quantities.table import Table
from cnnstat.text import numbers

LEGEND = (
    "Exact: every window ends where its map ends. r1: one row and one column of the layer's input are left over and "
    "never read; an input with such a layer loses. ~, loose: the division leaves a rest, yet no edge is lost: it is "
    "padding, a gap as between all windows, or filled up by ceil mode."
)
UNSEEN = (
    "Unseen: rows and columns at the far edge of the image that never reach the output; none where neighbouring "
    "windows still see them. Where windows leave gaps, at least so many."
)
BROKEN = "At sizes with – the network does not run."

MOST_SHOWN = 200
"""Columns for layers."""


class Cell(NamedTuple):
    """A layer at one input size."""

    outputs: Pair
    exact: bool
    unread: Pair


def side_text(pair: Pair) -> str:
    """``55``, or height × width where they differ."""
    return pair_text(pair_data(pair))


def cell_text(cell: Cell | None) -> str:
    """``55``, ``54 r1``, ``112 ~``."""
    if cell is None:
        return "–"
    mark = f" r{side_text(cell.unread)}" if any(cell.unread) else "" if cell.exact else " ~"
    return side_text(cell.outputs) + mark


def size_table(title: str, found: Sweep, facts: Sequence[tuple[str, str]] = ()) -> Table:
    """The table of a sweep, below what holds for all sizes."""
    changing = [each for each in found.places if changes(each, found)]
    shown = changing[:MOST_SHOWN]
    columns = [
        column("input", "Input", "side of the image", numbers.grouped),
        *(column(each.names[0], each.names[0], meaning(each), cell_text, cell_data, 2) for each in shown),
        column("fit", "Fit", "exact, loose, loses, or no where it does not run", str, numeric=False),
        column("unseen", "Unseen", "pixels that never reach the output", optional(side_text), pair_data, 1),
        column("params", "Params", "trainable numbers", optional(numbers.grouped), priority=4),
        column("macs", "MACs", "multiply-accumulates", optional(numbers.grouped), priority=3),
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
    """Whether a layer changes the size of its map, at one of the sizes."""
    return any(
        runs and outputs != size for runs, outputs, size in zip(found.runs, places.outputs, places.sizes, strict=True)
    )


def meaning(places: Places) -> str:
    others = f", as do {len(places.names) - 1} others" if len(places.names) > 1 else ""
    return f"side of the output of {places.names[0]}{others}"


def column(
    key: str, title: str, told: str, text: Callable[[Any], str], data: Callable[[Any], Any] = lambda value: value,
    priority: int = 0, numeric: bool = True,
) -> Quantity:  # fmt: skip
    return Quantity(key, title, "", told, lambda row, setting: None, text, "none", priority, numeric, data)


def optional(text: Callable[[Any], str]) -> Callable[[Any], str]:
    """A text for what may not be there."""
    return lambda value: "–" if value is None else text(value)


def pair_data(pair: Pair | None) -> Any:
    """One number where height and width agree, else both."""
    return pair and (pair[0] if pair[0] == pair[1] else list(pair))


def cell_data(cell: Cell | None) -> Any:
    return None if cell is None else pair_data(cell.outputs)


def verdict(found: Sweep, at: int) -> str:
    """How the network fits at one of the sizes."""
    if not found.runs[at]:
        return "no"
    return "exact" if found.exact[at] else "loose" if found.lossless[at] else "loses"


def at_row(found: Sweep, at: int, shown: Sequence[Places]) -> list[Any]:
    """One line."""
    side = found.sides[at]
    if not found.runs[at]:
        return [side, *([None] * len(shown)), verdict(found, at), None, None, None]
    cells = [Cell(each.outputs[at], each.exact[at], each.unread[at]) for each in shown]
    rows, columns = found.seen[at]
    return [side, *cells, verdict(found, at), (side - rows, side - columns), found.params[at], found.macs[at]]
