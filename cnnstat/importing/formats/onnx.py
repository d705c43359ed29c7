"""ONNX files, for which the ``onnx`` package is needed; other files that hold its weights are not read.

The layers are those of the file: what an exporter folded away, as batch norms, is not in it. In messages the line is
the number of the node.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import quoted, read_to
from cnnstat.importing.lifted import Model
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_graph import Graph, graph_of
from cnnstat.importing.onnx_names import dropped, folded
from cnnstat.importing.onnx_ops import lift
from cnnstat.importing.onnx_partial import PartialReading
from cnnstat.importing.onnx_reading import Reading, image_of
from cnnstat.importing.onnx_sizes import Sizes

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
        part = PartialReading(graph, image, last, Sizes(model, graph, inferred).of)
        layers = part.run()
        return Model(title, ORIGIN, image, layers, [*told, *part.told(layers)])
    reading = Reading(graph, image, last)
    for node in graph.nodes:
        lift(reading, node)
    finish(reading, graph, name)
    return Model(title, ORIGIN, image, reading.lifting.layers, told)


def inferred(model: Any) -> Any:
    """A model with the sizes of the tensors that follow by ONNX's rules; without them where these cannot be applied."""
    from onnx import shape_inference

    try:
        return shape_inference.infer_shapes(model, data_prop=True)
    except Exception:  # of ONNX's own library, for nodes that are not as it knows them; their sizes stay unknown
        return model


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


def finish(reading: Reading, graph: Graph, name: str) -> None:
    """See to it that the output is that of the last layer."""
    place = Position(name, len(graph.nodes) or 1, 1)
    value = reading.values.get(graph.output)
    if value is None or isinstance(value, Constant):
        raise SpecError(f"no node gives the output {shown(graph.output)}", place)
    tensor = reading.settled(value)
    if reading.order(tensor) is None:
        reading.map(tensor, graph.nodes[-1])
    if not reading.lifting.layers:
        raise SpecError("expected at least one layer", place)
