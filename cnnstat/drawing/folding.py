"""Folding: what looks alike is drawn once.

Neighbours that say the same are one, times their number. Blocks of one shape whose widths differ are one drawing and a
table of their widths, as the GoogLeNet paper draws its modules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cnnstat.drawing.elements import Block, Cell, Element, Leaf, Parallel, Series, Tangle, Tap, cells_in, end_of
from cnnstat.drawing.labels import WINDOW, Labels

LONGEST_PERIOD = 8
"""Elements of a run's repeated piece that are looked for where a spec names no blocks."""

Sign = Callable[[int], Hashable]
"""What two boxes must have in common to be drawn alike."""


@dataclass(frozen=True)
class Detail:
    """Blocks of one shape.

    Attributes:
        title: the name of their template, or of the first one.
        parts: what the first consists of.
        rows: for each of them, or run of equal ones, its name and what is written in each column.
        columns: the boxes that differ, by their names inside of the block.
        said: what each box says that is alike in all of them.
    """

    title: str
    parts: Series
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    said: tuple[tuple[str, ...], ...]


def signature(element: Element, sign: Sign) -> Hashable:
    """What an element looks like; elements that are drawn alike have equal ones."""
    if isinstance(element, Leaf):
        return sign(element.cell)
    if isinstance(element, Block):
        return ("block", element.times, *(signature(each, sign) for each in element.parts))
    if isinstance(element, Tangle):
        signs = tuple(map(sign, element.cells))
        return ("tangle", signs, element.wiring, None if element.merge is None else sign(element.merge))
    if isinstance(element, Tap):
        return ("tap", *(signature(each, sign) for each in element.parts))
    branches = tuple(tuple(signature(each, sign) for each in branch) for branch in element.branches)
    return ("parallel", branches, None if element.merge is None else sign(element.merge))


def flat(parts: Series) -> Series:
    """A series without the blocks' names, but for runs."""
    found: list[Element] = []
    for each in parts:
        if isinstance(each, Block) and each.times == 1:
            found += flat(each.parts)
        elif isinstance(each, (Block, Tap)):
            found.append(replace(each, parts=flat(each.parts)))
        elif isinstance(each, Parallel):
            found.append(replace(each, branches=tuple(flat(branch) for branch in each.branches)))
        else:
            found.append(each)
    return tuple(found)


def in_runs(parts: Series, sign: Sign, cells: Sequence[Cell], inside: bool = True) -> Series:
    """A series in which neighbours that look alike are one run; ``inside`` of blocks and branches too."""
    inner: list[Element] = []
    for each in parts:
        if inside and isinstance(each, (Block, Tap)):
            inner.append(replace(each, parts=in_runs(each.parts, sign, cells)))
        elif inside and isinstance(each, Parallel):
            inner.append(replace(each, branches=tuple(in_runs(branch, sign, cells) for branch in each.branches)))
        else:
            inner.append(each)
    signs = [signature(each, sign) for each in inner]
    found: list[Element] = []
    at = 0
    while at < len(inner):
        period, times = longest_run(signs, at)
        run = inner[at : at + period * times]
        apart = times < 2 or all(isinstance(each, Tap) for each in run)  # what hangs follows nothing
        found += run if apart else [run_of(run, period, times, cells)]
        at += len(run)
    return tuple(found)


