"""Training speed and memory of three networks on a device: ``python tests/benchmarks/gpu.py --device cuda``.

Runs the training loop's own steps on one batch that is on the device already, first with every precision and memory
layout, then compiled, as far as the time goes; prints one table. ``tests/gpu.sh`` calls it.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import platform
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import NamedTuple

import torch
from rich import box
from rich.console import Console
from rich.table import Table

import cnnstat
from cnnstat import units
from cnnstat.cli.training import COUNTED
from cnnstat.network import Network
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.train.failures import reason_of
from cnnstat.pytorch.train.loop import Trainer
from cnnstat.pytorch.train.measure import largest_batch, training_bytes, training_flops
from cnnstat.pytorch.train.options import Options
from cnnstat.pytorch.train.source import Source
from cnnstat.recipe import Recipe


class Size(NamedTuple):
    """How large a network is run on a kind of device."""

    batch: int
    input: int | None = None


SIZES = {
    "cuda": {"lenet5": Size(1024), "resnet18": Size(256), "mobilenet_v2": Size(128)},
    "cpu": {"lenet5": Size(2), "resnet18": Size(2, 32), "mobilenet_v2": Size(2, 32)},
}
WARM, FEWEST, MOST = 5, 2, 300
"""Steps before those that are timed, at most, and those that are timed: fewer on a slow device."""
SECONDS = 0.7
"""How long a setting is timed, about."""
ROOM = 0.8
"""Share of a device's free memory that a batch may need by the memory model; smaller cards get smaller batches."""


class Setting(NamedTuple):
    """What a step is run with."""

    name: str
    precision: str
    channels_last: bool
    compile: bool

    @property
    def text(self) -> str:
        layout = ", channels-last" if self.channels_last else ""
        return f"{self.name} in {self.precision}{layout}{', compiled' if self.compile else ''}"


@dataclass(frozen=True)
class Row:
    """What was measured.

    Attributes:
        setup: seconds of the first step, in which a model is compiled.
        seconds: of a step afterwards, on average.
        predicted: bytes by the memory model.
        allocated: the most bytes that torch had allocated in the timed steps; None where it does not count them.
    """

    setting: Setting
    batch: int
    flops: int
    setup: float
    seconds: float
    predicted: int
    allocated: int | None

    @property
    def speed(self) -> float:
        return self.batch / self.seconds

    @property
    def reached(self) -> float:
        """FLOP/s."""
        return self.speed * self.flops


class OutOfTime(BaseException):  # no error, and none that torch.compile may catch
    """The time is up."""


def settings(names: Iterable[str], precisions: Iterable[str], compiled: bool) -> list[Setting]:
    """What to run, the most telling first: everything as it is, then compiled, tensor cores' own way before others."""
    plain = [
        Setting(name, precision, last, False) for name in names for precision in precisions for last in (False, True)
    ]
    if not compiled:
        return plain
    preferred = ("resnet18", "lenet5", "mobilenet_v2")
    order = {"bfloat16": 0, "float32": 1, "float16": 2}
    translated = [setting._replace(compile=True) for setting in plain]
    translated.sort(key=lambda one: (order[one.precision], not one.channels_last, preferred.index(one.name)))
    return plain + translated


def trainer(setting: Setting, device: torch.device, size: Size) -> Trainer:
    """A run whose batch fits the device."""
    network = cnnstat.load(setting.name, **({} if size.input is None else {"input": size.input}))
    recipe = Recipe(**{**vars(network.recipe), "batch": size.batch, "learning_rate": 1e-3})
    options = Options(
        recipe, Source(images=size.batch), 0, str(device), setting.precision, setting.channels_last, setting.compile
    )
    batch = fitting(network, options, device)
    return Trainer(network, replace(options, recipe=Recipe(**{**vars(recipe), "batch": batch})))


