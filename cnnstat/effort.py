"""A bound on the work that strangers' files may ask for.

A line of a document can ask for anything: a network of 1,202 layers at another size in each line, or a search among
thousands of sizes. So whatever analyses, derives or searches tells here how much it is about to do, and a check of
documents sets a bound in proportion to their length. The count does not depend on the machine: the same documents are
refused everywhere. Without a bound, as on the command line, nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

BASE = 400_000
PER_BYTE = 5
"""Units of work that documents may ask for: some seconds for 20 KB. A unit is what the analysis of one layer takes,
about ten microseconds; the whole audit takes some 300,000."""


class TooMuchError(Exception):
    """More work than the bound allows."""


class Effort:
    """Work that may still be done.

    Attributes:
        left: units.
    """

    def __init__(self, left: float = BASE) -> None:
        self.left = left
        self._known: set[str] = set()

    def allow(self, document: str, size: int) -> None:
        """Allow for a document of so many bytes, once: what is written into it does not allow for more."""
        if document not in self._known:
            self._known.add(document)
            self.left += PER_BYTE * size

    @contextmanager
    def bounding(self) -> Iterator[None]:
        """Let what is done inside count against this bound."""
        token = _present.set(self)
        try:
            yield
        finally:
            _present.reset(token)


_present: ContextVar[Effort | None] = ContextVar("effort", default=None)


def spend(units: int) -> None:
    """Count work that is about to be done.

    Raises:
        TooMuchError: there is a bound, and it is reached.
    """
    effort = _present.get()
    if effort is not None:
        effort.left -= units
        if effort.left < 0:
            raise TooMuchError


Tell = Callable[[int, int, str], object]
"""Is told what is at work: its number from 1 on, how many there are, and its name."""


def silent(number: int, total: int, name: str) -> None:
    """Tell nobody."""
