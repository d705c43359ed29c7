"""Layers, shapes and fields with named numbers, on which the rules are run to derive a figure."""

from __future__ import annotations

from typing import Any, TypeVar

from cnnstat.algebra.trace import Traced
from cnnstat.analysis import Counts, LayerAnalysis
from cnnstat.analysis.field import Extent, Field
from cnnstat.analysis.phases import Span
from cnnstat.keys.kinds import Links, Pair, Sides
from cnnstat.layers import AnyLayer, Ops, Parameters
from cnnstat.layers.shape import Shape

SPOKEN = ("stride", "padding")
"""Keys that a formula names even if they have their defaults: everybody knows the formula with them."""

named = Traced.named
Layered = TypeVar("Layered", bound=AnyLayer)


def with_names(layer: Layered) -> Layered:
    """The same layer with traced numbers under the names of its keys.

    A key at its default stays a plain number, and so out of the formulas, unless it is one of :data:`SPOKEN`.
    """
    made: Layered = object.__new__(type(layer))
    for key, declared in layer.keys.items():
        value = getattr(layer, key)
        if key == "stride" and value is None:  # the default stride of a pool is its kernel
            value = layer.kernel  # type: ignore[attr-defined]
        told = value != declared.default or key in SPOKEN
        made.__dict__[key] = named_value(key, value, isinstance(declared.kind, Pair)) if told else value
    return made


class NamedLinks(Links):
    """A connection table with named counts."""

    @property
    def maps(self) -> int:
        return named("maps of the table", len(self))

    @property
    def pairs(self) -> int:
        return named("pairs in the table", sum(map(len, self)))


def named_value(key: str, value: Any, pair: bool) -> Any:
    """The value of a key with names for its numbers; anything but whole numbers stays as it is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return named(key, value)
    if isinstance(value, Links):
        return NamedLinks(value)
    if isinstance(value, Sides):
        top, bottom, left, right = value
        if len(set(value)) == 1:
            return Sides(*(named(key, side) for side in value))
        if top == bottom and left == right:
            vertical, horizontal = named(f"vertical {key}", top), named(f"horizontal {key}", left)
            return Sides(vertical, vertical, horizontal, horizontal)
        return Sides(*(named(f"{key} {side}", each) for side, each in value._asdict().items()))
    if pair and isinstance(value, tuple):
        if value[0] == value[1] is not None:
            return named(key, value[0]), named(key, value[1])
        words = zip(("height", "width"), value, strict=True)
        return tuple(None if each is None else named(f"{key} {side}", each) for side, each in words)
    return value


def input_shape(shape: Shape) -> Shape:
    """The named shape of a layer's only input."""
    if shape.flat:
        return Shape(named("inputs", shape.channels), flat=True)
    return Shape(
        named("input channels", shape.channels), named("input height", shape.height), named("input width", shape.width)
    )


def merged_shape(shape: Shape, source: str) -> Shape:
    """The named shape of one of several inputs."""
    if shape.flat:
        return Shape(named(source, shape.channels), flat=True)
    return Shape(
        named(f"channels of {source}", shape.channels),
        named(f"height of {source}", shape.height), named(f"width of {source}", shape.width),
    )  # fmt: skip


def output_shape(shape: Shape) -> Shape:
    """The named shape of a layer's output."""
    if shape.flat:
        return Shape(named("outputs", shape.channels), flat=True)
    return Shape(
        named("output channels", shape.channels),
        named("output height", shape.height), named("output width", shape.width),
    )  # fmt: skip


def field_of(field: Field, source: str = "") -> Field:
    """A receptive field with named numbers; the names include the layer, if given, and the axis, if both differ."""
    same = field.vertical == field.horizontal and field.gates[0] == field.gates[1]

    def name(word: str, axis: str) -> str:
        return f"{'' if same else f'{axis} '}{word}{f' of {source}' if source else ''}"

    def extent(each: Extent, axis: str) -> Extent:
        size, jump, start = (
            named(name(word, axis), number) if isinstance(number, int) else number  # a fraction has no history
            for word, number in zip(FIELD, each, strict=True)
        )
        return Extent(size, jump, start)  # type: ignore[arg-type]  # only jumps are fractions

    def span(each: Span | None, axis: str) -> Span | None:
        if each is None:
            return None
        words = zip(each._fields, each, strict=True)
        return Span(*(named(name(f"{word} pixel of gates", axis), pixel) for word, pixel in words))

    down, across = field.gates
    return field._replace(
        vertical=extent(field.vertical, "vertical"), horizontal=extent(field.horizontal, "horizontal"),
        gates=(span(down, "vertical"), span(across, "horizontal")),
    )  # fmt: skip


def name_of(layer: LayerAnalysis) -> str:
    """What a layer is called as another one's input."""
    return "the input" if layer.node is None else layer.name


def source_of(layer: LayerAnalysis, several: bool, called: str = "") -> LayerAnalysis:
    """A layer with named figures, as another layer's input; in their names it is ``called`` so, or as it is."""
    name = called or name_of(layer)
    shape = merged_shape(layer.output, name) if several else input_shape(layer.output)
    return layer._replace(output=shape, field=field_of(layer.field, name), depth=named(f"depth of {name}", layer.depth))


FIELD = ("rf", "jump", "start")
OPS = Ops("additions", "multiplications", "divisions", "comparisons", "exponents")  # type: ignore[arg-type]


def counts_of(counts: Counts) -> Counts:
    """Counts with the names of their columns; zeros stay plain and so out of the formulas."""

    def each(name: str, value: int) -> int:
        return named(name, value) if value else 0

    return Counts(
        Parameters(*(each(name, value) for name, value in counts.parameters._asdict().items())),
        each("connections", counts.connections),
        each("MACs", counts.macs),
        Ops(*(each(str(name), value) for name, value in zip(OPS, counts.ops, strict=True))),
        each("neurons", counts.weighted_neurons),
    )
