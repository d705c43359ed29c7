"""What a figure of a sentence may count."""

from __future__ import annotations

from typing import Literal, NamedTuple

from cnnstat.documents.judging.prose import Around
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.tokens import Part

TOTALS = ("params", "weights", "macs", "flops", "depth", "connections", "all neurons")
"""Quantities of whole networks."""
LAYERED = (
    "kernel", "stride", "padding", "filters", "output", "input", "neurons", "units", "rf", "jump", "windows", "classes",
    "dense", "matrix", "flat",
)  # fmt: skip
"""Quantities of single layers, which are looked up and never doubted."""
SMALL = ("depth", "windows", "kernel", "stride", "padding")
"""Quantities that are never counted in millions."""

Doubt = Literal["", "mild", "changed"]


class Claim(NamedTuple):
    """What a figure of a sentence may count.

    Attributes:
        start, end: its offsets in the text that readers see.
        around: the words outside that belong to it.
        key: what it counts, as a key of :data:`cnnstat.documents.reading.lexicon.QUANTITIES`; ``ratio``, ``share``;
            ``only`` where nothing says it but the name of a layer above.
        network: the network that is named for it in the sentence; None for the one that is spoken of.
        other: of a ratio, the network that it is compared with.
        part: the part of the network; None for the whole.
        of: of a ratio or share, the quantity.
        firm: whether the sentence says so plainly; otherwise only a figure that comes out is worth a word.
        changed: whether the sentence speaks of a changed network, or may do so.
        aside: whether it is not certain that the part is meant, and not the whole.
        late: whether the network is named only behind the figure, so that it may be another's.
    """

    start: int
    end: int
    around: Around
    key: str
    network: Mention | None
    part: Part | None = None
    other: Mention | None = None
    of: str = "params"
    firm: bool = True
    late: bool = False
    changed: Doubt = ""
    aside: bool = False
