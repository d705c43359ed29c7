"""Reports as Markdown (GitHub's tables)."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.report import Table
from cnnstat.summary import Part, Summary


def escape(text: str) -> str:
    """Text that a Markdown table cell shows as it is."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return text


def grid(head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]], last: Sequence[str] = ()) -> str:
    """A table with aligned columns, readable as text too; ``last`` is set in bold."""
    bold = [[f"**{escape(cell)}**" if cell else "" for cell in last]] if last else []
    lines = [list(head), *([escape(cell) for cell in row] for row in rows), *bold]
    widths = [max(3, *(len(line[index]) for line in lines)) for index in range(len(head))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, numeric, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = [("-" * (width - 1) + ":") if right else "-" * width for width, right in zip(widths, numeric, strict=True)]
    return "\n".join([line(lines[0]), line(rule), *(line(cells) for cells in lines[1:])])


def table(report: Table) -> str:
    head = [column.title for column in report.columns]
    numeric = [column.numeric for column in report.columns]
    body = grid(head, numeric, report.texts(), report.total_texts())
    return "\n".join(
        [f"**{escape(report.title)}**", "", body, "", *(f"{escape(note)}  " for note in report.all_notes), ""]
    )


def summary(report: Summary) -> str:
    lines = [f"# {escape(report.title)}", ""]
    lines += [line for text in (report.source, report.about) if text for line in (escape(text), "")]
    facts = [(fact.label, fact.figure, fact.remark) for fact in report.facts]
    lines += [grid(("figure", "value", "remark"), (False, True, False), facts), ""]
    lines += parts("parameters", report.parameters) + parts("MACs", report.macs)
    lines += [f"{escape(note)}  " for note in report.notes]
    return "\n".join([*lines, ""])


def parts(what: str, ranking: Sequence[Part]) -> list[str]:
    if not ranking:
        return []
    rows = [(part.name, part.figure, part.share) for part in ranking]
    return [grid((f"where the {what} are", what, "share"), (False, True, True), rows), ""]
