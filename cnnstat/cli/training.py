"""The display of a training run: a live line on standard error, and the results."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from cnnstat.cli.remarks import on_screen, screen
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.train import checkpoint, curves, history
from cnnstat.pytorch.train.history import Record
from cnnstat.pytorch.train.loop import Trainer
from cnnstat.pytorch.train.measure import training_bytes, training_flops
from cnnstat.pytorch.train.watcher import Stage, Watcher
from cnnstat.text import numbers
from cnnstat.text.printable import no_command, one_line

COUNTED = "2 × MACs per image forward, 4 × MACs backward, less the gradient of the image itself"


class View(Watcher):
    """Shows a run on standard error: a bar during an epoch (on a terminal), and a line after it."""

    def __init__(self) -> None:
        self.console = screen()
        self.progress = Progress(
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(bar_width=24),
            TextColumn("step {task.completed:.0f}/{task.total:.0f}  loss {task.fields[loss]}"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not on_screen(),
            transient=True,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> View:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def say(self, line: str) -> None:
        """Print one line on standard error."""
        with suppress(OSError):  # as other remarks, it is lost where nobody can have it
            self.console.print(no_command(one_line(line)), markup=False)

    def started(self, stage: Stage) -> None:
        again = f"; going on in epoch {stage.epoch + 1}, step {stage.step + 1}" if stage.resumed else ""
        self.say(f"{stage.network}: {stage.data}{again}")
        self.task = self.progress.add_task("", total=stage.steps, epoch="", loss="")

    def stepped(self, stage: Stage) -> None:
        assert self.task is not None
        epoch = f"{stage.epoch + 1}/{stage.epochs}"
        self.progress.update(self.task, completed=stage.step, epoch=epoch, loss=f"{stage.loss:.4f}")

    def finished_epoch(self, stage: Stage, record: Record) -> None:
        of = len(str(stage.epochs))
        self.say(
            f"epoch {record.epoch:{of}}/{stage.epochs}  loss {record.loss:.4f}  held out "
            f"{record.held_out_loss:.4f}, {100 * record.held_out_accuracy:.1f} % right  "
            f"rate {record.learning_rate:.3g}  {record.images_per_second:,.0f} images/s"
        )
        if self.task is not None:
            self.progress.reset(self.task, total=stage.steps)


@contextmanager
def listening(trainer: Trainer) -> Iterator[list[int]]:
    """Let Ctrl-C or SIGTERM end the run with a checkpoint; a second one ends it at once.

    With several processes, each gets torchrun's signal as well as the terminal's, so only SIGKILL ends them sooner.

    Yields:
        The signals that were heard.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    heard: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        if trainer.workers.count == 1:
            signal.signal(number, before[signal.Signals(number)])
        heard.append(number)
        trainer.ask_to_stop()

    try:
        for number in before:
            signal.signal(number, ask)
        yield heard
    finally:
        if trainer.workers.count == 1:
            for number, handler in before.items():
                signal.signal(number, handler)


def outcome(trainer: Trainer) -> str:
    """The results of a run, for standard output."""
    records = trainer.records
    if not records:
        return ""
    lines = [f"{trainer.network.title}, {len(records)} epochs on {trainer.device} in {trainer.options.precision}\n"]
    for what, field, share in (
        ("loss", 2, False), ("loss, held out", 4, False), ("right", 3, True), ("right, held out", 5, True),
    ):  # fmt: skip
        values = [record[field] for record in records]
        first, last = (f"{100 * value:.1f} %" if share else f"{value:.4f}" for value in (values[0], values[-1]))
        lines.append(f"{what:16} {first:>8} {curves.sparkline(values)} {last}")
    best = history.best_of(records)
    lines += ["", f"best: {100 * best.held_out_accuracy:.2f} % of the held-out images right, after epoch {best.epoch}"]
    lines += speed(trainer) + memory(trainer) + written(trainer)
    return "\n".join(lines) + "\n"


def speed(trainer: Trainer) -> list[str]:
    """Images and FLOPs per second, compared with a matrix product on the same device."""
    rate = trainer.records[-1].images_per_second
    reached = rate * training_flops(trainer.network)
    one = devices.peak_flops(trainer.device, trainer.options.precision)
    if one is None:
        share = "; no memory is left to measure the device's peak"
    else:
        peak = one * trainer.workers.count
        share = f", {100 * reached / peak:.1f} % of the {numbers.si(round(peak))}FLOP/s of a large matrix product"
    lines = [f"speed: {rate:,.0f} images/s, {numbers.si(round(reached))}FLOP/s{share}", f"       ({COUNTED})"]
    if trainer.loading > 0.5:
        advice = "" if trainer.options.workers else ": --workers loads them in other processes"
        lines.append(f"       loading images took {100 * trainer.loading:.0f} % of the time{advice}")
    return lines


def memory(trainer: Trainer) -> list[str]:
    """On a GPU, the memory by the model and the most that torch has allocated."""
    seen = trainer.allocated
    if not seen:
        return []
    images = trainer.batch // trainer.workers.count // trainer.options.accumulate
    model = training_bytes(trainer.network, trainer.options, images)
    off = f"{100 * (model - seen) / seen:+.0f} %"
    return [f"memory: {numbers.binary(model)} by the model, {numbers.binary(seen)} at most allocated ({off})"]


def written(trainer: Trainer) -> list[str]:
    """A line with the files of the run, after drawing the curves."""
    directory = trainer.options.output
    if directory is None:
        return []
    curves.draw(directory, trainer.network.title, trainer.records)
    names = (checkpoint.NAME, checkpoint.BEST, history.NAME, curves.NAME)
    made = (str(directory / name) for name in names if (directory / name).is_file())
    return [one_line(f"written: {', '.join(made)}")]
