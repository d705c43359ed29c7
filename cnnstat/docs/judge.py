"""A marked figure with all that says how it is meant: the words around its mark, and the heading of its column."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cnnstat.docs.document import Passage
from cnnstat.docs.marks import Mark
from cnnstat.docs.prose import ALONE, OTHER_END, Around, Printed, around, bare, goes_before
from cnnstat.docs.quantity import contradicts, said_before, said_behind, said_by, said_of, unit_of
from cnnstat.docs.rules import MACS_AS_FLOPS, OTHER, UNREADABLE, UNRESOLVED
from cnnstat.docs.verify import Verdict, Verifier, is_far
from cnnstat.errors import CnnstatError, shown
from cnnstat.query.syntax import Operation, Query, Reference, references
from cnnstat.query.value import SUMMED
from cnnstat.rule import Rule


class Asked(NamedTuple):
    """A marked figure.

    Attributes:
        printed: the figure, without markup.
        asks: its query.
        folder: of its document.
        around: words outside of the mark that belong to it.
        title: the heading of its column; "" outside of tables.
        said: the quantity that the words beside it, or the heading, name.
        part: whether it is one end of a range, or the least of something; then it is not mended.
    """

    printed: Printed
    asks: str
    folder: Path
    around: Around
    title: str
    said: str
    part: bool


def asked(passage: Passage, mark: Mark, folder: Path) -> Asked:
    """A mark of a passage with what stands around it."""
    text = passage.text
    printed = bare(text[mark.start : mark.end])
    outside = around(text, mark.begin, mark.close)
    title = heading_of(passage, mark.begin)
    inside = ALONE.search(printed.text)
    said = said_behind(printed.text, inside.end()) or said_of(printed.text) if inside else ""
    said = said or said_of(outside.unit) or said_behind(text, outside.end)
    said = said or (said_by(title) if title else said_before(text, mark.begin, 0))
    part = goes_before(text, mark.begin) or OTHER_END.match(text, mark.close) is not None
    return Asked(printed, mark.asks, folder, outside, title, said, part)


def heading_of(passage: Passage, at: int) -> str:
    """The heading of the column of a Markdown table in which something stands; "" outside of tables."""
    if passage.kind != "markdown":
        return ""
    line = passage.lines.of(at)
    if "|" not in passage.lines.line(line):
        return ""
    from cnnstat.docs.markdown import layout

    tables = layout(passage.text).tables
    number = bisect_right(tables, line, key=lambda each: each.first) - 1
    if number < 0 or not tables[number].first + 1 < line < tables[number].last:
        return ""
    first = tables[number].first
    head, row = (row_of(passage.text, *passage.lines.range(each, each + 1)) for each in (first, line))
    column = bisect_right(row, at, key=lambda cell: cell[0]) - 1
    return passage.text[slice(*head[column])].strip() if 0 <= column < len(head) else ""


@lru_cache(maxsize=8)
def row_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row; kept, as a row may have many marks."""
    from cnnstat.docs.sums import cells

    return cells(text, start, end)


def judge(verifier: Verifier, each: Asked) -> Verdict:
    """The verdict on a marked figure.

    What stands around it may loosen it (about, more than), and may hold its unit: behind the mark, where it counts, or
    in the heading of its column, where a query may divide by it instead.
    """
    text, (before, unit, behind, _) = each.printed.text, each.around
    if not text:
        return empty(verifier, each)
    alone = stripped(verifier.verdict(f"{text}{behind}", each.asks, each.folder), "", behind)
    plain = alone
    if before and alone.rule is not None:
        plain = stripped(verifier.verdict(f"{before}{text}{behind}", each.asks, each.folder), before, behind)
    if plain.rule is UNRESOLVED or (plain.rule is None and not (unit and is_reference(verifier, each))):
        return plain
    several = list(ALONE.finditer(text)) if plain.rule is UNREADABLE else []
    if len(several) > 1:
        figures = " and ".join(shown(each[0]) for each in several[:2])
        return Verdict(UNREADABLE, f"{len(several)} figures in one mark, {figures}; mark them one by one")
    titled = "" if unit else heading_unit(each.title, plain)
    if not unit and not titled:
        return plain
    behind = f"{unit or titled}{behind}"
    whole = stripped(verifier.verdict(f"{before}{text}{behind}", each.asks, each.folder), before, behind)
    if whole.rule is UNREADABLE or (titled and whole.rule is not None and lacks_unit(whole)):
        return plain
    return whole


