"""The registries of builders and of the modules that they build, and what builders of windowed layers share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from torch import nn

from cnnstat.keys.kinds import Sides
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.layers.window import Windowed
from cnnstat.pytorch import modules
from cnnstat.pytorch.builders.along import Op, Pad
from cnnstat.pytorch.builders.calls import Argument, Call, by_attributes, plain

Builder = Callable[[Any, Any], nn.Module]

BUILDERS: dict[type[AnyLayer], Builder] = {}
"""The builder of each layer type."""


def builds(*types: type[AnyLayer]) -> Callable[[Builder], Builder]:
    """Register a builder for layer types."""

    def register(builder: Builder) -> Builder:
        BUILDERS.update(dict.fromkeys(types, builder))
        return builder

    return register


class Facts(NamedTuple):
    """What is known of a class of modules.

    Attributes:
        along: what a module of it does along an axis, for the cross-check of receptive fields; None where it looks at
            each position alone.
        call: the constructor that an exported file makes it with.
        call_of_line: the same, where that needs the line of the spec too.
        expression: what ``forward`` of an exported file does instead, of a module that holds nothing; ``{}`` stands
            for each of the inputs, of which it is given the shapes.
        uncounted: operations that it runs without any MAC, and that fvcore does not count.
    """

    along: Callable[[Any, int], Op | None]
    call: Callable[[Any], Call] = by_attributes
    call_of_line: Callable[[Any, Any], Call] | None = None
    expression: Callable[[Any, Sequence[Shape]], str] | None = None
    uncounted: tuple[str, ...] = ()


MODULES: dict[type[nn.Module], Facts] = {}
"""Every class of modules that builders use."""


def describe(facts: Facts, *kinds: type[nn.Module]) -> None:
    """Say what is known of classes of modules, next to the builder that uses them."""
    MODULES.update(dict.fromkeys(kinds, facts))


def described(module: nn.Module) -> Facts:
    return MODULES[type(module)]


def call_of(module: nn.Module) -> Call:
    """The constructor of a module inside of another."""
    return described(module).call(module)


def stride_of(layer: Windowed) -> tuple[int, int]:
    """The step of the window: the kernel's size when none is given."""
    return layer.kernel if layer.stride is None else layer.stride


def padding_module(layer: Windowed, value: float = 0.0) -> modules.Padding:
    """The padding as a module of its own, where torch's layers cannot say it."""
    if isinstance(layer.padding, str):
        return modules.Padding(None, layer.kernel, stride_of(layer), layer.dilation, value)
    return modules.Padding(around(layer.padding), layer.kernel, stride_of(layer), layer.dilation, value)


def around(padding: Sides) -> tuple[int, int, int, int]:
    """Padding in torch's order: left, right, top, bottom."""
    return padding.left, padding.right, padding.top, padding.bottom


def padding_call(module: modules.Padding) -> Call:
    kernel, stride, dilation = module.window
    sides = None if module.sides is None else tuple(module.sides)
    keys = [Argument("sides", sides, positional=True, kind="sides"), plain("kernel", kernel), plain("stride", stride)]
    keys += [plain("dilation", dilation, (1, 1)), plain("value", module.value, 0.0)]
    return Call("Padding", tuple(keys))


describe(Facts(along=Pad, call=padding_call), modules.Padding)
