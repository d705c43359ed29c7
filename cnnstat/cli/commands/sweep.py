"""``cnnstat sweep NAME --set width=0.25:1.5:0.01``: the figures of a network at many settings."""

from __future__ import annotations

from typing import Annotated

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import NETWORK_HELP, Batch, Dtype, Flops, Jobs, Mode, Optimizer, complete_network
from cnnstat.cli.sweeps import Axes, Columns, Format, Front, Output, Over, Picture, Under, show, wanted
from cnnstat.views.sweep import read_wish, swept

PLACE = 7  # in the help


def sweep(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    settings: Axes = None,
    columns: Columns = "",
    front: Front = "",
    under: Under = "",
    over: Over = "",
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
    """Compute the figures of a network at many settings.

    All combinations of the values of its params, in one table.
    """
    chosen = wanted(format, output, picture)
    wish = read_wish(columns, front, under, over)
    setting = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    with progress() as tell:
        found = swept(network, settings or [], wish, jobs, tell, **setting)
    show(found, chosen, output, picture)
