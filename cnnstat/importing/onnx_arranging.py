"""ONNX's operators that only arrange, cut or pad: reshapes, transpositions, slices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cnnstat.errors import shown
from cnnstat.importing.lifted import blocks_of, slice_of, unsayable
from cnnstat.importing.onnx_axes import Axes, Tensor, dims_of, reshaped
from cnnstat.importing.onnx_constants import MOST_DIMENSIONS, MOST_NUMBERS, Constant
from cnnstat.importing.onnx_graph import Node
from cnnstat.importing.onnx_reading import Padded, Parts, Reading, Value

LAST = 2**31 - 1
"""An end beyond this stands for the end of the axis."""


def same(reading: Reading, node: Node) -> Value:
    """What changes no number, or only the precision."""
    return reading.value(node, 0)


def arranged(tensor: Tensor, axes: Axes | None, node: Node, to: str) -> Tensor:
    """A tensor with other axes.

    Raises:
        SpecError: they are none that can be told, as of a reshape across images.
    """
    if axes is None:
        raise unsayable(f"{node.op} to {to}", node.place, node.label)
    return Tensor(tensor.layer, axes, node)


def reshape(reading: Reading, node: Node) -> Tensor:
    tensor, held = reading.tensor(node), reading.constant(node, 1)
    given = node.wholes("shape") if held is None else held.sides
    node.refuse(given is None, "to a shape that the file does not hold")
    node.refuse(len(given or ()) > MOST_DIMENSIONS, f"to {len(given or ())} dimensions")
    dims = dims_of(tensor.axes, reading.batch)
    target: list[int | None] = [*(given or ())]
    if not node.whole("allowzero", 0):
        target = [dims[at] if each == 0 and at < len(dims) else each for at, each in enumerate(target)]
    to = "×".join("N" if each is None else str(each) for each in target) or "a single number"
    return arranged(tensor, reshaped(tensor.axes, target, reading.batch), node, to)


def gather(reading: Reading, node: Node) -> Tensor:
    """A view of a single image, which torch's exporter writes as a list of all places of its numbers in order."""
    tensor, held = reading.tensor(node), reading.constant(node, 1)
    count = dims_of(tensor.axes, reading.batch)[0] if len(tensor.axes) == 1 else None
    same_places = held is not None and held.counts_up and held.elements == count
    node.refuse(not same_places or node.whole("axis", 0) != 0, "of other places than all in their order")
    dims = held.dims if held is not None else ()
    return arranged(tensor, reshaped(tensor.axes, dims, reading.batch), node, "×".join(map(str, dims)))


def flatten(reading: Reading, node: Node) -> Tensor:
    tensor, axis = reading.tensor(node), node.whole("axis", 1)
    node.refuse(axis not in (1, 1 - len(tensor.axes)), f"from axis {axis} on")
    return arranged(tensor, reshaped(tensor.axes, [reading.batch, -1], reading.batch), node, "a vector")


def transpose(reading: Reading, node: Node) -> Tensor:
    tensor = reading.tensor(node)
    order = node.wholes("perm") or list(range(len(tensor.axes)))[::-1]
    if sorted(order) != list(range(len(tensor.axes))):
        raise node.wrong(f"perm {shown(order)} does not order {len(tensor.axes)} axes")
    return Tensor(tensor.layer, tuple(tensor.axes[at] for at in order), node)


def axes_given(reading: Reading, node: Node) -> list[int] | None:
    """Axes that are an attribute in old versions, and a tensor in new ones."""
    held = reading.constant(node, 1)
    return node.wholes("axes") if held is None else held.wholes


def squeeze(reading: Reading, node: Node) -> Tensor:
    tensor, axes = reading.tensor(node), axes_given(reading, node)
    rank = len(tensor.axes)
    gone = (
        {node.axis(axis, rank) for axis in axes} if axes else {at for at, axis in enumerate(tensor.axes) if axis == ()}
    )
    node.refuse(any(tensor.axes[at] != () for at in gone), "of an axis that is not 1")
    return Tensor(tensor.layer, tuple(axis for at, axis in enumerate(tensor.axes) if at not in gone), node)


