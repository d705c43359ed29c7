"""Choosing by a seed, in the same way in every process and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """Chooses by a seed.

    Of Python's generator it uses only ``random()``, the one method whose numbers are promised to stay the same.
    """

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` − 1."""
        return int(self._random.random() * count)

    def between(self, least: int, most: int) -> int:
        """A number from ``least`` to ``most``."""
        return least + self.below(most - least + 1)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in any order."""
        return self.some(items, len(items))

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many of the items, in any order."""
        left = [*items]
        for at in range(count):
            other = self.between(at, len(left) - 1)
            left[at], left[other] = left[other], left[at]
        return left[:count]
