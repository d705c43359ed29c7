"""The sizes of the tensors of an ONNX graph that the file states, or that follow by ONNX's own rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from cnnstat.effort import spend
from cnnstat.importing.onnx_constants import MOST_NUMBERS
from cnnstat.importing.onnx_graph import Graph

LARGEST = 10**9
UNITS = 5
"""Units of work (:mod:`cnnstat.effort`) that a node takes."""


class Sizes:
    """The sizes of tensors, for a single image where the file leaves the number of images open.

    Args:
        model: the parsed file.
        graph: its graph.
        infer: gives a model with the sizes that follow.
    """

    def __init__(self, model: Any, graph: Graph, infer: Callable[[Any], Any]) -> None:
        self._model, self._graph, self._infer = model, graph, infer

    def of(self, name: str) -> Sequence[int] | None:
        """The dimensions of a tensor; None if one of them is not known."""
        return self._known.get(name)

    @cached_property
    def _known(self) -> dict[str, tuple[int, ...]]:
        spend(UNITS * len(self._model.graph.node))
        batch = self._graph.sides[0]
        light = without_weights(self._model, batch if isinstance(batch, str) else "", self._graph.input)
        graph = self._infer(light).graph
        found = {}
        for value in (*graph.value_info, *graph.input, *graph.output):
            if not value.type.tensor_type.HasField("shape"):
                continue
            dims = tuple(int(each.dim_value) for each in value.type.tensor_type.shape.dim)
            if all(0 < each <= LARGEST for each in dims):
                found[value.name] = dims
        return found


def without_weights(model: Any, batch: str, image: str) -> Any:
    """A model with the same nodes and one image, and without the numbers of its weights, functions and notes.

    What stays costs what its nodes do. Functions of the file, which could call each other without end, have no sizes.
    """
    light = type(model)()
    light.ir_version = model.ir_version
    light.opset_import.extend(model.opset_import)
    graph = light.graph
    for key in ("node", "input", "output", "value_info"):
        getattr(graph, key).extend(getattr(model.graph, key))
    for held in model.graph.initializer:
        dims = [*held.dims]
        count = len(held.raw_data) or max(len(held.int64_data), len(held.int32_data), len(held.float_data))
        kept = graph.initializer.add()
        if count <= 8 * MOST_NUMBERS:
            kept.CopyFrom(held)
        else:
            kept.name, kept.data_type = held.name, held.data_type
            kept.dims.extend(dims)
    for value in (*graph.input, *graph.output, *graph.value_info):
        for at, dim in enumerate(value.type.tensor_type.shape.dim):
            own = value.name == image and at == 0
            if (own and dim.dim_value <= 0) or (batch and dim.dim_param == batch):
                dim.dim_value = 1
    return light
