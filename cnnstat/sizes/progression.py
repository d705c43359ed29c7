"""The input sizes that fit, found by search over one period and more: as arithmetic progressions."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import NamedTuple

from cnnstat import units
from cnnstat.analysis.sweep import Load, sweep
from cnnstat.errors import SpecError
from cnnstat.layers.dense import Flatten
from cnnstat.layers.pool import AdaptivePool, GlobalPool
from cnnstat.network import INPUT, Network

LONGEST_PERIOD = 4096
SHOWN = 7


class Progressions(NamedTuple):
    """A set of sizes: from each of ``firsts`` on every ``period``-th, and some ``others``."""

    firsts: tuple[int, ...]
    period: int
    others: tuple[int, ...] = ()

    def __contains__(self, side: object) -> bool:
        if not isinstance(side, int):
            return False
        return side in self.others or any(side >= first and (side - first) % self.period == 0 for first in self.firsts)

    def near(self, side: int) -> list[int]:
        """The nearest sizes at or below and above ``side``."""
        below = [first + (side - first) // self.period * self.period for first in self.firsts if first <= side]
        below += [each for each in self.others if each <= side]
        above = [first + max(0, (side - first) // self.period + 1) * self.period for first in self.firsts]
        return [*([max(below)] if below else []), *([min(above)] if above else [])]

    def first(self, count: int = SHOWN) -> list[int]:
        """The smallest sizes of the set."""
        steps = (first + at * self.period for first in self.firsts for at in range(count))
        return sorted({*steps, *self.others})[:count]

    @property
    def text(self) -> str:
        """``67, 99, 131, …: every 32 from 67``."""
        if not self.firsts:
            return f"only {', '.join(map(units.grouped, self.others))}" if self.others else "none"
        if len(self.firsts) == self.period:
            start = max(self.firsts) - self.period + 1
            early = sorted({*(each for each in self.firsts if each < start), *self.others})
            return f"every size from {start}" + (f", and {', '.join(map(str, early))}" if early else "")
        sizes = ", ".join(map(units.grouped, self.first()))
        if len(self.firsts) == 1 and not self.others:
            return f"{sizes}, …: every {self.period} from {self.firsts[0]}"
        return f"{sizes}, …: a pattern of {len(self.firsts)} that repeats every {self.period}"


class Fitting(NamedTuple):
    """The input sizes of a network.

    Attributes:
        searched: the largest size that was tried.
        period: after so many pixels the windows lie as before.
        runs: the sizes at which it can run at all.
        exact: those at which every window fills its map.
        lossless: those at which no cell of any map is lost at its far end.
    """

    searched: int
    period: int
    runs: Progressions
    exact: Progressions
    lossless: Progressions


def period_of(network: Network) -> int:
    """After so many pixels more, every map is larger by whole cells and every window lies as before.

    The least common multiple of the effective strides up to the layers whose output is of one size whatever comes.
    """
    jumps: list[int | None] = []  # None behind a layer whose output does not depend on the size
    found = 1
    for node in network.nodes:
        before = [jumps[source] if source != INPUT else 1 for source in node.inputs]
        known = [each for each in before if each is not None]
        if not known or isinstance(node.layer, AdaptivePool | GlobalPool | Flatten) or node.auxiliary:
            jumps.append(None)
            continue
        strides = (1, 1) if node.layer.merges else tuple(axis.stride for axis in node.layer.axes(network.input))
        jumps.append(lcm(*known) * lcm(*strides))
        found = lcm(found, jumps[-1] or 1)
    return found


def fitting(load: Load, reference: Network) -> Fitting | None:
    """The sizes at which a network runs, fits exactly and loses nothing; None where its period is too long to search.

    The windows repeat their pattern with :func:`period_of`; the search covers the network's own size and two periods
    beyond it.
    """
    period = period_of(reference)
    if period > LONGEST_PERIOD or reference.sized:
        return None
    searched = max(reference.input.height, reference.input.width) + 2 * period
    found = sweep(load, reference, range(1, searched + 1))
    sets = (progressions(which, period) for which in (found.runs, found.exact, found.lossless))
    return Fitting(searched, period, *sets)


def progressions(holds: Sequence[bool], period: int) -> Progressions:
    """The set of sizes, counted from 1, at which something holds; the last period decides what goes on."""
    last = len(holds)
    firsts: list[int] = []
    covered: set[int] = set()
    for side in range(last - period + 1, last + 1):
        if holds[side - 1]:
            first = side
            while first > period and holds[first - period - 1]:
                first -= period
            firsts.append(first)
            covered.update(range(first, last + 1, period))
    others = (side for side in range(1, last + 1) if holds[side - 1] and side not in covered)
    return Progressions(tuple(sorted(firsts)), period, tuple(others))


def why_not(load: Load, side: int) -> str:
    """Why the network does not run at a size."""
    try:
        load(side)
    except SpecError as error:
        return f"layer {error.layer}: {error.problem}" if error.layer else error.problem
    return ""
