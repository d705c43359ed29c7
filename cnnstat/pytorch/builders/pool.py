"""Pools."""

from __future__ import annotations

from typing import Any

from torch import nn

from cnnstat.layers import adaptive, pool
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import adaptive_sum, each_position, pad_and_sum, sum_of
from cnnstat.pytorch.builders.base import (
    Facts,
    builds,
    call_of,
    describe,
    described,
    padding_module,
    stride_of,
)
from cnnstat.pytorch.builders.calls import Argument, Call, maps, one, plain


@builds(pool.MaxPool)
def build_maxpool(layer: pool.MaxPool, x: Shape) -> nn.Module:
    stride, padding = stride_of(layer), layer.symmetric
    own = not layer.pads_apart
    pooling = nn.MaxPool2d(
        layer.kernel, stride, padding if own and padding else 0, layer.dilation, ceil_mode=layer.ceil_mode
    )
    if own:
        return pooling
    return modules.PaddedPool2d(pooling, padding_module(layer, float("-inf")), stride, layer.ceil_mode)


def averaging(layer: pool.Pool, include: bool, divisor: int | None = None) -> nn.Module:
    """The mean of each window, or with a ``divisor`` of 1 its sum."""
    stride, padding = stride_of(layer), layer.symmetric
    pooling = nn.AvgPool2d(layer.kernel, stride, padding or 0, layer.ceil_mode, include, divisor)
    if padding is not None:
        return pooling
    return modules.PaddedPool2d(pooling, padding_module(layer), stride, layer.ceil_mode, inside=not include)


def pool_call(module: Any) -> Call:
    """nn.MaxPool2d or nn.AvgPool2d; their stride is the kernel's size when not given."""
    kernel = one(module.kernel_size)
    keys = [plain("kernel_size", kernel), plain("stride", one(module.stride), kernel)]
    keys.append(plain("padding", one(module.padding), 0))
    if isinstance(module, nn.MaxPool2d):
        keys.append(plain("dilation", one(module.dilation), 1))
    keys.append(plain("ceil_mode", module.ceil_mode, False))
    if isinstance(module, nn.AvgPool2d):
        keys.append(plain("count_include_pad", module.count_include_pad, True))
        keys.append(plain("divisor_override", module.divisor_override, None))
    return Call(f"nn.{type(module).__name__}", tuple(keys))


def padded_pool_call(module: modules.PaddedPool2d) -> Call:
    keys = [Argument(name, call_of(getattr(module, name)), positional=True) for name in ("pool", "padding")]
    keys += [plain("stride", tuple(module.stride)), plain("ceil_mode", module.ceil_mode, False)]
    return Call("PaddedPool2d", (*keys, plain("inside", module.inside, False)))


describe(Facts(along=sum_of, call=pool_call), nn.MaxPool2d, nn.AvgPool2d)
describe(Facts(along=pad_and_sum, call=padded_pool_call), modules.PaddedPool2d)


@builds(pool.AvgPool)
def build_avgpool(layer: pool.AvgPool, x: Shape) -> nn.Module:
    return averaging(layer, layer.with_padding)


@builds(pool.Subsample)
def build_subsample(layer: pool.Subsample, x: Shape) -> nn.Module:
    return modules.Subsample(x.channels, averaging(layer, include=True, divisor=1), layer.cells)


def subsample_call(module: modules.Subsample) -> Call:
    sums = Argument("sums", call_of(module.sums), positional=True)
    return Call("Subsample", (maps("channels", len(module.weight)), sums, plain("cells", module.cells)))


describe(
    Facts(along=lambda module, axis: described(module.sums).along(module.sums, axis), call=subsample_call),
    modules.Subsample,
)


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


describe(Facts(along=each_position), modules.ChannelMean, modules.ChannelMax)


@builds(adaptive.AdaptiveAvgPool)
def build_adaptive_avgpool(layer: adaptive.AdaptiveAvgPool, x: Shape) -> nn.Module:
    return nn.AdaptiveAvgPool2d(layer.size)


@builds(adaptive.AdaptiveMaxPool)
def build_adaptive_maxpool(layer: adaptive.AdaptiveMaxPool, x: Shape) -> nn.Module:
    return nn.AdaptiveMaxPool2d(layer.size)


describe(Facts(along=adaptive_sum), nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d)
