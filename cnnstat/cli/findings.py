"""The output of ``check`` and ``lint``: findings for people, or in formats of CI systems."""

from __future__ import annotations

import os
from pathlib import Path

from cnnstat.cli.ending import expect
from cnnstat.cli.settings import write, write_text
from cnnstat.errors import UsageError
from cnnstat.findings.report import Report
from cnnstat.render.findings import FOR_PEOPLE, rendered
from cnnstat.text.printable import printable


def emit(report: Report, chosen: str, output: Path | None) -> int:
    """Write a report, and under GitHub Actions also a table in the summary of the run; returns the exit code."""
    from cnnstat.render import terminal

    code = expect(0 if report.ok else 1)
    if chosen in FOR_PEOPLE and output is None and terminal.on_terminal():
        from cnnstat.render.findings import text

        terminal.emit(text.view(chosen), report)
    elif chosen in FOR_PEOPLE:
        write_text(rendered(report, chosen), output)
    else:
        write(rendered(report, chosen), output, commands=chosen == "github")
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if chosen == "github" and summary:
        append(report, Path(summary))
    return code


def append(report: Report, summary: Path) -> None:
    """Add a table of the findings to the summary of a run."""
    from cnnstat.render.findings.github import step_summary

    try:
        with summary.open("a", encoding="utf-8") as file:
            file.write(printable(step_summary(report)))
    except OSError as error:
        raise UsageError(f"GITHUB_STEP_SUMMARY: {summary}: cannot write: {error.strerror}") from error
