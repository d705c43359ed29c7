"""Charts of networks: figures by layer, receptive fields, and accuracy against cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat.charts import Accuracies, Bars, Fields
from cnnstat.picture import LONGEST_TITLE, cut, new_figure, save
from cnnstat.text import numbers
from cnnstat.text.cells import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import Formatter

COLORS = ("#78a6d6", "#f7cf4a", "#d8edd0", "#b3401a")
COLORMAP = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's colours for lines; with the markers a pair of its own for each of 35 networks."""
MARKERS = "osv^D"
EDGE = "#333333"
POINTS_HIGH = 280.0
"""How high the chart of accuracies is, about; its names are moved in points."""
LARGEST_AREA = 2500.0
"""Square points of the largest network's disc."""


def draw_layers(charts: Sequence[Bars | Fields], path: Path) -> Path:
    """Charts of one network beside one another, their rows from the first layer down."""
    rows = max((len(each.names) for each in charts if isinstance(each, Bars)), default=12)
    across = min(2, len(charts))
    down = -(-len(charts) // across)
    figure = new_figure(max(6.0, 5.0 * across), down * max(2.6, 0.9 + 0.19 * rows) + 0.4)
    axes = figure.subplots(down, across, squeeze=False).flatten()
    for spare in axes[len(charts) :]:
        spare.set_visible(False)
    for at, (each, where) in enumerate(zip(charts, axes, strict=False)):
        if isinstance(each, Bars):
            draw_bars(each, where, COLORS[at % len(COLORS)])
        else:
            draw_fields([each], where)
    figure.suptitle(cut(charts[0].title, LONGEST_TITLE))
    return save(figure, path)


def draw_bars(found: Bars, axes: Axes, color: str) -> None:
    """A bar for each row, its figure behind it."""
    at = range(len(found.names))
    axes.barh(at, list(map(float, found.values)), color=color, edgecolor=EDGE, linewidth=0.5)
    axes.set_yticks(at, [cut(name) for name in found.names], fontsize=8)
    axes.invert_yaxis()
    most = float(max(found.values, default=1))
    for row, (value, text) in enumerate(zip(found.values, found.texts, strict=True)):
        axes.text(float(value) + most * 0.015, row, text, va="center", fontsize=7)
    axes.set_xlim(0, most * 1.2)
    word = found.language.word
    axes.set_title(f"{word(found.quantity.title)} ({word(found.quantity.unit)})", fontsize=10)
    if found.quantity.unit == "bytes":
        axes.xaxis.set_major_formatter(lambda value, _: numbers.binary(round(value)))
        axes.locator_params(axis="x", nbins=4)
    else:
        axes.xaxis.set_major_formatter("{x:.3g}" if most < 10_000 else si_formatter())
    axes.tick_params(axis="x", labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    if found.note:
        axes.set_xlabel("\n".join(wrapped(found.note, 60)), fontsize=8)


def si_formatter() -> Formatter:
    """Writes 15,000,000 as 15M."""
    from matplotlib.ticker import EngFormatter

    return EngFormatter(sep="")


def draw_fields(found: Sequence[Fields], axes: Axes) -> None:
    """Receptive fields along networks, each layer joined to those that it reads; steps, and where the input ends."""
    from matplotlib.collections import LineCollection

    say = found[0].language.say
    for at, each in enumerate(found):
        color = COLORMAP[at % len(COLORMAP)]
        depth = range(1, len(each.sizes) + 1)
        ways = [
            [(source + 1, float(each.sizes[source])), (place + 1, float(each.sizes[place]))]
            for place, sources in enumerate(each.reads)
            for source in sources
        ]
        axes.add_collection(LineCollection(ways, colors=color, linewidths=0.9))
        axes.plot(
            depth, list(map(float, each.sizes)), MARKERS[at % len(MARKERS)], ms=3.5, color=color, label=cut(each.title)
        )
        axes.step(depth, each.jumps, where="post", lw=1, ls=":", color=color)
    for side in sorted({each.side for each in found}):
        axes.axhline(side, lw=0.8, ls="--", color=EDGE)
        axes.annotate(say("input {side}", side=side), (1, side), (0, 2), textcoords="offset points", fontsize=7)
    axes.set_yscale("log", base=2)
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_title(say("Receptive field (pixels); dotted: step between neighbours"), fontsize=9)
    axes.set_xlabel(say("layer, in the order of the spec"), fontsize=8)
    axes.tick_params(labelsize=8)
    axes.grid(alpha=0.3)
    if len(found) > 1:
        axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0)


def draw_field_lines(found: Sequence[Fields], path: Path) -> Path:
    """The receptive fields of several networks in one chart."""
    figure = new_figure(10, max(5.0, 1.0 + 0.17 * len(found)))
    draw_fields(found, figure.subplots())
    return save(figure, path)


def draw_accuracies(found: Accuracies, path: Path) -> Path:
    """Accuracy against MACs; the area of a disc tells the parameters, and each has its name."""
    figure = new_figure(9, 6.5)
    axes = figure.subplots()
    most = max(each.params for each in found.points)
    ordered = sorted(found.points, key=lambda each: -each.params)
    areas = {each.name: max(LARGEST_AREA * each.params / most, 12) for each in ordered}
    for each in ordered:  # the smaller ones above the larger
        axes.scatter(
            each.macs, float(each.accuracy), s=areas[each.name], color=COLORS[0], edgecolor=EDGE, alpha=0.6, lw=0.8
        )
    axes.set_xscale("log")
    spread(axes, found, areas)
    axes.xaxis.set_major_formatter(si_formatter())
    say = found.language.say
    accuracy = say("top-1 accuracy on {images} (%), as cited", images=found.points[0].images)
    axes.set(xlabel=say("MACs for one image"), ylabel=accuracy)
    axes.grid(alpha=0.3, which="both")
    axes.set_title(say("Accuracy and cost; area = parameters"), fontsize=11)
    notes = filter(None, [found.uncited, *found.sources])
    caption = "\n".join(line for text in notes for line in wrapped(text, 130))
    figure.supxlabel(caption, fontsize=7, x=0.01, ha="left")
    return save(figure, path)


def spread(axes: Axes, found: Accuracies, areas: Mapping[str, float]) -> None:
    """The networks' names beside their discs, moved up or down until none covers another one."""
    from matplotlib.patheffects import withStroke

    halo = [withStroke(linewidth=2, foreground="white")]
    low, high = min(each.accuracy for each in found.points), max(each.accuracy for each in found.points)
    span = max(float(high - low), 1.0)
    axes.set_ylim(float(low) - 0.12 * span, float(high) + 0.12 * span)
    left, right = min(each.macs for each in found.points), max(each.macs for each in found.points)
    decades = max(math.log10(right / max(1, left)), 0.3)
    axes.set_xlim(left / 10 ** (0.1 * decades), right * 10 ** (0.22 * decades))
    taken: list[tuple[float, float]] = []
    step = 0.04 * span
    for each in sorted(found.points, key=lambda point: (point.accuracy, point.macs)):
        x, y = math.log10(max(1, each.macs)), float(each.accuracy)
        while any(abs(y - other) < step and abs(x - across) < 0.2 * decades for across, other in taken):
            y += step / 2
        taken.append((x, y))
        moved = (y - float(each.accuracy)) / (1.24 * span) * POINTS_HIGH
        axes.annotate(
            cut(each.name), (each.macs, float(each.accuracy)), (math.sqrt(areas[each.name] / math.pi) + 3, moved),
            textcoords="offset points", fontsize=8, va="center", path_effects=halo,
        )  # fmt: skip