def unsqueeze(reading: Reading, node: Node) -> Tensor:
    tensor, axes = reading.tensor(node), axes_given(reading, node)
    node.refuse(axes is None, "at axes that the file does not hold")
    found = list(tensor.axes)
    rank = len(found) + len(axes or ())
    node.refuse(rank > MOST_DIMENSIONS, f"to {rank} dimensions")
    for each in sorted(node.axis(axis, rank) for axis in axes or ()):
        found.insert(each, ())
    return Tensor(tensor.layer, tuple(found), node)


def shape(reading: Reading, node: Node) -> Constant:
    """The dimensions of a tensor, of which the number of images may be open."""
    value = reading.value(node, 0)
    dims = dims_of(reading.settled(value).axes, reading.batch) if not isinstance(value, Constant) else [*value.dims]
    found = tuple(dims[node.whole("start", 0) : node.whole("end", LAST)])
    return Constant((len(found),), found)


def pad(reading: Reading, node: Node) -> Value:
    """Zeros around a map, or its own edge."""
    held, value = reading.constant(node, 1), reading.constant(node, 2)
    pads = node.wholes("pads") if held is None else held.wholes
    tensor = reading.tensor(node)
    node.refuse(pads is None or bool(node.read(3)), "with pads that the file does not hold")
    found = pads or []
    if not any(found):
        return tensor
    mode = {"constant": "zero", "reflect": "reflect", "edge": "replicate"}.get(node.word("mode", "constant"))
    number = node.number("value", 0.0) if value is None else value.scalar
    node.refuse(mode is None or (mode == "zero" and number != 0), "with anything else than zeros or its own edge")
    order = reading.order(tensor)
    node.refuse(len(found) != 8 or order is None or len(order) != 4 or min(found) < 0, "of no map, or with less than 0")
    before, after = ([found[at + order.index(axis)] for axis in range(4)] for at in (0, 4)) if order else ([], [])
    node.refuse(any((*before[:2], *after[:2])), "of images or channels")
    node.refuse(order != (0, 1, 2, 3), "of a map whose channels come last")
    zeros = Padded(tensor, (before[2], after[2], before[3], after[3]), node)
    if mode == "zero":
        return zeros
    return reading.put(node, "pad", reading.map(tensor, node), padding=zeros.sides, mode=mode)


def channels_of(reading: Reading, node: Node, axis: int) -> tuple[Tensor, str, tuple[int, ...]]:
    """What a node cuts along its channels, the layer whose output that is, and the order of its axes."""
    tensor = reading.tensor(node)
    layer, order = reading.ordered(tensor, node)
    node.refuse(order[node.axis(axis, len(order))] != 1, f"along axis {axis} instead of that of the channels")
    return tensor, layer, order


