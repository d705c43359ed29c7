"""What differs as a table: equal changes in one row, the totals above."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cnnstat.analysis import LayerAnalysis
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.comparing.changes import Change, LayerChange
from cnnstat.comparing.diff import Diff, Total
from cnnstat.comparing.patterns import Names
from cnnstat.quantities import MAC, PER_IMAGE, Column, Value, Words
from cnnstat.quantities.table import Table, layer_row
from cnnstat.quantities.totals import TOTALS
from cnnstat.text import numbers

COLUMNS = (
    Column("status", "What", "changed, renamed, added or removed"),
    Column("layer", "Layer", "name; braces hold the texts that stand in its place, in parentheses is how many layers"),
    Column("keys", "Keys", "the keys that differ, as a spec writes them"),
    Column("output_shape", "Output", "channels × height × width, or features"),
    Column("params", "Params", "how many parameters more", "numbers", numeric=True),
    Column("macs", "MACs", "how many multiply-accumulates more", "multiply-accumulates", numeric=True),
)
NUMBER = re.compile(r"[0-9]+", re.ASCII)
LARGEST_SHARE = 10
"""So many times as much is told without a percentage."""
SAME = "No differences: every layer, key and figure of the one is that of the other."
NO_COMMON = (
    "No common layers: none with weights has the name and type, or the type and keys, of one of the other, so that "
    "only totals compare."
)
HEADS = "Auxiliary heads exist in training only and are left out (--mode train holds them beside each other)."
GIVEN = "A row without keys: the layer is the same, and what it is given is not."
NOT_COMPARED = "Titles, sources and witnesses are not compared."


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


def diff_table(found: Diff) -> Table:
    """The changes and the totals that differ."""
    rows = Rows(found).all() if found.common else []
    if found.recipe:
        told = ", ".join(each.text for each in found.recipe)
        rows.append([*map(Words, ("changed", "recipe", told, "")), Difference(0), Difference(0)])
    title = f"{found.one.title} → {found.two.title}"
    return Table(title, COLUMNS, rows, (), notes(found), facts(found))


def facts(found: Diff) -> list[tuple[str, str]]:
    """How many layers changed, and the totals that differ."""
    if not found.differs:
        return []
    counts = {status: f"{count:,} {status}" for status, count in found.counts.items()}
    kept = len(found.analyses[0].layers) - sum(each.one is not None for each in found.layers)
    told = [
        ("changes", ", ".join([*counts.values(), f"{kept:,} the same"]) if found.common else "no common layers found")
    ]
    told += [(TOTALS[each.key].title, total_text(each)) for each in found.totals if each.one != each.two]
    same = [TOTALS[each.key].title for each in found.totals if each.one == each.two]
    return [*told, *([("the same", ", ".join(same))] if same else [])]


def total_text(total: Total) -> str:
    """``3,857,973,248 → 4,089,184,256 (+231,211,008, +6.0 %)``."""
    values = " → ".join("–" if each is None else each.text for each in (total.one, total.two))
    difference, first = total.difference, total.one and total.one.exact
    if difference is None or not isinstance(first, int):
        return values
    share = f", {percent(difference, first)}" if abs(difference) < LARGEST_SHARE * first else ""
    told = (
        f"{'+' if difference > 0 else '−'}{numbers.binary(abs(difference))}" if is_bytes(total) else signed(difference)
    )
    return f"{values} ({told}{share})"


def is_bytes(total: Total) -> bool:
    return TOTALS[total.key].unit == "bytes"


def percent(difference: int, first: int) -> str:
    """A difference as a share, with its sign."""
    return f"{'+' if difference > 0 else '−'}{numbers.percent(abs(difference), first)}"


class Rows:
    """The rows of a table: changes that are alike are one."""

    def __init__(self, found: Diff) -> None:
        self.changes = found.layers
        self.networks = [each.network for each in found.analyses]
        every = [[layer.name for layer in each.layers] for each in found.analyses]
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
        counts = (Difference(sum(gain(each, key) for each in group)) for key in ("params", "macs"))
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


def notes(found: Diff) -> list[str]:
    """What a reader must know."""
    heads = any(node.auxiliary for each in found.analyses if not each.training for node in each.network.nodes)
    last = [*([HEADS] if heads else []), NOT_COMPARED]
    if not found.differs:
        return [SAME, *last]
    said = [] if found.common or found.unsearched else [NO_COMMON]
    if found.unsearched and not found.common:
        said.append(
            f"No common layers found: {found.unsearched:,} without a name in common are too many to be searched in "
            "full, so that only totals compare."
        )
    elif found.unsearched:
        said.append(
            f"{found.unsearched:,} layers without a name in common are too many to be aligned by their place; they are "
            "told as removed and added."
        )
    flops = CONVENTIONS[found.analyses[0].setting.flops].text
    said.append(f"{MAC}. {flops}. {PER_IMAGE[0].upper()}{PER_IMAGE[1:]}; Params and MACs of a row are differences.")
    if found.common and any(each.status == "changed" and not each.keys for each in found.layers):
        said.append(GIVEN)
    return [*said, *last]
