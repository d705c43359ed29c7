"""``cnnstat search NAME --under macs=300M``: the settings that make the most of what they may cost."""

from __future__ import annotations

from typing import Annotated

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import NETWORK_HELP, Batch, Dtype, Flops, Jobs, Mode, Optimizer, complete_network
from cnnstat.cli.sweeps import Axes, Columns, Format, Front, Output, Over, Picture, Under, show, wanted
from cnnstat.views.sweep import read_wish, searched

PLACE = 7  # in the help


def search(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    under: Under = "",
    over: Over = "",
    settings: Axes = None,
    columns: Columns = "",
    front: Front = "",
    format: Format = "",
    output: Output = None,
    picture: Picture = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
    jobs: Jobs = 0,
) -> None:
    """Find the settings of a network that keep to a budget.

    Of these the largest: no number of theirs can grow without another one shrinking. Without --set, usual values of
    its params are tried.
    """
    chosen = wanted(format, output, picture)
    wish = read_wish(columns, front, under, over)
    setting = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    with progress() as tell:
        found = searched(network, settings or [], wish, jobs, tell, **setting)
    show(found, chosen, output, picture)
