"""ONNX files, for which the ``onnx`` package is needed; other files that hold its weights are not read.

The layers are those of the file: what an exporter folded away, as batch norms, is not in it. In messages the line is
the number of the node.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, UsageError
from cnnstat.files import quoted, read_to
from cnnstat.importing.lifted import Model, giving
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_graph import OWN_DOMAINS, Graph, graph_of
from cnnstat.importing.onnx_names import dropped, folded
from cnnstat.importing.onnx_ops import lift
from cnnstat.importing.onnx_partial import PartialReading
from cnnstat.importing.onnx_reading import Reading, image_of
from cnnstat.importing.onnx_sizes import Infer, Sizes

ORIGIN = "ONNX"
INSTALL = "pip install 'cnnstat[onnx]'"
LARGEST = 2**31 - 1
"""Bytes of a message of protocol buffers; larger models keep their weights in other files."""
BYTES_PER_UNIT = 2_000
UNTITLED = ("", "main_graph", "main", "torch_jit", "torch-jit-export", "graph", "model")
"""Names of graphs that exporters give to all of them."""


def read(path: Path, partial: bool = False) -> Model:
    """The network of an ONNX file.

    Args:
        path: of the file.
        partial: whether what a spec cannot say becomes layers that are ``unavailable``, and is not refused.

    Raises:
        UsageError: it cannot be opened, is no ONNX file, or the ``onnx`` package is missing.
        SpecError: it has what a spec cannot say.
    """
    name = quoted(str(path))
    model = loaded(path, name)
    graph = graph_of(model, name)
    image, last = image_of(graph, name)
    told = [*folded(graph), *dropped(graph)]
    title = "" if graph.name.lower() in UNTITLED else graph.name
    if partial:
        part = PartialReading(graph, image, last, Sizes(model, graph, inferring(model)))
        layers = part.run(name)
        return Model(title, ORIGIN, image, layers, [*told, *part.told(layers)])
    reading = Reading(graph, image, last)
    for node in graph.nodes:
        lift(reading, node)
    outputs = [finish(reading, graph, output, name) for output in graph.outputs]
    if not reading.lifting.layers:
        raise SpecError("expected at least one layer", Position(name, len(graph.nodes) or 1, 1))
    return Model(title, ORIGIN, image, giving(reading.lifting.layers, outputs), told)


def inferring(model: Any) -> Infer:
    """ONNX's own rules for the sizes of what a node of a model gives."""
    from onnx import defs, helper, shape_inference

    opsets = {"" if each.domain in OWN_DOMAINS else each.domain: int(each.version) for each in model.opset_import}

    def infer(node: Any, types: Mapping[str, Any], held: Mapping[str, Constant]) -> Mapping[str, Any]:
        domain = "" if node.domain in OWN_DOMAINS else node.domain
        numbers = {
            name: [number for number in each.few if number is not None]
            for name, each in held.items()
            if each.few is not None and None not in each.few
        }
        data = {
            name: helper.make_tensor(name, types[name].tensor_type.elem_type, held[name].dims, few)
            for name, few in numbers.items()
            if types[name].tensor_type.elem_type in (1, 6, 7)
        }
        try:
            schema = defs.get_schema(node.op_type, opsets.get(domain, 1), domain)
            found: Mapping[str, Any] = shape_inference.infer_node_outputs(
                schema, node, dict(types), data, opset_imports=list(model.opset_import), ir_version=model.ir_version
            )
        except Exception:  # of ONNX's own library, on a node that is not as it knows it: its sizes stay unknown
            return {}
        return found

    return infer


def loaded(path: Path, name: str) -> Any:
    """The message that a file holds.

    Raises:
        UsageError: it cannot be opened, is too large, or no ONNX file, or the ``onnx`` package is missing.
    """
    try:
        import onnx
    except ImportError as error:
        raise UsageError(f"{name}: ONNX needs onnx, which is not installed: {INSTALL}") from error
    try:
        large = path.is_file() and path.stat().st_size > LARGEST
    except (OSError, ValueError):
        large = False  # reported when it is read
    data = b"" if large else read_to(path, LARGEST)
    if large or len(data) > LARGEST:
        raise UsageError(f"{name}: more than {LARGEST:,} bytes; no message of protocol buffers is that large")
    spend(len(data) / BYTES_PER_UNIT)
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except Exception as error:  # protobuf's own, of which each implementation has another
        raise UsageError(f"{name}: no ONNX model: it is damaged, cut off, or something else") from error
    if not model.HasField("graph") or not model.graph.node:
        raise UsageError(f"{name}: no ONNX model: it has no graph")
    return model


def finish(reading: Reading, graph: Graph, output: str, name: str) -> str:
    """See to it that an output of the graph is that of a layer; returns the layer."""
    tensor = reading.settled(reading.given(output, name))
    return tensor.layer if reading.order(tensor) is not None else reading.map(tensor, graph.nodes[-1])
