"""Caffe's prototxt, in its present form (``layer``) and its first one (``layers``).

What the layers do is that of BVLC/caffe, and of the layers that well-known forks of it added: pools round up, average
pools count padding, α of an LRN is divided by its size, fully connected layers read a map as a vector.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cnnstat.errors import Position, SpecError, UsageError, shown
from cnnstat.files import quoted
from cnnstat.importing.caffe_layer import Layer, kind_of, window
from cnnstat.importing.lifted import INPUT, Lifting, Model, blocks_of, image_shape, unsayable
from cnnstat.importing.prototxt import Message
from cnnstat.importing.prototxt import read as parse
from cnnstat.importing.text import number, text_of, whole
from cnnstat.layers.shape import Shape

ORIGIN = "Caffe prototxt"
LAYER = re.compile(r"(?:^|[\s}])layers?\s*(?::\s*)?[{<]", re.ASCII)
IGNORED = {
    "Accuracy", "SoftmaxWithLoss", "EuclideanLoss", "HingeLoss", "SigmoidCrossEntropyLoss", "MultinomialLogisticLoss",
    "InfogainLoss", "ContrastiveLoss", "Silence", "ArgMax",
}  # fmt: skip
"""Layers of training and testing, which are no part of the network."""
DATA = {"Data", "ImageData", "HDF5Data", "WindowData", "MemoryData", "DummyData"}


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


def simple(type: str, **keys: Any) -> Callable[[Layer], str]:  # noqa: A002
    return lambda layer: layer.add(type, **keys)


READ: dict[str, Callable[[Layer], str]] = {
    "Convolution": convolution, "DepthwiseConvolution": convolution, "ConvolutionDepthwise": convolution,
    "Deconvolution": convolution, "Pooling": pooling, "InnerProduct": inner_product, "ReLU": relu, "PReLU": prelu,
    "LRN": lrn, "Dropout": dropout, "BatchNorm": batch_norm, "Scale": scale, "Eltwise": eltwise, "Concat": concat,
    "Axpy": axpy, "Reshape": reshaped, "Sigmoid": simple("sigmoid"), "TanH": simple("tanh"),
    "Softmax": simple("softmax"), "Flatten": simple("flatten"), "ReLU6": simple("relu6"), "Swish": simple("swish"),
    "ELU": lambda layer: layer.add("elu", alpha=layer.number(layer.param("elu"), "alpha", 1.0)),
    "ShuffleChannel": lambda layer: layer.add(
        "channel_shuffle", groups=layer.whole(layer.param("shuffle_channel"), "group", 1, 1)
    ),
}  # fmt: skip


def read(path: Path) -> Model:
    """The network of a prototxt.

    Raises:
        UsageError: it cannot be opened, or has no layers.
        SpecError: it cannot be read, or has what a spec cannot say.
    """
    name = quoted(str(path))
    text = text_of(path)
    if not LAYER.search(text):  # and so no message quotes what may be another file, to which a link leads
        raise UsageError(f"{name}: no network of Caffe's: it has no field 'layer'")
    root = parse(text, name)
    layers = [*root.messages("layer"), *root.messages("layers")]
    image, blobs = image_of(root, layers, name)
    lifting = Lifting(image)
    known = dict.fromkeys(blobs, INPUT)
    skipped = set[str]()
    shared = Shared()
    for message in layers:
        if message.messages("layer"):
            raise unsayable("the form of before 2014 (layers { layer { … } })", message.place)
        kind = kind_of(message)
        if kind == "Input" or not tested(message):
            continue
        if kind in IGNORED or kind in DATA:
            skipped.add(kind)
            continue
        shared.refuse(message)
        lift(message, lifting, known)
    told = [f"left out, as no part of the network: {', '.join(sorted(skipped))}"] if skipped else []
    return Model(root.text("name"), ORIGIN, image, lifting.layers, told)


def tested(message: Message) -> bool:
    """Whether a layer is there when the network is tested: if one of its include rules holds, and no exclude rule."""
    included, excluded = (phases_of(message, key) for key in ("include", "exclude"))
    return (not included or not included.isdisjoint(("TEST", "1", ""))) and excluded.isdisjoint(("TEST", "1"))


def phases_of(message: Message, key: str) -> set[str]:
    """The phases of all rules of a kind; "" for a rule that names none."""
    for each in message.messages(key):
        if (phase := each.text("phase")) not in ("TRAIN", "TEST", "0", "1", ""):
            raise unsayable(f"{key} with the phase {shown(phase)}", each.place, message.text("name"))
    return {each.text("phase") for each in message.messages(key)}


class Shared:
    """The names of weights, of which a file may give each to one layer only."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def refuse(self, message: Message) -> None:
        """Refuse a layer with the weights of another."""
        named = [name for own in message.messages("param") for name in own.texts("name")]
        for each in [*message.texts("param"), *named]:
            if each.text and each.text in self._known:
                raise unsayable(f"weights that layers share, {shown(each.text)},", each.place, message.text("name"))
            self._known.add(each.text)


