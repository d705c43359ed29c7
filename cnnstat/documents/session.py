"""A check of documents from beginning to end: check, fix, check again, write, report."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from cnnstat.documents.checker import TOO_MUCH, Checker
from cnnstat.documents.cores import PATIENCE, File, is_much, share
from cnnstat.documents.coverage.survey import Survey, too_low
from cnnstat.documents.document import LARGEST, Document, unread
from cnnstat.documents.fix import Rewrite, changes, diff, refusal, write
from cnnstat.documents.judging.verify import Verifier, may_name_file
from cnnstat.documents.marks.blocks import Text
from cnnstat.documents.readers import Readers
from cnnstat.documents.rules import NOTHING, UNMARKED
from cnnstat.documents.selection import Selection
from cnnstat.documents.suggest import suggest as look_for_figures
from cnnstat.documents.translations import compare
from cnnstat.effort import Effort, Tell, TooMuchError, silent
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.findings.coverage import Coverage
from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report, blamed, many
from cnnstat.processes import cores

ROUNDS = 3
"""The most rounds of fixing: a total can only be fixed after its rows, and nothing takes more rounds than that."""
MOST_CRASHED = 3
"""The most documents that are named in the message about an internal error."""

Generator = Callable[[Sequence[str], str, Callable[[str], str]], Text]
"""Makes the text of a block from the words of its command, the format of its document ("" if it has none of its own),
and a function that resolves names of networks there."""


class DocumentError(Exception):
    """An error in this program because of which documents could not be checked."""


class Session:
    """A check of some documents, in memory until :meth:`write`.

    Attributes:
        checker: the checker of the latest round, with its findings.
    """

    def __init__(
        self,
        selection: Selection,
        generator: Generator,
        suggest: bool = False,
        unbounded: bool = False,
        tell: Tell = silent,
        coverage: bool = False,
        marks: bool = True,
        jobs: int = 1,
    ) -> None:
        """
        Args:
            selection: what to check.
            generator: makes the text of blocks.
            suggest: whether figures without marks are examined too.
            unbounded: whether the documents may ask for any amount of work.
            tell: called with each document that is about to be checked, in every round.
            coverage: whether all numbers are counted, to be reported as checked, exempt, or neither.
            marks: whether figures that come out are told with their marks, which takes as long as finding them.
            jobs: how many processes may work where it takes long; 0 for one on each core. One, whatever is asked for,
                where documents are counted or compared; where they are edited, more than one may not be asked for.
        """
        self.selection, self.suggest, self.tell, self._marks = selection, suggest, tell, marks
        self._counting = coverage
        self._coverage: Coverage | None = None
        self._generator = generator
        keeps = coverage or bool(selection.pairs)
        self._jobs = 1 if keeps else jobs or cores()
        self._make = partial(Session, selection._replace(pairs=()), generator, suggest, unbounded, marks=marks)
        self._verifier = Verifier(selection.config.precision, selection.project)
        self._effort = Effort(math.inf) if unbounded else Effort()
        self._blocks: dict[tuple[tuple[str, ...], str, Path | None], Text] = {}
        self._originals: dict[Path, Document] = {}
        self._texts: dict[Path, bytes] = {}
        self._mended: Counter[Path] = Counter()
        self._unwritten: list[str] = []
        self.checker = self._fresh()

    def _fresh(self) -> Checker:
        """A new checker, which sees documents with the edits that have been made so far."""
        asked = frozenset(os.path.realpath(each) for each in self.selection.specs)
        readers = Readers(self._verifier, asked, self.selection.linked)
        return Checker(self.selection.config, self._block, self._verifier, readers, self._texts, self._effort)

    def look(self) -> None:
        """Check all documents, one by one; where that takes long, the rest in several processes."""
        checker = self.checker = self._fresh()
        selection = self.selection
        self._read: list[Document] = []
        files = [File(*each, True) for each in selection.whole] + [File(*each, False) for each in selection.readers]
        started, alone = monotonic(), self._jobs == 1
        for number, file in enumerate(files):
            if not alone and monotonic() - started > PATIENCE:
                rest = files[number:]
                if is_much(rest, self._jobs) and share(checker, rest, self._make, self._jobs, self.tell):
                    break
                alone = True
            self.tell(number + 1, len(files), str(file.path))
            self.look_at(file)
        compare(checker, self._read, selection.pairs)

    def look_at(self, file: File) -> None:
        """Check a document."""
        checker = self.checker
        try:
            document = checker.check_file(*file, self.suggest)
            if document is not None and file.whole and (self._counting or self.selection.pairs):
                self._read.append(document)
            if self.suggest and document is not None:
                propose(checker, document, self._marks)
        except CnnstatError:
            raise
        except Exception as error:  # an internal error: reported at the end, when the others are checked
            checker.outcome.crashed.append((file.path, error))

    def cover(self, least: int | None = None) -> None:
        """Count all numbers of the documents, if that was asked for, and add findings for those that are unchecked.

        Args:
            least: it is a finding if a smaller share is checked, in percent; by default as in the configuration.
        """
        if not self._counting:
            return
        survey = Survey(self.checker, self.selection.project.root)
        self._coverage = survey.look([*self._read, *self.checker.outcome.anchored])
        found = too_low(self._coverage, self.selection.config.min_coverage if least is None else least)
        if found is not None:
            self.checker.add(found)

    def _block(self, words: Sequence[str], own: str, folder: Path) -> Text:
        """The text of a block in a document in ``folder``."""
        key = tuple(words), own, folder if any(map(may_name_file, words)) else None
        if key not in self._blocks:
            network = self.selection.project.network
            self._blocks[key] = self._generator(words, own, lambda name: network(name, folder))
        return self._blocks[key]

    def mend(self) -> None:
        """Make the edits that were found and check again, since a total may become wrong when its rows are fixed."""
        for _ in range(ROUNDS):
            if not (changed := self.edit()):
                return
            self._mended.update(changed)
            self.look()

    def mark(self) -> None:
        """Set the marks that were proposed for figures that come out, leave all figures alone, and check again."""
        proposed = {id(each.edit) for each in self.checker.outcome.findings if each.rule is UNMARKED}
        edited = self.checker.outcome.edited
        for path, (document, edits) in list(edited.items()):
            edited[path] = document, [each for each in edits if id(each) in proposed]
            if not edited[path][1]:
                del edited[path]
        if changed := self.edit():
            self._mended.update(changed)
            self.look()

    def edit(self) -> dict[Path, int]:
        """Make the edits that were found; returns how many in which documents, by their real paths.

        A document that would become too large to be checked again is left as it is.
        """
        made = {}
        outcome = self.checker.outcome
        numbers = {real(path): len(edits) for path, (_, edits) in outcome.edited.items()}
        for document, text in changes(outcome):
            path, data = real(document.path), text.encode("utf-8", "surrogatepass")
            if len(data) > LARGEST:
                told = f"{document.name}: cannot write: mended, it would have more than {LARGEST // 10**6} MB"
                self._unwritten += [told] if told not in self._unwritten else []
                continue
            self._originals.setdefault(path, document)
            self._texts[path] = data
            made[path] = numbers[path]
        return made

    def write(self) -> None:
        """Write the documents with their edits; if some cannot be written, check all again as they are on disk."""
        roots = self.checker.project.roots
        problems = write(
            {
                path: Rewrite(document, self._texts[path], roots(Path(document.path).parent))
                for path, document in self._originals.items()
            }
        )
        for path, problem in problems.items():
            self._unwritten.append(problem)
            del self._mended[path]
        if problems:
            self._texts = {}
            self.look()

    def diff(self) -> Iterator[str]:
        """The edits as patches, one for each document that would be written."""
        for path, document in self._originals.items():
            if problem := refusal(document, self.checker.project.roots(Path(document.path).parent)):
                self._unwritten.append(problem)
                continue
            yield diff(document, self._texts[path].decode("utf-8", "surrogatepass"))

    def require(self, least: int | None = None) -> None:
        """Add a finding if fewer figures were checked than required.

        Args:
            least: how many are required; by default as many as the configuration says if documents are checked whole,
                and none otherwise.
        """
        if least is None:
            chosen = self.selection
            least = 0 if self.suggest or self._counting or chosen.specs or chosen.linked else chosen.config.min_claims
        outcome = self.checker.outcome
        other = any(each.rule.severity == "error" for each in outcome.findings)  # which explains it
        if outcome.claims < least and not (other and least == 1):
            self.checker.add(nothing(outcome.claims, least, outcome.documents))

    def report(self, blame_specs: bool = False, brief: bool = False) -> Report:
        """The report on what was found and checked.

        Args:
            blame_specs: whether findings are reported at the line of the spec that they depend on.
            brief: whether people are told only how many figures without marks come out, and where.
        """
        outcome = self.checker.outcome
        # If documents are checked too, it is not worth saying that nothing reads a spec among them.
        told = any(each.state for each in outcome.checked) or not self.selection.whole
        return Report(
            findings=tuple(map(blamed, outcome.findings)) if blame_specs else tuple(outcome.findings),
            checked=tuple(outcome.checked),
            documents=outcome.documents,
            asked=" ".join(map(str, self.selection.specs)) if told else "",
            fixed=self._mended.total(),
            coverage=self._coverage,
            brief=brief,
            fixable=0 if self.suggest else sum(each.edit is not None for each in outcome.findings),
        )

    def raise_errors(self) -> None:
        """Raise the errors because of which documents could not be written or checked, after everything else is done.

        Raises:
            UsageError: some documents cannot be written; all others were.
            DocumentError: some documents were not checked because of an error in this program.
        """
        if self._unwritten:
            raise UsageError("; ".join(self._unwritten))
        crashed = self.checker.outcome.crashed
        if crashed:
            told = [
                f"{path}: {type(error).__name__}: {' '.join(str(error).split())}"
                for path, error in crashed[:MOST_CRASHED]
            ]
            told += [f"{len(crashed) - MOST_CRASHED} more"] if len(crashed) > MOST_CRASHED else []
            raise DocumentError(f"not checked: {'; '.join(told)}") from crashed[0][1]


def real(path: Path) -> Path:
    """The real path of a file, with links resolved."""
    return Path(os.path.realpath(path))


def propose(checker: Checker, document: Document, marks: bool) -> None:
    """Add findings for figures without marks, within the document's limit on work."""
    try:
        with checker.effort.bounding():
            look_for_figures(checker, document, marks)
    except TooMuchError:
        checker.add(unread(document.path, TOO_MUCH))


def nothing(claims: int, least: int, documents: int) -> Finding:
    """The finding that there was too little to check."""
    said = f"{many(claims, 'figure')} checked in {many(documents, 'document')}, expected at least {least:,}"
    return Finding(NOTHING, None, f"{said}; --min-claims {claims} allows that")
