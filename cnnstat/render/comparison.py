"""Networks side by side on a terminal, and what differs between two.

Networks are columns while they fit, else rows, in as many tables as the width asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cnnstat.comparing import Comparison
from cnnstat.comparing.diff import Diff
from cnnstat.comparing.networks import RATIO
from cnnstat.quantities.table import Table
from cnnstat.render.terminal import GAP, WIDE, Line, columns_width, facts_view, table_view, wrapped


def comparison_view(report: Comparison, limit: int | None) -> list[Line]:
    """A comparison; nothing of it is left out."""
    room = limit or WIDE
    found = report.fitting(room)
    if found is not report.layouts.across:
        return table_view(found, limit)
    first, *others = parts(found, room)
    lines = table_view(first, limit)
    for part in others:
        lines += [[], *table_view(part, limit)[2:]]  # without title
    return lines


def parts(table: Table, room: int) -> list[Table]:
    """A table as several, each with its first column and as many others as there is room for; notes below the last."""
    widths = columns_width([[column.title for column in table.columns], *table.texts()])
    groups: list[list[int]] = [[0]]
    left = room - widths[0]
    for figure in figures(table):
        need = sum(widths[at] + GAP for at in figure)
        if need > left and len(groups[-1]) > 1:
            groups.append([0])
            left = room - widths[0]
        groups[-1] += figure
        left -= need
    found = [chosen(table, group) for group in groups]
    return [*(replace(each, notes=()) for each in found[:-1]), found[-1]]


def figures(table: Table) -> Iterator[Sequence[int]]:
    """The columns that stay together: a figure and its ratios."""
    at = 1
    while at < len(table.columns):
        paired = at + 1 < len(table.columns) and table.columns[at + 1].key.endswith(RATIO)
        yield [at, at + 1] if paired else [at]
        at += 1 + paired


def chosen(table: Table, columns: Sequence[int]) -> Table:
    """Some columns of a table."""
    rows = [[row[at] for at in columns] for row in table.rows]
    return replace(table, columns=[table.columns[at] for at in columns], rows=rows)


def diff_view(report: Diff, limit: int | None) -> list[Line]:
    """What differs between two networks."""
    return diff_lines(report.table, limit)


def diff_lines(table: Table, limit: int | None) -> list[Line]:
    """What differs; a table only where there are rows."""
    if table.rows:
        return table_view(table, limit if limit is not None else WIDE)
    lines: list[Line] = [[(table.title, "bold")], [], *facts_view(table.facts, limit)]
    for number, note in enumerate(table.notes):
        lines += wrapped(note, limit, "dim" if number else "")
    return lines
