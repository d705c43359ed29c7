"""A limit on the work that strangers' files may ask for.

A single line of a document can ask for a lot: a network of 1,202 layers at yet another size, or a search among
thousands of sizes. So all code that analyses, derives or searches calls :func:`spend` before it starts, and a check of
documents sets a limit in proportion to their length. Work is counted in units that do not depend on the machine: the
same documents are refused everywhere. Without a limit, as on the command line, nothing is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

BASE = 610_000
PER_BYTE = 5
"""Units of work that documents may ask for: some seconds for 20 KB. A unit is six to seven microseconds; the whole
audit takes nearly all of the base."""
MOST_BYTES = 200_000
"""Bytes of a document that count for the bound; a longer one needs no more work than its marks ask for."""
QUOTED = 30
"""Bytes of a document that count for each byte of the sidecar file that speaks of it."""


Item = TypeVar("Item")


class TooMuchError(Exception):
    """More work was asked for than a limit allows.

    Attributes:
        effort: the limit that was exceeded.
    """

    def __init__(self, effort: Effort) -> None:
        super().__init__("more work than its bound allows")
        self.effort = effort


class Effort:
    """A limit on work.

    Attributes:
        left: units that may still be spent; negative once the limit is exceeded.
        allowed: units that documents have added to it.
    """

    def __init__(self, left: float = BASE) -> None:
        self.left, self.allowed = left, 0
        self._known: set[str] = set()

    def allow(self, document: str, size: int) -> None:
        """Allow more work for a document of ``size`` bytes; only once, so that rewriting it does not allow more."""
        if document not in self._known:
            self._known.add(document)
            more = PER_BYTE * min(size, MOST_BYTES)
            self.left += more
            self.allowed += more

    @contextmanager
    def bounding(self) -> Iterator[None]:
        """Count the work done inside the ``with`` block against this limit, and against those already in force."""
        around = _present.get()
        token = _present.set(around if self in around else (*around, self))
        try:
            yield
        finally:
            _present.reset(token)

    def within(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield items until this limit is exceeded; :attr:`reached` then tells whether it was."""
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
        """Whether more work was asked for than the limit allows."""
        return self.left < 0


_present: ContextVar[tuple[Effort, ...]] = ContextVar("effort", default=())


def spend(units: float) -> None:
    """Count work that is about to be done, even if an error then cuts it short.

    Raises:
        TooMuchError: a limit is in force and is now exceeded; if several are, for the outermost.
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
"""A callback for progress: gets the number of the current item (from 1), how many there are, and the item's name."""


def silent(number: int, total: int, name: str) -> None:
    """Report no progress."""
