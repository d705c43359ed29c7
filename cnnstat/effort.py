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
from typing import TypeVar, cast

BASE = 400_000
PER_BYTE = 5
"""Units of work that documents may ask for: some seconds for 20 KB. A unit is what the analysis of one layer takes,
about ten microseconds; the whole audit takes some 300,000."""
MOST_BYTES = 200_000
"""Bytes of a document that count for the bound; a longer one needs no more work than its marks ask for."""
QUOTED = 30
"""Bytes of a document that count for each byte of the sidecar file that speaks of it."""


Item = TypeVar("Item")


class TooMuchError(Exception):
    """More work than a bound allows.

    Attributes:
        effort: that bound.
    """

    def __init__(self, effort: Effort) -> None:
        super().__init__("more work than its bound allows")
        self.effort = effort


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
            self.left += PER_BYTE * min(size, MOST_BYTES)

    @contextmanager
    def bounding(self) -> Iterator[None]:
        """Let what is done inside count against this bound, and against those around it."""
        around = _present.get()
        token = _present.set(around if self in around else (*around, self))
        try:
            yield
        finally:
            _present.reset(token)

    def within(self, items: Iterator[Item]) -> Iterator[Item]:
        """The items that can be made within this bound; :attr:`reached` tells whether there would be more."""
        done = object()
        try:
            while True:
                with self.bounding():
                    item = next(items, done)
                if item is done:
                    return
                yield cast("Item", item)
        except TooMuchError as error:
            if error.effort is not self:
                raise

    @property
    def reached(self) -> bool:
        """Whether more work was asked for than the bound allows."""
        return self.left < 0


_present: ContextVar[tuple[Effort, ...]] = ContextVar("effort", default=())


def spend(units: float) -> None:
    """Count work that is about to be done; also the part of it that is done before an error is found.

    Raises:
        TooMuchError: there is a bound, and it is reached; of several the outermost.
    """
    for effort in _present.get():
        effort.left -= units
        if effort.left < 0:
            raise TooMuchError(effort)


@contextmanager
def uncounted() -> Iterator[None]:
    """Let what is done inside not count: it is done once while the program runs, whoever asks first."""
    token = _present.set(())
    try:
        yield
    finally:
        _present.reset(token)


Tell = Callable[[int, int, str], object]
"""Is told what is at work: its number from 1 on, how many there are, and its name."""


def silent(number: int, total: int, name: str) -> None:
    """Tell nobody."""
