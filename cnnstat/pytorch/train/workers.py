"""The processes that train together, as started by ``torchrun``; usually only one."""

from __future__ import annotations

import os
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn

from cnnstat.errors import UsageError, shown
from cnnstat.pytorch.train.options import Options

NEEDED = ("RANK", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")


def number(name: str, default: int) -> int:
    """A number in the environment, as torchrun sets it."""
    text = os.environ.get(name, str(default))
    if not text.isdigit():
        raise UsageError(f"{name} is {shown(text)}: start several processes by torchrun, one without it")
    return int(text)


class Workers:
    """This process among those that train together.

    Attributes:
        rank: its number, from 0; only number 0 shows and writes anything.
        count: how many processes there are.
        local: its number on this machine, which is also the number of its GPU.
    """

    def __init__(self) -> None:
        self.rank, self.count, self.local = (
            number(name, default) for name, default in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0))
        )
        if self.count > 1 and not all(name in os.environ for name in NEEDED):
            missing = next(name for name in NEEDED if name not in os.environ)
            raise UsageError(
                f"WORLD_SIZE is {self.count}, but {missing} is not set: start several processes by torchrun"
            )

    def check(self, options: Options) -> None:
        """Raise UsageError for options that do not work with several processes."""
        if self.count > 1 and options.source.download:
            raise UsageError("--download is for one process; the others would fetch the same files")
        if self.count > 1 and (":" in options.device or options.device == "mps"):
            raise UsageError(f"--device {options.device}: several processes need a device each, as --device cuda gives")

    @property
    def first(self) -> bool:
        """Whether this is the process that shows and writes output."""
        return self.rank == 0

    def start(self, device: torch.device) -> None:
        """Connect to the other processes, over NCCL on GPUs and over gloo on CPUs."""
        if device.type == "cuda":
            torch.cuda.set_device(device)
        if self.count > 1:
            if device.type == "cuda":
                dist.init_process_group("nccl", device_id=device)
            else:
                dist.init_process_group("gloo")

    def stop(self) -> None:
        """Disconnect from the other processes."""
        if self.count > 1 and dist.is_initialized():
            dist.destroy_process_group()

    def sum(self, values: Tensor) -> Tensor:
        """The sum over all processes, element by element; in place."""
        if self.count > 1:
            dist.all_reduce(values)
        return values

    def gather(self, value: Any) -> list[Any]:
        """The values of all processes, by rank."""
        if self.count == 1:
            return [value]
        found: list[Any] = [None] * self.count
        dist.all_gather_object(found, value)
        return found

    def align(self, model: nn.Module) -> None:
        """Give all processes the first one's buffers, since the batch norms of each have seen different images."""
        if self.count > 1:
            for buffer in model.buffers():
                dist.broadcast(buffer, 0)

    def wait(self) -> None:
        """Wait until all processes have reached this point."""
        if self.count > 1:
            dist.barrier()

    def together(self, model: nn.Module, device: torch.device) -> nn.Module:
        """The model with gradients averaged over all processes."""
        if self.count == 1:
            return model
        from torch.nn.parallel import DistributedDataParallel

        return DistributedDataParallel(model, device_ids=[device.index] if device.type == "cuda" else None)
