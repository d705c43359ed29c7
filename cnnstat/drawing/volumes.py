"""A chain as volumes: maps as blocks whose width tells their channels and whose height their resolution.

Lengths grow as square roots, so that 3 channels and 512 fit one picture. The window of each layer is drawn on the map
that it reads. Where a layer has two groups, its maps and those that it reads stand in two rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from cnnstat.drawing.arrange import LARGEST
from cnnstat.drawing.boxes import STRIPES as WORDS
from cnnstat.drawing.boxes import UNAVAILABLE, Look
from cnnstat.drawing.elements import STRIPES
from cnnstat.drawing.flow import straight
from cnnstat.drawing.folding import short_last
from cnnstat.drawing.labels import WINDOW, Labels
from cnnstat.drawing.scene import Extent, Item, Line, Part, Point, Shape, Text, rectangle
from cnnstat.layers.base import Axis
from cnnstat.layers.shape import Shape as Size

SLANT, RISE = 0.30, 0.22
"""How far the edges of a map that point away go to the right and up, as a share of its side."""
LEAST, MOST = 3.0, 46.0
"""How wide a block is at least, and a vector or a thousand channels at most."""
MOST_DRAWN = 3
"""Equal neighbours that are drawn; the number stands beside them."""
GAP, BETWEEN = 9.0, 3.0
SPLIT = 0.62
"""How large a half is drawn; two of the size of a whole would say that there are twice as many cells."""
ROWS = (1, 2)
WORTH_A_ROW, WORTH_A_SIZE = 0.2, 0.12
"""How much larger type must become before a second row, or smaller blocks, are taken for it."""
MOST_VOLUMES = 100
"""More fit no page that is read."""
HEIGHTS = (190.0, 150.0, 120.0, 95.0, 75.0, 60.0)


class Volume(NamedTuple):
    """One output, or some equal ones that follow one another.

    Attributes:
        cells: their boxes; none for the image.
        size: channels, height and width.
        family: of the layer that makes it, which gives its colour.
        stripes: families of what follows, with words for them.
        windows: of the layer on the map that it reads; None where it looks at all of it, or at single cells.
        split: whether it stands in two rows.
        lines: what is written below.
        mixes: whether its layer reads both halves of its input.
        alarm: what is wrong.
        key, about: see :class:`cnnstat.drawing.scene.Shape`.
    """

    cells: Sequence[int]
    size: Size
    family: str
    stripes: Mapping[str, str]
    windows: tuple[Axis, Axis] | None
    split: bool
    lines: Sequence[str]
    mixes: bool = False
    alarm: str = ""
    key: str = ""
    about: str = ""


def volumes(labels: Labels, image: Size, first: Sequence[str]) -> list[Volume]:
    """The volumes of a chain; ``first`` is what stands below the image."""
    found = [Volume((), image, "input", {}, None, False, first)]
    runs: list[list[int]] = []
    for cell in range(len(labels.cells)):
        if runs and looks(labels, runs[-1][0]) == looks(labels, cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    halves = in_halves(labels)
    for run in runs:
        cell = run[0]
        layer = labels.cells[cell].layer
        kind = layer.node.layer
        name = labels.name(cell)
        if len(run) > 1:
            name = f"{name}–{short_last(name, labels.name(run[-1]))} ×{len(run)}"
        split = cell in halves
        figures = [text for item in labels.items for text in said(labels, cell, item, split)]
        flat = layer.inputs[0].flat or layer.output.flat
        axes = None if flat and kind.family != "pooling" else kind.axes(layer.inputs[0])
        about = f"{name}: {labels.window(cell)}, {layer.output}"
        stripes = labels.stripes(labels.cells[cell].stripes, WORDS)
        found.append(
            Volume(
                run, layer.output, kind.family, stripes, axes, split, [name, *figures, *labels.marks(run)],
                kind.weighted and getattr(kind, "groups", 1) == 1, labels.lost(cell), layer.name, about,
            )
        )  # fmt: skip
    return found


def looks(labels: Labels, cell: int) -> tuple[object, ...]:
    """What equal neighbours have in common."""
    own, figures = labels.cells[cell], labels.figures([cell], labels.items)
    return labels.window(cell), own.layer.output, *own.stripes, *figures, *labels.marks([cell])


def said(labels: Labels, cell: int, item: str, split: bool) -> list[str]:
    """What an item says below a volume; the colour tells the type, and the output the channels."""
    if item == WINDOW:
        return [labels.moves(cell)]
    found = labels.figures([cell], (item,))
    size = labels.cells[cell].layer.output
    return [f"2×{size.channels // 2}×{size.height}×{size.width}"] if split and item == "output" else found


def in_halves(labels: Labels) -> set[int]:
    """The boxes whose maps lie in two groups that do not see each other: a layer of two groups makes or reads them."""
    cells = labels.cells
    two = [getattr(cell.layer.node.layer, "groups", 1) == 2 for cell in cells]
    keeps = [cell.layer.node.layer.family in ("pooling", *STRIPES) and not cell.layer.output.flat for cell in cells]
    found = {at for at in range(len(cells)) if two[at]}
    for at in range(1, len(cells)):
        if keeps[at] and at - 1 in found:
            found.add(at)
    for at in range(len(cells) - 1, 0, -1):
        if two[at] or (keeps[at] and at in found):
            found.add(at - 1)
    return {at for at in found if cells[at].layer.output.channels % 2 == 0}


def fitted_volumes(
    found: Sequence[Volume], look: Look, width: float, height: float, largest: float = LARGEST
) -> tuple[Part, float] | None:
    """The volumes in rows, and how much they can be enlarged on so much room; None if they do not fit."""
    best: tuple[float, Part, float] | None = None
    for rows in ROWS if len(found) <= MOST_VOLUMES else ():
        for high in HEIGHTS:
            part = in_rows(found, look, rows, high)
            scale = min(width / part.width, height / part.height, largest)
            worth = scale - WORTH_A_ROW * (rows - 1)
            if scale >= 1 and (best is None or worth > best[0] + WORTH_A_SIZE):
                best = worth, part, scale
    return best and best[1:]


def in_rows(found: Sequence[Volume], look: Look, rows: int, high: float) -> Part:
    """The volumes in rows of about equal width, with a line from each row to the next."""
    side = max(max(each.size.height, each.size.width) for each in found)
    slots = [slot(each, look, high, side) for each in found]
    total = sum(each.part.width + GAP for each in slots)
    whole = Part(0, 0, 0)
    lines: list[list[int]] = [[]]
    used = 0.0
    for at, each in enumerate(slots):
        if lines[-1] and used + each.part.width / 2 > total * len(lines) / rows:
            lines.append([])
        lines[-1].append(at)
        used += each.part.width + GAP
    top = 0.0
    before: Point | None = None
    right = 0.0
    for line in lines:
        row = row_of([found[at] for at in line], [slots[at] for at in line])
        if before is not None:
            end, middle = top + row.axis, top - 1.25 * GAP
            block = GAP + slots[line[0]].first[0].left
            points = [before, (right, before[1]), (right, middle), (0.0, middle), (0.0, end), (block, end)]
            whole.items.append(Line(straight(points), arrow=True))
        whole.children.append((GAP, top, row))
        whole.width = max(whole.width, row.width + 2 * GAP)
        last, place = slots[line[-1]], row.children[len(line) - 1][0]
        before = (GAP + place + last.last[0].right + last.deep * SLANT, top + row.axis)
        right = 1.5 * GAP + row.width
        top += row.height + 2.5 * GAP
    whole.height = top - 2.5 * GAP
    return whole


def lengths(size: Size, high: float, side: int) -> tuple[float, float, float]:
    """Width, height and slant of a block, in points."""
    wide = min(MOST, LEAST + 1.25 * sqrt(size.channels))
    if size.flat:
        return LEAST + 3, min(0.95 * high, 8 + 1.6 * sqrt(size.channels)), 0.0
    return wide, max(6.0, high * sqrt(size.height / side)), max(4.0, high * sqrt(size.width / side))


class Slot(NamedTuple):
    """A volume with what is written about it.

    Attributes:
        part: the drawing; its axis is how far down the middle lies.
        first, last: the front faces of the first and the last of equal ones, for each row.
        deep: the length of its edges that point away.
    """

    part: Part
    first: Sequence[Extent]
    last: Sequence[Extent]
    deep: float


def slot(each: Volume, look: Look, high: float, side: int) -> Slot:
    """A volume above what is written about it."""
    wide, tall, deep = lengths(each.size, high, side)
    drawn = min(len(each.cells) or 1, MOST_DRAWN)
    if each.split:
        tall, deep = tall * SPLIT, deep * SPLIT
    lines = [*each.lines, *([each.alarm] if each.alarm else [])]
    widths = [look.width(text, look.size, not at) for at, text in enumerate(lines)]
    block_width = drawn * wide + (drawn - 1) * BETWEEN + deep * SLANT
    width = max([block_width, *widths])
    room = high * (1 + RISE) + 2
    part = Part(width, room + 4 + len(lines) * look.line, room / 2)
    left = (width - block_width) / 2
    first, last = [], []
    for half in range(1 + each.split):
        center = room / 2 + (half - 0.5) * (tall + deep * RISE + 6) * each.split
        top = center - tall / 2 + deep * RISE / 2
        fronts = [Extent(x, top, x + wide, top + tall) for x in (left + at * (wide + BETWEEN) for at in range(drawn))]
        part.items += [item for front in fronts for item in block(each, front, deep)]
        first.append(fronts[0])
        last.append(fronts[-1])
    for at, (text, wide_text) in enumerate(zip(lines, widths, strict=True)):
        base = room + 4 + at * look.line + 0.8 * look.size
        color = "alarm" if each.alarm and at == len(lines) - 1 else "quiet" if at else "ink"
        inside = Extent(0, room, width, part.height)
        part.items.append(Text((width - wide_text) / 2, base, text, wide_text, look.size, not at, color, inside))
    return Slot(part, first, last, deep)


def block(each: Volume, front: Extent, deep: float) -> Iterator[Item]:
    """A block behind its front face."""
    right, up = deep * SLANT, deep * RISE
    x, y, end, bottom = front
    if deep:
        yield Shape([(x, y), (x + right, y - up), (end + right, y - up), (end, y)], f"{each.family}:top")
        yield Shape([(end, y), (end + right, y - up), (end + right, bottom - up), (end, bottom)], f"{each.family}:side")
    hatched, dashed = "dropout" in each.stripes, each.family == UNAVAILABLE
    yield Shape(rectangle(x, y, end - x, bottom - y), each.family, 0, hatched, dashed, each.key, each.about)
    solid = [(family, word) for family, word in each.stripes.items() if family != "dropout"]
    for at, (family, word) in enumerate(reversed(solid)):
        thick = min(2.5, (end - x) / 4)
        yield Shape(rectangle(end - (at + 1) * thick, y, thick, bottom - y), family, about=word)


def row_of(found: Sequence[Volume], slots: Sequence[Slot]) -> Part:
    """Volumes beside one another, their middles on one height, with windows and lines between them."""
    row = Part(0, max(each.part.height for each in slots), slots[0].part.axis)
    links = Part(0, row.height, row.axis)
    left = 0.0
    for at, each in enumerate(slots):
        row.children.append((left, 0, each.part))
        if at:
            before = left - GAP - slots[at - 1].part.width
            links.items += link(found[at - 1], found[at], slots[at - 1], each, before, left)
        left += each.part.width + GAP
    row.width = left - GAP
    row.children.append((0, 0, links))
    return row


def link(before: Volume, after: Volume, one: Slot, other: Slot, left: float, right: float) -> Iterator[Item]:
    """The window of a layer on the map that it reads, with lines to its output; else a plain line.

    ``left`` and ``right`` say where the slots of both begin.
    """
    for at, box in enumerate(one.last):
        source = Extent(box.left + left, box.top, box.right + left, box.bottom)
        for to, target in enumerate(other.first):
            own = len(one.last) == len(other.first) == 2
            if own and at != to and not after.mixes:
                continue
            end = (right + target.left, (target.top + target.bottom) / 2)
            if after.windows is None or before.size.flat:
                start = (source.right + one.deep * SLANT, (source.top + source.bottom - one.deep * RISE) / 2)
                yield Line([start, end], thin=True)
            else:
                yield from window(before.size, after.windows, source, one.deep, end, filled=at == to or not own)


def window(size: Size, axes: tuple[Axis, Axis], box: Extent, deep: float, end: Point, filled: bool) -> Iterator[Item]:
    """A window on the side of a block, and lines from its corners to a point."""
    tall = box.bottom - box.top
    high, wide = (
        min(1.0, -(-axis.kernel // axis.up) / max(1, length))
        for axis, length in zip(axes, (size.height, size.width), strict=True)
    )
    high, wide = max(high, min(1.0, 4 / tall)), max(wide, min(1.0, 4 / max(1.0, deep)))
    x, y = box.right, box.top
    low, far = 0.5 - high / 2, 0.5 - wide / 2

    def corner(down: float, away: float) -> Point:
        return x + away * deep * SLANT, y + down * tall - away * deep * RISE

    corners = [corner(low, far), corner(low, far + wide), corner(low + high, far + wide), corner(low + high, far)]
    if filled:
        yield Shape(corners, "paper")
    yield Line([corners[1], end], thin=True)
    yield Line([corners[2], end], thin=True)
