"""What moves axes about, cuts tensors in pieces, or adds a border."""

from __future__ import annotations

from cnnstat.importing.lifted import blocks_of, slice_of
from cnnstat.pytorch.lift.operations.registry import lifts
from cnnstat.pytorch.lift.step import Step
from cnnstat.pytorch.lift.trace import Held
from cnnstat.pytorch.lift.value import (
    BATCH,
    CHANNELS,
    HEIGHT,
    MAP,
    VECTOR,
    WIDTH,
    Dims,
    Reshaping,
    Value,
    joined,
    reshaped,
    swapped,
)


@lifts("view", "reshape", "flatten", "unflatten", "_unsafe_view", "squeeze", "unsqueeze", "view_as", "reshape_as")
def reshape(step: Step) -> Value | Held:
    """Another shape; where it makes pieces of an axis whole in another order, a shuffle."""
    given = step.arguments["self"]
    if isinstance(given, Held) and given.trained:  # as of a factor for each channel, for the maps that it scales
        return given._replace(shape=step.shape)
    value = step.value()
    try:
        if value.before is not None and len(step.shape) != len(VECTOR):
            value = value.before
        found = joined(reshaped(value, step.shape))
    except Reshaping:
        raise step.refuse(f"torch's {step.operation} of {value.tensor} to {step.shape}") from None
    if swapped(found):
        groups, dims = found.pieces[0], tuple(merged(axes) for axes in found.dims)
        found = step.put("channel_shuffle", found, groups=groups)._replace(dims=dims, pieces=())
    if found.dims in UNSHUFFLED and found.rows[1] == found.columns[1]:
        found = unshuffled(step, found)
    if len(found.dims) == len(MAP) and found.shape.channels == 1 and found.dims[1:] == (POSITIONS, (), ()):
        found = step.turned(found)
    return step.vector(found)


POSITIONS = (CHANNELS, HEIGHT, WIDTH)
"""How the axes of a map of one channel lie where its positions are to be channels, as behind a convolution of these."""
CELLS_FIRST: Dims = ((BATCH,), ("H1", "W1", CHANNELS), ("H0",), ("W0",))
UNSHUFFLED: tuple[Dims, ...] = (CELLS_FIRST, ((BATCH,), (CHANNELS, "H1", "W1"), ("H0",), ("W0",)))
"""How the axes lie where the cells of each block have become channels, before those of the map or behind them."""


def unshuffled(step: Step, value: Value) -> Value:
    """Rows and columns as channels, in torch's order: the cells of one channel behind each other."""
    first, channels = value.dims == CELLS_FIRST, value.shape.channels
    made = step.put("pixel_unshuffle", value._replace(dims=MAP, rows=(), columns=()), factor=value.rows[1])
    return step.put("channel_shuffle", made, groups=channels) if first and channels > 1 else made


