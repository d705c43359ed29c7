"""Audits for a terminal: a heading for each source, the columns aligned throughout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from cnnstat.claims import Audit
from cnnstat.claims.audit import Verdict
from cnnstat.claims.report import COLUMNS, NOTE, audit_rows, audit_table
from cnnstat.quantities.table import Table
from cnnstat.render.terminal import GAP, Line, columns_width, fitting, folded, narrowed, padded, wrapped

STYLES: dict[Verdict, str] = {
    "exact": "green", "rounds": "green", "truncated": "green", "other convention": "yellow", "differs": "red",
    "not computable": "dim",
}  # fmt: skip
SENTENCE = 48
"""The width of a column of sentences, if the terminal does not limit it."""


class Shown(NamedTuple):
    """The part of an audit that is shown, and the notes below it."""

    audit: Audit
    notes: tuple[str, ...]

    @property
    def table(self) -> Table:
        """Everything in one table, for formats without headings inside tables."""
        return audit_table(self.audit, self.notes)


def audit_view(shown: Shown, limit: int | None) -> list[Line]:
    """The verdicts, source by source, and the number of each."""
    checked = shown.audit.checked
    table = Table("", COLUMNS, audit_rows(checked), (), ())
    rows = table.texts()
    lines: list[Line] = []
    left_out: list[str] = []
    if rows:
        head = [column.title for column in COLUMNS]
        widths = [
            width if column.numeric else min(width, SENTENCE)
            for column, width in zip(COLUMNS, columns_width([head, *rows]), strict=True)
        ]
        kept = fitting(table, widths, limit)
        widths = narrowed(table, widths, kept, limit)
        left_out = [column.key for index, column in enumerate(COLUMNS) if index not in kept]
        lines += [line(head, widths, kept, "bold"), [("─" * (sum(widths[at] + GAP for at in kept) - GAP), "dim")]]
        told = zip(checked, rows, strict=True)
        for paper, claims in groupby(told, key=lambda each: each[0].claim.paper):
            lines += wrapped(paper.text, limit, "bold")
            for each, row in claims:
                lines += [line(part, widths, kept, STYLES[each.verdict]) for part in folded(row, widths)]
            lines.append([])
    if left_out:
        lines += wrapped(f"No room for {', '.join(left_out)}: widen the terminal.", limit)
    for sentence in shown.notes:
        lines += wrapped(sentence, limit, "bold")
    return [*lines, *(wrapped(NOTE, limit, "dim") if rows else [])]


def line(cells: Sequence[str], widths: Sequence[int], kept: Sequence[int], style: str) -> Line:
    """The cells of a row, with the verdict in the given style."""
    pieces: Line = []
    for at in kept:
        column, cell = COLUMNS[at], cells[at]
        own = style if column.key == "verdict" or style == "bold" else "cyan" if column.key == "where" else ""
        pieces += [(padded(cell, widths[at], column.numeric), own), (" " * GAP, "")]
    while pieces and not pieces[-1][0].strip():  # a terminal would wrap trailing spaces
        pieces.pop()
    return [*pieces[:-1], (pieces[-1][0].rstrip(), pieces[-1][1])] if pieces else []
