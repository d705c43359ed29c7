"""What stands on one side of a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.algebra.trace import Traced
from cnnstat.analysis import Analysis
from cnnstat.spec.typed import TYPED

LONGEST_TITLE, SHORT = 32, 12
"""Of the titles of two sides, and of more, that stand above their columns."""


class Subject(NamedTuple):
    """One side: a network, or a layer of it."""

    title: str
    analysis: Analysis
    layer: str = ""

    @property
    def lettered(self) -> bool:
        """Whether letters stand for some of its numbers."""
        return any(isinstance(value, Traced) for value in self.analysis.network.settings.values())

    @property
    def whole(self) -> bool:
        """Whether it is the network of a spec, and not a layer or layers typed on the command line."""
        return not self.layer and self.analysis.network.file != TYPED


class Titles(NamedTuple):
    """What stands above the columns of the sides: their titles, or where these are long short signs."""

    texts: Sequence[str]
    meant: Sequence[tuple[str, str]]
    """what the signs stand for"""


def titles_of(sides: Sequence[Subject], short: int = SHORT) -> Titles:
    """The titles, or signs where one is long; numbers where a third, C, could be taken for the channels.

    ``short`` is how long those of three sides and more may be.
    """
    titles = [each.title for each in sides]
    if len(sides) == 1 or all(len(each) <= (LONGEST_TITLE if len(sides) == 2 else short) for each in titles):
        return Titles(titles, ())
    signs = ["A", "B"] if len(sides) == 2 else [f"#{number}" for number in range(1, len(sides) + 1)]
    return Titles(signs, list(zip(signs, titles, strict=True)))


def listed(titles: Sequence[str]) -> str:
    return " and ".join(titles) if len(titles) < 3 else f"{', '.join(titles[:-1])} and {titles[-1]}"
