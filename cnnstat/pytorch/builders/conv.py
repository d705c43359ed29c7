"""Convolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from cnnstat.keys.kinds import Sides
from cnnstat.layers import conv
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import Pad, scatter, slide
from cnnstat.pytorch.builders.base import Facts, around, builds, describe, padding_module, stride_of
from cnnstat.pytorch.builders.calls import CHANNELS, Argument, Call, maps, one, plain


def with_padding(layer: Windowed, build: Callable[[tuple[int, int]], nn.Module]) -> nn.Module:
    """The module that ``build`` makes for a padding that it can say, else one behind a ``pad`` that does it."""
    if layer.ceil_mode and isinstance(layer.padding, Sides):
        made = build((0, 0))
        made.add_module(
            "pad", modules.CeilPadding(around(layer.padding), layer.kernel, stride_of(layer), layer.dilation)
        )
        return made
    own = layer.symmetric
    made = build(own or (0, 0))
    if own is None:
        made.add_module("pad", padding_module(layer))
    return made


def ceil_padding_call(module: modules.CeilPadding) -> Call:
    kernel, stride, dilation = module.window
    sides = Argument("sides", module.sides, positional=True, kind="sides")
    return Call(
        "CeilPadding", (sides, plain("kernel", kernel), plain("stride", stride), plain("dilation", dilation, (1, 1)))
    )


describe(Facts(along=Pad, call=ceil_padding_call), modules.CeilPadding)


@builds(conv.Conv)
def build_conv(layer: conv.Conv, x: Shape) -> nn.Module:
    def make(padding: tuple[int, int]) -> nn.Module:
        window: dict[str, Any] = {"stride": stride_of(layer), "padding": padding, "dilation": layer.dilation}
        if layer.table is not None:
            return modules.TableConv2d(layer.table, layer.kernel, **window, bias=layer.bias)
        return conv_module(layer, x, **window, groups=layer.groups)

    return with_padding(layer, make)


@builds(conv.Depthwise)
def build_depthwise(layer: conv.Depthwise, x: Shape) -> nn.Module:
    def make(padding: tuple[int, int]) -> nn.Module:
        window: dict[str, Any] = {"stride": stride_of(layer), "padding": padding, "dilation": layer.dilation}
        return conv_module(layer, x, **window, groups=x.channels)

    return with_padding(layer, make)


def conv_module(layer: conv.Convolution, x: Shape, **window: Any) -> nn.Module:
    """The convolution, whose kernels may be fixed or standardized."""
    sizes = x.channels, layer.maps(x), layer.kernel
    if not layer.trained:
        return modules.FixedConv2d(*sizes, **window, bias=layer.bias)
    if layer.standardize:
        return modules.StandardConv2d(*sizes, **window, bias=layer.bias, gain=layer.gain, eps=layer.eps)
    return nn.Conv2d(*sizes, **window, bias=layer.bias)


def conv_call(module: nn.Conv2d | nn.ConvTranspose2d) -> Call:
    window = (
        plain("kernel_size", one(module.kernel_size)),
        plain("stride", one(module.stride), 1),
        plain("padding", one(module.padding), 0),
        plain("dilation", one(module.dilation), 1),
        Argument("groups", module.groups, 1, kind=CHANNELS),
        plain("bias", module.bias is not None, True),
    )
    return Call(
        f"{'nn.' if type(module).__module__.startswith('torch.') else ''}{type(module).__name__}",
        (maps("in_channels", module.in_channels), maps("out_channels", module.out_channels), *window),
    )


def standard_conv_call(module: modules.StandardConv2d) -> Call:
    made = conv_call(module)
    keys = plain("gain", module.gain is not None, False), plain("eps", module.eps, 1e-6)
    return made._replace(arguments=(*made.arguments, *keys))


def table_conv_call(module: modules.TableConv2d) -> Call:
    table = tuple(tuple(row) for row in module.table)
    keys = [Argument("table", table, positional=True, kind="table"), plain("kernel_size", module.kernel_size)]
    keys += [plain("stride", module.stride, (1, 1)), plain("padding", module.padding, (0, 0))]
    keys += [plain("dilation", module.dilation, (1, 1)), plain("bias", module.bias is not None, True)]
    return Call("TableConv2d", tuple(keys))


@builds(conv.ConvTranspose)
def build_conv_transpose(layer: conv.ConvTranspose, x: Shape) -> nn.Module:
    return nn.ConvTranspose2d(
        x.channels, layer.filters, layer.kernel, layer.stride, layer.padding, layer.output_padding, layer.groups,
        layer.bias, layer.dilation,
    )  # fmt: skip


def conv_transpose_call(module: nn.ConvTranspose2d) -> Call:
    made = conv_call(module)
    more = plain("output_padding", one(module.output_padding), 0)
    return Call("nn.ConvTranspose2d", (*made.arguments[:5], more, *made.arguments[5:]))


describe(Facts(along=scatter, call=conv_transpose_call), nn.ConvTranspose2d)
describe(Facts(along=slide, call=conv_call), nn.Conv2d, modules.FixedConv2d)
describe(Facts(along=slide, call=standard_conv_call, uncounted=("var_mean", "rsqrt")), modules.StandardConv2d)
describe(Facts(along=slide, call=table_conv_call), modules.TableConv2d)
