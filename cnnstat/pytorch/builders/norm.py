"""Normalisation."""

from __future__ import annotations

from torch import nn

from cnnstat.layers import norm
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import each_position
from cnnstat.pytorch.builders.base import Facts, builds, call_of, describe
from cnnstat.pytorch.builders.calls import Argument, Call, maps, plain


def with_shift(layer: norm.Norm, x: Shape, made: nn.Module) -> nn.Module:
    """A norm that has neither γ nor β, or both, with one of them where the layer says so; torch's cannot."""
    if layer.scale and layer.bias:
        return made
    return modules.Scaled(made, x.channels) if layer.scale else modules.Shifted(made, x.channels)


def both(layer: norm.Norm) -> bool:
    """Whether a norm has γ and β, as torch's have."""
    return layer.affine and layer.scale and layer.bias


def shifted_call(module: modules.Shifted | modules.Scaled) -> Call:
    count = len(module.weight if isinstance(module, modules.Scaled) else module.bias)
    norm_call = Argument("norm", call_of(module.norm), positional=True)
    return Call(type(module).__name__, (norm_call, maps("channels", count)))


describe(Facts(along=each_position, call=shifted_call), modules.Shifted, modules.Scaled)


@builds(norm.BatchNorm)
def build_batchnorm(layer: norm.BatchNorm, x: Shape) -> nn.Module:
    kind = nn.BatchNorm1d if x.flat else nn.BatchNorm2d
    return with_shift(layer, x, kind(x.channels, layer.eps, affine=both(layer)))


def batchnorm_call(module: nn.BatchNorm1d | nn.BatchNorm2d) -> Call:
    keys = plain("eps", module.eps, 1e-5), plain("affine", module.affine, True)
    return Call(f"nn.{type(module).__name__}", (maps("num_features", module.num_features), *keys))


describe(Facts(along=each_position, call=batchnorm_call), nn.BatchNorm1d, nn.BatchNorm2d)


@builds(norm.LayerNorm)
def build_layernorm(layer: norm.LayerNorm, x: Shape) -> nn.Module:
    kind = nn.LayerNorm if x.flat else modules.ChannelNorm
    return with_shift(layer, x, kind(x.channels, layer.eps, elementwise_affine=both(layer)))


def layernorm_call(module: nn.LayerNorm) -> Call:
    name = "ChannelNorm" if isinstance(module, modules.ChannelNorm) else "nn.LayerNorm"
    keys = plain("eps", module.eps, 1e-5), plain("elementwise_affine", module.elementwise_affine, True)
    return Call(name, (maps("normalized_shape", module.normalized_shape[0]), *keys))


describe(Facts(along=each_position, call=layernorm_call), nn.LayerNorm, modules.ChannelNorm)


@builds(norm.GroupNorm)
def build_groupnorm(layer: norm.GroupNorm, x: Shape) -> nn.Module:
    return with_shift(layer, x, nn.GroupNorm(layer.groups, x.channels, layer.eps, both(layer)))


def groupnorm_call(module: nn.GroupNorm) -> Call:
    sizes = maps("num_groups", module.num_groups), maps("num_channels", module.num_channels)
    return Call("nn.GroupNorm", (*sizes, plain("eps", module.eps, 1e-5), plain("affine", module.affine, True)))


describe(Facts(along=each_position, call=groupnorm_call), nn.GroupNorm)


@builds(norm.Scale)
def build_scale(layer: norm.Scale, x: Shape) -> nn.Module:
    return modules.Scale(x.channels, layer.bias, layer.weight, layer.single)


def scale_call(module: modules.Scale) -> Call:
    held = plain("bias", module.bias is not None, False), plain("weight", module.weight is not None, True)
    return Call("Scale", (maps("channels", module.channels), *held, plain("single", module.single, False)))


describe(Facts(along=each_position, call=scale_call), modules.Scale)


@builds(norm.ResponseNorm)
def build_response_norm(layer: norm.ResponseNorm, x: Shape) -> nn.Module:
    return modules.ResponseNorm(x.channels, layer.eps)


def response_norm_call(module: modules.ResponseNorm) -> Call:
    return Call("ResponseNorm", (maps("channels", module.channels), plain("eps", module.eps, 1e-6)))


describe(Facts(along=each_position, call=response_norm_call, uncounted=("linalg_vector_norm",)), modules.ResponseNorm)


@builds(norm.Rescale)
def build_rescale(layer: norm.Rescale, x: Shape) -> nn.Module:
    return modules.Rescale(layer.factor)


describe(Facts(along=each_position), modules.Rescale)


@builds(norm.LRN)
def build_lrn(layer: norm.LRN, x: Shape) -> nn.Module:
    return modules.LocalResponseNorm(layer.size, layer.alpha, layer.beta, layer.k, layer.average)


describe(Facts(along=each_position), modules.LocalResponseNorm)
