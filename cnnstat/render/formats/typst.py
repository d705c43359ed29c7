"""Reports as Typst, to include into a document or to compile as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnstat.algebra.notation import TYPST
from cnnstat.derivation import Explanation
from cnnstat.quantities.summary import Summary
from cnnstat.quantities.table import Table
from cnnstat.render import sums
from cnnstat.text.typst import escape, sentence

if TYPE_CHECKING:
    from cnnstat.comparing.held_report import Shown

ENDINGS = (".typ",)


def explanation(report: Explanation) -> str:
    """Headings, mathematics and tables."""
    lines = [f"= {escape(report.title)}", "", *([sentence(report.about), ""] if report.about else [])]
    for each in report.derivations:
        lines += [f"== {escape(each.title)}: {escape(each.result)}", "", sentence(each.meaning), ""]
        for equation in each.equations:
            begin, *rest = equation.lines(TYPST)
            steps = [f"{TYPST.word(equation.label)} &= {begin}", *(f"&= {step}" for step in rest)]
            lines += ["$ " + " \\\n  ".join(steps) + " $", ""]
        if each.addends:
            rows, total = sums.rows_of(each)
            lines += [grid(sums.HEAD, sums.NUMERIC, [*rows, total]), ""]
        lines += [line for remark in each.remarks for line in (sentence(remark), "")]
    return "\n".join([*lines, *small(report.notes), ""])


def small(notes: Sequence[str]) -> list[str]:
    """Notes in small print."""
    return [f"#text(size: 0.85em)[{escape(note)}]\n" for note in notes]


def table(report: Table, heading: str = "=") -> str:
    """A heading, what holds for all rows, the table and its notes."""
    lines = [f"{heading} {escape(report.title)}", ""]
    lines += [f"- {escape(label)}: {escape(text)}" for label, text in report.facts]
    numeric = [column.numeric for column in report.columns]
    rows = [*report.texts(), *([report.total_texts()] if report.totals else [])]
    return "\n".join(
        [*lines, "", grid([column.title for column in report.columns], numeric, rows), "", *small(report.all_notes), ""]
    )


def held(report: Shown) -> str:
    """The claims, then the differences."""
    claims, differences = report.tables
    return f"{table(claims)}\n{table(differences, '==')}"


def summary(report: Summary) -> str:
    """The figures, what else there is to say, and where parameters and MACs are."""
    lines = [f"= {escape(report.title)}", ""]
    lines += [line for text in (report.source, report.about) if text for line in (sentence(text), "")]
    facts = [(fact.label, fact.figure, fact.remark) for fact in report.facts]
    lines += [grid(("figure", "value", "remark"), (False, True, False), facts), ""]
    for section in report.sections:
        lines += [f"== {escape(section.heading)}", ""]
        lines += [*(f"- {escape(label)}: {escape(text)}" for label, text in section.lines), ""]
    for what, ranking in (("parameters", report.parameters), ("MACs", report.macs)):
        if ranking:
            rows = [(part.name, part.figure, part.share) for part in ranking]
            lines += [grid((f"where the {what} are", what, "share"), (False, True, True), rows), ""]
    return "\n".join([*lines, *small(report.notes), ""])


def grid(head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    """A table with aligned columns."""
    align = ", ".join("right" if right else "left" for right in numeric)
    cells = "".join("  " + ", ".join(f"[{escape(cell)}]" for cell in row) + ",\n" for row in (head, *rows))
    return f"#table(columns: {len(head)}, align: ({align}), stroke: none,\n{cells})"
