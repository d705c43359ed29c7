"""Ways to draw a network, the least folded first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.drawing.arrange import Layout
from cnnstat.drawing.boxes import PAPER, Look, box
from cnnstat.drawing.elements import Block, Element, Leaf, Parallel, Series, Tap, cells_in, end_of
from cnnstat.drawing.flow import Flow
from cnnstat.drawing.folding import at_depth, details, flat, in_runs, name_of, said_sign, units
from cnnstat.drawing.labels import DEFAULT, OUTPUT, WINDOW, Labels, input_lines, sums
from cnnstat.drawing.page import Page, headed, page_named, table
from cnnstat.drawing.scene import Part, Text
from cnnstat.language import ENGLISH, Language

STYLES = ("volumes", "graph")
LEAST_AREA = 1_300
"""Square points that an element takes at least, with the lines around it."""
SPLICED = (12, 7, 4)
"""Layers that a skip leads around up to which it is a line; the next number where that does not fit."""
DEEPEST = 8
"""Levels of names that are tried."""


MOST_NAMED = 4
"""Shapes that are named where they are not drawn."""


class Aside(NamedTuple):
    """A shape of blocks, drawn once with its table.

    Attributes:
        title: what boxes of the network call it.
        part: the drawing.
        layers: how many layers of the network it stands for.
    """

    title: str
    part: Part
    layers: int


class Wish(NamedTuple):
    """How a network is to be drawn.

    Attributes:
        page: on which.
        items: what is written on boxes.
        style: ``graph``, ``volumes``, or "" for what suits the network.
        depth: levels of names that are shown; None for as many as fit.
        unfold: whether every layer is shown.
        block: the block that is drawn; "" for the whole network.
        bare: whether it stands in a text: without title and margin, and no higher than it must be.
        shorten: whether one that is too long may lack its middle.
        language: of its words.
    """

    page: Page = page_named("16:9")
    items: Sequence[str] = DEFAULT
    style: str = ""
    depth: int | None = None
    unfold: bool = False
    block: str = ""
    bare: bool = False
    shorten: bool = True
    language: Language = ENGLISH


PLAIN = Wish()


def levels(labels: Labels) -> int:
    """Levels that the names of layers have, as far as they are tried."""
    return min(DEEPEST, 1 + max(name.count(".") for name in labels.names))


def layouts(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> Iterator[tuple[str, Layout]]:
    """Ways to draw a network, the least folded first, each with a word for it.

    What has more elements than the page can hold is not laid out.
    """
    begin = box(PAPER, input_lines(labels), "input")
    most = int(wish.page.width * wish.page.height / LEAST_AREA)

    def layout(chain: Series, boxed: bool = True, aside: Sequence[Part] = ()) -> Iterator[Layout]:
        drawn = len(chain) if boxed else sum(len(cells_in(each)) for each in chain)
        if drawn <= most:
            flow = Flow(labels, PAPER, boxed=boxed)
            yield Layout([begin, *(flow.element(each) for each in chain)], aside)

    said, shown = said_sign(labels, [item for item in wish.items if sums(item)]), said_sign(labels, wish.items)
    if wish.unfold or (wish.depth is None and len(labels.cells) <= most):
        yield from (("unfolded", each) for each in layout(flat(blocks), boxed=False))
    if wish.unfold:
        return
    if wish.depth is not None:
        chain = in_runs(tuple(at_depth(blocks, wish.depth)), shown, labels.cells)
        yield from ((f"depth {wish.depth}", each) for each in layout(chain))
        return
    if len(labels.cells) <= 4 * most:
        folded = flat(in_runs(blocks, shown, labels.cells))
        yield from (("folded", each) for each in layout(folded, boxed=False))
    if has_long_skips(blocks):  # of a chain of blocks their shapes say more
        yield from (("spliced", each) for each in spliced_ways(begin, labels, blocks, wish, most))
    chain, aside = by_shape(labels, blocks, most)
    for whole in layout(chain) if aside else ():
        yield from (("by shape", whole._replace(aside=details)) for details in fewer(aside, wish.page, wish.language))
    runs = in_runs(blocks, said, labels.cells)
    for depth, chain in by_depth(labels, runs):
        yield from ((f"depth {depth}", each) for each in layout(chain))
    if tuple(wish.items) == DEFAULT and len(labels.cells) <= most:
        yield from (("names", each) for each in sparse_ways(begin, labels, blocks))
    closed = tuple(each if isinstance(each, (Leaf, Block, Tap)) else as_block(each, labels) for each in chain)
    yield from (("closed", each) for each in layout(closed))
    if wish.shorten:
        yield from shortened(begin, labels, closed)


def sparse_ways(begin: Part, labels: Labels, blocks: Series) -> Iterator[Layout]:
    """Every layer with fewer lines on its box: branches that are too high for the page may fit so."""
    for items in ((WINDOW,), ()):
        flow = Flow(labels._replace(items=items), PAPER)
        yield Layout([begin, *map(flow.element, flat(blocks))], ())


def by_depth(labels: Labels, runs: Series) -> Iterator[tuple[int, Series]]:
    """The series with blocks put together, level by level of names, as far as that changes it."""
    chain: Series = ()
    for depth in range(levels(labels), 0, -1):
        before, chain = chain, tuple(at_depth(runs, depth))
        if chain != before:
            yield depth, chain


def has_long_skips(blocks: Series) -> bool:
    """Whether a network has skips around many layers that stand in no block."""
    return any(isinstance(each, Parallel) and len(cells_in(each)) > SPLICED[0] for each in units(blocks))


def spliced_ways(begin: Part, labels: Labels, blocks: Series, wish: Wish, most: int) -> Iterator[Layout]:
    """Ways in which skips around many layers are named, first the longest alone, at last with fewer lines on boxes."""
    if len(labels.cells) > most:
        return
    for longest, items in (*((each, wish.items) for each in SPLICED), (SPLICED[-1], (WINDOW,)), (SPLICED[-1], ())):
        notes: dict[int, list[str]] = {}
        trunk = spliced(flat(blocks), labels, longest, notes)
        if notes:
            flow = Flow(labels._replace(items=items), PAPER, notes=notes)
            yield Layout([begin, *map(flow.element, trunk)], ())


def spliced(parts: Series, labels: Labels, longest: int, notes: dict[int, list[str]]) -> Series:
    """A series in which skips around more layers than that are no lines, so that a column can end between them.

    Both ends say in ``notes`` where the other one is: a U-Net's skips lead over most of its page.
    """
    found: list[Element] = []
    for each in parts:
        mains = [branch for branch in each.branches if branch] if isinstance(each, Parallel) else []
        if not isinstance(each, Parallel) or each.merge is None or len(mains) != 1 or len(cells_in(each)) <= longest:
            found.append(each)
            continue
        inside = set(cells_in(each))
        for source in labels.cells[each.merge].reads:
            if source not in inside:
                say = labels.language.say
                start = labels.name(source) if source >= 0 else say("input")
                notes.setdefault(each.merge, []).append(say("from {layer}", layer=start))
                notes.setdefault(source, []).append(say("to {layer}", layer=labels.name(each.merge)))
        found += [*spliced(mains[0], labels, longest, notes), Leaf(each.merge)]
    return tuple(found)


def fewer(details: Sequence[Aside], page: Page, language: Language = ENGLISH) -> Iterator[list[Part]]:
    """Details as far as a page can hold them, and then fewer and fewer; those of most layers stay longest."""
    order = sorted(range(len(details)), key=lambda at: -details[at].layers)
    kept = len(details)
    while kept:
        found = [details[at].part for at in sorted(order[:kept])]
        if left := [details[at].title for at in sorted(order[kept:])]:
            lowest = min(range(len(found)), key=lambda at: found[at].height)
            found[lowest] = without(PAPER, found[lowest], left, language)
        if sum(part.width * part.height for part in found) <= page.width * page.height:
            yield found
        kept -= max(1, kept // 8)


def as_block(element: Element, labels: Labels) -> Block:
    """Branches that no block holds as one, which says how many layers they have."""
    return Block(name_of(element, labels), "", labels.so_many(len(cells_in(element))), (element,))


def by_shape(labels: Labels, blocks: Series, most: int, look: Look = PAPER) -> tuple[Series, list[Aside]]:
    """The chain with a box for each block, and each shape of blocks once with a table, and how many layers have it."""
    added = [item for item in labels.items if sums(item)]
    chain = list(in_runs(tuple(units(blocks)), said_sign(labels, added), labels.cells, inside=False))
    if len(chain) > most:
        return (), []
    boxed = [
        each if isinstance(each, (Leaf, Block, Tap)) else replace(as_block(each, labels), template="") for each in chain
    ]
    found = details(boxed, labels)
    many = Counter(each.title for each, _ in found)
    letters: dict[str, int] = {}
    aside: list[Aside] = []
    for each, places in found:
        title = each.title
        if many[title] > 1:  # a letter says which shape a box has
            letters[title] = letters.get(title, -1) + 1
            title = f"{title} {letter(letters[title])}"
            for at in places:
                block = boxed[at]
                boxed[at] = replace(block, template=title) if isinstance(block, Block) else block
        cells = sorted({cell for part in each.parts for cell in cells_in(part)})
        said = dict(zip(cells, each.said, strict=True))
        drawn = Flow(labels, look, "", said).series(flat(each.parts))
        head = ["", *each.columns, labels.language.say("output")]
        times = sum(each.times if isinstance(each, Block) else 1 for each in (boxed[at] for at in places))
        part = headed(look, title, [drawn, table(look, head, each.rows)])
        aside.append(Aside(title, part, times * len(cells)))
    return tuple(boxed), aside


def without(look: Look, above: Part, titles: Sequence[str], language: Language = ENGLISH) -> Part:
    """A part with a line below it that says which shapes are not drawn."""
    named = [*titles[:MOST_NAMED], *(["…"] if len(titles) > MOST_NAMED else [])]
    text = language.say("not drawn: {shapes}", shapes=", ".join(named))
    wide = look.width(text, look.size, False)
    line = Part(wide, look.line, 0, [Text(0, 0.8 * look.size, text, wide, look.size, color="quiet")])
    top = above.height + look.line
    return Part(max(above.width, wide), top + look.line, 0, [], [(0, 0, above), (0, top, line)])


def letter(number: int) -> str:
    """A to Z, then AA and so on."""
    return (letter(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)


def shortened(begin: Part, labels: Labels, chain: Sequence[Element]) -> Iterator[tuple[str, Layout]]:
    """A chain that is too long for a page with fewer and fewer of its elements, the middle ones in one box."""
    kept = min(len(chain) - 1, 64)
    flow = Flow(labels, PAPER, boxed=True)
    ends = [flow.element(each) for each in (*chain[: (kept + 1) // 2], *chain[len(chain) - kept // 2 :])]
    while kept >= 2:
        first, last = (kept + 1) // 2, kept // 2
        left = chain[first : len(chain) - last]
        inside = [cell for each in left for cell in cells_in(each)]
        more = labels.language.plural("{count} box more", "{count} boxes more", len(inside))
        lines = [more, *labels.figures([end_of(left[-1])], (OUTPUT,))]
        parts = [*ends[:first], box(PAPER, lines, "block"), *ends[len(ends) - last :]]
        yield f"{len(inside):,} left out", Layout([begin, *parts], ())
        kept = kept * 2 // 3
