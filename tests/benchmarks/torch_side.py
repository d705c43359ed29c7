"""What the PyTorch side costs: ``python tests/benchmarks/torch_side.py`` on a quiet machine.

A training step of a built model beside torchvision's own on the same input, as the ratio of medians, at most 1.05; the
steps of the two alternate, so that a busy machine slows both down alike. And the whole catalog's cross-check on the
meta device, at most a minute.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any

import torch
import torchvision
from torch import nn

import cnnstat

LIMIT, PATIENCE = 1.05, 60
NETWORKS = {
    "resnet18": ("resnet18", 8), "mobilenet_v2": ("mobilenet_v2", 8), "googlenet-torchvision": ("googlenet", 8),
    "alexnet-owt": ("alexnet", 16),
}  # fmt: skip


def step_of(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Any:
    """A function that does one step of SGD with momentum and returns its seconds."""
    optimizer = torch.optim.SGD(model.train().parameters(), 1e-4, 0.9)
    loss_of = nn.CrossEntropyLoss()

    def heads(outputs: Any) -> list[torch.Tensor]:
        if isinstance(outputs, torch.Tensor):
            return [outputs]
        every = [outputs[0], *(outputs[1] if isinstance(outputs[1], tuple) else outputs[1:])]
        return [each for each in every if each is not None]

    def step() -> float:
        start = time.perf_counter()
        optimizer.zero_grad()
        torch.stack([loss_of(each, labels) for each in heads(model(images))]).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if images.device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - start

    return step


def ratio(name: str, rounds: int) -> float:
    """Median seconds of a built model's step over those of torchvision's."""
    kind, batch = NETWORKS[name]
    settings = {"init_weights": False} if kind == "googlenet" else {}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    images, labels = torch.randn(batch, 3, 224, 224, device=device), torch.randint(1000, (batch,), device=device)
    ours = step_of(cnnstat.build(name, logits=True).to(device), images, labels)
    theirs = step_of(getattr(torchvision.models, kind)(weights=None, **settings).to(device), images, labels)
    ours(), theirs()
    seconds: tuple[list[float], list[float]] = [], []
    for number in range(rounds):
        for index in (0, 1) if number % 2 else (1, 0):
            seconds[index].append((ours, theirs)[index]())
    return statistics.median(seconds[0]) / statistics.median(seconds[1])


def crosscheck() -> float:
    """Seconds of the whole catalog's cross-check on the meta device, started anew."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "cnnstat", "crosscheck", "--all", "--device", "meta"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    found = {name: ratio(name, rounds) for name in NETWORKS}
    for name, each in found.items():
        print(f"{name:24} {each:.3f} × torchvision's {NETWORKS[name][0]}")
    seconds = crosscheck()
    print(f"crosscheck --all --device meta {seconds:6.1f} s")
    if max(found.values()) > LIMIT or seconds > PATIENCE:
        sys.exit(f"more than {LIMIT}, or than {PATIENCE} s")


if __name__ == "__main__":
    main()
