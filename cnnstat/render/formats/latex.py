"""Reports as LaTeX, to ``\\input`` into a document; the first line says which packages that loads.

A page is narrow, and no reader can widen it. A table that is too wide for it gets narrow gaps first, then is scaled to
the width of the text, and where its letters would become too small it is turned on its side. A table longer than a page
comes in parts. What fits is as plain as it can be.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from cnnstat.algebra.notation import TEX
from cnnstat.derivation import Equation, Explanation
from cnnstat.quantities.summary import Part, Summary
from cnnstat.quantities.table import Table
from cnnstat.render import sums
from cnnstat.text.tex import escape, row, unknown

if TYPE_CHECKING:
    from cnnstat.comparing.held_report import Shown

ENDINGS = (".tex",)

LONG = 26
"""A column with a longer text than this many signs is one of sentences, which are broken into lines."""
NARROW, USUAL = 80.0, 100.0
"""Points that such a column has at least, and has in a table that is made smaller."""
WIDE, HIGH = 345.0, 550.0
"""Points of a page's text, without the caption: the article class in 10 pt, the narrowest that most people use."""
SMALLEST = 0.5
"""Letters are not made smaller than this, which is LaTeX's tiny, before a table is turned."""
GAPS = 6.0, 3.0
"""Points beside each cell: LaTeX's own, and narrow ones."""
LINE, NOTE_LINE, NOTE_SIGNS = 12.0, 9.5, 75
"""Points of a row, and of a line of the notes below, which holds so many signs."""
FITTED = r"\resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%"
SIZES = {**dict.fromkeys("!.,:;'|il()[] -", 3.3), **dict.fromkeys("fjrst", 4.0), **dict.fromkeys("mwMW%@×−≈+=", 8.3)}
"""Points of signs in the standard font; capitals have 7.3, others 5.3."""
RAGGED = r"\raggedright "
NONE: Mapping[int, float] = {}
WORD = re.compile(r"\S{15,}")
JOINT = re.compile(r"(?<=[.,=@/:_])(?=[A-Za-z0-9])")
"""Where a word too long for its column may be broken."""
BRACKET = re.compile(r" \+ |\\left\b|\\right\b|(?<!\\)[{}]")
OPEN = ("{", r"\left")
COMMAND = re.compile(r"\\(?:text|left|right|frac|mathit|times|max|min|lfloor|rfloor|lceil|rceil)(?![A-Za-z]) ?")
MARGIN = 30.0
"""Points that the equals sign and the gaps in a formula take."""
MANY = 10
"""Parts of a table behind which the page is ended, as LaTeX keeps a limited number of floats in mind."""


def points(text: str) -> float:
    """Points that a text is wide in the standard font, about."""
    return sum(SIZES.get(sign, 7.3 if sign.isupper() else 5.3) for sign in text)


class Grid:
    """The cells of a table.

    Attributes:
        head: the titles of the columns.
        numeric: which columns are set to the right.
        rows: the texts.
        last: the totals; none where it is empty.
        widest: of each column the widest cell.
        sentences: the columns that are broken into lines.
    """

    def __init__(
        self, head: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[str]], last: Sequence[str] = ()
    ) -> None:
        self.head, self.numeric, self.rows, self.last = head, numeric, rows, last
        columns = list(zip(head, *rows, *([last] if last else []), strict=True))
        self.widest = [max(cells, key=points) for cells in columns]
        self.sentences = [at for at, cells in enumerate(columns) if not numeric[at] and max(map(len, cells)) > LONG]

    def room(self, wide: float, gap: float) -> float:
        """Points of a width that its columns of sentences can have; below zero where even the others do not fit."""
        others = (points(cell) for at, cell in enumerate(self.widest) if at not in self.sentences)
        return wide - sum(others) - 2 * gap * len(self.widest)

    def shared(self, room: float) -> dict[int, float]:
        """Points of each column of sentences: none has more than it needs, the longer ones share the rest."""
        found: dict[int, float] = {}
        for at in sorted(self.sentences, key=lambda at: points(self.widest[at])):
            found[at] = min(points(self.widest[at]), (room - sum(found.values())) / (len(self.sentences) - len(found)))
        return found

    def parts(self, how: Fit) -> list[Sequence[Sequence[str]]]:
        """The rows in as many parts, of about one height, as pages make of them."""
        lines = (
            max([1, *(math.ceil(points(row[at]) / wide) for at, wide in how.sentences.items())]) for row in self.rows
        )
        ends = list(accumulate((LINE * each for each in lines), initial=0.0))
        count = max(1, math.ceil((ends[-1] + 3 * LINE) / how.high))
        cuts = [bisect_left(ends, ends[-1] * part / count) for part in range(count)]
        return [self.rows[first:last] for first, last in pairwise([*cuts, len(self.rows)])]


