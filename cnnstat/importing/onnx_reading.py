"""A graph of ONNX being read node by node: what its tensors are, and the layers that they need."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnnstat.errors import Position, SpecError, shown
from cnnstat.importing.lifted import INPUT, Lifting, image_shape, unsayable
from cnnstat.importing.onnx_axes import Axes, Tensor, axes_of, dims_of, is_vector, order_of, shuffled
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_formulas import KNOWN, Formula
from cnnstat.importing.onnx_graph import Graph, Node
from cnnstat.importing.onnx_names import Names
from cnnstat.importing.unsaid import Unsaid
from cnnstat.layers.shape import Shape


class Padded:
    """A map with zeros around it, which a convolution takes as its padding.

    Attributes:
        base: the map.
        zeros: rows and columns of zeros: top, bottom, left, right.
        node: the node that adds them.
        made: the map with them, once there is a layer that adds them.
    """

    def __init__(self, base: Tensor, zeros: tuple[int, ...], node: Node) -> None:
        self.base, self.zeros, self.node = base, zeros, node
        self.made: Tensor | None = None

    @property
    def sides(self) -> dict[str, int]:
        return dict(zip(("top", "bottom", "left", "right"), self.zeros, strict=True))


class Parts(NamedTuple):
    """Blocks of the channels of a map, of which nodes read one each.

    Attributes:
        tensor: the map.
        sizes: channels of each block.
        node: the node that cuts them.
    """

    tensor: Tensor
    sizes: list[int]
    node: Node


Value = Constant | Tensor | Formula | Padded | Parts | Unsaid


class Reading:
    """A graph being read.

    Attributes:
        graph: the graph.
        lifting: the layers so far.
        values: what each tensor is, by its name.
        batch: the number of images; None if the file leaves it open.
    """

    def __init__(self, graph: Graph, image: Shape, last: bool) -> None:
        self.graph = graph
        self.lifting = Lifting(image)
        batch = graph.sides[0]
        self.batch: int | None = batch if isinstance(batch, int) else None
        axes = axes_of(image)
        first = Tensor(INPUT, (axes[0], axes[2], axes[3], axes[1]) if last else axes)
        self.values: dict[str, Value] = {**graph.constants, graph.input: first}
        self._names = Names(graph)
        self._arranged: dict[tuple[str, Axes], str] = {}
        self._at: dict[str, int] = {}
        self._weights: dict[str, str] = {}

    def value(self, node: Node, index: int) -> Value:
        """What a node reads.

        Raises:
            SpecError: nothing above it gives that.
        """
        name = node.read(index)
        if not name:
            raise node.wrong(f"misses its input {index + 1}")
        if name not in self.values:
            raise node.wrong(f"reads {shown(name)}, which no node above it gives")
        return self.values[name]

    def constant(self, node: Node, index: int) -> Constant | None:
        """A constant that a node may read; None if it is left out, or computed from images."""
        value = self.value(node, index) if node.read(index) else None
        return value if isinstance(value, Constant) else None

    def tensor(self, node: Node, index: int = 0) -> Tensor:
        """What a node reads as the output of a layer, however it is arranged."""
        value = self.value(node, index)
        node.refuse(isinstance(value, Constant), "of a tensor that does not depend on the image")
        return self.settled(value)

    def given(self, name: str, file: str) -> Value:
        """An output of the graph.

        Raises:
            SpecError: no node gives it, or it follows from the tensors of the file alone.
        """
        place, value = Position(file, len(self.graph.nodes) or 1, 1), self.values.get(name)
        if value is None or isinstance(value, Constant):
            raise SpecError(f"no node gives the output {shown(name)}", place)
        return value

    def settled(self, value: Value) -> Tensor:
        """A tensor that is the output of a layer, which is made where that is not so yet."""
        if isinstance(value, Tensor):
            return value
        if isinstance(value, Parts):
            raise unsayable("several tensors at once", value.node.place, value.node.label)
        assert not isinstance(value, Constant | Unsaid)
        if value.made is None:
            value.made = self._padded(value) if isinstance(value, Padded) else self._formula(value)
        return value.made

    def _padded(self, value: Padded) -> Tensor:
        return self.put(value.node, "pad", self.map(value.base, value.node), padding=value.sides)

    def _formula(self, value: Formula) -> Tensor:
        if value.text == "x":
            return value.base
        kind = KNOWN.get(value.text)
        if kind:
            return self.pointwise(value.node, value.base, kind)
        kind = KNOWN.get(value.own)
        if kind:
            return self.pointwise(value.node, self.settled(value.operands[0]), kind)
        if len(value.operands) == 2:
            left, right = (self.settled(each) for each in value.operands)
            return self.merged(value.node, "add" if value.node.op in ("Add", "Sum") else "multiply", [left, right])
        value.node.refuse(True, "in a formula that is no known activation" if value.node.op != "Clip" else "")
        raise AssertionError

    def map(self, tensor: Tensor, node: Node) -> str:
        """The layer whose output a tensor is as it stands; vectors and shuffled channels become layers here.

        Raises:
            SpecError: it is arranged as no layer's output is.
        """
        shape = self.shape(tensor)
        if tensor.axes == axes_of(shape):
            return tensor.layer
        key = (tensor.layer, tensor.axes)
        if key not in self._arranged:
            by = tensor.node or node
            groups = shuffled(tensor.axes, shape)
            if groups:
                self._arranged[key] = self.add(by, "channel_shuffle", [tensor.layer], groups=groups)
            elif not shape.flat and is_vector(tensor.axes, shape):
                self._arranged[key] = self.add(by, "flatten", [tensor.layer])
            else:
                dims = "×".join("N" if each is None else str(each) for each in dims_of(tensor.axes, None))
                hint = f", and {node.op} reads that" if node is not by else ""
                raise unsayable(f"{by.op} to {dims}", by.place, by.label, hint)
        return self._arranged[key]

    def order(self, tensor: Tensor) -> tuple[int, ...] | None:
        """The axes of a map in the order in which a tensor has them; None if it is arranged otherwise."""
        return order_of(tensor.axes, self.shape(tensor))

    def shape(self, tensor: Tensor) -> Shape:
        return self.lifting.shapes[tensor.layer]

    def arranged(self, layer: str, order: tuple[int, ...] | None, node: Node | None = None) -> Tensor:
        """The output of a layer, with its axes in another order."""
        axes = axes_of(self.lifting.shapes[layer])
        return Tensor(layer, tuple(axes[at] for at in order) if order else axes, node)

    def ordered(self, tensor: Tensor, node: Node) -> tuple[str, tuple[int, ...]]:
        """A layer and the order of its axes, for what acts on all axes alike."""
        order = self.order(tensor)
        if order is None:
            layer = self.map(tensor, node)
            return layer, tuple(range(len(axes_of(self.lifting.shapes[layer]))))
        return tensor.layer, order

    def pointwise(self, node: Node, tensor: Tensor, kind: str, **keys: Any) -> Tensor:
        """Add a layer that keeps the shape, in whatever order the axes are."""
        layer, order = self.ordered(tensor, node)
        return self.arranged(self.add(node, kind, [layer], **keys), order, tensor.node)

    def merged(self, node: Node, kind: str, tensors: list[Tensor]) -> Tensor:
        """Add a merge of maps whose axes are in one order; the last have them in the order of the first."""
        orders = {self.order(each) for each in tensors}
        if None not in orders and len(orders) == 1:
            own = self.add(node, kind, [each.layer for each in tensors])
            return self.arranged(own, orders.pop(), tensors[0].node)
        if kind == "multiply":
            return self.arranged(self.add(node, kind, [self._gate(each, node) for each in tensors]), None)
        return self.arranged(self.add(node, kind, [self.map(each, node) for each in tensors]), None)

    def _gate(self, tensor: Tensor, node: Node) -> str:
        """A map, or a vector that stands as a map of 1×1, which scales another map."""
        shape = self.shape(tensor)
        return tensor.layer if shape.flat and tensor.axes == (*axes_of(shape), (), ()) else self.map(tensor, node)

    def put(self, node: Node, kind: str, read: str, **keys: Any) -> Tensor:
        """Add a layer that reads one; its output is as it stands."""
        return self.arranged(self.add(node, kind, [read], **keys), None)

    def add(self, node: Node, kind: str, reads: list[str], **keys: Any) -> str:
        """Add a layer for a node."""
        found = self.lifting.add(self._names.name(node), kind, reads, node.place, **keys)
        self._at[found] = len(self.lifting.layers) - 1
        return found

    def weigh(self, node: Node, weight: Constant) -> None:
        """Note that a layer has a weight.

        Raises:
            SpecError: another has it already, so that its numbers would count twice.
        """
        if weight.source in self._weights and weight.source:
            first = self._weights[weight.source]
            raise unsayable(f"{node.op} with the weights of {shown(first)}", node.place, node.label)
        self._weights[weight.source] = node.label

    def biased(self, node: Node, tensor: Tensor, bias: Constant, index: int) -> bool:
        """Take a constant as the bias of the layer whose output it is added to; whether that is one."""
        at = self._at.get(tensor.layer)
        layer = self.lifting.layers[at] if at is not None else None
        kinds = {"conv": True, "depthwise": True, "linear": True, "conv_transpose": True, "scale": False}
        if layer is None or at is None or layer.type not in kinds or not self.per_channel(tensor, bias):
            return False
        if layer.keys.get("bias", kinds[layer.type]) or self.graph.readers[node.read(index)] != 1:
            return False
        keys = {key: value for key, value in layer.keys.items() if key != "bias"}
        self.lifting.layers[at] = layer._replace(keys=keys if kinds[layer.type] else {**keys, "bias": True})
        return True

    def per_channel(self, tensor: Tensor, constant: Constant) -> bool:
        """Whether a constant has one number for each channel of a tensor."""
        order = self.order(tensor)
        if order is None or len(constant.dims) > len(order) or constant.elements != self.shape(tensor).channels:
            return False
        aligned = [1] * (len(order) - len(constant.dims)) + list(constant.dims)
        return aligned[order.index(1)] == constant.elements


def image_of(graph: Graph, file: str) -> tuple[Shape, bool]:
    """The shape of the input, and whether its channels come last.

    They do if all that the graph does with the input is to put them first.

    Raises:
        SpecError: it is no image, or the file leaves its size open.
    """
    first, sides = Position(file, 1, 1), list(graph.sides)
    if len(sides) != 4:
        raise unsayable(f"an input {shown(graph.input)} of {len(sides)} dimensions", first)
    readers = [node for node in graph.nodes if graph.input in node.reads]
    last = bool(readers) and all(node.op == "Transpose" and node.wholes("perm") == [0, 3, 1, 2] for node in readers)
    names = ("height", "width", "channels") if last else ("channels", "height", "width")
    found: dict[str, int] = {}
    for axis, (name, side) in enumerate(zip(names, sides[1:], strict=True), 1):
        if not isinstance(side, int):
            called = f", as {shown(side)}" if side else ""
            problem = f"the file leaves the {name} of its input {shown(graph.input)} open (axis {axis}{called})"
            raise SpecError(f"{problem}; a spec needs a number", first)
        found[name] = side
    return image_shape(found["channels"], found["height"], found["width"], first), last
