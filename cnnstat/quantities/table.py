"""From an analysis to a table: rows of values in order, not yet formatted for any medium."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.analysis.counts import total
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.display import Tabular
from cnnstat.effort import spend
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.network.graph import INPUT
from cnnstat.quantities import (
    DEFAULT_COLUMNS,
    MAC,
    PER_IMAGE,
    QUANTITIES,
    Column,
    Missing,
    Quantity,
    Reads,
    Row,
    Value,
    Words,
    context_of,
)

MOST_READ = 6
"""How many of the names that a row reads are listed in tables for people."""
INEXACT = (
    "Receptive fields and jumps are upper bounds behind an adaptive pool whose windows are not all alike or not "
    "equally far apart, as where it makes a map larger; behind a merge of paths with different jumps fields are those "
    "of the first output."
)
UPSAMPLED = (
    "Behind upsampling, fields do not all move by the same step, and neighbouring outputs may see fields of different "
    "sizes: RF is the largest, Jump the step on average."
)
BOUNDS = (
    "Output and parameters are stated by the source. ≥ stands before figures that are lower bounds, ? for those that "
    "nobody knows."
)
GATES = (
    "RF leaves gates out: one value that scales a whole map, as in squeeze-and-excitation, has seen all of it. "
    "RF with gates (rf_union) is the union with what they have seen, at the first output."
)


@dataclass(frozen=True, repr=False)
class Table(Tabular):
    """A table with a column for each quantity; printed as text for a terminal, shown in notebooks as HTML.

    Attributes:
        title: the heading.
        columns: the columns, in the order in which they are shown.
        rows: one list of values per row, a value for each column.
        totals: the last line, a value for each column; empty if the table has none.
        notes: what a reader must know to understand the figures.
        facts: what holds for all rows, as pairs of a label and a text.
    """

    kind = "table"

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    totals: Sequence[Value]
    notes: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()

    def __repr__(self) -> str:
        columns = ", ".join(column.key for column in self.columns)
        return f"<Table {shown(self.title)}: {len(self.rows):,} rows of {columns}>"

    @property
    def all_notes(self) -> list[str]:
        """All notes: first those of the columns, then those of the table."""
        return [*filter(None, (column.note for column in self.columns)), *self.notes]

    def texts(self) -> list[list[str]]:
        """The rows as formatted texts."""
        return [[value.text for value in row] for row in self.rows]

    def total_texts(self) -> list[str]:
        """The line of totals as formatted texts."""
        return [value.text for value in self.totals]


def columns_named(names: Iterable[str]) -> list[Quantity]:
    """The quantities with these names.

    Raises:
        UsageError: one does not exist; the message suggests a similar name.
    """
    found = []
    for name in names:
        if name not in QUANTITIES:
            raise UsageError(f"there is no column {name!r}{nearest(name, QUANTITIES)}")
        found.append(QUANTITIES[name])
    return found


def layer_row(layer: LayerAnalysis) -> Row:
    """The row of one layer."""
    node = layer.node
    then = ", ".join(follower.type for follower in node.followers)
    x = node.layer.input_of(layer.inputs)
    return Row(node.name, node.layer.type, node.layer.brief(x), then, (layer,), layer.counts)


def rows_of(analysis: Analysis, depth: int | None = None, inside: str = "") -> list[Row]:
    """The rows of a table.

    Args:
        analysis: the analysis whose layers are shown.
        depth: how many levels of names to show; deeper layers are folded into one row per block. None shows all layers.
        inside: the layer or block to show; all layers if empty.
    """
    chosen: Sequence[LayerAnalysis] = analysis.layers
    if inside:
        wanted = set(analysis.network.select(inside))
        chosen = [layer for layer in analysis.layers if layer.order in wanted]
    if depth is None:
        return [layer_row(layer) for layer in chosen]
    folded: dict[str, list[LayerAnalysis]] = {}
    for layer in chosen:
        folded.setdefault(folded_name(layer.name, depth), []).append(layer)
    return [fold(analysis, name, layers) for name, layers in folded.items()]


def folded_name(name: str, depth: int | None) -> str:
    """The name of the row that shows a layer."""
    return ".".join(name.split(".")[:depth])


def foldings(analysis: Analysis) -> Iterator[tuple[int | None, list[Row]]]:
    """The rows, and then with blocks put together at fewer and fewer levels of names, each with the levels shown."""
    yield None, rows_of(analysis)
    levels = max((layer.name.count(".") for layer in analysis.layers), default=0)
    for depth in range(min(levels, DEEPEST), 0, -1):
        yield depth, rows_of(analysis, depth)


DEEPEST = 8
"""Levels of names that are tried."""


def fold(analysis: Analysis, name: str, layers: list[LayerAnalysis]) -> Row:
    """A block as one row: counts add up, the output is that of its last layer.

    A layer that is alone behind a name, as ``pool1.3x3`` of an imported network, is no block.
    """
    if len(layers) == 1 and name not in analysis.network.blocks:
        return layer_row(layers[0])._replace(name=name)
    template = analysis.network.blocks.get(name, "block")
    size = f"{len(layers)} layer{'s' if len(layers) > 1 else ''}"
    return Row(name, template, size, "", tuple(layers), total(layer.counts for layer in layers))


def with_reads(analysis: Analysis, rows: Sequence[Row], depth: int | None) -> list[Row]:
    """The rows with the names of the rows that each reads."""
    names = {layer.order: folded_name(layer.name, depth) for layer in analysis.every} | {INPUT: "input"}
    orders = [layer.order for layer in analysis.layers]
    at = orders.index(rows[0].first.order) if rows else 0
    above = names[orders[at - 1]] if at else "input"
    found = []
    for row in rows:
        own = {layer.order for layer in row.layers}
        read = [names[source] for layer in row.layers for source in layer.node.inputs if source not in own]
        read = read if len(own) == 1 else list(dict.fromkeys(read))
        found.append(row._replace(reads=Reads(tuple(read), "" if read == [above] else reads_text(row.name, read))))
        above = row.name
    return found


def reads_text(name: str, read: Sequence[str]) -> str:
    """The names of the rows that row ``name`` reads, as ``.name`` within its block; only the first few of many."""
    block = name.rpartition(".")[0] + "."
    texts = [each[len(block) - 1 :] if each.startswith(block) and len(block) > 1 else each for each in read]
    more = len(texts) - MOST_READ
    return ", ".join([*texts[:MOST_READ], f"{more} more"] if more > 1 else texts)


def layer_table(
    analysis: Analysis,
    columns: Sequence[str] | None = None,
    depth: int | None = None,
    inside: str = "",
) -> Table:
    """A table with one row per layer, and totals; with the usual columns if none are named."""
    spend(2 * len(analysis.layers))
    rows = with_reads(analysis, rows_of(analysis, depth, inside), depth)
    if columns is None:
        branched = any(row.reads.text for row in rows)
        columns = [key for key in DEFAULT_COLUMNS if key != "inputs" or branched]
    quantities = columns_named(columns)
    context = context_of(analysis)
    whole = whole_row(rows)
    return Table(
        title=f"{analysis.network.title}{f', {inside}' if inside else ''}",
        columns=quantities,
        rows=[[column.of(row, context) for column in quantities] for row in rows],
        totals=[column.of(whole, context) if column.sums else heading(column) for column in quantities],
        notes=notes(analysis, fields=any(column.unit == "pixels" for column in quantities)),
    )


def whole_row(rows: Sequence[Row]) -> Row:
    """All rows as one, for the totals."""
    layers = tuple(layer for row in rows for layer in row.layers)
    return Row("total", "", "", "", layers, total(row.counts for row in rows))


def heading(column: Column) -> Value:
    """What the line of totals shows in a column without a total: ``total`` below the names, otherwise nothing."""
    return Words("total") if column.key == "name" else Missing("")


def notes(analysis: Analysis, fields: bool = True) -> list[str]:
    """The conventions of a report, and what it leaves out; ``fields`` says whether it shows receptive fields."""
    found = [f"{MAC}. {CONVENTIONS[analysis.setting.flops].text}. Input {analysis.network.input}, {PER_IMAGE}."]
    if not analysis.training and any(node.auxiliary for node in analysis.network.nodes):
        found.append("Auxiliary heads exist in training only and are not counted (--mode train counts them).")
    if len(analysis.outputs) > 1:
        *others, last = (each.name for each in analysis.outputs)
        found.append(f"Outputs of the network are those of {', '.join(others)} and {last}.")
    found += partial_notes([analysis])
    return [*found, *field_notes(analysis.layers)] if fields else found


def partial_notes(analyses: Iterable[Analysis]) -> list[str]:
    """What a reader must know of networks of which a part is not known."""
    count = sum(each.counts.unknown for each in analyses)
    if not count:
        return []
    layers = "1 layer is" if count == 1 else f"{count:,} layers are"
    return [f"{layers} unavailable: the spec language has no words for what is computed there. {BOUNDS}"]


def field_notes(layers: Sequence[LayerAnalysis]) -> list[str]:
    """What a reader must know of the receptive fields of layers."""
    fields = [layer.field for layer in layers if layer.field.known]
    noted = (
        (INEXACT, any(not each.certain for each in fields)),
        (UPSAMPLED, any(any(each.phases) for each in fields)),
        (GATES, any(each.gated for each in fields)),
    )
    return [note for note, holds in noted if holds]
