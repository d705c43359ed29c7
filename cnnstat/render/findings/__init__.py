"""Findings for people, and in the formats of CI systems: one module per format."""

from __future__ import annotations

from importlib import import_module

from cnnstat.findings.report import Report

FORMATS: dict[str, tuple[str, ...]] = {
    "full": (".txt",),
    "concise": (),
    "json": (".json",),
    "github": (),
    "sarif": (".sarif",),
    "junit": (".xml",),
}
"""The formats, with the file endings that select them. The first two are for people; each of the others has a module of
its name with ``findings(Report)``."""
FOR_PEOPLE = ("full", "concise")


def rendered(report: Report, chosen: str) -> str:
    """A report as text in a format; a format's module is imported only when it is asked for."""
    if chosen in FOR_PEOPLE:
        from cnnstat.render import terminal
        from cnnstat.render.findings import text

        return terminal.text(text.view(chosen), report)
    found: str = import_module(f"cnnstat.render.findings.{chosen}").findings(report)
    return found
