"""The report on the input sizes of a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.analysis import analyze_network
from cnnstat.analysis.sweep import Load, Sweep, features_of, sweep
from cnnstat.layers.shape import LARGEST_SIDE
from cnnstat.network.graph import Network
from cnnstat.quantities.table import Table
from cnnstat.sizes.misfit import shapes_of
from cnnstat.sizes.progression import MOST_READ, Fitting, fitting, read_at, unsearchable, why_not
from cnnstat.sizes.repair import ceilings, remaining
from cnnstat.sizes.table import size_table, verdict
from cnnstat.sizes.witness import Testimony, testimonies, testimony
from cnnstat.text import numbers

AROUND = 8
"""By default, so many sizes on each side of a network's own are shown; fewer if the network has thousands of layers and
has to be read again for each size."""


class SizesReport(NamedTuple):
    """A network's input sizes.

    Attributes:
        network: the network at its own size.
        fitting: the sizes that fit; None if they were not searched.
        facts: what holds for all sizes, as pairs of a label and a text.
        said: what printed figures of its paper imply for the size.
        sweep: the sizes that were examined one by one.
    """

    network: Network
    fitting: Fitting | None
    facts: Sequence[tuple[str, str]]
    said: Sequence[Testimony]
    sweep: Sweep

    @property
    def features(self) -> str:
        """The name of the layer whose output is the network's last map."""
        return features_of(self.network)

    @property
    def table(self) -> Table:
        return size_table(
            f"{self.network.title}, input sizes", self.sweep, [*self.facts, *testimony(self.network, self.said)]
        )


def report_sizes(load: Load, network: Network, sides: Sequence[int] = ()) -> SizesReport:
    """The sizes that fit a network, and details for some sizes.

    Args:
        load: gives the network at a size.
        network: the network at its own size.
        sides: the sizes to examine; by default some around the network's own.
    """
    known = fitting(network)
    found = sweep(load, network, sides or around(network))
    return SizesReport(network, known, facts(load, network, known, found), testimonies(network, load), found)


def around(network: Network) -> list[int]:
    """Some sizes around the network's own."""
    middle = max(network.input.height, network.input.width)
    beside = min(AROUND, MOST_READ // (2 * read_at(network))) if network.sized else AROUND
    return list(range(max(1, middle - beside), min(middle + beside, LARGEST_SIDE) + 1))


def facts(load: Load, network: Network, known: Fitting | None, swept: Sweep) -> list[tuple[str, str]]:
    """What holds for all sizes, of which some have been examined."""
    found = [("its own", own_size(load, network, swept)), *rounding_up(network)]
    if known is None:
        return [*found, ("fits exactly", f"not searched: {unsearchable(network)}")]
    found.append(("runs", known.runs.text))
    found += [(f"at {least - 1}", why_not(load, least - 1)) for least in known.runs.first(1) if least > 1]
    found.append(("fits exactly", known.exact.text))
    same = known.lossless == known.exact
    found.append(("no edge lost", "the same" if same else known.lossless.text))
    if any(node.auxiliary for node in network.nodes):
        found.append(("auxiliary heads", "must run too; how they fit is not looked at here (lint --mode train does)"))
    return found


def rounding_up(network: Network) -> list[tuple[str, str]]:
    """What rounding up would do at the network's own size, if that loses an edge."""
    analysis = analyze_network(network)
    lossy = [fit for fit in shapes_of(analysis) if not fit.lossless]
    if not lossy or network.sized:
        return []
    return [(each.what, "; ".join([each.how, *remaining(each)])) for each in ceilings(analysis, lossy[0])]


def own_size(load: Load, network: Network, swept: Sweep) -> str:
    """The network's own size, and how it fits; looked at by itself unless it is among those examined."""
    image = network.input
    if image.height != image.width:
        return f"{image.height}×{image.width}; only square inputs are looked at here"
    here = swept if image.height in swept.sides else sweep(load, network, [image.height])
    fit = FIT[verdict(here, here.sides.index(image.height))]
    return f"{numbers.grouped(image.height)}, {fit}"


FIT = {
    "exact": "fits exactly",
    "loose": "fits, but not exactly: no edge is lost",
    "loses": "does not fit: rows or columns at the edge are never read",
    "no": "does not run",
}
