"""What differs between two networks: layer by layer, and in sum."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from cnnstat.analysis import Analysis
from cnnstat.comparing.align import align
from cnnstat.comparing.changes import Change, changes, keyed_changes
from cnnstat.comparing.differences import Differences
from cnnstat.comparing.report import diff_table
from cnnstat.comparing.subject import Subject
from cnnstat.display import Tabular
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.network.recipe import Recipe
from cnnstat.quantities.table import Table


class Diff(Differences, Tabular):
    """What differs between two networks; printed as a table, in which equal changes are one row."""

    kind: ClassVar[str] = "diff"

    def __repr__(self) -> str:
        counts = ", ".join(f"{count:,} {status}" for status, count in self.counts.items())
        other = "recipe" if self.recipe else "figures"
        told = counts or (f"no layers, but the {other}" if self.differs else "no differences")
        return f"<Diff {shown(self.one.title)} → {shown(self.two.title)}: {told}>"

    @cached_property
    def table(self) -> Table:
        """A row for each change, equal ones in one row, and above them the figures of the networks that differ."""
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
