"""Loss and accuracy from epoch to epoch: a line of blocks for a terminal, a picture for a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnnstat.picture import LONGEST_TITLE, cut, new_figure, save
from cnnstat.pytorch.train.history import Record

NAME = "curves.png"
BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 40


def sparkline(values: Sequence[float]) -> str:
    """The values as blocks of eight heights; if there are many, neighbours are averaged."""
    while len(values) > WIDEST:
        values = [sum(values[at : at + 2]) / len(values[at : at + 2]) for at in range(0, len(values), 2)]
    low, high = min(values), max(values)
    steps = (high - low) or 1.0
    return "".join(BLOCKS[round((value - low) / steps * (len(BLOCKS) - 1))] for value in values)


def draw(directory: Path, title: str, records: Sequence[Record]) -> Path:
    """Write the curves of a run as a PNG, whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    from matplotlib.ticker import MaxNLocator

    figure = new_figure(9, 3.6)
    epochs = [record.epoch for record in records]
    for axes, what, lines in zip(
        figure.subplots(1, 2), ("loss", "accuracy, %"), ((2, 4, 1.0), (3, 5, 100.0)), strict=True
    ):
        learnt, held_out, scale = lines
        axes.plot(epochs, [scale * record[int(learnt)] for record in records], "o-", ms=3, label="images learnt from")
        axes.plot(epochs, [scale * record[int(held_out)] for record in records], "s--", ms=3, label="held out")
        axes.set(xlabel="epoch", ylabel=what)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend()
    figure.suptitle(cut(title, LONGEST_TITLE))
    return save(figure, directory / NAME)
