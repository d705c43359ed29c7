"""What Keras' descriptions tell of layers that a spec cannot say: the size of their output, and their parameters.

The output of a layer follows from its keys, or stands where another layer reads it, as version 3 writes it. Parameters
follow from keys alone: those of a layer that is not known here are not known at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from cnnstat.importing.keras_layer import ALIASES, Layer
from cnnstat.importing.lifted import Size, sizes
from cnnstat.importing.text import whole
from cnnstat.layers.shape import Shape

OPERATIONS = "keras.src.ops."
"""What the modules of Keras' functions begin with, which have no parameters."""
NOTHING_TRAINED = {"Lambda", "TFOpLambda", "SlicingOpLambda"}
"""Layers of code, whose parameters Keras does not keep."""


def own(layer: Layer, x: Shape) -> list[int]:
    """The dimensions of an input as Keras has them, without that of the images."""
    if x.flat or layer.first:
        return sizes(x)
    return [x.height, x.width, x.channels]


def stated(layer: Layer, dims: Sequence[int], holds: int = 0) -> Size | None:
    """Dimensions as Keras has them as the sizes of a spec; positions in one row are a map of one row."""
    if len(dims) not in (1, 2, 3) or min(dims) < 1:
        return None
    if len(dims) == 2:
        return Size([dims[1], 1, dims[0]], holds)
    return Size([*dims] if len(dims) == 1 or layer.first else [dims[2], dims[0], dims[1]], holds)


def unchanged(layer: Layer, x: Shape) -> Size:
    return Size(sizes(x))


def prelu(layer: Layer, x: Shape) -> Size:
    """A slope for each number, but one along the axes that share theirs."""
    shared = layer.key("shared_axes", otherwise=[])
    found = [side for at, side in enumerate(own(layer, x), 1) if at not in (shared if isinstance(shared, list) else [])]
    return Size(sizes(x), prod(found))


def normed(layer: Layer, x: Shape) -> Size | None:
    """γ and β along the axes of a norm."""
    axes = layer.key("axis", otherwise=-1)
    dims = own(layer, x)
    many = axes if isinstance(axes, list) else [axes]
    if not all(isinstance(each, int) and (1 <= each <= len(dims) or -len(dims) <= each < 0) for each in many):
        return None
    count = prod(dims[each - 1 if each > 0 else each] for each in many)
    used = [layer.key(key, otherwise=True) for key in ("scale", "center")]
    return Size(sizes(x), count * sum(map(bool, used)))


def reshaped(layer: Layer, x: Shape) -> Size | None:
    target = layer.key("target_shape", otherwise=[])
    if not isinstance(target, list) or not target:
        return None
    found = [whole(each, "target_shape", layer.place, -1, layer.name) for each in target]
    known = prod(each for each in found if each != -1)
    if known < 1 or found.count(-1) > 1 or x.elements % known:
        return None
    found = [x.elements // known if each == -1 else each for each in found]
    return stated(layer, found) if prod(found) == x.elements else None


def permuted(layer: Layer, x: Shape) -> Size | None:
    order, dims = layer.key("dims", otherwise=[]), own(layer, x)
    if not isinstance(order, list) or any(type(each) is not int for each in order):
        return None
    if sorted(order) != [*range(1, len(dims) + 1)]:
        return None
    return stated(layer, [dims[each - 1] for each in order])


def cropped(layer: Layer, x: Shape) -> Size | None:
    given = layer.key("cropping", otherwise=[[0, 0], [0, 0]])
    given = given if isinstance(given, list) else [given, given]
    pairs = [each if isinstance(each, list) else [each, each] for each in given]
    if x.flat or [len(each) for each in pairs] != [2, 2]:
        return None
    lost = [sum(whole(each, "cropping", layer.place, 0, layer.name) for each in pair) for pair in pairs]
    height, width = x.height - lost[0], x.width - lost[1]
    return Size([x.channels, height, width]) if min(height, width) > 0 else None


def merged(layer: Layer, x: Shape) -> Size | None:
    """An elementwise merge, with numbers of one cell spread over all."""
    shapes = [sizes(layer.lifting.shapes[each]) for each in layer.reads]
    if len({len(each) for each in shapes}) != 1:
        return None
    found = [max(each) for each in zip(*shapes, strict=True)]
    fits = all(side in (1, most) for each in shapes for side, most in zip(each, found, strict=True))
    return Size(found) if fits else None


def concat(layer: Layer, x: Shape) -> Size | None:
    """Along any axis."""
    axis = layer.key("axis", "concat_axis", otherwise=-1)
    shapes = [own(layer, layer.lifting.shapes[each]) for each in layer.reads]
    count = len(shapes[0])
    if not isinstance(axis, int) or not (1 <= axis <= count or -count <= axis < 0):
        return None
    at = axis - 1 if axis > 0 else axis + count
    if len({(*each[:at], *each[at + 1 :]) for each in shapes}) != 1 or any(len(each) != count for each in shapes):
        return None
    return stated(layer, [*shapes[0][:at], sum(each[at] for each in shapes), *shapes[0][at + 1 :]])


def attention(layer: Layer, x: Shape) -> Size | None:
    """Queries, keys and values by a linear layer each, and one for what comes of them."""
    if layer.config.get("output_shape") is not None or x.flat:
        return None
    heads, keys = layer.whole("num_heads"), layer.whole("key_dim")
    values = layer.whole("value_dim", otherwise=keys)
    width = [layer.lifting.shapes[each].channels for each in layer.reads]
    query, value = width[0], width[1] if len(width) > 1 else width[0]
    key = width[2] if len(width) > 2 else value
    bias = bool(layer.key("use_bias", otherwise=True))
    inner = heads * (keys * (query + bias) + keys * (key + bias) + values * (value + bias))
    return Size(sizes(x), inner + query * (heads * values + bias))


SIZES: dict[str, Callable[[Layer, Shape], Size | None]] = {
    **dict.fromkeys(
        (
            "Softmax", "ReLU", "LeakyReLU", "ELU", "ThresholdedReLU", "Masking", "GaussianNoise",
            "GaussianDropout", "AlphaDropout", "UnitNormalization",
        ),
        unchanged,
    ),
    "PReLU": prelu, "BatchNormalization": normed, "LayerNormalization": normed, "GroupNormalization": normed,
    "Reshape": reshaped, "Permute": permuted, "Cropping2D": cropped, "Concatenate": concat,
    "MultiHeadAttention": attention,
    **dict.fromkeys(("Average", "Maximum", "Minimum", "Subtract", "Add", "Multiply"), merged),
}  # fmt: skip


def size_of(layer: Layer, module: str = "", read: Any = None) -> Size | None:
    """What the file tells of a layer.

    Args:
        layer: the layer.
        module: that it comes from, where the file says that.
        read: the dimensions with which other layers read it, the images first; None if the file does not say them.
    """
    kind = ALIASES.get(layer.kind, layer.kind)
    found = SIZES[kind](layer, layer.x) if kind in SIZES else None
    if found is not None:
        return found
    bare = module.startswith(OPERATIONS) or kind in NOTHING_TRAINED
    if not bare or not isinstance(read, list) or not all(type(each) is int for each in read[1:]):
        return None
    return stated(layer, read[1:])
