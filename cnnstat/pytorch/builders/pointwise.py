"""Activations and dropout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from torch import nn

from cnnstat.layers import pointwise
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import each_position
from cnnstat.pytorch.builders.base import Facts, builds, describe
from cnnstat.pytorch.builders.calls import Call, maps, plain

Expression = Callable[[Any, Sequence[Shape]], str]


def written(expression: Expression | str, kind: type[nn.Module]) -> None:
    """Describe a module as an expression of ``forward``, or as the name of the function that it is of its input."""
    as_call: Expression = (lambda module, inputs: f"{expression}({{}})") if isinstance(expression, str) else expression
    describe(Facts(along=each_position, expression=as_call), kind)


def in_place(name: str) -> Expression:
    """A function that may overwrite its input."""
    return lambda module, inputs: f"{name}({{}}, inplace=True)" if module.inplace else f"{name}({{}})"


def with_number(name: str, attribute: str, default: float) -> Expression:
    """A function with one number, left out where it is torch's default."""

    def write(module: Any, inputs: Sequence[Shape]) -> str:
        value = getattr(module, attribute)
        return f"{name}({{}})" if value == default else f"{name}({{}}, {value!r})"

    return write


@builds(pointwise.ReLU)
def build_relu(layer: pointwise.ReLU, x: Shape) -> nn.Module:
    return nn.ReLU()


written(in_place("F.relu"), nn.ReLU)


@builds(pointwise.ReLU6)
def build_relu6(layer: pointwise.ReLU6, x: Shape) -> nn.Module:
    return nn.ReLU6()


written(in_place("F.relu6"), nn.ReLU6)


@builds(pointwise.LeakyReLU)
def build_leaky_relu(layer: pointwise.LeakyReLU, x: Shape) -> nn.Module:
    return nn.LeakyReLU(layer.slope)


written(with_number("F.leaky_relu", "negative_slope", 0.01), nn.LeakyReLU)


@builds(pointwise.PReLU)
def build_prelu(layer: pointwise.PReLU, x: Shape) -> nn.Module:
    return nn.PReLU(x.channels)


def prelu_call(module: nn.PReLU) -> Call:
    return Call("nn.PReLU", (maps("num_parameters", module.num_parameters),))


describe(Facts(along=each_position, call=prelu_call), nn.PReLU)


@builds(pointwise.ELU)
def build_elu(layer: pointwise.ELU, x: Shape) -> nn.Module:
    return nn.ELU(layer.alpha)


written(with_number("F.elu", "alpha", 1.0), nn.ELU)


@builds(pointwise.SELU)
def build_selu(layer: pointwise.SELU, x: Shape) -> nn.Module:
    return nn.SELU()


written("F.selu", nn.SELU)


@builds(pointwise.Sigmoid)
def build_sigmoid(layer: pointwise.Sigmoid, x: Shape) -> nn.Module:
    return nn.Sigmoid()


written("torch.sigmoid", nn.Sigmoid)


@builds(pointwise.Tanh)
def build_tanh(layer: pointwise.Tanh, x: Shape) -> nn.Module:
    return nn.Tanh()


written("torch.tanh", nn.Tanh)


@builds(pointwise.ScaledTanh)
def build_scaled_tanh(layer: pointwise.ScaledTanh, x: Shape) -> nn.Module:
    return modules.ScaledTanh(layer.amplitude, layer.slope)


def scaled_tanh_call(module: modules.ScaledTanh) -> Call:
    keys = plain("amplitude", module.amplitude, 1.7159), plain("slope", module.slope, 2 / 3)
    return Call("ScaledTanh", keys)


describe(Facts(along=each_position, call=scaled_tanh_call), modules.ScaledTanh)


@builds(pointwise.SiLU, pointwise.Swish)
def build_silu(layer: pointwise.SiLU, x: Shape) -> nn.Module:
    return nn.SiLU()


written("F.silu", nn.SiLU)


@builds(pointwise.HardSigmoid)
def build_hard_sigmoid(layer: pointwise.HardSigmoid, x: Shape) -> nn.Module:
    return nn.Hardsigmoid()


written("F.hardsigmoid", nn.Hardsigmoid)


@builds(pointwise.HardSwish)
def build_hard_swish(layer: pointwise.HardSwish, x: Shape) -> nn.Module:
    return nn.Hardswish()


written("F.hardswish", nn.Hardswish)


@builds(pointwise.GELU)
def build_gelu(layer: pointwise.GELU, x: Shape) -> nn.Module:
    return nn.GELU()


written("F.gelu", nn.GELU)


@builds(pointwise.Mish)
def build_mish(layer: pointwise.Mish, x: Shape) -> nn.Module:
    return nn.Mish()


written("F.mish", nn.Mish)


@builds(pointwise.Softplus)
def build_softplus(layer: pointwise.Softplus, x: Shape) -> nn.Module:
    return nn.Softplus()


written("F.softplus", nn.Softplus)


@builds(pointwise.Softmax)
def build_softmax(layer: pointwise.Softmax, x: Shape) -> nn.Module:
    return nn.Softmax(dim=1) if layer.parts is None else modules.PartSoftmax(layer.parts)


written(lambda module, inputs: "F.softmax({}, dim=1)", nn.Softmax)
describe(Facts(along=each_position), modules.PartSoftmax)


@builds(pointwise.Dropout)
def build_dropout(layer: pointwise.Dropout, x: Shape) -> nn.Module:
    return nn.Dropout(layer.p)


def dropout_expression(module: nn.Dropout, inputs: Sequence[Shape]) -> str:
    share = "" if module.p == 0.5 else f"{module.p!r}, "
    return f"F.dropout({{}}, {share}training=self.training)"


written(dropout_expression, nn.Dropout)
