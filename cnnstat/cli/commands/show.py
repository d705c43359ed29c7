"""``cnnstat NAME``: the summary or the table of one network."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT, read_setting
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
    behind,
    choices,
    complete_network,
    whole,
    write,
    write_text,
)
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.quantities import DEFAULT_COLUMNS, QUANTITIES
from cnnstat.render import FORMATS, holds_everything
from cnnstat.render.formats import module
from cnnstat.views.request import read_network
from cnnstat.views.show import analysed, view

PLACE = 1  # in the help


def complete_layer(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the network's blocks and layers, for shell completion."""
    try:
        network = read_network(str(ctx.params.get("network")), None, ())
    except CnnstatError:
        return []
    names = dict.fromkeys([*network.blocks, *(node.name for node in network.nodes)])
    return [name for name in names if name.startswith(incomplete)]


def complete_columns(incomplete: str) -> list[str]:
    """Names of columns, for shell completion after those already typed."""
    return behind(incomplete, QUANTITIES)


def show(
    network: Annotated[
        str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)
    ] = "",
    layer: Annotated[
        str, typer.Argument(help="A layer or block of it, to see only that.", autocompletion=complete_layer)
    ] = "",
    table: Annotated[bool, typer.Option("--table", "-t", help="One row per layer instead of the summary.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns", "-c", help="Columns of the table, such as name,params,macs; 'help' explains them all.",
            autocompletion=complete_columns,
        ),
    ] = "",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    depth: Annotated[
        int | None,
        whole("--depth", "-d", meaning="Levels of names to show; deeper blocks become one row.", minimum=1),
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="The rows as tab-separated lines, unrounded.")] = False,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
) -> None:  # fmt: skip
    """Analyse a network: a summary, or with --table its layers."""
    if columns == "help":
        return write_text(columns_help())
    if not network:
        raise UsageError("expected the name of a network; `cnnstat list` shows them all")
    chosen = choose_format(format, output, plain, bool(columns))
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    setting = read_setting(asked, "--")
    if holds_everything(chosen):
        analysis, inside = analysed(network, layer, input, settings, setting)
        return write(module(chosen).whole(analysis, depth, inside), output)
    if plain and not columns:
        columns = ",".join(DEFAULT_COLUMNS)  # so that a script finds the same columns for every network
    found = view(network, layer, table, columns, input, settings, depth, **asked)
    if plain:
        return write(import_module("cnnstat.render.formats.csv").plain(found.report), output)
    return emit(found, chosen, output)


def choose_format(asked: str, output: Path | None, plain: bool, columns: bool) -> str:
    """The format asked for, by --format or by the file's ending; UsageError for options that it would ignore."""
    tabbed = plain and not asked and output is not None and output.suffix.lower() == ".tsv"
    chosen = "table" if tabbed else named_format(asked, output)
    if plain and chosen != "table":
        raise UsageError(f"--plain and --format {chosen} exclude each other")
    if columns and holds_everything(chosen):
        raise UsageError(f"--format {chosen} holds every figure; --columns chooses among those of a table")
    return chosen


def columns_help() -> str:
    """The columns and what they mean."""
    width = max(map(len, QUANTITIES))
    lines = (
        f"{key:{width}}  {each.meaning}{f' ({each.unit})' if each.unit else ''}" for key, each in QUANTITIES.items()
    )
    return "".join(f"{line}\n" for line in lines)
