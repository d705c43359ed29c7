"""Training speed and memory of three networks on a device: ``python tests/benchmarks/gpu.py --device cuda``.

Runs the training loop's own steps on one batch that is on the device already, first with every precision and memory
layout, then compiled, as far as the time goes; prints two tables. ``tests/gpu.sh`` calls it.

``gpu_steps.py`` measures in a process of its own, because torch.compile may sit in C code where no signal's handler
runs: when the time is up, that process is killed, and what it had measured is printed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table

from cnnstat.text import numbers

STEPS = Path(__file__).with_name("gpu_steps.py")
NETWORKS = ("lenet5", "resnet18", "mobilenet_v2")
PRECISIONS = ("float32", "bfloat16", "float16")


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


def settings(names: Iterable[str], precisions: Iterable[str], compiled: bool) -> list[Setting]:
    """What to run: everything as it is; then compiled, the way that tensor cores like best first.

    What takes longest to compile, mobilenet_v2, comes last.
    """
    plain = [
        Setting(name, precision, last, False) for name in names for precision in precisions for last in (False, True)
    ]
    if not compiled:
        return plain
    nets, kinds = ("resnet18", "lenet5", "mobilenet_v2"), ("bfloat16", "float32", "float16")
    translated = [setting._replace(compile=True) for setting in plain]
    translated.sort(
        key=lambda one: (
            one.name == "mobilenet_v2", kinds.index(one.precision), not one.channels_last, nets.index(one.name)
        )
    )  # fmt: skip
    return plain + translated


class Session:
    """What was asked for, and what is known of it.

    Attributes:
        device: a line about it.
        peaks: FLOP/s of a large matrix product, by precision; None where no memory was left for it.
        tf32: whether float32 inputs may be rounded to TF32.
        counted: which FLOPs of a step count.
        rows: what was measured.
        failures: what went wrong, a line each.
        left: what was not finished.
        late: whether the time was up before.
    """

    def __init__(self, wanted: Iterable[Setting]) -> None:
        self.device = self.counted = ""
        self.peaks: dict[str, float | None] = {}
        self.tf32 = self.late = False
        self.rows: list[Row] = []
        self.failures: list[str] = []
        self.left = list(wanted)

    def run(self, device: str, seconds: float) -> None:
        """Measure until the time is up."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "known"
            path.touch()
            command = [sys.executable, str(STEPS), device, json.dumps(self.left), str(path)]
            code = status(command, seconds)
            for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
                if line.endswith("\n"):  # the last one may be cut off
                    self.note(json.loads(line))
        self.late = code is None
        if code:
            where = f" in {self.left[0].text}" if self.device and self.left else ""
            ended = f"signal {-code}" if code < 0 else f"exit code {code}"
            self.failures.append(f"the process that measures ended{where} with {ended}")
        elif not self.rows and not self.failures:
            self.failures.append(f"nothing was measured in {seconds:.0f} s")

    def note(self, known: dict[str, Any]) -> None:
        """Take in what the process tells: first of the device, then of each setting."""
        if "device" in known:
            vars(self).update(known)
            return
        setting = self.left.pop(0)
        if "row" in known:
            self.rows.append(Row(**{**known["row"], "setting": setting}))
        else:
            self.failures.append(f"{setting.text}: {known['failure']}")

    def speed(self) -> Table:
        """How fast the rows' steps are."""
        return self.table({
            "ms/step": lambda row: f"{1000 * row.seconds:.2f}",
            "images/s": lambda row: f"{row.speed:,.0f}",
            "FLOP/s": lambda row: numbers.si(round(row.reached)),
            "of peak": lambda row: share(row.reached, self.peaks.get(row.setting.precision)),
        })  # fmt: skip

    def memory(self) -> Table:
        """What the rows' steps allocate."""
        return self.table({
            "batch": lambda row: f"{row.batch}",
            "predicted": lambda row: numbers.binary(row.predicted),
            "allocated": lambda row: numbers.binary(row.allocated) if row.allocated else "-",
            "ratio": lambda row: f"{row.predicted / row.allocated:.2f}" if row.allocated else "-",
        })  # fmt: skip

    def table(self, columns: dict[str, Callable[[Row], str]]) -> Table:
        """All rows, each network's together; narrow enough for 80 columns."""
        grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        for column in ("network", "precision", "channels", "compiled"):
            grid.add_column(column, no_wrap=True)
        for column in columns:
            grid.add_column(column, justify="right", no_wrap=True)
        for name in NETWORKS:
            for row in self.rows:
                setting = row.setting
                if setting.name == name:
                    grid.add_row(
                        name, setting.precision, "last" if setting.channels_last else "first",
                        f"in {row.setup:.0f} s" if setting.compile else "no", *(cell(row) for cell in columns.values()),
                    )  # fmt: skip
            grid.add_section()
        return grid

    def notes(self) -> list[str]:
        """What the tables' columns mean, and what is missing."""
        peaks = ", ".join(
            f"{precision}{' (TF32)' if self.tf32 and precision == 'float32' else ''} "
            f"{numbers.si(round(peak)) + 'FLOP/s' if peak else 'not measured, no memory'}"
            for precision, peak in self.peaks.items()
        )
        notes = [
            f"FLOPs: {self.counted}.",
            f"Peak: the largest rate of a large matrix product here: {peaks}.",
            "The batch is on the device already: loading images is not part of a step.",
            "Predicted: by the memory model. In mixed precision weights, gradients and optimizer state stay float32, "
            "saved tensors take 2 bytes a number, and a copy of the weights in 2 bytes is added.",
            "Allocated: the most that torch had at once in the timed steps. It has the workspaces of cuDNN and cuBLAS "
            "and the gradients of activations in it, which the model leaves out. Ratio: predicted / allocated.",
            "Known to be short: mobilenet_v2, by a third, because torch keeps a copy of what a ReLU6 overwrites; "
            "lenet5, because each of its layers is several torch operations, all of which keep tensors, and because "
            "workspaces weigh more beside a small network.",
        ]
        notes += [f"Failed: {failure}" for failure in self.failures]
        if self.left:
            notes.append(f"Left out{' for want of time' * self.late}: {'; '.join(grouped(self.left))}.")
        return notes


