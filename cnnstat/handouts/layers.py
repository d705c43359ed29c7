"""The table of a handout: few columns, none cut; blocks folded until it has as many rows as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnnstat.handouts.amount import Amount
from cnnstat.handouts.topic import Topic
from cnnstat.language import Language
from cnnstat.publishing.content import Block, Grid, Heading, Paragraph, plain
from cnnstat.quantities import QUANTITIES, Row, context_of
from cnnstat.quantities.table import foldings, whole_row
from cnnstat.query import references

COLUMNS = ("output_shape", "params", "macs", "rf")
PRINTED = ("connections", "neurons")
"""Columns for what printed figures of the network count besides, the first that they do."""
LONGEST = 30
"""Characters of a name or of what a layer does; the middle of a longer one is left out."""


def layer_part(topic: Topic, amount: Amount, language: Language) -> list[Block]:
    """The layers with their figures and totals."""
    rows, depth = folded(topic, amount.rows)
    keys = columns_for(topic)
    quantities = [QUANTITIES[key] for key in keys]
    context = context_of(topic.analysis)
    shown, left_out = some(rows, amount.rows)
    lines: list[list[str]] = []
    for row in shown:
        if row is None:
            lines.append([language.plural("… {count} more", "… {count} more", left_out), *[""] * (len(keys) + 1)])
        else:
            texts = [quantity.of(row, context) for quantity in quantities]
            lines.append(
                [middle(row.name), middle(what(row, language)), *("" if each.idle else each.text for each in texts)]
            )
    whole = whole_row(rows)
    total = [quantity.of(whole, context).text if quantity.sums else "" for quantity in quantities]
    head = [language.say("Layer"), language.say("Does"), *(language.word(each.title) for each in quantities)]
    numeric = [False, False, *[True] * len(keys)]
    weak = frozenset(at for at, row in enumerate(shown) if row is None or not row.counts.params)
    notes = list(remarks(topic, depth, language))
    table = Grid(head, numeric, lines, [language.say("total"), "", *total], weak=weak, wide=True)
    said: list[Block] = [Paragraph(plain(" ".join(notes)), small=True)] if notes else []
    return [Heading(language.say("Layer by layer")), table, *said]


def folded(topic: Topic, most: int) -> tuple[list[Row], int | None]:
    """The rows, and the levels of names that are shown; None where every layer is."""
    found = list[tuple[int | None, list[Row]]]()
    for each in foldings(topic.analysis):
        found.append(each)
        if len(each[1]) <= most:
            break
    depth, rows = found[-1]
    return rows, depth if len(rows) < len(topic.analysis.layers) else None


def some(rows: Sequence[Row], most: int) -> tuple[list[Row | None], int]:
    """As many rows as there is room, first and last ones, with None for those between; and how many these are."""
    if len(rows) <= most:
        return list(rows), 0
    last = most // 3
    first = most - last - 1
    return [*rows[:first], None, *rows[len(rows) - last :]], len(rows) - first - last


def what(row: Row, language: Language) -> str:
    """What a row does: its type and its window, or how many layers it has; norm and activation are for the drawing."""
    if len(row.layers) > 1:
        return f"{row.type}, {language.plural('{count} layer', '{count} layers', len(row.layers))}".removeprefix(", ")
    return f"{row.type} {row.detail}".strip()


def middle(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[-LONGEST // 2 + 1 :]}"


def columns_for(topic: Topic) -> list[str]:
    """The figures that are shown, five at most."""
    asked = {
        reference.path[-1]
        for each in topic.printed if each.claim.query is not None
        for reference in references(each.claim.query) if reference.path
    }  # fmt: skip
    besides = [key for key in PRINTED if key in asked][:1]
    return [*COLUMNS[:2], *besides, *COLUMNS[2:]]


def remarks(topic: Topic, depth: int | None, language: Language) -> Iterator[str]:
    if depth is not None:
        yield language.say("Blocks are one row each.")
    if any(layer.field.gated for layer in topic.analysis.layers):
        yield language.say("Receptive fields leave gates out.")
    if any(not layer.field.exact for layer in topic.analysis.layers):
        yield language.say(
            "Behind paths or windows that are not alike, receptive fields are those of the first output."
        )
    if any(node.auxiliary for node in topic.analysis.network.nodes) and not topic.analysis.training:
        yield language.say("Auxiliary heads exist in training only and are not counted.")
