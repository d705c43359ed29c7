"""``cnnstat list``: the networks that come with the program."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from cnnstat.analysis import analyze_network
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, choices, write, write_text
from cnnstat.errors import UsageError
from cnnstat.quantities import MAC, PER_IMAGE, Column, Missing, Value, Words
from cnnstat.quantities.table import Table
from cnnstat.quantities.totals import TOTALS
from cnnstat.render import FORMATS, View
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand
from cnnstat.text.screen import screen_width

PLACE = 10  # in the help

FIGURES = ("input_shape", "depth", "params", "macs")


def list_(
    names: Annotated[bool, typer.Option("--names", help="Only the names, one per line.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> None:
    """List the networks of the catalog with their totals."""
    if names and format:
        raise UsageError("--names and --format exclude each other")
    if names:
        return write("".join(f"{name}\n" for name in catalog.networks()), output)
    chosen = named_format(format, output)
    table = catalog_table()
    if chosen == "table":
        shown = output is None and sys.stdout is not None and sys.stdout.isatty()
        return write_text(aligned(table, screen_width() if shown else None), output)
    if chosen == "json":
        return write(import_module("cnnstat.render.formats.json").rows("networks", table), output)
    return emit(View("table", table), chosen, output)


def catalog_table() -> Table:
    """Every network of the catalog at its own input."""
    rows: list[list[Value]] = []
    for name, spec in catalog.networks().items():
        network = expand(spec, name)
        analysis = analyze_network(network)
        values = (TOTALS[key].of(analysis) or Missing() for key in FIGURES)
        rows.append([Words(name), Words(network.title), *values])
    columns = [Column("name", "network", "what a person types for it"), Column("title", "title", "what tables call it")]
    columns += [TOTALS[key] for key in FIGURES]
    return Table("Networks of the catalog", columns, rows, (), [f"{MAC}; {PER_IMAGE} of the size given under input."])


def aligned(table: Table, limit: int | None) -> str:
    """The rows in columns, without the titles if they do not fit into ``limit`` cells."""
    rows = [[each.title for each in table.columns], *table.texts()]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    wide = limit is not None and sum(widths) + 2 * (len(widths) - 1) > limit
    kept = [index for index, each in enumerate(table.columns) if each.key != "title" or not wide]
    lines = []
    for row in rows:
        cells = (
            row[index].rjust(widths[index]) if table.columns[index].numeric else row[index].ljust(widths[index])
            for index in kept
        )
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)
