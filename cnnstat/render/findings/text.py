"""Findings for people: one line each, or with the line of the document, as in compilers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report, counted, many
from cnnstat.render.coverage import coverage_view
from cnnstat.render.terminal import WIDE, Line
from cnnstat.text.cells import cells

STYLES = {"error": "red", "warning": "yellow", "note": "cyan"}
ELLIPSIS = "…"


def view(chosen: str) -> Callable[[Report, int | None], list[Line]]:
    """The function that lays out findings for a terminal of some width."""
    return full_view if chosen == "full" else concise_view


def place(finding: Finding) -> str:
    return f"{finding.span}: " if finding.span else ""


def concise_view(report: Report, limit: int | None) -> list[Line]:
    """``file:line:column: CNS201 message``, one line each."""
    lines: list[Line] = [[(f"{each.span}: ", ""), (f"{each.asks} {each.state}", "dim")]
                         for each in report.cited]  # fmt: skip
    lines += [
        [(place(each), ""), (each.rule.id, STYLES[each.rule.severity]), (f" {each.message}", "")]
        for each in report.findings
    ]
    lines += [[]] if lines and report.coverage is not None else []
    return [*lines, *ending(report)]


def full_view(report: Report, limit: int | None) -> list[Line]:
    """Each finding with the line that it is about, what that should say, and why."""
    lines: list[Line] = citing(report)
    width = min(limit or WIDE, WIDE)
    for each in report.findings:
        if report.brief and each.holds:
            continue
        lines.append([(place(each), "bold"), (f"{each.rule.id} {each.rule.name}", STYLES[each.rule.severity])])
        lines += [[(f"  {line}", "")] for line in textwrap.wrap(each.sentence, width - 2, break_long_words=False)]
        lines += excerpt(each, limit)
        mark = "" if each.mark == each.suggested else each.mark
        facts = [("say", each.suggested), ("other reading", each.reading), ("mark", mark)]
        facts += [(about, str(position)) for position, about in each.related]
        for label, text in facts:
            if text:
                lines.append([(f"  {label}: ", "dim"), (text, "green" if label == "say" else "")])
        lines.append([])
    return [*lines, *(holding(report, width) if report.brief else ()), *ending(report)]


def holding(report: Report, width: int) -> list[Line]:
    """How many figures without marks come out in each document, and in which lines."""
    files: dict[str, list[int]] = {}
    for each in report.findings:
        if each.holds and each.span is not None:
            files.setdefault(each.span.file, []).append(each.span.line)
    lines: list[Line] = []
    for file, places in files.items():
        said = f": {many(len(places), 'figure')} without a mark {'come' if len(places) > 1 else 'comes'} out, line "
        numbers = list(dict.fromkeys(map(str, places)))
        room = width - cells(file) - len(said) - len(f", {ELLIPSIS}")
        shown = next(
            count for count in range(len(numbers), 0, -1) if count == 1 or len(", ".join(numbers[:count])) <= room
        )
        more = f", {ELLIPSIS}" if shown < len(numbers) else ""
        lines.append([(file, "bold"), (f"{said}{', '.join(numbers[:shown])}{more}", "")])
    if lines:
        lines += [[("--notes lists them with their marks, --suggest --fix sets all that can stand.", "dim")], []]
    return lines


def citing(report: Report) -> list[Line]:
    """The documents that read the spec that was asked for."""
    if not report.asked:
        return []
    files: dict[str, list[str]] = {}
    for each in report.cited:
        files.setdefault(each.span.file, []).append(str(each.span.line))
    if not files:
        return [[(f"No document reads {report.asked}.", "")]]
    lines: list[Line] = [[(f"{many(len(files), 'document')} read {report.asked}:", "bold")]]
    lines += [
        [(f"  {file}", ""), (f"  {many(len(places), 'figure')}, line {', '.join(dict.fromkeys(places))}", "dim")]
        for file, places in files.items()
    ]
    return [*lines, []]


def ending(report: Report) -> list[Line]:
    """How much of all numbers is checked, if that was asked for, and what was found."""
    table = coverage_view(report.coverage) if report.coverage is not None else []
    return [*table, [(counted(report), "bold")]]


def excerpt(finding: Finding, limit: int | None) -> list[Line]:
    """The line of the document with the figure underlined; a long line is cut around it."""
    span = finding.span
    if span is None or not finding.source.strip():
        return []
    source = "".join(sign if sign.isprintable() else " " for sign in finding.source)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(source)
    number = str(span.line)
    room = max(30, min(limit, WIDE) - len(number) - 6) if limit is not None else cells(source)
    first, last = window(source, start, room)
    text = (ELLIPSIS if first else "") + source[first:last] + (ELLIPSIS if last < len(source) else "")
    before = cells(source[first:start]) + (first > 0)
    marks = "^" * max(1, cells(source[start : min(end, last)]))
    gutter = " " * len(number)
    return [
        [(f"  {number} │ ", "dim"), (text, "")],
        [(f"  {gutter} │ ", "dim"), (f"{' ' * before}{marks}", STYLES[finding.rule.severity])],
    ]


def window(source: str, start: int, room: int) -> tuple[int, int]:
    """The part of a line to show, so that it fits into ``room`` cells, up to a third of them before ``start``."""
    if cells(source) <= room:
        return 0, len(source)
    first = start
    while first and cells(source[first - 1 : start]) < room // 3:
        first -= 1
    last = start
    while last < len(source) and cells(source[first : last + 1]) <= room - 2:
        last += 1
    while first and cells(source[first - 1 : last]) <= room - 2:
        first -= 1
    return first, last
