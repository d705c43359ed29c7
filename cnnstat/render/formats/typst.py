"""Derivations as Typst, to include into a document or to compile as they are."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.algebra.notation import TYPST
from cnnstat.derivation import Explanation
from cnnstat.render import sums

_SIGNS = "\\#$*_`<>@[]~/\"'="


def escape(text: str) -> str:
    """Text that Typst sets as it is."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)


def explanation(report: Explanation) -> str:
    """Headings, mathematics and tables."""
    lines = [f"= {escape(report.title)}", "", *([escape(report.about), ""] if report.about else [])]
    for each in report.derivations:
        lines += [f"== {escape(each.title)}: {escape(each.result)}", "", escape(each.meaning), ""]
        for equation in each.equations:
            begin, *rest = equation.lines(TYPST)
            steps = [f"{TYPST.word(equation.label)} &= {begin}", *(f"&= {step}" for step in rest)]
            lines += ["$ " + " \\\n  ".join(steps) + " $", ""]
        if each.addends:
            rows, total = sums.rows_of(each)
            lines += [table(sums.HEAD, sums.NUMERIC, [*rows, total]), ""]
        lines += [line for remark in each.remarks for line in (escape(remark), "")]
    lines += [f"#text(size: 0.85em)[{escape(note)}]\n" for note in report.notes]
    return "\n".join([*lines, ""])


def table(head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]]) -> str:
    """A table with aligned columns."""
    align = ", ".join("right" if right else "left" for right in numeric)
    cells = "".join("  " + ", ".join(f"[{escape(cell)}]" for cell in row) + ",\n" for row in (head, *rows))
    return f"#table(columns: {len(head)}, align: ({align}), stroke: none,\n{cells})"
