"""What counters see of a model besides its layers: how it calls them.

Counters that hook modules do not see functions; some look only at modules without children, as are not those to which
this program adds an activation; and some tell ``kernel_size=3`` from ``kernel_size=(3, 3)``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.claims.terms import POOLS, acting
from cnnstat.layers.adaptive import AdaptiveAvgPool
from cnnstat.layers.pointwise import ReLU, ReLU6
from cnnstat.layers.shape import Shape
from cnnstat.pytorch.crosscheck.lines import steps_of
from cnnstat.pytorch.crosscheck.operations import Recorder, tracked
from cnnstat.pytorch.model import Model

aten = torch.ops.aten

POOLING = {
    aten.max_pool2d_with_indices, aten.avg_pool2d, aten._adaptive_avg_pool2d, aten.adaptive_max_pool2d, aten.mean,
}  # fmt: skip
"""A global average pool is a mean."""
ACTIVATING = {aten.relu, aten.relu_, aten.hardtanh, aten.hardtanh_}
FAMILIES: tuple[tuple[set[Any], tuple[type[Any], ...]], ...] = ((POOLING, POOLS), (ACTIVATING, (ReLU, ReLU6)))
MODULES = (nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.ReLU, nn.ReLU6)
COUNTED = (*MODULES, nn.Conv2d, nn.ConvTranspose2d, nn.Linear, nn.BatchNorm2d)
"""Modules for which counters have a rule."""


class Call(NamedTuple):
    """A layer of the network with its input and output, and how the model calls it."""

    layer: Any
    x: Any
    y: Shape
    function: bool
    pair: bool
    """whether the kernel is given as a pair of numbers"""


class Calls(NamedTuple):
    """How a model calls its layers.

    Attributes:
        each: its pools and activations.
        idle: its adaptive pools that change nothing, and that the network does not have.
        parents: the lines whose own module has children.
        foreign: the kinds of modules that hold weights and that PyTorch does not have.
    """

    each: list[Call]
    idle: list[Call]
    parents: list[LayerAnalysis]
    foreign: list[str]


class Seen(NamedTuple):
    """An operation with the module that runs it, the shape of its input and that of its output, for one image."""

    packet: Any
    module: str
    given: tuple[int, ...]
    made: tuple[int, ...]

    @property
    def idle(self) -> bool:
        """Whether it is an adaptive pool that changes nothing."""
        return self.packet == aten._adaptive_avg_pool2d and self.given == self.made


class Caller(Recorder):  # type: ignore[no-untyped-call]
    """Notes the pools and activations that run, each with the innermost module that runs it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Seen] = []

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        packet = function._overloadpacket
        out = function(*args, **(kwargs or {}))
        if any(packet in packets for packets, _ in FAMILIES) and (packet != aten.mean or spatial(*args)):
            first = out[0] if isinstance(out, tuple) else out
            self.seen.append(Seen(packet, self.inside[-1], args[0].shape[1:], first.shape[1:]))
        return out


def spatial(x: Tensor, axes: Any = (), *rest: Any) -> bool:
    """Whether a mean is one over both axes of a map."""
    return x.dim() == 4 and sorted(axis % 4 for axis in axes or ()) == [2, 3]


def calls_of(model: nn.Module, x: Tensor, analysis: Analysis) -> Calls:
    """How the model of a network calls the network's layers.

    Pools and activations are matched by the order in which they run. Nothing is said of those that the model has more
    or fewer of, other than pools that change nothing.
    """
    caller = Caller()
    with torch.no_grad(), tracked(model, caller), caller:
        model(x)
    found: list[Call] = []
    idle: list[Call] = []
    for packets, kinds in FAMILIES:
        layers = [each for line in analysis.layers for each in acting(line) if isinstance(each[0], kinds)]
        seen = [each for each in caller.seen if each.packet in packets]
        if len(layers) != len(seen):
            idle += [idle_call(model, each) for each in seen if each.idle]
            seen = [each for each in seen if not each.idle]
        if len(layers) == len(seen):
            found += [call(model, one, *each) for one, each in zip(seen, layers, strict=True)]
    return Calls(found, idle, parents(model, analysis), foreign(model))


def call(model: nn.Module, seen: Seen, layer: Any, x: Any, y: Shape) -> Call:
    module = model
    for name in filter(None, seen.module.split(".")):  # a layer may be called "type"
        module = module._modules[name]  # type: ignore[assignment]
    return Call(layer, x, y, not isinstance(module, MODULES), isinstance(getattr(module, "kernel_size", 0), tuple))


def idle_call(model: nn.Module, seen: Seen) -> Call:
    """A pool of which the network knows nothing."""
    channels, height, width = seen.made
    shape = Shape(channels, height, width)
    return call(model, seen, AdaptiveAvgPool(size=(height, width)), shape, shape)


def foreign(model: nn.Module) -> list[str]:
    """The kinds of modules that hold weights and are none of PyTorch's."""
    kinds = (type(each) for each in model.modules() if any(True for _ in each.parameters(recurse=False)))
    return list(dict.fromkeys(each.__name__ for each in kinds if not each.__module__.startswith("torch.")))


def parents(model: nn.Module, analysis: Analysis) -> list[LayerAnalysis]:
    """The lines whose own module has children; torchvision's have none."""
    if not isinstance(model, Model):
        return []
    own = {step.node: model.at(step.modules[0]) for step in steps_of(model) if step.modules}
    found = ((line, own.get(line.order)) for line in analysis.layers)
    return [line for line, module in found if isinstance(module, COUNTED) and any(module.children())]
