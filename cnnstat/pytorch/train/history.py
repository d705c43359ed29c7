"""The history of a run: one record per epoch, and the sums of the current epoch."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnnstat.errors import CnnstatError
from cnnstat.saving import write_file

NAME = "history.csv"


class DivergedError(CnnstatError):
    """A loss or a weight is no longer a finite number."""


class Record(NamedTuple):
    """One epoch. Losses are means over images; accuracies are shares from 0 to 1."""

    epoch: int
    """counted from 1"""
    learning_rate: float
    loss: float
    """on the training images, during training, including the auxiliary heads"""
    accuracy: float
    held_out_loss: float
    held_out_accuracy: float
    images_per_second: float


class Sums(NamedTuple):
    """The sums over an epoch's steps."""

    loss: float = 0.0
    correct: float = 0.0
    images: int = 0
    seconds: float = 0.0
    """the time of the steps that are timed"""
    untimed: int = 0
    """images of the first step of a new or resumed run, which also sets up the device"""
    loading: float = 0.0
    """the part of the seconds in which the loop waited for images"""

    def plus(self, loss: float, correct: float, images: int) -> Sums:
        """The sums after another batch with that mean loss and number of correct answers."""
        return self._replace(
            loss=self.loss + loss * images, correct=self.correct + correct, images=self.images + images
        )

    @property
    def speed(self) -> float:
        """Images per second."""
        return (self.images - self.untimed) / self.seconds if self.seconds else 0.0

    @property
    def mean(self) -> float:
        """Loss per image."""
        return self.loss / self.images if self.images else 0.0


def write_history(directory: Path, records: Sequence[Record]) -> None:
    """One line per epoch as CSV, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Record._fields)
    writer.writerows(records)
    write_file(directory / NAME, text.getvalue())


def best_of(records: Sequence[Record]) -> Record:
    """The record with the best accuracy on held-out images; if several have it, the one with the smallest loss."""
    return max(records, key=lambda record: (record.held_out_accuracy, -record.held_out_loss))


def records_from(rows: Sequence[Sequence[Any]]) -> list[Record]:
    """Records from the rows in a checkpoint."""
    return [Record(*row) for row in rows]
