"""Networks side by side: the figures of their summaries, what is cited of them, and ratios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar, NamedTuple

from cnnstat.analysis.counts import total
from cnnstat.analysis.memory import MODEL
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.comparing import cited
from cnnstat.comparing.cited import ACCURACY, CITED
from cnnstat.comparing.subject import Subject, listed, titles_of
from cnnstat.errors import UsageError
from cnnstat.quantities import MAC, QUANTITIES, Column, Count, Missing, Row, Value, Words, context_of
from cnnstat.quantities.table import Table, field_notes, partial_notes
from cnnstat.quantities.totals import TOTALS
from cnnstat.quantities.words import MEMORY
from cnnstat.quantities.words import keys_of as known_keys
from cnnstat.text import numbers

COMPARED = (
    *("input_shape", "depth", "params", "connections", "macs", "flops", *MEMORY, "rf", "rf_union"),
    *(*ACCURACY, "year"),
)
"""What is compared of networks unless other figures are asked for."""
COMPARABLE = (*TOTALS, *(key for key, each in QUANTITIES.items() if each.numeric and key not in TOTALS), *CITED)
NO_RATIOS = ("depth", "layers")
"""Counts of which a multiple says little."""
RATIO = "_ratio"
"""What the key of a column of ratios ends in, behind that of its figure."""
COMFORTABLE = 110
"""Characters of a line where nothing limits it."""
GAP = 2
LONGEST_TITLE = 24
"""Of three networks and more; counts are not much shorter."""
DIGITS = 4
"""Significant digits of a ratio."""


@dataclass(frozen=True)
class Multiple(Value):
    """A figure as a multiple of another."""

    value: Fraction

    @property
    def text(self) -> str:
        return numbers.number(self.value, DIGITS)

    @property
    def data(self) -> float:
        return round(float(self.value), 6)

    @property
    def exact(self) -> Fraction:
        return self.value


class Layouts(NamedTuple):
    """A comparison as a table in several ways, the widest first.

    Attributes:
        beside: a row for each figure, a column for each network, the ratios behind them.
        below: the same, the ratios below the figures.
        across: a row for each network, a column for each figure, its ratios behind it.
    """

    beside: Table
    below: Table
    across: Table


@dataclass(frozen=True, repr=False)
class Comparison(Table):
    """Networks side by side: as a table a row for each figure, printed so that it fits.

    Attributes:
        layouts: the same in other ways.
        convention: what its FLOPs count.
    """

    kind: ClassVar[str] = "comparison"

    layouts: Layouts = field(kw_only=True)
    convention: str = field(kw_only=True)

    def fitting(self, room: int) -> Table:
        """The layout for lines of that length: networks as columns while they fit, else as rows."""
        columns = (each for each in self.layouts[:2] if width(each) <= room)
        return next(columns, self.layouts.across)

    @property
    def table(self) -> Table:
        """The layout where nothing limits the lines."""
        return self.fitting(COMFORTABLE)


def width(table: Table) -> int:
    """Characters of a line of the table."""
    cells = [[column.title for column in table.columns], *table.texts()]
    return sum(max(map(len, column)) + GAP for column in zip(*cells, strict=True)) - GAP


def keys_of(words: Sequence[str]) -> list[str]:
    """The keys that a person's words mean, those of what is cited too."""
    return known_keys(words, {**{key: (key,) for key in CITED}, **cited.WORDS})


def compare_networks(sides: Sequence[Subject], keys: Sequence[str]) -> Comparison:
    """The networks' figures and their ratios to the first one's.

    Raises:
        UsageError: a figure is none of a network.
    """
    for key in keys:
        if key not in COMPARABLE:
            raise UsageError(f"{key} cannot be compared; what can be are {', '.join(COMPARABLE)}")
    figures = {key: [figure(each, key) for each in sides] for key in keys or chosen(sides)}
    titles, facts = titles_of(sides, LONGEST_TITLE)
    said = notes(sides, figures)
    ratios = [f"{title} / {titles[0]}" for title in titles[1:]]
    heads = ["Figure", *titles]
    more = heads + (["Ratio"] if len(ratios) == 1 else ratios)
    rows = [[Words(label(key)), *values, *ratio_cells(key, values)] for key, values in figures.items()]
    beside = Table(listed(titles), columns(more), rows, (), [ratio_note(titles), *said], facts)
    below = replace(beside, columns=columns(heads), rows=ratios_below(figures, titles[0]), notes=said)
    names = [each.title for each in sides]
    across = Table(
        title=listed(names) if len(listed(names)) <= COMFORTABLE else f"{len(names)} networks",
        columns=across_columns(figures), rows=across_rows(sides, figures), totals=(), notes=[ratio_note(names), *said],
    )  # fmt: skip
    plain = {key: getattr(beside, key) for key in ("title", "columns", "rows", "totals", "notes", "facts")}
    return Comparison(**plain, layouts=Layouts(beside, below, across), convention=sides[0].analysis.setting.flops)


def columns(heads: Sequence[str]) -> list[Column]:
    """Columns by their headings; all but the first hold figures."""
    return [Column(head.lower(), head, numeric=at > 0) for at, head in enumerate(heads)]


