"""Derivations of a layer's figures at every input, as MathML with a line for each step.

The analyzer's rules are traced (:mod:`cnnstat.derivation`) once for each layer. At another input the same formula
holds with other numbers under its names; the figure that it then comes to is held against the layer's own, and a layer
for which the two differ is traced anew, as its rules took another branch.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from cnnstat.algebra.formula import Expression, Name, evaluate, names_in, replaced
from cnnstat.algebra.mathml import MATHML
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.algebra.words import notation_in
from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.counts import NOTHING
from cnnstat.analysis.setting import DEFAULT, DTYPES
from cnnstat.analysis.walk import start
from cnnstat.derivation import Equation, names
from cnnstat.derivation.layer import Traces, equations
from cnnstat.effort import spend
from cnnstat.interactive.named import ONLY, Named, form_of, in_counts
from cnnstat.language import Language
from cnnstat.network.graph import INPUT
from cnnstat.publishing.formats import html
from cnnstat.quantities import QUANTITIES, Context

KEYS = ("output_shape", "params", "macs", "rf")
"""The figures whose derivations are shown."""
CONTEXT = Context(NOTHING, DEFAULT.flops, DTYPES[DEFAULT.dtype])
"""What figures depend on besides the layer; none of these is a share of the whole."""


class Model(NamedTuple):
    """An equation as it was traced.

    Attributes:
        equation: it.
        names: in it.
        speaks: of the layer's only input, by a name that stands for any.
    """

    equation: Equation
    names: tuple[Name, ...]
    speaks: bool


class Known(NamedTuple):
    """What is known of a layer.

    Attributes:
        numbers: by their names.
        source: what its only input is called; "" of several.
        models: the equations of its figures.
    """

    numbers: dict[str, int]
    source: str
    models: dict[str, list[Model]]


class Formulas:
    """Writes the derivations of one network's layers."""

    def __init__(self, language: Language) -> None:
        self._notation = notation_in(language, MATHML)
        self._models: dict[Hashable, dict[str, list[Model]]] = {}
        self._same: dict[tuple[object, ...], Model] = {}
        self._made: dict[tuple[int, str, tuple[int, ...]], Equation] = {}
        self._written: dict[int, tuple[str, Equation]] = {}
        self._named = Named()
        self._last: tuple[LayerAnalysis, Known] | None = None
        self._sources: dict[tuple[int, bool], tuple[LayerAnalysis, dict[str, int]]] = {}

    def of(self, analysis: Analysis, layer: LayerAnalysis) -> dict[str, str]:
        """The derivation of each of :data:`KEYS`."""
        return {key: "".join(map(self._text, self.equations(analysis, layer, key))) for key in KEYS}

    def equations(self, analysis: Analysis, layer: LayerAnalysis, key: str) -> list[Equation]:
        """The equations of one of :data:`KEYS`."""
        known = self._known(analysis, layer)
        made = [self._at(model, known, layer) for model in known.models[key]]
        whole = [each for each in made if each is not None]
        if len(whole) < len(made):
            return traced(analysis, layer, [key])[key]
        return whole

    def _known(self, analysis: Analysis, layer: LayerAnalysis) -> Known:
        """What is known of the layer that was asked for last is kept, as four figures need it."""
        if self._last is None or self._last[0] is not layer:
            image = start(analysis.network.input)
            before = [analysis.every[source] if source != INPUT else image for source in layer.node.inputs]
            several = len(before) > 1
            form: Hashable = layer.order
            source = called = ""
            if not several:
                form, source, called = self._form(before[0], layer), names.name_of(before[0]), ONLY
            if form not in self._models:
                new = traced(analysis, layer, KEYS, called)
                self._models[form] = {key: list(map(self._model, each)) for key, each in new.items()}
            found: dict[str, int] = {}
            for each in {id(source): source for source in before}.values():  # a merge may read one a thousand times
                found |= self._source(each, several)
            self._last = layer, Known(found | self._named.own(layer), source, self._models[form])
        return self._last[1]

    def _form(self, source: LayerAnalysis, layer: LayerAnalysis) -> Hashable:
        """What the equations of a layer with one input depend on but for numbers, and the name of that."""
        zeros = tuple(each == 0 for each in in_counts(layer.counts))
        return layer.node.layer, layer.node.followers, form_of(source), form_of(layer), zeros

    def _source(self, layer: LayerAnalysis, several: bool) -> dict[str, int]:
        """The numbers of a layer as another's input, which many others may read."""
        key = id(layer), several
        if key not in self._sources:
            self._sources[key] = layer, self._named.source(layer, several)  # it is kept, so that no other gets its id
        return self._sources[key][1]

    def _model(self, equation: Equation) -> Model:
        """Repeated blocks have the same equations; they share one model, and so what is written of it."""
        plain = equation.label, equation.expression, equation.detail and expression_of(equation.detail)
        if plain not in self._same:
            parts = [equation.expression, *([] if equation.detail is None else [expression_of(equation.detail)])]
            found = tuple(dict.fromkeys(name for each in parts for name in names_in(each)))
            self._same[plain] = Model(equation, found, any(ONLY in name.text for name in found))
        return self._same[plain]

    def _at(self, model: Model, known: Known, layer: LayerAnalysis) -> Equation | None:
        """An equation with the numbers of a layer; None where it does not come to the layer's figure."""
        numbers = tuple(known.numbers.get(name.text, name.value) for name in model.names)
        key = id(model), known.source if model.speaks else "", numbers
        if key not in self._made:
            new: dict[Expression, Expression] = {
                name: name._replace(text=name.text.replace(ONLY, known.source), value=number)
                for name, number in zip(model.names, numbers, strict=True)
            }
            self._made[key] = with_values(model.equation, new)
        made = self._made[key]
        return made if int(made.value) == figure(made.label, layer) else None

    def _text(self, equation: Equation) -> str:
        if id(equation) not in self._written:
            self._written[id(equation)] = (
                html.steps(equation.label, equation.lines(self._notation), self._notation),
                equation,
            )  # which is kept, so that no other gets its id
        return self._written[id(equation)][0]


def traced(
    analysis: Analysis, layer: LayerAnalysis, keys: Sequence[str], called: str = ""
) -> dict[str, list[Equation]]:  # fmt: skip
    """The equations of a layer's figures, without the remarks of a derivation, some of which follow all its paths."""
    spend(20)
    traces = Traces(analysis, layer, called)
    return {key: equations(QUANTITIES[key], traces, CONTEXT) for key in keys}


def with_values(equation: Equation, new: dict[Expression, Expression]) -> Equation:
    """An equation with other numbers under its names."""

    def changed(value: int) -> int:
        made = replaced(expression_of(value), new)
        return made if isinstance(made, int) else Traced(evaluate(made), made)

    detail = None if equation.detail is None else changed(equation.detail)
    return equation._replace(value=changed(equation.value), detail=detail)


def figure(label: str, layer: LayerAnalysis) -> int | None:
    """The layer's own figure of an equation's label; None where there is none that one number says."""
    shape, field = layer.output, layer.field
    square = shape.height == shape.width
    return {
        "channels": shape.channels,
        "outputs": shape.channels,
        "height": shape.height,
        "width": shape.width,
        "height = width": shape.height if square else None,
        "Params": layer.params,
        "MACs": layer.macs,
        "RF": field.vertical.size,
        "RF height": field.vertical.size,
        "RF width": field.horizontal.size,
    }.get(label)
