"""Reports as text: one module per format, found by its file.

A module has ``ENDINGS``, of the files that ask for the format, and a function for each kind of report that it writes:
``table(Table)``, ``summary(Summary)``, ``explanation(Explanation)``. One that holds every figure of every layer,
whatever is asked for, has ``whole(Analysis, ...)`` instead. Where a report differs as a part of a document, as its
headings would be the document's, there is ``table_body``, ``summary_body`` or ``explanation_body`` besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from cnnstat.media import Media

MEDIA = Media(__name__, __file__)
NAMES, module = MEDIA.names, MEDIA.module


class Formats(Mapping[str, tuple[str, ...]]):
    """The formats of a kind of report, with the endings of files that ask for them; that of terminals is the first.

    Args:
        terminal: what the format for terminals is called.
        kind: the function that a format must have; "" where all have one.
    """

    def __init__(self, terminal: str, kind: str = "") -> None:
        self.terminal, self.kind = terminal, kind

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name == self.terminal:
            return (".txt", "")
        if name not in having(self.kind):
            raise KeyError(name)
        endings: tuple[str, ...] = module(name).ENDINGS
        return endings

    def __iter__(self) -> Iterator[str]:
        return iter((self.terminal, *having(self.kind)))

    def __len__(self) -> int:
        return 1 + len(having(self.kind))


@cache
def having(kind: str) -> tuple[str, ...]:
    """The formats that write a kind of report."""
    return tuple(name for name in NAMES if not kind or hasattr(module(name), kind))
