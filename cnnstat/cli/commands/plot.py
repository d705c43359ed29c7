"""``cnnstat plot NAME…``: charts of figures by layer, and of accuracy against cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.charts import Accuracies, Fields
from cnnstat.cli.settings import Batch, Dtype, Lang, Mode, choices, complete_network, write_text
from cnnstat.text.screen import screen_width
from cnnstat.views.plot import CHARTS, Charts, charts

PLACE = 5  # in the help

NETWORKS_HELP = "Networks, also with settings, as mobilenet_v2@width=0.5."
CHART_HELP = "Which charts; else all by layer of one network, and the accuracies of several."
FILE_HELP = "Draw into a png, svg or pdf; else bars in the terminal."


def plot(
    networks: Annotated[
        list[str], typer.Argument(help=NETWORKS_HELP, autocompletion=complete_network, metavar="NETWORK...")
    ],
    chart: Annotated[str, typer.Option("--chart", "-c", **choices(CHARTS, CHART_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    mode: Mode = "infer",
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    lang: Lang = "en",
) -> None:  # fmt: skip
    """Plot the figures of a network by layer.

    For several networks, their cited accuracy against MACs and parameters.
    """
    if output is not None:
        from cnnstat.picture import check_picture

        check_picture(output, "--output")
    found = charts(networks, chart, lang=lang, mode=mode, batch=batch, dtype=dtype)
    if output is None:
        return write_text(as_text(found))
    from cnnstat.picture.plot import draw_accuracies, draw_field_lines, draw_layers

    if isinstance(found, Accuracies):
        draw_accuracies(found, output)
    elif len(found) > 1 and all(isinstance(each, Fields) for each in found):
        draw_field_lines([each for each in found if isinstance(each, Fields)], output)
    else:
        draw_layers(found, output)
    return None


def as_text(found: Charts) -> str:
    """Charts as bars, as wide as the terminal."""
    from cnnstat.render.charts import accuracies_text, bars_text, fields_text

    width = screen_width()
    if isinstance(found, Accuracies):
        return accuracies_text(found, width)
    return "\n".join(fields_text(each, width) if isinstance(each, Fields) else bars_text(each, width) for each in found)
