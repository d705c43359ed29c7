"""Tables of several panels: the same headings again and again, one beside the other, so that a page is filled."""

from __future__ import annotations

from collections.abc import Sequence

FEWEST = 2
"""Panels of such a table, and columns of a panel."""


def panels(titles: Sequence[str]) -> list[slice]:
    """The columns of each panel of a table, without empty ones behind them; all columns of any other table.

    Args:
        titles: the headings of the columns; rows may be longer.
    """
    firsts = [at for at, title in enumerate(titles) if title and title == titles[0]] or [0]
    parts = [list(titles[first:end]) for first, end in zip(firsts, [*firsts[1:], len(titles)], strict=True)]
    for part in parts:
        while part and not part[-1]:
            part.pop()
    if min(len(parts), len(parts[0])) < FEWEST or any(part != parts[0] for part in parts):
        return [slice(0, None)]
    return [slice(first, first + len(part)) for first, part in zip(firsts, parts, strict=True)]
