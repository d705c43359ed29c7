"""A layer of Keras', its keys under the names that versions gave them, and what adds it to a lifted network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cnnstat.errors import Position
from cnnstat.importing.lifted import Lifting, unsayable
from cnnstat.importing.text import whole
from cnnstat.layers.shape import Shape

ALIASES = {
    "Convolution2D": "Conv2D", "AtrousConvolution2D": "Conv2D", "SeparableConvolution2D": "SeparableConv2D",
    "MaxPool2D": "MaxPooling2D", "AvgPool2D": "AveragePooling2D", "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D", "Deconvolution2D": "Conv2DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "BatchNormalizationV1": "BatchNormalization", "BatchNormalizationV2": "BatchNormalization",
    "SpatialDropout2D": "Dropout",
}  # fmt: skip
"""Names that a layer had in other versions."""


class Item(NamedTuple):
    """A layer of the file.

    Attributes:
        name: its own.
        kind: its class.
        config: its keys.
        reads: the names of the layers that it reads.
        calls: how often it is applied; a layer that is applied twice shares its weights.
        place: where it stands.
        module: the module of its class; "" if the file does not say it.
        stated: the dimensions of what it reads, by the layers that give it, where the file states them.
    """

    name: str
    kind: str
    config: Mapping[str, Any]
    reads: tuple[str, ...]
    calls: int
    place: Position
    module: str = ""
    stated: Mapping[str, Any] = MappingProxyType({})


class Layer:
    """A layer of the file: its keys, and the layers that it reads.

    Attributes:
        first: whether the channels of an image come first.
        zeros: rows and columns of zeros around its input, which a layer before it adds.
    """

    def __init__(self, item: Item, lifting: Lifting, reads: Sequence[str], first: bool) -> None:
        self.name, self.kind, self.config, self.place = item.name, item.kind, item.config, item.place
        self.lifting, self.reads, self.first = lifting, reads, first
        self.zeros: dict[str, int] | None = None

    def take(self, pad: Layer) -> None:
        """Read what a layer of zeros reads; a convolution takes these as its padding, others need a layer."""
        own = zeros_of(pad)
        kind = ALIASES.get(self.kind, self.kind)
        if kind in ("Conv2D", "DepthwiseConv2D") and self.key("padding", "border_mode", otherwise="valid") == "valid":
            self.reads, self.zeros = pad.reads, own
        else:
            self.reads = [pad.add("pad", padding=own)]

    def key(self, *names: str, otherwise: Any = None) -> Any:
        """The value of a key that has had several names."""
        return next((self.config[name] for name in names if self.config.get(name) is not None), otherwise)

    def add(self, type: str, *, name: str = "", reads: Sequence[str] = (), **keys: Any) -> str:  # noqa: A002
        return self.lifting.add(name or self.name, type, reads or self.reads, self.place, **keys)

    @property
    def x(self) -> Shape:
        """The shape of its input."""
        return self.lifting.shapes[self.reads[0]]

    @property
    def axes(self) -> tuple[int, ...]:
        """The numbers of the axis of channels."""
        if self.x.flat or self.x.positions == 1:  # a vector, or a map that Keras may know as one
            return 1, -1, 3, -3
        return (1, -3) if self.first else (3, -1)

    def whole(self, *names: str, otherwise: Any = None, least: int = 1) -> int:
        return whole(self.key(*names, otherwise=otherwise), names[0], self.place, least, self.name)

    def pair(self, value: Any, what: str, least: int = 1) -> int | list[int]:
        """Height and width, given as one number or as two."""
        found = [*value] if isinstance(value, list) else [value, value]
        if len(found) != 2:
            raise unsayable(f"{what} of {len(found)} dimensions", self.place, self.name)
        sides = [whole(each, what, self.place, least, self.name) for each in found]
        return sides[0] if sides[0] == sides[1] else sides

    def refuse(self, wrong: bool, what: str) -> None:
        if wrong:
            raise unsayable(f"{self.kind} {what}", self.place, self.name)


def zeros_of(layer: Layer) -> dict[str, int]:
    """The rows and columns that a ZeroPadding2D adds: one number, two, or two pairs; in version 1 also four by name."""
    value = layer.key("padding", otherwise=[1, 1])
    if isinstance(value, dict):
        found = [value.get(f"{side}_pad", 0) for side in ("top", "bottom", "left", "right")]
    else:
        pairs = value if isinstance(value, list) and len(value) == 2 else [value, value]
        found = [
            side for each in pairs for side in (each if isinstance(each, list) and len(each) == 2 else [each, each])
        ]
    sides = [whole(each, "padding", layer.place, 0, layer.name) for each in found]
    return dict(zip(("top", "bottom", "left", "right"), sides, strict=True))
