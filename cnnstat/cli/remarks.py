"""What the program remarks on standard error: the only way there, so that no text of a stranger's acts."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from cnnstat.text.printable import no_command, one_line, printable

if TYPE_CHECKING:
    from rich.console import Console


def tell(text: str, commands: bool = False, lines: bool = False) -> None:
    """Write a remark, and end its line, if there is a standard error.

    Args:
        text: the remark; a name in it that has line breaks does not break it.
        commands: whether a line that is a command of a CI log is intended and stays.
        lines: whether it is meant to have several lines, as help has.
    """
    safe = printable(text) if commands else no_command(printable(text) if lines else one_line(text))
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"{safe}\n")


def on_screen() -> bool:
    """Whether a person sees standard error on a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def screen() -> Console:
    """Standard error for what moves on a terminal; its texts are made safe by who prints them."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)
