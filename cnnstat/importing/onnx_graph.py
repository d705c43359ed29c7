"""The graph of an ONNX file as plain data: its nodes with their attributes, the tensors it holds, and its input.

Nothing here imports the ``onnx`` package: a message of protocol buffers, once parsed, is only read. Of a tensor the
dimensions are kept, and its numbers only where they are few: those are shapes, axes and sizes, which others depend on.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Mapping, Sequence
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, shown
from cnnstat.importing.lifted import unsayable

MOST_NODES = 200_000
MOST_NUMBERS = 64
"""of a tensor that are kept; no shape has more."""
MOST_PLACES = 8_192
"""And of whole numbers, as torch's exporter writes views as lists of places."""
MOST_DIMENSIONS = 32
LONGEST = 1_000
"""Characters of a name that are kept."""
OWN_DOMAINS = ("", "ai.onnx")
NO_METADATA: Mapping[str, str] = MappingProxyType({})
ATTRIBUTES = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints", 8: "strings"}
"""Fields of an attribute by the number of its type; graphs inside of nodes are not read."""
NUMBERS = {
    1: ("f", "float_data"), 6: ("i", "int32_data"), 7: ("q", "int64_data"), 10: ("e", ""), 11: ("d", "double_data"),
}  # fmt: skip
"""For the number of a tensor's type how a number is packed, and the field that has it unpacked."""

Number = int | float | None
"""A number of a small tensor; None stands for the number of images, where the file leaves it open."""


class Constant(NamedTuple):
    """A tensor that the file holds, or that follows from those alone.

    Attributes:
        dims: its dimensions.
        numbers: those in it, if they are few and known.
        source: the name of the initializer that it is, perhaps turned; "" if it is computed.
        fill: the number that all of it is, where it was made so.
    """

    dims: tuple[int, ...]
    numbers: tuple[Number, ...] | None = None
    source: str = ""
    fill: Number = None

    @property
    def elements(self) -> int:
        return prod(self.dims)

    @property
    def scalar(self) -> float | None:
        """The number of a tensor that has only one."""
        numbers = self.numbers or ()
        return float(numbers[0]) if len(numbers) == 1 and numbers[0] is not None else None

    @property
    def wholes(self) -> list[int] | None:
        """Its whole numbers, if all are known."""
        found = [each for each in self.numbers or () if isinstance(each, int)]
        return found if self.numbers is not None and len(found) == len(self.numbers) else None


class Node(NamedTuple):
    """A node of the graph.

    Attributes:
        name: as the file has it; "" if it has none.
        op: what it does, as ``Conv``.
        reads: the names of the tensors that it reads; "" for one that is left out.
        gives: the names of those that it gives.
        place: its line is its number among the nodes, from 1.
        metadata: what an exporter wrote about it.
    """

    name: str
    op: str
    reads: tuple[str, ...]
    gives: tuple[str, ...]
    attributes: Mapping[str, Any]
    place: Position
    metadata: Mapping[str, str] = NO_METADATA

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.name or (self.gives[0] if self.gives else "") or self.op

    def read(self, index: int) -> str:
        """The name of a tensor that it reads; "" if that is left out."""
        return self.reads[index] if index < len(self.reads) else ""

    def whole(self, key: str, otherwise: int) -> int:
        found = self.attributes.get(key, otherwise)
        return found if isinstance(found, int) else otherwise

    def number(self, key: str, otherwise: float) -> float:
        """A number, which the file has in single precision, as a person would write it."""
        found = self.attributes.get(key, otherwise)
        return float(f"{found:.6g}") if isinstance(found, int | float) else otherwise

    def wholes(self, key: str) -> list[int] | None:
        found = self.attributes.get(key)
        return found if isinstance(found, list) and all(isinstance(each, int) for each in found) else None

    def word(self, key: str, otherwise: str) -> str:
        found = self.attributes.get(key, otherwise)
        return found if isinstance(found, str) else otherwise

    def refuse(self, wrong: bool, what: str = "") -> None:
        """Refuse the node, if it is as a spec cannot say it."""
        if wrong:
            raise unsayable(f"{self.op} {what}".rstrip(), self.place, self.label)

    def wrong(self, problem: str) -> SpecError:
        """The message that something is not as ONNX has it."""
        return SpecError(problem, self.place, f"{self.label} ({self.op})")


