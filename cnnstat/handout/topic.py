"""What a handout is about: a network, and what is looked up about it only when a part needs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.network.graph import Network

if TYPE_CHECKING:
    from cnnstat.claims import Checked
    from cnnstat.sizes.progression import Fitting
    from cnnstat.sizes.witness import Testimony


Load = Callable[[int | None], Network]
"""Gives a network at a size of its input; None for that of its spec."""


class Topic:
    """A network of a handout.

    Attributes:
        name: as it was asked for; what commands in the handout call it.
        analysis: of the network.
        load: gives the network at another size.
    """

    def __init__(self, name: str, analysis: Analysis, load: Load) -> None:
        self.name, self.analysis, self.load = name, analysis, load

    @cached_property
    def own(self) -> Analysis:
        """The network at its spec's own input."""
        return analyze_network(self.load(None), self.analysis.setting)

    @cached_property
    def fitting(self) -> Fitting | None:
        """The inputs that fit; None if they have no pattern."""
        from cnnstat.sizes.progression import fitting

        return fitting(self.own.network)

    @cached_property
    def testimonies(self) -> Sequence[Testimony]:
        """What printed figures imply for the input."""
        from cnnstat.sizes.witness import testimonies

        return testimonies(self.own.network, self.load)

    @cached_property
    def printed(self) -> Sequence[Checked]:
        """Verdicts on printed figures of this network; none where its settings are not those of its spec."""
        from cnnstat.claims import audit, catalog_claims, networks_of
        from cnnstat.query import Bench
        from cnnstat.spec import catalog

        network, bench = self.analysis.network, Bench()
        if network.file not in map(str, catalog.files()):
            return ()
        as_printed = bench.setup(network.name, ()).analysis.network
        if (as_printed.settings, as_printed.input) != (network.settings, network.input):
            return ()
        claims = [each for each in catalog_claims() if each.query is not None]
        return audit([each for each in claims if networks_of(each, bench)[0] == network.name], bench).checked
