"""A real step: forward and backward in training mode, and whether every parameter gets a gradient."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from cnnstat.layers.norm import BatchNorm
from cnnstat.network.graph import INPUT, Network, Node
from cnnstat.pytorch.crosscheck.lines import owners, steps_of
from cnnstat.pytorch.crosscheck.report import Said
from cnnstat.pytorch.crosscheck.run import SEED, images, seeded
from cnnstat.pytorch.model import Given, Model, Outputs, tensors_of
from cnnstat.pytorch.modules import TableConv2d

IMAGES = 2
ATTEMPTS = 4
"""Draws of weights and images: all units of a small layer may be switched off in one of them."""
SMALLER = 1 / 4
"""Where numbers overflow, the weights of the next draw are smaller by this: each sum of a path and the one that passes
it by has larger numbers than the one before."""
LARGE = 1e15
"""Numbers beyond which an overflow is no fault of a line, but of many before it."""
CONVENTION = (
    f"a forward and backward pass of {IMAGES} random images in training mode, heads included, with weights "
    "drawn anew; every parameter has a finite gradient that is not all zero"
)
ON_META = "the meta device holds no numbers, so there are no gradients"

OVERFLOW = "on the way numbers outgrow float32 in some draws, and vanish or outgrow it in the others"

GOOD, MISSING, ZERO, INFINITE = "finite", "none", "all zero", "not finite"


def draw(model: nn.Module, scale: float) -> None:
    """Weights under which signals along a chain neither die out nor explode, times a scale; biases near 0."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
                module.weight.normal_(std=scale * math.sqrt(2 / math.prod(module.weight.shape[1:])))
            elif isinstance(module, TableConv2d):
                module.weight.normal_(std=scale * math.sqrt(2 * module.maps / module.weight.numel()))
            else:
                continue
            if module.bias is not None:
                module.bias.normal_(std=0.01)


def score(outputs: Given | Outputs) -> Tensor:
    """One number to derive: all outputs, the heads' too, each with a random weight of its own."""
    parts = tensors_of(outputs)
    return torch.stack([(part * torch.randn_like(part)).sum() for part in parts]).sum()


def states(model: Model, network: Network, device: torch.device, seed: int, scale: float) -> dict[str, str]:
    """For every parameter by its name what its gradient is like after one step."""
    model.train()
    model.zero_grad(set_to_none=True)
    with seeded(seed):
        draw(model, scale)
        score(model(images(network, device, IMAGES))).backward()  # type: ignore[no-untyped-call]
    return {name: state(parameter.grad) for name, parameter in model.named_parameters()}


def state(gradient: Tensor | None) -> str:
    """What a gradient is like."""
    if gradient is None:
        return MISSING
    if not torch.isfinite(gradient).all():
        return INFINITE
    return GOOD if gradient.any() else ZERO


def overflows(model: Model, network: Network, device: torch.device, seed: int, scale: float) -> bool:
    """Whether a draw's numbers grow from line to line until they overflow; one line alone that makes them is broken."""
    largest = {INPUT: 0.0}

    def note(node: int) -> Callable[[nn.Module, Any, Tensor], None]:
        def hook(module: nn.Module, given: Any, output: Tensor) -> None:
            largest[node] = output.abs().max().item()

        return hook

    steps = steps_of(model)
    handles = [model.at(step.modules[-1]).register_forward_hook(note(step.node)) for step in steps]
    try:
        with seeded(seed), torch.no_grad():
            draw(model, scale)
            model(images(network, device, IMAGES))
    finally:
        for handle in handles:
            handle.remove()
    first = next((step for step in steps if not math.isfinite(largest[step.node])), None)
    return max(largest.values() if first is None else (largest[source] for source in first.inputs)) > LARGE


def drawn(model: Model, network: Network, device: torch.device) -> tuple[dict[str, str], bool]:
    """The best that any draw shows of each parameter's gradient, and whether numbers overflowed in one of them."""
    found = {name: ZERO for name, _ in model.named_parameters()}
    scale = 1.0
    for seed in range(SEED, SEED + ATTEMPTS):
        now = states(model, network, device, seed, scale)
        found = {name: now[name] if what in (ZERO, INFINITE) else what for name, what in found.items()}
        if INFINITE in now.values():
            if not overflows(model, network, device, seed, scale):
                break
            scale *= SMALLER
        elif ZERO not in found.values():
            break
    return found, scale < 1


def checked(model: Model, network: Network, device: torch.device) -> dict[int, list[Said]]:
    """Whether each parameter gets a gradient, by the node's index; changes the model's weights and statistics."""
    model.requires_grad_(True)
    found, overflowed = drawn(model, network, device)
    model.zero_grad(set_to_none=True)
    owner = owners(model)
    said: dict[int, list[Said]] = {}
    for name, what in found.items():
        module, _, which = name.rpartition(".")
        if module not in owner:
            continue  # numbers that belong to no line are reported with the others
        node = network.nodes[owner[module]]
        label = name.removeprefix(f"{node.name}.")
        reason = taken_away(node) if what == ZERO and label == which == "bias" else ""
        if overflowed and what in (ZERO, INFINITE):
            reason = reason or OVERFLOW
        said.setdefault(owner[module], []).append(Said(label, what, GOOD, reason))
    return said


def taken_away(node: Node) -> str:
    """Why a bias may have no influence: a batch norm behind it takes the mean off."""
    normed = any(isinstance(follower, BatchNorm) for follower in node.followers)
    return "the batch norm behind it takes every bias away" if normed else ""
