"""Box characters for a terminal, from a scene whose lengths are its cells.

A stream whose encoding lacks these characters gets plus signs and hyphens in their place (``text.console``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from cnnstat.drawing.scene import Line, Scene, Shape, Text
from cnnstat.text.cells import cells, cells_of
from cnnstat.text.printable import one_line

ENDINGS = ()
EXTRA = ""
UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
SIGNS = " │││─┘┐┤─└┌├─┴┬┼"
"""By the sides of a cell to which lines go, added up."""
DASHED = {"─": "┄", "│": "┆"}
DOWNWARDS = " │┆"
HEAD = "▼"

Cell = tuple[int, int]
"""Row and column."""


class Grid:
    """Cells of a terminal.

    Attributes:
        sides: to which sides of a cell lines go.
        signs: what else is written in a cell; "" behind a sign that takes two.
        dashed: cells of frames.
    """

    def __init__(self) -> None:
        self.sides: dict[Cell, int] = {}
        self.signs: dict[Cell, str] = {}
        self.dashed: set[Cell] = set()

    def line(self, row: int, column: int, sides: int) -> None:
        self.sides[row, column] = self.sides.get((row, column), 0) | sides

    def text(self, row: int, column: int, text: str) -> None:
        """Write a text from a cell on."""
        for sign in text:
            room = cells_of(sign)
            if not room:
                self.signs[row, column - 1] = self.signs.get((row, column - 1), "") + sign
                continue
            self.signs[row, column] = sign
            if room == 2:
                self.signs[row, column + 1] = ""
            column += room

    def rows(self) -> Iterator[str]:
        """The lines of text from the top on; where lines go down and nothing else is, one says it."""
        found: dict[int, dict[int, str]] = {}
        for (row, column), sides in self.sides.items():
            sign = SIGNS[sides]
            found.setdefault(row, {})[column] = DASHED.get(sign, sign) if (row, column) in self.dashed else sign
        for (row, column), sign in self.signs.items():
            found.setdefault(row, {})[column] = sign
        before = ""
        for row in range(max(found, default=-1) + 1):
            signs = found.get(row, {})
            text = "".join(signs.get(column, " ") for column in range(max(signs, default=-1) + 1)).rstrip()
            if text != before or text.strip(DOWNWARDS):
                yield text
            before = text


def written(scene: Scene) -> str:
    """The scene as lines of text."""
    grid = Grid()
    stripes: list[str] = []
    box: Shape | None = None
    for item in scene.items:
        if isinstance(item, Shape) and item.extent.top == item.extent.bottom:
            stripes.append(item.about)
        elif isinstance(item, Shape):
            note(grid, box, stripes)
            outline(grid, item)
            box, stripes = item, []
    note(grid, box, stripes)
    for item in scene.items:
        if isinstance(item, Line):
            trace(grid, item)
        elif isinstance(item, Text):
            grid.text(ceil(item.y) - 1, int(item.x), one_line(item.text))
    return "".join(f"{row}\n" for row in grid.rows())


def outline(grid: Grid, shape: Shape) -> None:
    """The four sides of a box."""
    left, top, right, bottom = (int(each) for each in shape.extent)
    right, bottom = right - 1, bottom - 1
    for row in (top, bottom):
        for column in range(left, right + 1):
            grid.line(row, column, (LEFT if column > left else 0) | (RIGHT if column < right else 0))
    for column in (left, right):
        for row in range(top, bottom + 1):
            grid.line(row, column, (UP if row > top else 0) | (DOWN if row < bottom else 0))
    if shape.dashed:
        grid.dashed |= {(row, column) for row in (top, bottom) for column in range(left, right + 1)}
        grid.dashed |= {(row, column) for column in (left, right) for row in range(top, bottom + 1)}


def note(grid: Grid, box: Shape | None, stripes: Sequence[str]) -> None:
    """What acts on a layer's output, in the middle of the lower side of its box."""
    if box is not None:
        words = noted(stripes)
        left, _, right, bottom = (int(each) for each in box.extent)
        grid.text(bottom - 1, (left + right - cells(words)) // 2, words)


def noted(stripes: Sequence[str]) -> str:
    """The words for what acts on a layer's output, with the blanks around them."""
    return f" {', '.join(stripes)} " if stripes else ""


def trace(grid: Grid, line: Line) -> None:
    """A line; one that begins below the side of a box hangs on it."""
    points = [(int(x), int(y)) for x, y in line.points]
    if line.thin:
        for column in range(points[0][0], points[-1][0]):
            grid.line(points[0][1], column, LEFT | RIGHT)
        return
    last = len(points) - 2
    for at, (start, end) in enumerate(pairwise(points)):
        if start[0] == end[0]:
            vertical(grid, start[0], start[1], end[1], at == 0, at == last)
        else:
            left, right = sorted((start[0], end[0]))
            for column in range(left, right + 1):
                grid.line(start[1], column, (LEFT if column > left else 0) | (RIGHT if column < right else 0))
    x, y = points[0]
    if points[1][0] == x and grid.sides.get((y - 1, x), 0) & (LEFT | RIGHT) == LEFT | RIGHT:
        grid.line(y - 1, x, DOWN)
    if line.arrow:
        x, y = points[-1]
        grid.signs[y - 1, x] = HEAD


def vertical(grid: Grid, x: int, top: int, bottom: int, first: bool, last: bool) -> None:
    """The part of a line that goes down: from the middle of a cell to that of another, at its ends to their edges."""
    bottom -= last
    for row in range(top, bottom + 1):
        grid.line(row, x, (UP if first or row > top else 0) | (DOWN if last or row < bottom else 0))
