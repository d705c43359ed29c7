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
"""The names of formats for terminals."""
VIEWS = {"table": "terminal", "summary": "terminal", "explanation": "text", "audit": "audit"}
"""Kinds of reports, each with the module that shows it on a terminal."""


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
        kind, report = without_headings(view)
        text = getattr(module(chosen), kind)(report)
    return text


def fragment(view: View, chosen: str) -> str:
    """A report as a part of a document: its headings are none of that document's."""
    if chosen in TERMINAL:
        return rendered(view, chosen)
    kind, report = without_headings(view)
    own = module(chosen)
    text: str = getattr(own, f"{kind}_body", getattr(own, kind))(report)
    return text


def without_headings(view: View) -> View:
    """What formats write of a report: all of an audit in one table."""
    return View("table", view.report.table) if view.kind == "audit" else view
