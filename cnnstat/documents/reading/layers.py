"""The layers of a network with the sizes by which figures are looked up."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from cnnstat.analysis import LayerAnalysis
from cnnstat.effort import spend, uncounted
from cnnstat.errors import CnnstatError
from cnnstat.layers.shape import Shape
from cnnstat.printed import Figure
from cnnstat.query import Bench
from cnnstat.query.bench import Setup
from cnnstat.query.settings import divided, pairs

SELECTORS = {"conv": ("conv", "depthwise"), "linear": ("linear",), "pool": ("maxpool", "avgpool", "subsample")}
LOOKED = 6
"""Layers that are looked at for a unit of work."""
LONG = 16
"""More than the sides of any size, and the fields of a layer."""
NETWORKS = 1000
"""Networks of which it is remembered what was found in them: more than a document has, as what is forgotten is looked
for again for each figure."""
MANY = 1000
"""Fewer neurons of a layer with maps are taken for those of a linear one."""


class Layer(NamedTuple):
    """A layer with its sizes, as figures are looked up by them."""

    name: str
    type: str
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    filters: int
    channels: int
    height: int
    width: int
    weights: int
    params: int
    macs: int
    rf: int
    source: tuple[int, ...]
    depths: tuple[int, ...] = ()

    def has_kernel(self, shape: Sequence[int]) -> bool:
        """Whether its kernel has a shape, with which the maps that it reads, and its filters, may be printed."""
        return bool(self.kernel) and tuple(shape[:2]) == self.kernel and (
            len(shape) == 2
            or (shape[2] in self.depths and (len(shape) == 3 or tuple(shape[3:]) == (self.channels,)))
        )  # fmt: skip


def setup_of(network: str, bench: Bench) -> Setup | None:
    """A network with the settings of its query, ``mobilenet_v1@width=0.75``; None if it cannot be had so."""
    name, given = divided(network)
    try:
        return bench.setup(name.strip("'"), pairs(given))
    except CnnstatError:
        return None


Item = TypeVar("Item")


def looked_through(find: Callable[..., tuple[Item, ...]]) -> Callable[..., tuple[Item, ...]]:
    """Remember what a function finds in a network, and count each call as a look at all of it.

    Figures are held against what it returns, each against all: strangers' documents have many.
    """

    @lru_cache(maxsize=4 * NETWORKS)
    def known(*given: Hashable) -> tuple[tuple[Item, ...], int]:
        every = find(*given)
        return every, sum(map(weight, every))

    @wraps(find)
    def found(*given: Hashable) -> tuple[Item, ...]:
        with uncounted():  # which is done once
            every, weighs = known(*given)
        spend(weighs / LOOKED)
        return every

    return found


def weight(item: object) -> int:
    """How many layers what was found in a network stands for: one, or as many as a long list of it holds."""
    parts = (item, *item) if isinstance(item, tuple) else ()
    return max(1, *(len(each) - LONG for each in parts if isinstance(each, tuple)), 1)


@looked_through
def layers_of(setup: Setup) -> tuple[Layer, ...]:
    """The layers of a network that people speak of."""
    return tuple(layer_of(each) for each in setup.analysis.layers)


@looked_through
def of_kind(setup: Setup, *kinds: str) -> tuple[Layer, ...]:
    """Those of them that are of some kinds; each of many figures may name one by its number."""
    return tuple(each for each in layers_of(setup) if each.type in kinds)


@looked_through
def unlike(setup: Setup, *kinds: str) -> tuple[Layer, ...]:
    """The first of the layers, all or those of some kinds, that are alike in their sizes: others are found by none."""
    found: dict[tuple[object, ...], Layer] = {}
    for each in of_kind(setup, *kinds) if kinds else layers_of(setup):
        found.setdefault(each._replace(name="", rf=0), each)
    return tuple(found.values())


@lru_cache(maxsize=NETWORKS)
def by_name(setup: Setup) -> Mapping[str, Layer]:
    """The layers of a network by their names."""
    return {each.name: each for each in layers_of(setup)}


def layer_of(layer: LayerAnalysis) -> Layer:
    rule, output = layer.node.layer, layer.output

    def sides(key: str) -> tuple[int, ...]:
        value = getattr(rule, key, None)
        if isinstance(value, tuple) and len(set(value)) == 1:
            (value,) = set(value)
        return (value, value) if type(value) is int else value if isinstance(value, tuple) else ()

    family = next((name for name, types in SELECTORS.items() if layer.type in types), "")
    return Layer(
        layer.name, "linear" if rule.family == "linear" else family, sides("kernel"), sides("stride"), sides("padding"),
        getattr(rule, "filters", 0) or 0, int(output.channels), int(output.height), int(output.width),
        int(layer.counts.parameters.weights), int(layer.counts.params), int(layer.macs),
        field_of(layer), sides_of(layer.inputs[0]) if layer.inputs else (), depths_of(layer),
    )  # fmt: skip


def sides_of(shape: Shape) -> tuple[int, ...]:
    """Channels, height and width of maps."""
    return int(shape.channels), int(shape.height), int(shape.width)


def field_of(layer: LayerAnalysis) -> int:
    """The side of a layer's receptive field; 0 where it has no single one."""
    across, along = layer.field.vertical.size, layer.field.horizontal.size
    return int(across) if layer.field.known and across == along and across == int(across) else 0


