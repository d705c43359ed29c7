"""Layers, settings or stacks of layers side by side, with the arithmetic and the ratios of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cnnstat.algebra.notation import TEXT, Writer
from cnnstat.algebra.trace import Traced, expression_of
from cnnstat.analysis.counts import total
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.comparing.networks import compare_networks
from cnnstat.comparing.ratio import ratio
from cnnstat.comparing.subject import Subject, listed, titles_of
from cnnstat.derivation.explain import explain
from cnnstat.derivation.steps import Derivation
from cnnstat.errors import UsageError
from cnnstat.quantities import (
    MAC,
    PER_IMAGE,
    QUANTITIES,
    UNKNOWN,
    Column,
    Count,
    Dimensions,
    Row,
    Value,
    Words,
    context_of,
)
from cnnstat.quantities.table import GATES, Table, partial_notes
from cnnstat.text import numbers

COMPARED = (
    *("output_shape", "neurons", "params", "weights", "biases", "connections", "macs", "flops", "rf", "rf_union"),
    "jump",
)
"""The quantities of layers that are compared by default; those that no side has are left out."""
FEATURES = ("rf", "rf_union", "jump", "start")
"""For a whole network, these are the figures of its features, as in the summary."""


@dataclass(frozen=True)
class Lettered(Value):
    """A figure that may depend on letters; if it does, its data is a text."""

    figure: Value

    @property
    def text(self) -> str:
        return in_letters(self.figure)

    @property
    def data(self) -> Any:
        return self.figure.data if self.text == self.figure.written(numbers.grouped) else self.text


def compare(one: Subject, *others: Subject, keys: Sequence[str] = ()) -> Table:
    """All sides' figures, and the others as multiples of the first; or layers with letters alone.

    Of networks they are the figures of summaries, with the accuracy that is cited for them; of anything else the
    arithmetic of each figure as well.

    Raises:
        UsageError: a quantity cannot be compared, or a layer exists in training only.
    """
    sides = [one, *others]
    if all(each.whole for each in sides):
        return compare_networks(sides, keys)
    for key in keys:
        if key not in QUANTITIES or not QUANTITIES[key].numeric:
            known = ", ".join(each for each in QUANTITIES if QUANTITIES[each].numeric)
            raise UsageError(f"{key} cannot be compared; what can be are {known}")
    for each in sides:
        if each.layer and not {layer.order for layer in each.analysis.layers} & set(
            each.analysis.network.select(each.layer)
        ):
            raise UsageError(f"{each.layer} exists in training only; --mode train shows it")
    chosen = keys or [key for key in COMPARED if any(has(each, key) for each in sides)]
    rows = [row for key in chosen for row in compared(sides, key)]
    titles, facts = titles_of(sides)
    ratios = ["Ratio"] if len(others) == 1 else [f"{title} / {titles[0]}" for title in titles[1:]]
    heads = ["Figure", *titles, *ratios]
    columns = [Column(head.lower(), head) for head in heads]
    return Table(listed(titles), columns, rows, (), notes(sides), facts)


def notes(sides: Sequence[Subject]) -> list[str]:
    """What a reader must know to read the figures."""
    images = list(dict.fromkeys(in_letters(Dimensions(each.analysis.network.input)) for each in sides))
    said = ["The ratio is the second over the first."] if len(sides) == 2 else []
    said.append(f"{MAC}. {CONVENTIONS[sides[0].analysis.setting.flops].text}. Input {listed(images)}, {PER_IMAGE}.")
    if any(each.lettered for each in sides):
        said.append("Letters stand for whole numbers at which every window fits.")
    said += [GATES] if any(layer.field.gated for each in sides for layer in each.analysis.layers) else []
    networks = {(each.analysis.network.file, each.analysis.network.title): each.analysis for each in sides}
    return [*said, *partial_notes(networks.values())]


def has(subject: Subject, key: str) -> bool:
    """Whether a side has a figure worth showing: not 0, and for the union with gates, not just the field itself."""
    value, _ = figure(subject, key)
    if key == "rf_union":
        return value != figure(subject, "rf")[0]
    return not isinstance(value, Count) or isinstance(value.number, Traced) or value.number != 0


def compared(sides: Sequence[Subject], key: str) -> list[list[Value]]:
    """The row of one quantity, and below it a row for each formula that differs between the sides."""
    found = [figure(each, key) for each in sides]
    quantity = QUANTITIES[key]
    cells = [Lettered(value) for value, _ in found]
    texts = [each.text for each in cells]
    last = [Words(ratio(found[0][0], value)) for value, _ in found[1:]]
    rows: list[list[Value]] = [[Words(quantity.title), *cells, *last]]
    steps = [formulas(derivation) for _, derivation in found]
    for label in dict.fromkeys(label for each in steps for label in each):
        told = [each.get(label, "") for each in steps]
        if len(set(told)) > 1 and not all(text in texts for text in told):
            words = ["" if label == quantity.title else f"  {label}", *told, *([""] * len(last))]
            rows.append([Words(each) for each in words])
    return rows


def figure(subject: Subject, key: str) -> tuple[Value, Derivation | None]:
    """A figure of one side, and its derivation if the side is a layer."""
    analysis = subject.analysis
    context = context_of(analysis)
    if subject.layer and subject.layer in analysis:
        row = Row(subject.layer, "layer", "", "", (analysis[subject.layer],), analysis[subject.layer].counts)
        value = QUANTITIES[key].of(row, context)
        known = not value.at_least and value != UNKNOWN
        return value, explain(analysis, subject.layer, [key]).derivations[0] if known else None
    chosen = analysis.layers
    if not subject.layer and key in FEATURES and analysis.features is not None:
        chosen = [analysis.features]  # as the summary has it
    if subject.layer:
        inside = set(analysis.network.select(subject.layer))
        chosen = [each for each in chosen if each.order in inside]
    row = Row("", "", "", "", tuple(chosen), total(each.counts for each in chosen))
    return QUANTITIES[key].of(row, context), None


def in_letters(value: Value) -> str:
    """A figure as tables show it, as a formula if it depends on letters."""
    writer = Writer(TEXT, "names")
    write = writer.part if isinstance(value.exact, tuple) else writer.write
    return value.written(lambda number: write(expression_of(number)))


def formulas(derivation: Derivation | None) -> dict[str, str]:
    """The arithmetic of a figure, by the label of each equation."""
    if derivation is None:
        return {}
    return {each.label: " = ".join(each.chain(TEXT)[1:]) for each in derivation.equations}
