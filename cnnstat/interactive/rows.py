"""The rows of a page's table, and every text and number that can stand in them.

A row is a layer, or a block of several layers that can be opened. At five hundred inputs it has few different contents,
as a layer deep in a network meets few different maps; each content is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.phases import Span
from cnnstat.derivation.fitting import fit_of
from cnnstat.effort import Tell, silent
from cnnstat.interactive import fitting
from cnnstat.interactive.fitting import Kind, kind_of
from cnnstat.interactive.formulas import CONTEXT, KEYS, Formulas
from cnnstat.interactive.states import State
from cnnstat.language import Language
from cnnstat.quantities import QUANTITIES
from cnnstat.quantities.table import fold, layer_row
from cnnstat.text import numbers
from cnnstat.text.printable import printable

UNITS = ("first", "middle", "last")
TEXTS = ("does", *KEYS, "fit", "sentence", *(f"why {key}" for key in KEYS), *(f"sees {unit}" for unit in UNITS))
"""The texts of a row, in the order in which the page's script has them."""
NUMBERS = ("kind", "rows", "columns", *(f"{axis} of {unit}" for unit in UNITS for axis in ("top", "left")))
"""Its numbers: how its windows fit, and the pixels that units see."""


class Row(NamedTuple):
    """A row of the table.

    Attributes:
        name: the layer's, or the block's.
        family: of the layer; "block" for one.
        block: the name of the block that it stands in; "" for none.
        members: the names of a block's layers; none of a layer.
    """

    name: str
    family: str
    block: str = ""
    members: Sequence[str] = ()


class Content(NamedTuple):
    """What a row holds: an entry for each of :data:`TEXTS` and of :data:`NUMBERS`."""

    texts: Sequence[str]
    numbers: Sequence[int]


def rows_at(states: Sequence[State], own: int) -> list[Row]:
    """The rows: the layers at the network's own input, then those that only others have."""
    families: dict[str, str] = {}
    for state in [states[own], *states]:
        for layer in state.layers:
            families.setdefault(layer.name, layer.node.layer.family)
    inside: dict[str, list[str]] = {}
    for name in families:
        inside.setdefault(name.split(".")[0], []).append(name)
    found = []
    for block, names in inside.items():
        if len(names) == 1:
            found.append(Row(names[0], families[names[0]]))
            continue
        found.append(Row(block, "block", members=names))
        found += [Row(name, families[name], block) for name in names]
    return found


class Written:
    """Writes the contents of rows, each once.

    Attributes:
        contents: by row, its different contents.
        places: by row, which of them it has at each input; -1 for none.
    """

    def __init__(
        self, rows: Sequence[Row], states: Sequence[State], language: Language, tell: Tell = silent
    ) -> None:  # fmt: skip
        self._language = language
        self._formulas = Formulas(language)
        self.contents: list[list[Content]] = [[] for _ in rows]
        self.places: list[list[int]] = [[] for _ in rows]
        known: list[dict[tuple[int, ...], int]] = [{} for _ in rows]
        for number, state in enumerate(states, 1):
            tell(number, len(states), f"{state.side[0]}×{state.side[1]}")
            if state.analysis is not None and state.analysis.network.sized:
                self._formulas = Formulas(language)  # its layers may be others
            here = {layer.name: layer for layer in state.layers}
            for at, row in enumerate(rows):
                layers = [here[name] for name in row.members or (row.name,) if name in here]
                key = tuple(map(id, layers))
                if state.analysis is None or not layers or (row.members and not state.runs):
                    self.places[at].append(-1)
                    continue
                if key not in known[at]:
                    known[at][key] = len(self.contents[at])
                    write = self._block if row.members else self._layer
                    self.contents[at].append(write(state.analysis, layers))
                self.places[at].append(known[at][key])

    def _layer(self, analysis: Analysis, layers: Sequence[LayerAnalysis]) -> Content:
        """The content of one layer's row."""
        (layer,) = layers
        row = layer_row(layer)
        values = [QUANTITIES[key].of(row, CONTEXT) for key in KEYS]
        why = self._formulas.of(analysis, layer)
        fit = fit_of(analysis, layer)
        told = ""
        if fit is not None:
            told = fitting.sentence(fit, self._formulas.equations(analysis, layer, "output_shape")[1:], self._language)
        seen = [unit_of(layer, unit) for unit in UNITS]
        does = printable(f"{row.type} {row.detail}".strip())
        texts = [
            does, *("" if each.idle else each.text for each in values), fitting.brief(fit, self._language), told,
            *("" if value.idle else why[key] for key, value in zip(KEYS, values, strict=True)),
            *(self._sees(layer, each) for each in seen),
        ]  # fmt: skip
        size = [span[1] - span[0] + 1 for span in seen[0].spans]
        return Content(texts, [kind_of(fit), *size, *(span[0] for each in seen for span in each.spans)])

    def _block(self, analysis: Analysis, layers: Sequence[LayerAnalysis]) -> Content:
        """The content of a block's row: sums, and what holds behind its last layer."""
        name = layers[0].name.split(".")[0]
        row = fold(analysis, name, list(layers))
        values = [QUANTITIES[key].of(row, CONTEXT) for key in KEYS]
        kinds = [kind_of(fit_of(analysis, each)) for each in layers]
        worst, losing = max(kinds), kinds.count(Kind.LOSES)
        fit = fitting.word(worst, self._language)
        if losing:
            fit = "▲ " + self._language.plural("{count} layer loses cells", "{count} layers lose cells", losing)
        does = self._language.plural("{count} layer", "{count} layers", len(layers))
        texts = ["" for _ in TEXTS]
        texts[: len(KEYS) + 2] = [does, *("" if each.idle else each.text for each in values), fit]
        return Content(texts, [worst, *[0] * (len(NUMBERS) - 1)])

    def _sees(self, layer: LayerAnalysis, unit: Unit) -> str:
        """What a unit sees, in words."""
        say = self._language.say
        (top, bottom), (left, right) = unit.spans
        image = {
            "top": numbers.number(top), "bottom": numbers.number(bottom), "left": numbers.number(left),
            "right": numbers.number(right),
        }  # fmt: skip
        if layer.output.positions == 1:
            return say("A unit of {layer} sees rows {top} to {bottom} and columns {left} to {right}.",
                       layer=printable(layer.name), **image)  # fmt: skip
        return say(
            "The unit in row {row} and column {column} of {layer}'s {map} map sees rows {top} to {bottom} and columns "
            "{left} to {right}.",
            row=numbers.grouped(unit.row), column=numbers.grouped(unit.column), layer=printable(layer.name),
            map=f"{numbers.grouped(layer.output.height)}×{numbers.grouped(layer.output.width)}", **image,
        )  # fmt: skip


NOTHING = Span(0, -1)
"""The pixels of a unit that sees none, as between the windows of a transposed convolution."""


class Unit(NamedTuple):
    """A unit of a map, and the pixels that it sees: the first and the last one, by rows and by columns."""

    row: int
    column: int
    spans: Sequence[tuple[int, int]]


def unit_of(layer: LayerAnalysis, which: str) -> Unit:
    """The first unit of a layer's map, the middle or the last one."""
    sides, field = (layer.output.height, layer.output.width), layer.field
    row, column = ({"first": 0, "middle": (side - 1) // 2, "last": side - 1}[which] for side in sides)
    return Unit(row, column, [field.seen(axis, at) or NOTHING for axis, at in enumerate((row, column))])
