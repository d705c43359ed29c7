"""The layers of a network in their order, among which rows of sizes, sums and sets of kernels are looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading.layers import MANY, Layer, layers_of, looked_through
from cnnstat.query.bench import Setup


def in_order(setup: Setup, sides: Sequence[tuple[int, ...]], spatial: bool) -> list[str]:
    """The rest of the query for each size of a row that a network's layers have in this order; none if they do not.

    Args:
        setup: the network, analysed.
        sides: the sizes.
        spatial: whether the sentence speaks of heights and widths.
    """
    if any(len(each) > 1 for each in sides):
        return follow(sides, order(setup, "output_shape"))
    ways = ("height", "filters", "neurons") if spatial else ("filters", "neurons", "height")
    return next((found for way in ways if (found := follow(sides, order(setup, way)))), [])


@looked_through
def order(setup: Setup, key: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The rest of the query for the size of each layer that has one, in order, with the size; shapes and heights begin
    with the image's."""
    layers, image = layers_of(setup), setup.analysis.network.input
    if key == "output_shape":
        own = (int(image.channels), int(image.height), int(image.width))
        shapes = ((f".{each.name}.{key}", (each.channels, each.height, each.width)) for each in layers)
        return ((".input_shape", own), *shapes)
    if key == "height":
        square = ((f".{each.name}.{key}", (each.height,)) for each in layers if each.height == each.width > 1)
        return ((".input.height", (int(image.height),)), *square)
    if key == "filters":
        return tuple(
            (f".{each.name}.{key if each.filters else 'channels'}", (each.channels,)) for each in convolutions(layers)
        )
    if key == "neurons":
        return tuple((f".{each.name}.{key}", (each.channels,)) for each in layers if each.height == each.width == 1)
    return tuple((f".{each.name}.{key}", (getattr(each, key),)) for each in layers)


def of_all(setup: Setup, sides: Sequence[tuple[int, ...]], key: str) -> list[str]:
    """The rest of the query for each size of a list of all layers of a kind; none if it is no such list.

    Args:
        setup: the network, analysed.
        sides: the sizes.
        key: what is said that they count; "" if that is not said.
    """
    layers = layers_of(setup)
    convs, linear = [*convolutions(layers)], [each for each in layers if each.type == "linear"]
    square = [each if len(each) > 1 else each * 2 for each in sides]
    if key == "stride":
        every = [(f".{each.name}.stride", each.stride) for each in convs]
        return [name for name, _ in every] if [own for _, own in every] == square else []
    if [each.kernel for each in convs] == square:
        return [f".{each.name}.kernel" for each in convs]
    if [(each.channels,) for each in linear] == [*sides]:
        return [f".{each.name}.neurons" for each in linear]
    return in_order(setup, sides, spatial=False) if key in ("filters", "windows", "kernel") else []


def counts_of(setup: Setup, values: Sequence[int]) -> list[str]:
    """The rest of the query for each of some counts of parameters, or else weights, of layers in this order."""
    sizes = [(value,) for value in values]
    for key in ("params", "weights"):
        if min(values) > MANY and (found := follow(sizes, order(setup, key))):
            return found
    return []


def convolutions(layers: Sequence[Layer]) -> Iterator[Layer]:
    return (each for each in layers if each.type == "conv")


def follow(sizes: Sequence[tuple[int, ...]], layers: Sequence[tuple[str, tuple[int, ...]]]) -> list[str]:
    """The query for each size among the queries with theirs, each behind the one before; none if one is not there."""
    found, rest = list[str](), iter(layers)
    for size in sizes:
        query = next((name for name, own in rest if same(own, size)), "")
        if not query:
            return []
        found.append(query)
    return found


def same(own: tuple[int, ...], size: tuple[int, ...]) -> bool:
    """Whether a size is a layer's: a number, or a shape with its channels first, last or left out."""
    if len(own) == 1:
        return own == size
    channels, height, width = own
    return size in (own, (height, width, channels)) or (size == (height, width) and height > 1)


def joined(setup: Setup, terms: Sequence[int], total: int) -> str:
    """The block that puts maps together, so many of each branch; "" if there is none."""
    if sum(terms) != total:
        return ""
    wanted = Counter(terms)
    every = (name for name, channels, inside in joints(setup) if channels == total and wanted <= Counter(inside))
    return next(every, "")


@looked_through
def joints(setup: Setup) -> tuple[tuple[str, int, tuple[int, ...]], ...]:
    """The blocks that end with maps put together, one of those alike, with these maps and those of their layers."""
    inside: dict[str, list[int]] = {}
    found: dict[tuple[int, tuple[int, ...]], str] = {}
    for each in layers_of(setup):
        block, _, name = each.name.rpartition(".")
        inside.setdefault(block, []).append(each.channels)
        if block and name == "concat":
            found.setdefault((each.channels, tuple(sorted(inside[block]))), block)
    return tuple((name, *sizes) for sizes, name in found.items())


def beside(setup: Setup, kernels: Sequence[tuple[int, ...]]) -> list[str]:
    """The convolutions of the first block that has all of some kernels, one for each; none if no block has."""
    if len({*kernels}) < len(kernels):
        return []
    own = next((dict(found) for found in kernels_of(setup) if {*kernels} <= {kernel for kernel, _ in found}), None)
    return [own[each] for each in kernels] if own is not None else []


@looked_through
def kernels_of(setup: Setup) -> tuple[tuple[tuple[tuple[int, ...], str], ...], ...]:
    """The blocks of a network, one of those that have the same kernels: each kernel with its first convolution."""
    every: dict[str, dict[tuple[int, ...], str]] = {}
    for each in convolutions(layers_of(setup)):
        block, _, _ = each.name.rpartition(".")
        if block:
            every.setdefault(block, {}).setdefault(each.kernel, each.name)
    unlike: dict[frozenset[tuple[int, ...]], dict[tuple[int, ...], str]] = {}
    for own in every.values():
        unlike.setdefault(frozenset(own), own)
    return tuple(tuple(own.items()) for own in unlike.values())


def widest(layers: Sequence[Layer], first: int, last: int) -> list[str]:
    """The first convolution and the first with the most filters, if they have so many; else none."""
    every = [each for each in convolutions(layers) if each.filters]
    most = max(every, key=lambda each: each.filters, default=None)
    return [every[0].name, most.name] if most and (every[0].filters, most.filters) == (first, last) else []
