"""The survey of documents: every number in them is checked, exempt with a reason, or listed as unchecked."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from cnnstat.documents.checker import TOO_MUCH, Checker
from cnnstat.documents.collect import left_out
from cnnstat.documents.coverage.find import READ, Finder, Number, of_drawing
from cnnstat.documents.coverage.pictures import LARGEST, Picture
from cnnstat.documents.document import LARGEST as LARGEST_DOCUMENT
from cnnstat.documents.document import Document, Passage, UnreadableError, finding_at, unread
from cnnstat.documents.exemptions import Exemptions
from cnnstat.documents.marks.exempt import Reasons
from cnnstat.documents.marks.pairs import Generated, pairs
from cnnstat.documents.marks.spans import merged, within
from cnnstat.documents.rules import LOW_COVERAGE, NO_PICTURE, UNCHECKED
from cnnstat.effort import TooMuchError, spend
from cnnstat.errors import UsageError, shown
from cnnstat.files import name_of, read_to
from cnnstat.findings.coverage import Coverage, Covered, Exempted, percent_text
from cnnstat.findings.finding import Finding, Span

LONGEST = 60
"""Characters of a number that a message shows."""
Stretch = tuple[tuple[int, int], tuple[int, int]]
"""Line and column where something begins, and where it ends."""


class Survey:
    """Looks at all numbers of documents that have been checked.

    Attributes:
        documents: how many numbers of each are checked, exempt, or neither.
    """

    def __init__(self, checker: Checker, root: Path) -> None:
        """
        Args:
            checker: the checker of the documents, to whose findings those about numbers are added.
            root: the folder to which the files of exemptions are relative.
        """
        self.checker, self.root = checker, root
        self.documents: list[Covered] = []
        self._seen: set[str] = set()
        self._marks: defaultdict[str, list[Stretch]] = defaultdict(list)
        for each in checker.outcome.checked:
            self._marks[each.span.file].append(stretch(each.span))

    def look(self, documents: Iterable[Document]) -> Coverage:
        """The coverage of documents, and of the drawings in SVG that they show; those without numbers are left out."""
        for document in documents:
            if self.is_new(document.path):
                with self.checker.effort.bounding():
                    self.guarded(document)
        return Coverage(tuple(each for each in self.documents if each.numbers))

    def is_new(self, path: Path) -> bool:
        """Whether a file was not looked at before."""
        real = os.path.realpath(path)
        new = real not in self._seen
        self._seen.add(real)
        return new

    def guarded(self, document: Document) -> None:
        """Look at a document, if it can be read; what its check has not said of it yet becomes a finding."""
        try:
            self.checker.allow(document.path, len(document.data))
            self.document(document)
        except UnreadableError:
            return  # reported by the check
        except RecursionError:
            self.checker.add(unread(document.path, "nested too deep to look for its numbers"))
        except TooMuchError:
            self.checker.add(unread(document.path, TOO_MUCH))

    def document(self, document: Document) -> None:
        """Look at a document, and then at its drawings."""
        counts = _Counts(self, document)
        drawings: list[tuple[Passage, Picture]] = []
        plain = [Passage(document.text, "", (), document.lines, document.text)]
        if len(document.data) > LARGEST_DOCUMENT:
            problem = f"has more than {LARGEST_DOCUMENT // 10**6} MB: too large for its numbers to be counted"
            self.checker.add(unread(document.path, problem))
            return
        for passage in document.prose if document.kind else plain:
            finder = Finder(passage, self.checker.verifier.bench)
            counts.take(passage, finder.numbers())
            drawings += [(passage, each) for each in finder.pictures if each.file]
        self.documents.append(counts.covered())
        for passage, picture in drawings:
            self.drawing(document, passage, picture)

    def drawing(self, document: Document, passage: Passage, picture: Picture) -> None:
        """Look at a drawing in SVG that a document shows; one that cannot be read is told."""
        name = picture.file.lstrip("/")
        root = self.checker.project.root_of(document.path.parent)
        try:
            path = self.checker.project.document(name, root if picture.file != name else document.path.parent)
            if not self.is_new(path):
                return
            drawn = Document(path, name_of(path), read_to(path, LARGEST))
            problem = f"is larger than {LARGEST // 10**6} MB" if len(drawn.data) > LARGEST else ""
            problem = problem or left_out(path, self.checker.project, root)
        except UsageError as error:
            problem = str(error).removeprefix(shown(name)).removeprefix(":").strip()
            problem = (
                f"cannot read: {problem.rpartition('cannot read: ')[2]}" if "cannot read: " in problem else problem
            )
        except UnreadableError as error:
            problem = str(error)
        if problem:
            said = f"the numbers in {shown(picture.file)} are not counted: {problem}"
            self.checker.add(finding_at(NO_PICTURE, document, passage, picture.at, said))
            return
        self.checker.allow(path, len(drawn.data))
        spend(len(drawn.data) / READ)
        counts = _Counts(self, drawn)
        counts.take(Passage(drawn.text, "", (), drawn.lines, drawn.text), of_drawing(drawn.text))
        self.documents.append(counts.covered())

    def marks(self, document: Document) -> list[Stretch]:
        """Where figures that were checked stand in a document, in order."""
        return sorted(set(self._marks[document.name]))

    def exemptions(self, document: Document) -> Exemptions:
        """The exemptions of the configuration that hold in a document."""
        real = Path(os.path.realpath(document.path))
        inside = real.is_relative_to(self.root)
        return Exemptions(self.checker.config.exempt, real.relative_to(self.root).as_posix() if inside else None)


class _Counts:
    """The numbers of one document while they are counted."""

    def __init__(self, survey: Survey, document: Document) -> None:
        self.survey, self.document = survey, document
        self.marks, self.exemptions = survey.marks(document), survey.exemptions(document)
        self._reach = list(accumulate((end for _, end in self.marks), max))
        self.blocks: set[Stretch] = set()
        self.checked, self.exempt, self.unchecked = 0, list[Exempted](), list[Finding]()

    def take(self, passage: Passage, numbers: Iterator[Number]) -> None:
        """Count the numbers of a passage."""
        generated = [each for each in pairs(passage.text, passage.comments) if isinstance(each, Generated)]
        self.blocks.update(stretch(self.document.span(each.begin, each.start, passage)) for each in generated)
        written = merged((each.start, each.end) for each in generated)
        reasons = Reasons(passage.exempt)
        for each in numbers:
            spend(1 + len(self.exemptions.own) / 20)
            span = self.document.span(each.start, each.end, passage)
            if self.is_marked(stretch(span)):
                continue
            if within(each.start, written):
                self.checked += 1
            elif reason := reasons.at(each.start) or self.exemptions.reason(
                each.around, each.at, each.at + each.length
            ):
                self.exempt.append(Exempted(span, each.text, reason))
            else:
                said = f"{each.text[:LONGEST]} is neither checked nor exempt"
                found = finding_at(UNCHECKED, self.document, passage, (each.start, each.end), said)
                self.unchecked.append(found._replace(printed=each.text))

    def is_marked(self, place: Stretch) -> bool:
        """Whether a stretch overlaps a figure that was checked; such figures are counted by themselves."""
        last = bisect_left(self.marks, (place[1],))
        return last > 0 and self._reach[last - 1] > place[0]

    def covered(self) -> Covered:
        """The counts; every figure that was checked is one, with digits or in words."""
        for each in sorted(self.unchecked, key=lambda found: found.span or ()):
            self.survey.checker.add(each)
        figures = sum(each not in self.blocks for each in self.marks)
        exempt = sorted(self.exempt)
        return Covered(self.document.name, self.checked + figures, exempt, len(self.unchecked))


def stretch(span: Span) -> Stretch:
    """Where a stretch of a file begins and ends."""
    return (span.line, span.column), (span.end_line, span.end_column)


def too_low(coverage: Coverage, least: int) -> Finding | None:
    """The finding that too few of the numbers are checked; None if enough are, or there are none."""
    total = coverage.total
    if total.percent is None or total.percent >= least:
        return None
    counted = total.checked + total.unchecked
    said = f"{total.checked:,} of {counted:,} numbers are checked, {percent_text(total.percent)}"
    return Finding(LOW_COVERAGE, None, f"{said}, expected at least {least} %")
