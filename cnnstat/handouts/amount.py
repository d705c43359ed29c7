"""How much of each part a handout has: from generous to what just says it."""

from __future__ import annotations

from typing import NamedTuple


class Amount(NamedTuple):
    """How much of each part there is.

    Attributes:
        drawing: points that the drawing is high.
        rows: lines of the table.
        bars: of each chart.
        steps: layers whose figures are derived.
        printed: printed figures.
        sizes: inputs that are looked at one by one.
        exercises: of the sheet.
        changes: lines of what changes from one network to the next.
    """

    drawing: int = 250
    rows: int = 36
    bars: int = 12
    steps: int = 6
    printed: int = 14
    sizes: int = 6
    exercises: int = 8
    changes: int = 12


LEAST = Amount(drawing=130, rows=9, bars=5, steps=1, printed=3, sizes=2, exercises=2)
"""Below this a part says too little and is left out."""
LADDER = (
    Amount(),
    Amount(drawing=230, rows=30, printed=12, exercises=7),
    Amount(drawing=220, rows=26, bars=10, printed=10, exercises=6),
    Amount(drawing=210, rows=24, bars=10, steps=5, printed=9, sizes=5, exercises=6),
    Amount(drawing=200, rows=22, bars=9, steps=5, printed=8, sizes=4, exercises=5),
    Amount(drawing=190, rows=20, bars=8, steps=4, printed=7, sizes=4, exercises=5),
    Amount(drawing=180, rows=18, bars=8, steps=4, printed=6, sizes=3, exercises=4),
    Amount(drawing=170, rows=16, bars=7, steps=3, printed=5, sizes=3, exercises=3),
    Amount(drawing=150, rows=12, bars=6, steps=2, printed=4, sizes=2, exercises=3),
    LEAST,
)
"""From generous to scarce."""


class Growth(NamedTuple):
    """How a part grows while there is room.

    Attributes:
        most: up to what on two pages; on more, up to as many times as much.
        high: points that one more takes at least.
        usual: points that one more takes mostly; rather more than less, as more of a part is laid out sooner than anew.
    """

    most: int
    high: float
    usual: float


GROWN = {
    "exercises": Growth(18, 24, 46), "printed": Growth(20, 11, 11), "steps": Growth(8, 40, 40),
    "changes": Growth(40, 11, 11), "sizes": Growth(8, 11, 11), "rows": Growth(44, 11, 11),
}  # fmt: skip
"""What may grow, one after the other."""
