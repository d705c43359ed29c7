"""Convolutions, pools and fully connected layers of ONNX."""

from __future__ import annotations

from typing import Any

from cnnstat.importing.onnx_axes import Tensor, axes_of
from cnnstat.importing.onnx_constants import Constant
from cnnstat.importing.onnx_graph import Node
from cnnstat.importing.onnx_reading import Padded, Reading
from cnnstat.layers.base import same_padding
from cnnstat.layers.shape import Shape


def pair_of(node: Node, key: str, otherwise: int) -> list[int]:
    """Two numbers among the attributes, for height and width."""
    found = node.wholes(key)
    if found is None:
        return [otherwise, otherwise]
    node.refuse(len(found) != 2, f"with {key} of {len(found)} numbers")
    if min(found) < otherwise:
        raise node.wrong(f"{key}: expected whole numbers of at least {otherwise}, got {found}")
    return found


def padding_of(node: Node, shape: Shape, kernel: list[int], stride: list[int], dilation: list[int]) -> Any:
    """The padding as a spec has it: two numbers, one a side, or ``same``."""
    auto = node.word("auto_pad", "NOTSET")
    node.refuse(auto not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER", ""), f"with auto_pad {auto}")
    if auto == "SAME_UPPER":
        return "same"
    if auto == "SAME_LOWER":
        ends = [same_padding(*each) for each in zip(shape[1:3], kernel, stride, dilation, strict=True)]
        node.refuse(
            any(before != after for before, after in ends),
            "with auto_pad SAME_LOWER and an odd number of zeros",
        )
        return "same"
    found = node.wholes("pads") if auto != "VALID" else None
    top, left, bottom, right = found if found is not None and len(found) == 4 else (0, 0, 0, 0)
    node.refuse(found is not None and len(found) != 4, f"with pads for {len(found or ()) // 2} dimensions")
    node.refuse(min(top, left, bottom, right) < 0, "with negative pads")
    return sided(top, bottom, left, right)


def sided(top: int, bottom: int, left: int, right: int) -> Any:
    """Rows and columns of zeros as a spec has them."""
    if (top, left) == (bottom, right):
        return [top, left]
    return {"top": top, "bottom": bottom, "left": left, "right": right}


def window(node: Node, shape: Shape, kernel: list[int]) -> dict[str, Any]:
    """Kernel, stride, padding and dilation."""
    stride, dilation = pair_of(node, "strides", 1), pair_of(node, "dilations", 1)
    padding = padding_of(node, shape, kernel, stride, dilation)
    return {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}


def weights(reading: Reading, node: Node, index: int = 1) -> Constant:
    """The weights that a node reads, which have to be in the file."""
    if not node.read(index):
        raise node.wrong("misses its weights")
    found = reading.constant(node, index)
    node.refuse(found is None, "whose weights are computed from the image")
    assert found is not None
    reading.weigh(node, found)
    return found


def bias_of(reading: Reading, node: Node, features: int) -> dict[str, Any]:
    """``bias: false``, unless a node reads one number for each of its outputs that is not zero by construction."""
    if not node.read(2):
        return {"bias": False}
    bias = reading.constant(node, 2)
    node.refuse(bias is None, "whose bias is computed from the image")
    assert bias is not None
    if bias.fill == 0:
        return {"bias": False}
    if bias.elements != features:
        raise node.wrong(f"its bias has {bias.elements:,} numbers for {features:,} outputs")
    return {}


def unpadded(reading: Reading, node: Node) -> tuple[str, dict[str, int] | None]:
    """The map that a convolution reads, and zeros around it that it takes as its padding."""
    value = reading.value(node, 0)
    if isinstance(value, Padded) and value.made is None and reading.graph.readers[node.read(0)] == 1:
        own = node.wholes("pads") or [0]
        if not any(own) and node.word("auto_pad", "NOTSET") in ("NOTSET", "VALID"):
            return reading.map(value.base, node), value.sides
    return reading.map(reading.tensor(node), node), None


def conv(reading: Reading, node: Node) -> Tensor:
    """A convolution; one with as many groups as channels is depthwise."""
    weight = weights(reading, node)
    node.refuse(len(weight.dims) != 4, f"with weights of {len(weight.dims)} dimensions")
    transposed = node.op == "ConvTranspose"
    read, zeros = unpadded(reading, node) if not transposed else (reading.map(reading.tensor(node), node), None)
    shape, groups = reading.lifting.shapes[read], node.whole("group", 1)
    filters, channels = weight.dims[0], weight.dims[1] * groups
    if transposed:
        filters, channels = weight.dims[1] * groups, weight.dims[0]
    if shape.flat or channels != shape.channels:
        given = f"a vector of {shape.channels:,}" if shape.flat else f"{shape.channels:,}"
        raise node.wrong(f"its weights are for {channels:,} channels, but it reads {given}")
    kernel = pair_of(node, "kernel_shape", 0) if "kernel_shape" in node.attributes else [*weight.dims[2:]]
    if kernel != [*weight.dims[2:]]:
        raise node.wrong(f"kernel_shape is {kernel}, but its weights are of {[*weight.dims[2:]]}")
    keys = window(node, shape, kernel) | bias_of(reading, node, filters)
    if zeros:
        keys["padding"] = sided(*zeros.values())
    if transposed:
        return conv_transpose(reading, node, read, filters, groups, keys)
    if 1 < groups == channels and filters % channels == 0:
        return reading.put(node, "depthwise", read, **keys, multiplier=filters // channels)
    return reading.put(node, "conv", read, filters=filters, **keys, groups=groups)


def conv_transpose(reading: Reading, node: Node, read: str, filters: int, groups: int, keys: dict[str, Any]) -> Tensor:
    """A transposed convolution, whose padding takes rows and columns away."""
    node.refuse(node.word("auto_pad", "NOTSET") not in ("NOTSET", "VALID"), "with auto_pad")
    node.refuse(node.wholes("output_shape") is not None, "with output_shape")
    node.refuse(isinstance(keys["padding"], dict), "with pads that differ between opposite sides")
    more = pair_of(node, "output_padding", 0)
    return reading.put(node, "conv_transpose", read, filters=filters, **keys, output_padding=more, groups=groups)


def pool(reading: Reading, node: Node) -> Tensor:
    average = node.op == "AveragePool"
    node.refuse(len(node.gives) > 1 and reading.graph.readers[node.gives[1]] > 0, "whose indices are read")
    read = reading.map(reading.tensor(node), node)
    if "kernel_shape" not in node.attributes:
        raise node.wrong("misses its kernel_shape")
    keys = window(node, reading.lifting.shapes[read], pair_of(node, "kernel_shape", 1))
    same = keys["padding"] == "same"
    keys["ceil_mode"] = bool(node.whole("ceil_mode", 0)) and not same
    if average:
        node.refuse(keys.pop("dilation") != [1, 1], "with dilations")
        counted = bool(node.whole("count_include_pad", 0))
        if keys["padding"] != [0, 0] and counted == same:  # a spec takes all but TensorFlow's borders to be counted
            keys["count_include_pad"] = counted
    return reading.put(node, "avgpool" if average else "maxpool", read, **keys)


def gemm(reading: Reading, node: Node) -> Tensor:
    """A fully connected layer."""
    weight = weights(reading, node)
    for key, usual in (("alpha", 1.0), ("beta", 1.0)):
        node.refuse(node.number(key, usual) != usual, f"with {key} {node.number(key, usual):g}")
    node.refuse(bool(node.whole("transA", 0)), "with transA")
    node.refuse(len(weight.dims) != 2, f"with weights of {len(weight.dims)} dimensions")
    inputs, features = weight.dims[::-1] if node.whole("transB", 0) else weight.dims
    return connected(reading, node, inputs, features, **bias_of(reading, node, features))


def matmul(reading: Reading, node: Node) -> Tensor:
    """A fully connected layer without bias."""
    reads = [reading.value(node, index) for index in (0, 1)]
    node.refuse(not isinstance(reads[1], Constant), "of two tensors that depend on the image")
    weight = weights(reading, node)
    node.refuse(len(weight.dims) != 2, f"with weights of {len(weight.dims)} dimensions")
    inputs, features = weight.dims
    return connected(reading, node, inputs, features, bias=False)


def connected(reading: Reading, node: Node, inputs: int, features: int, **keys: Any) -> Tensor:
    """A fully connected layer behind a vector; behind a map whose channels come last it is a convolution of 1×1.

    A map of 1×1 is a vector once it is flattened.
    """
    tensor = reading.tensor(node)
    order, shape = reading.order(tensor), reading.shape(tensor)
    if order is not None and order[-1] == 1 and not shape.flat:
        if inputs != shape.channels:
            raise node.wrong(f"its weights are for {inputs:,} inputs, but it reads {shape.channels:,}")
        own = reading.add(node, "conv", [tensor.layer], filters=features, kernel=1, **keys)
        return reading.arranged(own, order, tensor.node)
    node.refuse(len(tensor.axes) != 2, "of a map whose channels do not come last")
    layer = reading.map(tensor, node)
    shape = reading.lifting.shapes[layer]
    if inputs != shape.elements:
        raise node.wrong(f"its weights are for {inputs:,} inputs, but it reads {shape.elements:,}")
    own = reading.add(node, "linear", [layer], features=features, **keys)
    return Tensor(own, axes_of(reading.lifting.shapes[own]))
