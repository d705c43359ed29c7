"""Reports as Markdown (GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnstat.algebra.notation import TEX
from cnnstat.derivation import Explanation
from cnnstat.quantities.summary import Part, Summary
from cnnstat.quantities.table import Table
from cnnstat.render import sums
from cnnstat.render.formats.html import APART

if TYPE_CHECKING:
    from cnnstat.comparing.held_report import Shown

ENDINGS = (".md",)

SIGNS = re.compile(r"[\\*_~\[\]>|$]|&(?=#?[A-Za-z0-9]+;)")
"""What means something in a line; an & only where it begins the number or name of a character."""
LIVE = re.compile(r"[`<]|!(?=!!)|\{(?=(\{)?)")
"""What others than Markdown obey, backslash or not: R Markdown and Quarto run code between backticks; site generators
and MDX run what stands in braces, and extensions find attributes, roles and files there; and inside of an HTML element
only its numbers and names keep a character from being markup. What reads the rendered page, as Vue, sees braces even
then, so that two of them stand apart."""
BEGIN = re.compile(r"^\s*(?:(?=[#+\-=])|[0-9]{1,9}(?=[.)](?:\s|$)))")
EXTENDED = re.compile(r"^(\s*)([!%/:;?]|[ei](?=(?:xport|mport)\b)|\((?=[^()]*\)=\s*$))")
"""What begins directives, admonitions, targets, comments and MDX's code for others, who know fewer backslashes."""


def escape(text: str) -> str:
    """Text that a Markdown table cell shows as it is, on one line."""
    text = " ".join(text.splitlines())
    return LIVE.sub(lambda sign: f"&#{ord(sign[0])};{APART if sign[1] else ''}", SIGNS.sub(r"\\\g<0>", text))


def sentence(text: str) -> str:
    """The same for text that may begin a line, where more signs mean something: headings, lists, rules, fences."""
    text = BEGIN.sub(r"\g<0>\\", escape(text))
    return EXTENDED.sub(lambda begin: f"{begin[1]}&#{ord(begin[2])};", text)


def grid(head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]], last: Sequence[str] = ()) -> str:
    """A table with aligned columns, readable as text too; ``last`` is set in bold."""
    bold = [[f"**{escape(cell)}**" if cell else "" for cell in last]] if last else []
    lines = [*([escape(cell) for cell in row] for row in (head, *rows)), *bold]
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
    rows = report.texts()
    body = [grid(head, numeric, rows, report.total_texts()), ""] if rows or report.totals else []
    told = [f"- {sentence(label)}: {escape(text)}" for label, text in report.facts]
    return "\n".join(
        [
            f"**{escape(report.title)}**",
            "",
            *told,
            *([""] if told else []),
            *body,
            *(f"{sentence(note)}  " for note in report.all_notes),
            "",
        ]
    )


def held(report: Shown) -> str:
    """The claims, then the differences."""
    return "\n".join(map(table, report.tables))


HEADINGS, BOLD = ("# {}", "## {}"), ("**{}**", "**{}**")
"""Of a report of its own, and of a part of a document, where they are none of its headings."""


def summary_body(report: Summary) -> str:
    return summary(report, BOLD)


def summary(report: Summary, headings: tuple[str, str] = HEADINGS) -> str:
    title, heading = headings
    lines = [title.format(escape(report.title)), ""]
    lines += [line for text in (report.source, report.about) if text for line in (sentence(text), "")]
    facts = [(fact.label, fact.figure, fact.remark) for fact in report.facts]
    lines += [grid(("figure", "value", "remark"), (False, True, False), facts), ""]
    for section in report.sections:
        lines += [heading.format(escape(section.heading)), ""]
        lines += [*(f"- {sentence(label)}: {escape(text)}" for label, text in section.lines), ""]
    lines += parts("parameters", report.parameters) + parts("MACs", report.macs)
    lines += [f"{sentence(note)}  " for note in report.notes]
    return "\n".join([*lines, ""])


def parts(what: str, ranking: Sequence[Part]) -> list[str]:
    if not ranking:
        return []
    rows = [(part.name, part.figure, part.share) for part in ranking]
    return [grid((f"where the {what} are", what, "share"), (False, True, True), rows), ""]


def explanation_body(report: Explanation) -> str:
    return explanation(report, BOLD)


def explanation(report: Explanation, headings: tuple[str, str] = HEADINGS) -> str:
    """Derivations with mathematics between dollar signs, as GitHub and most renderers take them."""
    title, heading = headings
    lines = [title.format(escape(report.title)), "", *([sentence(report.about), ""] if report.about else [])]
    for each in report.derivations:
        lines += [heading.format(f"{escape(each.title)}: {escape(each.result)}"), "", sentence(each.meaning), ""]
        for equation in each.equations:
            lines += ["$$", aligned(TEX.word(equation.label), equation.lines(TEX)), "$$", ""]
        if each.addends:
            rows, total = sums.rows_of(each)
            lines += [grid(sums.HEAD, sums.NUMERIC, rows, total), ""]
        lines += [line for remark in each.remarks for line in (sentence(remark), "")]
    lines += [f"{sentence(note)}  " for note in report.notes]
    return "\n".join([*lines, ""])


def aligned(label: str, chain: Sequence[str]) -> str:
    """A chain of equalities, one below the other, in TeX."""
    begin, *rest = chain
    steps = [rf"{label} &= {begin}", *(rf"&= {step}" for step in rest)]
    return "\n".join([r"\begin{aligned}", " \\\\\n".join(steps), r"\end{aligned}"])
