"""``cnnstat sizes NAME``: which input sizes fit, and what is lost at others."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import FORMAT_HELP, NETWORK_HELP, OUTPUT_HELP, Params, choices, complete_network, write
from cnnstat.render import FORMATS, View
from cnnstat.saving import together
from cnnstat.views.sizes import searched

PLACE = 7  # in the help

RANGE_HELP = "Sizes: 192-256, 192-256/8 (every eighth) or 224,227; default: some around the spec's own."


def sizes(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    at: Annotated[str, typer.Argument(help=RANGE_HELP, show_default=False, metavar="[SIZES]")] = "",
    settings: Params = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", "-p", help="Draw map size and lost pixels into a png, svg or pdf.")
    ] = None,
) -> None:  # fmt: skip
    """Show which input sizes fit a network, and what others lose.

    Also at which sizes it does not run.
    """
    chosen = named_format(format, output)
    if picture is not None:
        from cnnstat.picture import check_picture

        check_picture(picture)
    report = searched(network, at, settings)
    with together():
        if picture is not None:
            from cnnstat.picture.sizes import draw_sizes

            draw_sizes(report, picture)
        if chosen == "json":
            return write(import_module("cnnstat.render.formats.json").sizes(report), output)
        return emit(View("table", report.table), chosen, output)
