"""Sweeps and searches as they are asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnnstat.analysis.setting import read_setting
from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError
from cnnstat.quantities.table import Table
from cnnstat.spec.param import written
from cnnstat.sweeping.front import Bound, front, largest_settings, nearest_first, read_aims, read_bounds, within
from cnnstat.sweeping.report import settings, table_of
from cnnstat.sweeping.search import usual_axes
from cnnstat.sweeping.sweep import sweep
from cnnstat.sweeping.swept import USUAL, Swept, Work, keys_of
from cnnstat.sweeping.values import read_axes
from cnnstat.text import numbers

LISTED = 6
"""Of a param with more values, the first two and the last are told."""


class Chosen(NamedTuple):
    """Some of the settings of a sweep.

    Attributes:
        swept: all of them.
        places: those that were asked for.
        facts: how they were chosen, as pairs of a label and a text.
    """

    swept: Swept
    places: list[int]
    facts: list[tuple[str, str]]

    @property
    def table(self) -> Table:
        return table_of(self.swept, self.places, self.facts)


def swept(
    network: str, texts: list[str], columns: str = "", aims: str = "", under: str = "", over: str = "",
    jobs: int = 1, tell: Tell = silent, **asked: Any,
) -> Chosen:  # fmt: skip
    """The settings of a sweep: all that keep the bounds, or of these the best; arguments are those of the command.

    Args:
        jobs: how many processes may work.
        tell: told how many settings are done.
        asked: mode, batch, dtype, optimizer and flops.
    """
    if not texts:
        raise UsageError(f"sweep: expected params with values, as in {network} --set input=96:320:32")
    found = read_aims(aims) if aims else []
    bounds = read_bounds(under, "--under") + read_bounds(over, "--over", least=True)
    needed = [*(each.key for each in bounds), *(each.key for each in found)]
    whole = run(network, read_axes(texts), named(columns), needed, jobs, tell, asked)
    places = within(whole, bounds)
    facts = [("settings", told(whole)), *kept(bounds, whole, places)]
    if found:
        facts.append(("front", f"no other setting has {' and '.join(aim.text for aim in found)}"))
        places = front(whole, places, found)
    return Chosen(whole, places, facts)


def searched(
    network: str, texts: list[str], under: str = "", over: str = "", columns: str = "", aims: str = "",
    jobs: int = 1, tell: Tell = silent, **asked: Any,
) -> Chosen:  # fmt: skip
    """The settings that make the most of what they may cost; arguments are those of the command."""
    bounds = read_bounds(under, "--under") + read_bounds(over, "--over", least=True)
    if not bounds:
        raise UsageError("search: expected a bound, as in --under macs=300M,params=3M")
    found = read_aims(aims) if aims else []
    needed = [*(each.key for each in bounds), *(each.key for each in found)]
    axes = read_axes(texts) if texts else usual_axes(network)
    whole = run(network, axes, named(columns), needed, jobs, tell, asked)
    places = within(whole, bounds)
    facts = [("searched", told(whole)), *kept(bounds, whole, places)]
    if found:
        facts.append(("front", f"no other setting has {' and '.join(aim.text for aim in found)}"))
        places = front(whole, places, found)
    else:
        facts.append(("shown", "those of which no number can be larger without another smaller, or a bound broken"))
        places = largest_settings(whole, places)
    return Chosen(whole, nearest_first(whole, places, bounds), facts)


def named(columns: str) -> list[str]:
    return [word.strip() for word in columns.split(",") if word.strip()]


def run(
    network: str, axes: dict[str, list[Any]], asked_for: list[str], needed: list[str], jobs: int, tell: Tell,
    asked: dict[str, Any],
) -> Swept:  # fmt: skip
    """A sweep with the figures that are asked for, and those that are needed to choose."""
    figures = keys_of([*(asked_for or USUAL), *needed])
    return sweep(Work(network, tuple(axes), figures, read_setting(asked, "--")), axes, jobs, tell)


def told(whole: Swept) -> str:
    """How many settings of which params there are."""
    params = "; ".join(f"{name} {values_text(values)}" for name, values in whole.axes.items())
    return f"{numbers.grouped(len(whole))}: {params}"


def values_text(values: Any) -> str:
    """The values of a param, or some of them, and how many there are."""
    if len(values) <= LISTED:
        return ", ".join(map(written, values))
    few = [written(each) for each in (values[0], values[1], values[-1])]
    return f"{few[0]}, {few[1]}, …, {few[2]} ({numbers.grouped(len(values))})"


def kept(bounds: list[Bound], whole: Swept, places: list[int]) -> list[tuple[str, str]]:
    """How many settings keep the bounds."""
    if not bounds:
        return []
    words = ", ".join(f"{each.key} {'≥' if each.least else '≤'} {written(each.limit)}" for each in bounds)
    return [("bounds", f"{words}: {settings(len(places))} of {numbers.grouped(len(whole.running))}")]
