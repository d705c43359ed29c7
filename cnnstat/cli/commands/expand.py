"""``cnnstat expand``: a network fully unrolled, as a spec."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.settings import INPUT_HELP, NETWORK_HELP, OUTPUT_HELP, Params, complete_network, write
from cnnstat.views.request import read_network

PLACE = 11  # in the help


def expand(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)],
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> None:
    """Print a network unrolled, as a valid spec.

    Blocks, repeats and expressions are resolved: one line per layer.
    """
    from cnnstat.spec.write import write_spec

    write(write_spec(read_network(network, input, settings or ())), output)
