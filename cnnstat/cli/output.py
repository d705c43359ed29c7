"""The output of reports: choosing the format, and writing to the terminal or a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cnnstat.cli.settings import write, write_text
from cnnstat.errors import UsageError, shown
from cnnstat.render import FORMATS, TERMINAL, View, rendered, terminal_view
from cnnstat.views.request import check_choice

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


def emit(view: View, chosen: str, output: Path | None) -> None:
    """Show a report on the terminal, or write it."""
    from cnnstat.render import terminal

    if chosen in TERMINAL and output is None and terminal.on_terminal():
        terminal.emit(terminal_view(view.kind), view.report)
    elif chosen in TERMINAL:
        write_text(rendered(view, chosen), output)
    else:
        write(rendered(view, chosen), output)
