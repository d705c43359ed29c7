"""A picture of map sizes and lost rows over input sizes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cnnstat.analysis.sweep import Sweep
from cnnstat.picture import LONGEST_TITLE, cut, new_figure, save
from cnnstat.sizes.report import SizesReport


def draw_sizes(report: SizesReport, path: Path) -> Path:
    """Draw a sweep: above, the side of the network's last map; below, the rows lost at the far edge.

    Heights are drawn; for square images and square windows they equal the widths.
    """
    from matplotlib.ticker import MaxNLocator

    found = report.sweep
    figure = new_figure(8, 5)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    runs = [at for at, runs in enumerate(found.runs) if runs]
    sides = [found.sides[at] for at in runs]
    maps = [found.features[at][0] for at in runs]
    if found.sides[-1] - found.sides[0] == len(found.sides) - 1:  # only without gaps between the sizes
        above.step(sides, maps, where="post", color="0.6", lw=1, zorder=1)
    above.plot(*points(found, runs, exact=False), ".", color="tab:gray", ms=4, label="runs")
    above.plot(*points(found, runs, exact=True), "o", color="tab:green", ms=6, label="fits exactly")
    above.set(
        ylabel=f"side of the map of\n{report.features}", title=f"{cut(report.network.title, LONGEST_TITLE)}: input size"
    )
    lost = [found.sides[at] - found.seen[at][0] for at in runs]
    unread = [sum(place.unread[at][0] for place in found.places) for at in runs]
    below.bar(sides, lost, width=0.8, color="tab:red", label="rows of the image that never reach the output")
    below.plot(
        sides, unread, "_", color="tab:orange", ms=6, mew=2, label="rows of maps that no window reads, summed up"
    )
    below.set_ylim(0, max([*lost, *unread, 1]) + 0.5)
    below.set(xlabel="side of the input", ylabel="rows lost")
    below.legend(fontsize="small")
    absent = [side for side, works in zip(found.sides, found.runs, strict=True) if not works]
    for number, side in enumerate(absent):
        above.axvspan(side - 0.5, side + 0.5, color="0.88", lw=0, label="" if number else "does not run")
    own = report.network.input.height
    for axes in (above, below):
        axes.grid(alpha=0.3)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        if found.sides[0] <= own <= found.sides[-1]:
            axes.axvline(own, color="tab:blue", lw=1, ls=":", label=f"the spec's own, {own}")
    below.xaxis.set_major_locator(MaxNLocator(integer=True))
    below.set_xlim(found.sides[0] - 1, found.sides[-1] + 1)
    above.legend()
    return save(figure, path)


def points(found: Sweep, runs: Sequence[int], exact: bool) -> tuple[list[int], list[int]]:
    """Sides and map sizes at which the network fits exactly, or at which it runs but does not."""
    chosen = [at for at in runs if found.exact[at] is exact]
    return [found.sides[at] for at in chosen], [found.features[at][0] for at in chosen]