def heading_unit(title: str, plain: Verdict) -> str:
    """The unit that a column's heading gives a figure; a whole number is no share."""
    unit = unit_of(title)
    return "" if unit == "%" and isinstance(plain.value, int | tuple) else unit


def empty(verifier: Verifier, each: Asked) -> Verdict:
    """What an empty mark should hold: the exact value, or with a unit around it so many of these."""
    exact = verifier.verdict("0", each.asks, each.folder)
    if exact.rule is UNRESOLVED:
        return exact
    before, unit, behind, _ = each.around
    unit = unit or heading_unit(each.title, exact)
    suggested = "" if exact.exact.startswith("≈") else exact.exact
    if unit:
        suggested = stripped(verifier.verdict(f"100{unit}", each.asks, each.folder), "", unit).suggested
    if suggested and (before or unit or behind):
        again = verifier.verdict(f"{before}{suggested}{unit}{behind}", each.asks, each.folder)
        suggested = suggested if again.rule is None and suggested != "1" else ""
    return Verdict(UNREADABLE, f"the mark is empty; {each.asks} is {exact.exact}", exact.exact, suggested)


def stripped(verdict: Verdict, before: str, behind: str) -> Verdict:
    """A verdict whose suggestion is for the inside of the mark."""
    suggested = verdict.suggested
    if not suggested.startswith(before) or not suggested.endswith(behind):
        return verdict._replace(suggested="")
    return verdict._replace(suggested=suggested[len(before) : len(suggested) - len(behind)])


def is_reference(verifier: Verifier, each: Asked) -> bool:
    try:
        return isinstance(verifier.query(each.asks, each.folder), Reference)
    except CnnstatError:
        return False


def adds_up(verifier: Verifier, each: Asked) -> bool:
    """Whether a query asks for what can be added: parameters, also in millions; not receptive fields or ratios."""
    try:
        return additive(verifier.query(each.asks, each.folder))
    except CnnstatError:
        return False


def additive(query: Query) -> bool:
    match query:
        case Reference(path=path):
            return path[-1:] != () and path[-1] in SUMMED
        case Operation(sign="+" | "-", left=left, right=right):
            return additive(left) and additive(right)
        case Operation(sign="*" | "/", left=left, right=right):
            return additive(left) and not any(references(right))
    return False


def misnamed(verifier: Verifier, each: Asked) -> tuple[Rule, str] | None:
    """That the words beside a figure name another quantity than its query asks for."""
    try:
        query = verifier.query(each.asks, each.folder)
    except CnnstatError:
        return None  # said where the figure is judged
    if not contradicts(each.said, query):
        return None
    assert isinstance(query, Reference)
    wanted = query.path[-1]
    if {each.said, wanted} <= {"macs", "flops"}:
        return MACS_AS_FLOPS, f"the text says {NAMES[each.said]}, {each.asks} asks for {NAMES[wanted]}"
    return OTHER, f"the text says {NAMES.get(each.said, each.said)}, {each.asks} asks for {NAMES.get(wanted, wanted)}"


NAMES = {"macs": "MACs", "flops": "FLOPs", "params": "parameters", "depth": "layers"}


def lacks_unit(verdict: Verdict) -> bool:
    """Whether a figure is so far off that it probably lacks its unit."""
    figure, value = verdict.figure, verdict.value
    if figure is None or value is None or isinstance(value, tuple) or not value or not figure.value:
        return False
    return is_far(figure.value, value)
