"""The numbers of layers by their names in derivations.

What a number is called depends on the form of a layer's figures and not on the numbers: it is asked once for all
layers of a form.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from cnnstat.algebra.formula import Name
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.analysis import LayerAnalysis
from cnnstat.analysis.counts import Counts
from cnnstat.analysis.field import Field
from cnnstat.derivation import names
from cnnstat.layers.shape import Shape

Numbers = Sequence[object]
ONLY = "\x01"
"""Stands for the name of a layer's only input, so that layers share what differs in it alone; no name has it."""


class Named:
    """Finds the names of numbers."""

    def __init__(self) -> None:
        self._known: dict[Hashable, list[str | None]] = {}

    def source(self, layer: LayerAnalysis, several: bool) -> dict[str, int]:
        """The numbers of a layer as another's input: one of several, or the only one, which is called :data:`ONLY`."""
        called = names.name_of(layer) if several else ONLY

        def named() -> Numbers:
            source = names.source_of(layer, several, called)
            return [*source.output[:3], *in_field(source.field)]

        return self._found((called, several, form_of(layer)), [*layer.output[:3], *in_field(layer.field)], named)

    def own(self, layer: LayerAnalysis) -> dict[str, int]:
        """The numbers of a layer's own figures."""

        def named() -> Numbers:
            field, counts = names.field_of(layer.field), names.counts_of(layer.counts)
            return numbers_of(names.output_shape(layer.output), field, counts)

        zeros = tuple(each == 0 for each in in_counts(layer.counts))
        found = self._found((zeros, form_of(layer)), numbers_of(layer.output, layer.field, layer.counts), named)
        return {"neurons": layer.output.elements} | found

    def _found(self, key: Hashable, plain: Numbers, named: Callable[[], Numbers]) -> dict[str, int]:
        """Numbers by their names, without those that have none."""
        if key not in self._known:
            self._known[key] = list(map(name_of, named()))
        pairs = zip(self._known[key], plain, strict=True)
        return {name: number for name, number in pairs if name is not None}  # type: ignore[misc]  # these are whole


def form_of(layer: LayerAnalysis) -> Hashable:
    """What names and equations depend on besides numbers."""
    shape, field = layer.output, layer.field
    same = field.vertical == field.horizontal and field.gates[0] == field.gates[1]
    jumps = tuple(isinstance(each.jump, int) for each in (field.vertical, field.horizontal))
    gates, phases = (tuple(each is None for each in sides) for sides in (field.gates, field.phases))
    return shape.flat, shape.height == shape.width, same, jumps, gates, phases


def name_of(number: object) -> str | None:
    """What a number is called; None where it is none's."""
    made = expression_of(number) if isinstance(number, Traced) else None
    return made.text if isinstance(made, Name) else None


def numbers_of(shape: Shape, field: Field, counts: Counts) -> Numbers:
    return [*shape[:3], *in_field(field), *in_counts(counts)]


def in_counts(counts: Counts) -> list[int]:
    return [*counts.parameters, counts.connections, counts.macs]


def in_field(field: Field) -> Numbers:
    """The numbers of a receptive field along both axes, and of its gates."""
    return [*field.vertical, *field.horizontal, *(pixel for gate in field.gates if gate for pixel in gate)]