class Fit(NamedTuple):
    """How a table gets onto the page.

    Attributes:
        sentences: points of its columns of sentences.
        gap: points beside its cells.
        scaled: whether it is scaled to the width of the text where it is wider.
        turned: whether it lies on its side.
        high: points of its rows that one page holds, as they are before they are scaled.
    """

    sentences: dict[int, float]
    gap: float = GAPS[0]
    scaled: bool = False
    turned: bool = False
    high: float = HIGH


def fit(grid: Grid, notes: Sequence[str] = ()) -> Fit:
    """The plainest way that gets a table onto the page."""
    below = NOTE_LINE * sum(math.ceil(len(note) / NOTE_SIGNS) + 0.5 for note in notes)
    least = NARROW * len(grid.sentences)
    for gap in GAPS:
        if (room := grid.room(WIDE, gap)) >= least:
            return Fit(grid.shared(room), gap, high=HIGH - below)
    gap = GAPS[1]
    usual = USUAL * len(grid.sentences)
    wide = usual - grid.room(0, gap)
    turned = wide * SMALLEST > WIDE
    if turned and (room := grid.room(HIGH, gap)) >= least:
        return Fit(grid.shared(room), gap, turned=True, high=max(10 * LINE, WIDE - 3 * LINE - below))
    across, along = (HIGH, WIDE - 3 * LINE) if turned else (WIDE, HIGH)
    return Fit(grid.shared(usual), gap, True, turned, max(10 * LINE, along - below) * max(1.0, wide / across))


def tabulars(grid: Grid, how: Fit) -> list[str]:
    """A table in booktabs' style, in as many parts as it has pages."""
    wide = how.sentences
    kinds = ("r" if right else f"p{{{wide[at]:.0f}pt}}" if at in wide else "l" for at, right in enumerate(grid.numeric))
    begin = [rf"\begin{{tabular}}{{{''.join(kinds)}}}", r"\toprule", line(grid.head), r"\midrule"]
    end = [r"\bottomrule", r"\end{tabular}"]
    parts = grid.parts(how)
    if len(parts) > 1:  # an invisible row makes all parts as wide, and so as small, as the whole
        cells = ("" if at in wide else rf"\hphantom{{{escape(cell)}}}" for at, cell in enumerate(grid.widest))
        begin.append(" & ".join(cells) + r" \\[-\normalbaselineskip]")
    total = [r"\midrule", line(grid.last)] if grid.last else []
    return [
        "\n".join([*begin, *(line(row, wide) for row in part), *(total if part is parts[-1] else []), *end])
        for part in parts
    ]


def line(cells: Sequence[str], sentences: Mapping[int, float] = NONE) -> str:
    """A row, and its end.

    Args:
        cells: its texts.
        sentences: points of the columns that are broken into lines.
    """
    texts = [broken(cell, sentences[at]) if at in sentences else escape(cell) for at, cell in enumerate(cells)]
    # Behind ragged lines two backslashes would end one of these.
    end = r"\tabularnewline" if texts[-1].startswith(RAGGED) else r"\\"
    return f"{row(texts)} {end}"


def broken(text: str, wide: float) -> str:
    """A text for a column of some points, broken into lines where it is longer; long words where they have a joint."""
    if points(text) < wide:
        return escape(text)
    return RAGGED + r"\allowbreak{}".join(map(escape, JOINT.split(text) if WORD.search(text) else [text]))


def floating(caption: str, grid: Grid, notes: Sequence[str] = ()) -> str:
    """A table that floats, with its caption, and the notes below the last part."""
    how = fit(grid, notes)
    kind = "sidewaystable" if how.turned else "table"
    gap = [rf"\setlength{{\tabcolsep}}{{{how.gap:g}pt}}"] if how.gap != GAPS[0] else []
    parts = tabulars(grid, how)
    made = []
    for number, part in enumerate(parts, 1):
        title = f"{caption} (part {number} of {len(parts)})" if len(parts) > 1 else caption
        small = [rf"\par\smallskip{{\footnotesize {escape(note)}\par}}" for note in notes if number == len(parts)]
        body = f"{FITTED}\n{part}}}" if how.scaled else part
        made += [rf"\begin{{{kind}}}", r"\centering", *gap, rf"\caption{{{escape(title)}}}\smallskip", body, *small]
        made += [rf"\end{{{kind}}}", *([r"\clearpage"] if number % MANY == 0 else []), ""]
    return "\n".join(made)


