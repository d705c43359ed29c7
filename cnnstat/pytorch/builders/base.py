"""The registry of builders, and what those of windowed layers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from cnnstat.keys.kinds import Sides
from cnnstat.layers import AnyLayer
from cnnstat.layers.window import Windowed
from cnnstat.pytorch import modules

Builder = Callable[[Any, Any], nn.Module]

BUILDERS: dict[type[AnyLayer], Builder] = {}
"""The builder of each layer type."""


def builds(*types: type[AnyLayer]) -> Callable[[Builder], Builder]:
    """Register a builder for layer types."""

    def register(builder: Builder) -> Builder:
        BUILDERS.update(dict.fromkeys(types, builder))
        return builder

    return register


def stride_of(layer: Windowed) -> tuple[int, int]:
    """The step of the window: the kernel's size when none is given."""
    return layer.kernel if layer.stride is None else layer.stride


def symmetric(layer: Windowed) -> tuple[int, int] | None:
    """Padding as torch says it, (height, width); None where it cannot."""
    if isinstance(layer.padding, Sides):
        top, bottom, left, right = layer.padding
        if top == bottom and left == right:
            return top, left
    return None


def padding_module(layer: Windowed, value: float = 0.0) -> modules.Padding:
    """The padding as a module of its own, where torch's layers cannot say it."""
    if isinstance(layer.padding, str):
        return modules.Padding(None, layer.kernel, stride_of(layer), layer.dilation, value)
    return modules.Padding(around(layer.padding), layer.kernel, stride_of(layer), layer.dilation, value)


def around(padding: Sides) -> tuple[int, int, int, int]:
    """Padding in torch's order: left, right, top, bottom."""
    return padding.left, padding.right, padding.top, padding.bottom
