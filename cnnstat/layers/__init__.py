"""The layer types of the spec language, one file per family."""

from __future__ import annotations

from typing import Any

from cnnstat.layers.base import NO_OPS, NO_PARAMETERS, REQUIRED, Axis, Key, Layer, Ops, Parameters, Shapes
from cnnstat.layers.conv import Conv, Depthwise
from cnnstat.layers.dense import RBF, Flatten, Linear
from cnnstat.layers.merge import Add, ChannelShuffle, ChannelSplit, Concat, Identity, Multiply
from cnnstat.layers.norm import LRN, BatchNorm, GroupNorm, LayerNorm, Scale
from cnnstat.layers.pointwise import ACTIVATIONS, Dropout
from cnnstat.layers.pool import POOLS

AnyLayer = Layer[Any]

_FAMILIES: tuple[tuple[type[AnyLayer], ...], ...] = (
    (Conv, Depthwise),
    POOLS,
    (Flatten, Linear, RBF),
    (BatchNorm, LayerNorm, GroupNorm, LRN, Scale),
    ACTIVATIONS,
    (Dropout,),
    (Concat, Add, Multiply, Identity, ChannelShuffle, ChannelSplit),
)
TYPES: dict[str, type[AnyLayer]] = {layer.type: layer for family in _FAMILIES for layer in family}
"""Every layer type, by the word that a spec uses for it."""

FOLLOWERS: dict[str, dict[str, type[AnyLayer]]] = {
    follower: {name: layer for name, layer in TYPES.items() if layer.follows == follower}
    for follower in ("norm", "activation", "lrn", "dropout")
}
"""Keys of any line that hold a layer acting on its output, in the order in which they act."""

__all__ = [
    "FOLLOWERS",
    "NO_OPS",
    "NO_PARAMETERS",
    "REQUIRED",
    "TYPES",
    "AnyLayer",
    "Axis",
    "Key",
    "Layer",
    "Ops",
    "Parameters",
    "Shapes",
]
