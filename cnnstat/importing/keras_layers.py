"""What each of Keras' layers is in a spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnnstat.errors import SpecError, shown
from cnnstat.importing.keras_layer import Item, Layer, zeros_of
from cnnstat.importing.keras_sizes import size_of
from cnnstat.importing.lifted import Lifted, Size, sizes, unsayable
from cnnstat.importing.text import number
from cnnstat.layers.shape import Shape

ACTIVATIONS = {
    "relu": "relu", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh", "elu": "elu", "selu": "selu",
    "swish": "swish", "silu": "silu", "gelu": "gelu", "softplus": "softplus", "hard_sigmoid": "hard_sigmoid",
    "relu6": "relu6", "mish": "mish", "hard_swish": "hard_swish", "hard_silu": "hard_swish",
}  # fmt: skip
OTHER_ACTIVATIONS = {
    "softsign", "exponential", "leaky_relu", "log_softmax", "celu", "log_sigmoid", "hard_tanh", "hard_shrink",
    "soft_shrink", "tanh_shrink", "squareplus", "sparse_plus", "sparsemax", "threshold", "sparse_sigmoid",
}  # fmt: skip
"""Those of Keras' that a spec cannot say; none has parameters, and none changes a size."""
NONE = ("linear", None)
WITH_KEYS = ("ReLU", "LeakyReLU", "ELU", "PReLU", "Softmax")
"""Layers that may stand among the keys of another as its activation, with keys of their own."""
LEFT_OUT = {"Rescaling", "Normalization", "ActivityRegularization"}
"""Layers that change the values of images and not their size, without trained weights."""
SIZED = {
    "RandomHeight", "RandomWidth", "RandomCrop", "RandomCropAndResize", "RandomResizedCrop", "RandomFourierFeatures",
}  # fmt: skip
"""Layers that are not there for training alone, as others called Random are: these change sizes."""
TO_SIZE = {"Resizing", "CenterCrop", "RandomCrop"}
"""Layers that bring images to a size; they are left out where what they read has it."""


def is_left_out(item: Item, shape: Callable[[], Shape]) -> bool:
    """Whether a layer is no part of the network: it prepares images, and does not change the size of what it reads."""
    if item.kind in TO_SIZE:
        return (item.config.get("height"), item.config.get("width")) == shape()[1:3]
    return item.kind in LEFT_OUT or (item.kind.startswith("Random") and item.kind not in SIZED)


def window(layer: Layer, kernel: Any) -> dict[str, Any]:
    """Kernel, stride, padding and dilation of a convolution."""
    return {
        "kernel": layer.pair(kernel, "kernel_size"), **placed(layer, 1),
        "dilation": layer.pair(layer.key("dilation_rate", "atrous_rate", otherwise=1), "dilation_rate"),
    }  # fmt: skip


def placed(layer: Layer, stride: Any) -> dict[str, Any]:
    """Stride and padding; the stride is ``stride`` where the file does not say it."""
    padding = layer.key("padding", "border_mode", otherwise="valid")
    layer.refuse(padding not in ("same", "valid"), f"with padding {shown(padding)}")
    strides = layer.pair(layer.key("strides", "subsample", otherwise=stride), "strides")
    return {"stride": strides, "padding": "same" if padding == "same" else layer.zeros or 0}


def kernel_of(layer: Layer) -> Any:
    return layer.key("kernel_size", otherwise=[layer.config.get("nb_row"), layer.config.get("nb_col")])


def bias_of(layer: Layer) -> bool:
    return bool(layer.key("use_bias", "bias", otherwise=True))


def active(layer: Layer, read: str) -> str:
    """The activation among the keys, behind a layer."""
    word = layer.config.get("activation")
    if isinstance(word, dict):
        if word.get("class_name") in WITH_KEYS:
            return of_object(layer, read, word["class_name"], word.get("config"))
        word = word.get("config") if word.get("class_name") == "function" else word_of(layer, word)
    if word in NONE:
        return read
    if not isinstance(word, str) or word not in ACTIVATIONS:
        what = f"the activation {shown(word)}"
        if not isinstance(word, str) or word not in OTHER_ACTIVATIONS:
            raise unknown(what, layer)
        refusal = unsayable(what, layer.place, layer.name)
        spot = Lifted(f"{layer.name}_{word}", word, (read,), layer.place)
        return layer.lifting.instead(refusal, spot, lambda: Size(sizes(layer.lifting.shapes[read])))
    return layer.add(ACTIVATIONS[word], name=f"{layer.name}_{word}", reads=[read])


