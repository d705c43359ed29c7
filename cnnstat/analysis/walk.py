"""One walk over the graph: shapes, counts and receptive fields of every layer, exact and for one image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import index
from typing import Any, NamedTuple, SupportsIndex, overload

from cnnstat.analysis.counts import NOTHING, Counts, total
from cnnstat.analysis.field import UNKNOWN, Field, merged
from cnnstat.analysis.memory import Memory
from cnnstat.analysis.rules import Rules, rules
from cnnstat.analysis.setting import DEFAULT, Setting
from cnnstat.analysis.whole import require_whole
from cnnstat.display import Tabular
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.layers.merge import moving
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node

UNITS = 2.5
"""Units of work (:mod:`cnnstat.effort`) that analysing a layer takes."""
RULES_RUN = 4
"""Units of work that it takes besides where its rules have not run on such an input before."""


class LayerAnalysis(NamedTuple):
    """The exact figures of one layer, including its norm and activation, for one image."""

    order: int
    """index of the node in ``network.nodes``, from 0"""
    node: Node
    """the layer's place in the network: its name, type and keys, and the layers that it reads"""
    inputs: tuple[Shape, ...]
    """shapes of its inputs; one, or several for a merge"""
    output: Shape
    """shape of its output"""
    counts: Counts
    """all counts, of which the properties below give the usual ones"""
    field: Field
    """its receptive field, in pixels of the image"""
    depth: int
    """layers with weights on the longest path from the input up to and including this layer"""
    convention: str = DEFAULT.flops
    """the convention for what counts as a FLOP"""

    def __repr__(self) -> str:
        return f"<LayerAnalysis {self.node.label}: output {self.output}, {self.params:,} params, {self.macs:,} MACs>"

    @property
    def name(self) -> str:
        """Its name, with the blocks around it: ``"stage2.block1.conv1"``."""
        return self.node.name

    @property
    def type(self) -> str:
        """Its layer type: ``"conv"``."""
        return self.node.layer.type

    @property
    def params(self) -> int:
        """Trainable parameters: weights, biases, and γ and β of norms."""
        return self.counts.params

    @property
    def connections(self) -> int:
        """Connections for one image: every use of a weight or a bias (LeCun et al. 1998)."""
        return self.counts.connections

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and linear layers for one image, without biases."""
        return self.counts.macs

    @property
    def flops(self) -> int:
        """Floating point operations for one image, under :attr:`convention`."""
        return self.counts.flops(self.convention)

    @property
    def neurons(self) -> int:
        """Output elements for one image."""
        return self.output.elements


@dataclass(frozen=True, eq=False)
class Analysis(Tabular):
    """A network with the exact figures of each of its layers; made by :func:`cnnstat.analyze`.

    It is a sequence of its layers: ``analysis[0]`` is the first, ``analysis[-3:]`` a list of the last three, and
    ``analysis["conv1"]`` the layer of that name. Printed, it is the summary that ``cnnstat NAME`` shows; notebooks show
    the summary and below it the layers.

    Attributes:
        network: the network that was analysed.
        every: one entry per node, in the order of the graph, including the auxiliary heads.
        setting: the mode, batch, type of numbers, optimizer and convention that the figures depend on.
    """

    kind = "summary"

    network: Network
    every: Sequence[LayerAnalysis]
    setting: Setting = DEFAULT

    @property
    def training(self) -> bool:
        """Whether the auxiliary heads are included."""
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
        """The layer with a name or an index (from 0), or the layers of a slice.

        Raises:
            UsageError: there is no such layer; the message suggests a similar name.
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
        """The layer with that name.

        Raises:
            UsageError: there is no such layer; the message suggests a similar name.
        """
        for layer in self.layers:
            if layer.name == name:
                return layer
        self.network.select(name)
        raise UsageError(f"{self.network.name}: {name!r} is a block, not a layer")

    @cached_property
    def layers(self) -> Sequence[LayerAnalysis]:
        """The layers that count: all, but the auxiliary heads only if :attr:`training`."""
        return [each for each in self.every if self.training or not each.node.auxiliary]

    @cached_property
    def counts(self) -> Counts:
        """The sums of the layers' counts, for one image."""
        spend(len(self.layers) / 5)
        return total(layer.counts for layer in self.layers)

    @cached_property
    def last(self) -> LayerAnalysis:
        """The layer whose output is the network's; of several outputs the last."""
        return next(layer for layer in reversed(self.layers) if not layer.node.auxiliary)

    @cached_property
    def outputs(self) -> Sequence[LayerAnalysis]:
        """The layers whose outputs are the network's, in the order of the spec; the last is :attr:`last`."""
        return [self.every[index] for index in self.network.outputs]

    @property
    def output(self) -> Shape:
        """The shape of the network's last output for one image."""
        return self.last.output

    @property
    def params(self) -> int:
        """Trainable parameters: weights, biases, and γ and β of norms."""
        return self.counts.params

    @property
    def macs(self) -> int:
        """Multiply-accumulates of convolutions and linear layers for one image, without biases."""
        return self.counts.macs

    @property
    def flops(self) -> int:
        """Floating point operations for one image, under the convention ``setting.flops``."""
        return self.counts.flops(self.setting.flops)

    @property
    def connections(self) -> int:
        """Connections for one image: every use of a weight or a bias (LeCun et al. 1998)."""
        return self.counts.connections

    @property
    def neurons(self) -> int:
        """Output elements, for one image, of the layers that have weights (Krizhevsky et al. 2012)."""
        return self.counts.weighted_neurons

    @property
    def depth(self) -> int:
        """Layers with weights on the longest path from the input to an output."""
        return max(each.depth for each in self.outputs)

    @cached_property
    def features(self) -> LayerAnalysis | None:
        """The last layer whose output is still a map larger than 1×1; None if there is none.

        After it, receptive fields are no longer local.
        """
        maps = [each for each in self.layers if not each.node.auxiliary and each.output.positions > 1]
        return maps[-1] if maps else None

    @cached_property
    def memory(self) -> Memory:
        """The memory in bytes, for the batch, types and optimizer of :attr:`setting`.

        The model behind it is described in :mod:`cnnstat.analysis.memory`.
        """
        held = self.counts.parameters
        numbers = self.params + held.fixed + held.buffers
        shapes = [each.output for each in self.every]
        return Memory(self.network, shapes, numbers, self.params, self.setting)


