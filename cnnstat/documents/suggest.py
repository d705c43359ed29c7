"""Figures without marks: those of which the text says what they count, and the marks that would keep them true.

A figure whose network and quantity are certain is doubted if it does not come out. Of others only those are told that
come out: silence is better than a guess.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cnnstat.documents.checker import Checker
from cnnstat.documents.document import Document, Passage, UnreadableError, finding_at, unread
from cnnstat.documents.formats import barred, formats
from cnnstat.documents.formats.markdown import begins_line
from cnnstat.documents.likeliest import judged
from cnnstat.documents.marks.spans import spans_marked, within
from cnnstat.documents.proposals import Proposal, readable
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.reader import Reader
from cnnstat.documents.reading.shown import COLOURS
from cnnstat.documents.rules import DOUBTFUL, UNMARKED
from cnnstat.documents.together import APART, Judged, consistent
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.files import relative
from cnnstat.findings.finding import Finding
from cnnstat.project import split
from cnnstat.query.settings import divided
from cnnstat.text.printable import UNSAFE

NAMED = 6
"""Units of work for a name of the project's own that is looked up in the file system, once for each folder."""
PLAIN = re.compile(r"[^\s()*+,'\"@\[\]]+")
"""A path that needs no quotes in a query."""
BEFORE = re.compile("[^0-9]*")
"""What stands before the digits of a figure."""
SPLITS = re.compile('[,"]')
"""What ends a cell, or begins one, of values with commas between them."""
SIGNS = frozenset(" .,")
"""What sets thousands or decimals apart in some language."""


def suggest(checker: Checker, document: Document, marks: bool = True) -> None:
    """Add findings for figures without marks to a check.

    Args:
        checker: the check.
        document: one that it has read.
        marks: whether figures that come out are told with their marks, as others are.
    """
    if not document.kind:
        return
    try:
        reader = Reader(checker.verifier.bench, own_names(checker, document.path.parent))
        read = list(unmarked(checker, document.shown, reader))
        told = list(
            consistent(checker, document, (judged(checker, document, passage, found) for passage, found in read))
        )
        found = marked(checker, document, (each for each in told if marks or each.verdict.rule is not None))
    except UnreadableError:
        return  # reported by the check
    except UsageError as error:  # a spec that the configuration names and this document may not read
        checker.add(unread(document.path, str(error)))
        return
    except RecursionError:
        checker.add(unread(document.path, "nested too deep to look for figures without marks"))
        return
    for each in told:
        checker.add(finding_of(document, each, found.get(id(each))), document)


def own_names(checker: Checker, folder: Path) -> dict[str, tuple[str, str]]:
    """The project's own names of networks: how a query in a folder's documents calls each, and where it is."""
    if folder in checker.own_names:
        return checker.own_names[folder]
    below = max(0, len(os.path.realpath(folder)) - len(str(checker.project.root)))  # links on the way are followed
    spend((NAMED + 0.8 * below) * len(checker.config.names))
    found = {}
    for name, network in checker.config.names:
        bare, given = divided(network)
        path, variant = split(bare)
        beside = f"{relative(path, folder)}{variant}" if path else bare
        asks = beside if not path or PLAIN.fullmatch(beside) else f"'{beside}'"
        place = checker.project.network(beside, folder) if path else bare
        found[name] = f"{asks}{given}", f"{place}{given}"
    checker.own_names[folder] = found
    return found


def unmarked(
    checker: Checker, passages: Sequence[Passage], reader: Reader
) -> Iterator[tuple[Passage, Candidate]]:  # fmt: skip
    """The figures of a document outside of marks, each once, with its passage."""
    read: defaultdict[int, list[Candidate]] = defaultdict(list)
    for passage, each in reader.document(passages):
        read[id(passage)].append(each)
    for passage in passages:
        marked = spans_marked(checker, passage) if read[id(passage)] else []
        last = -1
        for each in sorted(read[id(passage)], key=lambda each: (each.start, -each.firm)):
            if each.start >= last and (each.field or not within(each.start, marked)):
                yield passage, each
                last = each.end


