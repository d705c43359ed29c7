"""Figures by layer: bars of what adds up, and the receptive field along the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.language import ENGLISH, Language
from cnnstat.quantities import QUANTITIES, Bytes, Count, Quantity, Row, Value, context_of
from cnnstat.quantities.table import foldings

MOST_BARS = 40
"""Rows of one chart; blocks are put together until there are no more."""
BARS = {"params": "params", "macs": "macs", "memory": "activation_bytes"}
"""What is drawn as bars, and which quantity it is."""


class Bars(NamedTuple):
    """A quantity by layers, or by blocks where there are many.

    Attributes:
        title: of the network.
        quantity: what is counted.
        names: of the rows.
        values: what each has.
        texts: the same for people, rounded.
        note: what was put together or left out; "" if nothing was.
        others: how many rows the last one stands for; 0 if it is a row as the others.
        language: of the words.
    """

    title: str
    quantity: Quantity
    names: Sequence[str]
    values: Sequence[int]
    texts: Sequence[str]
    note: str
    others: int = 0
    language: Language = ENGLISH

    @property
    def total(self) -> int:
        return sum(self.values)


class Fields(NamedTuple):
    """The receptive field along a network, layer by layer in the order of the spec.

    Attributes:
        title: of the network.
        names: of the layers.
        reads: the layers that each reads, by their places in ``names``.
        sizes: the larger side of their fields, in pixels, with gates left out.
        jumps: how far apart two neighbouring outputs look along that side, in pixels.
        side: the larger side of the input.
        language: of the words.
    """

    title: str
    names: Sequence[str]
    reads: Sequence[Sequence[int]]
    sizes: Sequence[int]
    jumps: Sequence[float]
    side: int
    language: Language = ENGLISH


def bars(analysis: Analysis, what: str, most: int = MOST_BARS, language: Language = ENGLISH) -> Bars:
    """A quantity of :data:`BARS` by layers, in ``most`` rows at most; rows that have none of it are left out."""
    quantity = QUANTITIES[BARS[what]]
    context = context_of(analysis)
    deepest: int | None = None
    rows, kept = list[Row](), list[tuple[str, Value]]()
    for depth, folded in foldings(analysis):
        deepest, rows = depth, folded
        found = [(row.name, quantity.of(row, context)) for row in rows]
        kept = [(name, value) for name, value in found if value.addend]
        if len(kept) <= most:
            break
    notes = []
    if len(rows) < len(analysis.layers):
        notes.append(
            language.plural(
                "Blocks are put together at {count} level of names.",
                "Blocks are put together at {count} levels of names.", deepest or 0,
            )
        )  # fmt: skip
    values, texts = [value.addend for _, value in kept], [text_of(value, language) for _, value in kept]
    names = [name for name, _ in kept]
    rest: Sequence[int] = ()
    if len(kept) > most:
        order = sorted(range(len(kept)), key=lambda at: -values[at])
        shown, rest = sorted(order[: most - 1]), order[most - 1 :]
        others = sum(values[at] for at in rest)
        like = type(kept[0][1])
        told = text_of(like(others), language) if issubclass(like, Count) else language.short(others)
        names = [*(names[at] for at in shown), language.plural("{count} other", "{count} others", len(rest))]
        texts = [*(texts[at] for at in shown), told]
        values = [*(values[at] for at in shown), others]
        notes.append(language.say("Shown are the {count} largest rows, and the others together.", count=most - 1))
    title = language.of(analysis.network.title)
    return Bars(title, quantity, names, values, texts, " ".join(notes), len(rest), language)


def text_of(value: Value, language: Language) -> str:
    """A figure as a chart has it: rounded, bytes with a unit."""
    return value.text if isinstance(value, Bytes) else value.written(language.short)


def fields(analysis: Analysis, language: Language = ENGLISH) -> Fields:
    """The receptive fields of the layers that look at maps."""
    found = [layer for layer in analysis.layers if not layer.output.flat]
    at = {layer.order: place for place, layer in enumerate(found)}
    spans = [max(layer.field.vertical, layer.field.horizontal, key=lambda span: span.size) for layer in found]
    image = analysis.network.input
    return Fields(
        language.of(analysis.network.title),
        [layer.name for layer in found],
        [[at[source] for source in dict.fromkeys(layer.node.inputs) if source in at] for layer in found],
        [span.size for span in spans],
        [float(span.jump) for span in spans],
        max(image.height, image.width),
        language,
    )
