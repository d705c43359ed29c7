"""A real step: forward and backward in training mode, and whether every parameter gets a gradient."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from cnnstat.layers.norm import BatchNorm
from cnnstat.network.graph import Network, Node
from cnnstat.pytorch.crosscheck.lines import owners
from cnnstat.pytorch.crosscheck.report import Said
from cnnstat.pytorch.crosscheck.run import SEED, images, seeded
from cnnstat.pytorch.model import Model, Outputs
from cnnstat.pytorch.modules import TableConv2d

IMAGES = 2
ATTEMPTS = 4
"""Draws of weights and images: all units of a small layer may be switched off in one of them."""
CONVENTION = (
    f"a forward and backward pass of {IMAGES} random images in training mode, heads included, with weights "
    "drawn anew; every parameter has a finite gradient that is not all zero"
)
ON_META = "the meta device holds no numbers, so there are no gradients"

GOOD, MISSING, ZERO, INFINITE = "finite", "none", "all zero", "not finite"


def draw(model: nn.Module) -> None:
    """Weights under which signals neither die out nor explode, whatever the recipe's are; biases near 0."""
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
                module.weight.normal_(std=math.sqrt(2 / math.prod(module.weight.shape[1:])))
            elif isinstance(module, TableConv2d):
                module.weight.normal_(std=math.sqrt(2 * module.maps / module.weight.numel()))
            else:
                continue
            if module.bias is not None:
                module.bias.normal_(std=0.01)


def score(outputs: Tensor | Outputs) -> Tensor:
    """One number to derive: all outputs, the heads' too, each with a random weight of its own."""
    parts = [outputs.output, *outputs.auxiliary] if isinstance(outputs, Outputs) else [outputs]
    return torch.stack([(part * torch.randn_like(part)).sum() for part in parts]).sum()


def states(model: Model, network: Network, device: torch.device, seed: int) -> dict[str, str]:
    """For every parameter by its name what its gradient is like after one step."""
    model.train()
    model.zero_grad(set_to_none=True)
    with seeded(seed):
        draw(model)
        score(model(images(network, device, IMAGES))).backward()  # type: ignore[no-untyped-call]
    return {name: state(parameter.grad) for name, parameter in model.named_parameters()}


def state(gradient: Tensor | None) -> str:
    """What a gradient is like."""
    if gradient is None:
        return MISSING
    if not torch.isfinite(gradient).all():
        return INFINITE
    return GOOD if gradient.any() else ZERO


def checked(model: Model, network: Network, device: torch.device) -> dict[int, list[Said]]:
    """Whether each parameter gets a gradient, by the node's index; changes the model's weights and statistics."""
    model.requires_grad_(True)
    found = {name: ZERO for name, _ in model.named_parameters()}
    for seed in range(SEED, SEED + ATTEMPTS):
        now = states(model, network, device, seed)
        found = {name: now[name] if what == ZERO else what for name, what in found.items()}
        if ZERO not in found.values():
            break
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
        said.setdefault(owner[module], []).append(Said(label, what, GOOD, reason))
    return said


def taken_away(node: Node) -> str:
    """Why a bias may have no influence: a batch norm behind it takes the mean off."""
    normed = any(isinstance(follower, BatchNorm) for follower in node.followers)
    return "the batch norm behind it takes every bias away" if normed else ""
