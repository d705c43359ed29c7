"""``cnnstat list``: the networks that come with the program."""

from __future__ import annotations

import shutil
import sys
from typing import Annotated

import typer

from cnnstat import units
from cnnstat.analysis import analyze_network
from cnnstat.cli.settings import write
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

HEAD = ("network", "title", "input", "depth", "parameters", "MACs")
TITLE = 1


def list_networks(
    names: Annotated[bool, typer.Option("--names", help="Only the names, one per line.")] = False,
) -> None:
    """List the networks of the catalog with their totals."""
    if names:
        return write("".join(f"{name}\n" for name in catalog.networks()), None)
    rows: list[tuple[str, ...]] = [HEAD]
    for name, spec in catalog.networks().items():
        network = expand(spec, name)
        analysis = analyze_network(network)
        params, macs = units.grouped(analysis.params), units.grouped(analysis.macs)
        rows.append((name, network.title, str(network.input), str(analysis.depth), params, macs))
    return write(
        aligned(rows, shutil.get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else None), None
    )


def aligned(rows: list[tuple[str, ...]], limit: int | None) -> str:
    """The rows in columns; without the titles where these do not fit into ``limit`` cells."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    kept = list(range(len(HEAD)))
    if limit is not None and sum(widths) + 2 * (len(widths) - 1) > limit:
        kept.remove(TITLE)
    lines = []
    for row in rows:
        cells = (row[index].rjust(widths[index]) if index > 2 else row[index].ljust(widths[index]) for index in kept)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)
