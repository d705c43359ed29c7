"""One network at many input sizes, layer by layer: what a layer makes of equal inputs is computed only once.

A sweep (:mod:`cnnstat.analysis.sweep`) gives totals and fits as arrays. Here every layer's whole analysis is kept, so
that derivations can be made of it; a layer deep in a network meets few different maps, however many inputs there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cnnstat.analysis.rules import Rules, rules
from cnnstat.analysis.walk import LayerAnalysis, start, step
from cnnstat.effort import spend
from cnnstat.errors import LayerError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Network, Node, infer


class MisfitError(LayerError):
    """A layer cannot take what it is given at an input size.

    Attributes:
        node: the layer.
        inputs: the shapes that it is given.
        before: the figures of the nodes up to it.
    """

    def __init__(self, problem: str, node: Node, inputs: tuple[Shape, ...], before: Sequence[LayerAnalysis]) -> None:
        super().__init__(problem)
        self.node, self.inputs, self.before = node, inputs, before


class Walks:
    """Walks over one network at many sizes of its input; its layers must not depend on that size.

    A layer whose inputs and receptive field are as at another size has the same analysis as there: the very object.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self._images: dict[Shape, LayerAnalysis] = {}
        self._rules: dict[tuple[Any, ...], Rules] = {}
        self._layers: dict[tuple[int, ...], LayerAnalysis] = {}
        self._equal: dict[tuple[Any, ...], LayerAnalysis] = {}

    def at(self, image: Shape) -> list[LayerAnalysis]:
        """The figures of every node for one input.

        Raises:
            MisfitError: a layer cannot take what it is given.
        """
        spend(len(self.network.nodes) / 10)
        seen = self._images.setdefault(image, start(image))
        found: list[LayerAnalysis] = []
        for order, node in enumerate(self.network.nodes):
            sources = [found[source] if source != INPUT else seen for source in node.inputs]
            key = (order, *map(id, sources))
            layer = self._layers.get(key)
            if layer is None:
                made = step(order, node, sources, self._ruled(node, sources, found))
                layer = self._layers[key] = self._equal.setdefault((order, made.inputs, made.field), made)
            found.append(layer)
        return found

    def _ruled(self, node: Node, sources: list[LayerAnalysis], before: list[LayerAnalysis]) -> Rules:
        inputs = tuple(source.output for source in sources)
        key = (id(node.layer), id(node.followers), inputs)
        found = self._rules.get(key)
        if found is None:
            spend(1)
            try:
                infer(node.layer, node.followers, inputs)
            except LayerError as error:
                raise MisfitError(str(error), node, inputs, before) from error
            found = self._rules[key] = rules(node.layer, node.followers, inputs)
        return found
