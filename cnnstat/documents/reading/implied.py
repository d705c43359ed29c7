"""What a column of a table says, by its heading and its rows: that ``25.6`` are millions, a size counts parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.cells import COMMA, Cell, figure_of, plain
from cnnstat.documents.reading.claim import TOTALS
from cnnstat.documents.reading.forms import COUNTS
from cnnstat.documents.reading.headings import OTHER, Said, said_by
from cnnstat.documents.reading.prose import Prose
from cnnstat.errors import UsageError
from cnnstat.printed import Figure
from cnnstat.query.bench import Setup

UNITS = {"params": ("M", "K"), "macs": ("G", "M"), "flops": ("G", "M")}
"""Units that people leave out, by what the figures count."""
NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?")
COUNT = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})?\s?[KMG]|[0-9]{1,3}(?:,[0-9]{3}){1,3}")
FACTOR, FEWEST, SHARE = 1.3, 3, 0.7
"""Figures with their unit are at most so many times as large or small as those of the networks that their rows name, or
twice that for operations: so many at least, and most of them."""
WAYS = (
    Said("params"), Said("params", "M"), Said("macs"), Said("macs", "G"), Said("macs", "M"), Said("flops"),
    Said("flops", "G"), Said("flops", "M"), Said("bytes"), Said("bytes", " MB"), Said("bytes", " MiB"), Said("depth"),
)  # fmt: skip
"""What a column of totals may say where its heading does not: the quantity, and the unit that is left out."""
SURE = re.compile(r"[^0-9]+|(?<![1-9.,])0[0.,]*(?=[1-9])|(?:[,0]*,)?000\Z", re.ASCII)
"""What is not counted of a figure: what is no digit, and zeros that may be its multiplier's."""
ENOUGH, MANY = 5, 9
"""Digits of the figures that come out, of three rows or more and of two."""


def columns(reader: Prose, titles: Sequence[str], rows: Sequence[Sequence[Cell]], across: bool) -> list[Said]:
    """What the columns of a table say.

    Args:
        reader: what knows networks.
        titles: their headings.
        rows: the rows below the headings.
        across: whether networks stand in the headings.
    """
    found = [said_by(title) for title in titles]
    whole = {each._replace(part=None) for each in found if each.key in TOTALS}
    if len(whole) == 1:  # conv, FC, total
        found = [next(iter(whole)) if is_total(title) else each for title, each in zip(titles, found, strict=True)]
    for at, each in enumerate(found):
        if not each.unit and each.part is None and (unit := unit_of_column(reader, each.key, rows, at)):
            found[at] = each._replace(unit=unit)
        if each.key == "bytes" and counts_params(reader, rows, at):
            found[at] = Said("params")
        if not (each.key or across):
            found[at] = quantity_of_column(reader, titles[at], rows, at)
    return found


def unit_of_column(reader: Prose, key: str, rows: Sequence[Sequence[Cell]], at: int) -> str:
    """The unit that the figures of a column have for most networks of its rows; "" if there is none.

    Args:
        reader: what knows networks.
        key: what the figures count.
        rows: the rows below the headings.
        at: the column.
    """
    found = [*figures(reader, key, rows, at)] if key in UNITS else []
    for unit in UNITS.get(key, ()):
        scale = {"K": 10**3, "M": 10**6, "G": 10**9}[unit]
        ratios = [number * scale / value for number, value in found]
        most = 2 * FACTOR if key == "flops" else FACTOR
        fits = sum(1 / FACTOR <= each <= most for each in ratios)
        if fits >= FEWEST and fits >= SHARE * len(found):
            return unit
    return ""


def counts_params(reader: Prose, rows: Sequence[Sequence[Cell]], at: int) -> bool:
    """Whether the figures of a column of sizes, ``25.6M`` without bytes, are the parameters of its rows' networks."""
    ratios = [
        float(amount(text).value) / setup.analysis.params
        for setup, text in cells(reader, rows, at)
        if COUNTS.search(text) and COUNT.fullmatch(text)
    ]
    fits = sum(1 / FACTOR <= each <= FACTOR for each in ratios)
    return fits >= FEWEST and fits >= SHARE * len(ratios)


def figures(reader: Prose, key: str, rows: Sequence[Sequence[Cell]], at: int) -> Iterator[tuple[float, int]]:
    """The numbers of a column, each with the figure of the network that its row names."""
    for setup, text in cells(reader, rows, at):
        if NUMBER.fullmatch(text) and float(text):
            yield float(text), setup.analysis.params if key == "params" else setup.analysis.macs


def cells(reader: Prose, rows: Sequence[Sequence[Cell]], at: int) -> Iterator[tuple[Setup, str]]:
    """The texts of a column, each with the network that its row names, analysed."""
    for setup, row in named(reader, rows):
        if at < len(row):
            text = row[at].text.text.strip()
            yield setup, text.replace(",", ".") if COMMA.fullmatch(text) else text


def quantity_of_column(reader: Prose, title: str, rows: Sequence[Sequence[Cell]], at: int) -> Said:
    """What the figures of a column are by their values, where its heading says nothing that is known.

    Args:
        reader: what knows networks.
        title: the heading.
        rows: the rows below the headings.
        at: the column.
    """
    if OTHER.search(title) or sum(at < len(row) and plain(row[at]) for row in rows) < 2:
        return Said()
    return quantity_of([(setup, row[at]) for setup, row in named(reader, rows) if at < len(row)])


def quantity_of(found: Sequence[tuple[Setup, Cell]]) -> Said:
    """The total that figures are of some networks: of most if that, near it for nearly all, with digits enough."""
    printed = [(setup, figure_of(cell.text.text)[1]) for setup, cell in found if plain(cell)]
    for way in WAYS if len(printed) > 1 else ():
        right, far = list[str](), 0
        for setup, text in printed:
            figure, value = read(text, way.unit), total(setup, way.key)
            right += [text] if figure is not None and figure.allows(value) else []
            far += figure is None or not 1 / FACTOR <= figure.value / value <= FACTOR
            if far > (1 - SHARE) * len(printed):
                break
        digits = sum(len(SURE.sub("", each)) for each in {*right})
        few = ENOUGH if len(printed) >= FEWEST else MANY
        if far <= (1 - SHARE) * len(printed) and 2 * len(right) > len(printed) and digits >= few:
            return way
    return Said()


def read(text: str, unit: str) -> Figure | None:
    """A figure with a unit that is left out; None where it has one of its own, or is none."""
    if unit and not NUMBER.fullmatch(text):
        return None
    try:
        figure = amount(f"{text}{unit}")
    except UsageError:
        return None
    return None if figure.bound or figure.shape else figure


def total(setup: Setup, key: str) -> int:
    """A total of a network."""
    analysis = setup.analysis
    if key == "bytes":
        return analysis.memory.weights
    return {"params": analysis.params, "macs": analysis.macs, "flops": 2 * analysis.macs, "depth": analysis.depth}[key]


def named(reader: Prose, rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[Setup, Sequence[Cell]]]:
    """The rows that name a network, each with that, analysed."""
    for row in rows:
        mention = next((each for cell in row for each in cell.names if each.networks), None)
        setup = reader.setup(mention.networks[0]) if mention is not None else None
        if setup is not None:
            yield setup, row
