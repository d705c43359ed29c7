"""``cnnstat explain NAME [LAYER] [QUANTITY]``: how figures come about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.memory import DTYPES, OPTIMIZER_STATES
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    SET_HELP,
    check_choice,
    choices,
    complete_network,
    read_network,
)
from cnnstat.cli.show import MODES, complete_layer
from cnnstat.cli.subject import lettered, other_subject
from cnnstat.derivation import explain as explained
from cnnstat.derivation import is_quantity
from cnnstat.derivation.compare import Subject
from cnnstat.derivation.compare import compare as compared
from cnnstat.derivation.explain import keys_of
from cnnstat.derivation.letters import is_line
from cnnstat.errors import UsageError, shown
from cnnstat.network import Network
from cnnstat.quantities import CONVENTIONS, QUANTITIES
from cnnstat.render import DERIVATIONS
from cnnstat.report import Table

COMPARE_HELP = "Beside it: a layer, settings as @input=224, vgg16.conv1_1, or 'conv kernel=3 filters=C'."
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
    compare: Annotated[str | None, typer.Option("--compare", help=COMPARE_HELP, metavar="WHAT")] = None,
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
    chosen = named_format(format, output, DERIVATIONS)
    if is_line(network):
        return lines_explained(network, [layer, *(quantities or [])], compare, flops, chosen, output)

    def analyse(loaded: Network) -> Analysis:
        return analyze_network(loaded, mode == "train", batch, dtype, optimizer)

    analysis = analyse(read_network(network, input, settings or ()))
    place, wanted = asked_for(analysis, layer, quantities or [])
    if compare is None:
        return emit("explanation", explained(analysis, place, wanted, flops), chosen, output)
    title = f"{network}{f' {place}' if place else ''}{f' at {input}' if input else ''}"
    own = Subject(title, analysis, place)
    other = other_subject(compare, own, network, settings or (), analyse)
    return emit_table(compared(own, other, keys_of(wanted), flops), chosen, output)


def lines_explained(
    line: str, words: list[str], compare: str | None, flops: str, chosen: str, output: Path | None
) -> None:
    """Layers typed on the command line: their figures in letters, beside those of others where some are given."""
    own = lettered(line)
    keys = keys_of([word for word in words if word])
    if compare is not None and not is_line(compare):
        raise UsageError(f"--compare: layers compare with layers, as 'conv kernel=3 filters=C', got {shown(compare)}")
    other = lettered(compare) if compare else None
    emit_table(compared(own, other, keys, flops), chosen, output)


def emit_table(report: Table, chosen: str, output: Path | None) -> None:
    """A comparison is a table, which Typst's format does not have."""
    if chosen == "typst":
        raise UsageError("--format typst shows derivations; a comparison comes as text, markdown or latex")
    emit("table", report, chosen, output)


def asked_for(analysis: Analysis, layer: str, quantities: list[str]) -> tuple[str, list[str]]:
    """The layer and the quantities: a word that is no layer but a quantity asks for the network's."""
    if not layer:
        return "", quantities
    try:
        analysis.network.select(layer)
    except UsageError:
        if is_quantity(layer):
            return "", [layer, *quantities]
        raise
    return layer, quantities
