"""Which layer of one network is which of another: by their names, else by their place, type and keys."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from cnnstat.analysis import LayerAnalysis
from cnnstat.comparing.sequences import Common, Pair, Piece, ascending, between, common

Layers = Sequence[LayerAnalysis]
Sign = Callable[[LayerAnalysis], Hashable]

NUMBER = re.compile(r"[0-9]+\Z", re.ASCII)


class Alignment(NamedTuple):
    """Layers of two networks that are one another.

    Attributes:
        pairs: indices into the layers of either, ascending in the first.
        common: whether a layer with weights has the other's name and type, or its type and keys; if neither
            network has weights, whether any layer has.
        unsearched: layers that could not be aligned, as they are too many without names in common.
    """

    pairs: Sequence[Pair]
    common: bool
    unsearched: int


def align(one: Layers, two: Layers) -> Alignment:
    """Align the layers of two networks.

    Layers of one name belong together wherever they stand. The others are aligned in the pieces between those: first
    by type and keys, then by type alone.
    """
    pairs = by_name(one, two)
    found = in_pieces(one, two, pairs, keys)
    pairs += found.pairs
    weighted = any(each.node.layer.weighted for layers in (one, two) for each in layers)
    if not any(telling(one[first], two[second], weighted) for first, second in pairs):
        return Alignment((), False, found.unsearched)
    found = in_pieces(one, two, pairs, type_of)
    return Alignment(sorted([*pairs, *found.pairs]), True, found.unsearched)


def telling(one: LayerAnalysis, two: LayerAnalysis, weighted: bool) -> bool:
    """Whether a pair shows that the networks are related; if they have weights, a pair without weights does not."""
    return one.type == two.type and (one.node.layer.weighted or not weighted)


def by_name(one: Layers, two: Layers) -> list[Pair]:
    """The layers of one name; without those whose names only number them, where that number says nothing."""
    counts = [Counter(filter(None, map(numbered, layers))) for layers in (one, two)]
    moved = {stem for stem in counts[0] | counts[1] if counts[0][stem] != counts[1][stem]}
    places = {each.name: at for at, each in enumerate(two)}
    return [
        (at, places[each.name])
        for at, each in enumerate(one)
        if each.name in places and not {numbered(each), numbered(two[places[each.name]])} & moved
    ]


def numbered(layer: LayerAnalysis) -> str:
    """The stem of a name that a spec gives to layers without one, as of ``3a.conv2``; "" of another."""
    stem = NUMBER.sub("", layer.name)
    return stem if stem != layer.name and stem.rpartition(".")[2] == layer.type else ""


def keys(layer: LayerAnalysis) -> Hashable:
    """Type and keys, those of what follows too."""
    return layer.node.layer, layer.node.followers


def type_of(layer: LayerAnalysis) -> Hashable:
    return layer.type


def in_pieces(one: Layers, two: Layers, pairs: Sequence[Pair], sign: Sign) -> Common:
    """What else belongs together, in the pieces between pairs that stand in the same order in both."""
    taken = {first for first, _ in pairs}, {second for _, second in pairs}
    whole = Piece((0, 0), (len(one), len(two)), 0)
    found: list[Pair] = []
    unsearched = 0
    for piece in between(ascending(sorted(pairs)), whole):
        first = [at for at in range(piece.begin[0], piece.end[0]) if at not in taken[0]]
        second = [at for at in range(piece.begin[1], piece.end[1]) if at not in taken[1]]
        if first and second:
            inner = common([sign(one[at]) for at in first], [sign(two[at]) for at in second])
            found += [(first[at], second[to]) for at, to in inner.pairs]
            unsearched += inner.unsearched
    return Common(found, unsearched)
