"""Audits for a terminal: a heading for each source, the columns aligned throughout."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from cnnstat.claims import Audit, Claim
from cnnstat.claims.report import COLUMNS, NOTE, audit_rows, audit_table
from cnnstat.comparing.held import HeldVerdict
from cnnstat.comparing.held_report import Shown as HeldShown
from cnnstat.quantities import Column, Value
from cnnstat.quantities.table import Table
from cnnstat.render.comparison import diff_lines
from cnnstat.render.terminal import GAP, Line, columns_width, fitting, folded, narrowed, padded, wrapped

STYLES: dict[HeldVerdict, str] = {
    "exact": "green", "rounds": "green", "truncated": "green", "other convention": "yellow", "differs": "red",
    "differs in both": "yellow", "not applicable": "dim", "not computable": "dim",
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
    keyed = [(each.claim, each.verdict) for each in checked]
    lines = claims_view(COLUMNS, audit_rows(checked), keyed, limit)
    for sentence in shown.notes:
        lines += wrapped(sentence, limit, "bold")
    return [*lines, *(wrapped(NOTE, limit, "dim") if checked else [])]


def held_view(shown: HeldShown, limit: int | None) -> list[Line]:
    """The verdicts on a network that is held against printed figures, what it breaks first; then what differs."""
    keyed = [(each.own.claim, each.verdict) for each in shown.kept]
    lines = [*wrapped(shown.title, limit, "bold"), [], *claims_view(shown.columns, shown.rows, keyed, limit)]
    lines += wrapped(shown.counts, limit, "bold")
    lines += wrapped(shown.note, limit, "dim") if keyed else []
    table = shown.differences
    return [*lines, [], *diff_lines(table, limit)]


def claims_view(
    columns: Sequence[Column],
    cells: Sequence[Sequence[Value]],
    keyed: Sequence[tuple[Claim, HeldVerdict]],
    limit: int | None,
) -> list[Line]:
    """Rows of claims below the papers that they are from; each claim comes with its verdict."""
    if not cells:
        return []
    table = Table("", columns, cells, (), ())
    rows = table.texts()
    head = [column.title for column in columns]
    widths = [
        width if column.numeric else min(width, SENTENCE)
        for column, width in zip(columns, columns_width([head, *rows]), strict=True)
    ]
    kept = fitting(table, widths, limit)
    widths = narrowed(table, widths, kept, limit)
    left_out = [column.key for index, column in enumerate(columns) if index not in kept]
    whole = Layout(columns, widths, kept)
    lines: list[Line] = [whole.line(head, "bold"), [("─" * (sum(widths[at] + GAP for at in kept) - GAP), "dim")]]
    for paper, claims in groupby(zip(keyed, rows, strict=True), key=lambda each: each[0][0].paper):
        lines += wrapped(paper.text, limit, "bold")
        for (_, verdict), row in claims:
            lines += [whole.line(part, STYLES[verdict]) for part in folded(row, widths)]
        lines.append([])
    if left_out:
        lines += wrapped(f"No room for {', '.join(left_out)}: widen the terminal.", limit)
    return lines


class Layout(NamedTuple):
    """The columns of claims, their widths, and which of them there is room for."""

    columns: Sequence[Column]
    widths: Sequence[int]
    kept: Sequence[int]

    def line(self, cells: Sequence[str], style: str) -> Line:
        """The cells of a row, with the verdict in the given style."""
        pieces: Line = []
        for at in self.kept:
            column, cell = self.columns[at], cells[at]
            own = style if column.key == "verdict" or style == "bold" else "cyan" if column.key == "where" else ""
            pieces += [(padded(cell, self.widths[at], column.numeric), own), (" " * GAP, "")]
        while pieces and not pieces[-1][0].strip():  # a terminal would wrap trailing spaces
            pieces.pop()
        return [*pieces[:-1], (pieces[-1][0].rstrip(), pieces[-1][1])] if pieces else []
