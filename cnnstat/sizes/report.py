"""What there is to say about the input sizes of a network, in the order in which people ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat import units
from cnnstat.analysis.sweep import Load, Sweep, sweep
from cnnstat.network import Network
from cnnstat.report import Table
from cnnstat.sizes.progression import LONGEST_PERIOD, Fitting, fitting, period_of, why_not
from cnnstat.sizes.table import size_table

WIDEST_VIEW = 48


class SizesReport(NamedTuple):
    """A network's input sizes.

    Attributes:
        network: the network at its own size.
        fitting: the sizes that fit, None where they were not searched.
        facts: what is known of all sizes, as label and text.
        sweep: the sizes looked at one by one.
    """

    network: Network
    fitting: Fitting | None
    facts: Sequence[tuple[str, str]]
    sweep: Sweep

    @property
    def table(self) -> Table:
        return size_table(f"{self.network.title}, input sizes", self.sweep, self.facts)


def report_sizes(load: Load, network: Network, sides: Sequence[int] = ()) -> SizesReport:
    """The sizes that fit a network, and how it does at some.

    Args:
        load: gives the network at a size.
        network: at its own size.
        sides: those to look at; a period around the network's own size when empty.
    """
    known = fitting(load, network)
    return SizesReport(network, known, facts(load, network, known), sweep(load, network, sides or around(network)))


def around(network: Network) -> list[int]:
    """A period of sizes with the network's own in the middle, or a part of a long one."""
    period = min(max(8, period_of(network)), WIDEST_VIEW)
    middle = max(network.input.height, network.input.width)
    return list(range(max(1, middle - period // 2), middle + period // 2 + 1))


def facts(load: Load, network: Network, known: Fitting | None) -> list[tuple[str, str]]:
    """What holds for all sizes."""
    image = network.input
    own = units.grouped(image.height) if image.height == image.width else f"{image.height}×{image.width}"
    found = [("its own", own)]
    if known is None:
        why = (
            "its layers depend on the size of the input, so that every size is another network"
            if network.sized
            else f"its windows repeat their pattern after {period_of(network):,} pixels, more than {LONGEST_PERIOD:,}"
        )
        return [*found, ("fits exactly", f"not searched: {why}")]
    found.append(("runs", known.runs.text))
    smallest = known.runs.first(1)
    if smallest and smallest[0] > 1:
        found.append((f"at {smallest[0] - 1}", why_not(load, smallest[0] - 1)))
    found.append(("fits exactly", known.exact.text))
    same = known.lossless == known.exact
    found.append(("loses nothing", "the same" if same else known.lossless.text))
    return found
