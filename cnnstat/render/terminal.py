"""Reports for a terminal.

Numbers are never cut off. If a terminal is too narrow, whole columns are left out, the least important first, and named
below the table; if even the rest does not fit, lines run over. In a pipe or a file nothing is left out.
"""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cnnstat.quantities import Value
from cnnstat.quantities.table import Table
from cnnstat.text.printable import one_line
from cnnstat.text.screen import WIDEST

if TYPE_CHECKING:  # a table needs no summary
    from cnnstat.quantities.summary import Part, Summary

Line = list[tuple[str, str]]
"""Pieces of text with their styles, in rich's words."""

GAP = 2
BAR = 24
LONG = 60
NARROW = 18
"""Columns of sentences are narrowed that are wider, to this if the lines then fit."""
NARROWEST = 12
"""The least width to which they are narrowed; that of its longest word, if a column has a longer one."""
LABEL = 38
"""Longer labels get a line of their own."""
WIDE = 110
"""The greatest width of sentences: a comfortable line."""


def on_terminal() -> bool:
    """Whether standard output is a terminal, or is to be treated as one."""
    return (sys.stdout is not None and sys.stdout.isatty()) or bool(os.environ.get("FORCE_COLOR"))


def emit(view: Callable[[Any, int | None], list[Line]], report: Any) -> None:
    """Show a report with colours, in the terminal's width; without a terminal (FORCE_COLOR), as wide as it needs."""
    from rich.console import Console
    from rich.text import Text

    screen = Console(highlight=False, emoji=False, markup=False)
    limit = min(screen.width or 80, WIDEST) if sys.stdout.isatty() else None
    for line in view(report, limit):
        screen.print(Text.assemble(*safe(line)), soft_wrap=True)


def safe(line: Line) -> Line:
    """A line that contains no control characters and does not begin like a command of a CI log."""
    pieces = [(one_line(piece), style) for piece, style in line]
    if not "".join(piece for piece, _ in pieces).lstrip().startswith("::"):
        return pieces
    first = next(at for at, (piece, _) in enumerate(pieces) if piece.strip())
    piece, style = pieces[first]
    return [*pieces[:first], (piece.replace(":", "\\u003a", 1), style), *pieces[first + 1 :]]


def text(view: Callable[[Any, int | None], list[Line]], report: Any) -> str:
    """A report as plain text, as wide as it needs to be."""
    lines = ("".join(one_line(piece) for piece, _ in line).rstrip() for line in view(report, None))
    return "".join(f"{line}\n" for line in lines)


def wrapped(sentence: str, limit: int | None, style: str = "") -> list[Line]:
    """A sentence, wrapped to lines of readable length."""
    width = max(20, min(limit or WIDE, WIDE))
    return [[(line, style)] for line in textwrap.wrap(sentence, width, break_long_words=False)]


def padded(cell: str, width: int, right: bool) -> str:
    return cell.rjust(width) if right else cell.ljust(width)


def columns_width(rows: Iterable[Sequence[str]]) -> list[int]:
    """The width that each column needs."""
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def fitting(table: Table, widths: Sequence[int], limit: int | None) -> list[int]:
    """Indices of the columns that fit into ``limit`` cells, chosen by priority; those of priority 0 are always kept."""
    kept: list[int] = []
    room = limit + GAP if limit is not None else None
    for index in sorted(range(len(widths)), key=lambda index: (table.columns[index].priority, index)):
        if room is None or widths[index] + GAP <= room or table.columns[index].priority == 0:
            kept.append(index)
            room = None if room is None else room - widths[index] - GAP
    return sorted(kept)


