"""Progress on a terminal while something takes long."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from cnnstat.cli.remarks import on_screen, screen
from cnnstat.effort import Tell
from cnnstat.text.printable import one_line

PATIENCE = 2.0
"""Seconds before progress is shown."""


@contextlib.contextmanager
def progress() -> Iterator[Tell]:
    """A callback that shows the current item on the terminal, once the whole takes long."""
    from rich.text import Text

    start, waiting = time.monotonic(), screen().status("")

    def tell(number: int, total: int, name: str) -> None:
        if total > 1 and on_screen() and time.monotonic() - start > PATIENCE:
            waiting.update(Text(one_line(f"{number} of {total}: {name}")))
            waiting.start()

    try:
        yield tell
    finally:
        waiting.stop()
