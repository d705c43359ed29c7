"""What each of Keras' layers is in a spec."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnnstat.errors import shown
from cnnstat.importing.keras_layer import Layer, zeros_of
from cnnstat.importing.text import number

LEFT_OUT = {"Rescaling", "Normalization", "Resizing", "CenterCrop", "ActivityRegularization"}
"""Layers that prepare images, or act in training alone, without weights that are trained."""


def window(layer: Layer, kernel: Any, stride: Any) -> dict[str, Any]:
    """Kernel, stride, padding and dilation, without those that are a convolution's defaults."""
    keys: dict[str, Any] = {"kernel": layer.pair(kernel, "kernel_size")}
    if (strides := layer.pair(stride, "strides")) != 1:
        keys["stride"] = strides
    padding = layer.key("padding", "border_mode", otherwise="valid")
    layer.refuse(padding not in ("same", "valid"), f"with padding {shown(padding)}")
    if padding == "same":
        keys["padding"] = "same"
    elif layer.zeros:
        top, bottom, left, right = layer.zeros.values()
        even = top == bottom and left == right
        keys["padding"] = layer.pair([top, left], "padding", 0) if even else layer.zeros
    if (dilation := layer.pair(layer.key("dilation_rate", "atrous_rate", otherwise=1), "dilation_rate")) != 1:
        keys["dilation"] = dilation
    return keys


def kernel_of(layer: Layer) -> Any:
    return layer.key("kernel_size", otherwise=[layer.config.get("nb_row"), layer.config.get("nb_col")])


def bias_of(layer: Layer) -> dict[str, Any]:
    return {} if layer.key("use_bias", "bias", otherwise=True) else {"bias": False}


def conv(layer: Layer) -> str:
    filters, groups = layer.whole("filters", "nb_filter"), layer.whole("groups", otherwise=1)
    keys = window(layer, kernel_of(layer), layer.key("strides", "subsample", otherwise=1))
    grouped: dict[str, Any] = {"groups": groups} if groups > 1 else {}
    return layer.active(layer.add("conv", filters=filters, **keys, **grouped, **bias_of(layer)))


def depthwise(layer: Layer) -> str:
    many = layer.whole("depth_multiplier", otherwise=1)
    keys = window(layer, kernel_of(layer), layer.key("strides", "subsample", otherwise=1))
    multiplier: dict[str, Any] = {"multiplier": many} if many > 1 else {}
    return layer.active(layer.add("depthwise", **keys, **multiplier, **bias_of(layer)))


def separable(layer: Layer) -> str:
    """A depthwise convolution without bias, and a pointwise one."""
    many = layer.whole("depth_multiplier", otherwise=1)
    keys = window(layer, kernel_of(layer), layer.key("strides", "subsample", otherwise=1))
    multiplier: dict[str, Any] = {"multiplier": many} if many > 1 else {}
    first = layer.add("depthwise", name=f"{layer.name}/depthwise", **keys, **multiplier, bias=False)
    filters = layer.whole("filters", "nb_filter")
    second = layer.add(
        "conv", name=f"{layer.name}/pointwise", reads=[first], filters=filters, kernel=1, **bias_of(layer)
    )
    return layer.active(second)


