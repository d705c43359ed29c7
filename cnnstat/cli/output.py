"""Where reports go: the format they take, and their way to the terminal or into a file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from cnnstat.cli.settings import check_choice, write
from cnnstat.errors import UsageError, shown
from cnnstat.render import FORMATS

Formats = Mapping[str, tuple[str, ...]]


def named_format(asked: str, output: Path | None, formats: Formats = FORMATS) -> str:
    """The format asked for, by --format or by the file's ending."""
    chosen = asked or next(iter(formats))
    check_choice("--format", chosen, formats)
    if asked or output is None:
        return chosen
    ending = output.suffix.lower()
    for name, endings in formats.items():
        if ending in endings:
            return name
    if output.exists() and not output.is_file():  # a device or a pipe
        return chosen
    raise UsageError(f"--output: the ending {shown(ending)} names no format; add --format")


def emit(what: str, report: Any, chosen: str, output: Path | None) -> None:
    """Show or write a report; a format's module is imported only when it is asked for."""
    if chosen not in ("table", "text"):
        return write(getattr(import_module(f"cnnstat.render.{chosen}"), what)(report), output)
    terminal = import_module("cnnstat.render.terminal")
    view = getattr(import_module("cnnstat.render.text") if what == "explanation" else terminal, f"{what}_view")
    if output is None and terminal.on_terminal():
        return terminal.emit(view, report)  # type: ignore[no-any-return]
    return write(terminal.text(view, report), output)
