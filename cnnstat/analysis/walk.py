"""One walk over the graph: shapes, counts and receptive fields of every layer, exact and for one image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import Any, NamedTuple, SupportsIndex, overload

from cnnstat.analysis.counts import NOTHING, Counts, total
from cnnstat.analysis.field import Field, merged
from cnnstat.analysis.memory import Memory, measure
from cnnstat.analysis.setting import DEFAULT, Setting
from cnnstat.display import Tabular
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.layers import AnyLayer, Axis, Ops, Parameters
from cnnstat.layers.merge import moving
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node


class LayerAnalysis(NamedTuple):
    """The figures of one layer, its norm and activation included; all for one image."""

    order: int
    """index of the node in the network"""
    node: Node
    inputs: tuple[Shape, ...]
    output: Shape
    counts: Counts
    field: Field
    depth: int
    """layers with weights on the longest path up to here"""
    convention: str = DEFAULT.flops
    """what its FLOPs count"""

    def __repr__(self) -> str:
        return f"<LayerAnalysis {self.node.label}: output {self.output}, {self.params:,} params, {self.macs:,} MACs>"

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def type(self) -> str:
        return self.node.layer.type

    @property
    def params(self) -> int:
        """Trainable numbers."""
        return self.counts.params

    @property
    def connections(self) -> int:
        """Uses of a weight or a bias."""
        return self.counts.connections

    @property
    def macs(self) -> int:
        """Multiply-accumulates."""
        return self.counts.macs

    @property
    def flops(self) -> int:
        """Floating point operations, as the analysis' setting counts them."""
        return self.counts.flops(self.convention)

    @property
    def neurons(self) -> int:
        """Output elements."""
        return self.output.elements


