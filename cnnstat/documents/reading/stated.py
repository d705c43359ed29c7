"""What the cells of a table of layers state: sizes under their headings, shapes as programs print them, equations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.judging.prose import ALONE, AMOUNT
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.cells import LONGEST, WITH_UNIT, Cell, notations
from cnnstat.documents.reading.claim import LAYERED, TOTALS
from cnnstat.documents.reading.headings import Said, said_by
from cnnstat.documents.reading.tokens import TUPLE
from cnnstat.errors import UsageError

SHARED = ("params", "weights", "macs", "flops")
"""What a percentage may be a share of."""
SHAPES = ("output", "input", "neurons", "units", "filters")
OUTPUTS = "all neurons"
"""What a layer puts out, all maps together."""
COUNTED = (*LAYERED, "params", "weights", "macs", "flops", "depth")
"""What cells of a row may say of its layer."""
LABEL = re.compile(r"[\s,;|]*(?P<word>#?[A-Za-z][A-Za-z -]{1,20}?)\s*[:=]?\s*")
RELEASED = re.compile(r"act(?:ivation)?s?|activation (?:size|count)s?", re.IGNORECASE | re.ASCII)
"""Words for all that a layer puts out."""
VECTOR = re.compile(r"[(\[]\s*(?:None|batch|-1|1|\?)\s*,\s*(?P<many>[1-9][0-9]{0,4})\s*[)\]]", re.IGNORECASE | re.ASCII)
"""A vector as programs print it: ``(None, 1000)``."""
RECKONED = re.compile(r"\s?[)\]]?\s?[-+×xX*·]\s?[(\[0-9]")
"""What goes on behind the first figure of a product or a sum."""
WHOLE = 3
"""Sides of a shape that needs no heading."""
PAIR = re.compile(r"[(\[]\s*(?P<one>[0-9]{1,2})\s*,\s*(?P<other>[0-9]{1,2})\s*[)\]]")
"""Two sides of a window as programs print them: ``(3, 3)``."""
WINDOWS = ("kernel", "stride", "padding", "filters")
RESULT = re.compile(rf"[0-9)]\s?[×xX*]\s?[0-9(][^=]{{0,60}}=\s?(?P<figure>{AMOUNT})\s*\Z")
"""The result of a product, behind which a cell ends."""


class Stated(NamedTuple):
    """A size that a cell states: its column and place in it, what it counts, and how it is printed, with its unit."""

    at: int
    start: int
    end: int
    key: str
    printed: str
    unit: str


def of_row(row: Sequence[Cell], said: Sequence[Said]) -> Iterator[Stated]:
    """The sizes that the cells of a row state."""
    for at, (cell, title) in enumerate(zip(row, said, strict=False)):
        last = 0
        if at > 1 and (own := said_by(row[at - 1].text.text)).key in TOTALS and ALONE.fullmatch(cell.text.text.strip()):
            title = own  # macc | 86.7M
        for each in sorted(of_cell(cell.text.text, at, title), key=lambda each: each.start):
            if each.start >= last:
                yield each
                last = each.end


def of_cell(text: str, at: int, title: Said) -> Iterator[Stated]:
    """The sizes that a cell states: the figure that it begins with, a shape as programs print it, short notations."""
    for start, end, key in notations(text):
        key = key or (title.key if title.key in SHAPES else "output")
        yield Stated(at, start, end, key, text[start:end], "")
    if not at and title.key not in ("input", "output"):
        return
    if own := [*printed_so(text, at, title)] or [*labelled(text[:LONGEST], at)]:
        yield from own
        return
    if printed := TUPLE.search(text):
        shape = re.sub(r"\s*,\s*", "×", printed["sides"])
        yield Stated(at, *printed.span("sides"), title.key if title.key in SHAPES else "output", shape, "")
        return
    if vector := VECTOR.fullmatch(text.strip()):
        start = text.index(text.strip()) + vector.start("many")
        yield Stated(at, start, start + len(vector["many"]), "output", vector["many"], "")
        return
    match = ALONE.search(text)
    if title.key in ("bytes", "activations") and match and is_whole(match[0]) and not title.unit:
        title = Said(OUTPUTS)  # an activation's size in elements
    if match is None or text[: match.start()].strip(" ([~≈*_:") or (title.key and title.key not in (*COUNTED, OUTPUTS)):
        return
    if title.key in SHARED and RECKONED.match(text, match.end()):
        return
    unit = "" if WITH_UNIT.search(match[0]) else title.unit
    try:
        figure = amount(f"{match[0].strip()}{unit}")
    except UsageError:
        return
    sides = len(figure.shape)
    key = title.key or ("output" if sides == WHOLE else "shape" if sides else "")
    if (key or match[0].strip() == text.strip()) and (figure.value or key == "padding"):  # no pool has weights
        yield Stated(at, *match.span(), key, f"{match[0].strip()}{unit}", unit)


def printed_so(text: str, at: int, title: Said) -> Iterator[Stated]:
    """The sides of a window in brackets, ``(3, 3)``, or the result of the product that a cell is."""
    pair, result = PAIR.fullmatch(text.strip()), RESULT.search(text)
    if pair and title.key in WINDOWS:
        start, end = text.index(pair["one"]), text.rindex(pair["other"]) + len(pair["other"])
        key = "kernel" if title.key == "filters" else title.key
        yield Stated(at, start, end, key, f"{pair['one']}×{pair['other']}", "")
    elif result and title.key in (*SHARED, "activations", "bytes"):
        key = title.key if title.key in SHARED else OUTPUTS
        yield Stated(at, *result.span("figure"), key, result["figure"].strip(), "")


def is_whole(printed: str) -> bool:
    """Whether a figure is a whole number, all of whose digits are printed."""
    return printed.replace(",", "").strip().isdecimal()


def labelled(text: str, at: int) -> Iterator[Stated]:
    """The figures of a cell that has a word before each: ``macc 86.7M``, ``activation: 3.21M, param: 1.79k``."""
    last = 0
    for match in ALONE.finditer(text):
        said = LABEL.fullmatch(text, last, match.start())
        last = match.end()
        key = said_by(said["word"]).key if said else ""
        if said and "×" not in match[0] and RELEASED.fullmatch(said["word"]):
            key = OUTPUTS
        if key in (*TOTALS, OUTPUTS) and key != "depth" and not re.search(r"[×xX*]\s?[0-9]", match[0]):
            yield Stated(at, *match.span(), key, match[0].strip(), "")
