"""``cnnstat explain NAME [LAYER] [QUANTITY]``: how figures come about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.analysis.memory import DTYPES, OPTIMIZER_STATES
from cnnstat.cli.output import named_format
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    SET_HELP,
    check_choice,
    choices,
    complete_network,
)
from cnnstat.cli.show import MODES, complete_layer
from cnnstat.quantities import CONVENTIONS, QUANTITIES
from cnnstat.render import DERIVATIONS

COMPARE_HELP = "Beside it: a layer, settings as @input=224, vgg16.conv1_1, or 'conv kernel=3 filters=C'. May repeat."
LAYER_HELP = "A layer or block; the network as a whole when left out."
QUANTITY_HELP = "What to explain, as params or rf; else all figures."


def complete_quantity(incomplete: str) -> list[str]:
    """Names of quantities for the shell."""
    return [key for key in QUANTITIES if key.startswith(incomplete)]


def explain(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    layer: Annotated[str, typer.Argument(help=LAYER_HELP, autocompletion=complete_layer, show_default=False)] = "",
    quantities: Annotated[
        list[str] | None, typer.Argument(metavar="[QUANTITY]...", help=QUANTITY_HELP, autocompletion=complete_quantity)
    ] = None,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", "-s", help=SET_HELP, metavar="NAME=VALUE")] = None,
    compare: Annotated[list[str] | None, typer.Option("--compare", help=COMPARE_HELP, metavar="WHAT")] = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(DERIVATIONS, "Format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    mode: Annotated[str, typer.Option(**choices(MODES, "With 'train' the auxiliary heads count."))] = "infer",
    flops: Annotated[str, typer.Option(**choices(CONVENTIONS, "'all' counts elementwise work too."))] = "2macs",
    batch: Annotated[int, typer.Option("--batch", "-b", min=1, max=10**9, help="Images in memory at once.")] = 1,
    dtype: Annotated[str, typer.Option(**choices(DTYPES, "Type of every number in memory."))] = "float32",
    optimizer: Annotated[str, typer.Option(**choices(OPTIMIZER_STATES, "Whose state training keeps."))] = "momentum",
) -> None:  # fmt: skip
    """Show how each figure comes about: the formula, its numbers, the result and what it means."""
    for option, value, known in (
        ("--mode", mode, MODES), ("--flops", flops, CONVENTIONS),
        ("--dtype", dtype, DTYPES), ("--optimizer", optimizer, OPTIMIZER_STATES),
    ):  # fmt: skip
        check_choice(option, value, known)
    from cnnstat.cli.explaining import Request, show  # only this command needs derivations

    chosen = named_format(format, output, DERIVATIONS)
    memory = (mode == "train", batch, dtype, optimizer)
    words = [layer, *(quantities or [])]
    return show(Request(network, words, input, settings or [], memory, flops), compare or [], chosen, output)