@dataclass(frozen=True, eq=False)
class Analysis(Tabular):
    """A network with the figures of each of its layers.

    It is the sequence of its layers: ``analysis[0]`` is the first, ``analysis[-3:]`` a list of the last three,
    ``analysis["conv1"]`` the one of that name. Printed it is the summary that ``cnnstat NAME`` shows; notebooks show
    that, and below it the layers.

    Attributes:
        network: what was analysed.
        every: one entry per node, in the order of the graph, auxiliary heads included.
        setting: the mode, batch, types and conventions that figures depend on.
    """

    kind = "summary"

    network: Network
    every: Sequence[LayerAnalysis]
    setting: Setting = DEFAULT

    @property
    def training(self) -> bool:
        """Whether the auxiliary heads are part of it."""
        return self.setting.training

    def __repr__(self) -> str:
        network = self.network
        return (
            f"Analysis of {network.name}\n  input   {network.input}\n  layers  {len(self):,}\n"
            f"  params  {self.params:,}\n  MACs    {self.macs:,}"
        )

    def __iter__(self) -> Iterator[LayerAnalysis]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.layers)

    def __contains__(self, name: object) -> bool:
        return any(layer.name == name for layer in self.layers)

    @overload
    def __getitem__(self, which: str | SupportsIndex) -> LayerAnalysis: ...
    @overload
    def __getitem__(self, which: slice) -> Sequence[LayerAnalysis]: ...
    def __getitem__(self, which: str | SupportsIndex | slice) -> LayerAnalysis | Sequence[LayerAnalysis]:
        """The layer of a name or at a place, or the layers of a slice.

        Raises:
            UsageError: there is no such layer; has the nearest name.
        """
        if isinstance(which, str):
            return self.named(which)
        if isinstance(which, slice):
            return self.layers[which]
        if not isinstance(which, SupportsIndex):
            raise UsageError(f"expected the name of a layer, its place or a slice, got {shown(which)}")
        try:
            return self.layers[index(which)]
        except IndexError as error:
            count = len(self)
            raise UsageError(f"{self.network.name} has {count:,} layers, 0 to {count - 1:,}; got {which!r}") from error

    def named(self, name: str) -> LayerAnalysis:
        """The layer of that name; ``UsageError`` with the nearest names otherwise."""
        for layer in self.layers:
            if layer.name == name:
                return layer
        self.network.select(name)
        raise UsageError(f"{self.network.name}: {name!r} is a block, not a layer")

    @cached_property
    def layers(self) -> Sequence[LayerAnalysis]:
        """The layers that count: without the auxiliary heads unless ``training``."""
        return [each for each in self.every if self.training or not each.node.auxiliary]

    @cached_property
    def counts(self) -> Counts:
        """Totals of the layers."""
        spend(len(self.layers) / 5)
        return total(layer.counts for layer in self.layers)

    @cached_property
    def last(self) -> LayerAnalysis:
        """The layer whose output is the network's."""
        return next(layer for layer in reversed(self.layers) if not layer.node.auxiliary)

    @property
    def output(self) -> Shape:
        return self.last.output

    @property
    def params(self) -> int:
        """Trainable numbers."""
        return self.counts.params

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image."""
        return self.counts.macs

    @property
    def flops(self) -> int:
        """Floating point operations for one image, by the convention ``setting.flops``."""
        return self.counts.flops(self.setting.flops)

    @property
    def connections(self) -> int:
        """Uses of a weight or a bias for one image."""
        return self.counts.connections

    @property
    def neurons(self) -> int:
        """Output elements of the layers with weights."""
        return self.counts.weighted_neurons

    @property
    def depth(self) -> int:
        """Layers with weights on the longest path from the input to the output."""
        return self.last.depth

    @cached_property
    def features(self) -> LayerAnalysis | None:
        """The last layer whose output is still a map wider than 1×1: where receptive fields end to be local."""
        maps = [each for each in self.layers if not each.node.auxiliary and each.output.positions > 1]
        return maps[-1] if maps else None

    @cached_property
    def memory(self) -> Memory:
        """Bytes, by the model in :mod:`cnnstat.analysis.memory`."""
        spend(len(self.every) / 2)
        held = self.counts.parameters
        numbers = self.params + held.fixed + held.buffers
        shapes = [each.output for each in self.every]
        return measure(self.network, shapes, numbers, self.params, self.setting)


class Rules(NamedTuple):
    """What the rules of a layer, and of what follows it, say of given inputs."""

    output: Shape
    counts: Counts
    axes: tuple[Axis, Axis]
    even: bool
    """whether all windows are alike"""


def rules(layer: AnyLayer, followers: tuple[AnyLayer, ...], inputs: tuple[Shape, ...]) -> Rules:
    """Apply the rules of a layer and of what follows it."""
    x: Any = inputs if layer.merges else inputs[0]
    y = layer.output(x)
    return Rules(y, count(layer, followers, x, y), layer.axes(x), layer.even(x))


def count(layer: AnyLayer, followers: tuple[AnyLayer, ...], x: Any, y: Shape) -> Counts:
    """What a layer and what follows it count up to, from input and output."""
    connections, ops, parameters = layer.connections(x, y), layer.ops(x, y), layer.parameters(x)
    for follower in followers:
        parameters = Parameters(*map(sum, zip(parameters, follower.parameters(y), strict=True)))
        ops = Ops(*map(sum, zip(ops, follower.ops(y, y), strict=True)))
    neurons = y.elements if layer.weighted else 0
    return Counts(parameters, connections, layer.macs(x, y), ops, neurons)


def step(
    order: int, node: Node, sources: Sequence[LayerAnalysis], found: Rules, convention: str = DEFAULT.flops
) -> LayerAnalysis:  # fmt: skip
    """The figures of a node behind those of the nodes it reads."""
    inputs = tuple(source.output for source in sources)
    field = merged([source.field for source in sources], moving(inputs)).through(found.axes, found.even)
    depth = max(source.depth for source in sources) + node.layer.weighted
    return LayerAnalysis(order, node, inputs, found.output, found.counts, field, depth, convention)


def start(image: Shape) -> LayerAnalysis:
    """The network's input, as what the first layers read."""
    return LayerAnalysis(INPUT, None, (), image, NOTHING, Field(), 0)  # type: ignore[arg-type]


def walk(network: Network, convention: str = DEFAULT.flops) -> list[LayerAnalysis]:
    """The figures of every node, auxiliary ones included."""
    spend(len(network.nodes))
    known: dict[tuple[Any, ...], Rules] = {}
    found: list[LayerAnalysis] = []
    image = start(network.input)
    for order, node in enumerate(network.nodes):
        sources = [found[source] if source != INPUT else image for source in node.inputs]
        inputs = tuple(source.output for source in sources)
        # Repeated lines share their layer objects, so that a block's rules run once however often it stands there.
        key = (id(node.layer), id(node.followers), inputs)
        result = known.get(key)
        if result is None:
            result = known[key] = rules(node.layer, node.followers, inputs)
        found.append(step(order, node, sources, result, convention))
    return found


def analyze_network(network: Network, setting: Setting = DEFAULT) -> Analysis:
    """Analyse a network."""
    return Analysis(network, walk(network, setting.flops), setting)
