"""The ends of a network: outputs that no layer reads; and inputs at which nothing is known of its layers."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.errors import SpecError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Node
from cnnstat.spec.source import Mapping


def refuse_dead_ends(nodes: Sequence[Node], top: Mapping) -> None:
    """Raise SpecError unless a layer reads every output, except the last one and those of auxiliary heads."""
    main = [index for index, node in enumerate(nodes) if not node.auxiliary]
    if not nodes:
        raise SpecError("layers: every line is left out", top.entries["layers"].position)
    if not main:
        raise SpecError("layers: expected at least one layer that is not auxiliary", top.position)
    read = {source for node in nodes if not node.auxiliary for source in node.inputs}
    for index in main[:-1]:
        if index not in read:
            node = nodes[index]
            raise SpecError("no layer reads its output; remove it or name it under a 'from'", node.position, node.label)
    if INPUT not in read:
        raise SpecError("layers: no layer reads the input", top.position)


def refuse_other_input(node: Node, image: Shape, own: Shape) -> None:
    """Raise SpecError for a layer whose output is stated for the spec's ``own`` input alone, and not for this one."""
    if not node.layer.known and image != own:
        problem = f"its shape is stated for an input of {own}, and nobody knows it for {image}"
        raise SpecError(problem, node.position, node.label)
