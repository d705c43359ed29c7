"""A network's drawing: the least folding with which it fits its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from collections import Counter
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.drawing.boxes import PAPER, Look, box
from cnnstat.drawing.flow import Flow
from cnnstat.drawing.folding import at_depth, details, flat, in_runs, said_sign, units
from cnnstat.drawing.labels import DEFAULT, OUTPUT, Labels, input_lines, labels_for
from cnnstat.drawing.page import (
    MARGIN,
    UNDER,
    Layout,
    Page,
    columns,
    enlarged,
    fitted,
    framed_page,
    headed,
    legend,
    page_named,
    table,
)
from cnnstat.drawing.scene import Extent, Item, Part, Scene
from cnnstat.drawing.structure import Block, Cell, Element, Leaf, Series, cells_in, cells_of, in_blocks, take_apart
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.text import numbers

DEEPEST = 8
"""Levels of names that are tried."""


class Wish(NamedTuple):
    """How a network is to be drawn.

    Attributes:
        page: on which.
        items: what is written on boxes.
        style: ``graph``, ``volumes``, or "" for what suits the network.
        depth: levels of names that are shown; None for as many as fit.
        unfold: whether every layer is shown.
        block: the block that is drawn; "" for the whole network.
    """

    page: Page = page_named("16:9")
    items: Sequence[str] = DEFAULT
    style: str = ""
    depth: int | None = None
    unfold: bool = False
    block: str = ""


def scene_of(analysis: Analysis, wish: Wish = Wish()) -> Scene:
    """The drawing of a network on one page.

    Raises:
        UsageError: it does not fit as it is asked for; says what would.
    """
    cells = chosen(cells_of(analysis), analysis, wish.block)
    spend(20 * len(cells))
    labels = labels_for(analysis, cells, wish.items)
    blocks = in_blocks(take_apart(cells), cells, analysis.network.blocks)
    found = on_page(analysis, labels, blocks, wish)
    return found


def chosen(cells: Sequence[Cell], analysis: Analysis, block: str) -> list[Cell]:
    """The boxes of a block, which read the input where they read something outside of it."""
    if not block:
        return list(cells)
    wanted = set(analysis.network.select(block))
    kept = [at for at, cell in enumerate(cells) if cell.layer.order in wanted]
    if not kept:
        raise UsageError(f"{block} has no layer that is drawn")
    at = {old: new for new, old in enumerate(kept)}
    return [cells[old]._replace(reads=tuple(at.get(each, -1) for each in cells[old].reads)) for old in kept]


def on_page(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> Scene:
    """The least folded layout that fits."""
    page = wish.page
    title = analysis.network.title + (f", {wish.block}" if wish.block else "")
    items, room = framed_page(page, title, under_title(analysis, wish), [])
    tried = 0
    for fold, layout in layouts(analysis, labels, blocks, wish):
        tried += 1
        entries = legend([each for part in (*layout.chain, *layout.aside) for each in part.placed()], UNDER, room.right - room.left)
        high = room.bottom - room.top - entries.height - 8
        found = fitted(layout, PAPER, room.right - room.left, high)
        if found is None:
            continue
        part, scale = found
        x = room.left + max(0.0, (room.right - room.left - part.width * scale) / 2)
        drawn = enlarged(part.placed(), scale, x, room.top)
        below = enlarged(entries.placed(), 1, room.left, room.bottom - entries.height)
        return Scene(page.width, page.height, title, description(analysis, labels, fold, wish), [*items, *drawn, *below])
    raise UsageError(f"{title} does not fit the page{hint(analysis, labels, blocks, wish)}")


def hint(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> str:
    """What would fit, where a network does not as it is asked for."""
    if not (wish.unfold or wish.depth):
        return " with text of 9 points; --page takes a larger one"
    for depth in range(DEEPEST, 0, -1):
        try:
            on_page(analysis, labels, blocks, wish._replace(unfold=False, depth=depth))
        except UsageError:
            continue
        return f" with text of 9 points; --depth {depth} does, and so does folding"
    return " with text of 9 points; folded it does" if wish.unfold else " with text of 9 points"


def layouts(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> Iterator[tuple[str, Layout]]:
    """Ways to draw a network, the least folded first, each with a word for it."""
    begin = box(PAPER, input_lines(analysis), "input")
    if wish.unfold:
        yield "unfolded", Layout([begin, *parts_of(Flow(labels, PAPER), flat(blocks))], ())
        return
    runs = in_runs(blocks, said_sign(labels, ()), labels.cells)
    if wish.depth is not None:
        chain = in_runs(tuple(at_depth(blocks, wish.depth)), said_sign(labels, wish.items), labels.cells)
        yield f"depth {wish.depth}", Layout([begin, *parts_of(Flow(labels, PAPER, boxed=True), chain)], ())
        return
    if len(labels.cells) <= 300:
        yield "unfolded", Layout([begin, *parts_of(Flow(labels, PAPER), flat(blocks))], ())
        exact = in_runs(blocks, said_sign(labels, wish.items), labels.cells)
        yield "folded", Layout([begin, *parts_of(Flow(labels, PAPER), flat(exact))], ())
    yield "by shape", by_shape(begin, labels, runs)
    for depth in range(DEEPEST, 0, -1):
        chain = tuple(at_depth(runs, depth))
        yield f"depth {depth}", Layout([begin, *parts_of(Flow(labels, PAPER, boxed=True), chain)], ())
    yield from shortened(begin, labels, tuple(at_depth(runs, 1)))


def parts_of(flow: Flow, chain: Sequence[Element]) -> list[Part]:
    return [flow.element(each) for each in chain]


def by_shape(begin: Part, labels: Labels, runs: Series) -> Layout:
    """The chain with a box for each block, and each shape of blocks once beside it with a table."""
    chain = list(in_runs(tuple(units(runs)), said_sign(labels, ()), labels.cells))
    boxed = [each if isinstance(each, (Leaf, Block)) else Block(name, "", "", (each,)) for each, name in named(chain, labels)]
    found = details(boxed, labels)
    many = Counter(each.title for each, _ in found)
    letters: dict[str, int] = {}
    aside = []
    for each, places in found:
        title = each.title
        if many[title] > 1:  # a letter says which shape a box has
            letters[title] = letters.get(title, -1) + 1
            title = f"{title} {letter(letters[title])}"
            for at in places:
                boxed[at] = replace(boxed[at], template=title)
        cells = sorted({cell for part in each.parts for cell in cells_in(part)})
        said = dict(zip(cells, each.said, strict=True))
        drawn = Flow(labels, PAPER, True, said).series(flat(each.parts))
        head = ["", *each.columns, OUTPUT]
        aside.append(headed(PAPER, title, [drawn, table(PAPER, head, each.rows)]))
    return Layout([begin, *parts_of(Flow(labels, PAPER, boxed=True), boxed)], aside)


def letter(number: int) -> str:
    """A to Z, then AA and so on."""
    return (letter(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)


def named(chain: Sequence[Element], labels: Labels) -> Iterator[tuple[Element, str]]:
    """The elements of a chain with what each is called."""
    from cnnstat.drawing.folding import name_of

    for each in chain:
        yield each, name_of(each, labels)


def shortened(begin: Part, labels: Labels, chain: Sequence[Element]) -> Iterator[tuple[str, Layout]]:
    """A chain that is too long for a page with fewer and fewer of its elements, the middle ones in one box."""
    kept = min(len(chain) - 1, 96)
    flow = Flow(labels, PAPER, boxed=True)
    while kept >= 2:
        first, last = chain[: (kept + 1) // 2], chain[len(chain) - kept // 2 :]
        middle = chain[len(first) : len(chain) - len(last)]
        inside = sorted(cell for each in middle for cell in cells_in(each))
        lines = [f"{len(inside):,} boxes more", *labels.figures(inside, (OUTPUT,))]
        parts = [*parts_of(flow, first), box(PAPER, lines, "block"), *parts_of(flow, last)]
        yield f"{len(inside):,} left out", Layout([begin, *parts], ())
        kept = kept * 2 // 3


def under_title(analysis: Analysis, wish: Wish) -> str:
    """The line below the title."""
    counts = analysis.counts
    said = [f"input {analysis.network.input}"]
    if not wish.block:
        said += [f"{numbers.si(counts.params)} parameters", f"{numbers.si(counts.macs)} MACs"]
    return " · ".join(said)


def description(analysis: Analysis, labels: Labels, fold: str, wish: Wish) -> str:
    """The drawing in words."""
    network = analysis.network
    kinds: dict[str, int] = {}
    for cell in labels.cells:
        kind = cell.layer.node.layer.type
        kinds[kind] = kinds.get(kind, 0) + 1
    what = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    ends = labels.cells[-1].layer.output
    shown = {"unfolded": "Every layer is shown.", "by shape": "Blocks of one shape are drawn once, with a table."}
    return (
        f"{network.title}{f', block {wish.block}' if wish.block else ''}: from an input of {network.input} through "
        f"{what} to an output of {ends}. {shown.get(fold, 'Equal neighbours are drawn once.')}"
    )


__all__ = ["DEFAULT", "MARGIN", "Extent", "Item", "Look", "Wish", "columns", "scene_of"]
