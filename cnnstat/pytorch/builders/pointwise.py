"""Activations and dropout."""

from __future__ import annotations

from torch import nn

from cnnstat.layers import pointwise
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.base import builds


@builds(pointwise.ReLU)
def build_relu(layer: pointwise.ReLU, x: Shape) -> nn.Module:
    return nn.ReLU()


@builds(pointwise.ReLU6)
def build_relu6(layer: pointwise.ReLU6, x: Shape) -> nn.Module:
    return nn.ReLU6()


@builds(pointwise.LeakyReLU)
def build_leaky_relu(layer: pointwise.LeakyReLU, x: Shape) -> nn.Module:
    return nn.LeakyReLU(layer.slope)


@builds(pointwise.PReLU)
def build_prelu(layer: pointwise.PReLU, x: Shape) -> nn.Module:
    return nn.PReLU(x.channels)


@builds(pointwise.ELU)
def build_elu(layer: pointwise.ELU, x: Shape) -> nn.Module:
    return nn.ELU(layer.alpha)


@builds(pointwise.SELU)
def build_selu(layer: pointwise.SELU, x: Shape) -> nn.Module:
    return nn.SELU()


@builds(pointwise.Sigmoid)
def build_sigmoid(layer: pointwise.Sigmoid, x: Shape) -> nn.Module:
    return nn.Sigmoid()


@builds(pointwise.Tanh)
def build_tanh(layer: pointwise.Tanh, x: Shape) -> nn.Module:
    return nn.Tanh()


@builds(pointwise.ScaledTanh)
def build_scaled_tanh(layer: pointwise.ScaledTanh, x: Shape) -> nn.Module:
    return modules.ScaledTanh(layer.amplitude, layer.slope)


@builds(pointwise.SiLU, pointwise.Swish)
def build_silu(layer: pointwise.SiLU, x: Shape) -> nn.Module:
    return nn.SiLU()


@builds(pointwise.HardSigmoid)
def build_hard_sigmoid(layer: pointwise.HardSigmoid, x: Shape) -> nn.Module:
    return nn.Hardsigmoid()


@builds(pointwise.HardSwish)
def build_hard_swish(layer: pointwise.HardSwish, x: Shape) -> nn.Module:
    return nn.Hardswish()


@builds(pointwise.GELU)
def build_gelu(layer: pointwise.GELU, x: Shape) -> nn.Module:
    return nn.GELU()


@builds(pointwise.Mish)
def build_mish(layer: pointwise.Mish, x: Shape) -> nn.Module:
    return nn.Mish()


@builds(pointwise.Softplus)
def build_softplus(layer: pointwise.Softplus, x: Shape) -> nn.Module:
    return nn.Softplus()


@builds(pointwise.Softmax)
def build_softmax(layer: pointwise.Softmax, x: Shape) -> nn.Module:
    return nn.Softmax(dim=1)


@builds(pointwise.Dropout)
def build_dropout(layer: pointwise.Dropout, x: Shape) -> nn.Module:
    return nn.Dropout(layer.p)