def narrowed(table: Table, widths: list[int], kept: Sequence[int], limit: int | None) -> list[int]:
    """The widths, with columns of sentences narrowed if the columns do not fit; numbers keep their widths."""
    spare = (limit or 0) - sum(widths[index] + GAP for index in kept) + GAP
    if limit is None or spare >= 0 or table.totals:
        return widths
    long = [index for index in kept if not table.columns[index].numeric and widths[index] > NARROW]
    room = spare + sum(widths[index] for index in long)
    least = dict.fromkeys(long, NARROW)
    if room < NARROW * len(long):
        least = {
            index: max(NARROWEST, *(len(word) for row in table.texts() for word in row[index].split()))
            for index in long
        }
    made = list(widths)
    # The column with the longest word first: the others share what it leaves.
    for done, index in enumerate(sorted(long, key=lambda index: -least[index])):
        made[index] = max(least[index], room // (len(long) - done))
        room -= made[index]
    return made


def folded(row: Sequence[str], widths: Sequence[int]) -> list[Sequence[str]]:
    """A row, split into several if a cell is wider than its column."""
    if all(len(cell) <= width for cell, width in zip(row, widths, strict=True)):
        return [row]
    cells = [
        textwrap.wrap(cell, width, break_long_words=False) if len(cell) > width else [cell]
        for cell, width in zip(row, widths, strict=True)
    ]
    return [
        [lines[at] if at < len(lines) else "" for lines in cells] for at in range(max(len(lines) for lines in cells))
    ]


def table_view(table: Table, limit: int | None) -> list[Line]:
    """A table and its notes."""
    head = [column.title for column in table.columns]
    body, totals = table.texts(), table.total_texts()
    widths = columns_width([head, *body, *([totals] if totals else [])])
    kept = fitting(table, widths, limit)

    widths = narrowed(table, widths, kept, limit)

    def line(cells: Sequence[str], style: str, values: Sequence[Value] = ()) -> Line:
        pieces: Line = []
        for index in kept:
            column, cell = table.columns[index], cells[index]
            faint = "dim" if values and values[index].idle else style
            named = "cyan" if column.key == "name" and not style else faint
            pieces.append((padded(cell, widths[index], column.numeric), named))
            pieces.append((" " * GAP, ""))
        last, kind = pieces[-2]
        return [*pieces[:-2], (last.rstrip(), kind)]  # a terminal would wrap trailing spaces

    rule: Line = [("─" * (sum(widths[index] + GAP for index in kept) - GAP), "dim")]
    lines: list[Line] = [[(table.title, "bold")], [], *facts_view(table.facts, limit), line(head, "bold"), rule]
    lines += [
        line(part, "", values) for row, values in zip(body, table.rows, strict=True) for part in folded(row, widths)
    ]
    lines += [rule, line(totals, "bold"), []] if totals else [[]]
    left_out = [column.key for index, column in enumerate(table.columns) if index not in kept]
    if left_out:
        choose = " or choose with --columns" if table.totals else ""  # only tables of layers have columns to choose
        lines += wrapped(f"No room for {', '.join(left_out)}: widen the terminal{choose}.", limit)
    if limit is not None and len(body) > LONG and any("." in row[0] for row in body):
        lines += wrapped("A long table: --depth 1, or 2, shows each block as one row.", limit)
    for note in (*(table.columns[index].note for index in kept), *table.notes):
        lines += wrapped(note, limit, "dim")
    return lines if lines[-1] else lines[:-1]


def facts_view(facts: Sequence[tuple[str, str]], limit: int | None) -> list[Line]:
    """Labels with their texts wrapped beside them, and an empty line."""
    if not facts:
        return []
    width = max((len(label) for label, _ in facts if len(label) <= LABEL), default=2) + GAP
    room = max(20, min(limit or WIDE, WIDE) - width)
    lines: list[Line] = []
    for label, sentence in facts:
        if len(label) > LABEL:  # a line of its own
            lines += [[(label, "cyan")]]
            label = ""
        first, *more = textwrap.wrap(sentence, room, break_long_words=False) or [""]
        lines.append([(f"{label:{width}}", "cyan"), (first, "")])
        lines += [[(" " * width, ""), (each, "")] for each in more]
    return [*lines, []]


def summary_view(summary: Summary, limit: int | None) -> list[Line]:
    """The lines of a summary."""
    lines: list[Line] = [[(summary.title, "bold")]]
    for sentence in (summary.source, summary.about):
        lines += wrapped(sentence, limit)
    lines.append([])
    labels = max(len(fact.label) for fact in summary.facts) + GAP
    figures = max(len(fact.figure) for fact in summary.facts if len(fact.figure) < BAR) + GAP
    room = max(20, min(limit or WIDE, WIDE) - labels - figures)
    for fact in summary.facts:
        remark = textwrap.wrap(fact.remark, room, break_long_words=False) or [""]
        lines.append([(f"{fact.label:{labels}}", "cyan"), (f"{fact.figure:{figures}}", ""), (remark[0], "dim")])
        lines += [[(" " * (labels + figures), ""), (more, "dim")] for more in remark[1:]]
    lines.append([])
    for section in summary.sections:
        lines += [
            [(section.heading, "bold")],
            *facts_view([(f"  {label}", text) for label, text in section.lines], limit),
        ]
    lines += ranking_view("parameters", summary.parameters, limit) + ranking_view("MACs", summary.macs, limit)
    for note in summary.notes:
        lines += wrapped(note, limit, "dim")
    return lines


def ranking_view(what: str, parts: Sequence[Part], limit: int | None) -> list[Line]:
    """Bars that show how a total is distributed."""
    if not parts:
        return []
    widths = columns_width([(part.name, part.figure, part.share) for part in parts])
    room = max(0, min(BAR, (limit or WIDE) - sum(widths) - 4 * GAP))
    lines: list[Line] = [[(f"where the {what} are", "bold")]]
    lines += [
        [
            (f"  {part.name:{widths[0] + GAP}}", "cyan"),
            (f"{part.figure:>{widths[1]}}  {part.share:>{widths[2]}}  ", ""),
            ("█" * round(part.fraction * room) or "▏", "blue"),
        ]
        for part in parts
    ]
    return [*lines, []]