def longest_run(signs: Sequence[Hashable], at: int) -> tuple[int, int]:
    """How long the piece is that is repeated from somewhere on so that most is covered, and how often."""
    best = (1, 1)
    for period in range(1, min(LONGEST_PERIOD, (len(signs) - at) // 2) + 1):
        times = 1
        while signs[at + times * period : at + (times + 1) * period] == signs[at : at + period] and (
            at + (times + 1) * period <= len(signs)
        ):
            times += 1
        if times > 1 and period * times > best[0] * best[1]:
            best = (period, times)
    return best


def run_of(elements: Sequence[Element], period: int, times: int, cells: Sequence[Cell]) -> Block:
    """Neighbours that look alike as one."""
    first, last = elements[0], elements[-1]
    outlet = end_of(last)
    if period == 1 and isinstance(first, Block) and isinstance(last, Block):
        return replace(first, last=last.last or last.name, times=times * first.times, outlet=outlet)
    ends = [cells[end_of(each)].layer.name for each in (elements[0], last)]
    return Block(ends[0], ends[1], "", tuple(elements[:period]), times, outlet)


def units(parts: Series) -> Iterator[Element]:
    """A series with its innermost blocks as they follow one another."""
    for each in parts:
        if isinstance(each, Block) and holds_blocks(each):
            yield from units(each.parts)
        else:
            yield each


def holds_blocks(block: Block) -> bool:
    """Whether a block is a row of blocks, as a stage; one with a block among its layers is drawn itself."""
    inner = [each for each in block.parts if isinstance(each, Block) and len(cells_in(each)) > 1]
    return block.times == 1 and 2 * len(inner) > len(block.parts)


def at_depth(parts: Series, depth: int) -> Iterator[Element]:
    """A series with blocks put together whose names have so many levels, or the last that there are."""
    for each in parts:
        if isinstance(each, Block) and each.times == 1 and each.name.count(".") + 1 < depth:
            yield from at_depth(each.parts, depth)
        else:
            yield each


def shape_sign(labels: Labels) -> Sign:
    """Boxes of one type, with the same behind them, have one shape; their widths and kernels may differ."""

    def sign(cell: int) -> Hashable:
        found = labels.cells[cell]
        return found.layer.node.layer.type, *found.stripes, *labels.marks([cell])

    return sign


def said_sign(labels: Labels, items: Sequence[str]) -> Sign:
    """Boxes that say the same, their names left out."""

    @cache  # blocks inside of blocks ask again at each level
    def sign(cell: int) -> Hashable:
        stripes = labels.cells[cell].stripes
        return (*labels.figures([cell], (WINDOW, *items)), labels.lost(cell), *stripes, *labels.marks([cell]))

    return sign


def unit_cells(element: Element) -> list[int]:
    """The boxes of an element in the order of layers."""
    return sorted(cells_in(element))


def details(chain: Sequence[Element], labels: Labels) -> list[tuple[Detail, list[int]]]:
    """The shapes of a chain's blocks, and at which places of the chain each stands."""
    sign = shape_sign(labels)
    shapes: dict[Hashable, list[int]] = {}
    for at, each in enumerate(chain):
        if not isinstance(each, (Leaf, Tap)):
            shapes.setdefault(signature(replace(each, times=1) if isinstance(each, Block) else each, sign), []).append(
                at
            )
    return [(detail(chain, places, labels), places) for places in shapes.values()]


def detail(chain: Sequence[Element], places: Sequence[int], labels: Labels) -> Detail:
    """One shape, with a table of what differs where it stands."""
    blocks = [chain[at] for at in places]
    each_cells = [unit_cells(each) for each in blocks]
    across = list(zip(*each_cells, strict=True))
    moves = [[labels.moves(cell) for cell in same] for same in across]
    widths = [[labels.channels(cell) for cell in same] for same in across]
    inside = blocks[0].name if isinstance(blocks[0], Block) and blocks[0].template else ""
    names = [labels.name(same[0], inside) for same in across]
    counts = Counter(names)
    columns, cells_of_rows, said = [], [], []
    for at, same in enumerate(across):
        kind = labels.cells[same[0]].layer.node.layer.type
        moved, wide = len(set(moves[at])) > 1, len(set(widths[at])) > 1
        own = ", ".join(filter(None, ["" if moved else moves[at][0], "" if wide else widths[at][0]]))
        said.append((names[at], f"{kind} {own}".rstrip()))
        if moved or wide:
            columns.append(names[at] if counts[names[at]] == 1 else f"{names[at]} {at + 1}")
            pairs = zip(moves[at] if moved else [""] * len(same), widths[at] if wide else [""] * len(same), strict=True)
            cells_of_rows.append([", ".join(filter(None, pair)) for pair in pairs])
    rows = []
    for number, block in enumerate(blocks):
        out = labels.figures([end_of(block)], ("output",))[0]
        rows.append((name_of(block, labels), *(texts[number] for texts in cells_of_rows), out))
    first = blocks[0]
    title = (first.template or first.name) if isinstance(first, Block) else name_of(first, labels)
    parts = first.parts if isinstance(first, Block) else (first,)
    return Detail(title, parts, tuple(rows), tuple(columns), tuple(said))


def name_of(element: Element, labels: Labels) -> str:
    """What an element is called: a block by its name, other things by the layer in which they end."""
    if isinstance(element, Block):
        return f"{element.name}–{short_last(element.name, element.last)}" if element.last else element.name
    return labels.name(end_of(element))


def short_last(first: str, last: str) -> str:
    """The last name of a run as far as it differs from the first: ``conv2.2`` to ``3``."""
    same = 0
    for at, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            break
        if one in "._":
            same = at + 1
    return last[same:]
