"""What counts as what: MACs, FLOPs and per what."""

from __future__ import annotations

from cnnstat.analysis import Counts
from cnnstat.analysis.setting import CONVENTIONS

MAC = "1 MAC = one multiply-accumulate of a conv or linear layer, biases not counted"
PER_IMAGE = "all counts for one image"


def flops(counts: Counts, convention: str) -> int:
    """Floating point operations under a convention of :data:`cnnstat.analysis.setting.CONVENTIONS`."""
    work: dict[str, int] = counts.ops._asdict()
    return 2 * counts.macs + sum(work[kind] for kind in CONVENTIONS[convention].kinds)
