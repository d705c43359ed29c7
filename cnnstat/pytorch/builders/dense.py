"""Layers on flat vectors."""

from __future__ import annotations

import torch
from torch import nn

from cnnstat.layers import dense
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import each_position, everything
from cnnstat.pytorch.builders.base import Facts, builds, describe
from cnnstat.pytorch.builders.calls import Argument, Call, Text, maps, plain


@builds(dense.Flatten)
def build_flatten(layer: dense.Flatten, x: Shape) -> nn.Module:
    return nn.Flatten()


describe(Facts(along=everything, expression=lambda module, inputs: "torch.flatten({}, 1)"), nn.Flatten)


@builds(dense.Linear)
def build_linear(layer: dense.Linear, x: Shape) -> nn.Module:
    return nn.Linear(x.channels, layer.features, layer.bias)


def linear_call(module: nn.Linear) -> Call:
    sizes = maps("in_features", module.in_features), maps("out_features", module.out_features)
    return Call("nn.Linear", (*sizes, plain("bias", module.bias is not None, True)))


describe(Facts(along=each_position, call=linear_call), nn.Linear)


@builds(dense.RBF)
def build_rbf(layer: dense.RBF, x: Shape) -> nn.Module:
    if layer.codes is not None:
        codes = torch.tensor([[1.0 if sign == "#" else -1.0 for sign in code] for code in layer.codes])
    else:
        # Codes that a spec does not say: random signs, the same in every run.
        signs = torch.randint(2, (layer.output(x).channels, x.channels), generator=torch.Generator().manual_seed(0))
        codes = 2.0 * signs - 1.0
    return modules.RBF(codes)


def rbf_call(module: modules.RBF, layer: dense.RBF) -> Call:
    """The codes are signs; where the spec does not say them, the same random ones as the builder's."""
    if layer.codes is not None:
        codes = Text('torch.tensor([[1.0 if sign == "#" else -1.0 for sign in code] for code in CODES])', layer.codes)
    else:
        sizes = f"({module.codes.shape[0]}, {module.codes.shape[1]})"
        codes = Text(f"2.0 * torch.randint(2, {sizes}, generator=torch.Generator().manual_seed(0)) - 1.0")
    return Call("RBF", (Argument("codes", codes, positional=True),))


describe(Facts(along=each_position, call_of_line=rbf_call), modules.RBF)
describe(Facts(along=each_position, expression=lambda module, inputs: "-{}"), modules.Negative)
