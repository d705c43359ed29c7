"""The sizes of the tensors of an ONNX graph that the file states, or that follow by ONNX's own rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cnnstat.effort import spend
from cnnstat.importing.onnx_constants import MOST_DIMENSIONS, Constant
from cnnstat.importing.onnx_graph import Graph, Node

LARGEST = 10**9
GRAPHS = (5, 10)
"""Numbers of the types of attributes that are graphs."""
WHOLE = 2
"""That of the type of attributes that are one whole number."""
MOST_COUNTED = 100_000
"""The largest such number of a node that ONNX's rules are asked about: of the parts of a split they make a list; and
the most places, of all nodes, of tensors with a single axis."""
WEIGHED = frozenset({
    "BatchNormalization", "Conv", "ConvTranspose", "Gemm", "GroupNormalization", "InstanceNormalization",
    "LayerNormalization", "PRelu",
})  # fmt: skip
"""Nodes of which such tensors are weights."""
UNITS = 3
"""Units of work (:mod:`cnnstat.effort`) that a node takes."""

Infer = Callable[[Any, Mapping[str, Any], Mapping[str, Constant]], Mapping[str, Any]]
"""The types of what a node gives, from those of what it reads and the numbers in it that are known."""


class Sizes:
    """The sizes of tensors, for a single image where the file leaves the number of images open.

    Each node is looked at once and by itself, so that the sizes cost what the nodes do, however large the tensors are.

    Args:
        model: the parsed file.
        graph: its graph.
        infer: ONNX's rules for one node.
    """

    def __init__(self, model: Any, graph: Graph, infer: Infer) -> None:
        self._nodes, self._infer = model.graph.node, infer
        batch = graph.sides[0] if isinstance(graph.sides[0], str) else ""
        self._types: dict[str, Any] = {}
        self._places = 0  # of tensors with a single axis that nodes read which may take them for sides
        for value in (*model.graph.value_info, *model.graph.output, *model.graph.input):
            found = type(value.type)()
            found.CopyFrom(value.type)
            for at, dim in enumerate(found.tensor_type.shape.dim):
                if (value.name == graph.input and at == 0 and dim.dim_value <= 0) or (batch and dim.dim_param == batch):
                    dim.dim_value = 1
            if dims_of(found) is not None:
                self._types[value.name] = found
        form = type(model.graph.input[0].type)
        for held in model.graph.initializer:
            own = form()
            own.tensor_type.elem_type = held.data_type
            own.tensor_type.shape.SetInParent()
            for side in held.dims:
                own.tensor_type.shape.dim.add().dim_value = side
            self._types[held.name] = own

    def of(self, name: str) -> Sequence[int] | None:
        """The dimensions of a tensor; None if one of them is not known."""
        return dims_of(self._types[name]) if name in self._types else None

    def learn(self, node: Node, held: Mapping[str, Constant]) -> None:
        """Find out the sizes of what a node gives, where the file does not state them.

        Args:
            node: the node.
            held: the tensors among those that it reads of which the numbers are known.
        """
        proto = self._nodes[node.place.line - 1]
        spend(UNITS)
        if not is_safe(proto) or all(each in self._types for each in node.gives):
            return
        known = {name: self._types[name] for name in node.reads if name in self._types}
        if not all(name in known for name in node.reads if name):
            return
        self._places += 0 if proto.op_type in WEIGHED else sum(map(places, known.values()))
        if self._places > MOST_COUNTED:
            return
        for name, found in self._infer(proto, known, held).items():
            if name not in self._types and dims_of(found) is not None:
                self._types[name] = found


def is_safe(node: Any) -> bool:
    """Whether ONNX's rules, which are written in C++, may be asked about a node.

    Those of ``Split`` believe the attribute that says how many parts there are, and write beyond them where the node
    names more.
    """
    parts = (each.i for each in node.attribute if node.op_type == "Split" and each.name == "num_outputs")
    return all(map(is_bounded, node.attribute)) and all(len(node.output) <= each for each in parts)


def is_bounded(attribute: Any) -> bool:
    """Whether a node may have an attribute of which ONNX's rules are asked: it is no graph, no number beyond any use.

    Only an axis may be counted from the last one. Other negative numbers they take for what they are not: those of
    ``GatherND`` read the memory before the dimensions, which ends the program or worse.
    """
    if attribute.type != WHOLE:
        return int(attribute.type) not in GRAPHS
    return (-MOST_DIMENSIONS if attribute.name == "axis" else 0) <= int(attribute.i) <= MOST_COUNTED


def places(found: Any) -> int:
    """The places of a tensor that has a single axis.

    Where ONNX's rules take its numbers for the sides of another tensor, they make that of so many axes, whatever its
    numbers.
    """
    dims = dims_of(found)
    return dims[0] if dims is not None and len(dims) == 1 else 0


def dims_of(found: Any) -> tuple[int, ...] | None:
    """The dimensions of a type, if all are known."""
    if not found.tensor_type.HasField("shape"):
        return None
    dims = tuple(int(each.dim_value) for each in found.tensor_type.shape.dim)
    return dims if len(dims) <= MOST_DIMENSIONS and all(0 < each <= LARGEST for each in dims) else None
