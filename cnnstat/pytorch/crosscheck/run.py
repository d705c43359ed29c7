"""Running a model: built on a device, with its heads, and with an eye on what every line puts out."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from cnnstat.network.graph import Network
from cnnstat.pytorch.crosscheck.lines import steps_of
from cnnstat.pytorch.device import gpu_in_use
from cnnstat.pytorch.model import Model, build_model, outline

SEED = 0
SMALL = 1_000_000
"""MACs of a layer, on average, below which threads wait for each other longer than they compute."""


def built(network: Network, device: torch.device, logits: bool = False) -> Model:
    """A fresh model on a device; torch's own random numbers are left as they were."""
    if device.type == "meta":
        return outline(network, logits)
    with seeded():
        return build_model(network, logits).to(device)


def copied(model: Model, device: torch.device) -> Model:
    """A copy of a model on a device, without the hooks that someone has put on it."""
    twin = copy.deepcopy(model)
    for module in twin.modules():
        for hooks in (
            module._forward_hooks,
            module._forward_pre_hooks,
            module._backward_hooks,
            module._backward_pre_hooks,
        ):
            hooks.clear()
    return twin.float().to(device)


@contextlib.contextmanager
def seeded(seed: int = SEED) -> Iterator[None]:
    """The same random numbers each time, and afterwards torch's own go on as if nothing had been drawn.

    A GPU that nobody has used yet is left alone: asking for its random numbers would set it up.
    """
    gpus = range(torch.cuda.device_count()) if gpu_in_use() else ()
    with torch.random.fork_rng(devices=gpus):
        torch.default_generator.manual_seed(seed)
        if gpus:
            torch.cuda.manual_seed_all(seed)
        if torch.backends.mps.is_available():
            torch.mps.manual_seed(seed)
        yield


@contextlib.contextmanager
def with_heads(model: Model) -> Iterator[None]:
    """Auxiliary heads run too, and every layer as at inference: the network trains, its layers do not."""
    model.eval()
    model.training = True
    try:
        yield
    finally:
        model.eval()


@contextlib.contextmanager
def one_thread(small: bool = True) -> Iterator[None]:
    """Small operations are computed by one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1 if small else threads)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def images(network: Network, device: torch.device, count: int = 1) -> Tensor:
    """Random images of the network's size."""
    shape = (count, *network.input[:3])
    return torch.empty(shape, device=device) if device.type == "meta" else torch.randn(shape).to(device)


@contextlib.contextmanager
def watching(model: Model, shapes: dict[int, tuple[int, ...]]) -> Iterator[None]:
    """Note the shape that each line puts out for one image, by the node's index, while the model runs."""

    def note(node: int) -> Callable[[nn.Module, Any, Tensor], None]:
        def hook(module: nn.Module, given: Any, output: Tensor) -> None:
            shapes[node] = tuple(output.shape[1:])

        return hook

    handles = [model.at(step.modules[-1]).register_forward_hook(note(step.node)) for step in steps_of(model)]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
