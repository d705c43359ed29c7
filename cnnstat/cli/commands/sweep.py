"""``cnnstat sweep NAME --set width=0.25:1.5:0.01``: the figures of a network at many settings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import (
    NETWORK_HELP,
    OUTPUT_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    choices,
    complete_network,
    complete_param,
    whole,
)
from cnnstat.cli.sweeps import FORMATS, check_written, show, wanted
from cnnstat.views.sweep import swept

PLACE = 7  # in the help

AXES_HELP = "Values of a param: input=96:320:32 (first:last:step), unit=plain,bottleneck; may be repeated."
COLUMNS_HELP = "Figures, as params,macs,peak_bytes,training_bytes,rf."
FRONT_HELP = "Only settings that no other beats in all of these: macs,+rf (few MACs, large field)."
UNDER_HELP = "Only settings whose figures are at most so large: macs=300M,params=3M."
OVER_HELP = "Only settings whose figures are at least so large: rf=224."
PICTURE_HELP = "Draw the first two figures against each other into a png, svg or pdf."
JOBS_HELP = "Processes that may work; 0 is one on each core."


def sweep(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", "-s", help=AXES_HELP, metavar="NAME=VALUES", autocompletion=complete_param),
    ] = None,
    columns: Annotated[str, typer.Option("--columns", "-c", help=COLUMNS_HELP)] = "",
    front: Annotated[str, typer.Option("--front", help=FRONT_HELP)] = "",
    under: Annotated[str, typer.Option("--under", "-u", help=UNDER_HELP)] = "",
    over: Annotated[str, typer.Option("--over", help=OVER_HELP)] = "",
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    picture: Annotated[Path | None, typer.Option("--picture", "-p", help=PICTURE_HELP)] = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
    jobs: Annotated[int, whole("--jobs", "-j", meaning=JOBS_HELP, minimum=0, maximum=1024)] = 0,
) -> None:  # fmt: skip
    """Compute the figures of a network at many settings.

    All combinations of the values of its params, in one table.
    """
    chosen = wanted(format, output)
    check_written(chosen, output, picture)
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    with progress() as tell:
        found = swept(network, settings or [], columns, front, under, over, jobs, tell, **asked)
    show(found, chosen, output, picture)
