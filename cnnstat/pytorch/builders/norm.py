"""Normalisation."""

from __future__ import annotations

from torch import nn

from cnnstat.layers import norm
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.base import builds


@builds(norm.BatchNorm)
def build_batchnorm(layer: norm.BatchNorm, x: Shape) -> nn.Module:
    kind = nn.BatchNorm1d if x.flat else nn.BatchNorm2d
    return kind(x.channels, layer.eps, affine=layer.affine)


@builds(norm.LayerNorm)
def build_layernorm(layer: norm.LayerNorm, x: Shape) -> nn.Module:
    kind = nn.LayerNorm if x.flat else modules.ChannelNorm
    return kind(x.channels, layer.eps, elementwise_affine=layer.affine)


@builds(norm.GroupNorm)
def build_groupnorm(layer: norm.GroupNorm, x: Shape) -> nn.Module:
    return nn.GroupNorm(layer.groups, x.channels, layer.eps, layer.affine)


@builds(norm.Scale)
def build_scale(layer: norm.Scale, x: Shape) -> nn.Module:
    return modules.Scale(x.channels, layer.bias)


@builds(norm.LRN)
def build_lrn(layer: norm.LRN, x: Shape) -> nn.Module:
    return modules.LocalResponseNorm(layer.size, layer.alpha, layer.beta, layer.k, layer.average)