def transposed(layer: Layer) -> str:
    """With padding ``same`` the output is stride times as large, which a symmetric padding gives or none does."""
    kernel = layer.pair(kernel_of(layer), "kernel_size")
    stride = layer.pair(layer.key("strides", "subsample", otherwise=1), "strides")
    layer.refuse(
        not isinstance(kernel, int) or not isinstance(stride, int), "with a kernel or stride that is no square"
    )
    assert isinstance(kernel, int)
    assert isinstance(stride, int)
    layer.refuse(bool(layer.key("output_padding")), "with output_padding")
    keys: dict[str, Any] = {"kernel": kernel} | ({"stride": stride} if stride > 1 else {})
    if layer.key("padding", "border_mode", otherwise="valid") == "same":
        left = kernel - stride
        layer.refuse(left < 0 or left % 2 == 1, f"with padding same, a kernel of {kernel} and a stride of {stride}")
        keys |= {"padding": left // 2} if left else {}
    return layer.active(
        layer.add("conv_transpose", filters=layer.whole("filters", "nb_filter"), **keys, **bias_of(layer))
    )


def dense(layer: Layer) -> str:
    """On a map it acts at each position, as a convolution of 1×1."""
    features = layer.whole("units", "output_dim")
    if layer.x.flat or layer.x.positions == 1:
        made = layer.lifting.linear(layer.name, layer.reads[0], layer.place, features, **bias_of(layer))
    else:
        made = layer.add("conv", filters=features, kernel=1, **bias_of(layer))
    return layer.active(made)


def batch_norm(layer: Layer) -> str:
    scale, center = layer.key("scale", otherwise=True), layer.key("center", otherwise=True)
    layer.refuse(bool(scale) and not center, "with γ and without β")
    axis = layer.key("axis", otherwise=-1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    layer.refuse(axis not in layer.axes, f"along axis {shown(axis)}")
    eps = number(layer.key("epsilon", otherwise=1e-3), "epsilon", layer.place, layer.name)
    keys: dict[str, Any] = {"eps": eps} if eps != 1e-5 else {}
    if not center:
        keys["affine"] = False
    elif not scale:
        keys["scale"] = False
    return layer.add("batchnorm", **keys)


def pool(kind: str) -> Callable[[Layer], str]:
    def made(layer: Layer) -> str:
        size = layer.key("pool_size", otherwise=[2, 2])
        keys = window(layer, size, layer.key("strides", otherwise=size))
        keys.pop("dilation", None)
        if keys.get("stride", 1) == keys["kernel"]:
            keys.pop("stride", None)
        elif "stride" not in keys:
            keys["stride"] = 1
        return layer.add(kind, **keys)

    return made


def relu(layer: Layer) -> str:
    most, slope = layer.key("max_value"), layer.key("negative_slope", otherwise=0)
    slope = number(slope[0] if isinstance(slope, list) and slope else slope, "negative_slope", layer.place, layer.name)
    most = most[0] if isinstance(most, list) and most else most
    layer.refuse(most not in (None, 6, 6.0), f"with max_value {shown(most)}")
    layer.refuse(bool(most) and bool(slope), "with max_value and negative_slope")
    layer.refuse(layer.key("threshold", otherwise=0) not in (0, [0.0]), "with a threshold")
    return layer.add("leaky_relu", slope=slope) if slope else layer.add("relu6" if most else "relu")


def leaky(layer: Layer) -> str:
    slope = number(layer.key("alpha", "negative_slope", otherwise=0.3), "alpha", layer.place, layer.name)
    return layer.add("leaky_relu", slope=slope)


def prelu(layer: Layer) -> str:
    layer.refuse(layer.key("shared_axes") != [1, 2] and layer.x.positions > 1, "whose slopes are not shared over a map")
    return layer.add("prelu")


def dropout(layer: Layer) -> str:
    return layer.add("dropout", p=number(layer.key("rate", "p", otherwise=0.5), "rate", layer.place, layer.name))


def merge(layer: Layer) -> str:
    """Version 1's layer for all merges."""
    mode = layer.config.get("mode")
    known = {"sum": "add", "concat": "concat", "mul": "multiply"}
    layer.refuse(mode not in known, f"with mode {shown(mode)}")
    return concat(layer) if mode == "concat" else layer.add(known[str(mode)])


def concat(layer: Layer) -> str:
    axis = layer.key("axis", "concat_axis", otherwise=-1)
    layer.refuse(axis not in layer.axes, f"along axis {shown(axis)}")
    return layer.add("concat")


def reshape(layer: Layer) -> str:
    """Only what changes no map: a vector that becomes one of 1×1, or a map that becomes a vector."""
    target = layer.key("target_shape", otherwise=[])
    sides = [each for each in target if each != 1] if isinstance(target, list) else []
    if layer.x.positions == 1 and sides in ([layer.x.channels], [-1]):
        return layer.reads[0]
    layer.refuse(sides not in ([layer.x.elements], [-1]) or layer.x.flat, f"to {shown(target)}")
    return layer.add("flatten")


def upsampling(layer: Layer) -> str:
    mode = layer.key("interpolation", otherwise="nearest")
    layer.refuse(mode not in ("nearest", "bilinear"), f"with interpolation {shown(mode)}")
    keys: dict[str, Any] = {"mode": mode} if mode != "nearest" else {}
    return layer.add("upsample", scale=layer.pair(layer.key("size", otherwise=2), "size"), **keys)


def simple(kind: str) -> Callable[[Layer], str]:
    return lambda layer: layer.add(kind)


READ: dict[str, Callable[[Layer], str]] = {
    "Conv2D": conv, "DepthwiseConv2D": depthwise, "SeparableConv2D": separable, "Conv2DTranspose": transposed,
    "Dense": dense, "BatchNormalization": batch_norm, "Activation": lambda layer: layer.active(layer.reads[0]),
    "ReLU": relu, "LeakyReLU": leaky, "PReLU": prelu, "Softmax": simple("softmax"),
    "ELU": lambda layer: layer.add("elu"), "MaxPooling2D": pool("maxpool"), "AveragePooling2D": pool("avgpool"),
    "GlobalAveragePooling2D": simple("global_avgpool"), "GlobalMaxPooling2D": simple("global_maxpool"),
    "ZeroPadding2D": lambda layer: layer.add("pad", padding=zeros_of(layer)), "Flatten": simple("flatten"),
    "Dropout": dropout, "Add": simple("add"), "Multiply": simple("multiply"), "Concatenate": concat, "Merge": merge,
    "Reshape": reshape, "UpSampling2D": upsampling,
}  # fmt: skip
