"""A network's graph taken apart: what follows one another, what lies side by side, and what is neither.

Most networks are series-parallel: cut at the layers through which every path goes, the rest falls into branches that
are networks of the same kind. What does not fall apart is a tangle.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.drawing.elements import STRIPES, Block, Cell, Element, Leaf, Parallel, Series, Tangle, Tap, cells_in
from cnnstat.network.graph import INPUT

DEEPEST = 40
"""Branches inside each other that are taken apart; what lies deeper is a tangle."""


def cells_of(analysis: Analysis) -> list[Cell]:
    """The boxes of a network, in the order of its layers; stripes and flattenings belong to what they read alone."""
    readers = dict.fromkeys(analysis.network.outputs, 1)
    for layer in analysis.layers:
        for source in layer.node.inputs:
            readers[source] = readers.get(source, 0) + 1
    groups: list[tuple[list[LayerAnalysis], list[int]]] = []
    at: dict[int, int] = {INPUT: INPUT}
    for layer in analysis.layers:
        node = layer.node
        source = node.inputs[0]
        alone = len(node.inputs) == 1 and source != INPUT and readers[source] == 1 and at[source] != INPUT
        flattens = node.layer.family == "reshape" and layer.output.flat
        if alone and (flattens or (node.layer.family in STRIPES and same_block(groups[at[source]][0][0], layer))):
            at[layer.order] = at[source]
            groups[at[source]][0].append(layer)
        else:
            at[layer.order] = len(groups)
            groups.append(([layer], [at[each] for each in node.inputs]))
    return [Cell(tuple(layers), tuple(reads)) for layers, reads in groups]


def same_block(one: LayerAnalysis, other: LayerAnalysis) -> bool:
    """Whether two layers stand in one block of the spec; what begins the next one is no stripe on this one's box."""
    return one.name.rpartition(".")[0] == other.name.rpartition(".")[0]


def take_apart(cells: Sequence[Cell]) -> Series:
    """The structure of a whole network: from its input to its last layer, with what ends elsewhere hung on it."""
    main = {len(cells) - 1}
    for index in range(len(cells) - 1, -1, -1):
        if index in main:
            main.update(cells[index].reads)
    aside: dict[int, list[int]] = {}  # what ends elsewhere, behind the last box of the trunk that it reads
    for group in components(cells, [index for index in range(len(cells)) if index not in main]):
        inside = set(group)
        last = max(source for cell in group for source in cells[cell].reads if source not in inside)
        aside.setdefault(last, []).extend(group)
    trunk = [index for index in range(INPUT, len(cells)) if index == INPUT or index in main]
    inner = [cell for index in trunk for cell in (index, *aside.get(index, ()))][1:]
    return ended(between(cells, INPUT, inner, [] if inner[-1] == trunk[-1] else trunk[-1:], 0))


def ended(parts: Series) -> Series:
    """A series that nothing follows, so that no lines lead on from where it ends."""
    *before, last = parts
    if isinstance(last, Parallel) and last.merge is None:
        branches = tuple(ended(branch) if branch else branch for branch in last.branches)
        last = replace(last, branches=branches, read=False)
    elif isinstance(last, Tangle) and last.merge is None:
        last = replace(last, wiring=(*last.wiring[:-1], ()))
    return (*before, last)


def between(cells: Sequence[Cell], entry: int, inner: Sequence[int], ends: Sequence[int], depth: int) -> Series:
    """The structure of the boxes behind one, as far as another one.

    Args:
        cells: all boxes.
        entry: the box that they read.
        inner: the boxes, in order.
        ends: those of them, or the entry, that are read by what stands behind; none if the last one ends it.
        depth: how many branches they lie in.
    """
    at = {cell: position for position, cell in enumerate(inner)}
    at[entry] = -1
    last = len(inner)
    covered = [0] * (last + 2)  # how many edges pass over a position; one that none passes over is on every path
    for position, cell in enumerate(inner):
        for source in cells[cell].reads:
            if source in at and position - at[source] > 1:
                covered[at[source] + 1] += 1
                covered[position] -= 1
    for source in ends:
        if last - at[source] > 1:
            covered[at[source] + 1] += 1
            covered[last] -= 1
    parts: list[Element] = []
    before, passing = -1, 0
    for position in range(last + 1):
        passing += covered[position] if position < last else 0
        if position < last and passing:
            continue
        if position == last and not ends:
            break
        merge = inner[position] if position < last else None
        reads = cells[merge].reads if merge is not None else ends
        start = inner[before] if before >= 0 else entry
        parts += gap(cells, start, inner[before + 1 : position], merge, reads, depth)
        before = position
    return tuple(parts)


