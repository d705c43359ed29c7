"""Long sums as rows of a table, for every format that has tables."""

from __future__ import annotations

from cnnstat.derivation import Derivation
from cnnstat.text import numbers

HEAD = ("term", "times", "value", "sum")
NUMERIC = (False, True, True, True)


def rows_of(derivation: Derivation) -> tuple[list[list[str]], list[str]]:
    """The terms, with how often each occurs, and the total."""
    rows = [
        [each.label, numbers.grouped(each.times), numbers.grouped(each.value), numbers.grouped(each.times * each.value)]
        for each in derivation.addends
    ]
    total = numbers.grouped(sum(each.times * each.value for each in derivation.addends))
    return rows, ["total", "", "", total]
