"""A network with the sizes of its maps rounded differently: up, as in cuda-convnet, or down, as in torch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cnnstat.keys.kinds import Sides
from cnnstat.layers import AnyLayer
from cnnstat.layers.window import Windowed
from cnnstat.network.graph import Network


def with_keys(layer: AnyLayer, **keys: Any) -> AnyLayer:
    """The same layer with other values for some of its keys."""
    made: Any = object.__new__(type(layer))
    made.__dict__.update(layer.__dict__ | keys)
    return made  # type: ignore[no-any-return]


def rounded(network: Network, up: bool, only: int | None = None) -> Network:
    """The network with the sizes of all layers that have windows, or of only one, rounded up or down.

    With padding "same", windows fill their maps in any case. Whether the network then runs is not checked here.
    """
    known: dict[int, AnyLayer] = {}  # shared layer objects stay shared, so that their rules run only once
    nodes = list(network.nodes)
    for index, node in enumerate(nodes):
        layer = node.layer
        if only not in (None, index) or not isinstance(layer, Windowed) or not isinstance(layer.padding, Sides):
            continue
        if layer.ceil_mode != up:
            changed = known.setdefault(id(layer), with_keys(layer, ceil_mode=up))
            nodes[index] = node._replace(layer=changed)
    return replace(network, nodes=tuple(nodes))


def roundings(network: Network) -> dict[str, Network]:
    """The network under each rounding: ``down``, ``up``, and ``own`` if its own rounding is a mixture."""
    found = {"down": rounded(network, up=False), "up": rounded(network, up=True)}
    if all(made.nodes != network.nodes for made in found.values()):
        found["own"] = network
    return found
