"""A tangle laid out in layers: each box below all that it reads, and lines through lanes between the boxes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from cnnstat.drawing.boxes import Look
from cnnstat.drawing.elements import Block, Cell, Element, Parallel, Series, Tangle, Tap
from cnnstat.drawing.scene import Line, Part

MOST_TANGLED, MOST_LINES = 40, 400
"""Boxes of a tangle that are drawn, and lines from one layer of it to the next; a larger one is a single box."""
SWEEPS = 4
CLOSE = 0.3
"""Lines run along one another where they are so near, as a part of a lane."""


def is_large(cells: Sequence[Cell], element: Tangle) -> bool:
    """Whether a tangle is drawn as one box."""
    if len(element.cells) > MOST_TANGLED:
        return True
    level = levels(cells, element)
    return sum(level[cell] - level.get(read, 0) for cell in element.cells for read in cells[cell].reads) > MOST_LINES


def levels(cells: Sequence[Cell], element: Tangle) -> dict[int, int]:
    """The layer of each box of a tangle, from 1: below all that it reads."""
    level: dict[int, int] = {}
    for cell in element.cells:
        level[cell] = 1 + max((level.get(source, 0) for source in cells[cell].reads), default=0)
    return level


def is_boxed(cells: Sequence[Cell], parts: Series) -> bool:
    """Whether a tangle somewhere in a series is so large that it is drawn as one box."""
    waiting: list[Element] = [*parts]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Tangle) and is_large(cells, each):
            return True
        if isinstance(each, Parallel):
            waiting += [inner for branch in each.branches for inner in branch]
        elif isinstance(each, (Block, Tap)):
            waiting += each.parts
    return False


def tangled(look: Look, cells: Sequence[Cell], element: Tangle, draw: Callable[[int], Part]) -> Part:
    """Layers of boxes, each as near as can be to what it reads, and a lane in each layer that a line passes.

    Lines run between layers in a channel, each on a height of its own, so that none runs along another one.
    """
    inner = set(element.cells)
    level = levels(cells, element)
    deepest = max(level.values())
    entry, exit_ = -2, -3
    level[entry], level[exit_] = 0, deepest + 1
    edges = [
        (source if source in inner else entry, cell)
        for cell in element.cells
        for source in dict.fromkeys(cells[cell].reads)
    ]
    ends = dict.fromkeys(element.wiring[-1])
    edges += [(element.cells[place] if place >= 0 else entry, exit_) for place in ends]
    rows: list[list[int]] = [[] for _ in range(deepest + 2)]
    for node, row in level.items():
        rows[row].append(node)
    lanes: dict[int, tuple[int, int]] = {}
    links: list[list[tuple[int, int]]] = [[] for _ in range(deepest + 1)]
    for source, target in edges:
        before = source
        for row in range(level[source] + 1, level[target]):
            lane = -10 - len(lanes)
            lanes[lane] = (source, target)
            rows[row].append(lane)
            links[row - 1].append((before, lane))
            before = lane
        links[level[target] - 1].append((before, target))
    order(rows, links)
    ending = exit_ if element.merge is not None else None
    return placed(look, rows, links, {cell: draw(cell) for cell in element.cells}, ending)


def order(rows: list[list[int]], links: Sequence[Sequence[tuple[int, int]]]) -> None:
    """Put each layer in the order of the middles of what it is linked with, down and up again."""
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            pairs = [(low, high) for high, low in links[row - 1]] if down else links[row]
            others = {node: at for at, node in enumerate(rows[row - 1 if down else row + 1])}
            near: dict[int, list[int]] = {}
            for own, other in pairs:
                near.setdefault(own, []).append(others[other])
            middle = {node: sum(near[node]) / len(near[node]) if node in near else 0.0 for node in rows[row]}
            rows[row].sort(key=middle.__getitem__)


def placed(
    look: Look,
    rows: Sequence[Sequence[int]],
    links: Sequence[Sequence[tuple[int, int]]],
    boxes: dict[int, Part],
    ending: int | None,
) -> Part:
    """The layers below one another, each in the middle, with the lines between them; ``ending`` ends in a box below."""
    lane = Part(look.lane, 0, look.half(look.lane))
    widths = [sum(boxes.get(node, lane).width + look.side for node in row) - look.side for row in rows]
    width = max(widths)
    found = Part(width, 0, look.half(width - look.lane) + lane.axis)  # where the lanes of what enters and leaves are
    top = 0.0
    ports: dict[int, tuple[float, float, float]] = {}
    for at, row in enumerate(rows):
        left = look.half(width - widths[at])
        high = max((boxes[node].height for node in row if node in boxes), default=0.0)
        step = look.half(look.fan)
        if at:
            top += step * (len(links[at - 1]) + 2)
        begin = left
        for node in row:
            part = boxes.get(node, lane)
            ports[node] = (left + part.axis, top, top + part.height)
            left += part.width + look.side
        if at:
            leaving = sorted(links[at - 1], key=lambda each: ports[each[0]][0])
            axes = {node: ports[node][0] for each in leaving for node in each}
            lines, aside = channel(leaving, axes, row, look.lane)
            ports.update({node: (ports[node][0] + aside, *ports[node][1:]) for node in row})
            begin += aside
            found.width = max(found.width, left + aside)
            base = min(ports[node][1] for node in row) - step * (len(lines) + 1)
            for number, (source, target) in enumerate(lines):
                (x, _, y), (end, below, _) = ports[source], ports[target]
                height = base + step * number
                found.items.append(
                    Line([(x, y), (x, height), (end, height), (end, below)], arrow=target in boxes or target == ending)
                )
        for node in row:
            part = boxes.get(node, lane)
            found.children += [(begin, top, part)] * (node in boxes)
            begin += part.width + look.side
        top += high
        for node in row:  # a lane goes on as far as its layer does
            if node not in boxes:
                x, above, _ = ports[node]
                if high:
                    found.items.append(Line([(x, above), (x, top)]))
                ports[node] = (x, above, top)
    found.height = top
    return found


def channel(
    links: Sequence[tuple[int, int]], axes: Mapping[int, float], row: Sequence[int], lane: float
) -> tuple[list[tuple[int, int]], float]:
    """The lines between two layers from the highest to the lowest, and how far aside the lower layer has to stand.

    A line that goes down to a box stands below all that leave a box right above it: otherwise they would run along one
    another, and seem to be one. Where lines cross over, no order of them does that, and the layer is moved.

    Args:
        links: what the lines connect, in the order in which they should stand.
        axes: where the lines of each node leave or enter.
        row: the nodes of the lower layer.
        lane: how far that is moved at a time.
    """
    lower, aside, near = {*row}, 0.0, CLOSE * lane
    for _ in range(len(links)):
        moved = {node: axis + aside * (node in lower) for node, axis in axes.items()}
        leaving = sorted(links, key=lambda each: moved[each[0]])
        begins = [moved[out] for out, _ in leaving]
        above: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for source, target in links:
            right = bisect_right(begins, moved[target] - near), bisect_left(begins, moved[target] + near)
            above[source, target] = [each for each in leaving[slice(*right)] if each[0] != source]
        try:
            return [*TopologicalSorter(above).static_order()], aside
        except CycleError:
            aside += lane
    return [*links], aside
