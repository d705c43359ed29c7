"""``cnnstat NAME``: the summary or the table of one network."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.cli.settings import INPUT_HELP, NETWORK_HELP, OUTPUT_HELP, SET_HELP, read_network, write
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.network import Network
from cnnstat.quantities import DEFAULT_COLUMNS
from cnnstat.report import Table, layer_table


class Format(StrEnum):
    """Output formats."""

    table = "table"
    markdown = "markdown"
    csv = "csv"
    json = "json"
    latex = "latex"
    html = "html"


class Mode(StrEnum):
    """Whether auxiliary heads count."""

    infer = "infer"
    train = "train"


class Flops(StrEnum):
    """FLOP conventions, as in quantities.py."""

    macs = "2macs"
    all = "all"


class Dtype(StrEnum):
    """Types of numbers in memory."""

    float64 = "float64"
    float32 = "float32"
    bfloat16 = "bfloat16"
    float16 = "float16"
    int8 = "int8"


class Optimizer(StrEnum):
    """Optimizers, by what they keep per parameter."""

    sgd = "sgd"
    momentum = "momentum"
    adam = "adam"


SUFFIXES = {
    ".md": Format.markdown, ".csv": Format.csv, ".json": Format.json, ".tex": Format.latex,
    ".html": Format.html, ".htm": Format.html, ".txt": Format.table,
}  # fmt: skip


def complete_network(incomplete: str) -> list[str]:
    """Names of the catalog for the shell."""
    from cnnstat.spec import catalog

    try:
        return [name for name in catalog.networks() if name.startswith(incomplete)]
    except CnnstatError:
        return []


def complete_layer(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the network's blocks and layers for the shell."""
    try:
        network = read_network(str(ctx.params.get("network")), None, ())
    except CnnstatError:
        return []
    names = dict.fromkeys([*network.blocks, *(node.name for node in network.nodes)])
    return [name for name in names if name.startswith(incomplete)]


def show(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)],
    layer: Annotated[
        str, typer.Argument(help="A layer or block of it, to see that alone.", autocompletion=complete_layer)
    ] = "",
    table: Annotated[bool, typer.Option("--table", "-t", help="One row per layer instead of the summary.")] = False,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Output format.", show_default="table")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    columns: Annotated[
        str, typer.Option("--columns", "-c", help="Columns of the table, as name,params,macs; 'help' lists them.")
    ] = "",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", "-s", help=SET_HELP, metavar="NAME=VALUE")] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", "-d", min=1, help="Levels of names to show; deeper blocks become one row.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="The table as tab-separated lines, unrounded.")] = False,
    mode: Annotated[
        Mode, typer.Option(help="Whether auxiliary heads, which exist in training only, count.")
    ] = Mode.infer,
    flops: Annotated[Flops, typer.Option(help="What FLOPs count: 2 per MAC, or elementwise work too.")] = Flops.macs,
    batch: Annotated[int, typer.Option("--batch", "-b", min=1, help="Images in memory at once.")] = 1,
    dtype: Annotated[Dtype, typer.Option(help="Type of every number in memory.")] = Dtype.float32,
    optimizer: Annotated[Optimizer, typer.Option(help="Whose state training keeps.")] = Optimizer.momentum,
) -> None:
    """Analyse a network: a summary, or with --table one row per layer."""
    if columns == "help":
        write(columns_help(), None)
        return None
    loaded = read_network(network, input, settings or ())
    analysis = analyze_network(loaded, mode is Mode.train, batch, dtype.value, optimizer.value)
    inside = layer and resolved(loaded, analysis, layer)
    chosen = format or (SUFFIXES.get(output.suffix.lower(), Format.table) if output else Format.table)
    wanted = [name.strip() for name in columns.split(",")] if columns else list(DEFAULT_COLUMNS)
    as_table = table or plain or bool(columns or inside or depth)
    if chosen is Format.json:
        from cnnstat.render import json

        return write(json.text(analysis, flops.value, depth, inside), output)
    if chosen is Format.csv and not plain:
        if columns or depth or inside:
            raise UsageError("--format csv holds every layer and every figure; use --plain to choose")
        from cnnstat.render import delimited

        return write(delimited.csv_text(analysis, flops.value), output)
    if as_table:
        return emit_table(layer_table(analysis, wanted, flops.value, depth, inside), chosen, plain, output)
    return emit_summary(analysis, chosen, flops.value, output)


def resolved(network: Network, analysis: Analysis, layer: str) -> str:
    """The layer's name, after making sure that it counts in this mode."""
    if not {each.order for each in analysis.layers} & set(network.select(layer)):
        raise UsageError(f"{layer} exists in training only; --mode train shows it")
    return layer


def emit_table(report: Table, chosen: Format, plain: bool, output: Path | None) -> None:
    if plain:
        from cnnstat.render import delimited

        write(delimited.plain(report), output)
    elif chosen is Format.table:
        from cnnstat.render import terminal

        if output is None and terminal.on_terminal():
            terminal.emit(terminal.table_view, report)
        else:
            write(terminal.text(terminal.table_view, report), output)
    else:
        write(renderer(chosen).table(report), output)


def emit_summary(analysis: Analysis, chosen: Format, convention: str, output: Path | None) -> None:
    from cnnstat.summary import summarize

    report = summarize(analysis, convention)
    if chosen is Format.table:
        from cnnstat.render import terminal

        if output is None and terminal.on_terminal():
            terminal.emit(terminal.summary_view, report)
        else:
            write(terminal.text(terminal.summary_view, report), output)
    else:
        write(renderer(chosen).summary(report), output)


def renderer(chosen: Format) -> Any:
    """The module of a format; imported only when asked for."""
    from importlib import import_module

    return import_module(f"cnnstat.render.{chosen.value}")


def columns_help() -> str:
    """The columns and what they mean."""
    from cnnstat.quantities import QUANTITIES

    width = max(map(len, QUANTITIES))
    return "".join(
        f"{key:{width}}  {each.meaning}{f' ({each.unit})' if each.unit else ''}\n" for key, each in QUANTITIES.items()
    )
