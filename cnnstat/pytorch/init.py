"""Initial weights, as a recipe defines them, and which models can be trained at all."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from cnnstat.network.recipe import Recipe
from cnnstat.pytorch.modules import Subsample, TableConv2d


def untrained(model: nn.Module, name: str) -> str:
    """Why PyTorch does not train a network's model; "" if it does."""
    if not any(True for _ in model.parameters()):
        return f"{name} has no parameters: there is nothing to train"
    kinds = nn.BatchNorm1d, nn.BatchNorm2d
    norm = next((path for path, each in model.named_modules() if isinstance(each, kinds) and not each.eps), "")
    return f"PyTorch trains no batch norm with an eps of 0, as in {norm}" if norm else ""


def initialize(model: nn.Module, recipe: Recipe) -> None:
    """Draw the weights of convolutions and linear layers; biases start at 0, those of layers under ``ones`` at 1.

    Norms keep torch's initial values, γ = 1 and β = 0, and a trained subsampling starts as the mean of its window,
    unless the recipe's ``init`` is ``lecun``. The random numbers are torch's: ``torch.manual_seed`` repeats them.
    """
    with torch.no_grad():
        for name, module in model.named_modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear | TableConv2d):
                draw(module.weight, *fans(module), recipe)
            elif isinstance(module, Subsample) and recipe.init == "lecun":
                draw(module.weight, torch.tensor(float(module.cells)), torch.tensor(1.0), recipe)
            else:
                continue
            if module.bias is not None:
                module.bias.fill_(1.0 if name in recipe.ones else 0.0)


def fans(module: nn.Conv2d | nn.ConvTranspose2d | nn.Linear | TableConv2d) -> tuple[Tensor, Tensor]:
    """Fan-in and fan-out: one value each, or for a connection table one per kernel.

    An output of a transposed convolution meets its kernel only at every stride-th cell.
    """
    if isinstance(module, nn.Linear):
        return torch.tensor(float(module.in_features)), torch.tensor(float(module.out_features))
    cells = math.prod(module.kernel_size)
    if not isinstance(module, TableConv2d):
        into, out = module.in_channels // module.groups, module.out_channels // module.groups
        apart = math.prod(module.stride) if isinstance(module, nn.ConvTranspose2d) else 1
        return torch.tensor(into * cells / apart), torch.tensor(float(out * cells))
    pairs = [(source, len(row)) for row in module.table for source in row]
    reads = [source for source, _ in pairs]
    into_each = torch.tensor([float(length * cells) for _, length in pairs])
    out_each = torch.tensor([float(reads.count(source) * cells) for source in reads])
    return into_each[:, None, None], out_each[:, None, None]


def draw(weight: Tensor, fan_in: Tensor, fan_out: Tensor, recipe: Recipe) -> None:
    """Fill ``weight`` with random numbers from the recipe's distribution."""
    if recipe.init == "he":
        weight.normal_().mul_((2 / fan_in).sqrt().to(weight.device))
    elif recipe.init == "normal":
        weight.normal_(std=recipe.init_std)
    elif recipe.init == "glorot":
        weight.uniform_(-1, 1).mul_((6 / (fan_in + fan_out)).sqrt().to(weight.device))
    else:
        weight.uniform_(-1, 1).mul_((2.4 / fan_in).to(weight.device))
