"""A picture of the settings of a sweep: one figure against another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnnstat.picture import LONGEST_TITLE, cut, new_figure, save
from cnnstat.picture.plot import si_formatter
from cnnstat.quantities.totals import TOTALS
from cnnstat.sweeping.front import largest
from cnnstat.sweeping.swept import Swept
from cnnstat.text import numbers

WIDE = 20
"""An axis whose largest number is so many times its smallest has steps of powers."""


def draw_settings(swept: Swept, places: Sequence[int], across: str, up: str, path: Path) -> Path:
    """Draw each setting at which the network runs as a point, and those at ``places`` larger and in colour.

    Args:
        swept: the settings.
        places: those that were chosen; not marked where they are all.
        across, up: keys of the figures.
        path: a png, svg or pdf.
    """
    figure = new_figure(8, 5)
    axes = figure.subplots()
    every = points(swept, swept.running, across, up)
    marked = len(places) < len(swept.running)
    axes.plot(*every, ".", color="0.75" if marked else "tab:blue", ms=3, label="all settings", zorder=1)
    if marked:
        axes.plot(*points(swept, places, across, up), "o", color="tab:red", ms=4, label="chosen", zorder=2)
        axes.legend()
    for key, found, axis, scale in (
        (across, every[0], axes.xaxis, axes.set_xscale), (up, every[1], axes.yaxis, axes.set_yscale),
    ):  # fmt: skip
        sized = TOTALS[key].unit == "bytes"
        if found and min(found) > 0 and max(found) > WIDE * min(found):
            scale("log", base=2 if sized else 10)
        axis.set_major_formatter((lambda value, _: numbers.binary(round(value))) if sized else si_formatter())
    axes.set(xlabel=TOTALS[across].title, ylabel=TOTALS[up].title, title=cut(swept.title, LONGEST_TITLE))
    axes.grid(alpha=0.3)
    return save(figure, path)


def points(swept: Swept, places: Sequence[int], across: str, up: str) -> tuple[list[float], list[float]]:
    """The figures of settings that have both."""
    columns = swept.columns[across], swept.columns[up]
    pairs = [(columns[0][place], columns[1][place]) for place in places]
    found = [(float(largest(x)), float(largest(y))) for x, y in pairs if x is not None and y is not None]
    return [x for x, _ in found], [y for _, y in found]
