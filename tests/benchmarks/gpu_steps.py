"""Measures training steps for ``gpu.py``, in a process of its own that may be killed at any moment.

``python tests/benchmarks/gpu_steps.py DEVICE SETTINGS FILE`` appends a line of JSON to the file as soon as it knows
something: first the device and its peaks, then each setting's figures, or why it failed.
"""

from __future__ import annotations

import gc
import itertools
import json
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from gpu import Row, Setting

import cnnstat
from cnnstat.cli.training import COUNTED
from cnnstat.network.graph import Network
from cnnstat.network.recipe import Recipe
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.train.failures import reason_of
from cnnstat.pytorch.train.loop import Trainer
from cnnstat.pytorch.train.measure import largest_batch, training_bytes, training_flops
from cnnstat.pytorch.train.options import Options
from cnnstat.pytorch.train.source import Source
from cnnstat.text import numbers


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
SECONDS = 0.5
"""How long a setting is timed, about."""
ROOM = 0.8
"""Share of a device's free memory that a batch may need by the memory model; smaller cards get smaller batches. The
model leaves out the kernels' workspaces."""


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
    images = torch.randn(run.batch, *run.network.input[:3], device=device)
    parts = itertools.repeat(run.moved([images, torch.arange(run.batch, device=device) % 10]))
    del images
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


def about(device: torch.device) -> str:
    """The device and what drives it."""
    if device.type != "cuda":
        return f"{platform.processor() or platform.machine()} ({device}), PyTorch {torch.__version__}"
    card = torch.cuda.get_device_properties(device)
    return (
        f"{card.name}, {numbers.binary(card.total_memory)}, {card.multi_processor_count} multiprocessors, compute "
        f"capability {card.major}.{card.minor}; PyTorch {torch.__version__}, CUDA {torch.version.cuda}, "
        f"cuDNN {torch.backends.cudnn.version()}"  # type: ignore[no-untyped-call]
    )


def outcome(setting: Setting, device: torch.device) -> dict[str, Any]:
    """A setting's row, or why it cannot be measured."""
    sizes = SIZES["cuda" if device.type == "cuda" else "cpu"]
    try:
        return {"row": asdict(measured(setting, device, sizes[setting.name]))}
    except (RuntimeError, ArithmeticError, cnnstat.CnnstatError) as error:
        reason = reason_of(error) if isinstance(error, RuntimeError) else str(error)
        return {"failure": f"{type(error).__name__}: {reason}"}
    finally:
        gc.collect()
        if device.type == "cuda":
            torch.cuda.empty_cache()


def main(name: str, wanted: str, path: str) -> None:
    """Measure what is wanted, in its order."""
    device, settings = devices.choose(name), [Setting(*each) for each in json.loads(wanted)]
    with Path(path).open("a", encoding="utf-8") as file:

        def tell(known: dict[str, Any]) -> None:
            file.write(json.dumps(known) + "\n")
            file.flush()

        precisions = dict.fromkeys(setting.precision for setting in settings)
        peaks = {precision: devices.peak_flops(device, precision) for precision in precisions}
        tf32 = device.type == "cuda" and devices.convolutions_use_tf32()
        tell({"device": about(device), "counted": COUNTED, "peaks": peaks, "tf32": tf32})
        for setting in settings:
            tell(outcome(setting, device))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except cnnstat.CnnstatError as error:
        sys.exit(str(error))
