"""Derivations for a terminal: formulas on one line if they fit, otherwise their steps one below the other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from cnnstat.algebra.notation import TEXT
from cnnstat.derivation import Addend, Derivation, Equation, Explanation
from cnnstat.render.terminal import GAP, WIDE, Line, columns_width, padded, wrapped
from cnnstat.text import numbers


def explanation_view(report: Explanation, limit: int | None) -> list[Line]:
    """The lines of derivations: for each the figure and its meaning, then its formulas, sums and remarks."""
    width = min(limit or WIDE, WIDE)
    lines: list[Line] = [[(report.title, "bold"), (f"  {report.about}", "")], []]
    for each in report.derivations:
        head: Line = [(each.title, "bold"), ("  ", ""), (each.result, "bold cyan")]
        first, *more = textwrap.wrap(each.meaning, max(20, width - 4), break_long_words=False)
        fits = sum(len(text) for text, _ in head) + 2 + len(first) <= width and not more
        lines.append([*head, (f"  {first}", "dim")] if fits else head)
        lines += [] if fits else [[(f"  {text}", "dim")] for text in (first, *more)]
        for equation in each.equations:
            lines += equation_view(equation, width)
        lines += addends_view(each)
        for remark in each.remarks:
            lines += [[(f"  {text}", "")] for text in textwrap.wrap(remark, max(20, width - 2), break_long_words=False)]
        lines.append([])
    for note in report.notes:
        lines += wrapped(note, limit, "dim")
    return lines


def equation_view(equation: Equation, width: int) -> list[Line]:
    """``label = names = numbers = result``, on one line if it fits, otherwise one below the other."""
    steps = equation.lines(TEXT)
    label = f"  {equation.label} "
    whole = " = ".join(steps)
    if len(label) + 2 + len(whole) <= width:
        return [[(label, "cyan"), (f"= {whole}", "")]]
    room = max(20, width - len(label) - 2)
    lines: list[Line] = []
    for at, text in enumerate(steps):
        for number, piece in enumerate(textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)):
            begin = "= " if number == 0 else "  "
            lines.append([(label if at == number == 0 else " " * len(label), "cyan"), (begin + piece, "")])
    return lines


def addends_view(derivation: Derivation) -> list[Line]:
    """The terms of a sum, one below the other."""
    if not derivation.addends:
        return []
    rows = [(each.label, times_text(each), numbers.grouped(each.times * each.value)) for each in derivation.addends]
    total = ("sum", "", numbers.grouped(sum(each.times * each.value for each in derivation.addends)))
    widths = columns_width([*rows, total])

    def line(cells: Sequence[str]) -> str:
        columns = zip(cells, widths, (False, True, True), strict=True)
        return "  " + (" " * GAP).join(padded(cell, width, right) for cell, width, right in columns if width)

    return [*([(line(row), "")] for row in rows), [(line(total), "bold")]]


def times_text(addend: Addend) -> str:
    """``2 × 64,896`` for equal terms in a row; "" for a single term."""
    return f"{numbers.grouped(addend.times)} × {numbers.grouped(addend.value)}" if addend.times > 1 else ""
