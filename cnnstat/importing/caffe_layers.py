"""What each of Caffe's layers is in a spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnnstat.errors import SpecError
from cnnstat.importing.caffe_layer import Layer, window
from cnnstat.importing.lifted import unsayable
from cnnstat.importing.prototxt import Message
from cnnstat.importing.text import number


def convolution(layer: Layer) -> str:
    param = layer.param("convolution")
    layer.refuse(param, "axis", ["1"])
    filters = layer.needed(param, "num_output")
    keys = {**window(layer, param), "bias": layer.flag(param, "bias_term", True)}
    groups = layer.whole(param, "group", 1, 1)
    channels = layer.lifting.shapes[layer.reads[0]].channels
    if layer.type in ("DepthwiseConvolution", "ConvolutionDepthwise"):
        groups = channels
    if layer.type == "Deconvolution":
        return layer.add("conv_transpose", filters=filters, **keys, groups=groups)
    if groups > 1 and groups == channels and filters % channels == 0:
        return layer.add("depthwise", **keys, multiplier=filters // channels)
    return layer.add("conv", filters=filters, **keys, groups=groups)


def pooling(layer: Layer) -> str:
    param = layer.param("pooling")
    layer.refuse(param, "pool", ["MAX", "AVE", "0", "1"])
    kind = "max" if param.text("pool", "MAX") in ("MAX", "0") else "avg"
    if layer.flag(param, "global_pooling", False):
        return layer.add(f"global_{kind}pool")
    layer.refuse(param, "round_mode", ["CEIL", "FLOOR", "0", "1"])
    up = param.text("round_mode", "CEIL") in ("CEIL", "0") and layer.flag(param, "ceil_mode", True)
    keys = {**window(layer, param), "ceil_mode": up}
    padded = any(keys["padding"])
    if up and not padded:
        refuse_beyond(layer, param, keys)
    del keys["dilation"]  # which Caffe's pools have none of
    return layer.add(f"{kind}pool", **keys, **({"count_include_pad": True} if kind == "avg" and padded else {}))


def refuse_beyond(layer: Layer, param: Message, keys: Mapping[str, Any]) -> None:
    """Refuse a pool whose last window lies wholly beyond the map, which Caffe keeps where there is no padding."""
    x = layer.lifting.shapes[layer.reads[0]]
    for side, kernel, stride in zip((x.height, x.width), keys["kernel"], keys["stride"], strict=True):
        if -(-(side - kernel) // stride) * stride >= side:
            raise unsayable("Pooling with a last window that lies beyond the map", param.place, layer.name)


def inner_product(layer: Layer) -> str:
    param = layer.param("inner_product")
    layer.refuse(param, "axis", ["1"])
    features, bias = layer.needed(param, "num_output"), layer.flag(param, "bias_term", True)
    return layer.lifting.linear(layer.name, layer.reads[0], layer.place, features, bias=bias)


def relu(layer: Layer) -> str:
    slope = layer.number(layer.param("relu"), "negative_slope", 0)
    return layer.add("leaky_relu", slope=slope) if slope else layer.add("relu")


def prelu(layer: Layer) -> str:
    layer.refuse(layer.param("prelu"), "channel_shared", ["false", "0"])
    return layer.add("prelu")


def lrn(layer: Layer) -> str:
    param = layer.param("lrn")
    layer.refuse(param, "norm_region", ["ACROSS_CHANNELS", "0"])
    size = layer.whole(param, "local_size", 5, 1)
    alpha, beta, k = (layer.number(param, *each) for each in (("alpha", 1.0), ("beta", 0.75), ("k", 1.0)))
    return layer.add("lrn", size=size, alpha=alpha, beta=beta, k=k, average=True)


def dropout(layer: Layer) -> str:
    return layer.add("dropout", p=layer.number(layer.param("dropout"), "dropout_ratio", 0.5))


def batch_norm(layer: Layer) -> str:
    return layer.add("batchnorm", affine=False, eps=layer.number(layer.param("batch_norm"), "eps", 1e-5))


def scale(layer: Layer) -> str:
    """γ and β of the batch norm before it, or factors of its own."""
    param, layers = layer.param("scale"), layer.lifting.layers
    layer.refuse(param, "axis", ["1"])
    layer.refuse(param, "num_axes", ["1"])
    bias = layer.flag(param, "bias_term", False)
    if len(layer.reads) > 1:
        if bias:
            raise unsayable("Scale by another layer, with a bias", param.place_of("bias_term"), layer.name)
        return layer.add("multiply")
    last = layers[-1] if layers else None
    if bias and last and last.name == layer.reads[0] and last.type == "batchnorm" and "affine" in last.keys:
        layers[-1] = last._replace(keys={key: value for key, value in last.keys.items() if key != "affine"})
        return last.name
    return layer.add("scale", bias=bias)


def eltwise(layer: Layer) -> str:
    param = layer.param("eltwise")
    layer.refuse(param, "operation", ["SUM", "PROD", "1", "0"])
    if param.text("operation", "SUM") in ("PROD", "0"):
        return layer.add("multiply")
    factors = [number(each.text, "coeff", each.place, layer.name) for each in param.texts("coeff")]
    if factors and len(factors) != len(layer.reads):
        raise SpecError(f"expected {len(layer.reads)} coeff, got {len(factors)}", param.place, layer.name)
    reads = [
        layer.lifting.add(f"{layer.name}_{at}", "rescale", [read], layer.place, factor=factor) if factor != 1 else read
        for at, (read, factor) in enumerate(zip(layer.reads, factors or [1] * len(layer.reads), strict=True), 1)
    ]
    return layer.lifting.add(layer.name, "add", reads, layer.place)


def concat(layer: Layer) -> str:
    param = layer.param("concat")
    layer.refuse(param, "axis", ["1", "-3"])
    layer.refuse(param, "concat_dim", ["1"])
    return layer.add("concat")


def axpy(layer: Layer) -> str:
    """a · x + y (Hu et al. 2017): a gate, and a sum."""
    gated = layer.lifting.add(f"{layer.name}_scale", "multiply", layer.reads[:2], layer.place)
    return layer.lifting.add(layer.name, "add", [gated, *layer.reads[2:]], layer.place)


def reshaped(layer: Layer) -> str:
    """Only what makes a vector of a map."""
    dims = [each.text for each in layer.param("reshape").inner("shape").texts("dim")]
    if dims not in (["0", "-1"], ["-1"]):
        raise unsayable(f"Reshape to {', '.join(dims) or 'nothing'}", layer.place, layer.name)
    return layer.add("flatten")


def flattened(layer: Layer) -> str:
    param = layer.param("flatten")
    layer.refuse(param, "axis", ["1"])
    layer.refuse(param, "end_axis", ["-1", "3"])
    return layer.add("flatten")


def softmax(layer: Layer) -> str:
    layer.refuse(layer.param("softmax"), "axis", ["1", "-3"])
    return layer.add("softmax")


def simple(type: str, **keys: Any) -> Callable[[Layer], str]:  # noqa: A002
    return lambda layer: layer.add(type, **keys)


READ: dict[str, Callable[[Layer], str]] = {
    "Convolution": convolution, "DepthwiseConvolution": convolution, "ConvolutionDepthwise": convolution,
    "Deconvolution": convolution, "Pooling": pooling, "InnerProduct": inner_product, "ReLU": relu, "PReLU": prelu,
    "LRN": lrn, "Dropout": dropout, "BatchNorm": batch_norm, "Scale": scale, "Eltwise": eltwise, "Concat": concat,
    "Axpy": axpy, "Reshape": reshaped, "Sigmoid": simple("sigmoid"), "TanH": simple("tanh"),
    "Softmax": softmax, "Flatten": flattened, "ReLU6": simple("relu6"), "Swish": simple("swish"),
    "ELU": lambda layer: layer.add("elu", alpha=layer.number(layer.param("elu"), "alpha", 1.0)),
    "ShuffleChannel": lambda layer: layer.add(
        "channel_shuffle", groups=layer.whole(layer.param("shuffle_channel"), "group", 1, 1)
    ),
}  # fmt: skip
