"""The states of a page: a network at some settings of its params and at every input, analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis, analyze_network
from cnnstat.analysis.repeated import MisfitError, Walks
from cnnstat.effort import spend
from cnnstat.errors import SpecError, UsageError
from cnnstat.layers.shape import LARGEST_SIDE, Shape
from cnnstat.network.graph import Network
from cnnstat.sizes.progression import read_at

Side = tuple[int, int]
"""Height and width of an input."""

MOST, MOST_OF_FILES = 48_000, 13_500
"""The most that :class:`Contents` may come to, at all inputs and settings of params, for networks of the catalog and
for those of a file, which may be a stranger's; a row takes 0.2 to 0.4 ms."""
MOST_READ = 8_000
"""The most layers, at all of them, of networks that are read again for each input: nothing of these is shared."""
MOST_INPUTS = 2_500
"""The most inputs that are not asked for, however few different rows they have, as behind large strides."""
FOLLOWER, OBLONG, DIFFERENT = 0.35, 0.5, 1.0
"""Rows that take as long as a norm or activation on the output of a layer, as another field across than down, and as
what is written of a layer that has no like in its network, at each input and once when it is traced."""
INPUTS, TRACED, LOOKED, LINES = 25, 1.2, 30, 8
"""Inputs of a layer that take as long as another row, rows that take as long as tracing a layer's rules, rows that
take as long to look up as to write one, and lines of a spec that take as long to read as to look up a row."""
USUAL = (128, 384)
"""Own sizes around which everybody looks at the same range."""
RANGE = (32, 512)


class Variant(NamedTuple):
    """A network at one choice of its params.

    Attributes:
        values: the params that a reader can choose among, as a person writes their values.
        load: gives the network at a size; at its own for None.
        network: the network at its own size.
        walks: its figures at the sizes that were looked at.
        most: what the page that it is on may come to.
    """

    values: Mapping[str, str]
    load: Callable[[Side | None], Network]
    network: Network
    walks: Walks
    most: int = MOST

    @property
    def own(self) -> Side:
        """Height and width of its spec's input."""
        return self.network.input.height, self.network.input.width


class State(NamedTuple):
    """A network at one input.

    Attributes:
        side: height and width of the input.
        analysis: its figures; where it does not run, those of the layers before the one that breaks, or None.
        problem: why it does not run.
    """

    side: Side
    analysis: Analysis | None
    problem: MisfitError | SpecError | None = None

    @property
    def runs(self) -> bool:
        """Whether all layers can take what they are given."""
        return self.problem is None

    @property
    def layers(self) -> Sequence[LayerAnalysis]:
        """The layers, as far as it runs, without auxiliary heads."""
        return self.analysis.layers if self.analysis is not None else ()


def chosen_inputs(variants: Sequence[Variant], asked: Sequence[int]) -> list[Side]:
    """The inputs of a page: those asked for, or a range around the network's own; and its own size in any case.

    Raises:
        UsageError: they are too many; says what would do.
    """
    own = variants[0].own
    if asked:
        check_cost(variants, asked)
    elif len(variants) > 1 and too_many(variants, [max(variants[0].own)]):
        layers = sum(len(each.network) for each in variants)
        what = f"{len(variants):,} settings of params with {layers:,} layers in all"
        raise UsageError(f"--vary: {what} are too many for one page; fewer values would do")
    sides = {(side, side) for side in asked or usual(variants)} | {own}
    spend(2 * sum(len(each.network) for each in variants) * len(sides))
    return sorted(sides)


def usual(variants: Sequence[Variant]) -> list[int]:
    """Square inputs around the network's own size, as many as there may be; its own is one of them."""
    own = max(variants[0].own)
    least, most = RANGE if USUAL[0] <= own <= USUAL[1] else (max(1, own // 7), min(LARGEST_SIDE, 9 * own // 4))
    step, found, fit = 1, range(least, most + 1), MOST_INPUTS
    while len(found) > 1 and (len(found) > fit or (fit := worth(variants, found)) < len(found)):
        # Inputs further apart have no more in common: of these, too, no more would do.
        step *= 2
        found = range(least + (own - least) % step, most + 1, step)
    return list(found)


def too_many(variants: Sequence[Variant], sides: Sequence[int]) -> bool:
    """Whether so many inputs are more work than a page is worth."""
    return worth(variants, sides) < len(sides)


def worth(variants: Sequence[Variant], sides: Sequence[int]) -> int:
    """How many of these inputs, from the first on, are no more work than a page is worth."""
    read = sum(read_at(each.network) for each in variants if each.network.sized)
    contents = [Contents(each) for each in variants if not each.network.sized]
    most = min(each.most for each in variants)
    for count, side in enumerate(sides):
        for each in contents:
            each.add((side, side))
        if read * (count + 1) > MOST_READ or sum(each.work for each in contents) > most:
            return count
    return len(sides)


class Contents:
    """Counts the different contents of a network's rows: behind a stride of 2 maps grow at every second input.

    They are those of :func:`states_of`, which then finds them made. No stride tells how many there are: a field may
    depend on the size of the input where the map does not, as behind padding ``same``, a gate or an adaptive pool.

    Attributes:
        work: how many rows take as long; what a merge has is derived from all of its inputs, and counts for more.
    """

    def __init__(self, variant: Variant) -> None:
        self._walks, self._network = variant.walks, variant.network
        self._known: set[int] = set()
        # Behind upsampling the fields of many outputs are followed, which takes as long as reading the network.
        self._walking = max(len(self._network), self._network.lines / LINES) / LOOKED
        like = Counter(each.layer for each in self._network.nodes)
        ours = variant.most == MOST  # of the catalog, whose networks consist of layers that are alike
        self._alone = set() if ours else {each for each, count in like.items() if count == 1}
        self.work = TRACED * len(self._network) + DIFFERENT * len(self._alone)

    def add(self, side: Side) -> None:
        """Count what an input adds."""
        try:
            layers = self._walks.at(Shape(self._network.input.channels, *side))
        except MisfitError as error:
            layers = list(error.before)
        self.work += self._walking
        for layer in layers:
            if id(layer) not in self._known:
                self._known.add(id(layer))
                oblong = layer.field.vertical != layer.field.horizontal
                self.work += 1 + len(layer.inputs) / INPUTS + FOLLOWER * len(layer.node.followers) + OBLONG * oblong
                self.work += DIFFERENT * (layer.node.layer in self._alone)


def check_cost(variants: Sequence[Variant], asked: Sequence[int]) -> None:
    """Refuse inputs that are too many, by UsageError."""
    if too_many(variants, asked):
        settings = f" and {len(variants):,} settings of params" if len(variants) > 1 else ""
        raise UsageError(
            f"--inputs: {len(variants[0].network):,} layers at {len(asked):,} inputs{settings} are too many for one "
            f"page; take a larger step, as {min(asked)}-{max(asked)}/8" + (", or fewer settings" if settings else "")
        )


def states_of(variant: Variant, sides: Sequence[Side]) -> list[State]:
    """A network at each input."""
    return [state_of(variant, side) for side in sides]


def state_of(variant: Variant, side: Side) -> State:
    """A network at one input."""
    network = variant.network
    if network.sized:  # its layers may be others at this size
        try:
            return State(side, analyze_network(variant.load(side)))
        except SpecError as error:
            return State(side, None, error)
    image = Shape(network.input.channels, *side)
    try:
        return State(side, Analysis(replace(network, input=image), variant.walks.at(image)))
    except MisfitError as error:
        begun = replace(network, input=image, nodes=network.nodes[: len(error.before)])
        return State(side, Analysis(begun, error.before), error)