def source(body: str, *packages: str) -> str:
    """A body below the line that says what its document loads."""
    found = [*packages, "booktabs"]
    found += ["graphicx"] if r"\resizebox" in body else []
    found += ["rotating"] if "{sidewaystable}" in body else []
    needs = f"% needs \\usepackage{{{','.join(found)}}}"
    strange = unknown(body)
    return f"{needs}{f', and a package or an engine that sets {strange}' if strange else ''}\n{body}"


def table(report: Table) -> str:
    """A table of layers, verdicts, sizes or anything else."""
    return source(drawn(report))


def drawn(report: Table) -> str:
    head, numeric = [column.title for column in report.columns], [column.numeric for column in report.columns]
    grid = Grid(head, numeric, report.texts(), report.total_texts())
    notes = [*(f"{label}: {text}" for label, text in report.facts), *report.all_notes]
    return floating(report.title, grid, notes)


def held(report: Shown) -> str:
    """The claims, then the differences."""
    return source("\n".join(drawn(each) for each in report.tables))


def summary(report: Summary) -> str:
    """A summary: its figures, what else is told, and where the parameters and MACs are."""
    facts = [(fact.label, fact.figure, fact.remark) for fact in report.facts]
    grid = Grid(("figure", "value", "remark"), (False, True, False), facts)
    caption = ". ".join(filter(None, (report.title, report.source)))
    told = [
        rf"\paragraph{{{escape(section.heading)}}} "
        + " ".join(f"{escape(label)}: {escape(text)}." for label, text in section.lines)
        for section in report.sections
    ]
    parts = [*part("parameters", report.parameters), *part("MACs", report.macs)]
    return source("\n".join([floating(caption, grid, report.notes), *told, *parts]))


def part(what: str, ranking: Sequence[Part]) -> list[str]:
    if not ranking:
        return []
    rows = [(each.name, each.figure, each.share) for each in ranking]
    return [floating(f"Where the {what} are", Grid(("", what, "share"), (False, True, True), rows))]


def chain(equation: Equation) -> Iterator[str]:
    """The lines of an equation: a step is broken in front of a plus where it is too wide for the page."""
    label = TEX.word(equation.label)
    room = WIDE - points(seen(label)) - MARGIN
    begin = f"{label} &= "
    for step in equation.lines(TEX):
        line = ""
        for term in terms(step):
            if line and points(seen(line + term)) > room:
                yield f"{begin}{line}"
                begin, line, term = r"&\quad ", "", term.lstrip()
            line += term
        yield f"{begin}{line}"
        begin = "&= "


def terms(step: str) -> Iterator[str]:
    """A formula in pieces, each but the first with the plus in front of it, outside of all brackets."""
    begin, depth = 0, 0
    for match in BRACKET.finditer(step):
        if match[0] == " + ":
            if depth == 0:
                yield step[begin : match.start()]
                begin = match.start()
        else:
            depth += 1 if match[0] in OPEN else -1
    yield step[begin:]


def seen(formula: str) -> str:
    """About what a formula shows: its letters and signs."""
    return COMMAND.sub("", formula).translate(dict.fromkeys(map(ord, "{}^\\")))


def explanation(report: Explanation) -> str:
    """Derivations, with mathematics."""
    title = report.title + (f": {report.about}" if report.about else "")
    lines = [rf"\section*{{{escape(title)}}}"]
    for each in report.derivations:
        lines += [rf"\paragraph{{{escape(each.title)}: {escape(each.result)}}} {escape(each.meaning)}"]
        for equation in each.equations:
            lines += [r"\begin{align*}", " \\\\\n".join(chain(equation)), r"\end{align*}"]
        if each.addends:
            grid = Grid(sums.HEAD, sums.NUMERIC, *sums.rows_of(each))
            for part_of_sum in tabulars(grid, fit(grid)):
                lines += [r"\begin{center}", part_of_sum, r"\end{center}"]
        lines += [
            rf"{{\sloppy {escape(text)}\par}}" if len(text) > NOTE_SIGNS else rf"{escape(text)}\par"
            for text in each.remarks
        ]
    lines += [rf"{{\footnotesize {escape(note)}\par}}" for note in report.notes]
    return source("\n".join([*lines, ""]), "amsmath")
