"""Audits for a terminal: a heading for each source, the columns aligned throughout."""

from __future__ import annotations

from itertools import groupby

from cnnstat.claims import Audit
from cnnstat.claims.report import COLUMNS, NOTE, audit_rows, counts_lines
from cnnstat.render.terminal import GAP, Line, columns_width, fitting, folded, narrowed, padded, wrapped
from cnnstat.report import Table

STYLES = {"exact": "green", "rounds": "green", "truncated": "green", "other": "yellow", "differs": "red", "not": "dim"}
"""By the first word of a verdict."""


def audit_view(found: Audit, limit: int | None) -> list[Line]:
    """The verdicts, source by source, and how many there are of each."""
    rows = audit_rows(found.checked)
    lines: list[Line] = []
    if rows:
        head = [column.title for column in COLUMNS]
        table = Table("", COLUMNS, rows, (), ())
        widths = columns_width([head, *rows])
        kept = fitting(table, widths, limit)
        widths = narrowed(table, widths, kept, limit)
        told = zip(found.checked, rows, strict=True)
        for paper, claims in groupby(told, key=lambda each: each[0].claim.paper):
            lines += [[(line, "bold") for line, _ in part] for part in wrapped(paper.text, limit)]
            for _, row in claims:
                style = STYLES.get(row[3].split()[0].rstrip(":"), "")
                for part in folded(row, widths):
                    pieces: Line = []
                    for index in kept:
                        own = style if COLUMNS[index].key == "verdict" else ""
                        own = "cyan" if COLUMNS[index].key == "where" else own
                        pieces += [(padded(part[index], widths[index], COLUMNS[index].numeric), own), (" " * GAP, "")]
                    lines.append([*pieces[:-2], (pieces[-2][0].rstrip(), pieces[-2][1])])
            lines.append([])
    for sentence in counts_lines(found):
        lines += wrapped(sentence, limit, "bold")
    return [*lines, *wrapped(NOTE, limit, "dim")]
