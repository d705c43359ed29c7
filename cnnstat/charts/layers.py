"""Figures by layer: bars of what adds up, and the receptive field along the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.quantities import QUANTITIES, Bytes, Count, Quantity, Value, context_of
from cnnstat.quantities.table import rows_of
from cnnstat.text.numbers import si as short

MOST_BARS = 40
"""Rows of one chart; blocks are put together until there are no more."""
DEEPEST = 8
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
    """

    title: str
    quantity: Quantity
    names: Sequence[str]
    values: Sequence[int]
    texts: Sequence[str]
    note: str
    others: int = 0

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
    """

    title: str
    names: Sequence[str]
    reads: Sequence[Sequence[int]]
    sizes: Sequence[int]
    jumps: Sequence[float]
    side: int


def bars(analysis: Analysis, what: str, most: int = MOST_BARS) -> Bars:
    """A quantity of :data:`BARS` by layers, in ``most`` rows at most; rows that have none of it are left out."""
    quantity = QUANTITIES[BARS[what]]
    context = context_of(analysis)
    depth: int | None = None
    rows, kept = rows_of(analysis), list[tuple[str, Value]]()
    while True:
        found = [(row.name, quantity.of(row, context)) for row in rows]
        kept = [(name, value) for name, value in found if value.addend]
        if len(kept) <= most or depth == 1:
            break
        depth = DEEPEST if depth is None else depth - 1
        rows = rows_of(analysis, depth)
    notes = []
    if len(rows) < len(analysis.layers):
        notes.append(f"Blocks are put together at {depth} level{'s' if depth != 1 else ''} of names.")
    values, texts = [value.addend for _, value in kept], [text_of(value) for _, value in kept]
    names = [name for name, _ in kept]
    rest: Sequence[int] = ()
    if len(kept) > most:
        order = sorted(range(len(kept)), key=lambda at: -values[at])
        shown, rest = sorted(order[: most - 1]), order[most - 1 :]
        others = sum(values[at] for at in rest)
        like = type(kept[0][1])
        names = [*(names[at] for at in shown), f"{len(rest)} others"]
        texts = [*(texts[at] for at in shown), text_of(like(others)) if issubclass(like, Count) else short(others)]
        values = [*(values[at] for at in shown), others]
        notes.append(f"Shown are the {most - 1} largest rows, and the others together.")
    return Bars(analysis.network.title, quantity, names, values, texts, " ".join(notes), len(rest))


def text_of(value: Value) -> str:
    """A figure as a chart has it: rounded, bytes with a unit."""
    return value.text if isinstance(value, Bytes) else value.written(short)


def fields(analysis: Analysis) -> Fields:
    """The receptive fields of the layers that look at maps."""
    found = [layer for layer in analysis.layers if not layer.output.flat]
    at = {layer.order: place for place, layer in enumerate(found)}
    spans = [max(layer.field.vertical, layer.field.horizontal, key=lambda span: span.size) for layer in found]
    image = analysis.network.input
    return Fields(
        analysis.network.title,
        [layer.name for layer in found],
        [[at[source] for source in layer.node.inputs if source in at] for layer in found],
        [span.size for span in spans],
        [float(span.jump) for span in spans],
        max(image.height, image.width),
    )