def fitting(network: Network, options: Options, device: torch.device) -> int:
    """The wanted batch, halved until the memory model says that it fits."""
    room, batch = devices.memory_of(device), options.recipe.batch
    most = batch if room is None else largest_batch(network, options, int(ROOM * room))
    while batch > max(most, 1):
        batch //= 2
    return batch


def measured(setting: Setting, device: torch.device, size: Size) -> Row:
    """Time a setting's steps and see how much memory they take."""
    torch.compiler.reset()
    run = trainer(setting, device, size)
    drawn = torch.Generator().manual_seed(0)
    images = torch.randn(run.batch, *run.network.input[:3], generator=drawn)
    parts = itertools.repeat(run.moved([images, torch.arange(run.batch) % 10]))
    run.prepare()
    setup = timed(run, parts, device, 1)
    second = timed(run, parts, device, 1)
    warm = max(1, min(WARM, round(SECONDS / second)))
    each = timed(run, parts, device, warm) / warm
    devices.reset_most_allocated(device)
    steps = max(FEWEST, min(MOST, round(SECONDS / each)))
    each = timed(run, parts, device, steps) / steps
    predicted = training_bytes(run.network, run.options, run.batch)
    return Row(setting, run.batch, training_flops(run.network), setup, each, predicted, devices.most_allocated(device))


def timed(run: Trainer, parts: Iterator[Sequence[torch.Tensor]], device: torch.device, steps: int) -> float:
    """Seconds of so many steps, from an idle device to an idle device."""
    devices.synchronize(device)
    start = time.perf_counter()
    for _ in range(steps):
        found = run.update(parts)
    devices.synchronize(device)
    seconds = time.perf_counter() - start
    if not bool(found.isfinite().all()):
        raise ArithmeticError("the loss is no finite number")
    return seconds


@contextmanager
def until(seconds: float) -> Iterator[None]:
    """Raise OutOfTime when the time is up, or when somebody asks the process to end."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    before = {each: signal.signal(each, stop) for each in (signal.SIGALRM, signal.SIGTERM)}
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for each, handler in before.items():
            signal.signal(each, handler)


class Session:
    """A series of measurements on a device.

    Attributes:
        rows: what was measured.
        peaks: FLOP/s of a large matrix product, by precision.
        failures: what went wrong, a line each.
        left: what the time did not suffice for.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.rows: list[Row] = []
        self.peaks: dict[str, float | None] = {}
        self.failures: list[str] = []
        self.left: list[Setting] = []

    def run(self, wanted: list[Setting], sizes: dict[str, Size], seconds: float) -> None:
        """Measure what is wanted, in its order, until the time is up."""
        self.left = list(wanted)
        try:
            with until(seconds):
                for precision in dict.fromkeys(setting.precision for setting in wanted):
                    self.peaks[precision] = devices.peak_flops(self.device, precision)
                while self.left:
                    self.try_one(self.left[0], sizes[self.left[0].name])
                    del self.left[0]
        except OutOfTime:
            return

    def try_one(self, setting: Setting, size: Size) -> None:
        """Measure a setting, or note why it cannot be."""
        try:
            self.rows.append(measured(setting, self.device, size))
        except (RuntimeError, ArithmeticError, cnnstat.CnnstatError) as error:
            reason = reason_of(error) if isinstance(error, RuntimeError) else str(error)
            self.failures.append(f"{setting.text}: {type(error).__name__}: {reason}")
        gc.collect()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    def table(self) -> Table:
        """All rows, each network's together."""
        grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in ("network", "precision", "layout", "compiled"):
            grid.add_column(column, no_wrap=True)
        for column in ("batch", "ms/step", "images/s", "FLOP/s", "of peak", "predicted", "allocated", "ratio"):
            grid.add_column(column, justify="right", no_wrap=True)
        first = ""
        names = list(SIZES["cuda"])
        for row in sorted(self.rows, key=lambda row: names.index(row.setting.name)):
            if first not in ("", row.setting.name):
                grid.add_section()
            first = row.setting.name
            grid.add_row(*self.cells(row))
        return grid

    def cells(self, row: Row) -> tuple[str, ...]:
        """A row of the table as text."""
        setting, peak = row.setting, self.peaks.get(row.setting.precision)
        return (
            setting.name, setting.precision, "channels-last" if setting.channels_last else "contiguous",
            f"in {row.setup:.0f} s" if setting.compile else "no", f"{row.batch}", f"{1000 * row.seconds:.2f}",
            f"{row.speed:,.0f}", units.si(round(row.reached)), f"{100 * row.reached / peak:.1f} %" if peak else "-",
            units.binary(row.predicted), units.binary(row.allocated) if row.allocated else "-",
            f"{row.predicted / row.allocated:.2f}" if row.allocated else "-",
        )  # fmt: skip

    def notes(self) -> list[str]:
        """What the table's columns mean."""
        tf32 = self.device.type == "cuda" and devices.convolutions_use_tf32()
        peaks = ", ".join(
            f"{precision}{' (TF32)' if tf32 and precision == 'float32' else ''} "
            f"{units.si(round(peak)) + 'FLOP/s' if peak else 'not measured, no memory'}"
            for precision, peak in self.peaks.items()
        )
        notes = [
            f"FLOPs: {COUNTED}.",
            f"Peak: the largest rate of a large matrix product here: {peaks}.",
            "The batch is on the device already: loading images is not part of a step.",
            "Predicted: by the memory model. In mixed precision weights, gradients and optimizer state stay float32, "
            "saved tensors take 2 bytes a number, and a copy of the weights in 2 bytes is added.",
            "Allocated: the most that torch had at once in the timed steps. It has the workspaces of cuDNN and cuBLAS "
            "and the gradients of activations in it, which the model leaves out. Ratio: predicted / allocated.",
        ]
        notes += [f"Failed: {failure}" for failure in self.failures]
        if self.left:
            notes.append(f"Left out for want of time: {'; '.join(grouped(self.left))}.")
        return notes


