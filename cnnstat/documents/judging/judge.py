"""A marked figure with everything that tells how it is meant: the words around its mark and its column's heading."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.document import Passage
from cnnstat.documents.judging.additive import UNITS as POWERS
from cnnstat.documents.judging.additive import Counted, counted, whole
from cnnstat.documents.judging.beside import beside, factor, glued
from cnnstat.documents.judging.named import (
    LONGEST_HEADING,
    QUANTITIES,
    contradicts,
    said_before,
    said_behind,
    said_by,
    said_of,
    unit_of,
    without_name,
)
from cnnstat.documents.judging.prose import ALONE, Around, Printed, around, bare, is_end
from cnnstat.documents.judging.turned import is_turned
from cnnstat.documents.judging.verify import FAR, Verdict, Verifier
from cnnstat.documents.marks.pairs import Mark
from cnnstat.documents.rules import MACS_AS_FLOPS, OTHER, UNREADABLE, UNRESOLVED
from cnnstat.errors import CnnstatError, UsageError, nearest, shown
from cnnstat.findings.rule import Rule
from cnnstat.printed import read_figure
from cnnstat.query import Bench, evaluate
from cnnstat.query.syntax import Operation, Query, Reference, references

UNTOLD = "what readers see beside it cannot be told: "
FAR_BESIDE = f"{UNTOLD}too many tags and comments stand there, or too long ones"
TURNED = "an override of direction (U+202E, <bdo>) is in force there, so that readers see the digits in reverse order"
COMPUTED = f"{UNTOLD}an expression in braces stands there; put a blank between, or say the figure without it"


class Asked(NamedTuple):
    """A marked figure.

    Attributes:
        printed: the figure, without markup.
        asks: its query.
        folder: the folder of its document.
        around: words outside the mark that belong to it.
        title: the heading of its column; "" outside tables.
        said: the quantity that the words beside it, or the heading, name; "" if they name none.
        called: the quantity that the text calls it according to the mark (``as FLOPs``); "" if the mark does not say.
        part: whether it is one end of a range, or a minimum; then it is not fixed.
        glued: the figure that readers see, if it continues outside the mark; otherwise "".
        untold: why it cannot be told what readers see; "" if it can.
    """

    printed: Printed
    asks: str
    folder: Path
    around: Around
    title: str
    said: str
    called: str
    part: bool
    glued: str = ""
    untold: str = ""


def asked(passage: Passage, mark: Mark, folder: Path) -> Asked:
    """A mark of a passage with the words around it."""
    text = passage.text
    asks, called = without_name(mark.asks)
    printed = bare(text[mark.start : mark.end])
    text = passage.plain  # with the comments of LaTeX and reStructuredText blanked
    seen = beside(text, mark.begin, mark.close, passage.kind, passage.scripted)
    unit, used = factor(seen, printed.text)
    outside = around(text, mark.begin, mark.close, (unit, seen.ends[used - 1] if used else mark.close))
    whole = glued(seen, printed.text, used)
    title = heading_of(passage, mark.begin)
    inside = ALONE.search(printed.text)
    name = said_behind(printed.text, inside.end()) or said_of(printed.text) if inside else ""
    name = name or said_of(outside.unit) or said_behind(text, outside.end)
    name = name or (said_by(title) if title else said_before(text, mark.begin, 0))
    part = is_end(text, mark.begin, mark.close)
    untold = COMPUTED if seen.computed else "" if seen.told else FAR_BESIDE
    untold = TURNED if is_turned(text, passage.kind, mark.start) else untold
    return Asked(printed, asks, folder, outside, title, name, called, part, whole, untold)


def heading_of(passage: Passage, at: int) -> str:
    """The heading of the column of a Markdown table that contains an offset; "" outside tables."""
    if passage.kind != "markdown":
        return ""
    line = passage.lines.of(at)
    if "|" not in passage.lines.line(line):
        return ""
    from cnnstat.documents.formats.markdown import layout

    tables = layout(passage.text).tables
    number = bisect_right(tables, line, key=lambda each: each.first) - 1
    if number == -1 or not tables[number].first < line < tables[number].last:
        return ""
    first = tables[number].first
    head, row = (row_of(passage.text, *passage.lines.range(each, each + 1)) for each in (first, line))
    column = bisect_right(row, at, key=lambda cell: cell[0]) - 1
    words = passage.text[slice(*head[column])].strip() if 0 <= column < len(head) else ""
    return words if len(words) <= LONGEST_HEADING else ""


@lru_cache(maxsize=8)
def row_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The cells of a row; cached, since a row may have many marks."""
    from cnnstat.documents.judging.sums import cells

    return cells(text, start, end)


def judge(verifier: Verifier, each: Asked) -> Verdict:
    """The verdict on a marked figure.

    The words around it tell how it is meant (about, more than) and may give its unit. A unit after the mark always
    counts; one in the heading of the column may instead be what the query divides by.
    """
    text, unit = each.printed.text, each.around.unit
    if each.called not in ("", *QUANTITIES):
        expected = f"as {each.called}: expected what the text calls the figure{nearest(each.called, CALLED)}"
        return Verdict(UNRESOLVED, expected)
    if not text:
        return empty(verifier, each)
    plain = said(verifier, each, "")
    if plain.rule is UNRESOLVED:
        return plain
    if each.glued:
        problem = f"readers see {shown(each.glued)}, which goes on outside of the mark; enclose the whole figure"
        return Verdict(UNREADABLE, problem, plain.exact)
    if each.untold:
        return Verdict(UNREADABLE, each.untold, plain.exact)
    fixed = bool(unit) and not is_in(unit, verifier.query(each.asks, each.folder), verifier.bench)
    if plain.rule is None and not fixed and not bounded(plain):
        return plain
    several = list(ALONE.finditer(text)) if plain.rule is UNREADABLE else []
    if len(several) > 1:
        figures = " and ".join(shown(each[0]) for each in several[:2])
        return Verdict(UNREADABLE, f"{len(several)} figures in one mark, {figures}; mark them one by one")
    titled = "" if unit else heading_unit(each.title, plain)
    if not unit and not titled:
        return plain
    whole = said(verifier, each, unit or titled)
    if whole.rule is UNREADABLE or fixed:
        return whole if unit else plain
    if bounded(plain):  # "more than 61" is right for 61 million too
        return plain if distance(plain) <= distance(whole) else whole
    return plain if whole.rule is not None and lacks_unit(whole) and (titled or not lacks_unit(plain)) else whole


