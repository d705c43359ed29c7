"""A scene: boxes, lines and texts with their places. Lengths are points, 72 to an inch; y grows downwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

Point = tuple[float, float]


class Extent(NamedTuple):
    """A rectangle, by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Extent, slack: float = 0.01) -> bool:
        """Whether another one lies inside of it."""
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: Extent, slack: float = 0.01) -> bool:
        """Whether both have more than an edge in common."""
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )


@dataclass(frozen=True)
class Shape:
    """A filled outline.

    Attributes:
        points: its corners.
        fill: a key of the palette.
        radius: of the corners of a rectangle.
        hatched: whether lines are drawn across it, for dropout.
        dashed: whether its outline is dashed, as of a frame, and of what is not known.
        key: by which a page finds it, as the name of a layer; "" for none.
        about: what it shows, in words, for whoever points at it.
    """

    points: Sequence[Point]
    fill: str
    radius: float = 0
    hatched: bool = False
    dashed: bool = False
    key: str = ""
    about: str = ""

    def moved(self, x: float, y: float) -> Shape:
        return replace(self, points=[(each[0] + x, each[1] + y) for each in self.points])

    @property
    def extent(self) -> Extent:
        across, down = zip(*self.points, strict=True)
        return Extent(min(across), min(down), max(across), max(down))


@dataclass(frozen=True)
class Line:
    """A line through points, with the head of an arrow at its end or none.

    ``thin`` lines belong to a block, as the outline of its kernel, and do not connect any.
    """

    points: Sequence[Point]
    arrow: bool = False
    thin: bool = False

    def moved(self, x: float, y: float) -> Line:
        return replace(self, points=[(each[0] + x, each[1] + y) for each in self.points])


@dataclass(frozen=True)
class Text:
    """A line of text.

    Attributes:
        x, y: where it begins, on its base line.
        text: what is written.
        width: how much room it takes.
        size: of the type.
        bold: whether it is.
        color: a key of the palette.
        inside: what it must stay inside of; None for the page.
    """

    x: float
    y: float
    text: str
    width: float
    size: float
    bold: bool = False
    color: str = "ink"
    inside: Extent | None = None

    def moved(self, x: float, y: float) -> Text:
        inside = self.inside and Extent(
            self.inside.left + x, self.inside.top + y, self.inside.right + x, self.inside.bottom + y
        )
        return replace(self, x=self.x + x, y=self.y + y, inside=inside)

    @property
    def extent(self) -> Extent:
        return Extent(self.x, self.y - 0.74 * self.size, self.x + self.width, self.y + 0.22 * self.size)


Item = Shape | Line | Text


@dataclass
class Part:
    """Something laid out, with its upper left corner at (0, 0).

    Attributes:
        width, height: its size.
        axis: how far from the left lines enter at the top, and leave at the bottom.
        items: what it shows itself.
        children: what it is made of, with their places.
    """

    width: float
    height: float
    axis: float
    items: list[Item] = field(default_factory=list)
    children: list[tuple[float, float, Part]] = field(default_factory=list)

    def placed(self, x: float = 0, y: float = 0) -> Iterator[Item]:
        """Everything it shows, where it stands if its corner is at (x, y)."""
        open_parts = [(x, y, self)]
        while open_parts:
            left, top, part = open_parts.pop()
            for item in part.items:
                yield item.moved(left, top)
            open_parts += [(left + each[0], top + each[1], each[2]) for each in reversed(part.children)]


@dataclass(frozen=True)
class Scene:
    """A drawing on its page.

    Attributes:
        width, height: of the page.
        title: what is drawn.
        about: the drawing in words, for who does not see it.
        items: what is shown, the hindmost first.
        language: the code of that of its words.
    """

    width: float
    height: float
    title: str
    about: str
    items: Sequence[Item]
    language: str = "en"


def rectangle(x: float, y: float, width: float, height: float) -> list[Point]:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