def of_object(layer: Layer, read: str, kind: str, config: Any) -> str:
    """The activation that is a layer of its own, behind a layer.

    Raises:
        SpecError: it has keys that a spec cannot say.
    """
    name, keys = f"{layer.name}_{kind.lower()}", config if isinstance(config, dict) else {}
    inner = Layer(Item(name, kind, keys, (), 1, layer.place), layer.lifting, [read], layer.first)

    def made() -> str:
        try:
            return READ[kind](inner)
        except SpecError as error:
            raise unsayable(own_keys(kind), layer.place, layer.name) from error

    return layer.lifting.attempt(made, Lifted(name, kind, (read,), layer.place), lambda: size_of(inner))


def word_of(layer: Layer, held: Mapping[str, Any]) -> Any:
    """The word for an activation that is an object, without keys of its own."""
    config, word = held.get("config"), held.get("class_name")
    if isinstance(config, dict) and config.keys() - {"name", "dtype", "trainable"}:
        raise unknown(own_keys(word), layer)
    return word.lower() if isinstance(word, str) else word


def own_keys(kind: Any) -> str:
    return f"an activation with keys of its own, {shown(kind)},"


def unknown(what: str, layer: Layer) -> SpecError:
    """The refusal of what may be anything, so that no import in part goes on behind it."""
    return SpecError(str(unsayable(what, layer.place).problem), layer.place, layer.name)


def conv(layer: Layer) -> str:
    filters, groups = layer.whole("filters", "nb_filter"), layer.whole("groups", otherwise=1)
    keys = window(layer, kernel_of(layer))
    return active(layer, layer.add("conv", filters=filters, **keys, groups=groups, bias=bias_of(layer)))


def depthwise(layer: Layer) -> str:
    many = layer.whole("depth_multiplier", otherwise=1)
    keys = window(layer, kernel_of(layer))
    return active(layer, layer.add("depthwise", **keys, multiplier=many, bias=bias_of(layer)))


def separable(layer: Layer) -> str:
    """A depthwise convolution without bias, and a pointwise one."""
    many, own = layer.whole("depth_multiplier", otherwise=1), layer.name
    keys = window(layer, kernel_of(layer))
    first = layer.add("depthwise", name=f"{own}/depthwise", **keys, multiplier=many, bias=False)
    keys = {"filters": layer.whole("filters", "nb_filter"), "kernel": 1, "bias": bias_of(layer)}
    return active(layer, layer.add("conv", name=f"{own}/pointwise", reads=[first], **keys))


def transposed(layer: Layer) -> str:
    """With padding ``same`` the output is stride times as large, which a symmetric padding gives or none does."""
    kernel = layer.pair(kernel_of(layer), "kernel_size")
    stride = layer.pair(layer.key("strides", "subsample", otherwise=1), "strides")
    if not isinstance(kernel, int) or not isinstance(stride, int):
        raise unsayable(f"{layer.kind} whose kernel or stride is no square", layer.place, layer.name)
    layer.refuse(bool(layer.key("output_padding")), "with output_padding")
    layer.refuse(layer.pair(layer.key("dilation_rate", otherwise=1), "dilation_rate") != 1, "with dilation_rate")
    same, more = layer.key("padding", "border_mode", otherwise="valid") == "same", kernel - stride
    what = f"with a kernel of {kernel} and a stride of {stride}{', padding same' if same else ''}"
    layer.refuse(more < 0 or (same and more % 2 == 1), what)
    padding = more // 2 if same else 0
    keys: dict[str, Any] = {"kernel": kernel, "stride": stride, "padding": padding, "bias": bias_of(layer)}
    return active(layer, layer.add("conv_transpose", filters=layer.whole("filters", "nb_filter"), **keys))


def dense(layer: Layer) -> str:
    """On a map it acts at each position, as a convolution of 1×1."""
    features = layer.whole("units", "output_dim")
    if layer.x.flat or layer.x.positions == 1:
        made = layer.lifting.linear(layer.name, layer.reads[0], layer.place, features, bias=bias_of(layer))
    else:
        made = layer.add("conv", filters=features, kernel=1, bias=bias_of(layer))
    return active(layer, made)


