"""Looking for words with figures between them.

One pattern of both would be compiled for every anchor, and what finds a figure is long. So words and figures are
patterns of their own, and those of figures are compiled once. Each matches in one way only, if at all, so that nothing
is tried again behind it, but where anything may stand in the place of a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.effort import spend

ANYTHING = re.compile(r"(\S)")
"""The beginning of whatever stands in the place of a figure."""
LONGEST = 61
"""Characters of that, in one line."""

TRIED = 3
"""Units of work for the ends that are tried for it, for each piece behind."""

Span = tuple[int, int]


class Place(NamedTuple):
    """Where words with figures between them stand: the offsets of all of it, and of each figure."""

    start: int
    end: int
    figures: tuple[Span, ...]


def places(parts: Sequence[re.Pattern[str]], text: str, start: int, end: int) -> Iterator[Place]:
    """The places between two offsets of a text where some pieces follow one another; none lies in another place.

    Args:
        parts: what finds each piece, in order; one of a figure has a group for it.
        text: where to look.
        start, end: the offsets.
    """
    at = start
    while (begin := parts[0].search(text, at, end)) is not None:
        found = following(parts, text, begin.start(), end)
        if found is not None:
            yield Place(begin.start(), *found)
        at = begin.start() + 1 if found is None else found[0]


def following(
    parts: Sequence[re.Pattern[str]], text: str, at: int, end: int
) -> tuple[int, tuple[Span, ...]] | None:  # fmt: skip
    """Where pieces end that begin at an offset, and the figures among them; None if they do not stand there."""
    figures: list[Span] = []
    for number, part in enumerate(parts):
        found = part.match(text, at, end)
        if found is None:
            return None
        if part is ANYTHING:
            return anything(figures, parts[number + 1 :], text, at, end)
        figures += [found.span(1)] if part.groups else []
        at = found.end()
    return at, tuple(figures)


def anything(
    before: Sequence[Span], parts: Sequence[re.Pattern[str]], text: str, at: int, end: int
) -> tuple[int, tuple[Span, ...]] | None:
    """The same where anything begins, as little as possible, behind some figures."""
    spend(TRIED * (1 + len(parts)))
    for close in range(at + 1, min(end, at + LONGEST) + 1):
        rest = following(parts, text, close, end)
        if rest is not None:
            return rest[0], (*before, (at, close), *rest[1])
        if text[close : close + 1] == "\n":
            break
    return None
