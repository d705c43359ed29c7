"""The value of a printed figure, of which the same ones occur in many documents."""

from __future__ import annotations

from functools import lru_cache

from cnnstat.printed import Figure, read_figure


@lru_cache(maxsize=10_000)
def amount(text: str) -> Figure:
    """The figure that a text prints.

    Raises:
        UsageError: it prints none.
    """
    return read_figure(text)
