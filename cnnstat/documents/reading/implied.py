"""What a column of a table says, by its heading and its rows: that ``25.6`` are millions, a size counts parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.cells import COMMA, Cell, figure_of, is_plain
from cnnstat.documents.reading.claim import TOTALS
from cnnstat.documents.reading.forms import COUNTS
from cnnstat.documents.reading.headings import OTHER, Said, said_by
from cnnstat.documents.reading.prose import Prose
from cnnstat.effort import spend
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
SCALES = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, " MB": 10**6, " MiB": 2**20}
WAYS = (
    Said("params"), Said("params", "M"), Said("macs"), Said("macs", "G"), Said("macs", "M"), Said("flops"),
    Said("flops", "G"), Said("flops", "M"), Said("bytes"), Said("bytes", " MB"), Said("bytes", " MiB"), Said("depth"),
)  # fmt: skip
"""What a column of totals may say where its heading does not: the quantity, and the unit that is left out."""
Named = Sequence[tuple[Setup, Sequence[Cell]]]
"""The rows of a table that name a network, each with that, analysed."""
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
    known = [*named(reader, rows)]
    for at, each in enumerate(found):
        if not each.unit and each.part is None and (unit := unit_of_column(each.key, known, at)):
            found[at] = each._replace(unit=unit)
        if each.key == "bytes" and counts_params(known, at):
            found[at] = Said("params")
        if not (each.key or across or OTHER.search(titles[at])):
            found[at] = quantity_of([(setup, row[at]) for setup, row in known if at < len(row)])
    return found


def named(reader: Prose, rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[Setup, Sequence[Cell]]]:
    """The rows that name a network, each with that, analysed."""
    for row in rows:
        mention = next((each for cell in row for each in cell.names if each.networks), None)
        setup = reader.setup(mention.networks[0]) if mention is not None else None
        if setup is not None:
            yield setup, row


def unit_of_column(key: str, rows: Named, at: int) -> str:
    """The unit that the figures of a column have for most networks of its rows; "" if there is none.

    Args:
        key: what the figures count.
        rows: the rows with their networks.
        at: the column.
    """
    found = [*figures(key, rows, at)] if key in UNITS else []
    for unit in UNITS.get(key, ()):
        ratios = [number * SCALES[unit] / value for number, value in found]
        most = 2 * FACTOR if key == "flops" else FACTOR
        fits = sum(1 / FACTOR <= each <= most for each in ratios)
        if fits >= FEWEST and fits >= SHARE * len(found):
            return unit
    return ""


def counts_params(rows: Named, at: int) -> bool:
    """Whether the figures of a column of sizes, ``25.6M`` without bytes, are the parameters of its rows' networks."""
    ratios = [
        float(amount(text).value) / setup.analysis.params
        for setup, text in cells(rows, at)
        if COUNTS.search(text) and COUNT.fullmatch(text) and setup.analysis.params
    ]
    fits = sum(1 / FACTOR <= each <= FACTOR for each in ratios)
    return fits >= FEWEST and fits >= SHARE * len(ratios)


def figures(key: str, rows: Named, at: int) -> Iterator[tuple[float, int]]:
    """The numbers of a column, each with the figure of the network that its row names."""
    for setup, text in cells(rows, at):
        value = setup.analysis.params if key == "params" else setup.analysis.macs
        if NUMBER.fullmatch(text) and float(text) and value:
            yield float(text), value


def cells(rows: Named, at: int) -> Iterator[tuple[Setup, str]]:
    """The texts of a column, each with the network that its row names; one that spans several rows once for each."""
    for setup, cell in once((setup, row[at]) for setup, row in rows if at < len(row)):
        text = cell.text.text.strip()
        yield setup, text.replace(",", ".") if COMMA.fullmatch(text) else text


def once(found: Iterable[tuple[Setup, Cell]]) -> list[tuple[Setup, Cell]]:
    """Cells with their networks, each once for a network, however many rows and columns it spans; counts them."""
    kept = list({(id(setup), id(cell)): (setup, cell) for setup, cell in found}.values())
    spend(2 * len(kept))
    return kept


def quantity_of(found: Iterable[tuple[Setup, Cell]]) -> Said:
    """The total that figures are of some networks: of most if that, near it for nearly all, with digits enough."""
    printed = [(setup, *own) for setup, cell in once(found) if (own := read(cell.text.text)) is not None]
    for way in WAYS if len(printed) > 1 else ():
        scale, right, far = SCALES[way.unit], list[str](), 0
        for setup, text, figure in printed:
            value = Fraction(total(setup, way.key), scale)
            if figure is None or not value or (scale > 1 and not NUMBER.fullmatch(text)):
                far += 1
            else:
                right += [text] if figure.allows(value) else []
                far += not 1 / FACTOR <= figure.value / value <= FACTOR
            if far > (1 - SHARE) * len(printed):
                break
        digits = sum(len(SURE.sub("", each)) for each in {*right})
        few = ENOUGH if len(printed) >= FEWEST else MANY
        if far <= (1 - SHARE) * len(printed) and 2 * len(right) > len(printed) and digits >= few:
            return way
    return Said()


@lru_cache(maxsize=1000)
def read(cell: str) -> tuple[str, Figure | None] | None:
    """The figure of a cell that is nothing else, as it is printed, and read if it is a single number; else None."""
    if not is_plain(cell):
        return None
    _, text = figure_of(cell)
    try:
        figure = amount(text)
    except UsageError:
        return text, None
    return text, None if figure.bound or figure.shape else figure


def total(setup: Setup, key: str) -> int:
    """A total of a network."""
    analysis = setup.analysis
    if key == "bytes":
        return analysis.memory.weights
    return {"params": analysis.params, "macs": analysis.macs, "flops": 2 * analysis.macs, "depth": analysis.depth}[key]
