"""What a training step of a built model costs beside torchvision's own model on the same input.

Prints the ratio of medians for each network; fails above 1.05. Steps of the two alternate within one run, so that a
busy machine slows both down alike. Run it on a quiet one: ``python tests/benchmarks/training_step.py``.
"""

from __future__ import annotations

import statistics
import sys
import time
from typing import Any

import torch
import torchvision
from torch import nn

import cnnstat

LIMIT = 1.05
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


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    found = {name: ratio(name, rounds) for name in NETWORKS}
    for name, each in found.items():
        print(f"{name:24} {each:.3f} × torchvision's {NETWORKS[name][0]}")
    if max(found.values()) > LIMIT:
        sys.exit(f"more than {LIMIT}")


if __name__ == "__main__":
    main()
