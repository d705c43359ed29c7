"""What ONNX's other operators are in a spec: norms, activations, merges, means, and what only arranges numbers."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from cnnstat.errors import shown
from cnnstat.importing.lifted import unsayable
from cnnstat.importing.onnx_arranging import ARRANGING
from cnnstat.importing.onnx_axes import Piece, Tensor, axes_of
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_folding import folded as computed
from cnnstat.importing.onnx_formulas import Formula, hard, plus, times
from cnnstat.importing.onnx_graph import NUMBERS, Node
from cnnstat.importing.onnx_reading import Reading, Value
from cnnstat.importing.onnx_windows import conv, gemm, matmul, pool

Read = Callable[[Reading, Node], Value]


def batch_norm(reading: Reading, node: Node) -> Tensor:
    layer = reading.map(reading.tensor(node), node)
    channels = reading.lifting.shapes[layer].channels
    for index in (1, 2, 3, 4):
        found = reading.constant(node, index)
        node.refuse(found is None, "whose numbers are computed from the image")
        if found is not None and found.elements != channels:
            raise node.wrong(f"it has {found.elements:,} numbers for {channels:,} channels")
    return reading.put(node, "batchnorm", layer, **eps_of(node))


def eps_of(node: Node) -> dict[str, Any]:
    return {"eps": node.number("epsilon", 1e-5)}


def layer_norm(reading: Reading, node: Node) -> Tensor:
    """Only over the channels, which come last."""
    tensor = reading.tensor(node)
    layer, order = reading.ordered(tensor, node)
    node.refuse(
        order[-1] != 1 or node.axis(node.whole("axis", -1), len(order)) != len(order) - 1, "over more than the channels"
    )
    scale, bias = reading.constant(node, 1), reading.constant(node, 2)
    channels = reading.lifting.shapes[layer].channels
    whole = scale is not None and bias is not None and scale.elements == bias.elements == channels
    node.refuse(not whole, "without γ and β for each channel")
    return reading.pointwise(node, tensor, "layernorm", **eps_of(node))


def plain(kind: str) -> Read:
    return lambda reading, node: reading.pointwise(node, reading.tensor(node), kind)


def leaky(reading: Reading, node: Node) -> Tensor:
    return reading.pointwise(node, reading.tensor(node), "leaky_relu", slope=node.number("alpha", 0.01))


def elu(reading: Reading, node: Node) -> Tensor:
    return reading.pointwise(node, reading.tensor(node), "elu", alpha=node.number("alpha", 1.0))


def selu(reading: Reading, node: Node) -> Tensor:
    usual = round(node.number("alpha", 1.67326), 3) == 1.673 and round(node.number("gamma", 1.0507), 3) == 1.051
    node.refuse(not usual, "with alpha and gamma of its own")
    return reading.pointwise(node, reading.tensor(node), "selu")


def prelu(reading: Reading, node: Node) -> Tensor:
    tensor, slopes = reading.tensor(node), reading.constant(node, 1)
    one_each = slopes is not None and reading.per_channel(tensor, slopes)
    node.refuse(not one_each, "whose slopes are not one for each channel")
    return reading.pointwise(node, tensor, "prelu")


def gelu(reading: Reading, node: Node) -> Tensor:
    node.refuse(node.word("approximate", "none") != "none", "with an approximation")
    return reading.pointwise(node, reading.tensor(node), "gelu")


def swish(reading: Reading, node: Node) -> Tensor:
    node.refuse(node.number("alpha", 1.0) != 1, "with alpha")
    return reading.pointwise(node, reading.tensor(node), "silu")


def softmax(reading: Reading, node: Node) -> Tensor:
    """Over the channels; before version 13 over all axes from the given one on."""
    tensor = reading.tensor(node)
    layer, order = reading.ordered(tensor, node)
    axis = node.axis(node.whole("axis", 1 if reading.graph.opset < 13 else -1), len(order))
    wide = reading.graph.opset < 13 and reading.lifting.shapes[layer].positions > 1
    node.refuse(order[axis] != 1 or wide, "over other axes than the channels")
    return reading.pointwise(node, tensor, "softmax")


def lrn(reading: Reading, node: Node) -> Tensor:
    keys: dict[str, Any] = {"size": node.whole("size", 0)}
    for key, name, usual in (("alpha", "alpha", 1e-4), ("beta", "beta", 0.75), ("k", "bias", 1.0)):
        keys[key] = node.number(name, usual)
    return reading.put(node, "lrn", reading.map(reading.tensor(node), node), **keys, average=True)


def dropout(reading: Reading, node: Node) -> Tensor:
    """At inference it passes its input on; the share is an attribute in old versions, and a tensor in new ones."""
    held = reading.constant(node, 1)
    share = node.number("ratio", 0.5) if held is None or held.scalar is None else float(f"{held.scalar:.6g}")
    return reading.pointwise(node, reading.tensor(node), "dropout", p=share)


def global_pool(kind: str) -> Read:
    return lambda reading, node: reading.put(node, kind, reading.map(reading.tensor(node), node))


def reduced(kind: str) -> Read:
    """A mean or a maximum: over rows and columns it is a global pool, over the channels a pool of these."""

    def read(reading: Reading, node: Node) -> Tensor:
        tensor = reading.tensor(node)
        held = reading.constant(node, 1)
        axes = node.wholes("axes") if held is None else held.wholes
        rank = len(tensor.axes)
        node.refuse(axes is None, "over all axes, or over some that the file does not hold")
        gone = {node.axis(axis, rank) for axis in axes or ()}
        shape, keep = reading.shape(tensor), node.whole("keepdims", 1)
        own = axes_of(shape)
        over = {piece.what for at in gone for piece in tensor.axes[at]}
        rest = [piece for at, axis in enumerate(tensor.axes) if at not in gone for piece in axis]
        if order := reading.order(tensor):
            over = {"NCHW"[order[at]] for at in gone}
            over |= {"H"} if "W" in over and 2 not in order else set()
        if not shape.flat and over == {"H", "W"} and sorted(rest) == sorted((*own[0], *own[1])):
            layer = reading.add(node, f"global_{kind}pool", [tensor.layer])
            return Tensor(layer, kept(tensor, gone, keep), node)
        node.refuse(shape.flat or over != {"C"} or not keep, "over other axes than height and width, or channels")
        layer, order = reading.ordered(tensor, node)
        return reading.arranged(reading.add(node, f"channel_{kind}pool", [layer]), order, node)

    return read


def kept(tensor: Tensor, gone: set[int], keep: int) -> tuple[tuple[Piece, ...], ...]:
    """The axes that a mean leaves, each that is gone as one of a single number if they are kept."""
    return tuple(() if at in gone else axis for at, axis in enumerate(tensor.axes) if keep or at not in gone)


def concat(reading: Reading, node: Node) -> Tensor:
    tensors = [reading.tensor(node, index) for index in range(len(node.reads))]
    axis = node.whole("axis", 1)
    if len(tensors) == 1:
        return tensors[0]
    orders = {reading.order(each) for each in tensors}
    order = orders.pop() if len(orders) == 1 else None
    if order is None:
        layers = [reading.map(each, node) for each in tensors]
        order = tuple(range(len(axes_of(reading.lifting.shapes[layers[0]]))))
        tensors = [reading.arranged(each, None) for each in layers]
    node.refuse(order[node.axis(axis, len(order))] != 1, f"along axis {axis} instead of that of the channels")
    return reading.merged(node, "concat", tensors)


def binary(reading: Reading, node: Node) -> Value:
    """A sum, difference, product or quotient: a merge, a bias, a factor for each channel, or part of an activation."""
    values = [reading.value(node, index) for index in range(len(node.reads))]
    if len(values) != 2:
        node.refuse(node.op != "Sum" or not values, f"of {len(values)} tensors")
        tensors = [reading.tensor(node, index) for index in range(len(values))]
        return reading.merged(node, "add", tensors) if len(tensors) > 1 else tensors[0]
    for at in (0, 1):
        if isinstance(held := values[at], Constant):
            return with_constant(reading, node, 1 - at, held)
    if node.op in ("Sub", "Div"):
        node.refuse(True, "of two tensors that depend on the image")
    left, right = (formula_of(reading, node, value) for value in values)
    if left.base[:2] == right.base[:2]:
        text = (plus if node.op in ("Add", "Sum") else times)(left.text, right.text)
        return Formula(left.base, text, node, (values[0], values[1]))
    return reading.merged(node, "multiply" if node.op == "Mul" else "add", [reading.settled(each) for each in values])


def formula_of(reading: Reading, node: Node, value: Value) -> Formula:
    """What a node reads as a formula, short enough to go on with."""
    if isinstance(value, Formula) and not value.long and value.made is None:
        return value
    return Formula(reading.settled(value), "x", node)


def with_constant(reading: Reading, node: Node, at: int, held: Constant) -> Value:
    """A tensor, which a node reads first or second, with a constant."""
    value, number = reading.value(node, at), held.scalar if held.elements == 1 else None
    node.refuse(isinstance(value, Constant), "of tensors that do not depend on the image")
    adds, multiplies = node.op in ("Add", "Sum"), node.op == "Mul"
    if isinstance(value, Tensor) and held.source and (adds or multiplies) and held.dims:
        if adds and reading.biased(node, value, held, at):
            return value
        if multiplies and number is None and reading.per_channel(value, held):
            return reading.pointwise(node, value, "scale")
    node.refuse(number is None, "with a tensor that is neither bias nor factor of channels")
    assert number is not None
    whole = formula_of(reading, node, value)
    node.refuse((node.op == "Div" and (at == 1 or number == 0)) or (node.op == "Sub" and at == 1), "of a number by it")
    text = {
        "Mul": lambda: times(number, whole.text), "Div": lambda: times(1 / number, whole.text),
        "Sub": lambda: plus(-number, whole.text),
    }.get(node.op, lambda: plus(number, whole.text))()  # fmt: skip
    return Formula(whole.base, text, node)


def unary(reading: Reading, node: Node) -> Formula:
    """A function that may be part of an activation."""
    return function(reading, node, node.op.lower())


def function(reading: Reading, node: Node, word: str, *numbers: float) -> Formula:
    """What a node makes of each number: part of an activation with what stands before it, or one of its own."""
    node.refuse(isinstance(reading.value(node, 0), Constant), "of a tensor that does not depend on the image")
    whole = formula_of(reading, node, reading.value(node, 0))
    return Formula(whole.base, (word, whole.text, *numbers), node, (reading.value(node, 0),), (word, "x", *numbers))


def hard_sigmoid(reading: Reading, node: Node) -> Formula:
    return Formula(reading.tensor(node), hard(node.number("alpha", 0.2), node.number("beta", 0.5)), node)


def clip(reading: Reading, node: Node) -> Formula:
    """Limits are attributes in old versions, and tensors in new ones."""
    limits = []
    for index, key, usual in ((1, "min", -inf), (2, "max", inf)):
        held = reading.constant(node, index)
        node.refuse(bool(node.read(index)) and (held is None or held.scalar is None), "with limits that are not known")
        limits.append(node.number(key, usual) if held is None else float(held.scalar or 0))
    return function(reading, node, "clip", *limits)


def resize(reading: Reading, node: Node) -> Tensor:
    """Upsampling by whole factors, with copies of the nearest pixels or between four, their corners not aligned."""
    layer = reading.map(reading.tensor(node), node)
    shape = reading.lifting.shapes[layer]
    held = [reading.constant(node, index) for index in ((1,) if node.op == "Upsample" else (2, 3))]
    scales = node.held("scales", NUMBERS) or next((each.few for each in held[:1] if each and each.few), None)
    sizes = held[1].wholes if len(held) > 1 and held[1] is not None else None
    if sizes and len(sizes) == 4 and shape.height > 0 and shape.width > 0:
        scales = [1, 1, sizes[2] / shape.height, sizes[3] / shape.width]
    node.refuse(not scales or len(scales) != 4, "by factors that the file does not hold")
    factors = [each or 0 for each in scales or ()]
    node.refuse(
        [*factors[:2]] != [1, 1] or any(each % 1 or each < 1 for each in factors), "by factors that are not whole"
    )
    mode = {"nearest": "nearest", "linear": "bilinear"}.get(node.word("mode", "nearest"))
    node.refuse(mode is None, f"with mode {node.word('mode', '')}")
    places = node.word("coordinate_transformation_mode", "half_pixel")
    nearest = node.word("nearest_mode", "round_prefer_floor")
    if node.op == "Upsample":
        places, nearest = "asymmetric", "floor"
    centred = places in ("half_pixel", "pytorch_half_pixel")
    copied = mode == "nearest" and ((centred and "round" in nearest) or (places == "asymmetric" and nearest == "floor"))
    node.refuse(
        not copied and (mode == "nearest" or not centred), f"that takes places of pixels as {places}, {nearest}"
    )
    down, across = int(factors[2]), int(factors[3])
    keys = {"mode": mode} if mode != "nearest" else {}
    return reading.put(node, "upsample", layer, scale=down if down == across else [down, across], **keys)


READ: dict[str, Read] = {
    "Conv": conv, "ConvTranspose": conv, "MaxPool": pool, "AveragePool": pool, "Gemm": gemm, "MatMul": matmul,
    "BatchNormalization": batch_norm, "LayerNormalization": layer_norm, "Relu": plain("relu"), "LeakyRelu": leaky,
    "Elu": elu, "Selu": selu, "PRelu": prelu, "Gelu": gelu, "Swish": swish, "Softmax": softmax, "LRN": lrn,
    "Dropout": dropout,
    "GlobalAveragePool": global_pool("global_avgpool"), "GlobalMaxPool": global_pool("global_maxpool"),
    "ReduceMean": reduced("avg"), "ReduceMax": reduced("max"), "Concat": concat, "HardSigmoid": hard_sigmoid,
    "HardSwish": plain("hard_swish"), "Mish": plain("mish"), "Clip": clip, "Resize": resize, "Upsample": resize,
    **dict.fromkeys(("Sigmoid", "Tanh", "Softplus", "Erf"), unary),
    **dict.fromkeys(("Add", "Sum", "Sub", "Mul", "Div"), binary),
    **ARRANGING,
}  # fmt: skip


def lift(reading: Reading, node: Node) -> None:
    """Read a node.

    Raises:
        Unsayable: a spec cannot say it.
        SpecError: it is not as ONNX has it.
    """
    values = [reading.values.get(each) for each in node.reads if each]
    constants = [each for each in values if isinstance(each, Constant)]
    if len(constants) == len(node.reads) and (found := computed(node, constants)):
        reading.values[node.gives[0]] = found
        return
    if node.op not in READ:
        raise unsayable(f"ONNX's {shown(node.op)}" if node.op else "a node without op_type", node.place, node.label)
    if not node.reads:
        raise node.wrong("reads nothing")
    given = READ[node.op](reading, node)
    for name, value in zip(node.gives, given if isinstance(given, list) else [given], strict=False):
        reading.values[name] = value
