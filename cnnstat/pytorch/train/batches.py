"""Which images make up which batch: the same for any number of processes, and when resumed at any step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import torch
from torch.utils.data import DataLoader

from cnnstat.pytorch.train.failures import leave_signals
from cnnstat.pytorch.train.options import Options
from cnnstat.pytorch.train.random import mixed

Key = tuple[int, int]
"""Epoch and index of an image, on which its random crops depend."""


class Batches:
    """One process's share of the batches of an epoch, cut into parts.

    Each epoch has an order of its own, drawn from seed and epoch. A batch of ``size`` images is dealt out to the
    processes in turn, and each share is cut into ``parts`` that are computed one after the other. Images that do not
    fill a last batch are left out in this epoch.
    """

    def __init__(
        self,
        images: int,
        size: int,
        seed: int,
        epoch: int,
        first: int = 0,
        rank: int = 0,
        count: int = 1,
        parts: int = 1,
    ) -> None:
        self.images, self.size, self.seed, self.epoch, self.first = images, size, seed, epoch, first
        self.rank, self.count, self.parts = rank, count, parts

    def __len__(self) -> int:
        return (self.images // self.size - self.first) * self.parts

    def __iter__(self) -> Iterator[list[Key]]:
        order = torch.randperm(self.images, generator=torch.Generator().manual_seed(mixed(self.seed, self.epoch)))
        each = self.size // self.count // self.parts
        for step in range(self.first, self.images // self.size):
            batch = order[step * self.size : (step + 1) * self.size]
            share = batch[self.rank :: self.count].tolist()
            for part in range(self.parts):
                yield [(self.epoch, index) for index in share[part * each : (part + 1) * each]]


def loader(images: Any, batches: Any, options: Options, device: torch.device) -> DataLoader[Any]:
    """Loads batches of images, in as many processes as the options say."""
    return DataLoader(
        images,
        batch_sampler=batches,
        num_workers=options.workers,
        pin_memory=device.type == "cuda",
        worker_init_fn=leave_signals,
        # A loader draws from torch's generator when it starts, which would change the dropout of a resumed run.
        generator=torch.Generator().manual_seed(mixed(options.seed)),
    )


class Timed(Iterator[Any]):
    """Passes items on and measures how long it waits for them.

    Attributes:
        seconds: the time waited so far.
    """

    def __init__(self, items: Iterator[Any]) -> None:
        self.items, self.seconds = items, 0.0

    def __next__(self) -> Any:
        start = time.perf_counter()
        try:
            return next(self.items)
        finally:
            self.seconds += time.perf_counter() - start
