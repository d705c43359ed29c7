"""``cnnstat search NAME --under macs=300M``: the settings that make the most of what they may cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.commands.sweep import (
    AXES_HELP,
    COLUMNS_HELP,
    FRONT_HELP,
    JOBS_HELP,
    OVER_HELP,
    PICTURE_HELP,
    UNDER_HELP,
)
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
from cnnstat.views.sweep import searched

PLACE = 7  # in the help


def search(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    under: Annotated[str, typer.Option("--under", "-u", help=UNDER_HELP)] = "",
    over: Annotated[str, typer.Option("--over", help=OVER_HELP)] = "",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", "-s", help=f"{AXES_HELP} Else usual ones.", metavar="NAME=VALUES", autocompletion=complete_param
        ),
    ] = None,
    columns: Annotated[str, typer.Option("--columns", "-c", help=COLUMNS_HELP)] = "",
    front: Annotated[str, typer.Option("--front", help=FRONT_HELP)] = "",
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
    """Find the settings of a network that keep to a budget.

    Of these the largest: no number of theirs can grow without another one shrinking.
    """
    chosen = wanted(format, output)
    check_written(chosen, output, picture)
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    with progress() as tell:
        found = searched(network, settings or [], under, over, columns, front, jobs, tell, **asked)
    show(found, chosen, output, picture)
