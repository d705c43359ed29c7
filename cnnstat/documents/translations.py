"""Language versions of one document: what is marked in one must be marked in the others."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import NamedTuple

from cnnstat.documents.checker import Checker
from cnnstat.documents.config import Config
from cnnstat.documents.document import Document
from cnnstat.documents.formats import endings
from cnnstat.documents.marks.blocks import words_of
from cnnstat.documents.rules import MISSING_FACT, NO_FACTS, UNREAD
from cnnstat.errors import CnnstatError, UsageError, shown
from cnnstat.files import name_of
from cnnstat.findings.finding import Checked, Finding, Span
from cnnstat.project import Project, beside, split
from cnnstat.query import mapped

Pair = tuple[Path, ...]
MOST_NAMED = 10
"""The most documents that a message names."""


class Fact(NamedTuple):
    """What a document states: the first figure or block that has a query or command.

    Attributes:
        document: where it is stated.
        checked: its place, and the query or command.
    """

    document: Document
    checked: Checked


def read_pairs(config: Config, file: Path | None, project: Project) -> list[Pair]:
    """The documents that belong together, as paths to check.

    Raises:
        UsageError: one is not there, lies outside of the project or is hidden, or has no format that is known.
    """
    if file is None:
        return []
    found = []
    for pair in config.pairs:
        paths = []
        for name in pair:
            try:
                path = project.document(name, file.parent)
            except UsageError as error:
                raise UsageError(f"{file}: pairs: {error}") from error
            if not os.path.isfile(path):  # False also for a name that is too long for a file
                raise UsageError(f"{file}: pairs: {shown(name)}: no such file")
            if path.suffix.lower() not in endings():
                known = " ".join(sorted(endings()))
                raise UsageError(f"{file}: pairs: {shown(name)}: no format that is known ({known})")
            paths.append(here(path))
        if len(set(map(os.path.realpath, paths))) < len(paths):
            raise UsageError(f"{file}: pairs: {shown(list(pair))}: a document is named twice")
        found.append(tuple(paths))
    return joined(found)


def joined(pairs: Sequence[Pair]) -> list[Pair]:
    """Lists that have a document in common as one: all in them are versions of each other, and are compared once."""
    number, lists = dict[str, int](), dict[int, dict[str, Path]]()
    for at, pair in enumerate(pairs):
        own = {os.path.realpath(each): each for each in pair}
        for known in sorted({number[each] for each in own if each in number}):
            own = {**lists.pop(known), **own}
        lists[at] = own
        number.update(dict.fromkeys(own, at))
    return [tuple(each.values()) for each in lists.values()]


def here(path: Path) -> Path:
    """A path as one would name it from the current folder, if it lies below it."""
    absolute, current = Path(os.path.abspath(path)), Path.cwd()
    return absolute.relative_to(current) if absolute.is_relative_to(current) else path


def completed(whole: Sequence[tuple[Path, bool]], pairs: Sequence[Pair]) -> tuple[list[tuple[Path, bool]], list[Pair]]:
    """The documents to check, with all versions of each, and the pairs of which some are checked."""
    files = list(whole)
    known = {os.path.realpath(path) for path, _ in whole}
    asked = [pair for pair in pairs if any(os.path.realpath(each) in known for each in pair)]
    for path in (each for pair in asked for each in pair):
        if os.path.realpath(path) not in known:
            known.add(os.path.realpath(path))
            files.append((path, False))
    return files, asked


def compare(checker: Checker, documents: Sequence[Document], pairs: Sequence[Pair]) -> None:
    """Add findings for facts that are marked in some versions of a document and not in others."""
    read = {os.path.realpath(each.path): each for each in documents}
    checked = defaultdict[str, list[Checked]](list)
    for each in checker.outcome.checked:
        checked[each.span.file].append(each)
    unreadable = {each.span.file for each in checker.outcome.findings if each.rule is UNREAD and each.span}
    for pair in pairs:
        versions = [read[real] for path in pair if (real := os.path.realpath(path)) in read]
        if len(versions) < len(pair) or any(each.name in unreadable for each in versions):
            continue  # the check has said why
        facts = [facts_of(checker, each, checked[each.name]) for each in versions]
        if not any(facts):
            checker.add(nothing_in(versions))
        told = set[Hashable]()
        for own in facts:
            for key, fact in own.items():
                others = [each.name for each, its in zip(versions, facts, strict=True) if key not in its]
                if others and key not in told:
                    told.add(key)
                    checker.add(missing(fact, others))


def facts_of(checker: Checker, document: Document, checked: Sequence[Checked]) -> dict[Hashable, Fact]:
    """What a document states: its queries, however precise their figures are, and the commands of its blocks."""
    found = dict[Hashable, Fact]()
    for each in checked:
        found.setdefault(key_of(checker, each.asks, document.path.parent), Fact(document, each))
    return found


def key_of(checker: Checker, asks: str, folder: Path) -> Hashable:
    """What queries, or commands of blocks, have in common if they ask for the same, with specs found from a folder."""
    try:
        return mapped(checker.verifier.query(asks, folder), lambda each: each._replace(text=""))
    except CnnstatError:
        pass  # a command; a query that cannot be read is a finding of its own
    try:
        words = words_of(asks)
    except UsageError:
        return asks
    return tuple(str(beside(folder, word)) if split(word)[0] else word for word in words)


def missing(fact: Fact, others: Sequence[str]) -> Finding:
    """The finding that a fact is not marked in other versions."""
    span = fact.checked.span
    said = f"{fact.checked.asks} is stated here and not in {listed(others, ' and ')}"
    return Finding(MISSING_FACT, span, said, query=fact.checked.asks, source=fact.document.shows(span))


def listed(names: Sequence[str], word: str) -> str:
    """Names with a word between them; of many the first, as each of many documents may lack what each states."""
    more = len(names) - MOST_NAMED
    return word.join([*names[:MOST_NAMED], *([f"{more:,} more"] if more > 0 else [])])


def nothing_in(versions: Sequence[Document]) -> Finding:
    """The finding that there is nothing to compare."""
    first, *others = (name_of(each.path) for each in versions)
    said = f"neither {first} nor {listed(others, ' nor ')} has a mark, so that nothing is compared"
    return Finding(NO_FACTS, Span(first, 1, 1, 1, 2), said)
