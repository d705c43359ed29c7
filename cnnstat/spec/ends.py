"""The ends of a network: outputs that no layer reads; and inputs at which nothing is known of its layers."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

from cnnstat.errors import SpecError
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import INPUT, Node
from cnnstat.spec.expression import Scope
from cnnstat.spec.line import Line
from cnnstat.spec.source import Mapping


def is_output(line: Line, scope: Scope, auxiliary: bool) -> bool:
    """Whether an instance of a line is an output of the network; ``auxiliary`` if it is part of a head.

    Raises:
        SpecError: a head, which exists in training only, cannot be one.
    """
    found = line.flag(line.output, scope, "output", default=False)
    if found and auxiliary:
        problem = "output: an auxiliary head exists in training only, and gives no output of the network"
        raise SpecError(problem, line.position, line.label)
    return found


def give(nodes: MutableSequence[Node], output: int, line: Line) -> None:
    """Make the node whose output an instance of a line has an output of the network."""
    if output == INPUT:
        problem = "output: the block has no layers here, and the input is no output of the network"
        raise SpecError(problem, line.position, line.label)
    nodes[output] = nodes[output]._replace(output=True)


def as_outputs(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes of a network, of which the last one that is in no head is an output whether it says so or not."""
    last = max(index for index, node in enumerate(nodes) if not node.auxiliary)
    return (*nodes[:last], nodes[last]._replace(output=False), *nodes[last + 1 :])


def refuse_heads(node: Node, nodes: Sequence[Node]) -> None:
    """Raise SpecError for a layer that always runs, and reads one of an auxiliary head."""
    for source in node.inputs if not node.auxiliary else ():
        if source != INPUT and nodes[source].auxiliary:
            problem = f"reads {nodes[source].name}, which exists in training only"
            raise SpecError(problem, node.position, node.label)


def refuse_dead_ends(nodes: Sequence[Node], top: Mapping) -> None:
    """Raise SpecError unless a layer reads every output, except those of the network and of auxiliary heads."""
    main = [index for index, node in enumerate(nodes) if not node.auxiliary]
    if not nodes:
        raise SpecError("layers: every line is left out", top.entries["layers"].position)
    if not main:
        raise SpecError("layers: expected at least one layer that is not auxiliary", top.position)
    read = {source for node in nodes if not node.auxiliary for source in node.inputs}
    for index in main[:-1]:
        node = nodes[index]
        if index not in read and not node.output:
            problem = "no layer reads its output; remove it, name it under a 'from' or say 'output: true'"
            raise SpecError(problem, node.position, node.label)
    if INPUT not in read:
        raise SpecError("layers: no layer reads the input", top.position)


def refuse_other_input(node: Node, image: Shape, own: Shape) -> None:
    """Raise SpecError for a layer whose output is stated for the spec's ``own`` input alone, and not for this one."""
    if not node.layer.known and image != own:
        problem = f"its shape is stated for an input of {own}, and nobody knows it for {image}"
        raise SpecError(problem, node.position, node.label)
