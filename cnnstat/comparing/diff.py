"""What differs between two networks: layer by layer, and in sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.comparing.align import align
from cnnstat.comparing.changes import Change, LayerChange, changes, keyed_changes
from cnnstat.comparing.subject import Subject
from cnnstat.display import Tabular
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.network.recipe import Recipe
from cnnstat.quantities import Count, Value
from cnnstat.quantities.table import Table
from cnnstat.quantities.totals import TOTALS

STATUSES = ("changed", "renamed", "added", "removed")


class Total(NamedTuple):
    """A figure of both networks; None where one has none."""

    key: str
    one: Value | None
    two: Value | None

    @property
    def difference(self) -> int | None:
        """How much more the second has, of counts."""
        if isinstance(self.one, Count) and isinstance(self.two, Count):
            return int(self.two.number - self.one.number)
        return None


@dataclass(frozen=True, repr=False, eq=False)
class Diff(Tabular):
    """What differs between two networks; printed as a table, in which equal changes are one row.

    Attributes:
        one: the first network, with its title.
        two: the second.
        layers: the layers that differ, in order.
        recipe: the keys of the recipe that differ.
        common: whether any layer of one is one of the other.
        unsearched: layers that are too many to be aligned without names in common.
    """

    kind: ClassVar[str] = "diff"

    one: Subject
    two: Subject
    layers: Sequence[LayerChange]
    recipe: Sequence[Change]
    common: bool
    unsearched: int

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {status}" for status, count in self.counts.items())
        other = "recipe" if self.recipe else "figures"
        told = counts or (f"no layers, but the {other}" if self.differs else "no differences")
        return f"<Diff {shown(self.one.title)} → {shown(self.two.title)}: {told}>"

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
        convention = self.one.analysis.setting.flops
        values = {key: [each.of(side, convention) for side in self.analyses] for key, each in TOTALS.items()}
        gates = any(TOTALS["rf_union"].applies(each) for each in self.analyses)
        return [Total(key, *pair) for key, pair in values.items() if gates or key != "rf_union"]

    @cached_property
    def table(self) -> Table:
        """A row for each change, equal ones in one row, and above them the figures of the networks that differ."""
        from cnnstat.comparing.report import diff_table  # it reads this class

        return diff_table(self)


def diff(one: Subject, two: Subject, what: str = "diff") -> Diff:
    """What differs between two networks; ``what`` begins a refusal's message.

    Raises:
        UsageError: one is a layer, or layers that are typed.
    """
    for each in (one, two):
        if not each.whole:
            got = f"the layer or block {each.layer}" if each.layer else "typed layers"
            raise UsageError(f"{what}: expected two networks, got {got}; compare holds layers side by side")
    first, second = one.analysis, two.analysis
    spend(2 * (len(first.layers) + len(second.layers)))
    found = align(first.layers, second.layers)
    layers = list(changes(first, second, found))
    return Diff(one, two, layers, recipe_changes(first, second), found.common, found.unsearched)


def recipe_changes(one: Analysis, two: Analysis) -> list[Change]:
    """The keys of the recipes that differ, but for what they say about it."""
    recipes = one.network.recipe, two.network.recipe
    return [each for each in keyed_changes(*recipes, Recipe.keys) if each.key != "about"]
