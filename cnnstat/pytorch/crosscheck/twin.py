"""How a network of the catalog compares with torchvision's of the same architecture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """One setting of one layer that torchvision has otherwise, with the reason why this is known to be so."""

    layer: str
    theirs: str
    """torchvision's module"""
    attribute: str
    here: str
    there: str
    reason: str
    source: str


@dataclass(frozen=True)
class Twin:
    """A comparison with torchvision.

    Attributes:
        name: torchvision's model, as ``torchvision.models.resnet50``.
        done: what was compared, a sentence each.
        differences: known deviations that were found.
        mismatches: (layer, quantity, torchvision's, this network's) for everything that should be alike and is not.
    """

    name: str
    done: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    mismatches: tuple[tuple[str, str, Any, Any], ...] = ()
