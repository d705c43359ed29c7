"""What the rules of a layer, its norm and its activation give for some inputs: output, counts and windows."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnnstat.analysis.counts import Counts
from cnnstat.layers import AnyLayer, Axis, Ops, Parameters
from cnnstat.layers.shape import Shape


class Rules(NamedTuple):
    """What the rules of a layer and its followers give for some inputs."""

    output: Shape
    counts: Counts
    axes: tuple[Axis, Axis]
    even: bool
    """whether all windows are of one size and equally far apart"""


def rules(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...]) -> Rules:
    """Apply the rules of a layer and its followers."""
    x = layer.input_of(inputs)
    y = layer.output(x)
    return Rules(y, count(layer, followers, x, y), layer.axes(x), layer.even(x))


def count(layer: AnyLayer, followers: tuple[AnyLayer, ...], x: Any, y: Shape) -> Counts:
    """The counts of a layer and its followers, given input and output."""
    connections, ops, parameters = layer.connections(x, y), layer.ops(x, y), layer.parameters(x)
    for follower in followers:
        parameters = Parameters(*map(sum, zip(parameters, follower.parameters(y), strict=True)))
        ops = Ops(*map(sum, zip(ops, follower.ops(y, y), strict=True)))
    neurons = y.elements if layer.weighted else 0
    return Counts(parameters, connections, layer.macs(x, y), ops, neurons, not layer.known)