def status(command: list[str], seconds: float) -> int | None:
    """A command's exit status; None where it had to be killed, with the compilers that it had started."""
    process = subprocess.Popen(command, start_new_session=True)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def share(rate: float, peak: float | None) -> str:
    """A rate in percent of a peak."""
    return f"{100 * rate / peak:.1f} %" if peak else "-"


def grouped(left: list[Setting]) -> Iterator[str]:
    """Settings, those of a network together."""
    for name, compiled in dict.fromkeys((setting.name, setting.compile) for setting in left):
        ways = [
            f"{setting.precision}{' channels-last' if setting.channels_last else ''}"
            for setting in left
            if (setting.name, setting.compile) == (name, compiled)
        ]
        yield f"{name}{' compiled' if compiled else ''} ({', '.join(ways)})"


def main(arguments: list[str]) -> int:
    """Measure and print; 1 when a setting failed, or nothing was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", default="auto", help="cuda, cuda:1 or cpu")
    parser.add_argument("--seconds", type=float, default=100, help="that it may take")
    parser.add_argument("--networks", default=",".join(NETWORKS), help="names, with commas")
    parser.add_argument("--precisions", default=",".join(PRECISIONS), help="names, with commas")
    parser.add_argument("--plain", action="store_true", help="nothing compiled")
    asked = parser.parse_args(arguments)
    session = Session(settings(asked.networks.split(","), asked.precisions.split(","), not asked.plain))
    session.run(asked.device, asked.seconds)
    console = Console(highlight=False, markup=False)
    for each in (session.device, "", session.speed(), "", session.memory(), "", *session.notes()):
        console.print(each)
    return 1 if session.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
