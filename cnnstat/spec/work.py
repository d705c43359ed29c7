"""The work that unrolling a spec takes, so that a short file cannot ask for an absurd amount."""

from __future__ import annotations

from cnnstat.effort import spend
from cnnstat.errors import SpecError
from cnnstat.spec.line import Line

MOST_LINES = 200_000
MOST_STEPS = 1_500_000
"""Steps of arithmetic: one for every two characters of an expression, four times as many with fractions."""
NAMES_PER_STEP = 64
"""Names that a line's scope holds, those of blocks among them, for each step of arithmetic that copying it takes."""


class Work:
    """Counts lines that are gone through and steps of arithmetic.

    Args:
        names: how many a scope holds.
    """

    def __init__(self, names: int) -> None:
        self.lines = self.steps = 0
        self._copying = names // NAMES_PER_STEP

    def visit(self, line: Line, lines: int = 1, steps: int = 0) -> None:
        """Count what a line causes.

        Raises:
            SpecError: it is too much.
        """
        steps += self._copying
        spend(lines / 4 + steps / 10)
        self.lines += lines
        self.steps += steps
        if self.lines > MOST_LINES or self.steps > MOST_STEPS:
            most = f"{MOST_LINES:,} lines" if self.lines > MOST_LINES else f"{MOST_STEPS:,} steps of arithmetic"
            raise SpecError(f"more than {most}, repeats and blocks unrolled", line.position, line.label)
