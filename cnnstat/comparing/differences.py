"""What differs between two networks, as data: layers, keys of the recipe, figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.comparing.changes import Change, LayerChange
from cnnstat.comparing.subject import Subject
from cnnstat.quantities import UNKNOWN, Count, Value
from cnnstat.quantities.totals import TOTALS

STATUSES = ("changed", "renamed", "added", "removed")


class Total(NamedTuple):
    """A figure of both networks; None where one has none."""

    key: str
    one: Value | None
    two: Value | None

    @property
    def bounded(self) -> bool:
        """Whether a side is a lower bound, or known to nobody, so that they may differ even if they look alike."""
        return any(each is not None and (each.at_least or each == UNKNOWN) for each in (self.one, self.two))

    @property
    def difference(self) -> int | None:
        """How much more the second has, of counts."""
        if isinstance(self.one, Count) and isinstance(self.two, Count):
            return int(self.two.number - self.one.number)
        return None


@dataclass(frozen=True, repr=False, eq=False)
class Differences:
    """What differs between two networks.

    Attributes:
        one: the first network, with its title.
        two: the second.
        layers: the layers that differ, in order.
        recipe: the keys of the recipe that differ.
        common: whether any layer of one is one of the other.
        unsearched: layers that are too many to be aligned without names in common.
    """

    one: Subject
    two: Subject
    layers: Sequence[LayerChange]
    recipe: Sequence[Change]
    common: bool
    unsearched: int

    @property
    def analyses(self) -> tuple[Analysis, Analysis]:
        return self.one.analysis, self.two.analysis

    @property
    def differs(self) -> bool:
        """Whether anything does: a layer, a figure or the recipe."""
        return bool(self.layers or self.recipe or any(each.one != each.two for each in self.totals))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many layers changed in which way."""
        found = [each.status for each in self.layers]
        return {status: found.count(status) for status in STATUSES if status in found}

    @cached_property
    def totals(self) -> Sequence[Total]:
        """The figures of both networks."""
        values = {key: [each.of(side) for side in self.analyses] for key, each in TOTALS.items()}
        gates = any(TOTALS["rf_union"].applies(each) for each in self.analyses)
        return [Total(key, *pair) for key, pair in values.items() if gates or key != "rf_union"]
