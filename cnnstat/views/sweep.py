"""Sweeps and searches as they are asked for."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from cnnstat.analysis.setting import read_setting
from cnnstat.effort import Effort, Tell, silent
from cnnstat.errors import UsageError
from cnnstat.quantities.table import Table
from cnnstat.spec.param import written
from cnnstat.sweeping.front import Aim, Bound, front, largest_settings, nearest_first, read_aims, read_bounds, within
from cnnstat.sweeping.report import settings, table_of
from cnnstat.sweeping.search import MOST_WORK, usual_axes
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


class Wish(NamedTuple):
    """What is wanted of the settings.

    Attributes:
        figures: the figures to show.
        aims: those in which no other setting may be better; empty where all settings are wanted.
        bounds: what figures may be at most, or at least.
    """

    figures: list[str]
    aims: list[Aim]
    bounds: list[Bound]

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures that are computed: those to show, and those by which is chosen."""
        needed = [*(each.key for each in self.bounds), *(each.key for each in self.aims)]
        return keys_of([*(self.figures or USUAL), *needed])


def read_wish(columns: str, aims: str, under: str, over: str) -> Wish:
    """The wish that the options of a command tell."""
    figures = [word.strip() for word in columns.split(",") if word.strip()]
    bounds = read_bounds(under, "--under") + read_bounds(over, "--over", least=True)
    return Wish(figures, read_aims(aims) if aims else [], bounds)


def swept(network: str, texts: list[str], wish: Wish, jobs: int = 1, tell: Tell = silent, **asked: Any) -> Chosen:
    """The settings of a sweep: all that keep the bounds, or of these the best.

    Args:
        network: a name, as all arguments that of the command.
        texts: the values of params.
        wish: which settings and figures are wanted.
        jobs: how many processes may work.
        tell: told how many settings are done.
        asked: mode, batch, dtype, optimizer and flops.
    """
    if not texts:
        raise UsageError(f"sweep: expected params with values, as in {network} --set input=96:320:32")
    return examined("settings", network, read_axes(texts), wish, jobs, tell, asked)


def searched(network: str, texts: list[str], wish: Wish, jobs: int = 1, tell: Tell = silent, **asked: Any) -> Chosen:
    """The settings that make the most of what they may cost; arguments as those of :func:`swept`."""
    if not wish.bounds:
        raise UsageError("search: expected a bound, as in --under macs=300M,params=3M")
    if texts:
        found = examined("searched", network, read_axes(texts), wish, jobs, tell, asked)
    else:  # so little work that other processes would not make it shorter
        effort = Effort(MOST_WORK)
        axes = usual_axes(network, effort)
        found = examined("searched", network, axes, wish, 1, tell, asked, effort.left)
    places, facts = found.places, found.facts
    if not wish.aims:
        places = largest_settings(found.swept, places)
        facts = [*facts, ("shown", "those of which no number can be larger without another smaller, or a bound broken")]
    return Chosen(found.swept, nearest_first(found.swept, places, wish.bounds), facts)


def examined(
    what: str, network: str, axes: dict[str, list[Any]], wish: Wish, jobs: int, tell: Tell, asked: dict[str, Any],
    most: float = inf,
) -> Chosen:  # fmt: skip
    """The settings that keep the bounds, and of these those that no other beats; ``what`` they are called."""
    whole = sweep(Work(network, tuple(axes), wish.keys, read_setting(asked, "--")), axes, jobs, tell, most)
    places = within(whole, wish.bounds)
    facts = [(what, told(whole)), *kept(wish.bounds, whole, places)]
    if wish.aims:
        facts.append(("front", f"those that no other beats in {', '.join(aim.text for aim in wish.aims)}"))
        places = front(whole, places, wish.aims)
    return Chosen(whole, places, facts)


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


def limit(bound: Bound) -> str:
    """What a bound allows, in digits."""
    return numbers.grouped(int(bound.limit)) if bound.limit.denominator == 1 else written(bound.limit)


def kept(bounds: list[Bound], whole: Swept, places: list[int]) -> list[tuple[str, str]]:
    """How many settings keep the bounds."""
    if not bounds:
        return []
    words = ", ".join(f"{each.key} {'≥' if each.least else '≤'} {limit(each)}" for each in bounds)
    return [("bounds", f"{words}: {settings(len(places))} of {numbers.grouped(len(whole.running))}")]
