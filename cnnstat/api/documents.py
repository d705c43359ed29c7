"""The check of documents."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, shown

if TYPE_CHECKING:
    from cnnstat.documents.session import Session
    from cnnstat.findings.report import Report

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def check(
    paths: Paths = (),
    *,
    fix: bool = False,
    suggest: bool = False,
    coverage: bool = False,
    min_claims: int | None = None,
    min_coverage: int | None = None,
    ignore: str | Iterable[str] = (),
    config: str | os.PathLike[str] | None = None,
    spec_folders: Paths = (),
    unbounded: bool = False,
    progress: Tell | None = None,
) -> Report:
    """Check the figures in documents against the architectures, like ``cnnstat check``, without printing anything.

    >>> report = cnnstat.check(["docs", "README.md"], fix=True)
    >>> print(report, *report.findings)

    Args:
        paths: documents, sidecar files and folders, one or several; for a spec, the documents that read it. By default
            the current folder.
        fix: correct what is wrong in the documents; every other byte stays.
        suggest: examine figures without marks too, and propose marks for them.
        coverage: count all numbers; ``report.coverage`` then says how many are checked, exempt with a reason, or
            neither, and the last are findings.
        min_claims: it is a finding if fewer figures than this are checked; by default as in the configuration, or 1.
        min_coverage: as ``coverage``; it is also a finding if a smaller share of the numbers is checked, in percent, by
            default as in the configuration.
        ignore: rules to leave out, by id or name ("CNS211").
        config: a pyproject.toml; by default that of the current folder or of its nearest parent that has one.
        spec_folders: folders outside the project from which documents may read specs.
        unbounded: let documents ask for any amount of work; only for documents that you trust.
        progress: called with the number of the current document (from 1), how many there are, and its name.

    Returns:
        The report. ``ok`` is False if a finding is an error or a warning; ``findings`` are in the order of files and
        lines; ``documents``, ``figures`` and ``fixed`` are the numbers of documents read, figures and blocks checked,
        and findings fixed.

    Raises:
        UsageError: a path does not exist or has an unknown format, or a document cannot be written (all others are).
        SpecError: the configuration is not valid. A spec that cannot be read is a finding instead.
        DocumentError: a document was not checked because of an error in this program.
    """
    from cnnstat.documents.selection import select
    from cnnstat.documents.session import Session
    from cnnstat.views.blocks import generate

    if fix and suggest:
        raise UsageError("fix and suggest exclude each other: a suggestion is to be looked at")
    require_whole("min_claims", min_claims)
    require_whole("min_coverage", min_coverage, 100)
    selection = select(
        as_paths("paths", paths),
        config=None if config is None else as_paths("config", [config])[0],
        ignore=several("ignore", ignore, str, "the id or name of a rule"),
        folders=as_paths("spec_folders", spec_folders),
    )
    session = Session(selection, generate, suggest, unbounded, progress or silent, coverage or min_coverage is not None)
    return carried_out(session, fix, min_claims, min_coverage)


def carried_out(session: Session, fix: bool, min_claims: int | None, min_coverage: int | None) -> Report:
    """The report of a check from its beginning to its end."""
    session.look()
    if fix:
        session.mend()
        session.write()
    session.cover(min_coverage)
    session.require(min_claims)
    session.raise_errors()
    return session.report()


def require_whole(what: str, given: Any, most: int | None = None) -> None:
    """Raise UsageError for what is neither None nor a whole number, from 0 to ``most`` if that is given."""
    if given is not None and (type(given) is not int or given < 0 or (most is not None and given > most)):
        expected = "a whole number" if most is None else f"a whole number from 0 to {most}"
        raise UsageError(f"{what}: expected {expected}, got {shown(given)}")


def as_paths(what: str, given: Paths) -> list[Path]:
    """One path, or several, as a list of paths."""
    return [Path(each) for each in several(what, given, str | os.PathLike, "a path")]


def several(what: str, given: Any, kind: Any, expected: str) -> list[Any]:
    """One item, or several, as a list."""
    alone = isinstance(given, kind) or not isinstance(given, Iterable) or isinstance(given, bytes)
    found = [given] if alone else list(given)
    for each in found:
        if not isinstance(each, kind):
            raise UsageError(f"{what}: expected {expected} or several, got {shown(each)}")
    return found
