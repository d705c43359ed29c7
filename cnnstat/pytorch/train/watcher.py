"""Who is told how a run goes on."""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.pytorch.train.history import Record


class Stage(NamedTuple):
    """How far a run has come.

    Attributes:
        network: its name.
        data: what it is trained on, in words.
        resumed: whether it goes on from a checkpoint.
        epoch, step: those that are done, the steps of this epoch.
        epochs, steps: how many there are, of steps in each epoch.
        loss: the mean of this epoch so far; 0 before its first step.
    """

    network: str
    data: str
    resumed: bool
    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float


class Watcher:
    """Told what happens; shows it, or does nothing."""

    def started(self, stage: Stage) -> None:
        """Before the first step."""

    def stepped(self, stage: Stage) -> None:
        """After steps whose losses were looked at."""

    def finished_epoch(self, stage: Stage, record: Record) -> None:
        """After an epoch and its held-out images."""
