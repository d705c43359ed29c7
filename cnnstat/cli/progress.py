"""Progress on a terminal while something takes long."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from threading import Lock, Timer
from typing import TYPE_CHECKING

from cnnstat.cli.remarks import on_screen, screen
from cnnstat.effort import Tell, silent
from cnnstat.text.printable import one_line

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 2.0
"""Seconds before progress is shown."""


class Waiting:
    """Shows the current item once the whole takes long, also where no other item begins for long."""

    def __init__(self) -> None:
        self._item, self._long, self._over, self._lock = "", False, False, Lock()
        self._status: Status | None = None
        self._timer = Timer(PATIENCE, self.show)
        self._timer.daemon = True
        self._timer.start()

    def tell(self, number: int, total: int, name: str) -> None:
        """Take note of the current item; of a single one nothing is shown."""
        if total > 1:
            with self._lock:
                self._item = one_line(f"{number} of {total}: {name}")
                self._write()

    def show(self) -> None:
        """Show the current item, and those that follow."""
        with self._lock:
            self._long = True
            self._write()

    def _write(self) -> None:
        if self._over or not self._long or not self._item:
            return
        from rich.text import Text  # what is quick does without

        if self._status is None:
            self._status = screen().status(Text(self._item))
            self._status.start()
        self._status.update(Text(self._item))

    def end(self) -> None:
        """Take away what is shown, and show nothing more."""
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._status is not None:
                self._status.stop()


@contextlib.contextmanager
def progress() -> Iterator[Tell]:
    """A callback that shows the current item on the terminal, once the whole takes long."""
    if not on_screen():
        yield silent
        return
    waiting = Waiting()
    try:
        yield waiting.tell
    finally:
        waiting.end()