def bounded(verdict: Verdict) -> bool:
    """Whether a figure says only that a value lies above or below."""
    return verdict.figure is not None and verdict.figure.bound != ""


def distance(verdict: Verdict) -> Fraction:
    """The factor by which a figure is too large or too small."""
    figure, value = verdict.figure, verdict.value
    if figure is None or value is None or isinstance(value, tuple) or not value or not figure.value:
        return Fraction(1)
    ratio = abs(Fraction(value) / figure.value)
    return max(ratio, 1 / ratio)


def is_in(unit: str, query: Query, bench: Bench) -> bool:
    """Whether a query already gives its figure in a unit that multiplies: divided by 10**6, it is in millions."""
    try:
        factor = read_figure(f"1{unit}").value
    except UsageError:
        return False
    return factor != 1 and Fraction(9, 10) < factor * scale_of(query, bench) < Fraction(11, 10)


def scale_of(query: Query, bench: Bench) -> Fraction:
    """The powers of 10 and of 1,024 by which a query multiplies its figure; other factors are part of the count."""
    if not isinstance(query, Operation) or query.sign not in ("*", "/"):
        return Fraction(1)
    left, right = query.left, query.right
    if query.sign == "*" and not any(references(left)):
        left, right = right, left
    if any(references(right)):
        return Fraction(1)
    value = evaluate(right, bench).value
    power = Fraction(1) if isinstance(value, tuple) or value not in POWERS else Fraction(value)
    return scale_of(left, bench) * (power if query.sign == "*" else 1 / power)


def said(verifier: Verifier, each: Asked, unit: str) -> Verdict:
    """The verdict on a figure with a unit and the words around it, if they can be read together."""
    before, _, behind, _ = each.around
    behind = f"{unit}{behind}"
    whole = verifier.verdict(f"{before}{each.printed.text}{behind}", each.asks, each.folder)
    if whole.rule is UNREADABLE and before:
        return stripped(verifier.verdict(f"{each.printed.text}{behind}", each.asks, each.folder), "", behind)
    return stripped(whole, before, behind)


def heading_unit(title: str, plain: Verdict) -> str:
    """The unit that a column's heading gives a figure; not ``%`` for whole numbers, which are not shares."""
    unit = unit_of(title)
    return "" if unit == "%" and isinstance(plain.value, int | tuple) else unit


def empty(verifier: Verifier, each: Asked) -> Verdict:
    """The verdict on an empty mark, which suggests the exact value, or if there is a unit, the value in that unit."""
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
    """A verdict with its suggestion reduced to what is inside the mark."""
    suggested = verdict.suggested
    if not suggested.startswith(before) or not suggested.endswith(behind):
        return verdict._replace(suggested="")
    return verdict._replace(suggested=suggested[len(before) : len(suggested) - len(behind)])


def counts(verifier: Verifier, each: Asked) -> tuple[Counted | None, Reference | None]:
    """What the query of a figure counts, and the query for that of its whole network; None if it cannot be added."""
    try:
        query = verifier.query(each.asks, each.folder)
        found = counted(query, verifier.bench)
    except CnnstatError:
        return None, None
    return found, whole(query) if found else None


def misnamed(verifier: Verifier, each: Asked, verdict: Verdict) -> tuple[Rule, str] | None:
    """The rule and problem if the words beside a figure name another quantity than its query asks for.

    If MACs are called FLOPs or the other way round, this is reported only if the figure is right for one of the two;
    otherwise it is just wrong.
    """
    try:
        query = verifier.query(each.asks, each.folder)
    except CnnstatError:
        return None  # reported when the figure is judged
    if each.said == each.called or not contradicts(each.said, query):
        return None
    assert isinstance(query, Reference)
    wanted = query.path[-1]
    problem = f"the text says {NAMES.get(each.said, each.said)}, {each.asks} asks for {NAMES.get(wanted, wanted)}"
    if not {each.said, wanted} <= {"macs", "flops"}:
        return OTHER, problem
    if verdict.rule is None:
        return MACS_AS_FLOPS, problem
    other = f"{each.asks.rpartition('.')[0]}.{each.said}"
    meant = verifier.verdict(verdict.figure.text, other, each.folder) if verdict.figure else verdict
    return (MACS_AS_FLOPS, f"{problem}; the figure is {other}") if meant.rule is None else None


NAMES = {"macs": "MACs", "flops": "FLOPs", "params": "parameters", "depth": "layers"}
CALLED = [NAMES.get(key, key) for key in QUANTITIES]


def lacks_unit(verdict: Verdict) -> bool:
    """Whether a figure is so far off that it probably lacks its unit."""
    return distance(verdict) >= FAR and not (verdict.figure and verdict.figure.shape)
