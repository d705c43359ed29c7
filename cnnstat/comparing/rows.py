"""Changes of layers as rows of a table, those that are alike in one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.comparing.changes import Change, LayerChange
from cnnstat.comparing.patterns import Names
from cnnstat.quantities import UNKNOWN, Value, Words
from cnnstat.quantities.table import layer_row

NUMBER = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True)
class Difference(Value):
    """How much more of something; nothing where there is no difference."""

    number: int

    @property
    def text(self) -> str:
        return signed(self.number) if self.number else ""

    @property
    def data(self) -> int:
        return self.number


@dataclass(frozen=True)
class Outputs(Value):
    """The first of some outputs that differ: before and after."""

    pairs: Sequence[tuple[Value | None, Value | None]]

    @property
    def text(self) -> str:
        told = list(dict.fromkeys(" → ".join(each.text for each in pair if each is not None) for pair in self.pairs))
        return f"{told[0]}{', …' if len(told) > 1 else ''}" if told else ""

    @property
    def data(self) -> str:
        return self.text


def signed(number: int) -> str:
    """``+1,024``, with a minus that is one."""
    return f"{number:+,}".replace("-", "−")


class Rows:
    """The rows of a table: changes that are alike are one."""

    def __init__(self, sides: Sequence[Analysis], changes: Sequence[LayerChange]) -> None:
        self.changes = changes
        self.networks = [each.network for each in sides]
        every = [[layer.name for layer in each.layers] for each in sides]
        self.names = [*map(Names, every)]
        one, two = map(blocks_of, every)
        self.others = {"removed": two, "added": one}
        self.sizes = [Counter(map(outermost, each)) for each in every]

    def all(self) -> list[list[Value]]:
        """The rows, each where its first change stands."""
        groups: dict[Hashable, list[LayerChange]] = {}
        for each in self.changes:
            groups.setdefault(self.likeness(each), []).append(each)
        return [self.row(group) for group in groups.values()]

    def likeness(self, change: LayerChange) -> Hashable:
        """What is the same of changes that are told in one row."""
        status = change.status
        if change.one is None or change.two is None:
            layer = present(change)
            top = self.top(layer.name, status)
            return status, top != layer.name, self.template(top, status) if top != layer.name else about(layer)
        if status == "renamed" or not change.keys:
            return status, *outlines(change.one.name, change.two.name)
        return status, change.one.name != change.two.name, change.one.type, tuple(map(alike, change.keys))

    def top(self, name: str, status: str) -> str:
        """The largest block around a layer that the other network has not; the layer where it is in none.

        Added and removed blocks are told as one.
        """
        path = name
        while "." in path and path.rpartition(".")[0] not in self.others[status]:
            path = path.rpartition(".")[0]
        return path

    def template(self, path: str, status: str) -> str:
        """What a block is an instance of."""
        network = self.networks[status == "added"]
        return network.blocks.get(path, "block")

    def row(self, group: Sequence[LayerChange]) -> list[Value]:
        """The row of changes that are alike."""
        first = group[0]
        lone = first.one is None or first.two is None
        names, told = self.lone(group) if lone else self.paired(group)
        outputs = [each.figures["output_shape"] for each in group if "output_shape" in each.figures]
        counts: list[Value] = [Difference(sum(gain(each, key) for each in group)) for key in ("params", "macs")]
        if any(layer.counts.unknown for each in group for layer in (each.one, each.two) if layer is not None):
            counts[1] = UNKNOWN
        return [
            Words(first.status),
            Words(f"{names} ({len(group):,})" if len(group) > 1 else names),
            Words(told),
            Outputs(outputs if not lone or len(group) == 1 else ()),
            *counts,
        ]

    def paired(self, group: Sequence[LayerChange]) -> tuple[str, str]:
        """Names and keys of layers that changed."""
        sides = [[getattr(each, side).name for each in group] for side in ("one", "two")]
        whole = not group[0].keys and all(map(whole_block, sides, self.sizes))
        told = [outermost(names[0]) if whole else self.names[at].folded(names) for at, names in enumerate(sides)]
        keys = [
            self.rewired([each.keys[at] for each in group]) if key.key == "from" else key.text
            for at, key in enumerate(group[0].keys)
        ]
        return " → ".join(dict.fromkeys(told)), ", ".join(keys)

    def rewired(self, changes: Sequence[Change]) -> str:
        """What some layers read, and what they read instead."""
        if len(changes) == 1 and all(isinstance(each, list) for each in changes[0][1:]):
            return difference(*changes[0][1:])
        read = [[name for each in changes for name in names(each[side])] for side in (1, 2)]
        return f"from {' → '.join(each.folded(side) for each, side in zip(self.names, read, strict=True))}"

    def lone(self, group: Sequence[LayerChange]) -> tuple[str, str]:
        """Names of layers that were added or removed, or of the blocks that they make up, and what they are."""
        status = group[0].status
        layers = [present(each) for each in group]
        tops = list(dict.fromkeys(self.top(each.name, status) for each in layers))
        names = self.names[status == "added"].folded(tops)
        if tops[0] == layers[0].name:
            return names, about(layers[0])
        times = f"{len(tops):,} × " if len(tops) > 1 else ""
        return names, f"{times}{self.template(tops[0], status)}"


def alike(change: Change) -> Hashable:
    """What is the same of changes of keys that are told in one row: of what is read the last part of the names."""
    if change.key != "from":
        return change.text
    return tuple(tuple(name.rpartition(".")[2] for name in names(each)) for each in change[1:])


def names(read: str | Sequence[str]) -> Sequence[str]:
    """The names that ``from`` has, one or several."""
    return [read] if isinstance(read, str) else read


def difference(one: Sequence[str], two: Sequence[str]) -> str:
    """What a merge reads no more, and what else it reads; where these are the same, in another order."""
    told = [f"− {name}" for name in one if name not in two] + [f"+ {name}" for name in two if name not in one]
    return f"from {', '.join(told)}" if told else f"from {', '.join(two)}, in this order"


def present(change: LayerChange) -> LayerAnalysis:
    """The side that there is."""
    layer = change.two or change.one
    assert layer is not None
    return layer


def blocks_of(names: Iterable[str]) -> set[str]:
    """The blocks around some layers."""
    found: set[str] = set()
    for name in names:
        path = name.rpartition(".")[0]
        while path and path not in found:
            found.add(path)
            path = path.rpartition(".")[0]
    return found


def outermost(name: str) -> str:
    return name.partition(".")[0]


def whole_block(names: Sequence[str], sizes: Mapping[str, int]) -> bool:
    """Whether names are all those below an outermost one; ``sizes`` says how many there are."""
    tops = {*map(outermost, names)}
    return len(tops) == 1 and len(names) == sizes[tops.pop()] > 1


def outlines(one: str, two: str) -> tuple[str, str]:
    """The outermost names of a layer on both sides; of one that has another name without their numbers.

    Where a layer without a name is put in, the numbers of all behind it change.
    """
    tops = outermost(one), outermost(two)
    return tops if one == two else (NUMBER.sub("#", tops[0]), NUMBER.sub("#", tops[1]))


def about(layer: LayerAnalysis) -> str:
    """What a layer is, in a few signs."""
    row = layer_row(layer)
    told = " ".join(filter(None, (row.type, row.detail)))
    return f"{told}, then {row.then}" if row.then else told


def gain(change: LayerChange, key: str) -> int:
    """How much more of a count the second network has."""
    one, two = (0 if each is None else int(getattr(each, key)) for each in (change.one, change.two))
    return two - one
