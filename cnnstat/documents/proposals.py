"""Marks that are proposed for figures: only those that the program reads, and that hold, once they are set.

Where a figure is a formula, the mark encloses its dollar signs, too. Where no mark can stand, as in an attribute or in
the middle of a formula, none is proposed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.checker import Checker
from cnnstat.documents.document import Passage, passage
from cnnstat.documents.fix import edited
from cnnstat.documents.formats import barred, formats
from cnnstat.documents.formats.emphasis import altered
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.markdown import begins_line
from cnnstat.documents.judging.judge import asked, judge, misnamed
from cnnstat.documents.marks.pairs import Mark
from cnnstat.findings.finding import Edit

BEFORE = re.compile(r"(?:\$\$?|\\\(|\\\[|\*{1,3}|_{1,2}|~~|<[A-Za-z][^<>]{0,100}>)+\Z")
BEHIND = re.compile(r"(?:\$\$?|\\\)|\\\]|\*{1,3}|_{1,2}|~~|</[A-Za-z][^<>]{0,100}>)+")
CLOSING = "<!-- /cnnstat -->"
NEAR = 120
"""Characters before a figure among which markup that begins there is looked for."""


class Proposal(NamedTuple):
    """A mark that may be set.

    Attributes:
        start, end: the offsets of what it encloses in its passage.
        asks: its query.
        right: whether the figure comes out; the mark of another one is a finding once it is set.
    """

    start: int
    end: int
    asks: str
    right: bool = True

    def mark(self, within: Passage) -> str:
        """The mark with what it encloses."""
        return f"{self.opening(within)}{within.text[self.start : self.end]}{CLOSING}"

    def opening(self, within: Passage) -> str:
        """The comment that begins it."""
        first, last = formats()[within.kind].bracket
        return f"{first}cnnstat: {self.asks}{last}"


def readable(checker: Checker, within: Passage, folder: Path, proposals: Sequence[Proposal]) -> list[Proposal | None]:
    """For each proposal what its mark has to enclose to be read, and to hold; None where no mark can stand.

    One that would begin its line, with the markup before its figure, is not tried: where it ends the paragraph, others
    would be read that are in code or in a link's title as long as it is not set.
    """
    dividing = divided(within, proposals)
    right = holding(checker, within, folder, [each for each in proposals if each not in dividing])
    wide = {each: widened(within.text, each) for each in proposals if each not in right}
    dividing = divided(within, wide.values())
    wide = {
        each: other for each, other in wide.items()
        if not begins_line(within.text, within.lines, other.start) and other not in dividing
    }  # fmt: skip
    if any(each != other for each, other in wide.items()):
        right |= holding(checker, within, folder, [*right, *wide.values()])
    found = (each if each in right else wide.get(each, each) for each in proposals)
    return [each if each in right else None for each in found]


def divided(within: Passage, proposals: Iterable[Proposal]) -> set[Proposal]:
    """The marks that would begin or end inside of code or a formula, or change emphasis beside them."""
    if within.kind != "markdown":
        return set()
    every = list(proposals)
    spans, changed = barred.undivided(within.text), altered(within.text, [(each.start, each.end) for each in every])

    def is_inside(at: int) -> bool:
        found = bisect_left(spans, (at, 0)) - 1
        return found >= 0 and at < spans[found][1]

    return {each for each in every if is_inside(each.start) or is_inside(each.end) or (each.start, each.end) in changed}


def widened(text: str, each: Proposal) -> Proposal:
    """A proposal with the markup that stands right beside its figure."""
    before = BEFORE.search(text, each.start - NEAR, each.start)
    behind = BEHIND.match(text, each.end)
    return each._replace(start=before.start() if before else each.start, end=behind.end() if behind else each.end)


def holding(checker: Checker, within: Passage, folder: Path, proposals: Iterable[Proposal]) -> set[Proposal]:
    """Those of some proposals that are marks with the finding that is expected, or none, once all of them are set."""
    places, edits, shift, last = dict[tuple[int, int], Proposal](), list[Edit](), 0, 0
    for each in sorted(set(proposals)):
        if each.start < last:
            continue  # of two that overlap, the first
        edits.append(Edit(each.start, each.end, each.mark(within)))
        inside = shift + len(each.opening(within))
        places[each.start + inside, each.end + inside] = each
        shift, last = inside + len(CLOSING), each.end
    text = edited(within.text, edits)
    try:
        trial = passage(text, within.kind, Lines(text))
        items = checker.items(trial)
    except RecursionError:  # marks are not read where brackets are nested so deep, only figures are
        return set()
    marks = [each for each in items if isinstance(each, Mark) and (each.start, each.end) in places]
    found = ((places[each.start, each.end], each) for each in marks)
    return {each for each, mark in found if holds(checker, trial, mark, folder, each.right)}


def holds(checker: Checker, trial: Passage, mark: Mark, folder: Path, right: bool) -> bool:
    """Whether there is nothing to say of a mark, or where its figure is wrong only that."""
    figure = asked(trial, mark, folder)
    verdict = judge(checker.verifier, figure)
    if not right:
        return not mark.seen and verdict.figure is not None
    return not mark.seen and verdict.rule is None and misnamed(checker.verifier, figure, verdict) is None
