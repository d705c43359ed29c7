"""A check of documents from its beginning to its end: look, mend, look again, write, report."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cnnstat.documents.checker import TOO_MUCH, Checker
from cnnstat.documents.document import Document, unread
from cnnstat.documents.fix import changes, diff, write
from cnnstat.documents.judging.verify import Verifier, may_name_file
from cnnstat.documents.marks.blocks import Text
from cnnstat.documents.readers import Readers
from cnnstat.documents.rules import NOTHING
from cnnstat.documents.selection import Selection
from cnnstat.documents.suggest import suggest as look_for_figures
from cnnstat.effort import Effort, Tell, TooMuchError, silent
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.findings.finding import Finding
from cnnstat.findings.report import Report, blamed, many

ROUNDS = 3
"""A total is mended after its rows; nothing takes longer than that."""
MOST_CRASHED = 3
"""Documents named in the message about an internal error."""

Generator = Callable[[Sequence[str], str, Callable[[str], str]], Text]
"""Makes what a block shows: given its words, the format of its document ("" where there is none of its own), and what a
name of a network means there."""


class DocumentError(Exception):
    """An error in this program that kept it from checking documents."""


class Session:
    """A check of some documents, in memory until :meth:`write`.

    Attributes:
        checker: the latest look at the documents, with what it found.
    """

    def __init__(
        self,
        selection: Selection,
        generator: Generator,
        suggest: bool = False,
        unbounded: bool = False,
        tell: Tell = silent,
    ) -> None:
        """
        Args:
            selection: what to look at.
            generator: makes what blocks show.
            suggest: whether figures without marks are looked at too.
            unbounded: whether the documents may ask for any amount of work.
            tell: is told which document is at work, each time that the documents are looked at.
        """
        self.selection, self.suggest, self.tell = selection, suggest, tell
        self._generator = generator
        self._verifier = Verifier(selection.config.precision, selection.project)
        self._effort = Effort(math.inf) if unbounded else Effort()
        self._blocks: dict[tuple[tuple[str, ...], str, Path | None], Text] = {}
        self._originals: dict[Path, Document] = {}
        self._texts: dict[Path, bytes] = {}
        self._mended: Counter[Path] = Counter()
        self._unwritten: list[str] = []
        self.checker = self._fresh()

    def _fresh(self) -> Checker:
        """A checker that has looked at nothing yet; documents with edits it sees as they will be."""
        asked = frozenset(os.path.realpath(each) for each in self.selection.specs)
        readers = Readers(self._verifier, asked, self.selection.linked)
        return Checker(self.selection.config, self._block, self._verifier, readers, self._texts, self._effort)

    def look(self) -> None:
        """Look at all the documents, one by one."""
        checker = self.checker = self._fresh()
        selection = self.selection
        files = [*((each, True) for each in selection.whole), *((each, False) for each in selection.readers)]
        for number, ((path, named), whole) in enumerate(files, 1):
            self.tell(number, len(files), str(path))
            try:
                document = checker.check_file(path, named, whole, self.suggest)
                if self.suggest and document is not None:
                    propose(checker, document)
            except CnnstatError:
                raise
            except Exception as error:  # nobody foresaw it: told at the end, when the others are checked
                checker.outcome.crashed.append((path, error))

    def _block(self, words: Sequence[str], own: str, folder: Path) -> Text:
        """What a block shows in a document of this folder."""
        key = tuple(words), own, folder if any(map(may_name_file, words)) else None
        if key not in self._blocks:
            network = self.selection.project.network
            self._blocks[key] = self._generator(words, own, lambda name: network(name, folder))
        return self._blocks[key]

    def mend(self) -> None:
        """Make the edits that were found, and look again: a total may become wrong when its rows are mended."""
        for _ in range(ROUNDS):
            if not self.edit():
                return
            self._mended.update({real(path): len(each[1]) for path, each in self.checker.outcome.edited.items()})
            self.look()

    def edit(self) -> bool:
        """Make the edits that were found; whether there were any."""
        changed = list(changes(self.checker.outcome))
        for document, text in changed:
            path = real(document.path)
            self._originals.setdefault(path, document)
            self._texts[path] = text.encode("utf-8", "surrogatepass")
        return bool(changed)

    def write(self) -> None:
        """Write the documents with their edits; of those that cannot be written the findings are as they were."""
        for path, document in self._originals.items():
            try:
                write(document, self._texts[path])
            except UsageError as error:
                self._unwritten.append(str(error))
                del self._mended[path]
        if self._unwritten:
            self._texts = {}
            self.look()

    def diff(self) -> Iterator[str]:
        """The edits, a patch for each document."""
        for path, document in self._originals.items():
            yield diff(document, self._texts[path].decode("utf-8", "surrogatepass"))

    def require(self, least: int | None = None) -> None:
        """Add the finding that fewer figures were checked than were to be.

        Args:
            least: how many; else as many as the configuration asks for, where documents are checked whole.
        """
        if least is None:
            chosen = self.selection
            least = 0 if self.suggest or chosen.specs or chosen.linked else chosen.config.min_claims
        outcome = self.checker.outcome
        other = any(each.rule.severity == "error" for each in outcome.findings)  # then that is why
        if outcome.claims < least and not (other and least == 1):
            self.checker.add(nothing(outcome.claims, least, outcome.documents))

    def report(self, blame_specs: bool = False) -> Report:
        """What was found.

        Args:
            blame_specs: whether findings stand at the line of the spec that they depend on.
        """
        outcome = self.checker.outcome
        # That nothing reads a YAML file beside documents is no news.
        told = any(each.state for each in outcome.checked) or not self.selection.whole
        return Report(
            findings=tuple(map(blamed, outcome.findings)) if blame_specs else tuple(outcome.findings),
            checked=tuple(outcome.checked),
            documents=outcome.documents,
            asked=" ".join(map(str, self.selection.specs)) if told else "",
            fixed=self._mended.total(),
            fixable=0 if self.suggest else sum(each.edit is not None for each in outcome.findings),
        )

    def raise_errors(self) -> None:
        """Raise what kept documents from being written or checked, now that everything else is known.

        Raises:
            UsageError: documents cannot be written; all the others are.
            DocumentError: an error in this program.
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
    """A file, whatever links lead to it."""
    return Path(os.path.realpath(path))


def propose(checker: Checker, document: Document) -> None:
    """Add what figures without marks come to, as far as the document may ask for."""
    try:
        with checker.effort.bounding():
            look_for_figures(checker, document)
    except TooMuchError:
        checker.add(unread(document.path, TOO_MUCH))


def nothing(claims: int, least: int, documents: int) -> Finding:
    """The finding that there was too little to check."""
    said = f"{many(claims, 'figure')} checked in {many(documents, 'document')}, expected at least {least:,}"
    return Finding(NOTHING, None, f"{said}; --min-claims {claims} allows that")
