"""Pools."""

from __future__ import annotations

from torch import nn

from cnnstat.layers import pool
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.base import builds, padding_module, stride_of, symmetric


@builds(pool.MaxPool)
def build_maxpool(layer: pool.MaxPool, x: Shape) -> nn.Module:
    stride, padding = stride_of(layer), symmetric(layer)
    # torch wants at most half the kernel; with dilation half its reach would do.
    own = padding is not None and all(each <= size // 2 for each, size in zip(padding, layer.kernel, strict=True))
    pooling = nn.MaxPool2d(
        layer.kernel, stride, padding if own and padding else 0, layer.dilation, ceil_mode=layer.ceil_mode
    )
    if own:
        return pooling
    return modules.PaddedPool2d(pooling, padding_module(layer, float("-inf")), stride, layer.ceil_mode)


def averaging(layer: pool.Pool, include: bool, divisor: int | None = None) -> nn.Module:
    """The mean of each window, or with a ``divisor`` of 1 its sum."""
    stride, padding = stride_of(layer), symmetric(layer)
    pooling = nn.AvgPool2d(layer.kernel, stride, padding or 0, layer.ceil_mode, include, divisor)
    if padding is not None:
        return pooling
    return modules.PaddedPool2d(pooling, padding_module(layer), stride, layer.ceil_mode, inside=not include)


@builds(pool.AvgPool)
def build_avgpool(layer: pool.AvgPool, x: Shape) -> nn.Module:
    return averaging(layer, layer.padded)


@builds(pool.Subsample)
def build_subsample(layer: pool.Subsample, x: Shape) -> nn.Module:
    return modules.Subsample(x.channels, averaging(layer, include=True, divisor=1), layer.cells)


@builds(pool.GlobalAvgPool)
def build_global_avgpool(layer: pool.GlobalAvgPool, x: Shape) -> nn.Module:
    return nn.AdaptiveAvgPool2d(1)


@builds(pool.GlobalMaxPool)
def build_global_maxpool(layer: pool.GlobalMaxPool, x: Shape) -> nn.Module:
    return nn.AdaptiveMaxPool2d(1)


@builds(pool.ChannelAvgPool)
def build_channel_avgpool(layer: pool.ChannelAvgPool, x: Shape) -> nn.Module:
    return modules.ChannelMean()


@builds(pool.ChannelMaxPool)
def build_channel_maxpool(layer: pool.ChannelMaxPool, x: Shape) -> nn.Module:
    return modules.ChannelMax()


@builds(pool.AdaptiveAvgPool)
def build_adaptive_avgpool(layer: pool.AdaptiveAvgPool, x: Shape) -> nn.Module:
    return nn.AdaptiveAvgPool2d(layer.size)


@builds(pool.AdaptiveMaxPool)
def build_adaptive_maxpool(layer: pool.AdaptiveMaxPool, x: Shape) -> nn.Module:
    return nn.AdaptiveMaxPool2d(layer.size)