def lift(message: Message, lifting: Lifting, known: dict[str, str]) -> None:
    """Add a layer of the file; ``known`` are the layers whose outputs its blobs are."""
    bottoms = message.texts("bottom")
    for each in bottoms:
        if each.text not in known:
            problem = f"reads {shown(each.text)}, which no layer above it gives"
            raise SpecError(problem, each.place, message.text("name"))
    layer = Layer(message, lifting, [known[each.text] for each in bottoms])
    if not layer.reads:
        raise SpecError(f"a {layer.type or 'layer'} that reads nothing", message.place, layer.name)
    if layer.type in ("Slice", "Split"):
        known.update(split(layer) if layer.type == "Slice" else dict.fromkeys(layer.tops, layer.reads[0]))
        return
    if layer.type not in READ:
        what = f"Caffe's {layer.type}" if layer.type else "a layer without a type"
        raise unsayable(what, message.place_of("type"), layer.name)
    made = READ[layer.type](layer)
    for top in layer.tops or [layer.name]:
        known[top] = made


def split(layer: Layer) -> dict[str, str]:
    """The blobs that a Slice cuts its input into."""
    param = layer.param("slice")
    layer.refuse(param, "axis", ["1"])
    layer.refuse(param, "slice_dim", ["1"])
    channels, count = layer.lifting.shapes[layer.reads[0]].channels, len(layer.tops)
    points = [whole(each.text, "slice_point", each.place, 1, layer.name) for each in param.texts("slice_point")]
    if points and len(points) != count - 1:
        raise SpecError(f"expected {count - 1} slice points, got {len(points)}", param.place, layer.name)
    if count == 1:  # the blob itself
        return dict.fromkeys(layer.tops, layer.reads[0])
    ends = [*points, channels]
    sizes = [end - begin for begin, end in zip([0, *ends], ends, strict=False)] if points else [1] * count
    return {
        top: layer.lifting.add(f"{layer.name}_{top}", "channel_split", layer.reads, layer.place, **keys)
        for top, keys in zip(layer.tops, blocks_of(sizes), strict=True)
    }


def image_of(root: Message, layers: Sequence[Message], name: str) -> tuple[Shape, list[str]]:
    """The size of the input, and the blobs that hold it.

    Raises:
        SpecError: the file does not say it, as files for training do not.
    """
    blobs = [each.text for each in root.texts("input")]
    dims = root.texts("input_dim") or root.inner("input_shape").texts("dim")
    place = root.place
    for layer in layers:
        if kind_of(layer) == "Input":
            blobs += [each.text for each in layer.texts("top")]
            dims = dims or layer.inner("input_param").inner("shape").texts("dim")
            place = layer.place
    if not blobs or not dims:
        data = next((each for each in layers if kind_of(each) in DATA), None)
        problem = "the file does not say the size of its input"
        hint = "; a file for training does not: take the deploy.prototxt beside it" if data else ""
        raise SpecError(f"{problem}{hint}", data.place if data else Position(name, 1, 1))
    if len(blobs) > 1 or len(dims) != 4:
        raise unsayable(f"an input of {len(blobs)} blobs and {len(dims)} dimensions", place)
    _, channels, height, width = (whole(each.text, "input", each.place, 1) for each in dims)
    return image_shape(channels, height, width, place), blobs
