"""Coverage as a table: for each document how many numbers are checked, exempt, or neither; and the reasons."""

from __future__ import annotations

from typing import Any

from cnnstat.findings.coverage import Coverage, Covered, percent_text
from cnnstat.findings.report import many
from cnnstat.render.terminal import Line
from cnnstat.text.cells import cells, left, right

HEAD = ("document", "numbers", "checked", "exempt", "unchecked", "coverage")
GAP = "  "
TOTAL = "all"


def rows(coverage: Coverage) -> list[tuple[str, ...]]:
    """The rows of the table, the last one for all documents together."""
    return [row(each) for each in coverage.documents] + [row(coverage.total._replace(file=TOTAL))]


def row(each: Covered) -> tuple[str, ...]:
    """The cells of a document."""
    counts = (each.numbers, each.checked, len(each.exempt), each.unchecked)
    return (each.file, *(f"{count:,}" for count in counts), percent_text(each.percent))


def coverage_view(coverage: Coverage) -> list[Line]:
    """The table for a terminal, and below it why numbers are exempt."""
    table = [HEAD, *rows(coverage)]
    widths = [max(cells(line[at]) for line in table) for at in range(len(HEAD))]

    def line(texts: tuple[str, ...]) -> str:
        first, *others = zip(texts, widths, strict=True)
        return GAP.join([left(*first), *(right(*each) for each in others)])

    lines: list[Line] = [[(line(HEAD), "bold")]]
    lines += [[(line(each), "bold" if each is table[-1] else "")] for each in table[1:]]
    lines.append([])
    for file, reason, count in coverage.reasons:
        lines.append([(f"{file}: {many(count, 'number')} exempt: ", "dim"), (reason, "")])
    return [*lines, []] if coverage.reasons else lines


def coverage_data(coverage: Coverage) -> dict[str, Any]:
    """The table as plain data, with every number that is exempt."""
    return {
        **counts_data(coverage.total),
        "documents": [
            {
                "file": each.file,
                **counts_data(each),
                "exemptions": [
                    {"line": one.span.line, "column": one.span.column, "number": one.text, "reason": one.reason}
                    for one in each.exempt
                ],
            }
            for each in coverage.documents
        ],
    }


def counts_data(each: Covered) -> dict[str, Any]:
    """The counts as plain data; the percentage is null if there is nothing to check."""
    return {
        "numbers": each.numbers, "checked": each.checked, "exempt": len(each.exempt), "unchecked": each.unchecked,
        "percent": None if each.percent is None else round(float(each.percent), 6),
    }  # fmt: skip
