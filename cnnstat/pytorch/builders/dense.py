"""Layers on flat vectors."""

from __future__ import annotations

import torch
from torch import nn

from cnnstat.layers import dense
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.base import builds


@builds(dense.Flatten)
def build_flatten(layer: dense.Flatten, x: Shape) -> nn.Module:
    return nn.Flatten()


@builds(dense.Linear)
def build_linear(layer: dense.Linear, x: Shape) -> nn.Module:
    return nn.Linear(x.channels, layer.features, layer.bias)


@builds(dense.RBF)
def build_rbf(layer: dense.RBF, x: Shape) -> nn.Module:
    if layer.codes is not None:
        codes = torch.tensor([[1.0 if sign == "#" else -1.0 for sign in code] for code in layer.codes])
    else:
        # Codes that a spec does not say: random signs, the same in every run.
        signs = torch.randint(2, (layer.output(x).channels, x.channels), generator=torch.Generator().manual_seed(0))
        codes = 2.0 * signs - 1.0
    return modules.RBF(codes)
