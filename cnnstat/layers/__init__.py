"""The layer types of the spec language, one file per family."""

from __future__ import annotations

from typing import Any

from cnnstat.layers.base import NO_OPS, NO_PARAMETERS, TYPES, Axis, Layer, Ops, Parameters, Shapes

# Importing a family's file is what registers its types.
from cnnstat.layers import conv, dense, merge, norm, pointwise, pool  # isort: skip

AnyLayer = Layer[Any]

FOLLOWERS: dict[str, dict[str, type[AnyLayer]]] = {
    follower: {name: layer for name, layer in TYPES.items() if layer.follows == follower}
    for follower in ("norm", "activation", "lrn", "dropout")
}
"""Keys of any line that hold a layer acting on its output, in the order in which they act."""

__all__ = [
    "FOLLOWERS",
    "NO_OPS",
    "NO_PARAMETERS",
    "TYPES",
    "AnyLayer",
    "Axis",
    "Layer",
    "Ops",
    "Parameters",
    "Shapes",
    "conv",
    "dense",
    "merge",
    "norm",
    "pointwise",
    "pool",
]
