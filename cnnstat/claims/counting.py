"""The counting conventions under which printed figures are known to be right.

Each changes one thing: what is counted, for which network, or what a K is. Conventions of the same axis exclude each
other. The axes, and the conventions of each axis, are listed with the most likely first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.effort import spend
from cnnstat.layers.conv import Conv
from cnnstat.layers.norm import Norm
from cnnstat.network.graph import INPUT
from cnnstat.quantities.values import Exact
from cnnstat.query.syntax import Reference, Selector
from cnnstat.query.value import Figure

Read = Callable[[Figure], Exact]

ADDITIVE = ("neurons", "params", "weights", "biases", "connections", "macs", "flops")
"""Figures that are sums over layers, so that some of the layers have a part of them."""


class Convention(NamedTuple):
    """One way of counting.

    Attributes:
        axis: what it changes; conventions of the same axis exclude each other.
        text: its description for people.
        read: gives a figure under it, from a function that gives figures without it.
        rewrite: gives the reference to evaluate under it.
        binary: whether K means 1,024, M its square and G its cube.
        about: its formula and where that stands, if it is a program's; otherwise "".
        since: the year since which people count so; 0 if they always did.
        far: whether it is about another network or size, or a program's: digits cut off are likelier than that.
        beside: the axes of the conventions that it is combined with; None if that may be any.
        leaves_out: which of a network's layers it leaves out, if it leaves out any.
        of: the figures that it changes; all others are read without it. Empty if it may change any.
        into: the figures that it takes instead of those.
    """

    axis: str
    text: str
    read: Callable[[Figure, Read], Exact] | None = None
    rewrite: Callable[[Reference], Reference] | None = None
    binary: bool = False
    about: str = ""
    since: int = 0
    far: bool = False
    beside: tuple[str, ...] | None = None
    leaves_out: Callable[[Sequence[LayerAnalysis]], Sequence[LayerAnalysis]] | None = None
    of: tuple[str, ...] = ()
    into: tuple[str, ...] = ()

    def goes_with(self, other: Convention) -> bool:
        """Whether the two make a reading: they change different things, and neither excludes the other."""
        if self.axis == other.axis or (self.beside is not None and other.axis.split()[0] not in self.beside):
            return False
        return other.beside is None or self.axis.split()[0] in other.beside

    def acts_on(self, keys: set[str]) -> bool:
        """Whether it may change a query that reads these figures."""
        return not self.of or not keys.isdisjoint(self.of)


def summing(axis: str, text: str, of: str, into: tuple[str, ...], about: str = "", far: bool = False) -> Convention:
    """Replaces a figure by the sum of others."""

    def read(figure: Figure, inner: Read) -> Exact:
        if figure.keyed is not None:
            return inner(figure)
        return sum((single(inner(figure._replace(key=key))) for key in into), 0)

    return Convention(axis, text, read, of=(of,), into=into, about=about, far=far)


def single(value: Exact) -> int | Fraction:
    """The value as a single number; 0 for a shape, which cannot be counted in another way."""
    return 0 if isinstance(value, tuple) else value


def scaled(factor: Fraction) -> Callable[[Figure, Read], Exact]:
    """Multiplies a figure by a factor."""

    def read(figure: Figure, inner: Read) -> Exact:
        value = inner(figure)
        return value if isinstance(value, tuple) else factor * value

    return read


def without(which: Callable[[Sequence[LayerAnalysis]], Sequence[LayerAnalysis]]) -> Callable[[Figure, Read], Exact]:
    """Leaves out some layers of a network or block."""

    def read(figure: Figure, inner: Read) -> Exact:
        place = figure.place
        if place.layer is not None or place.selector or place.path == "input":
            return inner(figure)
        spend(len(place.layers) / 10)
        left_out = {layer.order for layer in which(place.layers)}
        kept = [layer for layer in place.layers if layer.order not in left_out]
        if figure.key == "neurons":  # of the rest, only layers that count in the whole
            kept = [layer for layer in kept if place.counts_neurons(layer)]
        words = tuple(dict.fromkeys(layer.type for layer in kept))
        return inner(figure._replace(place=place._replace(layers=kept, selector=Selector(words)))) if kept else 0

    return read


def linear_layers(layers: Sequence[LayerAnalysis]) -> list[LayerAnalysis]:
    return [layer for layer in layers if layer.node.layer.family == "linear"]


def last_layer(layers: Sequence[LayerAnalysis]) -> list[LayerAnalysis]:
    """The last layer with weights, as a list; empty if that is not linear."""
    found = [layer for layer in layers if layer.node.layer.weighted]
    return found[-1:] if found and found[-1].node.layer.family == "linear" else []


def with_norms(figure: Figure, inner: Read) -> Exact:
    """Adds two operations for each output of a norm, as several FLOP counters do."""
    value = inner(figure)
    if isinstance(value, tuple):
        return value
    outputs = 0
    spend(len(figure.place.layers) / 10)
    for layer in figure.place.layers:
        norms = [each for each in (layer.node.layer, *layer.node.followers) if isinstance(each, Norm)]
        outputs += len(norms) * layer.output.elements
    return value + 2 * outputs


def block_of(figure: Figure, inner: Read) -> Exact:
    """The figure of the block around a layer or block."""
    return inner(widened(figure, figure.place.path.rpartition(".")[0])) if "." in figure.place.path else inner(figure)


def network_around(figure: Figure, inner: Read) -> Exact:
    """The figure of the whole network."""
    return inner(widened(figure, "")) if figure.place.path not in ("", "input") else inner(figure)


def widened(figure: Figure, path: str) -> Figure:
    if figure.place.selector:
        return figure
    analysis = figure.place.analysis
    spend(len(analysis.layers) / 10)
    inside = set(analysis.network.select(path)) if path else {each.order for each in analysis.layers}
    layers = [each for each in analysis.layers if each.order in inside]
    return figure._replace(place=figure.place._replace(path=path, layers=layers))


def without_depth(figure: Figure, inner: Read) -> Exact:
    """Leaves out input channels: a kernel counts as 7×7, not 7×7×3, and an image by its pixels."""
    place, value = figure.place, inner(figure)
    if place.path == "input" and figure.key == "neurons":
        return Fraction(single(value), place.analysis.network.input.channels)
    layer = place.layer
    if layer is None or not isinstance(layer.node.layer, Conv) or figure.key == "neurons":
        return value
    rule: Any = layer.node.layer
    if rule.table is not None:  # its kernels have different depths
        return value
    taken = layer.macs if figure.key == "macs" else layer.counts.parameters.weights
    return single(value) - taken + Fraction(taken, layer.inputs[0].channels // rule.groups)


def bias_uses(sign: int) -> Callable[[Figure, Read], Exact]:
    """Adds (``sign`` 1) or subtracts (−1) one operation for each output that has a bias."""

    def read(figure: Figure, inner: Read) -> Exact:
        value = inner(figure)
        if isinstance(value, tuple):
            return value
        spend(len(figure.place.layers) / 10)
        biased = (each for each in figure.place.layers if each.counts.parameters.biases)
        return value + sign * sum(each.output.elements for each in biased)

    return read


def with_input(figure: Figure, inner: Read) -> Exact:
    place = figure.place
    return single(inner(figure)) + place.analysis.network.input.elements if place.whole else inner(figure)


def with_unit(figure: Figure, inner: Read) -> Exact:
    return single(inner(figure)) + 1 if figure.place.whole else inner(figure)


def is_pool(layer: LayerAnalysis) -> bool:
    """Whether it is a pool without weights, which depth and neurons normally leave out."""
    return layer.node.layer.family == "pooling" and not layer.node.layer.weighted


def with_pools(figure: Figure, inner: Read) -> Exact:
    """Counts pools too for a network's depth and neurons."""
    place = figure.place
    if not place.whole:
        return inner(figure)
    if figure.key == "depth":
        return longest_path(place.analysis)
    spend(len(place.layers) / 10)
    return single(inner(figure)) + sum(each.output.elements for each in place.layers if is_pool(each))


