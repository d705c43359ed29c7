"""Reports as text: for terminals, and in the formats of :mod:`cnnstat.render.formats`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from cnnstat.render.formats import Formats, module

FORMATS = Formats("table")
"""The formats of summaries and tables."""
DERIVATIONS = Formats("text", "explanation")
"""The formats of derivations."""

TERMINAL = ("table", "text")
"""What formats for terminals are called."""
VIEWS = {
    "table": "terminal", "summary": "terminal", "explanation": "text", "audit": "audit", "comparison": "comparison",
    "diff": "comparison", "held": "audit",
}  # fmt: skip
"""Kinds of reports, with the module that shows them on a terminal."""


class View(NamedTuple):
    """A report and its kind, which is the name of the function that writes it in every format's module."""

    kind: str
    report: Any


def holds_everything(chosen: str) -> bool:
    """Whether a format always contains every figure of every layer, whatever view is asked for."""
    return chosen not in TERMINAL and hasattr(module(chosen), "whole")


def terminal_view(kind: str) -> Callable[[Any, int | None], Any]:
    """The function that lays out a kind of report for a terminal of some width."""
    view: Callable[[Any, int | None], Any] = getattr(import_module(f"cnnstat.render.{VIEWS[kind]}"), f"{kind}_view")
    return view


def rendered(view: View, chosen: str) -> str:
    """A report as text in a format; a format's module is imported only when it is asked for."""
    text: str
    if chosen in TERMINAL:
        text = import_module("cnnstat.render.terminal").text(terminal_view(view.kind), view.report)
    else:
        kind, report = as_written(view, chosen)
        text = getattr(module(chosen), kind)(report)
    return text


def fragment(view: View, chosen: str) -> str:
    """A report as a part of a document, to whose table of contents its headings add nothing."""
    if chosen in TERMINAL:
        return rendered(view, chosen)
    kind, report = as_written(view, chosen)
    own = module(chosen)
    text: str = getattr(own, f"{kind}_body", getattr(own, kind))(report)
    return text


def as_written(view: View, chosen: str) -> View:
    """A report as a format writes it: an audit, and a kind that the format does not know, as a table."""
    known = view.kind != "audit" and hasattr(module(chosen), view.kind)
    return view if known else View("table", view.report.table)
