"""Findings as annotations of GitHub Actions, and as a table for the summary of a run.

GitHub shows at most ten errors and ten warnings of a step as annotations, so errors come first, and the summary lists
all findings. The form of a command is documented under "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from cnnstat.errors import Position
from cnnstat.findings.coverage import percent_text
from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report, counted
from cnnstat.render.coverage import HEAD
from cnnstat.render.coverage import rows as rows_of
from cnnstat.render.formats.markdown import escape, grid

ENDINGS: tuple[str, ...] = ()

LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
MOST_ROWS = 1000
"""The most rows of a summary, since GitHub does not show one of more than 1 MiB."""


def data(text: str) -> str:
    """Escape the text after the colons of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value(text: str) -> str:
    """Escape the value of a property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


def findings(report: Report) -> str:
    """A command for each finding, and a last line for the log."""
    return "".join(f"{command(each)}\n" for each in report.by_severity) + f"{covered(report)}{counted(report)}\n"


def covered(report: Report) -> str:
    """A line for the log on how much of all numbers is checked; "" if that was not asked for."""
    return f"coverage: {percent_text(report.coverage.total.percent)}\n" if report.coverage is not None else ""


def command(finding: Finding) -> str:
    span = finding.span
    where = ""
    if span is not None:
        where = f",file={value(span.file)},line={span.line}"
        if span.line == span.end_line:
            where += f",col={span.column},endLine={span.end_line},endColumn={span.end_column}"
        else:
            where += f",endLine={span.end_line}"
    title = value(f"cnnstat ({finding.rule.id})")
    return f"::{LEVELS[finding.rule.severity]} title={title}{where}::{data(str(finding))}"


def error(message: str, place: Position | None) -> str:
    """A command for an error because of which nothing was checked."""
    where = f",file={value(place.file)},line={place.line},col={place.column}" if place else ""
    return f"::error title=cnnstat{where}::{data(message)}"


def step_summary(report: Report) -> str:
    """The summary of a run, in Markdown."""
    rows = [
        (str(each.span or ""), each.rule.id, each.sentence, each.suggested, each.reading)
        for each in report.by_severity[:MOST_ROWS]
    ]
    head = ("Where", "Rule", "Problem", "Say", "Other reading")
    table = grid(head, (False,) * len(head), rows) if rows else ""
    parts = [escape(counted(report)), table]
    if report.coverage is not None:
        parts.insert(1, grid(HEAD, (False, *(True,) * (len(HEAD) - 1)), rows_of(report.coverage)))
    return "".join(f"{part}\n\n" for part in (f"### cnnstat {report.command}", *parts) if part)[:-1]
