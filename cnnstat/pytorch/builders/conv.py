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
from cnnstat.pytorch.builders.base import around, builds, padding_module, stride_of, symmetric


def with_padding(layer: Windowed, build: Callable[[tuple[int, int]], nn.Module]) -> nn.Module:
    """The module that ``build`` makes for a padding that it can say, else one behind a ``pad`` that does it."""
    if layer.ceil_mode and isinstance(layer.padding, Sides):
        made = build((0, 0))
        made.add_module(
            "pad", modules.CeilPadding(around(layer.padding), layer.kernel, stride_of(layer), layer.dilation)
        )
        return made
    own = symmetric(layer)
    made = build(own or (0, 0))
    if own is None:
        made.add_module("pad", padding_module(layer))
    return made


@builds(conv.Conv)
def build_conv(layer: conv.Conv, x: Shape) -> nn.Module:
    def make(padding: tuple[int, int]) -> nn.Module:
        window: dict[str, Any] = {"stride": stride_of(layer), "padding": padding, "dilation": layer.dilation}
        if layer.table is not None:
            return modules.TableConv2d(layer.table, layer.kernel, **window, bias=layer.bias)
        return nn.Conv2d(x.channels, layer.maps(x), layer.kernel, **window, groups=layer.groups, bias=layer.bias)

    return with_padding(layer, make)


@builds(conv.Depthwise)
def build_depthwise(layer: conv.Depthwise, x: Shape) -> nn.Module:
    def make(padding: tuple[int, int]) -> nn.Module:
        return nn.Conv2d(
            x.channels, layer.maps(x), layer.kernel, stride_of(layer), padding, layer.dilation, x.channels, layer.bias
        )

    return with_padding(layer, make)
