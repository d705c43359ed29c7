"""Documents in, findings out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cnnstat.docs import anchor
from cnnstat.docs.blocks import Generate, check_block
from cnnstat.docs.comment import Comment
from cnnstat.docs.config import Config
from cnnstat.docs.document import RAW_MARKS, Document, Passage, UnreadableError, is_text, name_of, unread
from cnnstat.docs.finding import Finding, Span
from cnnstat.docs.marks import Broken, Generated, Item, Mark, pairs
from cnnstat.docs.prose import ALONE, Printed, bare, qualifiers
from cnnstat.docs.quantity import contradicts, said_behind
from cnnstat.docs.rules import BROKEN, HTML_LINE, LOST, OTHER, SUM, UNREADABLE, UNRESOLVED
from cnnstat.docs.sidecar import read_sidecar
from cnnstat.docs.sums import Marked, wrong_sums
from cnnstat.docs.verify import Verdict, Verifier, spec_file
from cnnstat.docs.walk import is_sidecar
from cnnstat.errors import CnnstatError, SpecError, UsageError, shown
from cnnstat.query import Bench
from cnnstat.rule import Rule

LONGEST = 1000
"""Characters of a line that is shown with a finding; of a longer one only the place is named."""


@dataclass(frozen=True)
class Cited:
    """A figure or block that reads a spec: where it stands, what it asks for, and whether it is right."""

    span: Span
    asks: str
    right: bool


@dataclass
class Outcome:
    """What a check came to.

    Attributes:
        findings: in the order of files and lines.
        documents: files that were looked at.
        claims: figures and blocks that were checked.
        cited: those that read the spec that was asked for.
        texts: of each file with edits its document.
    """

    findings: list[Finding] = field(default_factory=list)
    documents: int = 0
    claims: int = 0
    cited: list[Cited] = field(default_factory=list)
    texts: dict[str, Document] = field(default_factory=dict)


class Checker:
    """Checks documents one by one.

    Attributes:
        outcome: what was found so far.
    """

    def __init__(
        self, config: Config, generate: Generate, affected: frozenset[str] = frozenset(), bench: Bench | None = None
    ) -> None:
        """
        Args:
            config: the project's settings.
            generate: runs the command of a block.
            affected: real paths of specs; what reads one of them is listed as cited.
            bench: where networks come from.
        """
        self.config, self.generate, self.affected = config, generate, affected
        self.whole = True
        self.verifier = Verifier(config.precision, bench)
        self.outcome = Outcome()

    def add(self, finding: Finding) -> None:
        if finding.rule.id not in self.config.ignore:
            self.outcome.findings.append(finding)

    def check_file(self, path: Path, named: bool, whole: bool = True) -> Document | None:
        """Check one file; returns its document where it was read.

        Args:
            path: a document or a sidecar file.
            named: whether it was named itself; a file of a folder that is no text and has no marks is passed over.
            whole: else only what reads one of the affected specs is checked.
        """
        self.whole = whole
        if is_sidecar(path):
            self.check_sidecar(path)
            return None
        self.outcome.documents += 1
        found: list[Finding] = []
        document = None
        try:
            data = path.read_bytes()
            if not named and not RAW_MARKS.search(data):
                return Document(path, name_of(path), data) if is_text(data) else None
            document = Document(path, name_of(path), data)
            for passage in document.passages:
                found += self.passage(document, passage)
        except UnreadableError as error:
            found.append(unread(path, str(error), error.line, error.column))
        except OSError as error:
            found.append(unread(path, f"cannot read: {error.strerror or error}"))
        for finding in sorted(found, key=lambda each: each.span or Span("", 0, 0, 0, 0)):
            self.add(finding)
            if document is not None and finding.edit is not None:
                self.outcome.texts[document.name] = document
        return document

    def passage(self, document: Document, passage: Passage) -> Iterator[Finding]:
        """What is wrong in one passage."""
        marked: list[Marked] = []
        for item in self.items(passage):
            if isinstance(item, Broken):
                if self.whole:
                    rule = LOST if item.lost else BROKEN
                    yield self.finding(rule, document, passage, (item.start, item.end), item.problem)
            elif isinstance(item, Generated):
                yield from self.block(document, passage, item)
            else:
                verdict, findings = self.claim(document, passage, item)
                marked.append(Marked(item.start, item.end, verdict))
                yield from findings
        if passage.kind == "markdown" and len(marked) > 1 and self.whole:
            yield from self.sums(document, passage, marked)

    def items(self, passage: Passage) -> Iterator[Item]:
        """The marks of a passage; comments that concern a line or paragraph found there."""
        for item in pairs(passage.text, passage.comments):
            if isinstance(item, Comment):
                yield from anchor.of_region(item, passage.text)
            else:
                yield item

    def claim(self, document: Document, passage: Passage, mark: Mark) -> tuple[Verdict, list[Finding]]:
        """The verdict on a marked figure, and what is wrong with it and its mark."""
        folder = document.path.parent
        printed = bare(passage.text[mark.start : mark.end])
        reads = bool(self.affected and self.affected & self.verifier.files(mark.asks, folder))
        if not self.whole and not reads:
            return Verdict(None), []
        self.outcome.claims += 1
        verdict = self.judge(printed, mark.asks, folder, qualifiers(passage.text, mark.begin, mark.close))
        found = self.other(document, passage, mark, printed, folder)
        if verdict.rule is not None:
            found.append(self.wrong(document, passage, mark, printed, verdict))
        if passage.kind == "markdown" and self.whole and begins_line(passage, mark.begin):
            problem = "the mark begins its line, so Markdown takes the line for HTML; let a word begin it"
            found.append(self.finding(HTML_LINE, document, passage, (mark.begin, mark.start), problem))
        if reads:
            span = document.span(mark.start, mark.end, passage)
            self.outcome.cited.append(Cited(span, mark.asks, verdict.rule is None))
        return verdict, found

    def judge(self, printed: Printed, asks: str, folder: Path, around: tuple[str, str]) -> Verdict:
        """The verdict on what a mark encloses; ``about`` and the like may stand in front of the mark or behind it."""
        if not printed.text:
            verdict = self.verifier.verdict("0", asks, folder)
            if verdict.rule is UNRESOLVED:
                return verdict
            return Verdict(UNREADABLE, f"the mark is empty; {asks} is {verdict.exact}", verdict.exact, verdict.exact)
        before, behind = around
        verdict = self.verifier.verdict(f"{before}{printed.text}{behind}", asks, folder)
        several = list(ALONE.finditer(printed.text)) if verdict.rule is UNREADABLE else []
        if len(several) > 1:
            figures = " and ".join(shown(each[0]) for each in several[:2])
            return Verdict(UNREADABLE, f"{len(several)} figures in one mark, {figures}; mark them one by one")
        return verdict._replace(suggested=verdict.suggested.removeprefix(before).removesuffix(behind))

    def other(
        self, document: Document, passage: Passage, mark: Mark, printed: Printed, folder: Path
    ) -> list[Finding]:  # fmt: skip
        """That the words behind a figure name another quantity."""
        try:
            query = self.verifier.query(mark.asks, folder)
        except CnnstatError:
            return []  # said where the figure is judged
        inside = ALONE.search(printed.text)
        said = said_behind(printed.text, inside.end()) if inside else ""
        said = said or said_behind(passage.text, mark.close)
        if not contradicts(said, query):
            return []
        problem = f"the text says {said}, {mark.asks} asks for {mark.asks.rpartition('.')[2]}"
        place = mark.start + printed.start, mark.start + printed.end
        return [self.finding(OTHER, document, passage, place, problem)._replace(query=mark.asks, printed=printed.text)]

    def wrong(
        self, document: Document, passage: Passage, mark: Mark, printed: Printed, verdict: Verdict
    ) -> Finding:  # fmt: skip
        """A figure that is wrong."""
        assert verdict.rule is not None
        start, end = mark.start + printed.start, mark.start + printed.end
        if verdict.rule is UNRESOLVED:
            start, end = mark.at, mark.at + len(mark.asks)
        suggested = verdict.suggested if not verdict.suggested.startswith("≈") else ""
        dressed = printed.dressed(suggested) if suggested else None
        own = self.finding(verdict.rule, document, passage, (start, end), verdict.problem)
        return own._replace(
            query=mark.asks, printed=printed.text, exact=verdict.exact, suggested=suggested, reading=verdict.reading,
            related=verdict.specs, edit=passage.edit(start, end, dressed) if dressed is not None else None,
        )  # fmt: skip

    def block(self, document: Document, passage: Passage, item: Generated) -> Iterator[Finding]:
        """What is wrong with a generated block."""
        folder = document.path.parent
        files = (
            {file for word in item.command.split() if (file := spec_file(word)) is not None} if self.affected else ()
        )
        reads = bool(self.affected & {os.path.realpath(folder / file) for file in files})
        if not self.whole and not reads:
            return
        self.outcome.claims += 1
        found = check_block(passage, item, folder, self.generate)
        span = item.begin, item.start
        if found is not None:
            yield self.finding(found.rule, document, passage, span, found.problem)._replace(
                query=item.command, edit=found.edit
            )  # fmt: skip
        if reads:
            self.outcome.cited.append(Cited(document.span(*span, passage), item.command, found is None))

    def sums(self, document: Document, passage: Passage, marked: Sequence[Marked]) -> Iterator[Finding]:
        """Totals of tables that are wrong."""
        from cnnstat.docs.markdown import layout

        for table in layout(passage.text).tables:
            for each in wrong_sums(passage.text, passage.lines, table, marked):
                span = each.start, each.end
                edit = passage.edit(*span, each.suggested) if each.suggested else None
                yield self.finding(SUM, document, passage, span, each.problem)._replace(
                    printed=each.printed, exact=each.exact, suggested=each.suggested, edit=edit
                )

    def finding(
        self, rule: Rule, document: Document, passage: Passage | None, place: tuple[int, int], problem: str
    ) -> Finding:  # fmt: skip
        """A finding at a place of a passage."""
        span = document.span(*place, passage)
        line = document.lines.line(span.line - 1)
        return Finding(rule, span, problem, source=line.removeprefix("\ufeff") if len(line) <= LONGEST else "")

    def check_sidecar(self, path: Path) -> None:
        """Check the document of a sidecar file."""
        try:
            sidecar = read_sidecar(path)
            data = sidecar.document.read_bytes()
            document = Document(sidecar.document, name_of(sidecar.document), data)
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
        for each, position in sidecar.anchors:
            span = Span(name_of(path), position.line, position.column, position.line, position.column + 1)
            for finding in self.anchored(document, each):
                if finding.rule in (LOST, UNRESOLVED):
                    self.add(finding._replace(span=span, source="", related=()))
                else:
                    asked = position._replace(file=span.file), "asked for by the sidecar file"
                    self.add(finding._replace(edit=None, related=(asked, *finding.related)))
        return None

    def anchored(self, document: Document, words: anchor.Anchor) -> Iterator[Finding]:
        """What is wrong with the figures between some words of a document."""
        passage = Passage(document.text, "", (), document.lines)
        for item in anchor.find(words, document.text, (0, len(document.text)), 0):
            if isinstance(item, Mark):
                yield from self.claim(document, passage, item)[1]
            elif self.whole:
                problem = item.problem.replace("there", f"in {document.name}")
                yield self.finding(LOST, document, passage, (0, 0), problem)


def begins_line(passage: Passage, start: int) -> bool:
    from cnnstat.docs.markdown import begins_line

    return begins_line(passage.text, passage.lines, start)
