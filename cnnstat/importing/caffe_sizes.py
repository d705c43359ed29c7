"""What a prototxt tells of layers that a spec cannot say: the size of their output, and their parameters."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from cnnstat.importing.caffe_layer import Layer
from cnnstat.importing.lifted import Size, sizes
from cnnstat.importing.text import whole
from cnnstat.layers.shape import Shape

SizeOfLayer = Callable[[Layer, Shape], Size | None]


def unchanged(layer: Layer, x: Shape) -> Size:
    return Size(sizes(x))


def prelu(layer: Layer, x: Shape) -> Size:
    """One slope for all channels: any other can be said."""
    return Size(sizes(x), 1)


def norm(layer: Layer, x: Shape) -> Size:
    """SSD's norm over the channels of each position, with a factor for each channel or one for all."""
    shared = layer.flag(layer.param("norm"), "channel_shared", True)
    return Size(sizes(x), 1 if shared else x.channels)


def permuted(layer: Layer, x: Shape) -> Size | None:
    """SSD's layer that orders axes."""
    order = [whole(each.text, "order", each.place, 0, layer.name) for each in layer.param("permute").texts("order")]
    full = [*order, *(each for each in range(4) if each not in order)]
    if x.flat or full[:1] != [0] or sorted(full) != [0, 1, 2, 3]:
        return None
    return Size([sizes(x)[each - 1] for each in full[1:]])


def reshaped(layer: Layer, x: Shape) -> Size | None:
    """A 0 keeps a dimension, and a -1 is what is left."""
    given = layer.param("reshape")
    dims = [whole(each.text, "dim", each.place, -1, layer.name) for each in given.inner("shape").texts("dim")]
    if given.texts("axis") or given.texts("num_axes") or not dims or dims[0] not in (0, 1):
        return None
    own = sizes(x)
    found = [own[at] if each == 0 and at < len(own) else each for at, each in enumerate(dims[1:])]
    known = prod(each for each in found if each != -1)
    if found.count(-1) > 1 or known < 1 or x.elements % known or len(found) not in (1, 2, 3):
        return None
    found = [x.elements // known if each == -1 else each for each in found]
    if prod(found) != x.elements:
        return None
    return Size([found[0], 1, found[1]] if len(found) == 2 else found)


def concat(layer: Layer, x: Shape) -> Size | None:
    """Along rows or columns."""
    param = layer.param("concat")
    axis = {"2": 1, "-2": 1, "3": 2, "-1": 2}.get(param.text("axis", param.text("concat_dim", "1")))
    all_read = [sizes(layer.lifting.shapes[each]) for each in layer.reads]
    if axis is None or any(len(each) != 3 for each in all_read):
        return None
    others = {tuple(side for at, side in enumerate(each) if at != axis) for each in all_read}
    if len(others) != 1:
        return None
    return Size([sum(each[axis] for each in all_read) if at == axis else side for at, side in enumerate(all_read[0])])


def eltwise(layer: Layer, x: Shape) -> Size | None:
    """A maximum, or a product of maps of one size."""
    return Size(sizes(x)) if len({layer.lifting.shapes[each] for each in layer.reads}) == 1 else None


def reorg(layer: Layer, x: Shape) -> Size | None:
    stride = layer.whole(layer.param("reorg"), "stride", 1, 1)
    if layer.flag(layer.param("reorg"), "reverse", False) or x.flat or x.height % stride or x.width % stride:
        return None
    return Size([x.channels * stride**2, x.height // stride, x.width // stride])


SIZES: dict[str, SizeOfLayer] = {
    **dict.fromkeys(("AbsVal", "BNLL", "Exp", "Log", "LRN", "MVN", "Power", "Softmax", "Threshold", "Clip"), unchanged),
    "PReLU": prelu, "Normalize": norm, "Permute": permuted, "Reshape": reshaped, "Concat": concat, "Eltwise": eltwise,
    "Reorg": reorg,
}  # fmt: skip


def size_of(layer: Layer) -> Size | None:
    """What the file tells of a layer."""
    found = SIZES.get(layer.type)
    return found(layer, layer.lifting.shapes[layer.reads[0]]) if found else None
