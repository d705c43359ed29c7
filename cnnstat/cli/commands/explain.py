"""``cnnstat explain NAME [LAYER] [QUANTITY]``: how figures are computed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.commands.show import complete_layer
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import (
    FORMAT_HELP,
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    Params,
    choices,
    complete_network,
)
from cnnstat.quantities import QUANTITIES
from cnnstat.render import DERIVATIONS
from cnnstat.views.explain import view

PLACE = 3  # in the help

COMPARE_HELP = "Compare with: a layer, @input=224, vgg16.conv1_1 or 'conv kernel=3 filters=C'; may be repeated."
LAYER_HELP = "A layer or block; default: the whole network."
QUANTITY_HELP = "What to explain, such as params or rf; default: all figures."


def complete_quantity(incomplete: str) -> list[str]:
    """Names of quantities, for shell completion."""
    return [key for key in QUANTITIES if key.startswith(incomplete)]


def explain(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    layer: Annotated[str, typer.Argument(help=LAYER_HELP, autocompletion=complete_layer, show_default=False)] = "",
    quantities: Annotated[
        list[str] | None, typer.Argument(metavar="[QUANTITY]...", help=QUANTITY_HELP, autocompletion=complete_quantity)
    ] = None,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    compare: Annotated[list[str] | None, typer.Option("--compare", help=COMPARE_HELP, metavar="WHAT")] = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(DERIVATIONS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
) -> None:  # fmt: skip
    """Show how each figure comes about.

    The formula, its numbers, the result and what it means.
    """
    chosen = named_format(format, output, DERIVATIONS)
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    found = view(network, layer, quantities, input, settings, compare, **asked)
    return emit(found, chosen, output)
