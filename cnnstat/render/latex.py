"""Reports as LaTeX: a table to ``\\input`` into a document that loads booktabs."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.algebra.notation import TEX
from cnnstat.derivation import Explanation
from cnnstat.quantities.summary import Part, Summary
from cnnstat.quantities.table import Table
from cnnstat.render import sums

_SIGNS = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "×": r"$\times$", "γ": r"$\gamma$", "β": r"$\beta$",
    "−": "$-$", "⌈": r"$\lceil$", "⌉": r"$\rceil$", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "…": r"\dots{}",
    "≈": r"$\approx$", "–": "--", **{sign: f"$^{digit}$" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}  # fmt: skip


LONG = 26


def escape(text: str) -> str:
    """Text that LaTeX sets as it is."""
    return "".join(_SIGNS.get(sign, sign) for sign in text).replace("--", "-{}-")  # else a dash


def tabular(
    head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]], last: Sequence[str] = ()
) -> str:
    """A booktabs tabular."""
    columns = (kind_of([row[at] for row in (head, *rows)], right) for at, right in enumerate(numeric))
    lines = [rf"\begin{{tabular}}{{{''.join(columns)}}}", r"\toprule"]
    lines += [line(head), r"\midrule", *map(line, rows)]
    lines += [r"\midrule", line(last)] if last else []
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"])


def kind_of(cells: Sequence[str], right: bool) -> str:
    """A column's kind: sentences are broken into lines."""
    return "r" if right else r"p{0.28\linewidth}" if max(map(len, cells)) > LONG else "l"


def line(cells: Sequence[str]) -> str:
    """A row; behind a row's end LaTeX would take a bracket or a star for an option."""
    first = "{}" if cells and cells[0].startswith(("[", "*")) else ""
    return first + " & ".join(map(escape, cells)) + r" \\"


def floating(caption: str, body: str, notes: Sequence[str]) -> str:
    small = [rf"\par\smallskip{{\footnotesize {escape(note)}\par}}" for note in notes]
    return "\n".join([
        r"\begin{table}", r"\centering", rf"\caption{{{escape(caption)}}}", body, *small, r"\end{table}", "",
    ])  # fmt: skip


def table(report: Table) -> str:
    head, numeric = [column.title for column in report.columns], [column.numeric for column in report.columns]
    return "% needs \\usepackage{booktabs}\n" + floating(
        report.title,
        tabular(head, numeric, report.texts(), report.total_texts()),
        [*(f"{label}: {text}" for label, text in report.facts), *report.all_notes],
    )


def summary(report: Summary) -> str:
    facts = [(fact.label, fact.figure, fact.remark) for fact in report.facts]
    body = tabular(("figure", "value", "remark"), (False, True, False), facts)
    parts = [*part("parameters", report.parameters), *part("MACs", report.macs)]
    told = [f"{section.heading}: {label}: {text}" for section in report.sections for label, text in section.lines]
    caption = ". ".join(filter(None, (report.title, report.source)))
    return "\n".join(["% needs \\usepackage{booktabs}", floating(caption, body, [*told, *report.notes]), *parts])


def part(what: str, ranking: Sequence[Part]) -> list[str]:
    if not ranking:
        return []
    rows = [(each.name, each.figure, each.share) for each in ranking]
    return [floating(f"Where the {what} are", tabular(("", what, "share"), (False, True, True), rows), ())]


def explanation(report: Explanation) -> str:
    """Derivations to ``\\input`` into a document that loads amsmath and booktabs."""
    title = report.title + (f": {report.about}" if report.about else "")
    lines = ["% needs \\usepackage{amsmath,booktabs}", rf"\section*{{{escape(title)}}}"]
    for each in report.derivations:
        lines += [rf"\paragraph{{{escape(each.title)}: {escape(each.result)}}} {escape(each.meaning)}"]
        for equation in each.equations:
            begin, *rest = equation.lines(TEX)
            steps = [rf"{TEX.word(equation.label)} &= {begin}", *(rf"&= {step}" for step in rest)]
            lines += [r"\begin{align*}", " \\\\\n".join(steps), r"\end{align*}"]
        if each.addends:
            rows, total = sums.rows_of(each)
            lines += [r"\begin{center}", tabular(sums.HEAD, sums.NUMERIC, rows, total), r"\end{center}"]
        lines += [escape(remark) + r"\par" for remark in each.remarks]
    lines += [rf"{{\footnotesize {escape(note)}\par}}" for note in report.notes]
    return "\n".join([*lines, ""])