def depths_of(layer: LayerAnalysis) -> tuple[int, ...]:
    """The channels that a convolution's kernels may be said to have: all that it reads, or those of one group."""
    if layer.type not in SELECTORS["conv"] or not layer.inputs:
        return ()
    channels, groups = int(layer.inputs[0].channels), getattr(layer.node.layer, "groups", 1) or 1
    return tuple(dict.fromkeys((channels, channels // groups if type(groups) is int else channels)))


def of_image(image: Shape, sides: Sequence[int | Fraction]) -> str:
    """The size of the image that a network takes; "" if it is another."""
    if len(sides) == 2 and tuple(sides) == (image.height, image.width):
        return "input.height"
    return "input_shape" if sorted(sides) == sorted((image.channels, image.height, image.width)) else ""


def first(layers: Sequence[Layer], key: str, figure: Figure, alone: bool = False) -> Iterator[str]:
    """The first layer, with the name of its size, that has a size as printed.

    Args:
        layers: those that may be meant, in their order.
        key: what the figure counts.
        figure: the size.
        alone: whether one layer alone can be meant.
    """
    for each in layers:
        if figure.shape:
            found = with_sides(each, key, figure)
        elif figure.value.denominator == 1:
            found = with_number(each, key, figure.value.numerator, alone)
        else:
            return
        if found:
            yield f"{each.name}.{found}"
            return


def with_sides(layer: Layer, key: str, figure: Figure) -> str:
    """The size of a layer that has several sides, as 3×3 or 55×55×96; "" if it has none like that."""
    shape = figure.shape
    if key in ("kernel", "windows", "filters") and layer.has_kernel(shape):
        return "kernel"
    if key in ("stride", "padding") and getattr(layer, key) == shape:
        return key
    if key in ("matrix", "dense", "kernel", "filters") and layer.type == "linear" and layer.weights == figure.value:
        return "weights"
    shaped = key in ("output", "filters", "neurons", "units", "flat") or (
        key in ("input", "windows") and len(shape) == 3
    )
    if shaped and has_shape(layer, shape):
        if key == "neurons" or layer.type == "linear":
            return "neurons"
        return "height" if len(shape) == 2 else "output_shape"
    return ""


def with_number(layer: Layer, key: str, value: int, alone: bool) -> str:
    """The size of a layer that is a number; "" if it has none like that.

    Args:
        alone: whether it is the only layer that can be meant.
    """
    if key in ("kernel", "stride", "padding"):
        return key if getattr(layer, key) == (value, value) else ""
    if key == "output" and value == layer.height == layer.width > 1:
        return "height"
    if layer.type == "linear" and layer.channels == value and key in (
        "filters", "neurons", "units", "classes", "dense", "output",
    ):  # fmt: skip
        return "neurons"
    if key == "filters" and layer.channels == value and (layer.type == "conv" or alone):
        return "filters" if layer.filters == value else "channels"
    every = layer.channels * layer.height * layer.width
    if key == "flat" or (alone and not layer.type and key in ("output", "filters")):  # what makes maps a vector
        return "neurons" if value == every else ""
    if key in ("neurons", "units", "dense"):
        return "neurons" if value == every and (every > MANY or layer.height == layer.width == 1) else ""
    return ""


def has_shape(layer: Layer, shape: Sequence[int]) -> bool:
    """Whether a layer's output has a shape, with its channels first, last or left out."""
    return is_shape((layer.channels, layer.height, layer.width), shape)


def is_shape(sides: tuple[int, ...], shape: Sequence[int]) -> bool:
    """Whether channels, height and width are printed as a shape: channels first, last or left out; a vector as n×1."""
    channels, height, width = sides
    forms = [sides, (height, width, channels), (height, width) if height == width else sides]
    return tuple(shape) in forms or (height == width == 1 and tuple(shape) in ((channels, 1), (1, channels)))
