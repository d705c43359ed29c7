"""``cnnstat NAME``: the summary or the table of one network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.fit import lossless
from cnnstat.analysis.setting import DEFAULT, Setting, read_setting
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    OUTPUT_HELP,
    SET_HELP,
    Batch,
    Dtype,
    Flops,
    Locate,
    Mode,
    Optimizer,
    choices,
    complete_network,
    read_network,
    whole,
    write,
    write_text,
)
from cnnstat.errors import CnnstatError, UsageError
from cnnstat.network.graph import Network
from cnnstat.quantities import DEFAULT_COLUMNS, QUANTITIES
from cnnstat.quantities.table import layer_table
from cnnstat.render import FORMATS, WHOLE, View

if TYPE_CHECKING:  # only a summary needs them
    from cnnstat.quantities.summary import Section


def complete_layer(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of the network's blocks and layers for the shell."""
    try:
        network = read_network(str(ctx.params.get("network")), None, ())
    except CnnstatError:
        return []
    names = dict.fromkeys([*network.blocks, *(node.name for node in network.nodes)])
    return [name for name in names if name.startswith(incomplete)]


def complete_columns(incomplete: str) -> list[str]:
    """Names of columns for the shell, behind those already typed."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{key}" for key in QUANTITIES if key.startswith(last)]


def show(
    network: Annotated[
        str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network, show_default=False)
    ] = "",
    layer: Annotated[
        str, typer.Argument(help="A layer or block of it, to see that alone.", autocompletion=complete_layer)
    ] = "",
    table: Annotated[bool, typer.Option("--table", "-t", help="One row per layer instead of the summary.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
    columns: Annotated[
        str,
        typer.Option(
            "--columns", "-c", help="Columns of the table, as name,params,macs; 'help' explains them all.",
            autocompletion=complete_columns,
        ),
    ] = "",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", "-s", help=SET_HELP, metavar="NAME=VALUE")] = None,
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
    if chosen in WHOLE:
        analysis, inside = analysed(network, layer, input, settings, setting)
        return write(import_module(f"cnnstat.render.{chosen}").whole(analysis, flops, depth, inside), output)
    if plain and not columns:
        columns = ",".join(DEFAULT_COLUMNS)  # a script finds the same columns for every network
    found = view(network, layer, table, columns, input, settings, depth, **asked)
    if plain:
        return write(import_module("cnnstat.render.csv").plain(found.report), output)
    return emit(found, chosen, output)


def view(
    network: str,
    layer: str = "",
    table: bool = False,
    columns: str = "",
    input: str | None = None,
    settings: list[str] | None = None,
    depth: int | None = None,
    locate: Locate = str,
    **asked: Any,
) -> View:
    """The summary or the table that is asked for; the arguments are those of :func:`show`.

    Args:
        locate: what a name of a network means, where that depends on who asks.
        asked: mode, batch, dtype, optimizer and flops.
    """
    setting = read_setting(asked, "--")
    network = locate(network)
    analysis, inside = analysed(network, layer, input, settings, setting)
    if not (table or columns or inside or depth):
        from cnnstat.quantities.summary import summarize

        return View("summary", summarize(analysis, setting.flops, lost_sections(analysis, network, settings or ())))
    if (setting.batch, setting.optimizer) != (DEFAULT.batch, DEFAULT.optimizer):
        raise UsageError("--batch and --optimizer concern memory, which a table does not show")
    wanted = [name.strip() for name in columns.split(",")] if columns else None
    report = layer_table(analysis, wanted, setting.flops, depth, inside)
    return View("table", replace(report, notes=[*report.notes, *lost_notes(analysis)]))


def analysed(
    network: str, layer: str, input: str | None, settings: list[str] | None, setting: Setting
) -> tuple[Analysis, str]:  # fmt: skip
    """The network, analysed, and the layer or block of it that is asked for."""
    loaded = read_network(network, input, settings or ())
    analysis = analyze_network(loaded, setting)
    return analysis, layer and resolved(loaded, analysis, layer)


def choose_format(asked: str, output: Path | None, plain: bool, columns: bool) -> str:
    """The format asked for, by --format or by the file's ending; refuses options that it would ignore."""
    tabbed = plain and not asked and output is not None and output.suffix.lower() == ".tsv"
    chosen = "table" if tabbed else named_format(asked, output)
    if plain and chosen != "table":
        raise UsageError(f"--plain and --format {chosen} exclude each other")
    if columns and chosen in WHOLE:
        raise UsageError(f"--format {chosen} holds every figure; --columns chooses among those of a table")
    return chosen


def resolved(network: Network, analysis: Analysis, layer: str) -> str:
    """The layer's name, after making sure that it counts in this mode."""
    if not {each.order for each in analysis.layers} & set(network.select(layer)):
        raise UsageError(f"{layer} exists in training only; --mode train shows it")
    return layer


def loses(analysis: Analysis) -> bool:
    """Whether the input does not fit, so that rows or columns are never read."""
    return not lossless(analysis.network, [each.output for each in analysis.every], analysis.training)


def lost_notes(analysis: Analysis) -> list[str]:
    """What a table has to say of an input that does not fit."""
    if not loses(analysis):
        return []
    from cnnstat.sizes.sections import sentences

    return sentences(analysis)


def lost_sections(analysis: Analysis, name: str, settings: Iterable[str]) -> list[Section]:
    """What a summary has to say of it: also what would mend it."""
    if not loses(analysis):
        return []
    from cnnstat.sizes.sections import sections

    own = analyze_network(read_network(name, None, settings), Setting(analysis.training))
    return sections(analysis, own, lambda side: read_network(name, str(side), settings))


def columns_help() -> str:
    """The columns and what they mean."""
    width = max(map(len, QUANTITIES))
    lines = (
        f"{key:{width}}  {each.meaning}{f' ({each.unit})' if each.unit else ''}" for key, each in QUANTITIES.items()
    )
    return "".join(f"{line}\n" for line in lines)
