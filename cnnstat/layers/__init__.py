"""The layer types of the spec language, one file per family."""

from __future__ import annotations

from typing import Any

from cnnstat.layers.base import NO_OPS, NO_PARAMETERS, TYPES, Axis, Layer, Ops, Parameters, Shapes

# Importing a family's file is what registers its types.
from cnnstat.layers import conv, dense, merge, norm, pointwise, pool, adaptive, spatial, unavailable  # isort: skip

AnyLayer = Layer[Any]

FOLLOWER_KEYS: dict[str, str] = {
    "norm": "what normalizes the layer's output: a type, a mapping with its keys, or none",
    "activation": "what acts on the output, behind the norm: a type, a mapping with its keys, or none",
    "lrn": "local response normalization behind the activation: a mapping with its keys, or none",
    "dropout": "dropout at the end of the line: the share of outputs that is dropped, a mapping with its keys, or none",
}
"""The keys that any line may have for layers acting on its output, in the order in which they act."""
FOLLOWERS: dict[str, dict[str, type[AnyLayer]]] = {
    follower: {name: layer for name, layer in TYPES.items() if layer.follows == follower} for follower in FOLLOWER_KEYS
}
"""The layer types that each of these keys takes."""

__all__ = [
    "FOLLOWERS",
    "FOLLOWER_KEYS",
    "NO_OPS",
    "NO_PARAMETERS",
    "TYPES",
    "AnyLayer",
    "Axis",
    "Layer",
    "Ops",
    "Parameters",
    "Shapes",
    "adaptive",
    "conv",
    "dense",
    "merge",
    "norm",
    "pointwise",
    "pool",
    "spatial",
    "unavailable",
]