def longest_path(analysis: Analysis) -> int:
    """The number of layers with weights, and of pools, on the longest path to an output."""
    spend(len(analysis.every) / 5)
    found = {INPUT: 0}
    for layer in analysis.every:
        before = max(found[source] for source in layer.node.inputs)
        found[layer.order] = before + (layer.node.layer.weighted or is_pool(layer))
    return max(found[output] for output in analysis.network.outputs)


def one_half(figure: Figure, inner: Read) -> Exact:
    """The half on one of two GPUs, for a network with convolutions in two groups."""
    value = inner(figure)
    if isinstance(value, tuple):
        return value
    layers = figure.place.analysis.layers
    spend(len(layers) / 20)
    split = any(getattr(each.node.layer, "groups", 1) == 2 for each in layers)
    return Fraction(value) / 2 if split else value


NESTING = {"depth": -1, "layers": 1, "extent": 1, "input": 2, "bias unit": 2, "pools": 2}
"""The order in which conventions of different axes are applied, the innermost first: a kernel's depth acts on the plain
figure; around it what is counted (0), then the choice of layers, then what is added to the chosen layers."""

KERAS = "Keras 3.15, Model.count_params"

FIXED = (
    summing("weights", "weights only", "params", ("weights",)),
    summing("weights", "without γ and β of norms", "params", ("weights", "biases")),
    summing(
        "weights",
        "buffers counted, as Keras counts",
        "params",
        ("params", "buffers"),
        about=f"weights, biases, γ, β and running statistics ({KERAS})",
        far=True,
    ),
    summing("weights", "fixed weights counted", "params", ("params", "fixed")),
    Convention("layers", "without linear layers", without(linear_layers), leaves_out=linear_layers, of=ADDITIVE),
    Convention("layers", "without the last layer", without(last_layer), leaves_out=last_layer, of=ADDITIVE),
    Convention("work", "2 FLOPs per MAC", scaled(Fraction(2)), of=("macs",)),
    summing("work", "MACs, not FLOPs", "flops", ("macs",)),
    Convention("work", "norms counted, 2 per output", with_norms, of=("macs",)),
    Convention("work", "bias additions counted", bias_uses(1), of=("macs",)),
    Convention("work", "biases not counted", bias_uses(-1), of=("connections",)),
    Convention("input", "input counted", with_input, of=("neurons",)),
    Convention("bias unit", "a bias unit counted", with_unit, of=("neurons",)),
    Convention("pools", "pools counted", with_pools, of=("neurons", "depth")),
    Convention("extent", "of its block", block_of, of=ADDITIVE),
    Convention("extent", "of the whole network", network_around, of=ADDITIVE),
    Convention("depth", "input channels not counted", without_depth, of=("neurons", "params", "weights", "macs")),
    Convention("half", "one GPU's half", one_half, of=ADDITIVE),
)
"""The conventions of people that do not depend on the query."""
