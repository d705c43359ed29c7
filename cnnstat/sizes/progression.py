"""The input sizes that fit, found by a search over more than one period, as arithmetic progressions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from cnnstat.algebra.arithmetic import multiple, plain
from cnnstat.analysis.sweep import Load, fit_at, is_small, looked_at
from cnnstat.errors import SpecError
from cnnstat.layers import AnyLayer
from cnnstat.layers.adaptive import AdaptivePool
from cnnstat.layers.dense import Dense, Flatten
from cnnstat.layers.pool import GlobalPool
from cnnstat.layers.spatial import Transpose, Upsample
from cnnstat.network.graph import INPUT, Network
from cnnstat.text import numbers

LONGEST_PERIOD = 4096
LOOKING = 20
"""Layers that take as long as one that looks at each size for itself."""
SLOWER = 20
"""Layers that take as long as one whose counts are beyond NumPy's integers."""
MOST_SEARCHED = 10_000_000
"""The most layers times sizes of a search."""
MOST_READ = 50_000
"""The same if the network has to be read again for each size; four lines of the spec count as a layer."""
SHOWN = 7
MOST_RANGES = 12


class Progressions(NamedTuple):
    """A set of sizes: every ``period``-th size from each of ``firsts`` on, and some ``others``."""

    firsts: tuple[int, ...]
    period: int
    others: tuple[int, ...] = ()

    def __contains__(self, side: object) -> bool:
        if not isinstance(side, int):
            return False
        return side in self.others or any(side >= first and (side - first) % self.period == 0 for first in self.firsts)

    def near(self, side: int) -> list[int]:
        """The nearest size at or below ``side`` and the nearest one above it, if there are any."""
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
            return f"only {ranges(self.others)}" if self.others else "none"
        if len(self.firsts) == self.period:
            start = max(self.firsts) - self.period + 1
            early = sorted({*(each for each in self.firsts if each < start), *self.others})
            return f"every size from {start}" + (f", and {ranges(early)}" if early else "")
        sizes = ", ".join(map(numbers.grouped, self.first()))
        if len(self.firsts) == 1 and not self.others:
            (first,) = self.firsts
            return f"{sizes}, …: every {self.period} from {first}"
        return f"{sizes}, …: a pattern of {len(self.firsts)} that repeats every {self.period}"


def runs_of(sides: Iterable[int]) -> list[tuple[int, int]]:
    """Ascending sizes as ranges, each with its first and its last one."""
    runs: list[tuple[int, int]] = []
    for side in sides:
        if runs and side == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], side
        else:
            runs.append((side, side))
    return runs


def ranges(sides: Sequence[int]) -> str:
    """``227 to 230, 259``; only the first ranges if there are very many."""
    runs = runs_of(sides)
    shown = [
        numbers.grouped(first) if first == last else f"{numbers.grouped(first)} to {numbers.grouped(last)}"
        for first, last in runs[:MOST_RANGES]
    ]
    more = len(runs) - len(shown)
    return ", ".join([*shown, *([f"and {more:,} more"] if more else [])])


class Fitting(NamedTuple):
    """The input sizes of a network.

    Attributes:
        searched: the largest size that was tried, in pixels.
        period: the number of pixels after which the windows fit as before.
        runs: the sizes at which it can run at all.
        exact: the sizes at which all windows fill their maps exactly.
        lossless: the sizes at which every map is read up to its far end.
    """

    searched: int
    period: int
    runs: Progressions
    exact: Progressions
    lossless: Progressions


def period_of(network: Network) -> int:
    """The number of pixels after which every map has grown by whole cells and every window fits as before.

    It is the least common multiple of the effective strides (of fractions: of their numerators), including auxiliary
    heads, up to layers whose output has a fixed size; times the number of groups or blocks into which a vector after a
    flatten is divided.
    """
    found = lcm(*(jump.numerator for jump in jumps_of(network) if jump is not None), 1)
    vectors: set[int] = set()  # whose length depends on the size of the input
    for index, node in enumerate(network.nodes):
        reads = vectors.intersection(node.inputs)
        if isinstance(node.layer, Flatten) or (reads and not isinstance(node.layer, Dense)):
            vectors.add(index)
        if reads:
            found *= getattr(node.layer, "groups", None) or getattr(node.layer, "blocks", None) or 1
    return found


