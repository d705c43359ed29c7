"""The checker of documents: documents in, findings out."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cnnstat.documents.collect import is_sidecar
from cnnstat.documents.config import Config
from cnnstat.documents.document import (
    Document,
    Passage,
    UnreadableError,
    finding_at,
    is_text,
    may_be_marked,
    read_bytes,
    unread,
)
from cnnstat.documents.formats.comment import SEEN, Comment
from cnnstat.documents.judging.additive import Marked
from cnnstat.documents.judging.judge import Asked, asked, counts, judge, lacks_unit, misnamed
from cnnstat.documents.judging.named import without_name
from cnnstat.documents.judging.sums import wrong_sums
from cnnstat.documents.judging.verify import Verdict, Verifier
from cnnstat.documents.marks import anchor
from cnnstat.documents.marks.blocks import Generate, check_block
from cnnstat.documents.marks.pairs import Broken, Generated, Item, Mark, pairs
from cnnstat.documents.marks.sidecar import Sidecar, read_sidecar
from cnnstat.documents.outcome import Outcome
from cnnstat.documents.readers import Readers
from cnnstat.documents.rules import BROKEN, HTML_LINE, LOST, SUM, UNRESOLVED, WRONG
from cnnstat.effort import QUOTED, Effort, TooMuchError
from cnnstat.errors import SpecError, UsageError, shown
from cnnstat.files import name_of
from cnnstat.findings.finding import Checked, Finding, Span
from cnnstat.findings.rule import Rule
from cnnstat.project import Project, strays

TOO_MUCH = "asks for more work than its length allows, and is not checked to its end; --unbounded, if you trust it"


class Checker:
    """Checks documents one by one.

    Attributes:
        outcome: what was found and checked so far.
    """

    def __init__(
        self,
        config: Config,
        generate: Generate,
        verifier: Verifier | None = None,
        readers: Readers | None = None,
        texts: Mapping[Path, bytes] | None = None,
        effort: Effort | None = None,
    ) -> None:
        """
        Args:
            config: the project's settings.
            generate: gives the text that the command of a block shows.
            verifier: computes figures, keeps them, and knows where documents may read specs; by default a new one for
                the current folder's project.
            readers: tells which figures read a spec; if a document is not checked whole, only those are checked.
            texts: the new contents, by real path, of documents whose edits have not been written yet.
            effort: a limit on the work that documents may ask for; None if they are trusted.
        """
        self.texts = texts or {}
        self.config, self.generate, self.whole = config, generate, True
        self.shared: set[tuple[int, int]] = set()  # figures that have several comments
        self.verifier = verifier or Verifier(config.precision, Project())
        self.readers = readers or Readers(self.verifier)
        self.project = self.verifier.project
        self.effort = effort or Effort(math.inf)
        self.outcome = Outcome()
        self.own_names: dict[Path, dict[str, tuple[str, str]]] = {}  # by the folder of the documents

    def add(self, finding: Finding, document: Document | None = None) -> None:
        """Add a finding and its edit to the outcome, unless its rule is ignored."""
        if finding.rule.id in self.config.ignore:
            return
        if document is not None and finding.edit is not None:
            self.outcome.edited.setdefault(document.path, (document, []))[1].append(finding.edit)
        self.outcome.findings.append(finding)

    def check_file(self, path: Path, named: bool, whole: bool = True, suggest: bool = False) -> Document | None:
        """Check one file; returns its document if it was read.

        Args:
            path: a document or a sidecar file.
            named: whether the file itself was named; one found in a folder is skipped if it is neither text nor marked.
            whole: whether everything is checked; otherwise only figures and blocks that read a spec.
            suggest: whether figures without marks are examined later, so that documents without marks are read too.
        """
        self.whole = whole
        with self.effort.bounding():
            stray = "" if named and not is_sidecar(path) else strays(path, self.project.roots(path.parent))
            if stray:
                self.add(unread(path, stray if is_sidecar(path) else f"{stray}; name the file itself to check it"))
                return None
            if is_sidecar(path):
                try:
                    self.check_sidecar(path, named)
                except TooMuchError:
                    self.add(unread(path, TOO_MUCH))
                return None
            return self.check_document(path, named, suggest)

    def check_document(self, path: Path, named: bool, suggest: bool) -> Document | None:
        """Check a document itself."""
        self.outcome.documents += 1
        found: list[Finding] = []
        document = None
        try:
            data = self.read(path)
            if not (self.whole or self.readers.among(data)):
                return None
            if not (named or suggest) and not may_be_marked(data):
                return Document(path, name_of(path), data) if is_text(data) else None
            document = Document(path, name_of(path), data)
            self.allow(path, document.size or (len(data) if suggest else 0))
            for passage in document.passages:
                found += self.passage(document, passage)
        except UnreadableError as error:
            found.append(unread(path, str(error), error.line, error.column))
        except OSError as error:
            found.append(unread(path, f"cannot read: {error.strerror or error}"))
        except TooMuchError:
            found.append(unread(path, TOO_MUCH))
        for finding in sorted(found, key=lambda each: each.span or Span("", 0, 0, 0, 0)):
            self.add(finding, document)
        return document

    def allow(self, path: Path, size: int) -> None:
        """Allow for so many bytes of a file; a link to it may be a stranger's, and allows for nothing."""
        if not path.is_symlink():
            self.effort.allow(os.path.realpath(path), size)

    def read(self, path: Path) -> bytes:
        """The content of a document, including edits that have not been written yet."""
        if not self.texts:
            return read_bytes(path)
        real = Path(os.path.realpath(path))
        return self.texts[real] if real in self.texts else read_bytes(path)

    def passage(self, document: Document, passage: Passage) -> Iterator[Finding]:
        """What is wrong in one passage."""
        marked: list[Marked] = []
        items = list(self.items(passage))
        spans = Counter((each.start, each.end) for each in items if isinstance(each, Mark))
        self.shared = {span for span, count in spans.items() if count > 1}
        for item in items:
            if isinstance(item, Broken):
                if self.whole:
                    rule = LOST if item.lost else BROKEN
                    yield finding_at(rule, document, passage, (item.start, item.end), item.problem)
            elif isinstance(item, Generated):
                yield from self.block(document, passage, item)
            else:
                figure, findings = self.claim(document, passage, item)
                marked.append(figure)
                yield from findings
        if len(marked) > 1 and self.whole:
            yield from self.sums(document, passage, marked)

    def items(self, passage: Passage) -> Iterator[Item]:
        """The marks and blocks of a passage; comments on a line or paragraph become marks of the figures there."""
        for item in pairs(passage.text, passage.comments):
            if isinstance(item, Comment):
                yield from anchor.of_region(item, passage.plain)
            else:
                yield item

    def claim(self, document: Document, passage: Passage, mark: Mark) -> tuple[Marked, list[Finding]]:
        """The verdict on a marked figure, and findings about it and its mark."""
        folder = document.path.parent
        asks, _ = without_name(mark.asks)
        reads = self.readers.query(asks, folder)
        if not (self.whole or reads):
            return Marked(mark.start, mark.end, mark.begin, mark.close, Verdict(None), None), []
        each = asked(passage, mark, folder)
        verdict = judge(self.verifier, each)
        other = misnamed(self.verifier, each, verdict)
        found: list[Finding] = []
        if other is not None and other[0].id not in self.config.ignore:
            found.append(self.printed(other[0], document, passage, mark, each, other[1]))
        elif verdict.rule is not None:
            found.append(self.wrong(document, passage, mark, each, verdict))
        if mark.seen and self.whole:
            found.append(finding_at(HTML_LINE, document, passage, (mark.begin, mark.start), SEEN[mark.seen]))
        state = "is wrong" if found else "holds"
        state = "cannot be computed" if verdict.rule is UNRESOLVED else state
        state = state if reads == "asked" else ""
        found = self.took(Checked(document.span(mark.start, mark.end, passage), asks, state), found)
        return Marked(mark.start, mark.end, mark.begin, mark.close, verdict, *counts(self.verifier, each)), found

    def took(self, checked: Checked, found: Sequence[Finding]) -> list[Finding]:
        """Record that something was checked; returns its findings, linked to that record."""
        self.outcome.checked.append(checked)
        return [each._replace(concerns=self.outcome.claims - 1) for each in found]

    def printed(
        self, rule: Rule, document: Document, passage: Passage, mark: Mark, each: Asked, problem: str
    ) -> Finding:  # fmt: skip
        """A finding about the figure that a mark encloses."""
        place = mark.start + each.printed.start, mark.start + each.printed.end
        if rule is UNRESOLVED:
            place = mark.at, mark.at + len(mark.asks)
        found = finding_at(rule, document, passage, place, problem)
        return found._replace(query=each.asks, printed=each.printed.text)

    def wrong(
        self, document: Document, passage: Passage, mark: Mark, each: Asked, verdict: Verdict
    ) -> Finding:  # fmt: skip
        """The finding for a figure that is wrong."""
        assert verdict.rule is not None
        problem, suggested = verdict.problem, verdict.suggested
        if verdict.rule is WRONG and lacks_unit(verdict):
            problem, suggested = f"{problem}; is a unit missing?", ""
        shared = (mark.start, mark.end) in self.shared
        problem += "; another comment speaks of this figure too" if shared else ""
        dressed = each.printed.dressed(suggested) if suggested and not shared and not each.part else None
        edit = None
        if dressed is not None:
            edit = passage.edit(mark.start + each.printed.start, mark.start + each.printed.end, dressed)
        return self.printed(verdict.rule, document, passage, mark, each, problem)._replace(
            exact=verdict.exact, suggested=suggested, reading=verdict.reading, related=verdict.specs, edit=edit
        )

    def block(self, document: Document, passage: Passage, item: Generated) -> Iterator[Finding]:
        """What is wrong with a generated block."""
        folder = document.path.parent
        reads = self.readers.command(item.command, folder)
        if not (self.whole or reads):
            return
        fault = check_block(passage, item, self.generate, folder)
        span = item.begin, item.start
        found = []
        if fault is not None:
            problem = finding_at(fault.rule, document, passage, span, fault.problem)
            found.append(problem._replace(query=item.command, edit=fault.edit))
        state = "holds" if fault is None else "is wrong"
        state = "cannot be computed" if fault is not None and fault.rule is UNRESOLVED else state
        state = state if reads == "asked" else ""
        yield from self.took(Checked(document.span(*span, passage), item.command, state), found)

    def sums(self, document: Document, passage: Passage, marked: Sequence[Marked]) -> Iterator[Finding]:
        """Findings for wrong totals of tables and wrong equations."""
        for each in wrong_sums(passage, marked, self.config.precision, self.verifier.bench):
            span = each.start, each.end
            edit = passage.edit(*span, each.suggested) if each.suggested else None
            yield finding_at(SUM, document, passage, span, each.problem)._replace(
                printed=each.printed, exact=each.exact, suggested=each.suggested, edit=edit
            )

    def check_sidecar(self, path: Path, named: bool) -> None:
        """Check the document of a sidecar file."""
        try:
            sidecar = read_sidecar(path, self.project, named)
            document = Document(sidecar.document, name_of(sidecar.document), self.read(sidecar.document))
            self.allow(path, min(len(document.data), QUOTED * path.stat().st_size))
        except SpecError as error:
            at = error.position
            return self.add(unread(path, error.problem, *((at.line, at.column) if at else (1, 1))))
        except UsageError as error:
            return self.add(unread(path, str(error).partition(": ")[2]))
        except UnreadableError as error:
            return self.add(unread(sidecar.document, str(error), error.line, error.column))
        except OSError as error:
            problem = f"document: cannot read {shown(str(sidecar.document))}: {error.strerror or error}"
            return self.add(unread(path, problem, sidecar.position.line, sidecar.position.column))
        self.outcome.documents += 1
        return self.check_anchors(sidecar, document, name_of(path))

    def check_anchors(self, sidecar: Sidecar, document: Document, name: str) -> None:
        """Check the figures that a sidecar file quotes in its document."""
        self.outcome.anchored.append(document)
        for each, position in sidecar.anchors:
            span = Span(name, position.line, position.column, position.line, position.column + 1)
            for finding in self.anchored(document, each):
                if finding.rule in (LOST, UNRESOLVED):
                    self.add(finding._replace(span=span, source="", related=()))
                else:
                    asked = position._replace(file=span.file), "asked for by the sidecar file"
                    self.add(finding._replace(edit=None, related=(asked, *finding.related)))

    def anchored(self, document: Document, words: anchor.Anchor) -> Iterator[Finding]:
        """Findings for the figures between some words of a document."""
        passage = Passage(document.text, "", (), document.lines, document.text)
        self.shared = set()
        for item in anchor.find(words, document.text, (0, len(document.text)), 0, f"in {document.name}"):
            if isinstance(item, Mark):
                yield from self.claim(document, passage, item)[1]
            elif self.whole:
                yield finding_at(LOST, document, passage, (0, 0), item.problem)
