"""Checking documents in several processes, once that has taken long: what these find is what one finds.

Limits on work hold for all documents together, in their order. A process does not know what the others have computed,
so all of them do at least the work that one does alone: where they stay within the limits together, it would, too.
Where they do not, or anything else is out of the ordinary, nothing that they found counts, and one does the rest alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn, Protocol

from cnnstat import deadline
from cnnstat.documents.checker import Checker
from cnnstat.documents.outcome import Outcome
from cnnstat.documents.rules import RULES
from cnnstat.effort import MOST_BYTES, PER_BYTE, Tell
from cnnstat.processes import each_done

PATIENCE = 1.0
"""Seconds after which other processes are begun, which takes some time itself."""
MANY = 100_000
"""Bytes that are left to check, for which others are begun: fewer take some seconds at most, however they are made."""
PORTIONS = 8
"""Into how many portions the rest is cut for each process, so that all are busy to the end."""


class File(NamedTuple):
    """A file to check.

    Attributes:
        path: where it is.
        named: whether it was named itself, not found in a folder.
        whole: whether all of it is checked, not only what reads a spec.
    """

    path: Path
    named: bool
    whole: bool

    @property
    def size(self) -> int:
        """Its bytes, as far as they allow for more work; 0 if it cannot be had."""
        try:
            return min(self.path.stat().st_size, MOST_BYTES)
        except OSError:
            return 0


class Looking(Protocol):
    """A check that looks at one file after another."""

    checker: Checker

    def look_at(self, file: File) -> None:
        """Check a file."""


class Piece(NamedTuple):
    """What a process found in some files.

    Attributes:
        outcome: its findings, and what it checked.
        effort: for each file how much work it allowed for, and how much it took.
        searched: how much work the search for readings took.
    """

    outcome: Outcome
    effort: list[tuple[float, float]]
    searched: float


def is_much(files: Sequence[File], jobs: int) -> bool:
    """Whether it is worth while to begin other processes for some files."""
    return len(files) > jobs and sum(each.size for each in files) >= MANY


def share(checker: Checker, files: Sequence[File], make: Callable[[], Looking], jobs: int, tell: Tell) -> bool:
    """Check files in several processes; returns whether that is done, or one has to do it alone.

    Args:
        checker: of this process, whose outcome takes what is found.
        files: in the order of the findings.
        make: makes a check in another process.
        jobs: how many processes.
        tell: told how many files are done.
    """
    limit = checker.effort.left + PER_BYTE * sum(each.size for each in files)
    size = math.ceil(len(files) / (jobs * PORTIONS))
    work = [(first, files[first : first + size]) for first in range(0, len(files), size)]
    found: dict[int, Piece] = {}
    done = 0
    with closing(each_done(portion, work, jobs, partial(begin, make))) as results:
        for first, piece in results:
            if piece is None:
                return False
            found[first] = piece
            limit -= sum(spent for _, spent in piece.effort)
            if limit < 0:  # nothing of it will count, so the rest need not be waited for
                return False
            done += len(piece.effort)
            tell(done, len(files), "documents")
    pieces = [found[first] for first in sorted(found)]
    if not afforded(checker, pieces):
        return False
    for piece in pieces:
        piece.outcome.findings = [each._replace(rule=RULES[each.rule.id]) for each in piece.outcome.findings]
        checker.outcome.take(piece.outcome)
    return True


def afforded(checker: Checker, pieces: Sequence[Piece]) -> bool:
    """Whether what was done is within the limits of a check, which it is then counted against."""
    effort, searches = checker.effort, checker.verifier.searches
    left = effort.left
    for allowed, spent in (each for piece in pieces for each in piece.effort):
        left -= spent
        if left < 0:  # before it counts what the file allows for, as one does not know when in its check that was
            return False
        left += allowed
    searched = sum(piece.searched for piece in pieces)
    if searched > searches.left:
        return False
    effort.left, searches.left = left, searches.left - searched
    return True


_looking: list[Looking] = []
"""The check of a process that works for another one; it remembers what it computed for earlier portions."""


def begin(make: Callable[[], Looking]) -> None:
    """Begin to check files for another process."""
    _looking[:] = [make()]


def late(*_: object) -> NoReturn:
    """End the check of some files, which take too long: one process does all alone, and can tell it."""
    raise deadline.TooLong


def portion(first: int, files: Sequence[File]) -> tuple[int, Piece | None]:
    """What is found in some files, with the number of the first; None if this takes a process that does all alone."""
    (looking,) = _looking
    checker = looking.checker
    checker.outcome, searched = Outcome(), checker.verifier.searches.left
    try:
        if not math.isinf(checker.effort.left):
            deadline.watch(late)
        effort = list(efforts(looking, files))
    except (Exception, deadline.TooLong):  # which comes again where it can be told
        return first, None
    finally:
        deadline.calm()
    if checker.outcome.crashed or checker.effort.reached or checker.verifier.searches.reached:
        return first, None
    outcome = Outcome(checker.outcome.findings, checker.outcome.documents, checker.outcome.checked)
    return first, Piece(outcome, effort, searched - checker.verifier.searches.left)


def efforts(looking: Looking, files: Sequence[File]) -> Iterator[tuple[float, float]]:
    """Check files; for each, how much work it allowed for and how much it took."""
    effort = looking.checker.effort
    for file in files:
        allowed, left = effort.allowed, effort.left
        looking.look_at(file)
        allowed = effort.allowed - allowed
        yield allowed, 0 if math.isinf(left) else left + allowed - effort.left