def jumps_of(network: Network) -> list[int | Fraction | None]:
    """The effective stride after each node; None after a layer whose output is not a map that grows with the input."""
    found: list[int | Fraction | None] = []
    after: dict[tuple[Any, ...], int | Fraction] = {}
    for node in network.nodes:
        before = [found[source] if source != INPUT else 1 for source in node.inputs]
        known = [each for each in before if each is not None]
        if not known or resizes(node.layer):
            found.append(None)
            continue
        # Of an adaptive pool one side is kept, and the other of one size: the map grows by single cells.
        still = node.layer.merges or isinstance(node.layer, AdaptivePool)
        axes = () if still else node.layer.axes(network.input)
        key = (*known, *((axis.stride, axis.up) for axis in axes))
        if key not in after:
            after[key] = plain(multiple(known) * multiple(Fraction(axis.stride, axis.up) for axis in axes))
        found.append(after[key])
    return found


def resizes(layer: AnyLayer) -> bool:
    """Whether it brings maps of any size to one that the spec or their channels say, or to a single vector."""
    if isinstance(layer, AdaptivePool):
        return None not in layer.size
    fixed = isinstance(layer, Upsample) and layer.size is not None
    return fixed or isinstance(layer, GlobalPool | Flatten | Transpose)


def unsearchable(network: Network) -> str:
    """Why the sizes that fit have no pattern that a search could find; "" if they have one."""
    if network.sized:
        return "its layers depend on the size of the input, so that every size is another network"
    period = period_of(network)
    if period > LONGEST_PERIOD:
        return f"its windows repeat their pattern after {period:,} pixels, more than {LONGEST_PERIOD:,}"
    if problem := too_many(network, largest(network, period)):
        return problem
    jumps = jumps_of(network)
    for node in network.nodes:
        met = {jumps[source] if source != INPUT else 1 for source in node.inputs} - {None}
        if met and isinstance(node.layer, Transpose):
            channels = f"the channels of {node.name} are the cells of its input"
            return f"{channels}, so that every size is another network"
        if len(met) > 1:
            return f"paths with different strides meet at {node.name}, where their maps grow apart"
    return ""


def too_many(network: Network, sizes: int) -> str:
    """Why a network is not searched at so many sizes; "" where it may be."""
    if network.sized:
        fits = read_at(network) * sizes <= MOST_READ
    else:
        work = (len(network) + LOOKING * looked_at(network)) * sizes
        fits = work * SLOWER <= MOST_SEARCHED or (work <= MOST_SEARCHED and is_small(network, sizes))
    return "" if fits else f"{len(network):,} layers at {sizes:,} sizes are too many"


def read_at(network: Network) -> int:
    """The cost of reading a network at another size, as a number of layers."""
    return max(len(network), network.lines // 4)


def largest(network: Network, period: int) -> int:
    """The largest size of a search: two periods beyond the network's own size."""
    return max(network.input.height, network.input.width) + 2 * period


def fitting(reference: Network) -> Fitting | None:
    """The sizes at which a network runs, fits exactly and loses no edge; None if it is :func:`unsearchable`.

    The windows repeat their pattern with :func:`period_of`; the search covers the network's own size and two periods
    beyond it.
    """
    if unsearchable(reference):
        return None
    period = period_of(reference)
    searched = largest(reference, period)
    sets = (progressions(which, period) for which in fit_at(reference, range(1, searched + 1)))
    return Fitting(searched, period, *sets)


def progressions(holds: Sequence[bool], period: int) -> Progressions:
    """The set of sizes, counted from 1, at which something holds; the last period tells which sizes go on forever."""
    last = len(holds)
    # A divisor of the period may do: what holds in the last two periods repeats with it.
    window = range(max(last - period, period), last)
    period = next(
        each for each in range(1, period + 1)
        if period % each == 0 and all(holds[at] == holds[at - each] for at in window)
    )  # fmt: skip
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
