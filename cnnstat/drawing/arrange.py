"""How the parts of a drawing are arranged: the network in columns, its details beside or below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnstat.drawing.boxes import Look
from cnnstat.drawing.flow import stacked, starts_open
from cnnstat.drawing.scene import Line, Part, Point

LARGEST = 1.6
"""How much larger than its smallest text allows a small network is drawn."""
GUTTER, GAP = 22.0, 14.0
"""Between columns, and between details."""


class Layout(NamedTuple):
    """What is put on a page.

    Attributes:
        chain: the elements of the network, from the input on.
        aside: details and tables beside them.
    """

    chain: Sequence[Part]
    aside: Sequence[Part]


def fitted(
    layout: Layout, look: Look, width: float, height: float, largest: float = LARGEST
) -> tuple[Part, float] | None:
    """The layout, and how much it can be enlarged on so much room; None if it does not fit.

    The details stand beside the network, or below it where that leaves more room.
    """
    steps = 6
    for step in range(steps, -1, -1):
        scale = 1 + (largest - 1) * step / steps
        wide, high = width / scale, height / scale
        for arrange in (beside, under) if layout.aside else (beside,):
            found = arrange(layout, look, wide, high)
            if found is not None and found.width <= wide and found.height <= high:
                return found, scale
    return None


def beside(layout: Layout, look: Look, width: float, height: float) -> Part | None:
    """The network in columns, and to the right of it the details in columns."""
    chain = columns(layout.chain, look, height)
    if chain is None or any(part.height > height for part in layout.aside):
        return None
    found = Part(chain.width, chain.height, 0, [], [(0, 0, chain)])
    for group in split(layout.aside, GAP, height):
        found.width += GUTTER
        top = 0.0
        for part in group:
            found.children.append((found.width, top, part))
            top += part.height + GAP
        found.width += max(part.width for part in group)
        found.height = max(found.height, top - GAP)
    return found


def under(layout: Layout, look: Look, width: float, height: float) -> Part | None:
    """The network in columns, and below it the details in rows."""
    rows: list[list[Part]] = []
    used = 0.0
    for part in layout.aside:
        if not rows or used + GUTTER + part.width > width:
            rows.append([])
            used = -GUTTER
        rows[-1].append(part)
        used += GUTTER + part.width
    below = sum(max(part.height for part in row) + GAP for row in rows)
    chain = columns(layout.chain, look, height - below)
    if chain is None:
        return None
    found = Part(chain.width, chain.height, 0, [], [(0, 0, chain)])
    for row in rows:
        found.height += GAP
        left = 0.0
        for part in row:
            found.children.append((left, found.height, part))
            left += part.width + GUTTER
        found.width = max(found.width, left - GUTTER)
        found.height += max(part.height for part in row)
    return found


def columns(chain: Sequence[Part], look: Look, height: float) -> Part | None:
    """Parts that follow one another in as few columns of a height as can be; None where one part is too high."""
    if any(part.height > height - 2 * look.gap for part in chain):
        return None
    groups = split(chain, look.gap, height - 2 * look.gap)
    found = Part(0, 0, 0)
    left = 0.0
    before: Point | None = None
    turns: list[tuple[Point, float, Point, bool]] = []
    for group in groups:
        column = stacked(look, group)
        top = look.gap if len(groups) > 1 else 0.0
        found.children.append((left, top, column))
        x = left + column.axis
        if before is not None:
            turns.append((before, left - GUTTER / 2, (x, top), not starts_open(group[0])))
        before = (x, top + column.height)
        left += column.width + GUTTER
        found.height = max(found.height, top + column.height)
    found.height += look.gap if turns else 0
    for start, gutter, end, arrow in turns:
        down, up = found.height, 0.0
        points = [start, (start[0], down), (gutter, down), (gutter, up), (end[0], up), end]
        found.items.append(Line(points, arrow=arrow))
    found.width = left - GUTTER
    return found


def split(parts: Sequence[Part], gap: float, height: float) -> list[list[Part]]:
    """Parts in as few groups as can be that are no higher than that, and about equally high."""
    if not parts:
        return []
    count = len(packed(parts, gap, height))
    low, high = max(part.height for part in parts), height
    for _ in range(12):  # the lowest columns of which there are not more
        middle = (low + high) / 2
        if len(packed(parts, gap, middle)) > count:
            low = middle
        else:
            high = middle
    return packed(parts, gap, high)


def packed(parts: Iterable[Part], gap: float, height: float) -> list[list[Part]]:
    """Parts in groups, each filled before the next begins."""
    groups: list[list[Part]] = []
    used = 0.0
    for part in parts:
        if not groups or used + gap + part.height > height:
            groups.append([part])
            used = part.height
        else:
            groups[-1].append(part)
            used += gap + part.height
    return groups
