"""Writing edits into files: only what is wrong is replaced, every other byte stays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.document import Document
from cnnstat.documents.outcome import Outcome
from cnnstat.documents.patch import unified
from cnnstat.errors import UsageError
from cnnstat.files import contents, relative
from cnnstat.findings.finding import Edit
from cnnstat.project import strays
from cnnstat.saving import Draft, draft
from cnnstat.unfinished import WRITTEN, Undivided

ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
UNCHANGED = "\\ No newline at end of file\n"


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits applied; no two of them may overlap."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def changes(outcome: Outcome) -> Iterator[tuple[Document, str]]:
    """The documents that change, with their new texts."""
    for document, edits in outcome.edited.values():
        new = edited(document.text, edits)
        if new != document.text:
            yield document, new


def refusal(document: Document, roots: Set[Path]) -> str:
    """Why a document is neither written nor shown as a patch; "" if it may be. A link may be a stranger's."""
    stray = strays(Path(document.path), roots)
    return f"{document.name}: cannot write: {stray}; name the file itself" if stray else ""


class Rewrite(NamedTuple):
    """A document, and what it is to hold.

    Attributes:
        roots: the folders out of which no link may lead.
    """

    document: Document
    data: bytes
    roots: Set[Path]

    def draft(self) -> Draft:
        """The new document under a temporary name; if the path is a link, its target is to be written.

        Raises:
            UsageError: it is read-only, has changed meanwhile, is a link that leads out of the roots, or cannot be
                written; then nothing is changed.
        """
        target, name = Path(self.document.path), self.document.name
        if problem := refusal(self.document, self.roots):
            raise UsageError(problem)
        try:
            target = target.resolve(strict=True)
            self.check(target)
            return draft(target, self.data)
        except (OSError, RuntimeError) as error:  # pathlib raises RuntimeError for a loop of links
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"{name}: cannot write: {reason}") from error

    def check(self, target: Path) -> None:
        """Refuse to write over what somebody else has written; another ``check --fix`` may have done the same."""
        if contents(target) not in (self.document.data, self.data):
            raise UsageError(f"{self.document.name}: changed while it was checked; nothing is written")

    def publish(self, made: Draft) -> None:
        """Put the new document in the place of the old one.

        Raises:
            UsageError: as :meth:`draft`.
        """
        try:
            self.check(made.target)
            made.publish()
        except OSError as error:
            raise UsageError(f"{self.document.name}: cannot write: {error.strerror or error}") from error
        WRITTEN[self.document.name] = None


def write(every: Mapping[Path, Rewrite]) -> dict[Path, str]:
    """Write documents, each in one step, after all are on the disk under temporary names; what could not be written.

    Returns:
        The problem of each document that could not be written; all others were.
    """
    problems: dict[Path, str] = {}
    drafts: dict[Path, Draft] = {}
    try:
        for path, each in every.items():
            try:
                drafts[path] = each.draft()
            except UsageError as error:
                problems[path] = error.first
        with Undivided():
            for path, made in drafts.items():
                try:
                    every[path].publish(made)
                except UsageError as error:
                    problems[path] = error.first
    finally:
        for made in drafts.values():
            made.discard()
    return problems


def diff(document: Document, text: str) -> str:
    """The change as a unified diff."""
    old, new = (broken(each) for each in (document.text, text))
    name = relative(os.path.realpath(document.path), os.getcwd())
    old_name, new_name = (quoted(f"{side}/{name}") for side in "ab")
    found = unified(old, new, old_name, new_name)
    return "".join(line if line.endswith("\n") else f"{line}\n{UNCHANGED}" for line in found)


def quoted(name: str) -> str:
    """A name as git writes it in a patch: quoted if it contains quotation marks, backslashes or unprintable signs."""
    if name.isprintable() and not set(name) & set('"\\'):
        return name
    return f'"{"".join(ESCAPES.get(sign) or octal(sign) for sign in name)}"'


def octal(sign: str) -> str:
    """A character, or its bytes in octal digits if it cannot be printed."""
    return sign if sign.isprintable() else "".join(f"\\{byte:03o}" for byte in os.fsencode(sign))


def broken(text: str) -> list[str]:
    """Lines with their ends. Only LF ends a line; a CR is part of the line, as in git's diffs."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
