"""Reports as text: one module per format."""

from __future__ import annotations

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
