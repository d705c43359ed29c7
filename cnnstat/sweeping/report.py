"""Settings of a sweep as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cnnstat.keys.kinds import is_number
from cnnstat.quantities import Column, Count, Missing, Pair, Value, Words
from cnnstat.quantities.table import Table
from cnnstat.quantities.totals import TOTALS
from cnnstat.quantities.values import Bytes
from cnnstat.spec.param import written
from cnnstat.sweeping.swept import Number, Swept
from cnnstat.text import numbers


def table_of(swept: Swept, places: Sequence[int], facts: Sequence[tuple[str, str]] = ()) -> Table:
    """A row for each of some settings, with its params and figures."""
    params = [
        Column(name, name, "param of the spec", numeric=all(map(is_number, values)))
        for name, values in swept.axes.items()
    ]
    # Where a terminal has no room for all, the figures that were asked for last are left out first.
    figures = [replace(TOTALS[key], priority=number) for number, key in enumerate(swept.columns)]
    rows = [[*map(param_value, swept.values(place).values()), *figure_values(swept, place)] for place in places]
    return Table(
        f"{swept.title}, {settings(len(places))}", [*params, *figures], rows, (), (), [*facts, *refusals(swept)]
    )


def settings(count: int) -> str:
    return f"{numbers.grouped(count)} setting{'' if count == 1 else 's'}"


def param_value(value: Any) -> Value:
    """A param's value as the cell of a table."""
    return Count(value) if isinstance(value, int) and not isinstance(value, bool) else Words(written(value))


def figure_values(swept: Swept, place: int) -> list[Value]:
    """The figures at a setting as cells of a table."""
    return [figure_value(key, column[place]) for key, column in swept.columns.items()]


def figure_value(key: str, value: Number | None) -> Value:
    if value is None:
        return Missing()
    if isinstance(value, tuple):
        return Pair(*value)
    if not isinstance(value, int):
        return Pair(value, value)
    return Bytes(value) if TOTALS[key].unit == "bytes" else Count(value)


def refusals(swept: Swept) -> list[tuple[str, str]]:
    """At how many settings the network does not run, and why at the first of them."""
    if not swept.refused:
        return []
    count = sum(len(each.places) for each in swept.refused)
    first = min(swept.refused, key=lambda each: each.places[0])
    where = ", ".join(f"{name}={written(value)}" for name, value in swept.values(first.places[0]).items())
    return [("does not run", f"at {settings(count)}; at {where}: {first.problem}")]
