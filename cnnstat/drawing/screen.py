"""A drawing whose lengths are cells of a terminal: one column, the least folding that is narrow enough.

It may be of any height, but what takes more than a few screens with every layer is folded by the shapes of its blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnnstat.analysis import Analysis
from cnnstat.drawing.boxes import Look, box
from cnnstat.drawing.draw import TOLD, Drawn, description, title_of, under_title
from cnnstat.drawing.elements import Block, Leaf, Series, Tap, cells_in
from cnnstat.drawing.flow import Flow, stacked
from cnnstat.drawing.folding import at_depth, flat, in_runs, said_sign
from cnnstat.drawing.formats.terminal import noted
from cnnstat.drawing.labels import DEFAULT, WINDOW, Labels, input_lines
from cnnstat.drawing.scene import Item, Part, Scene, Text
from cnnstat.drawing.tangle import is_boxed
from cnnstat.drawing.ways import PLAIN, Wish, as_block, by_depth, by_shape, without
from cnnstat.errors import UsageError
from cnnstat.language import message
from cnnstat.text.cells import cells
from cnnstat.text.printable import one_line, shortened

GUTTER = 4
HIGH = 110
"""Rows up to which every layer is shown, or every one but repeated neighbours; what is higher is folded by shape."""
MOST = 60
"""Elements of a chain that are drawn; of a longer one the first and the last."""

STRIPES = {"normalization": message("norm"), "activation": message("act"), "dropout": message("drop")}
"""Short words for what is a stripe on a page."""


def cells_wide(text: str, size: float = 1, bold: bool = False) -> float:
    """How wide a text is, as it is printed."""
    return cells(one_line(text))


CELLS = Look(
    size=1, line=1, pad=(2, 1), gap=1, fan=3, side=2, lane=3, stripe=0, radius=0, frame=2, column=2, rule=1, below=1,
    heading=0, snap=1, least=lambda stripes: cells(noted(stripes)) + 2, half=lambda length: length // 2,
    words=STRIPES, width=cells_wide,
)  # fmt: skip
"""The outline of a box takes a cell of its own; stripes are words on it."""


def on_screen(analysis: Analysis, wish: Wish = PLAIN, width: int = 80) -> Scene:
    """The drawing of a network for a terminal of so many columns.

    Raises:
        UsageError: it does not fit as it is asked for.
    """
    drawn = Drawn(analysis, wish)
    labels, blocks = drawn.labels, drawn.blocks
    title = title_of(analysis, wish)
    for fold, part in ways(labels, blocks, wish, width):
        if part.width <= width:
            head = heading([title, under_title(analysis, labels, wish)], width)
            body = part.placed(0, len(head) + 1)
            high = len(head) + 1 + part.height
            about = description(analysis, labels, fold, wish, is_boxed(labels.cells, blocks))
            return Scene(width, high, title, about, [*head, *body], wish.language.code)
    raise UsageError(f"{shortened(title, TOLD)} does not fit into {width} columns; -o FILE draws it on a page")


def heading(lines: Sequence[str], width: int) -> list[Item]:
    """Lines of text above a drawing, shortened where they are too long."""
    found: list[Item] = []
    for row, line in enumerate(lines):
        text = one_line(line[: 4 * width])
        if cells(text) > width:
            while cells(text) > width - 1:
                text = text[:-1]
            text += "…"
        found.append(Text(0, row + 0.8, text, cells(text), 1, bold=not row))
    return found


def ways(labels: Labels, blocks: Series, wish: Wish, width: int) -> Iterator[tuple[str, Part]]:
    """Ways to draw a network, the least folded first, each with a word for it."""
    shown, said = said_sign(labels, wish.items), said_sign(labels, ())
    if wish.unfold:
        yield "unfolded", chain_of(labels, flat(blocks), False)
        return
    if wish.depth is not None:
        runs = in_runs(tuple(at_depth(blocks, wish.depth)), shown, labels.cells)
        yield f"depth {wish.depth}", chain_of(labels, runs)
        return
    narrower = [labels] + [labels._replace(items=items) for items in ((WINDOW,), ()) if tuple(wish.items) == DEFAULT]
    folds = [("unfolded", blocks), ("folded", in_runs(blocks, shown, labels.cells))]
    for fold, chain, said_less in [(*each, labels) for each in folds] + [(*folds[0], each) for each in narrower[1:]]:
        every = flat(chain)
        if len(every) < HIGH:
            part = chain_of(said_less, every, False)
            if part.height <= HIGH:
                yield fold, part
    chain, aside = by_shape(labels, blocks, MOST, CELLS)
    if aside:
        details = [each.part for each in aside if each.part.width <= width]
        left = [each.title for each in aside if each.part.width > width]
        if left and details:
            details[-1] = without(CELLS, details[-1], left, labels.language)
        yield "by shape", with_details(chain_of(labels, chain), details or [each.part for each in aside], width)
    runs = in_runs(blocks, said, labels.cells)
    for depth, chain in by_depth(labels, runs):
        if len(chain) <= MOST:
            yield f"depth {depth}", chain_of(labels, chain)
    closed = tuple(each if isinstance(each, (Leaf, Block, Tap)) else as_block(each, labels) for each in chain)
    yield "closed", chain_of(labels, closed) if len(closed) <= MOST else ends_of(labels, closed)


def ends_of(labels: Labels, chain: Series) -> Part:
    """A long chain's first and last elements, and between them a box that says how many there are more."""
    flow = Flow(labels, CELLS, boxed=True)
    first, last = chain[: MOST // 2], chain[len(chain) - MOST // 2 :]
    left = sum(len(cells_in(each)) for each in chain[len(first) : len(chain) - len(last)])
    middle = box(CELLS, [labels.language.plural("{count} box more", "{count} boxes more", left)], "block")
    image = box(CELLS, input_lines(labels), "input")
    return stacked(CELLS, [image, *map(flow.element, first), middle, *map(flow.element, last)])


def chain_of(labels: Labels, chain: Series, boxed: bool = True) -> Part:
    """Elements below one another, from the input on."""
    flow = Flow(labels, CELLS, boxed=boxed)
    return stacked(CELLS, [box(CELLS, input_lines(labels), "input"), *(flow.element(each) for each in chain)])


def with_details(chain: Part, details: Sequence[Part], width: int) -> Part:
    """The chain, and the details to its right, or below it where there is no room."""
    widest = max((part.width for part in details), default=0)
    beside = chain.width + GUTTER + widest <= width
    left, top = (chain.width + GUTTER, 0.0) if beside else (0.0, chain.height + 1)
    found = Part(max(chain.width, left + widest), chain.height, chain.axis, [], [(0, 0, chain)])
    for part in details:
        found.children.append((left, top, part))
        found.height = max(found.height, top + part.height)
        top += part.height + 2
    return found