def split(reading: Reading, node: Node) -> list[Value]:
    """Blocks of the channels, of which only those that are read become layers."""
    tensor, layer, _ = channels_of(reading, node, node.whole("axis", 0))
    held, count = reading.constant(node, 1), len(node.gives)
    channels = reading.lifting.shapes[layer].channels
    sizes = node.wholes("split") if held is None else held.wholes
    node.refuse(sizes is None and bool(node.read(1)), "into sizes that the file does not hold")
    each = -(-channels // count)
    found = sizes or [each] * (count - 1) + [channels - each * (count - 1)]
    if sum(found) != channels or len(found) != count or min(found) < 1:
        raise node.wrong(f"it splits {channels} channels into {shown(found)}")
    if count == 1:
        return [tensor]
    return [
        part_of(reading, node, tensor, keys) if reading.graph.readers[name] else tensor
        for keys, name in zip(blocks_of(found), node.gives, strict=True)
    ]


def part_of(reading: Reading, node: Node, tensor: Tensor, keys: Mapping[str, Any]) -> Tensor:
    """A block of the channels, by the keys of the layer that takes it."""
    layer, order = reading.ordered(tensor, node)
    return reading.arranged(reading.add(node, "channel_split", [layer], **keys), order, tensor.node)


def to_sequence(reading: Reading, node: Node) -> Parts:
    """Blocks of the channels as a list, from which other nodes take them."""
    tensor, layer, _ = channels_of(reading, node, node.whole("axis", 0))
    held = reading.constant(node, 1)
    channels = reading.lifting.shapes[layer].channels
    sizes = held.wholes if held is not None else None
    node.refuse(not sizes or not node.whole("keepdims", 1), "into blocks that the file does not hold")
    if held is not None and not held.dims and sizes and sizes[0] > 0:
        each = sizes[0]
        node.refuse(channels > MOST_NUMBERS * each, f"into more than {MOST_NUMBERS} blocks")
        sizes = [each] * (channels // each) + [channels % each] * (channels % each > 0)
    if not sizes or sum(sizes) != channels or min(sizes) < 1:
        raise node.wrong(f"it splits {channels} channels into {shown(sizes)}")
    return Parts(tensor, sizes, node)


def from_sequence(reading: Reading, node: Node) -> Tensor:
    """One block of a list."""
    value, held = reading.value(node, 0), reading.constant(node, 1)
    at = held.wholes if held is not None else None
    node.refuse(not isinstance(value, Parts) or not at, "of no list of blocks that the file holds")
    assert isinstance(value, Parts)
    count = len(value.sizes)
    if not at or not -count <= at[0] < count:
        raise node.wrong(f"it takes block {at} of {count}")
    if count == 1:
        return value.tensor
    return part_of(reading, value.node, value.tensor, blocks_of(value.sizes)[at[0]])


def cut(reading: Reading, node: Node) -> Tensor:
    """A block of the channels; what cuts nothing off passes on."""
    values = []
    for index, key in enumerate(("starts", "ends", "axes"), 1):
        held = reading.constant(node, index)
        values.append(node.wholes(key) if held is None else held.wholes)
    starts, ends, axes = values
    steps = reading.constant(node, 4)
    node.refuse(starts is None or ends is None, "from where the file does not hold")
    node.refuse(steps is not None and steps.wholes != [1] * len(starts or ()), "with steps")
    tensor = reading.tensor(node)
    dims = dims_of(tensor.axes, reading.batch)
    found = list(zip(axes or range(len(starts or ())), starts or (), ends or (), strict=False))
    cuts = []
    for axis, start, end in found:
        side = dims[node.axis(axis, len(dims))]
        node.refuse(side is None and (start != 0 or end < LAST), "of images")
        begin, until, _ = slice(start, end).indices(int(side or 0))
        if side is not None and (begin, until) != (0, side):
            cuts.append((axis, begin, until))
    if not cuts:
        return tensor
    node.refuse(len(cuts) > 1, "along several axes")
    axis, begin, until = cuts[0]
    _, layer, _ = channels_of(reading, node, axis)
    channels = reading.lifting.shapes[layer].channels
    if until <= begin:
        raise node.wrong(f"it takes none of {channels} channels")
    return part_of(reading, node, tensor, slice_of(begin, until - begin, channels))


ARRANGING: dict[str, Callable[[Reading, Node], Any]] = {
    "Identity": same, "Cast": same, "CastLike": same, "Reshape": reshape, "Flatten": flatten, "Transpose": transpose,
    "Squeeze": squeeze, "Unsqueeze": unsqueeze, "Shape": shape, "Pad": pad, "Split": split, "Slice": cut,
    "SplitToSequence": to_sequence, "SequenceAt": from_sequence, "Gather": gather,
}  # fmt: skip
