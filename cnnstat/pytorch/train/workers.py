"""The processes that train together, as ``torchrun`` starts them; most often one."""

from __future__ import annotations

import os
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor, nn


class Workers:
    """This process among those that train together.

    Attributes:
        rank: its number, 0 first; only that one shows and writes anything.
        count: how many there are.
        local: its number on this machine, which is also that of its GPU.
    """

    def __init__(self) -> None:
        self.rank = int(os.environ.get("RANK", "0"))
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.local = int(os.environ.get("LOCAL_RANK", "0"))

    @property
    def first(self) -> bool:
        """Whether this is the process that shows and writes."""
        return self.rank == 0

    def start(self, device: torch.device) -> None:
        """Meet the others: over NCCL on GPUs, over gloo on CPUs."""
        if device.type == "cuda":
            torch.cuda.set_device(device)
        if self.count > 1:
            dist.init_process_group("nccl" if device.type == "cuda" else "gloo")

    def stop(self) -> None:
        """Part from the others."""
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

    def wait(self) -> None:
        """Until all have come here."""
        if self.count > 1:
            dist.barrier()

    def together(self, model: nn.Module, device: torch.device) -> nn.Module:
        """The model with gradients averaged over all processes."""
        if self.count == 1:
            return model
        from torch.nn.parallel import DistributedDataParallel

        return DistributedDataParallel(model, device_ids=[device.index] if device.type == "cuda" else None)