def grouped(left: list[Setting]) -> Iterator[str]:
    """Settings, those of a network together."""
    for name, compiled in dict.fromkeys((setting.name, setting.compile) for setting in left):
        ways = [
            f"{setting.precision}{' channels-last' if setting.channels_last else ''}"
            for setting in left
            if (setting.name, setting.compile) == (name, compiled)
        ]
        yield f"{name}{' compiled' if compiled else ''} ({', '.join(ways)})"


def about(device: torch.device) -> str:
    """The device and what drives it."""
    if device.type != "cuda":
        return f"{platform.processor() or platform.machine()} ({device}), PyTorch {torch.__version__}"
    card = torch.cuda.get_device_properties(device)
    return (
        f"{card.name}, {units.binary(card.total_memory)}, {card.multi_processor_count} multiprocessors, compute "
        f"capability {card.major}.{card.minor}; PyTorch {torch.__version__}, CUDA {torch.version.cuda}, "
        f"cuDNN {torch.backends.cudnn.version()}"  # type: ignore[no-untyped-call]
    )


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when a setting failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--device", default="auto", help="cuda, cuda:1 or cpu")
    parser.add_argument("--until", type=float, help="seconds since 1970 at which to stop; else 100 s from now")
    parser.add_argument("--networks", default=",".join(SIZES["cuda"]), help="names, with commas")
    parser.add_argument("--precisions", default=",".join(devices.PRECISIONS), help="names, with commas")
    parser.add_argument("--plain", action="store_true", help="nothing compiled")
    asked = parser.parse_args(arguments)
    seconds = 100.0 if asked.until is None else asked.until - time.time()
    device = devices.choose(asked.device)
    session = Session(device)
    wanted = settings(asked.networks.split(","), asked.precisions.split(","), not asked.plain)
    session.run(wanted, SIZES["cuda" if device.type == "cuda" else "cpu"], seconds)
    console = Console(width=150, highlight=False, markup=False)
    console.print(about(device))
    console.print(session.table())
    for note in session.notes():
        console.print(note)
    return 1 if session.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
