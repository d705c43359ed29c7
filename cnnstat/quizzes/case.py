"""A figure of one layer, taken out of its network: what mistakes change, and what derives right and wrong alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis, analyze_network
from cnnstat.analysis.rules import count
from cnnstat.analysis.setting import DEFAULT, Setting
from cnnstat.derivation import Equation, explain_layer
from cnnstat.errors import LayerError
from cnnstat.layers import AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, infer
from cnnstat.quantities import QUANTITIES, context_of
from cnnstat.quantities.table import layer_row
from cnnstat.quizzes.later import Later


class Case(NamedTuple):
    """A figure of a layer that stands alone in a network, so that its cost is the same in any network.

    Attributes:
        analysis: of the network of this layer.
        layer: its figures; changed ones for a mistake.
        key: of the quantity.
    """

    analysis: Analysis
    layer: LayerAnalysis
    key: str

    @property
    def x(self) -> Shape:
        """The layer's input."""
        return self.layer.inputs[0]

    @property
    def own(self) -> Any:
        """The layer's type and keys."""
        return self.layer.node.layer

    @property
    def exact(self) -> int | tuple[int, ...]:
        """The figure."""
        exact = QUANTITIES[self.key].of(layer_row(self.layer), context_of(self.analysis)).exact
        assert isinstance(exact, int | tuple)
        return exact  # type: ignore[return-value]  # fractions are strides, of which no question asks

    @property
    def equations(self) -> Sequence[Equation]:
        """How it comes about; derived when it is looked at."""
        return Later(lambda: explain_layer(self.analysis, self.layer, [self.key])[0].equations)

    def of(self, key: str) -> Case:
        """Another figure of the same layer."""
        return self._replace(key=key)

    def changed(self, layer: AnyLayer | None = None, x: Shape | None = None, y: Shape | None = None) -> Case | None:
        """The figure of a changed layer, or on another input or output; None if it cannot take that.

        Counts are those on the output of the layer as it is, unless ``y`` is given: a mistake in one place does not
        make others.
        """
        own, before = self.own if layer is None else layer, self.x if x is None else x
        node = self.layer.node._replace(layer=own)
        try:
            own.validate()
            made = infer(own, (), (before,))
        except LayerError:
            return None
        output = y or (made if self.key == "output_shape" else self.layer.output)
        network = network_of(self.layer._replace(node=node, inputs=(before,)), self.analysis.network.title)
        analysis = Analysis(network, [], self.analysis.setting)
        counts = count(own, node.followers, before, output)
        changed = self.layer._replace(order=0, node=network.nodes[0], inputs=(before,), output=output, counts=counts)
        return Case(Analysis(network, [changed], analysis.setting), changed, self.key)


def network_of(layer: LayerAnalysis, title: str = "") -> Network:
    """A network of one layer."""
    node = layer.node._replace(inputs=(INPUT,), auxiliary=False)
    return Network(layer.name, title, {}, "", layer.inputs[0], (node,))


def case_of(layer: LayerAnalysis, key: str, setting: Setting = DEFAULT) -> Case:
    """A figure of a layer with one input."""
    analysis = analyze_network(network_of(layer), setting)
    return Case(analysis, analysis.every[0], key)
