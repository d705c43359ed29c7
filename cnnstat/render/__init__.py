"""Reports as text: one module per format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

FORMATS: dict[str, tuple[str, ...]] = {
    "table": (".txt", ""),
    "markdown": (".md",),
    "csv": (".csv",),
    "json": (".json",),
    "latex": (".tex",),
    "html": (".html", ".htm"),
}
"""The formats, with the endings of files that ask for them. Table is for terminals; the others have a module of their
name with ``table(Table)`` and ``summary(Summary)``, or, where a file holds everything, ``whole(Analysis, ...)``."""

DERIVATIONS: dict[str, tuple[str, ...]] = {
    "text": (".txt", ""),
    "markdown": (".md",),
    "latex": (".tex",),
    "typst": (".typ",),
}
"""The formats of derivations, each with ``explanation(Explanation)``."""

WHOLE = ("csv", "json")
"""Formats that hold every figure of every layer, whatever view is asked for."""

TERMINAL = ("table", "text")
"""What formats for terminals are called."""
VIEWS = {"table": "terminal", "summary": "terminal", "explanation": "text", "audit": "audit"}
"""Kinds of reports, with the module that shows them on a terminal."""


class View(NamedTuple):
    """A report, and what kind it is: the name of the function that writes it, in every format's module."""

    kind: str
    report: Any


def terminal_view(kind: str) -> Callable[[Any, int | None], Any]:
    """What shows a kind of report on a terminal of some width."""
    view: Callable[[Any, int | None], Any] = getattr(import_module(f"cnnstat.render.{VIEWS[kind]}"), f"{kind}_view")
    return view


def rendered(view: View, chosen: str) -> str:
    """A report in a format, whole; a format's module is imported only when it is asked for."""
    text: str
    if chosen in TERMINAL:
        text = import_module("cnnstat.render.terminal").text(terminal_view(view.kind), view.report)
    else:
        kind, report = ("table", view.report.table) if view.kind == "audit" else view
        text = getattr(import_module(f"cnnstat.render.{chosen}"), kind)(report)
    return text
