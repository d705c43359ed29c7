"""Who is told how a run goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnnstat.pytorch.train.history import Record

if TYPE_CHECKING:
    from cnnstat.pytorch.train.loop import Trainer


class Watcher:
    """Told what happens; shows it, or does nothing."""

    def started(self, trainer: Trainer) -> None:
        """Before the first step."""

    def stepped(self, trainer: Trainer) -> None:
        """After steps whose losses were looked at."""

    def finished_epoch(self, trainer: Trainer, record: Record) -> None:
        """After an epoch and its held-out images."""
