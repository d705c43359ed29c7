"""Merges, shortcuts, channel shuffle and split."""

from __future__ import annotations

from torch import nn

from cnnstat.layers import Shapes, merge
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.base import builds


@builds(merge.Concat)
def build_concat(layer: merge.Concat, x: Shapes) -> nn.Module:
    return modules.Concat()


@builds(merge.Add)
def build_add(layer: merge.Add, x: Shapes) -> nn.Module:
    return modules.Add()


@builds(merge.Multiply)
def build_multiply(layer: merge.Multiply, x: Shapes) -> nn.Module:
    return modules.Multiply()


@builds(merge.Identity)
def build_identity(layer: merge.Identity, x: Shape) -> nn.Module:
    missing = layer.output(x).channels - x.channels
    return modules.Shortcut(layer.stride, missing) if missing or layer.stride != (1, 1) else nn.Identity()


@builds(merge.ChannelShuffle)
def build_channel_shuffle(layer: merge.ChannelShuffle, x: Shape) -> nn.Module:
    return modules.ChannelShuffle(layer.groups)


@builds(merge.ChannelSplit)
def build_channel_split(layer: merge.ChannelSplit, x: Shape) -> nn.Module:
    sizes = layer.sizes or (x.channels // layer.blocks,) * layer.blocks
    start = sum(sizes[: layer.part - 1])
    return modules.ChannelSlice(start, start + sizes[layer.part - 1])