def gap(
    cells: Sequence[Cell], start: int, inside: Sequence[int], merge: int | None, reads: Sequence[int], depth: int
) -> list[Element]:
    """What lies between two boxes on every path, and the second one."""
    own: list[Element] = [Leaf(merge)] if merge is not None else []
    direct = sum(source == start for source in reads)
    groups = components(cells, inside)
    where = {cell: number for number, group in enumerate(groups) for cell in group}
    read_of: list[list[int]] = [[] for _ in groups]  # where each is read, in order
    for position, source in enumerate(reads):
        if source in where:
            read_of[where[source]].append(position)
    through = [(group, places) for group, places in zip(groups, read_of, strict=True) if places]
    if (len(through) == 1 and not direct) or (through and depth >= DEEPEST):
        own = [tangle(cells, [cell for group, _ in through for cell in group], merge, reads)]
    elif through or direct > 1:
        branches: list[tuple[int, Series]] = [
            (position, ()) for position, source in enumerate(reads) if source == start
        ]
        for group, places in through:
            ends = [reads[each] for each in places]
            branches.append((places[0], behind(cells, start, group, ends, depth + 1)))
        own = [Parallel(tuple(each for _, each in sorted(branches, key=lambda each: each[0])), merge)]
    taps: list[Element] = []
    for group in (group for group, places in zip(groups, read_of, strict=True) if not places):
        read = {source for cell in group for source in cells[cell].reads}
        ends = [cell for cell in group if cell not in read]
        taps.append(Tap(ended(behind(cells, start, group, ends, depth + 1))))
    return [*taps, *own]


def behind(cells: Sequence[Cell], entry: int, group: Sequence[int], ends: Sequence[int], depth: int) -> Series:
    """The structure of boxes that hang together, behind the one that they read; it ends in some of them."""
    if depth > DEEPEST:
        return (tangle(cells, group, None, ends),)
    return between(cells, entry, group, [] if ends == [group[-1]] else ends, depth)


def tangle(cells: Sequence[Cell], inside: Sequence[int], merge: int | None, reads: Sequence[int]) -> Tangle:
    """Boxes that do not fall apart, and which of them the one reads in which they end."""
    at = {cell: place for place, cell in enumerate(inside)}
    read = [*(cells[cell].reads for cell in inside), reads]
    return Tangle(tuple(inside), merge, tuple(tuple(at.get(each, -1) for each in every) for every in read))


def components(cells: Sequence[Cell], inside: Sequence[int]) -> list[list[int]]:
    """Boxes that hang together, each group in order."""
    parent = {cell: cell for cell in inside}

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for cell in inside:
        for source in cells[cell].reads:
            if source in parent:
                parent[root(source)] = root(cell)
    found: dict[int, list[int]] = {}
    for cell in inside:
        found.setdefault(root(cell), []).append(cell)
    return list(found.values())


def in_blocks(parts: Series, cells: Sequence[Cell], blocks: Mapping[str, str], level: int = 0) -> Series:
    """A series with what the spec calls a block put together, the inner ones too."""
    found: list[Element] = []
    run: list[Element] = []
    name = ""

    def close() -> None:
        if run:
            inner = in_blocks(tuple(run), cells, blocks, level + 1)
            alone = len(inner) == 1 and isinstance(inner[0], Leaf)
            found.append(inner[0] if alone else Block(name, "", blocks.get(name, ""), inner))
            run.clear()

    for each in parts:
        if isinstance(each, Tap):
            each = Tap(in_blocks(each.parts, cells, blocks))
        path = [] if isinstance(each, Tap) else common_path(each, cells)
        own = ".".join(path[: level + 1]) if len(path) > level else ""
        if own != name:
            close()
            name = own
        if own:
            run.append(each)
        else:
            found.append(each)
    close()
    return tuple(found)


def common_path(element: Element, cells: Sequence[Cell]) -> list[str]:
    """The blocks in which all of an element lies, from the outermost in."""
    paths = [cells[cell].layer.name.split(".")[:-1] for cell in cells_in(element)]
    shared = itertools.takewhile(lambda same: len(set(same)) == 1, zip(*paths, strict=False))
    return [same[0] for same in shared]
