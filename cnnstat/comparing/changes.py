"""What differs between two layers that are one another: keys, what they read, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.comparing.align import Alignment
from cnnstat.keys.keyed import Keyed
from cnnstat.network.graph import INPUT, Node
from cnnstat.quantities import UNKNOWN, Count, Dimensions, Value
from cnnstat.spec.write import KEY_ORDER, flow, follower_value

NONE = "none"
"""What stands for a key that a layer does not have, or a norm where there is none."""
PLACES = {name: at for at, name in enumerate(KEY_ORDER)}
LONGEST = 48
"""Characters of a list that is written out."""

FIGURES: dict[str, Callable[[LayerAnalysis], Value]] = {
    "output_shape": lambda layer: Dimensions(layer.output),
    "params": lambda layer: Count(layer.params),
    "macs": lambda layer: UNKNOWN if layer.counts.unknown else Count(layer.macs),
}
"""The figures of a layer that are told; others, as receptive fields, change with every layer before."""


class Change(NamedTuple):
    """A key with its two values, as a spec writes them; None where there is none."""

    key: str
    one: Any
    two: Any

    @property
    def text(self) -> str:
        return f"{self.key} {written(self.one)} → {written(self.two)}"


class LayerChange(NamedTuple):
    """A layer that differs; of one that was added or removed one side is None.

    Attributes:
        one: the layer of the first network.
        two: that of the second.
        keys: those that differ.
        figures: those that differ, of both sides.
    """

    one: LayerAnalysis | None
    two: LayerAnalysis | None
    keys: Sequence[Change]
    figures: Mapping[str, tuple[Value | None, Value | None]]

    @property
    def status(self) -> str:
        """``added``, ``removed``, ``changed``, or ``renamed`` where nothing but its name is another."""
        if self.one is None or self.two is None:
            return "added" if self.one is None else "removed"
        return "changed" if self.keys or self.figures else "renamed"


def layer_change(one: LayerAnalysis | None, two: LayerAnalysis | None, keys: Sequence[Change] = ()) -> LayerChange:
    """How a layer differs; figures and keys of one that does not are empty."""
    values = {key: (one and get(one), two and get(two)) for key, get in FIGURES.items()}
    return LayerChange(one, two, keys, {key: pair for key, pair in values.items() if pair[0] != pair[1]})


def written(value: Any) -> str:
    """A value as a spec writes it; of a long one how much it holds."""
    if not isinstance(value, list | dict):
        return NONE if value is None else flow(value)
    many = sum(1 for _ in islice(items(value), LONGEST + 1)) > LONGEST  # each takes a character at least
    text = "" if many else flow(value)
    if many or len(text) > LONGEST:
        return f"({len(value)} {'values' if isinstance(value, list) else 'keys'})"
    return text


def items(value: Any) -> Iterator[Any]:
    """What a list or a mapping holds, at any depth, with the lists themselves."""
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield each
        yield from items(each)


def changes(one: Analysis, two: Analysis, alignment: Alignment) -> Iterator[LayerChange]:
    """The layers that differ, those of the first network in order, each followed by what was added behind it."""
    before, after = one.layers, two.layers
    pairs = dict(alignment.pairs)
    taken = set(pairs.values())
    reads = Reading(one, two, alignment)
    behind = 0

    def added(until: int) -> Iterator[LayerChange]:
        return (layer_change(None, after[at]) for at in range(behind, until) if at not in taken)

    for at, layer in enumerate(before):
        if at not in pairs:
            yield layer_change(layer, None)
            continue
        yield from added(pairs[at])
        behind = max(behind, pairs[at])
        found = layer_change(layer, after[pairs[at]], [*key_changes(layer.node, after[pairs[at]].node), *reads.of(at)])
        if found.keys or found.figures or layer.name != after[pairs[at]].name:
            yield found
    yield from added(len(after))


def key_changes(one: Node, two: Node) -> list[Change]:
    """The keys that differ: those of the layers, then those of what follows them."""
    flags = [Change(flag, getattr(one, flag), getattr(two, flag)) for flag in ("auxiliary", "output")]
    flags = [each for each in flags if each.one != each.two]
    if one.layer is two.layer and one.followers is two.followers:  # lines that a block repeats share them
        return flags
    found = [Change("type", one.layer.type, two.layer.type)] if one.layer.type != two.layer.type else []
    told = [{**one.layer.keys, **two.layer.keys}, {**one.layer.written(), **two.layer.written()}]
    known = told[bool(found)]  # of another type only what is written; that it has other keys is clear
    found += keyed_changes(one.layer, two.layer, known)
    follows = [{each.follows: each for each in node.followers} for node in (one, two)]
    for place in dict.fromkeys([*follows[0], *follows[1]]):
        own, other = (each.get(place) for each in follows)
        if own != other:
            found.append(Change(place, *(each and follower_value(each) for each in (own, other))))
    return found + flags


def keyed_changes(one: Keyed, two: Keyed, names: Iterable[str]) -> list[Change]:
    """Those of some keys that differ, in the order in which people write them."""
    pairs = [Change(name, value_of(one, name), value_of(two, name)) for name in names if differs(one, two, name)]
    order = sorted(pairs, key=lambda each: PLACES.get(each.key, len(PLACES)))
    return [each for each in order if each.one != each.two]


def differs(one: Keyed, two: Keyed, name: str) -> bool:
    """Whether a key may differ: equal values of one kind are the same as plain data."""
    mine, other = (each.keys.get(name) for each in (one, two))
    if mine is not other or mine is None:
        return True
    values = getattr(one, name), getattr(two, name)
    return type(values[0]) is not type(values[1]) or values[0] != values[1]


def value_of(keyed: Keyed, name: str) -> Any:
    """The value of a key as plain data; None where there is none."""
    value = getattr(keyed, name) if name in keyed.keys else None
    return None if value is None else keyed.keys[name].kind.dump(value)


class Reading:
    """What layers read, in words that mean the same on both sides.

    A layer that was added or removed on the way, and reads one that stays, is passed over: that its reader now reads
    another is said by the addition already.
    """

    def __init__(self, one: Analysis, two: Analysis, alignment: Alignment) -> None:
        self.sides = one, two
        self.pairs = dict(alignment.pairs)
        shared = {one.layers[first].order: at for at, (first, _) in enumerate(alignment.pairs)}
        kept = {two.layers[second].order: at for at, (_, second) in enumerate(alignment.pairs)}
        self.meant = resolved(one, shared, "−"), resolved(two, kept, "+")

    def of(self, at: int) -> list[Change]:
        """What a layer of the first network reads otherwise in the second."""
        layers = self.sides[0].layers[at], self.sides[1].layers[self.pairs[at]]
        read = [
            [meant[source] for source in layer.node.inputs] for layer, meant in zip(layers, self.meant, strict=True)
        ]
        if read[0] == read[1]:
            return []
        names = [
            ["input" if source == INPUT else side.network.nodes[source].name for source in layer.node.inputs]
            for layer, side in zip(layers, self.sides, strict=True)
        ]
        return [Change("from", *(each if len(each) > 1 else each[0] for each in names))]


def resolved(analysis: Analysis, shared: Mapping[int, int], sign: str) -> dict[int, object]:
    """For each layer of a network what it is on both sides: the number of its pair.

    One that the other side has not is what it reads, where that is a single thing however many ways lead to it.
    """
    found: dict[int, object] = {INPUT: INPUT}
    for order, node in enumerate(analysis.network.nodes):
        if order in shared:
            found[order] = shared[order]
            continue
        sources = {found[source] for source in node.inputs}
        found[order] = next(iter(sources)) if len(sources) == 1 else f"{sign}{order}"
    return found
