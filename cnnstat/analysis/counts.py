"""Counts of layers, blocks and networks, and their sums."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.layers import Ops, Parameters


class Counts(NamedTuple):
    """The counts of a layer, a block or a network, for one image."""

    parameters: Parameters
    connections: int
    macs: int
    ops: Ops
    weighted_neurons: int
    """output elements of the layers that have weights; a network's neurons are their sum"""
    unknown: int = 0
    """layers of which only output and parameters are known, so that all other counts are lower bounds"""

    @property
    def params(self) -> int:
        """Trainable numbers: weights, biases, the scales of norms, and those of a kind that is not known."""
        held = self.parameters
        return held.weights + held.biases + held.scales + held.unsorted

    def flops(self, convention: str) -> int:
        """Floating point operations under a convention of :data:`cnnstat.analysis.setting.CONVENTIONS`."""
        work: dict[str, int] = self.ops._asdict()
        return 2 * self.macs + sum(work[kind] for kind in CONVENTIONS[convention].kinds)


NOTHING = Counts(Parameters(), 0, 0, Ops(), 0)


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    parameters, connections, macs, ops, neurons, unknown = zip(NOTHING, *parts, strict=True)
    return Counts(
        Parameters(*map(sum, zip(*parameters, strict=True))),
        sum(connections),
        sum(macs),
        Ops(*map(sum, zip(*ops, strict=True))),
        sum(neurons),
        sum(unknown),
    )
