"""Merges, shortcuts, channel shuffle and split."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from cnnstat.layers import Shapes, merge
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import Keep, along, each_position
from cnnstat.pytorch.builders.base import Facts, builds, describe
from cnnstat.pytorch.builders.calls import CHANNELS, Argument, Call, maps, plain


@builds(merge.Concat)
def build_concat(layer: merge.Concat, x: Shapes) -> nn.Module:
    return modules.Concat()


def concat_expression(module: modules.Concat, inputs: Sequence[Shape]) -> str:
    return f"torch.cat(({', '.join('{}' for _ in inputs)}{',' if len(inputs) == 1 else ''}), dim=1)"


describe(Facts(along=each_position, expression=concat_expression), modules.Concat)


@builds(merge.Add)
def build_add(layer: merge.Add, x: Shapes) -> nn.Module:
    return modules.Add()


describe(Facts(along=each_position, expression=lambda module, inputs: " + ".join("{}" for _ in inputs)), modules.Add)


@builds(merge.Multiply)
def build_multiply(layer: merge.Multiply, x: Shapes) -> nn.Module:
    return modules.Multiply()


def multiply_expression(module: modules.Multiply, inputs: Sequence[Shape]) -> str:
    spread = any(not shape.flat for shape in inputs)
    return " * ".join("{}[..., None, None]" if shape.flat and spread else "{}" for shape in inputs)


describe(Facts(along=each_position, expression=multiply_expression), modules.Multiply)


@builds(merge.Identity)
def build_identity(layer: merge.Identity, x: Shape) -> nn.Module:
    missing = layer.output(x).channels - x.channels
    return modules.Shortcut(layer.stride, missing) if missing or layer.stride != (1, 1) else nn.Identity()


def shortcut_call(module: modules.Shortcut) -> Call:
    missing = Argument("missing", module.missing, 0, kind=CHANNELS)
    return Call("Shortcut", (plain("stride", module.stride, (1, 1)), missing))


describe(Facts(along=lambda module, axis: Keep(along(module.stride, axis)), call=shortcut_call), modules.Shortcut)
describe(Facts(along=each_position, expression=lambda module, inputs: "{}"), nn.Identity)


@builds(merge.ChannelShuffle)
def build_channel_shuffle(layer: merge.ChannelShuffle, x: Shape) -> nn.Module:
    return modules.ChannelShuffle(layer.groups)


describe(Facts(along=each_position), modules.ChannelShuffle)


@builds(merge.ChannelSplit)
def build_channel_split(layer: merge.ChannelSplit, x: Shape) -> nn.Module:
    sizes = layer.sizes or (x.channels // layer.blocks,) * layer.blocks
    start = sum(sizes[: layer.part - 1])
    return modules.ChannelSlice(start, start + sizes[layer.part - 1])


def channel_slice_call(module: modules.ChannelSlice) -> Call:
    return Call("ChannelSlice", (maps("start", module.start), maps("stop", module.stop)))


describe(Facts(along=each_position, call=channel_slice_call), modules.ChannelSlice)
