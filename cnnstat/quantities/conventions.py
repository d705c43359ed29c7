"""What counts as what: MACs, FLOPs and per what."""

from __future__ import annotations

from typing import NamedTuple

from cnnstat.analysis import Counts


class Convention(NamedTuple):
    """Which elementwise operations count as FLOPs besides the two of each MAC."""

    kinds: tuple[str, ...]
    rule: str

    @property
    def text(self) -> str:
        return f"FLOPs = {self.rule}"


CONVENTIONS: dict[str, Convention] = {
    "2macs": Convention((), "2 × MACs; elementwise work not counted"),
    "all": Convention(
        ("add", "multiply", "divide", "compare", "exponent"),
        "2 × MACs + 1 for each elementwise add, multiply, divide, compare and exponent",
    ),
}
MAC = "1 MAC = one multiply-accumulate of a conv or linear layer, biases not counted"
PER_IMAGE = "all counts for one image"


def flops(counts: Counts, convention: str) -> int:
    """Floating point operations under a convention of :data:`CONVENTIONS`."""
    work: dict[str, int] = counts.ops._asdict()
    return 2 * counts.macs + sum(work[kind] for kind in CONVENTIONS[convention].kinds)