def step(
    order: int, node: Node, sources: Sequence[LayerAnalysis], found: Rules, convention: str = DEFAULT.flops
) -> LayerAnalysis:  # fmt: skip
    """The figures of a node, given those of the nodes that it reads."""
    inputs = tuple(source.output for source in sources)
    if node.layer.merges:
        before = merged([each.field for each in sources], moving(inputs))
    else:
        (source,) = sources
        before = source.field
    field = before.through(found.axes, found.even)
    field = field if node.layer.known else UNKNOWN
    depth = max([source.depth for source in sources]) + node.layer.weighted
    return LayerAnalysis(order, node, inputs, found.output, found.counts, field, depth, convention)


def start(image: Shape) -> LayerAnalysis:
    """The network's input as a pseudo layer for the first layers to read."""
    return LayerAnalysis(INPUT, None, (), image, NOTHING, Field(), 0)  # type: ignore[arg-type]


def walk(network: Network, convention: str = DEFAULT.flops) -> list[LayerAnalysis]:
    """The figures of every node, including the auxiliary ones."""
    spend(UNITS * len(network.nodes))
    known: dict[tuple[Any, ...], Rules] = {}
    found: list[LayerAnalysis] = []
    image = start(network.input)
    for order, node in enumerate(network.nodes):
        sources = [found[source] if source != INPUT else image for source in node.inputs]
        inputs = tuple(source.output for source in sources)
        # Repeated lines share their layer objects, so that a block's rules run only once however often it is repeated.
        key = (id(node.layer), id(node.followers), inputs)
        result = known.get(key)
        if result is None:
            spend(RULES_RUN)
            result = known[key] = rules(node.layer, node.followers, inputs)
        found.append(step(order, node, sources, result, convention))
    return found


def analyze_network(network: Network, setting: Setting = DEFAULT, partial: bool = False) -> Analysis:
    """Analyse a network; only a ``partial`` analysis takes layers of which no more than output and parameters is known.

    All other figures are then lower bounds, and whoever asks for them has to say so.
    """
    if not partial:
        require_whole(network)
    return Analysis(network, walk(network, setting.flops), setting)
