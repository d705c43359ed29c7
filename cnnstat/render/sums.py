"""Long sums as rows of a table, for every format that has tables."""

from __future__ import annotations

from cnnstat import units
from cnnstat.derivation import Derivation

HEAD = ("term", "times", "value", "sum")
NUMERIC = (False, True, True, True)


def rows_of(derivation: Derivation) -> tuple[list[list[str]], list[str]]:
    """The terms with how often each stands there, and the total."""
    rows = [
        [each.label, units.grouped(each.times), units.grouped(each.value), units.grouped(each.times * each.value)]
        for each in derivation.addends
    ]
    total = units.grouped(sum(each.times * each.value for each in derivation.addends))
    return rows, ["total", "", "", total]
