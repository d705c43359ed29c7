"""A graph of ONNX of which a spec can say a part: what it cannot say becomes layers that are ``unavailable``.

The sizes are those that the file states, or that follow from it by ONNX's own rules, for a single image where it leaves
the number of images open. How the axes of what cannot be said lie is told by what reads it: a convolution, a pool or a
norm reads a map, a product with weights has the channels last.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from cnnstat.errors import SpecError
from cnnstat.importing.lifted import INPUT, Lifted, Unsayable, giving, needed_for, unsayable
from cnnstat.importing.onnx_arranging import LAST as END
from cnnstat.importing.onnx_axes import Tensor
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_formulas import Formula
from cnnstat.importing.onnx_graph import Graph, Node
from cnnstat.importing.onnx_names import module_of
from cnnstat.importing.onnx_ops import lift
from cnnstat.importing.onnx_reading import Padded, Parts, Reading, Value
from cnnstat.importing.onnx_sizes import Sizes
from cnnstat.importing.unsaid import Marks, Spot, Unsaid, cone
from cnnstat.layers.shape import Shape

Order = tuple[int, ...]
MAP, VECTOR = (0, 1, 2, 3), (0, 1)
MAPS = {
    "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "LRN", "Resize",
    "Upsample", "BatchNormalization",
}  # fmt: skip
"""Operators that read images × channels × height × width."""
LAST = {"MatMul", "Gemm", "LayerNormalization"}
"""Operators that read tensors of which the channels are the last axis."""
MOVES = {
    "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Split", "Gather", "Identity", "Cast", "Expand",
    "SplitToSequence", "SequenceAt", "Shape", "CastLike", "Dropout",
}  # fmt: skip
"""Operators that only move numbers about."""
UNTRAINED = {
    "BatchNormalization": (3, 4), "Resize": (1, 2, 3), "Upsample": (1,), "Clip": (1, 2), "Pad": (1, 2, 3),
    "Dropout": (1, 2),
}  # fmt: skip
"""What an operator reads, by its number, that holds real numbers and is never trained."""


class PartialReading(Reading):
    """A graph being read in part."""

    def __init__(self, graph: Graph, image: Shape, last: bool, sizes: Sizes) -> None:
        super().__init__(graph, image, last)
        self.batch = self.batch or 1
        self._sizes, self._stated = sizes, sizes.of
        self._used: dict[str, str] = {}
        self.marks = Marks(self.lifting, self._used)

    def run(self, file: str) -> list[Lifted]:
        """The layers of the graph that its outputs depend on.

        Raises:
            SpecError: no layer's is the output, the file does not tell the size of what cannot be said, or something is
                not as ONNX has it.
        """
        for node in self.graph.nodes:
            read = {name: self.values.get(name) for name in node.reads if name}
            self._sizes.learn(node, {name: each for name, each in read.items() if isinstance(each, Constant)})
            self.lift(node)
        outputs = [self.output(each, self.given(each, file)) for each in self.graph.outputs]
        needed = needed_for(self.lifting.layers, outputs)
        return giving([each for each in self.lifting.layers if each.name in needed], outputs)

    def told(self, layers: Sequence[Lifted]) -> list[str]:
        """Sentences on what cannot be said, and on which of its numbers count as parameters."""
        held = sum(each.keys.get("holds", 0) for each in layers if each.type == "unavailable")
        counted = f"{held:,} real numbers that these read count as parameters: ONNX does not tell which are trained"
        return [*self.marks.told(layers), *([counted] if held else [])]

    def lift(self, node: Node) -> None:
        """Read a node, or remember what it gives as what cannot be said."""
        of_unsaid = node.op == "Shape" and isinstance(self.values.get(node.read(0)), Unsaid)
        if of_unsaid and (dims := self._stated(node.read(0))) is not None:
            found = tuple(dims[node.whole("start", 0) : node.whole("end", END)])
            self.values[node.gives[0]] = Constant((len(found),), found)
            return
        unsaid = [each for each in node.reads if isinstance(self.values.get(each), Unsaid)]
        try:
            if (layout := self.layout(node)) is not None:
                self.open(node, layout)
            if any(isinstance(self.values.get(each), Unsaid) for each in node.reads):
                raise unsayable(f"{node.op} of what cannot be said", node.place, node.label)
            lift(self, node)
        except Unsayable as error:
            self.join(node, None if unsaid else error)
        else:
            held = (self.values.get(each) for each in node.reads)
            self._used.update((each.source, node.label) for each in held if isinstance(each, Constant) and each.source)

    def output(self, name: str, value: Value) -> str:
        """The layer whose output one of the network's is.

        Raises:
            SpecError: no layer's is, and the file does not tell its size.
        """
        if name == self.graph.input:
            return INPUT
        node, dims = self.graph.nodes[-1], self._stated(name) or ()
        if not isinstance(value, Unsaid):
            try:
                tensor = self.settled(value)
                return tensor.layer if self.order(tensor) is not None else self.map(tensor, node)
            except Unsayable as error:
                value = self.unsaid(value, node, error)
        if not dims:
            raise unsizable(value)
        rest = [*dims[1:]] if dims[0] == self.batch and len(dims) > 1 else [*dims]
        sides = {2: [rest[0], 1, rest[-1]], 3: rest}.get(len(rest), [prod(rest)])
        return value.layer or self.marks.close(value, sides)

    def layout(self, node: Node) -> Order | None:
        """How the axes lie of what a node reads first; None if it does not tell."""
        if node.op not in MAPS and node.op not in LAST:
            return None
        dims = self._stated(node.read(0)) or ()
        batched = dims[:1] == (self.batch,)
        if node.op in MAPS:
            return {4: MAP, 2: VECTOR if node.op == "BatchNormalization" else None}.get(len(dims)) if batched else None
        if node.op == "LayerNormalization" and node.whole("axis", -1) not in (-1, len(dims) - 1):
            return None
        if node.op != "LayerNormalization" and not isinstance(self.values.get(node.read(1)), Constant):
            return None
        if batched:
            return {2: VECTOR, 3: (0, 3, 1), 4: (0, 2, 3, 1)}.get(len(dims))
        if self.batch != 1:
            return None
        return {2: (3, 1), 3: (3, 0, 1) if dims[1:2] == (1,) else (2, 3, 1)}.get(len(dims))

    def open(self, node: Node, layout: Order) -> None:
        """See to it that what a node reads first is a layer's output whose axes lie as the node has them.

        Raises:
            Unsayable: it does not follow from what layers give.
        """
        name = node.read(0)
        value = self.values.get(name)
        if value is None or isinstance(value, Constant | Padded):
            return
        dims = self._stated(name)
        if not isinstance(value, Unsaid):
            try:
                tensor = self.settled(value)
                order = self.order(tensor)
                if order is None or layout in (MAP, VECTOR) or order[-1:] != layout[-1:]:
                    self.map(tensor, node)
                    if layout not in (MAP, VECTOR):
                        raise unsayable(f"{node.op} of a map whose channels do not come last", node.place, node.label)
                return
            except Unsayable as error:
                value = self.unsaid(value, node, error)
        if dims is None:
            raise unsizable(value)
        sizes = dict(zip(layout, dims, strict=True))
        shape = [sizes[1]] if layout == VECTOR else [sizes[1], sizes.get(2, 1), sizes.get(3, 1)]
        layer = value.layer or self.marks.close(value, shape)
        self.values[name] = self.arranged(layer, layout)

    def join(self, node: Node, error: SpecError | None) -> None:
        """Remember what a node that cannot be said is computed from."""
        sources: list[str | Unsaid] = []
        held: dict[str, int] = {}
        untrained = UNTRAINED.get(node.op, ())
        for at in (at for at, name in enumerate(node.reads) if name):
            value = self.value(node, at)
            if not isinstance(value, Constant):
                sources.append(source_of(value))
            elif value.real and value.source and at not in untrained and (value.elements > 1 or node.op == "PRelu"):
                held[value.source] = value.elements
        before, after = self._stated(node.read(0)), self._stated(node.gives[0]) if node.gives else None
        if node.op == "Reshape" and before is not None and after is not None and prod(before) != prod(after):
            raise node.wrong(f"it makes {prod(after):,} numbers of {prod(before):,}")
        spot = spot_of(node)
        for name in filter(None, node.gives):
            self.values[name] = Unsaid(spot, sources, held, error)

    def unsaid(self, value: Value, node: Node, error: SpecError) -> Unsaid:
        """What a layer's output has become that is arranged as none can be, or that is no known activation."""
        by = value.node or node if isinstance(value, Tensor) else getattr(value, "node", node)
        return Unsaid(spot_of(by), [source_of(value)], {}, error)


def spot_of(node: Node) -> Spot:
    return Spot(node.op, node.place, module_of(node)[0], node.place.line, node.op in MOVES)


def source_of(value: Value) -> str | Unsaid:
    """The layer from whose output a tensor follows, or what cannot be said itself."""
    if isinstance(value, Unsaid):
        return value
    if isinstance(value, Formula | Padded):
        return (value.made or value.base).layer
    return value.tensor.layer if isinstance(value, Parts) else value.layer  # type: ignore[union-attr]


def unsizable(value: Unsaid) -> Unsayable:
    """The refusal of the first of what cannot be said, as nothing tells a size behind it."""
    errors = [each.error for each in sorted(cone(value), key=lambda each: each.spot.at) if each.error is not None]
    first = errors[0] if errors else unsayable(value.spot.word, value.spot.place)
    return Unsayable(f"{first.problem}; nor does the file tell the size of its output", first.position, first.layer)
