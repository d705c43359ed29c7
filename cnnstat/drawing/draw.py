"""A network's drawing: the least folding with which it fits its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cnnstat.analysis import Analysis
from cnnstat.drawing.arrange import LARGEST, fitted
from cnnstat.drawing.boxes import PAPER
from cnnstat.drawing.elements import Cell, Leaf, Series
from cnnstat.drawing.folding import flat
from cnnstat.drawing.labels import Labels, input_lines, labels_for
from cnnstat.drawing.page import PAGES, Page, enlarged, fills, framed_page, legend, page_named, poster, small_type
from cnnstat.drawing.scene import Extent, Item, Scene
from cnnstat.drawing.structure import cells_of, in_blocks, take_apart
from cnnstat.drawing.tangle import is_boxed
from cnnstat.drawing.volumes import fitted_volumes, volumes
from cnnstat.drawing.ways import PLAIN, Wish, layouts, levels
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.language import message
from cnnstat.quantities import Count, known_to
from cnnstat.text.printable import shortened

TOLD = 80
"""Characters of a title in a message."""
IN_TEXT = 1.15
"""How much larger than the least a drawing in a text may be."""


def scene_of(analysis: Analysis, wish: Wish = PLAIN) -> Scene:
    """The drawing of a network on one page.

    Raises:
        UsageError: it does not fit as it is asked for; says what would.
    """
    drawn = Drawn(analysis, wish)
    found = drawn.on(wish.page)
    if found is None:
        said = hint(analysis, drawn.labels, drawn.blocks, wish)
        title = shortened(title_of(analysis, wish), TOLD)
        raise UsageError(f"{title} does not fit the page with text of 9 points{said}")
    return found


class Drawn:
    """A network that is drawn on several pages; what these do not change is made once."""

    def __init__(self, analysis: Analysis, wish: Wish) -> None:
        self.analysis, self.wish = analysis, wish
        cells = chosen(cells_of(analysis), analysis, wish.block)
        spend(20 * len(cells))
        self.labels = labels_for(analysis, cells, wish.items, wish.block, wish.language)
        self.blocks = in_blocks(take_apart(cells), cells, analysis.network.blocks)

    def on(self, page: Page, shorten: bool = True) -> Scene | None:
        """The drawing on a page; None where it does not fit, or only without its middle if it may not lack that."""
        wish = self.wish._replace(page=page, shorten=shorten and self.wish.shorten)
        return on_page(self.analysis, self.labels, self.blocks, wish)


def largest(wish: Wish) -> float:
    """How much larger than the least a drawing may be: on a page of its own more than in a text."""
    return IN_TEXT if wish.bare else LARGEST * poster(wish.page)


def title_of(analysis: Analysis, wish: Wish) -> str:
    """What is drawn."""
    return wish.language.of(analysis.network.title) + (f", {wish.block}" if wish.block else "")


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


def on_page(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> Scene | None:
    """The least folded layout that fits; None if none does."""
    page = wish.page
    title = title_of(analysis, wish)
    items, room = framed_page(page, title, under_title(analysis, labels, wish))
    if wish.bare:
        items, room = [], Extent(0, 0, page.width, page.height)
    if as_volumes(blocks, wish) and (scene := volume_scene(analysis, labels, wish, title, items, room)):
        return scene
    for fold, layout in layouts(analysis, labels, blocks, wish):
        entries = legend(fills((*layout.chain, *layout.aside)), small_type(page), room.right - room.left, wish.language)
        high = room.bottom - room.top - entries.height - 10
        found = fitted(layout, PAPER, room.right - room.left, high, largest(wish))
        if found is None:
            continue
        part, scale = found
        x = room.left + max(0.0, (room.right - room.left - part.width * scale) / 2)
        drawn = enlarged(part.placed(), scale, x, room.top)
        bottom = min(room.bottom, room.top + part.height * scale + 10 + entries.height) if wish.bare else room.bottom
        below = enlarged(entries.placed(), 1, room.left, bottom - entries.height)
        high = bottom if wish.bare else page.height
        about = description(analysis, labels, fold, wish, is_boxed(labels.cells, blocks))
        return Scene(page.width, high, title, about, [*items, *drawn, *below], wish.language.code)
    return None


def as_volumes(blocks: Series, wish: Wish) -> bool:
    """Whether a network is drawn as volumes: a chain is, unless another style is asked for.

    Raises:
        UsageError: it is no chain, and volumes are asked for.
    """
    chain = all(isinstance(each, Leaf) for each in flat(blocks))
    if wish.style == "volumes" and not chain:
        raise UsageError("--style volumes draws chains of layers; this network has branches, which --style graph draws")
    return chain and wish.style in ("", "volumes") and wish.depth is None


def volume_scene(
    analysis: Analysis, labels: Labels, wish: Wish, title: str, items: Sequence[Item], room: Extent
) -> Scene | None:
    """A chain as volumes; None where it does not fit, and that style is not asked for."""
    width = room.right - room.left
    chain = volumes(labels, labels.cells[0].layer.inputs[0], input_lines(labels))
    entries = legend(
        {each for volume in chain for each in (volume.family, *volume.stripes)}, small_type(wish.page), width,
        wish.language,
    )  # fmt: skip
    found = fitted_volumes(chain, PAPER, width, room.bottom - room.top - entries.height - 16, largest(wish))
    if found is None:
        if wish.style:
            told = shortened(title, TOLD)
            raise UsageError(f"{told} does not fit the page as volumes with text of 9 points; --style graph folds it")
        return None
    part, scale = found
    free = room.bottom - room.top - entries.height - 16 - part.height * scale
    bottom, high = (room.bottom - free, room.bottom - free) if wish.bare else (room.bottom, wish.page.height)
    top = room.top + (0 if wish.bare else free / 2)
    drawn = enlarged(part.placed(), scale, room.left + (width - part.width * scale) / 2, top)
    below = enlarged(entries.placed(), 1, room.left, bottom - entries.height)
    fold = "unfolded" if len(chain) > len(labels.cells) else "runs"
    about = description(analysis, labels, fold, wish)
    return Scene(wish.page.width, high, title, about, [*items, *drawn, *below], wish.language.code)


def hint(analysis: Analysis, labels: Labels, blocks: Series, wish: Wish) -> str:
    """What would fit, where a network does not as it is asked for; "" if nothing is known to."""
    folds = [wish._replace(unfold=False, depth=depth) for depth in range(levels(labels), 0, -1)]
    for each in folds if wish.unfold or wish.depth else ():
        if each.depth != wish.depth and on_page(analysis, labels, blocks, each):
            return f"; --depth {each.depth} does"
    folded = wish._replace(unfold=False, depth=None)
    if folded != wish and on_page(analysis, labels, blocks, folded):
        return "; folded it does"
    for name in PAGES:
        if on_page(analysis, labels, blocks, folded._replace(page=page_named(name))):
            return f"; {'folded, ' if folded != wish else ''}--page {name} does"
    return "; --page takes a larger one"


def under_title(analysis: Analysis, labels: Labels, wish: Wish) -> str:
    """The line below the title."""
    counts, language = analysis.counts, wish.language
    said = [" ".join(input_lines(labels))]
    if not wish.block:
        said.append(language.say("{figure} parameters", figure=language.short(counts.params)))
        macs = known_to(counts.unknown, Count(counts.macs)).written(language.short)
        said.append(language.say("{figure} MACs", figure=macs))
    return " · ".join(said)


SHOWN = message("Every layer is shown.")
FOLDS = {
    "unfolded": SHOWN,
    "names": SHOWN,
    "by shape": message("Blocks of one shape are drawn once, with a table."),
    "spliced": message("Skips around many layers are named at both ends."),
    "closed": message("Branches that are too high for the page are one box."),
}
"""What a description says of ways to draw."""
FOLDED = message("Equal neighbours are drawn once.")
CROSSWISE = message("Many layers that read one another crosswise are one box.")


def description(analysis: Analysis, labels: Labels, fold: str, wish: Wish, crosswise: bool = False) -> str:
    """The drawing in words; ``crosswise`` if a tangle is one box in it."""
    network, say = analysis.network, wish.language.say
    kinds = Counter(cell.layer.node.layer.type for cell in labels.cells)
    what = ", ".join(say("{count} {kind}", count=count, kind=kind) for kind, count in kinds.items())
    title = wish.language.of(network.title)
    whole = say("{network}, block {block}", network=title, block=wish.block) if wish.block else title
    path = say(
        "{network}: from an input of {input} through {kinds} to an output of {output}.",
        network=whole, input=network.input, kinds=what, output=labels.cells[-1].layer.output,
    )  # fmt: skip
    if crosswise and FOLDS.get(fold, FOLDED) == SHOWN:
        return f"{path} {say(CROSSWISE)}"
    return f"{path} {say(FOLDS.get(fold, FOLDED))}{f' {say(CROSSWISE)}' if crosswise else ''}"
