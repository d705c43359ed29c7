"""FLOP counters, each with what it counts: as a text, and as a function of a layer.

``counted = per_mac × MACs + declared(layer)`` must hold for each line; what is left over is the residue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cnnstat.analysis import LayerAnalysis
from cnnstat.pytorch.crosscheck.report import Said


@dataclass(frozen=True)
class Convention:
    """What a counter counts.

    Attributes:
        text: in words.
        per_mac: what it adds for each multiply-accumulate.
        declared: what it adds besides, for a line of the spec and one image.
    """

    text: str
    per_mac: int
    declared: Callable[[LayerAnalysis], int]


@dataclass(frozen=True)
class Count:
    """What a counter gave: per module, by torch's names, and for the whole model."""

    modules: Mapping[str, int]
    total: int
    uncounted: Mapping[str, int]
    """operations that it met and does not count, and how often"""


def macs_said(convention: Convention, layer: LayerAnalysis, counted: int) -> Said:
    """The MACs that a count of one line amounts to, beside the analyzer's."""
    declared = convention.declared(layer)
    left = Fraction(counted - declared, convention.per_mac)
    found = int(left) if left.denominator == 1 else str(float(left))
    residue = counted - declared - convention.per_mac * layer.macs
    return Said("macs", found, layer.macs, detail={"counted": counted, "declared": declared, "residue": residue})


def nothing(layer: LayerAnalysis) -> int:
    """A counter that adds nothing besides."""
    return 0
