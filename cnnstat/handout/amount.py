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
        space: lines to write on, below each exercise.
    """

    drawing: int = 250
    rows: int = 36
    bars: int = 12
    steps: int = 6
    printed: int = 14
    sizes: int = 6
    exercises: int = 8
    space: int = 2


LEAST = Amount(drawing=130, rows=9, bars=5, steps=1, printed=3, sizes=2, exercises=2, space=0)
"""Below this a part says too little and is left out."""
LADDER = (
    Amount(),
    Amount(drawing=230, rows=30, printed=12, exercises=7, space=1),
    Amount(drawing=220, rows=26, bars=10, printed=10, exercises=6, space=1),
    Amount(drawing=210, rows=24, bars=10, steps=5, printed=9, sizes=5, exercises=6, space=0),
    Amount(drawing=200, rows=22, bars=9, steps=5, printed=8, sizes=4, exercises=5, space=0),
    Amount(drawing=190, rows=20, bars=8, steps=4, printed=7, sizes=4, exercises=5, space=0),
    Amount(drawing=180, rows=18, bars=8, steps=4, printed=6, sizes=3, exercises=4, space=0),
    Amount(drawing=170, rows=16, bars=7, steps=3, printed=5, sizes=3, exercises=3, space=0),
    Amount(drawing=150, rows=12, bars=6, steps=2, printed=4, sizes=2, exercises=3, space=0),
    LEAST,
)
"""From generous to scarce."""
GROWN = {"exercises": 24, "printed": 40, "steps": 12, "sizes": 12, "space": 8, "drawing": 330}
"""What may grow while there is room, in this order, and up to what."""
UNITS = {"drawing": 20}
"""The steps in which it grows, where these are not one."""
