"""Two models side by side: layer by layer, in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cnnstat.pytorch.crosscheck.operations import Operation

FOLLOWERS = {"batchnorm": "norm", "relu": "activation", "relu6": "activation", "softmax": "activation"}
"""What acts on the output of the layer before it, by the attribute that it is."""
NONE = "none"


class Unit(NamedTuple):
    """A layer with what follows it, as attributes."""

    module: str
    attributes: dict[str, str]


class Gap(NamedTuple):
    """An attribute that two aligned layers do not share."""

    layer: str
    theirs: str
    attribute: str
    here: str
    there: str


def units(operations: Iterable[Operation]) -> list[Unit]:
    """Operations as layers: norm, activation, LRN and dropout belong to the layer that they follow."""
    found: list[Unit] = []
    for operation in operations:
        settings = " ".join(f"{name} {value}" for name, value in operation.settings)
        if operation.kind in FOLLOWERS:
            found[-1].attributes[FOLLOWERS[operation.kind]] = f"{operation.kind} {settings}".strip()
        elif operation.kind in ("lrn", "dropout"):
            found[-1].attributes[operation.kind] = settings or "yes"
        else:
            found.append(Unit(operation.module, {"type": operation.kind, **dict(operation.settings)}))
    return found


def gaps(here: Sequence[Unit], there: Sequence[Unit]) -> list[Gap]:
    """Every attribute in which layers that stand at the same place differ."""
    found = []
    for one, other in zip(here, there, strict=True):
        same_type = one.attributes["type"] == other.attributes["type"]
        shared = {"type", "norm", "activation", "lrn", "dropout"}
        for name in dict.fromkeys([*one.attributes, *other.attributes]):
            left, right = one.attributes.get(name, NONE), other.attributes.get(name, NONE)
            if name == "type" and not same_type:
                left, right = described(one), described(other)
            if left != right and (same_type or name in shared):
                found.append(Gap(one.module, other.module, name, left, right))
    return found


def described(unit: Unit) -> str:
    """A pool in short: ``avgpool 5×5 stride 3×3``."""
    shown = [unit.attributes["type"]]
    shown += [f"{name} {unit.attributes[name]}" for name in ("kernel", "size", "stride") if name in unit.attributes]
    return " ".join(shown).replace("kernel ", "").replace("size ", "")
