"""Writing edits into files: only what is wrong is replaced, every other byte stays."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cnnstat.documents.document import Document
from cnnstat.documents.outcome import Outcome
from cnnstat.documents.patch import unified
from cnnstat.errors import UsageError
from cnnstat.files import relative, replace
from cnnstat.findings.finding import Edit
from cnnstat.project import strays

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


def write(document: Document, data: bytes, roots: Iterable[Path]) -> None:
    """Write a document's new text in one step; if the path is a link, its target is written.

    Raises:
        UsageError: it is read-only, has changed meanwhile, is a link that leads out of ``roots``, or cannot be written;
            then nothing is changed.
    """
    target = Path(document.path)
    if stray := strays(target, roots):
        raise UsageError(f"{document.name}: cannot write: {stray}; name the file itself")
    try:
        target = target.resolve(strict=True)
        if not target.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise UsageError(f"{document.name}: cannot write: the file is read-only")
        if target.read_bytes() != document.data:
            raise UsageError(f"{document.name}: changed while it was checked; nothing is written")
        replace(target, lambda file: file.write(data))
    except (OSError, RuntimeError) as error:  # pathlib raises RuntimeError for a loop of links
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{document.name}: cannot write: {reason}") from error


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