@lifts("pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "native_channel_shuffle")
def shuffle(step: Step) -> Value:
    """What torch has an operation for."""
    name = step.operation.removeprefix("native_")
    keys = {"pixel_shuffle": "upscale_factor", "pixel_unshuffle": "downscale_factor"}
    if name in keys:
        return step.put(name, step.map(), factor=int(step.given(keys[name])))
    return step.put(name, step.map(), groups=int(step.given("groups")))


def merged(axes: tuple[str, ...]) -> tuple[str, ...]:
    """Axes with two swapped pieces of the channels as one."""
    return (CHANNELS, *axes[2:]) if axes[:2] == ("C1", "C0") else axes


@lifts("permute", "transpose", "swapaxes")
def permute(step: Step) -> Value:
    value = step.value()
    order = list(range(len(value.dims)))
    if step.operation == "permute":
        order = [value.dimension(each) for each in step.given("dims")]
    else:
        first, second = (value.dimension(int(step.given(each))) for each in list(step.arguments)[1:3])
        order[first], order[second] = order[second], order[first]
    return joined(value._replace(dims=tuple(value.dims[each] for each in order), before=None))


@lifts("expand", "expand_as")
def expand(step: Step) -> Value:
    """A tensor of the same size, or a gate that is repeated over what it scales."""
    value = step.value()
    if value.tensor == step.shape:
        return value
    if len(step.shape) != len(value.dims):
        raise step.refuse(f"torch's {step.operation} of {value.tensor} to {step.shape}")
    return value._replace(spread=True)


@lifts("chunk", "split", "split_with_sizes", "tensor_split", "unsafe_chunk", "unsafe_split")
def split(step: Step) -> list[Value]:
    """Blocks of channels."""
    value = step.value()
    number = value.dimension(int(step.given("dim")))
    if value.axis(number) != CHANNELS:
        raise step.refuse(f"torch's {step.operation} of anything but channels")
    sizes = [int(each.shape[number]) for each in step.node.meta["val"]]
    if len(sizes) == 1:
        return [value]
    return [step.put("channel_split", value, what=f"split{at}", **keys) for at, keys in enumerate(blocks_of(sizes), 1)]


@lifts("slice")
def cut(step: Step) -> Value:
    """A block of channels, or every so many-th row or column."""
    value = step.value()
    number, every = value.dimension(int(step.given("dim"))), int(step.given("step"))
    size = value.tensor[number]
    begin = bound(step.given("start"), 0, size)
    end = max(begin, bound(step.given("end"), size, size))
    if (begin, end, every) == (0, size, 1):
        return value
    axis = value.axis(number)
    if axis == CHANNELS and every == 1 and end > begin:
        keys = slice_of(begin, end - begin, size)
        return step.put("channel_split", value, what=f"split{keys['part']}", **keys)
    if axis in (HEIGHT, WIDTH) and value.is_map and every == 1 and end > begin:
        before, behind = ("top", "bottom") if axis == HEIGHT else ("left", "right")
        return step.put("pad", value, what="crop", padding={before: -begin, behind: end - size})
    if axis in (HEIGHT, WIDTH) and (begin, end) == (0, size):
        return step.put("identity", value, stride=[every, 1] if axis == HEIGHT else [1, every])
    raise step.refuse(f"torch's slice from {begin} to {end}, of {size}" + (f", by {every}" if every > 1 else ""))


def bound(given: int | None, otherwise: int, size: int) -> int:
    """Where a slice begins or ends, counted from the front."""
    number = otherwise if given is None else int(given)
    return min(max(number + size if number < 0 else number, 0), size)


@lifts("pad", "constant_pad_nd")
def pad(step: Step) -> Value:
    """A border for the convolution or the pool that follows, one that it has not, or zero maps behind all others."""
    value = step.value()
    sides = [int(each) for each in step.given("pad")]
    mode = BORDERS.get(str(step.arguments.get("mode", "constant")))
    if mode is None:
        raise step.refuse(f"a border by {step.given('mode')}")
    fill = float(step.given("value") or 0)
    left, right, top, bottom, before, behind, *more = [*sides, 0, 0, 0, 0, 0, 0]
    if not any(sides):
        return value
    around = (left, right, top, bottom)
    if before or any(more) or behind < 0 or (behind and (fill or any(around))) or (fill and min(around) < 0):
        raise step.refuse(f"torch's pad by {sides}")
    if not value.is_map:
        raise step.refuse("torch's pad of what is no map of an image")
    if behind:
        return step.put("identity", value, filters=value.shape.channels + behind)
    if mode == "zero" and min(around) >= 0:
        return value._replace(padding=around, fill=fill, before=None)
    return step.put("pad", value, padding={"top": top, "bottom": bottom, "left": left, "right": right}, mode=mode)


BORDERS = {"constant": "zero", "reflect": "reflect", "replicate": "replicate"}
"""What the modes of a pad are called in a spec."""


@lifts("upsample_nearest2d", "upsample_bilinear2d")
def upsample(step: Step) -> Value:
    """An enlargement by whole numbers, or to a size."""
    value, scales = step.map(), step.arguments.get("scale_factors")
    if step.arguments.get("align_corners"):
        raise step.refuse("an enlargement with align_corners")
    rows, columns = step.shape[2] / value.shape.height, step.shape[3] / value.shape.width
    whole = not rows % 1 and not columns % 1
    if scales and (not whole or [float(each) for each in scales] != [rows, columns]):
        raise step.refuse(f"an enlargement by {' and '.join(map(str, scales))}, no whole number,")
    size = {"scale": [int(rows), int(columns)]} if whole else {"size": [*step.shape[2:]]}
    return step.put("upsample", value, **size, mode=step.operation.removeprefix("upsample_").removesuffix("2d"))