def marked(checker: Checker, document: Document, told: Iterable[Judged]) -> dict[int, Proposal]:
    """The marks of figures, by the figures' ids, in formats where marks enclose figures.

    A mark that would begin its line is told and never set, so that it is not tried either.
    """
    found, tried = dict[int, Proposal](), defaultdict[int, list[Judged]](list)
    for each in told:
        encloses = formats()[each.passage.kind].bracket[1]
        text = each.passage.text[each.candidate.start : each.candidate.end]
        apart = lacks_unit(each.passage.text, each.candidate)
        if each.candidate.code or each.rounded or not encloses or apart or signs(text, each.candidate.printed):
            continue
        if begins_line(each.passage.text, each.passage.lines, each.candidate.start):
            found[id(each)] = proposal(each)
        else:
            tried[id(each.passage)].append(each)
    for every in tried.values():
        passage = every[0].passage
        every = markable(passage, every)
        marks = readable(checker, passage, document.path.parent, [proposal(each) for each in every])
        found.update((id(each), mark) for each, mark in zip(every, marks, strict=True) if mark is not None)
    return found


def markable(passage: Passage, every: Sequence[Judged]) -> list[Judged]:
    """The figures of a passage around which a mark breaks nothing that other programs read."""
    closed, cells = barred.places(passage.text, passage.kind, passage.scripted), [*barred.separated(passage.text)]
    return [
        each for each in every
        if not within(each.candidate.start, closed)
        and not (SPLITS.search(asks_of(each)) and within(each.candidate.start, cells))
    ]  # fmt: skip


def proposal(each: Judged) -> Proposal:
    """The mark of a figure."""
    return Proposal(each.candidate.start, each.candidate.end, asks_of(each), each.verdict.rule is None)


def asks_of(each: Judged) -> str:
    """What the mark of a figure asks for."""
    return f"{each.query}{' as FLOPs' if called_flops(each) else ''}"


def called_flops(each: Judged) -> bool:
    """Whether the text calls MACs FLOPs."""
    return each.candidate.queries[0].endswith("flops") and each.query.endswith("macs")


def finding_of(document: Document, each: Judged, mark: Proposal | None) -> Finding:
    """What is told of a figure, with the mark that it may have."""
    passage, candidate, query, verdict = each.passage, each.candidate, each.query, each.verdict
    text = COLOURS.sub("", passage.text[candidate.start : candidate.end])
    own = signs(text, candidate.printed)  # which marks do not read
    found = finding_at(UNMARKED, document, passage, (candidate.start, candidate.end), "")._replace(
        query=query, printed=text, exact=verdict.exact, reading=each.reading, related=verdict.specs
    )
    encloses = candidate.code or each.rounded or own or formats()[passage.kind].bracket[1]
    said = mark.mark(passage) if mark else "" if encloses else quoting(passage, candidate, asks_of(each))
    found = found._replace(mark=document.says(said))
    line = " ".join(text.split())
    if verdict.rule is not None:
        return found._replace(
            rule=UNMARKED if each.reading else DOUBTFUL,
            problem=f"{line}, but {query} is {verdict.exact}",
            suggested=verdict.suggested.removesuffix(candidate.unit).translate(own),
        )
    edit = None
    if mark and not begins_line(passage.text, passage.lines, mark.start):
        edit = passage.edit(mark.start, mark.end, said)
    problem = f"{line} is {query}{': MACs, not FLOPs' if called_flops(each) else ''}"
    if verdict.figure is not None and verdict.figure.bound:
        problem = f"{candidate.printed} holds for {query}: {verdict.exact}"
    return found._replace(problem=problem, suggested=found.mark, edit=edit, holds=True)


def signs(text: str, printed: str) -> dict[int, str]:
    """The decimal comma, or what sets the thousands apart, that a text has in place of what is read."""
    read, said = (BEFORE.sub("", each, count=1) for each in (printed, text))
    return {ord(one): other for one, other in zip(read, said, strict=False) if one in ".," and other in SIGNS - {one}}


def lacks_unit(text: str, candidate: Candidate) -> bool:
    """Whether a figure in a sentence has its multiplier elsewhere, as the first of ``15.3/19.6 billion``.

    Or in another language: marks read neither.
    """
    said = text[candidate.end : candidate.end + len(candidate.unit) + 1].lstrip()
    return candidate.column == APART and not said.startswith(candidate.unit.strip())


def quoting(passage: Passage, candidate: Candidate, asks: str) -> str:
    """The comment for a figure in LaTeX and reStructuredText, which quotes the words behind it."""
    first, _ = formats()[passage.kind].bracket
    line = passage.text[candidate.end : passage.lines.range(0, passage.lines.of(candidate.end) + 1)[1]].rstrip()
    words = re.match(r"\S*(?:\s+\S+){0,2}", UNSAFE.split(line, maxsplit=1)[0])
    return f"{first}cnnstat: {{{asks}}}{words[0] if words else ''}"
