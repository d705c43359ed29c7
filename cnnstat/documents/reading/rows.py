"""Rows of a table that are a network's layers in their order: which row is about which layer.

People write ``Conv | 3×3 | 56×56×192`` and leave it to the order which convolution that is. The rows of a table are
laid beside the layers and blocks of a network so that both keep their order and as many sizes as possible agree.
Where only a few rows find a place, the table is about another network.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.layers import Layer, first, is_shape, layers_of, looked_through
from cnnstat.effort import spend
from cnnstat.errors import UsageError
from cnnstat.printed import Figure
from cnnstat.query.bench import Setup

FITTED = 0.2
"""Units of work for holding a size against one layer of a place."""
MOST_PAIRS = 30_000
"""Rows times places that are compared for one table and one network."""
FEWEST, SHARE = 3, 0.6
"""So many rows, and this share of those that state sizes, must find a place for a table to be about a network."""
LEAST = 2.5
"""What fewer rows must be worth."""
FEW = 10
"""Smaller numbers are sizes of many layers: they count half."""
LEAST_NAMED, SIDED = 0.4, ("output", "input")
"""The share of the shapes of layers that are named that must agree; what shapes count of which some must."""
NAMED = 1.0
"""What it is worth that a row names a layer; half of it if it names the block around."""
KINDS = {
    "pool": lexicon.TYPES["pool"],
    "linear": rf"{lexicon.TYPES['linear']}|ful+y?-?_?con+ect\w*|fc[-_ ]?[0-9]",
    "none": r"(?:leaky[-_ ]?|p)?relu6?|activation|act\b|dropout|soft-?max|활성화|드롭아웃",
    "other": r"(?:batch|layer|local)?[-_ ]?norm\w*|lrn|bn(?:[123]d)?\b|flatten|concat\w*|정규화",
    "conv": rf"{lexicon.TYPES['conv']}|convol\w*",
}
"""Kinds of layers by words of a row, in the order in which they are tried; ``none`` of what is no layer by itself."""
KIND = re.compile("|".join(rf"(?P<{name}>(?<![A-Za-z])(?:{said}))" for name, said in KINDS.items()), lexicon.FLAGS)


class Size(NamedTuple):
    """A size that a row states: what it counts, and how it is printed."""

    key: str
    figure: Figure


class Row(NamedTuple):
    """What a row says: its label, the layer that it names ("" if it names none), and its sizes."""

    label: str
    name: str
    sizes: Sequence[Size]


class Place(NamedTuple):
    """A layer, or a block of layers, that a row may be about; ``alike`` is one number for those of the same sizes."""

    name: str
    layers: tuple[Layer, ...]
    alike: int = 0

    @property
    def kind(self) -> str:
        """The kind of a layer; ``block`` for a block."""
        return self.layers[0].type if len(self.layers) == 1 else "block"

    @property
    def reads_all(self) -> bool:
        """Whether it is a pool that reads whole maps."""
        layer = self.layers[0]
        return (
            len(self.layers) == 1 and not layer.kernel and layer.height == 1
            and layer.source[:1] == (layer.channels,) and layer.source[1] > 1
        )  # fmt: skip

    def fits(self, size: Size) -> bool:
        """Whether it has a size as printed."""
        key, figure = size
        if key in ("params", "weights"):
            return any(figure.allows(sum(getattr(each, one) for each in self.layers)) for one in ("params", "weights"))
        if key in ("macs", "flops"):
            macs = sum(each.macs for each in self.layers)
            return figure.allows(macs) or figure.allows(2 * macs)
        if key == "rf":
            return figure.shape in ((), 2 * (self.layers[-1].rf,)) and self.layers[-1].rf in (
                figure.value, *figure.shape
            )  # fmt: skip
        if key == "input":
            source = self.layers[0].source
            return bool(source) and (
                is_shape(source, figure.shape or (int(figure.value),) * 2)
                or (not figure.shape and figure.value == source[0])
            )
        if key in ("kernel", "stride", "shape") and self.reads_all:
            return key == "stride" or figure.shape == self.layers[0].source[1:]
        if key in ("output", "neurons", "units", "shape") and next(
            first(self.layers[-1:], "output", figure, alone=True), ""
        ):
            return True
        key = "kernel" if key == "shape" else key
        return next(first(self.layers, key, figure, alone=len(self.layers) == 1), "") != ""


@looked_through
def places(setup: Setup) -> tuple[Place, ...]:
    """The layers of a network in their order, each block behind the last of its layers."""
    layers, found = layers_of(setup), list[Place]()
    inside: defaultdict[str, list[Layer]] = defaultdict(list)
    sizes: dict[tuple[Layer, ...], int] = {}

    def place(name: str, own: Sequence[Layer]) -> Place:
        every = tuple(each._replace(name="", rf=0) for each in own)
        return Place(name, tuple(own), sizes.setdefault(every, len(sizes)))

    for at, layer in enumerate(layers):
        found.append(place(layer.name, [layer]))
        following = layers[at + 1].name if at + 1 < len(layers) else ""
        parts = layer.name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            block = ".".join(parts[:end])
            inside[block].append(layer)
            if not following.startswith(f"{block}."):
                found.append(place(block, inside[block]))
    return tuple(found)


def sizes_of(stated: Sequence[tuple[str, str]]) -> Iterator[Size]:
    """The sizes among what a row states: keys, and figures as printed."""
    for key, printed in stated:
        try:
            yield Size(key, amount(printed))
        except UsageError:
            continue


class Aligned(NamedTuple):
    """Rows laid beside a network.

    Attributes:
        names: for each row the layer or block that it is about; "" where there is none.
        worth: how well they agree.
    """

    names: Sequence[str]
    worth: float

    @property
    def another(self) -> bool:
        """Whether their shapes are another network's, so that no row has a place."""
        return not any(self.names)