def ratio_note(titles: Sequence[str]) -> str:
    """What the ratios are over."""
    return "The ratio is the second over the first." if len(titles) == 2 else f"Ratios are over {titles[0]}."


def chosen(sides: Sequence[Subject]) -> list[str]:
    """The usual figures: those of gates where there are some, an accuracy where one is known."""
    gates = any(TOTALS["rf_union"].applies(each.analysis) for each in sides)
    known = any(cited.claims_of(each.analysis.network) for each in sides)
    return [key for key in COMPARED if (gates or key != "rf_union") and (known or key not in ACCURACY)]


def label(key: str) -> str:
    """How a row is called: as the column of a table of layers where there is one."""
    if key in CITED:
        return CITED[key].title
    return QUANTITIES[key].title if key in QUANTITIES else TOTALS[key].title.capitalize()


def column_of(key: str) -> Column:
    """The column of a figure in a table of networks."""
    known: Mapping[str, Column] = CITED if key in CITED else TOTALS if key in TOTALS else QUANTITIES
    return Column(key, label(key), known[key].meaning, known[key].unit, numeric=True)


def figure(side: Subject, key: str) -> Value:
    """A figure of a network; of those that the analysis does not give of whole networks the sum over its layers."""
    analysis = side.analysis
    if key in CITED:
        return cited.cited(analysis.network, key)
    if key in TOTALS:
        return TOTALS[key].of(analysis) or Missing()
    context = context_of(analysis)
    layers = tuple(analysis.layers)
    if not QUANTITIES[key].sums:  # of places: those of its features, as the summary has it
        layers = (analysis.features,) if analysis.features is not None else layers
    return QUANTITIES[key].of(Row("", "", "", "", layers, total(each.counts for each in layers)), context)


def ratio_cells(key: str, values: Sequence[Value]) -> list[Value]:
    """The others as multiples of the first; empty where that says nothing."""
    if key in CITED or any(isinstance(each, Missing) for each in values):
        return [Words("")] * (len(values) - 1)
    return [over(values[0], each) for each in values[1:]]


def over(first: Value, other: Value) -> Value:
    """A figure as a multiple of the first, where both are numbers."""
    if other == first and not other.at_least:
        return Words("same")
    one, two = first.exact, other.exact
    return Multiple(Fraction(two, one)) if isinstance(one, int) and isinstance(two, int) and one else Words("")


def multiples(key: str, values: Sequence[Value]) -> list[Value] | None:
    """The counts of a row as multiples of its first; None where there are none."""
    counts = [each.number for each in values if isinstance(each, Count)]
    if key in NO_RATIOS or len(counts) < len(values) or not counts[0]:
        return None
    return [Multiple(Fraction(each, counts[0])) for each in counts]


def ratios_below(figures: Mapping[str, Sequence[Value]], first: str) -> list[Sequence[Value]]:
    """The rows of figures, each with the row of its multiples below it."""
    rows: list[Sequence[Value]] = []
    for key, values in figures.items():
        rows.append([Words(label(key)), *values])
        found = multiples(key, values)
        if found:
            rows.append([Words(f"  / {first}"), Words(""), *found[1:]])
    return rows


def across_columns(figures: Mapping[str, Sequence[Value]]) -> list[Column]:
    """The columns of a table with a row for each network."""
    found = [Column("network", "Network", "as it was asked for")]
    for key, values in figures.items():
        found.append(column_of(key))
        if multiples(key, values):
            found.append(Column(f"{key}{RATIO}", "Ratio", f"{label(key)} over that of the first", numeric=True))
    return found


def across_rows(sides: Sequence[Subject], figures: Mapping[str, Sequence[Value]]) -> list[list[Value]]:
    """The rows of that table."""
    rows: list[list[Value]] = [[Words(each.title)] for each in sides]
    for key, values in figures.items():
        found = multiples(key, values)
        for at, row in enumerate(rows):
            row += [values[at], *([found[at]] if found else [])]
    return rows


def notes(sides: Sequence[Subject], keys: Mapping[str, Sequence[Value]]) -> list[str]:
    """What a reader must know to read the figures."""
    analyses = [each.analysis for each in sides]
    flops = CONVENTIONS[analyses[0].setting.flops].text
    said = [f"{MAC}. {flops}. All counts are for one image, at each network's own input."]
    if any(node.auxiliary for each in analyses if not each.training for node in each.network.nodes):
        said.append("Auxiliary heads exist in training only and are not counted (--mode train counts them).")
    if any(key in keys for key in MEMORY):
        settings = dict.fromkeys(f"{each.setting.dtype}, batch {each.setting.batch}" for each in analyses)
        said.append(f"Memory: {' or '.join(settings)}; {MODEL}.")
    layers = [layer for each in analyses for layer in each.layers] if {"rf", "rf_union"} & set(keys) else []
    said += [*partial_notes(analyses), *field_notes(layers)]
    if any(key in keys for key in ACCURACY):
        said += cited.sources(sides)
    return said
