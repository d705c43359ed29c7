"""Upsampling, pixel shuffle, padding and transposing."""

from __future__ import annotations

from typing import Any

from torch import nn

from cnnstat.layers import spatial
from cnnstat.layers.shape import Shape
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import Enlarge, Slide, Widen, along, everything
from cnnstat.pytorch.builders.base import Facts, around, builds, describe
from cnnstat.pytorch.builders.calls import Argument, Call, one, plain


@builds(spatial.Upsample)
def build_upsample(layer: spatial.Upsample, x: Shape) -> nn.Module:
    # Whole factors: torch computes the places of cells from the sizes that they lead to.
    return nn.Upsample(layer.size, layer.scale, layer.mode)


def upsample_call(module: nn.Upsample) -> Call:
    if module.size is not None:
        grown = plain("size", one(module.size))
    else:
        factors: Any = module.scale_factor
        grown = plain("scale_factor", one(tuple(int(each) for each in factors)))
    return Call("nn.Upsample", (grown, plain("mode", module.mode, "nearest")))


def enlarge(module: nn.Upsample, axis: int) -> Enlarge:
    interpolated = module.mode == "bilinear"
    if module.size is not None:
        return Enlarge(along(module.size, axis), None, interpolated)
    return Enlarge(None, along(module.scale_factor, axis), interpolated)


describe(Facts(along=enlarge, call=upsample_call), nn.Upsample)


@builds(spatial.PixelShuffle)
def build_pixel_shuffle(layer: spatial.PixelShuffle, x: Shape) -> nn.Module:
    return nn.PixelShuffle(layer.factor)


@builds(spatial.PixelUnshuffle)
def build_pixel_unshuffle(layer: spatial.PixelUnshuffle, x: Shape) -> nn.Module:
    return nn.PixelUnshuffle(layer.factor)


describe(
    Facts(along=lambda module, axis: Enlarge(None, module.upscale_factor, False), uncounted=("pixel_shuffle",)),
    nn.PixelShuffle,
)
describe(
    Facts(
        along=lambda module, axis: Slide(module.downscale_factor, module.downscale_factor, 0, 1),
        uncounted=("pixel_unshuffle",),
    ),
    nn.PixelUnshuffle,
)

PADS: dict[str, type[nn.Module]] = {
    "zero": nn.ZeroPad2d,
    "reflect": nn.ReflectionPad2d,
    "replicate": nn.ReplicationPad2d,
}


@builds(spatial.Pad)
def build_pad(layer: spatial.Pad, x: Shape) -> nn.Module:
    return PADS[layer.mode](around(layer.padding))


def pad_call(module: Any) -> Call:
    sides = tuple(module.padding)
    value = sides[0] if len(set(sides)) == 1 else sides
    return Call(f"nn.{type(module).__name__}", (Argument("padding", value, positional=True, kind="sides"),))


def widen(module: Any, axis: int) -> Widen:
    before, after = module.padding[2 - 2 * axis :][:2]
    return Widen(before, after)


describe(
    Facts(along=widen, call=pad_call, uncounted=("reflection_pad2d", "replication_pad2d")),
    nn.ZeroPad2d, nn.ReflectionPad2d, nn.ReplicationPad2d,
)  # fmt: skip


@builds(spatial.Transpose)
def build_transpose(layer: spatial.Transpose, x: Shape) -> nn.Module:
    return modules.Transpose(layer.size)


def transpose_call(module: modules.Transpose) -> Call:
    return Call("Transpose", (Argument("size", module.size, None, kind="cells"),))


describe(Facts(along=everything, call=transpose_call), modules.Transpose)
