"""Figures by layer: bars of what adds up, and the receptive field along the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.analysis.setting import DTYPES
from cnnstat.quantities import QUANTITIES, Bytes, Context, Quantity
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
    """

    title: str
    quantity: Quantity
    names: Sequence[str]
    values: Sequence[int]
    texts: Sequence[str]
    note: str

    @property
    def total(self) -> int:
        return sum(self.values)


class Fields(NamedTuple):
    """The receptive field along a network, layer by layer in the order of the spec.

    Attributes:
        title: of the network.
        names: of the layers.
        sizes: the height of their fields, in pixels, with gates left out.
        jumps: how far apart two neighbouring outputs look, in pixels.
        side: the height of the input.
    """

    title: str
    names: Sequence[str]
    sizes: Sequence[int]
    jumps: Sequence[float]
    side: int


def bars(analysis: Analysis, what: str) -> Bars:
    """A quantity of :data:`BARS` by layers; rows that have none of it are left out."""
    quantity = QUANTITIES[BARS[what]]
    context = Context(analysis.counts, analysis.setting.flops, DTYPES[analysis.setting.dtype])
    depth: int | None = None
    rows = rows_of(analysis)
    while len(rows) > MOST_BARS and depth != 1:
        depth = DEEPEST if depth is None else depth - 1
        rows = rows_of(analysis, depth)
    found = [(row.name, quantity.of(row, context)) for row in rows]
    kept = [(name, value) for name, value in found if value.addend]
    shown = sorted(kept, key=lambda each: -each[1].addend)[:MOST_BARS]
    kept = [each for each in kept if each in shown] if len(kept) > MOST_BARS else kept
    notes = []
    if depth is not None:
        notes.append(f"Blocks are put together at {depth} level{'s' if depth > 1 else ''} of names.")
    if len(found) > MOST_BARS and len(kept) == MOST_BARS:
        notes.append(f"Shown are the {MOST_BARS} largest rows.")
    values = [value.addend for _, value in kept]
    return Bars(
        analysis.network.title, quantity, [name for name, _ in kept], values,
        [value.text if isinstance(value, Bytes) else value.written(short) for _, value in kept], " ".join(notes),
    )  # fmt: skip


def fields(analysis: Analysis) -> Fields:
    """The receptive fields of the layers that look at maps."""
    found = [layer for layer in analysis.layers if not layer.output.flat]
    return Fields(
        analysis.network.title,
        [layer.name for layer in found],
        [layer.field.vertical.size for layer in found],
        [float(layer.field.vertical.jump) for layer in found],
        analysis.network.input.height,
    )
