"""Measures a drawing: what overlaps, what leaves its box or the page, what is too small, which lines cross blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from cnnstat.drawing.scene import Extent, Line, Scene, Shape, Text

SMALLEST = 9.0


def faults(scene: Scene) -> list[str]:
    """Everything that is wrong with a drawing, in words."""
    texts = [item for item in scene.items if isinstance(item, Text)]
    page = Extent(0, 0, scene.width, scene.height)
    found = [f"{one.text!r} overlaps {other.text!r}" for one, other in overlapping(texts)]
    for text in texts:
        if text.size < SMALLEST - 0.001:
            found.append(f"{text.text!r} has {text.size} points")
        if not page.holds(text.extent):
            found.append(f"{text.text!r} leaves the page")
        if text.inside and not text.inside.holds(text.extent):
            found.append(f"{text.text!r} leaves its box")
    for item in scene.items:
        if isinstance(item, Shape) and not page.holds(item.extent):
            found.append(f"{item.key or item.fill} leaves the page")
        if isinstance(item, Line) and not all(page.holds(Extent(*point, *point)) for point in item.points):
            found.append(f"a line leaves the page: {item.points}")
    return found + list(crossings(scene))


def overlapping(texts: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    ordered = sorted(texts, key=lambda each: each.extent.top)
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.extent.top >= one.extent.bottom:
                break
            if one.extent.meets(other.extent):
                yield one, other


def crossings(scene: Scene) -> Iterator[str]:
    """Lines through blocks, or through texts; frames are meant to be entered."""
    blocks = [item for item in scene.items if isinstance(item, Shape) and item.key and not item.dashed]
    texts = [item for item in scene.items if isinstance(item, Text)]
    for line in scene.items:
        if not isinstance(line, Line) or line.thin:
            continue
        for (x, y), (to, down) in zip(line.points, line.points[1:], strict=False):
            way = Extent(min(x, to), min(y, down), max(x, to), max(y, down))
            yield from (f"a line crosses {block.key}" for block in blocks if crosses(way, block.extent))
            yield from (f"a line crosses {text.text!r}" for text in texts if crosses(way, text.extent))


def crosses(way: Extent, box: Extent, slack: float = 0.05) -> bool:
    """Whether a line along an axis runs through the inside of a box."""
    return (
        way.left < box.right - slack
        and way.right > box.left + slack
        and way.top < box.bottom - slack
        and way.bottom > box.top + slack
    )


def blocks_that_overlap(scene: Scene) -> list[tuple[str, str]]:
    """Boxes of layers that share room."""
    boxes = [item for item in scene.items if isinstance(item, Shape) and item.key]
    return [(one.key, other.key) for one, other in combinations(boxes, 2) if one.extent.meets(other.extent)]
