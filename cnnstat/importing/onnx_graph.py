"""The graph of an ONNX file as plain data: its nodes with their attributes, the tensors it holds, and its input.

Nothing here imports the ``onnx`` package: a message of protocol buffers, once parsed, is only read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, shown
from cnnstat.importing.lifted import unsayable
from cnnstat.importing.onnx_constants import MOST_NUMBERS, Constant, constant

MOST_NODES = 200_000
LONGEST = 1_000
"""Characters of a name that are kept."""
OWN_DOMAINS = ("", "ai.onnx")
NO_METADATA: Mapping[str, str] = MappingProxyType({})
ATTRIBUTES = {1: "f", 2: "i", 3: "s", 4: "t", 6: "floats", 7: "ints"}
"""Fields of an attribute by the number of its type; no operator that is read has others, as graphs."""
WHOLE, NUMBER, WORD, TENSOR = "a whole number", "a number", "a word", "a tensor"
WHOLES, NUMBERS = "a list of whole numbers", "a list of numbers"
KINDS: Mapping[str, type | tuple[type, ...]] = {
    WHOLE: int, NUMBER: (int, float), WORD: str, TENSOR: Constant, WHOLES: int, NUMBERS: (int, float),
}  # fmt: skip
"""What an attribute may be, and the types of Python's that it, or each in it, then is one of."""


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

    def held(self, key: str, kind: str) -> Any:
        """The value of an attribute; None if the node has none.

        Raises:
            SpecError: it is not of the type that the operator has it of, or holds too many numbers.
        """
        if key not in self.attributes:
            return None
        found: Any = self.attributes[key]
        several = kind in (WHOLES, NUMBERS)
        if isinstance(found, list) and several and len(found) > MOST_NUMBERS:
            raise self.wrong(f"{key}: expected at most {MOST_NUMBERS} numbers, got {len(found):,}")
        fits = isinstance(found, list) == several
        if not fits or not all(isinstance(each, KINDS[kind]) for each in (found if several else [found])):
            raise self.wrong(f"{key}: expected {kind}, got {described(found)}")
        return found

    def whole(self, key: str, otherwise: int) -> int:
        found = self.held(key, WHOLE)
        return otherwise if found is None else int(found)

    def number(self, key: str, otherwise: float) -> float:
        """A number, which the file has in single precision, as a person would write it."""
        found = self.held(key, NUMBER)
        return otherwise if found is None else float(f"{found:.6g}")

    def wholes(self, key: str) -> list[int] | None:
        found: list[int] | None = self.held(key, WHOLES)
        return found

    def word(self, key: str, otherwise: str) -> str:
        found = self.held(key, WORD)
        return otherwise if found is None else str(found)

    def axis(self, given: int, rank: int) -> int:
        """An axis of a tensor, which a file may count from the last one, counted from the first.

        Raises:
            SpecError: there is no such axis.
        """
        if not -rank <= given < rank:
            raise self.wrong(f"there is no axis {given} among {rank}")
        return given % rank

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
        nodes: those that its outputs depend on, each behind those that it reads.
        constants: the tensors that the file holds.
        input: the name of the images.
        sides: what the file says about the input's dimensions: a number, or the name of an axis that it leaves open.
        outputs: the names of what the network gives.
        readers: how many nodes read each tensor; the reader of an output counts too.
        opset: the version of the operators.
    """

    name: str
    nodes: Sequence[Node]
    constants: Mapping[str, Constant]
    input: str
    sides: Sequence[int | str]
    outputs: Sequence[str]
    readers: Counter[str]
    opset: int


def graph_of(model: Any, file: str) -> Graph:
    """The graph of a parsed file.

    Raises:
        SpecError: it has several inputs or no output, too many nodes, two nodes that give the same, or texts that are
            not UTF-8.
    """
    graph, first = model.graph, Position(file, 1, 1)
    if len(graph.node) > MOST_NODES:
        raise SpecError(f"more than {MOST_NODES:,} nodes", first)
    spend(len(graph.node) + len(graph.initializer))
    named = [*graph.input, *graph.output, *graph.initializer]
    open_sides = [each.dim_param for value in graph.input for each in value.type.tensor_type.shape.dim]
    check_texts([graph.name, *(each.name for each in named), *open_sides], first)
    constants = {each.name: constant(each, first) for each in graph.initializer}
    inputs = [each for each in graph.input if each.name not in constants]
    if len(inputs) != 1:
        names = f": {', '.join(shown(each.name) for each in inputs[:4])}" if inputs else ""
        raise unsayable(f"a model of {len(inputs)} inputs{names}", first)
    outputs = list(dict.fromkeys(each.name for each in graph.output))
    if not outputs:
        raise unsayable("a model of 0 outputs", first)
    nodes = live([node_of(each, Position(file, at, 1)) for at, each in enumerate(graph.node, 1)], outputs)
    given_names: set[str] = set()
    for node in nodes:
        for each in filter(None, node.gives):
            if each in given_names or each == inputs[0].name:
                raise node.wrong(f"gives {shown(each)}, which the graph already has")
            given_names.add(each)
    readers = Counter(read for node in nodes for read in node.reads)
    readers.update(outputs)
    opset = next((each.version for each in model.opset_import if each.domain in OWN_DOMAINS), 1)
    return Graph(
        graph.name[:LONGEST], nodes, constants, inputs[0].name, sides_of(inputs[0]), outputs, readers, int(opset)
    )


def live(nodes: Sequence[Node], outputs: Iterable[str]) -> list[Node]:
    """The nodes that the outputs depend on."""
    wanted = {*outputs}
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


def check_texts(texts: Iterable[str | bytes], place: Position) -> None:
    """Refuse texts that are not UTF-8, by SpecError: protocol buffers give them as bytes, where a text is expected."""
    if any(isinstance(each, bytes) for each in texts):
        raise SpecError("a text in it is not UTF-8", place)


def node_of(proto: Any, place: Position) -> Node:
    spend(len(proto.attribute) + len(proto.input))
    named = [each.name for each in proto.attribute]
    about = [text for each in getattr(proto, "metadata_props", ()) for text in (each.key, each.value)]
    check_texts([proto.op_type, proto.domain, proto.name, *proto.input, *proto.output, *named, *about], place)
    op = proto.op_type[:LONGEST]
    if proto.domain not in OWN_DOMAINS:
        op = f"{proto.domain[:LONGEST]}.{op}"
    metadata = {each.key: each.value[: 20 * LONGEST] for each in getattr(proto, "metadata_props", ())}
    attributes = {each.name: attribute(each, place) for each in proto.attribute}
    return Node(proto.name[:LONGEST], op, tuple(proto.input), tuple(proto.output), attributes, place, metadata)


def attribute(proto: Any, place: Position) -> Any:
    """The value of an attribute as plain data; None of one that is of a type that no operator has."""
    field = ATTRIBUTES.get(proto.type)
    value: Any = getattr(proto, field) if field else None
    if field == "t":
        return constant(value, place)
    if field == "s":
        return text(value)
    return list(value) if field in ("ints", "floats") else value


def described(value: Any) -> str:
    """The value of an attribute as a message names it."""
    return "a tensor" if isinstance(value, Constant) else "something else" if value is None else shown(value)


def text(value: bytes) -> str:
    return value[:LONGEST].decode("utf-8", "replace")