def aligned(setup: Setup, rows: Sequence[Row], share: float = SHARE) -> Aligned | None:
    """The rows of a table beside the layers of a network; None where less than a share of them agree.

    Rows whose shapes contradict it have no places.
    """
    every = places(setup)
    stating = sum(bool(row.sizes) for row in rows)
    if not stating or len(rows) * len(every) > MOST_PAIRS:
        return None
    chain = best_chain([worths(row, every) if row.sizes else [] for row in rows], len(every))
    worth_of_all = sum(each.worth for each in chain)
    if contradicted(rows, [(each.row, every[each.place]) for each in chain], every):
        return Aligned([""] * len(rows), worth_of_all)
    if len(chain) < share * stating or (len(chain) < FEWEST and worth_of_all < LEAST):
        return None
    found = [""] * len(rows)
    for each in chain:
        found[each.row] = every[each.place].name
    return Aligned(found, worth_of_all)


def contradicted(rows: Sequence[Row], found: Sequence[tuple[int, Place]], every: Sequence[Place]) -> bool:
    """Whether the shapes of some rows are another network's: of layers that they name, or all that count the same.

    Args:
        rows: all of them.
        found: numbers of rows, with the places that they have found.
        every: all places.
    """
    own = {place.name: place for place in every}
    named = [(row.sizes, own[row.name]) for row in rows if row.name in own and plain(row.name) in plain(row.label)]
    agree = [fits for sizes, place in named for fits in shaped(sizes, place, "output")]
    if len(agree) > 1 and len(agree) * LEAST_NAMED > sum(agree):
        return True
    every_shape = ([fits for at, place in found for fits in shaped(rows[at].sizes, place, key)] for key in SIDED)
    return any(len(each) >= FEWEST and not any(each) for each in every_shape)


def plain(text: str) -> str:
    """Letters and digits of a name; programs that number layers from nought name others than those that are counted."""
    return re.sub(r"[\W_]", "", text.lower())


def shaped(sizes: Sequence[Size], place: Place, key: str) -> Iterator[bool]:
    """For each whole shape of some sizes that counts something whether a place has it."""
    return (place.fits(each) for each in sizes if each.key == key and len(each.figure.shape) > 2)


class Chain(NamedTuple):
    """A row with its place, behind those before it."""

    row: int
    place: int
    worth: float
    before: Chain | None


def best_chain(worths: Sequence[Sequence[float]], many: int) -> list[Chain]:
    """The rows and places, both in order, whose worths add up to the most; of several such the first places.

    Args:
        worths: for each row the worth of each place; nothing for a row that is left out.
        many: how many places there are.
    """
    best = [0.0] * (many + 1)  # up to each place
    chains: list[Chain | None] = [None] * (many + 1)
    for row, own in enumerate(worths):
        if not own:
            continue
        new, heads = list(best), list(chains)
        for at in range(many):
            if own[at] > 0 and best[at] + own[at] > new[at + 1]:
                new[at + 1], heads[at + 1] = best[at] + own[at], Chain(row, at, own[at], chains[at])
            if new[at] >= new[at + 1]:
                new[at + 1], heads[at + 1] = new[at], heads[at]
        best, chains = new, heads
    found, last = list[Chain](), chains[-1]
    while last is not None:
        found.append(last)
        last = last.before
    return found[::-1]


def worths(row: Row, every: Sequence[Place]) -> list[float]:
    """How well a row agrees with each of some layers and blocks; at most 0 where it does not."""
    kind = kind_of(row.label)
    weights = [
        (size, 2.0 if len(size.figure.shape) > 3 else 1.0 if size.figure.shape or size.figure.value >= FEW else 0.5)
        for size in row.sizes
    ]
    fields = [each for each in weights if each[0].key == "rf"]  # which no two layers need have alike
    known: dict[int, tuple[float, bool]] = {}

    def worth(place: Place) -> float:
        if (agrees := known.get(place.alike)) is None:
            agrees = known[place.alike] = agreement(place, [each for each in weights if each not in fields])
        own = agreement(place, fields)
        total, any_fits = agrees[0] + own[0], agrees[1] or own[1]
        total += NAMED if row.name == place.name else NAMED / 2 if place.name.startswith(f"{row.name}.") else 0.0
        return max(total, NAMED / 2) if any_fits and row.name == place.name else total

    return [0 if kind and place.kind not in ALLOWED[kind] else worth(place) for place in every]


def agreement(place: Place, weights: Sequence[tuple[Size, float]]) -> tuple[float, bool]:
    """How well some sizes agree with a layer or block, given what each weighs, and whether any does."""
    spend(FITTED * len(weights) * len(place.layers))
    fits = [place.fits(size) for size, _ in weights]
    return sum(weight if fit else -weight for fit, (_, weight) in zip(fits, weights, strict=True)), any(fits)


ALLOWED = {
    "pool": ("pool", ""), "linear": ("linear", "block"), "other": ("",), "conv": ("conv", "block"),
}  # fmt: skip
"""The kinds of places that a row may be about whose label names a kind of layers."""


@lru_cache(maxsize=1000)
def kind_of(label: str) -> str:
    """The kind of layers that a label names; "" if it names none."""
    match = KIND.search(label)
    return str(match.lastgroup) if match else ""
