"""``cnnstat compare A B …``: networks side by side, with ratios to the first."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import (
    OUTPUT_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    behind,
    choices,
    complete_network,
    write,
)
from cnnstat.render import FORMATS
from cnnstat.views.compare import view

PLACE = 3  # in the help

ONE_HELP = "A network, also with settings, as mobilenet_v2@width=1.4; or a layer, alexnet.conv1."
OTHERS_HELP = "What stands beside it; settings alone, @input=224, are those of the first network."
COLUMNS_HELP = "Figures to compare, as params,macs,accuracy; else the usual ones."


def complete_figures(incomplete: str) -> list[str]:
    """Names of figures for the shell, behind those already typed."""
    from cnnstat.comparing.networks import COMPARABLE

    return behind(incomplete, COMPARABLE)


def compare(
    one: Annotated[str, typer.Argument(help=ONE_HELP, autocompletion=complete_network, metavar="NETWORK")],
    others: Annotated[
        list[str] | None, typer.Argument(help=OTHERS_HELP, autocompletion=complete_network, metavar="NETWORK...")
    ] = None,
    columns: Annotated[
        str, typer.Option("--columns", "-c", help=COLUMNS_HELP, autocompletion=complete_figures)
    ] = "",
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
) -> None:  # fmt: skip
    """Hold networks side by side, with ratios to the first.

    Sizes, counts, memory, receptive field, cited accuracy.
    """
    chosen = named_format(format, output)
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    found = view(one, others, columns, **asked)
    if chosen == "json":
        json = import_module("cnnstat.render.formats.json")
        whole = found.kind == "comparison"
        return write(json.comparison(found.report) if whole else json.rows("rows", found.report), output)
    return emit(found, chosen, output)
