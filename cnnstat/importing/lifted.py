"""A network of another program, layer by layer in the terms of the spec language, each with its place in the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Any, NamedTuple

from cnnstat.errors import LayerError, Position, SpecError
from cnnstat.keys.kinds import IMAGE_SIDE
from cnnstat.layers import TYPES, AnyLayer
from cnnstat.layers.shape import Shape
from cnnstat.network.graph import infer

INPUT = "input"
"""What the first layers read."""
MOST_LAYERS = 20_000
"""As norms and activations count here too, about twice as many as a spec may have lines."""
NO_KEYS: Mapping[str, Any] = MappingProxyType({})


MEANT: Mapping[str, Callable[[Any], Any]] = {
    "stride": lambda layer: layer.kernel if layer.keys["stride"].default is None else None,
    "parts": lambda layer: 2 if layer.type == "channel_split" else None,
}  # fmt: skip
"""What a key that is left out stands for, where its default does not say it."""


class Unsayable(SpecError):  # noqa: N818
    """The refusal of something that a spec cannot say, of which an import in part may make a layer without words."""


class Lifted(NamedTuple):
    """A layer.

    Attributes:
        name: as the source calls it.
        type: a layer type of the spec language.
        reads: the names of the layers that it reads, or :data:`INPUT`.
        place: where the source has it.
        keys: those of the type that are not its defaults.
        auxiliary: whether it is part of a head besides the network's outputs; such stand behind all others.
        output: whether it is an output of the network besides that of the last layer that is in no head.
    """

    name: str
    type: str
    reads: tuple[str, ...]
    place: Position
    keys: Mapping[str, Any] = NO_KEYS
    auxiliary: bool = False
    output: bool = False


class Size(NamedTuple):
    """What a source states of a layer that a spec cannot say.

    Attributes:
        shape: the sizes of its output: channels, height and width, or features.
        holds: its trained numbers.
        more: layers that it reads besides those that are known anyway.
    """

    shape: Sequence[int]
    holds: int = 0
    more: Sequence[str] = ()


SizeOf = Callable[[], Size | None]
"""Reads from the source what it states; None if it does not tell."""


def sizes(shape: Shape) -> list[int]:
    """A shape as a line that is ``unavailable`` states it."""
    return [shape.channels] if shape.flat else [shape.channels, shape.height, shape.width]


class Model(NamedTuple):
    """A network.

    Attributes:
        title: as the source calls it; "" if it does not.
        origin: the kind of its file, as ``Caffe prototxt``.
        image: the shape of the input.
        layers: in an order in which each stands behind those that it reads.
        told: sentences on what the file has and a spec has not.
    """

    title: str
    origin: str
    image: Shape
    layers: Sequence[Lifted]
    told: Sequence[str] = ()


def image_shape(channels: int, height: int, width: int, place: Position) -> Shape:
    """The shape of the images that a file is for.

    Raises:
        SpecError: it is none that a spec may have.
    """
    for side, size in (("channels", channels), ("height", height), ("width", width)):
        try:
            IMAGE_SIDE.parse(size)
        except ValueError as error:
            raise SpecError(f"input: {side}: {error}", place) from error
    return Shape(channels, height, width)


class Lifting:
    """Collects the layers of a source, and knows the shape of what each gives, on which others depend.

    Attributes:
        layers: those so far.
        shapes: of the output of each layer, by its name.
    """

    def __init__(self, image: Shape) -> None:
        self.layers: list[Lifted] = []
        self.shapes: dict[str, Shape] = {INPUT: image}
        self._numbers: dict[str, int] = {}

    def add(self, name: str, type: str, reads: Sequence[str], place: Position, **keys: Any) -> str:  # noqa: A002
        """Add a layer behind others; returns its name, which differs from ``name`` where that is taken.

        Raises:
            Unsayable: the spec language has no such type, or it cannot be as it is or where it is.
            SpecError: there are too many layers.
        """
        if type not in TYPES:
            raise unsayable(f"what is called {type}", place, name)
        if len(self.layers) >= MOST_LAYERS:
            raise SpecError(f"more than {MOST_LAYERS:,} layers", place, name)
        kind = TYPES[type]
        try:
            values = {key: kind.keys[key].kind.parse(value) for key, value in keys.items()}
            layer = kind(**values)
            layer.validate()
            shape = infer(layer, (), tuple(self.shapes[each] for each in reads))
        except (LayerError, ValueError) as error:
            raise Unsayable(str(error), place, f"{name} ({type})") from error
        own = name
        while own in self.shapes:
            self._numbers[name] = self._numbers.get(name, 1) + 1
            own = f"{name}_{self._numbers[name]}"
        self.layers.append(Lifted(own, type, tuple(reads), place, written(layer, keys)))
        self.shapes[own] = shape
        return own

    def attempt(self, make: Callable[[], str], spot: Lifted, size: SizeOf) -> str:
        """Add what a layer of the source is in a spec; where it cannot be said, what there is :meth:`instead`.

        Args:
            make: adds it.
            spot: its name, what it reads and where it stands; the type is what its source calls it.
            size: reads what the source states of it.
        """
        count = len(self.layers)
        try:
            return make()
        except Unsayable as refusal:
            for each in self.layers[count:]:
                del self.shapes[each.name]
            del self.layers[count:]
            return self.instead(refusal, spot, size)

    def instead(self, refusal: Unsayable, spot: Lifted, size: SizeOf) -> str:
        """What there is instead of a layer that a spec cannot say: none, unless the import goes on in part.

        Raises:
            Unsayable: the refusal, or why it cannot go on.
        """
        raise refusal

    def told(self) -> list[str]:
        """Sentences on the layers that cannot be said."""
        return []

    def linear(self, name: str, read: str, place: Position, features: int, **keys: Any) -> str:
        """Add a fully connected layer, and before it the flattening of a map, which other programs do not write."""
        if not self.shapes[read].flat:
            read = self.add(f"{name}_flatten", "flatten", [read], place)
        return self.add(name, "linear", [read], place, features=features, **keys)


def blocks_of(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """The keys of the layers that cut channels into blocks of these sizes.

    Blocks that are not all of one size are said with what stands before and behind them, each as one block: so many
    blocks cost as much as there are of them, and not its square.
    """
    if len(set(sizes)) == 1:
        return [{"part": part, "parts": len(sizes)} for part in range(1, len(sizes) + 1)]
    ends = list(accumulate(sizes))
    return [block_of(end - size, size, ends[-1]) for size, end in zip(sizes, ends, strict=True)]


def block_of(begin: int, size: int, channels: int) -> dict[str, Any]:
    """The keys of the layer that takes a block of all channels."""
    behind = channels - begin - size
    before, after = [begin] if begin else [], [behind] if behind else []
    return {"part": len(before) + 1, "sizes": [*before, size, *after]}


def slice_of(begin: int, size: int, channels: int) -> dict[str, Any]:
    """The same, as one of equal blocks where it may be: such a slice is most often one of these."""
    if channels % size == 0 and begin % size == 0:
        return {"part": begin // size + 1, "parts": channels // size}
    return block_of(begin, size, channels)


def written(layer: AnyLayer, keys: Iterable[str]) -> dict[str, Any]:
    """The values of keys as people write them, in their order, without those that a layer has anyway."""
    stated = {key: value for key, value in layer.written().items() if key not in MEANT or value != MEANT[key](layer)}
    return {key: layer.keys[key].kind.dump(stated[key]) for key in keys if key in stated}


def needed_for(layers: Sequence[Lifted], outputs: Iterable[str]) -> set[str]:
    """The layers that outputs depend on, by their names."""
    needed = set(outputs)
    for each in reversed(layers):
        if each.name in needed:
            needed.update(each.reads)
    return needed


def giving(layers: Sequence[Lifted], outputs: Iterable[str]) -> list[Lifted]:
    """The layers of a network, of which some, by their names, give its outputs.

    Raises:
        SpecError: the last one, which gives one in a spec without a word, is not among them; or the image is.
    """
    given, last = {*outputs}, layers[-1:]
    for each in last:
        if INPUT in given:
            raise unsayable("the image as an output", each.place)
        if each.name not in given:
            raise SpecError("no layer reads its output, and it is none of the network's", each.place, each.name)
    return [*(each._replace(output=each.name in given) for each in layers[:-1]), *last]


def unsayable(what: str, place: Position, name: str = "", hint: str = "") -> Unsayable:
    """The refusal of something that a spec cannot say, by the name that its source has for it."""
    return Unsayable(f"{what} cannot be said in a spec{hint}", place, name)