def batch_norm(layer: Layer) -> str:
    scale, center = layer.key("scale", otherwise=True), layer.key("center", otherwise=True)
    axis = layer.key("axis", otherwise=-1)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    layer.refuse(axis not in layer.axes, f"along axis {shown(axis)}")
    eps = number(layer.key("epsilon", otherwise=1e-3), "epsilon", layer.place, layer.name)
    either = bool(scale or center)
    return layer.add(
        "batchnorm", affine=either, scale=bool(scale) or not either, bias=bool(center) or not either, eps=eps
    )


def pool(kind: str) -> Callable[[Layer], str]:
    def made(layer: Layer) -> str:
        size = layer.pair(layer.key("pool_size", otherwise=2), "pool_size")
        return layer.add(kind, kernel=size, **placed(layer, size))

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


def elu(layer: Layer) -> str:
    return layer.add("elu", alpha=number(layer.key("alpha", otherwise=1), "alpha", layer.place, layer.name))


def prelu(layer: Layer) -> str:
    over = [2, 3] if layer.first else [1, 2]
    layer.refuse(layer.key("shared_axes") != over and layer.x.positions > 1, "whose slopes are not shared over a map")
    return layer.add("prelu")


def softmax(layer: Layer) -> str:
    axis = layer.key("axis", otherwise=-1)
    layer.refuse(axis not in layer.axes, f"along axis {shown(axis)}")
    return layer.add("softmax")


def dropout(layer: Layer) -> str:
    return layer.add("dropout", p=number(layer.key("rate", "p", otherwise=0.5), "rate", layer.place, layer.name))


def merge(layer: Layer) -> str:
    """Version 1's layer for all merges."""
    mode = layer.config.get("mode")
    known = {"sum": "add", "concat": "concat", "mul": "multiply"}
    layer.refuse(not isinstance(mode, str) or mode not in known, f"with mode {shown(mode)}")
    return concat(layer) if mode == "concat" else layer.add(known[str(mode)])


def concat(layer: Layer) -> str:
    axis = layer.key("axis", "concat_axis", otherwise=-1)
    layer.refuse(axis not in layer.axes, f"along axis {shown(axis)}")
    return layer.add("concat")


def reshape(layer: Layer) -> str:
    """Only what changes no map: a vector that becomes one of 1×1, or a map that becomes a vector."""
    target = layer.key("target_shape", otherwise=[])
    vectors = [layer.x.elements], [-1]
    known = *vectors, *([*each, 1, 1] if layer.first else [1, 1, *each] for each in vectors)
    layer.refuse(target not in known, f"to {shown(target)}")
    if layer.x.positions == 1:
        return layer.reads[0]
    layer.refuse(layer.x.flat, f"to {shown(target)}")
    return layer.add("flatten")


def upsampling(layer: Layer) -> str:
    mode = layer.key("interpolation", otherwise="nearest")
    layer.refuse(mode not in ("nearest", "bilinear"), f"with interpolation {shown(mode)}")
    return layer.add("upsample", scale=layer.pair(layer.key("size", otherwise=2), "size"), mode=mode)


def simple(kind: str) -> Callable[[Layer], str]:
    return lambda layer: layer.add(kind)


READ: dict[str, Callable[[Layer], str]] = {
    "Conv2D": conv, "DepthwiseConv2D": depthwise, "SeparableConv2D": separable, "Conv2DTranspose": transposed,
    "Dense": dense, "BatchNormalization": batch_norm, "Activation": lambda layer: active(layer, layer.reads[0]),
    "ReLU": relu, "LeakyReLU": leaky, "PReLU": prelu, "Softmax": softmax,
    "ELU": elu, "MaxPooling2D": pool("maxpool"), "AveragePooling2D": pool("avgpool"),
    "GlobalAveragePooling2D": simple("global_avgpool"), "GlobalMaxPooling2D": simple("global_maxpool"),
    "ZeroPadding2D": lambda layer: layer.add("pad", padding=zeros_of(layer)), "Flatten": simple("flatten"),
    "Dropout": dropout, "Add": simple("add"), "Multiply": simple("multiply"), "Concatenate": concat, "Merge": merge,
    "Reshape": reshape, "UpSampling2D": upsampling,
}  # fmt: skip
