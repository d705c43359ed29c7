"""Errors that torch raises in a run, turned into one-line messages that say what to do."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import torch

from cnnstat.errors import UsageError
from cnnstat.network.graph import Network
from cnnstat.pytorch import device as devices
from cnnstat.pytorch.train.measure import largest_batch
from cnnstat.pytorch.train.options import Options
from cnnstat.text.printable import one_line


def leave_signals(worker: int) -> None:
    """Let a loader's process ignore Ctrl-C; the process that trains handles it and ends the loader."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextlib.contextmanager
def readable(network: Network, options: Options, images: int, device: torch.device) -> Iterator[None]:
    """Turn a lack of memory, a norm over a single value, and errors in a loader's process into one-line messages."""
    try:
        yield
    except UsageError as error:
        if "Original Traceback" not in str(error):
            raise
        said = str(error).rpartition(f"{UsageError.__module__}.{UsageError.__name__}: ")[2]
        raise UsageError(said.removesuffix(one_line("\n"))) from error
    except ValueError as error:
        if "more than 1 value per channel" not in str(error):
            raise
        raise UsageError(
            f"{network.name} norms over the batch, and here a batch norm sees a single value per channel: "
            "more images at a time, by --batch or --accumulate"
        ) from error
    except RuntimeError as error:
        if "Connection closed" in str(error) or "Connection reset" in str(error):
            raise UsageError("another process has ended; see what it says") from error
        if devices.lacks_memory(error):
            raise UsageError(no_memory(network, options, images, device)) from error
        if not type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
            raise
        raise UsageError(f"torch.compile failed: {reason_of(error)}; train without --compile") from error


def reason_of(error: RuntimeError) -> str:
    """The reason why torch.compile failed, on one line and without its advice to developers."""
    inner = getattr(error, "inner_exception", error)
    return next((line.strip() for line in str(inner).splitlines() if line.strip()), type(inner).__name__)


def no_memory(network: Network, options: Options, images: int, device: torch.device) -> str:
    """What to do about a lack of memory."""
    room = devices.memory_of(device)
    most = largest_batch(network, options, room) if room is not None else images
    advice = f"by the memory model at most {most} fit" if most else "by the memory model not even one fits"
    if most >= images:
        advice = "by the memory model they would fit, so something else takes the memory"
    return f"out of memory with {images} images at a time on {device}; {advice}: --batch or --accumulate"
