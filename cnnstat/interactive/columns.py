"""Columns of numbers as short texts, and all columns of a page without repetition.

A column is written as the steps from one number to the next, equal ones together: 55, 55, 55, 56, 57 is ``55 0*2 1*2``.
Behind its last step it goes on as it is. Compressed, steps repeat themselves far more often than numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby
from typing import Any

from cnnstat.interactive.patterns import Held, Pattern, patterned

EXACT = 2**53
"""Below it, JavaScript's numbers are exact; columns with larger ones are marked by ``b``."""


def written(column: Sequence[int]) -> str:
    """A column of whole numbers."""
    steps = [here - there for here, there in zip(column, [0, *column], strict=False)]
    while len(steps) > 1 and not steps[-1]:
        steps.pop()
    runs = ((step, len(list(run))) for step, run in groupby(steps))
    text = " ".join(f"{step}*{count}" if count > 1 else str(step) for step, count in runs)
    return f"b{text}" if max(map(abs, column)) >= EXACT else text


class Listed:
    """A list that holds each thing once; others refer to it by its place."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._places: dict[Hashable, int] = {}

    def place(self, item: Any, key: Hashable) -> int:
        """The place of a thing, which is put at the end if it is new; equal keys mean equal things."""
        if key not in self._places:
            self._places[key] = len(self.all)
            self.all.append(item)
        return self._places[key]


class Columns:
    """All columns of a page, each once; others refer to them by their places.

    Attributes:
        forms: texts without their numbers.
        numbers: columns of numbers, and of texts that are no whole numbers.
        texts: columns of texts: the places of their forms' numbers, and of each number in them.
    """

    def __init__(self) -> None:
        self.forms, self.numbers, self.texts = Listed(), Listed(), Listed()
        self._patterns: dict[str, Pattern] = {}
        self._known: dict[tuple[Any, ...], int] = {}

    def of_numbers(self, column: Sequence[Held]) -> int:
        """The place of a column; of one that holds texts, their list is kept and where each stands."""
        key = tuple(column)
        if key not in self._known:
            self._known[key] = self._numbers(column)
        return self._known[key]

    def _numbers(self, column: Sequence[Held]) -> int:
        whole = [each for each in column if isinstance(each, int)]
        if len(whole) == len(column):
            code = written(whole)
            return self.numbers.place(code, code)
        known = {each: at for at, each in enumerate(dict.fromkeys(map(str, column)))}
        steps = written([known[str(each)] for each in column])
        return self.numbers.place([[*known], steps], (*known, steps))

    def of_texts(self, column: Sequence[str]) -> int:
        """The place of a column of texts.

        Where a form has fewer numbers than others the column of a number goes on as before.
        """
        patterns = [self._pattern(text) for text in column]
        found = [self.of_numbers([self.forms.place(each.form, each.form) for each in patterns])]
        for at in range(max(len(each.numbers) for each in patterns)):
            last: Held = next(each.numbers[at] for each in patterns if len(each.numbers) > at)
            numbers: list[Held] = []
            for each in patterns:
                last = each.numbers[at] if len(each.numbers) > at else last
                numbers.append(last)
            found.append(self.of_numbers(numbers))
        return self.texts.place(found, tuple(found))

    def _pattern(self, text: str) -> Pattern:
        if text not in self._patterns:
            self._patterns[text] = patterned(text)
        return self._patterns[text]
