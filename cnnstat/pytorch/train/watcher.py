"""Reporting the progress of a run."""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.pytorch.train.history import Record


class Stage(NamedTuple):
    """The progress of a run.

    Attributes:
        network: the name of the network.
        data: a description of the images.
        resumed: whether it was resumed from a checkpoint.
        epoch, step: how many epochs are done, and how many steps of the current epoch.
        epochs, steps: how many epochs there are, and how many steps in each epoch.
        loss: the mean loss of this epoch so far; 0 before its first step.
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
    """Receives the progress of a run. This one ignores it; others show it."""

    def started(self, stage: Stage) -> None:
        """Called before the first step."""

    def stepped(self, stage: Stage) -> None:
        """Called after steps whose losses were read."""

    def finished_epoch(self, stage: Stage, record: Record) -> None:
        """Called after an epoch and its evaluation on the held-out images."""