class Graph(NamedTuple):
    """A graph.

    Attributes:
        name: as the file has it.
        nodes: those that its output depends on, each behind those that it reads.
        constants: the tensors that the file holds.
        input: the name of the images.
        sides: what the file says about the input's dimensions: a number, or the name of an axis that it leaves open.
        output: the name of what the network gives.
        readers: how many nodes read each tensor; the reader of the output counts too.
        opset: the version of the operators.
    """

    name: str
    nodes: Sequence[Node]
    constants: Mapping[str, Constant]
    input: str
    sides: Sequence[int | str]
    output: str
    readers: Counter[str]
    opset: int


def graph_of(model: Any, file: str) -> Graph:
    """The graph of a parsed file.

    Raises:
        SpecError: it has several inputs or outputs, too many nodes, or two nodes that give the same.
    """
    graph, first = model.graph, Position(file, 1, 1)
    if len(graph.node) > MOST_NODES:
        raise SpecError(f"more than {MOST_NODES:,} nodes", first)
    spend(len(graph.node) + len(graph.initializer))
    constants = {each.name: constant(each) for each in graph.initializer}
    inputs = [each for each in graph.input if each.name not in constants]
    if len(inputs) != 1 or len(graph.output) != 1:
        wrong = "inputs" if len(inputs) != 1 else "outputs"
        given = [each.name for each in (inputs if len(inputs) != 1 else graph.output)]
        names = f": {', '.join(shown(each) for each in given[:4])}" if given else ""
        raise unsayable(f"a model of {len(given)} {wrong}{names}", first)
    output = graph.output[0].name
    nodes = live([node_of(each, Position(file, at, 1)) for at, each in enumerate(graph.node, 1)], output)
    given_names: set[str] = set()
    for node in nodes:
        for each in filter(None, node.gives):
            if each in given_names or each == inputs[0].name:
                raise node.wrong(f"gives {shown(each)}, which the graph already has")
            given_names.add(each)
    readers = Counter(read for node in nodes for read in node.reads)
    readers[output] += 1
    opset = next((each.version for each in model.opset_import if each.domain in OWN_DOMAINS), 1)
    return Graph(
        graph.name[:LONGEST], nodes, constants, inputs[0].name, sides_of(inputs[0]), output, readers, int(opset)
    )


def live(nodes: Sequence[Node], output: str) -> list[Node]:
    """The nodes that the output depends on."""
    wanted = {output}
    found = []
    for node in reversed(nodes):
        if wanted.intersection(node.gives):
            wanted.update(node.reads)
            found.append(node)
    return found[::-1]


def sides_of(value: Any) -> list[int | str]:
    """The dimensions of an input, or the names of those that are open."""
    dims = value.type.tensor_type.shape.dim
    return [int(each.dim_value) if each.dim_value > 0 else str(each.dim_param)[:LONGEST] for each in dims][:10]


def node_of(proto: Any, place: Position) -> Node:
    op = proto.op_type[:LONGEST]
    if proto.domain not in OWN_DOMAINS:
        op = f"{proto.domain[:LONGEST]}.{op}"
    spend(len(proto.attribute) + len(proto.input))
    metadata = {each.key: each.value[: 20 * LONGEST] for each in getattr(proto, "metadata_props", ())}
    attributes = {each.name: attribute(each) for each in proto.attribute}
    return Node(proto.name[:LONGEST], op, tuple(proto.input), tuple(proto.output), attributes, place, metadata)


def attribute(proto: Any) -> Any:
    """The value of an attribute as plain data; None of one that is a graph."""
    field = ATTRIBUTES.get(proto.type)
    value: Any = getattr(proto, field) if field else None
    if field == "t":
        return constant(value)
    if field == "s":
        return text(value)
    if field == "strings":
        return [text(each) for each in value[:MOST_NUMBERS]]
    return list(value[:MOST_NUMBERS]) if field in ("ints", "floats") else value


def text(value: bytes) -> str:
    return value[:LONGEST].decode("utf-8", "replace")


def constant(proto: Any) -> Constant:
    """A tensor of the file; its numbers if they are few, and in this file."""
    dims = tuple(int(each) for each in proto.dims[:MOST_DIMENSIONS])
    return Constant(dims, numbers_of(proto, prod(dims)), proto.name)


def numbers_of(proto: Any, count: int) -> tuple[Number, ...] | None:
    packing, field = NUMBERS.get(proto.data_type, ("", ""))
    most = MOST_PLACES if packing == "q" else MOST_NUMBERS
    if not packing or not 0 <= count <= most or proto.data_location == 1:
        return None
    if proto.raw_data:
        fits = len(proto.raw_data) == count * struct.calcsize(packing)
        return struct.unpack(f"<{count}{packing}", proto.raw_data) if fits else None
    found = tuple(getattr(proto, field)) if field else ()
    return found if len(found) == count else None
