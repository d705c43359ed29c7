"""A lifted network as the lines of a spec: norms and activations on the line of the layer that they follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from cnnstat.errors import Position
from cnnstat.importing.lifted import INPUT, Lifted
from cnnstat.importing.names import spec_names
from cnnstat.layers import FOLLOWER_KEYS, TYPES

KEY_ORDER = ("filters", "features", "kernel", "size", "stride", "padding", "dilation", "groups", "bias")
"""Keys that come first in a line, in the order in which people write them."""
ORDER = list(FOLLOWER_KEYS)


class Placed(dict[str, Any]):
    """A mapping of a spec, and where its source has it."""

    def __init__(self, place: Position, *given: Any, **keys: Any) -> None:
        super().__init__(*given, **keys)
        self.place = place


class Line:
    """A layer with those that act on its output.

    Attributes:
        layer: the layer.
        followers: values of the keys ``norm``, ``activation``, ``lrn`` and ``dropout``.
    """

    def __init__(self, layer: Lifted) -> None:
        self.layer = layer
        self.followers: dict[str, Any] = {}

    def takes(self, key: str) -> bool:
        """Whether a follower with this key acts behind those that the line has."""
        return not self.followers or ORDER.index(key) > max(map(ORDER.index, self.followers))


def lines_of(layers: Sequence[Lifted]) -> list[Line]:
    """The lines of a network, with names as a spec has them, and ``reads`` that name lines."""
    names = spec_names(each.name for each in layers)
    readers = Counter(read for each in layers for read in each.reads)
    readers.update(each.name for each in layers if each.output)
    lines: dict[str, Line] = {}
    stands: dict[str, str] = {INPUT: INPUT}  # the line whose output a layer's is
    for each in layers:
        before = lines.get(stands[each.reads[0]]) if len(each.reads) == 1 else None
        key = TYPES[each.type].follows
        same = before is not None and before.layer.auxiliary == each.auxiliary
        if key and before is not None and same and readers[each.reads[0]] == 1 and before.takes(key):
            before.followers[key] = follower_value(each)
            before.layer = before.layer._replace(output=each.output)
            stands[each.name] = before.layer.name
            continue
        reads = tuple(stands[read] for read in each.reads)
        own = names[each.name]
        lines[own] = Line(each._replace(name=own, reads=reads, keys=ordered(each.keys)))
        stands[each.name] = own
    return list(lines.values())


def ordered(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Keys in the order in which people write them."""
    first = [name for name in KEY_ORDER if name in keys]
    return {name: keys[name] for name in [*first, *(name for name in keys if name not in KEY_ORDER)]}


def follower_value(layer: Lifted) -> Any:
    """The value of a follower's key."""
    kind = TYPES[layer.type]
    if kind.short:
        return layer.keys.get(kind.short, kind.keys[kind.short].default)
    if kind.follows == kind.type:
        return ordered(layer.keys)
    return {"type": kind.type, **layer.keys} if layer.keys else kind.type


def data_of(line: Line, name: str, before: str) -> Placed:
    """A line as a spec has it.

    Args:
        line: the line.
        name: its own, inside of the block where it stands.
        before: the line above it, which it reads if it does not say otherwise.
    """
    layer = line.layer
    found = Placed(layer.place, name=name, type=layer.type)
    if layer.reads != (before,) or layer.auxiliary:  # a line behind a head's reads what the head does
        found["from"] = [*layer.reads] if len(layer.reads) > 1 else layer.reads[0]
    found.update({flag: True for flag in ("auxiliary", "output") if getattr(layer, flag)})
    found.update(layer.keys)
    found.update({key: line.followers[key] for key in ORDER if key in line.followers})
    return found
