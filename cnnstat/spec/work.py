"""The work that unrolling a spec takes, so that a short file cannot ask for an absurd amount."""

from __future__ import annotations

from typing import Any

from cnnstat.effort import spend
from cnnstat.errors import SpecError
from cnnstat.layers import AnyLayer
from cnnstat.spec.line import Line

MOST_LINES = 160_000
MOST_STEPS = 1_500_000
"""Steps of arithmetic: one for every two characters of an expression, four times as many with fractions."""
BLOCK, ARGUMENT = 4, 8
"""Lines that take as long as a block, and steps of arithmetic that take as long as one of its arguments."""
NAMES_PER_STEP = 64
"""Names that a line's scope holds, those of blocks among them, for each step of arithmetic that copying it takes."""
MOST_READS = 50_000
"""How often layers may read others, in all: memory and depth follow each of these. Of the catalog's networks none reads
a tenth as often."""
MOST_VALUES = 400_000
"""Values in lists and texts of all layers, which what is written of a network repeats. A file has 200,000 at most, so
only repeats can exceed it."""
MOST_UNLIKE = 12_000
"""Layers that are made, those for normalization and activation among them: one for all repeats, unless something in it
depends on which repeat it is."""
SIGNS_PER_VALUE = 8
"""Characters of a text that count as one value."""


class Work:
    """Counts lines that are gone through, steps of arithmetic, and values that layers hold.

    Args:
        names: how many a scope holds.
    """

    def __init__(self, names: int) -> None:
        self.lines = self.steps = self.values = self.reads = 0
        self._held: dict[int, int] = {}
        self._copying = names // NAMES_PER_STEP

    def visit(self, line: Line, lines: int = 1, steps: int = 0) -> None:
        """Count what a line causes.

        Raises:
            SpecError: it is too much.
        """
        steps += self._copying
        spend(lines / 4 + steps / 10)
        self._count(line, lines, steps)

    def enter(self, line: Line, arguments: int) -> None:
        """Count a block, which takes as long as several lines even if it has no layers in the end.

        That counts towards the bounds of a spec alone: a unit of work is measured on networks with layers in blocks.

        Raises:
            SpecError: it is too much.
        """
        self.visit(line, 0, arguments)
        self._count(line, BLOCK, (ARGUMENT - 1) * arguments)

    def _count(self, line: Line, lines: int, steps: int) -> None:
        self.lines += lines
        self.steps += steps
        if self.lines > MOST_LINES or self.steps > MOST_STEPS:
            most = f"{MOST_LINES:,} lines" if self.lines > MOST_LINES else f"{MOST_STEPS:,} steps of arithmetic"
            raise SpecError(f"more than {most}, repeats and blocks unrolled", line.position, line.label)

    def read(self, line: Line, count: int) -> None:
        """Count the inputs of a layer of a line.

        Raises:
            SpecError: it is too much.
        """
        self.reads += count
        if self.reads > MOST_READS:
            problem = f"layers that read others more than {MOST_READS:,} times, repeats and blocks unrolled"
            raise SpecError(problem, line.position, line.label)

    def hold(self, line: Line, layers: tuple[AnyLayer, ...]) -> None:
        """Count what the layers of a line hold, those that several lines share for each.

        Raises:
            SpecError: it is too much.
        """
        for layer in layers:
            held = self._held.get(id(layer))
            if held is None:
                held = self._held[id(layer)] = sum(map(volume, layer.written().values()))
            self.values += held
        if len(self._held) > MOST_UNLIKE:
            problem = f"more than {MOST_UNLIKE:,} layers that differ, repeats and blocks unrolled"
            raise SpecError(problem, line.position, line.label)
        if self.values > MOST_VALUES:
            problem = f"more than {MOST_VALUES:,} values in lists and texts of layers, repeats and blocks unrolled"
            raise SpecError(problem, line.position, line.label)


def volume(value: Any) -> int:
    """How many values a list holds, and a text by its length; 0 for a number."""
    if isinstance(value, str):
        return len(value) // SIGNS_PER_VALUE
    return sum(1 + volume(each) for each in value) if isinstance(value, tuple | list) else 0
