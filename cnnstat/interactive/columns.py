"""Columns of numbers as short texts, and all columns of a page without repetition.

A column is written as the steps from one number to the next, equal ones together: 55, 55, 55, 56, 57 is ``55 0*2 1*2``.
Behind its last step it goes on as it is. Compressed, steps repeat themselves far more often than numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cnnstat.interactive.patterns import Held, Pattern

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


class Columns:
    """All columns of a page, each once; others refer to them by their places."""

    def __init__(self) -> None:
        self.forms: list[str] = []
        self.texts: list[Any] = []
        self._forms: dict[str, int] = {}
        self._places: dict[str, int] = {}

    def form(self, form: str) -> int:
        """The place of a pattern's form."""
        if form not in self._forms:
            self._forms[form] = len(self.forms)
            self.forms.append(form)
        return self._forms[form]

    def numbers(self, column: Sequence[Held]) -> int:
        """The place of a column; of one that holds texts, their list is kept and where each stands."""
        whole = [each for each in column if isinstance(each, int)]
        if len(whole) == len(column):
            code: Any = written(whole)
        else:
            known = {each: at for at, each in enumerate(dict.fromkeys(map(str, column)))}
            code = [[*known], written([known[str(each)] for each in column])]
        key = str(code)
        if key not in self._places:
            self._places[key] = len(self.texts)
            self.texts.append(code)
        return self._places[key]

    def patterns(self, column: Sequence[Pattern]) -> list[int]:
        """A column of texts: the places of its forms, and of each number in them.

        Where a form has fewer numbers than others the column of a number goes on as before.
        """
        width = max(len(each.numbers) for each in column)
        found = [self.numbers([self.form(each.form) for each in column])]
        for at in range(width):
            last: Held = next(each.numbers[at] for each in column if len(each.numbers) > at)
            numbers: list[Held] = []
            for each in column:
                last = each.numbers[at] if len(each.numbers) > at else last
                numbers.append(last)
            found.append(self.numbers(numbers))
        return found
