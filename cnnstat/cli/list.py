"""``cnnstat list``: the networks that come with the program."""

from __future__ import annotations

from typing import Annotated

import typer

from cnnstat import units
from cnnstat.analysis import analyze_network
from cnnstat.cli.settings import write
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

HEAD = ("network", "title", "input", "depth", "parameters", "MACs")


def list_networks(
    names: Annotated[bool, typer.Option("--names", help="Only the names, one per line.")] = False,
) -> None:
    """List the networks of the catalog with their totals."""
    if names:
        write("".join(f"{name}\n" for name in catalog.networks()), None)
        return
    rows = [HEAD]
    for name, spec in catalog.networks().items():
        network = expand(spec, name)
        analysis = analyze_network(network)
        params, macs = units.grouped(analysis.params), units.grouped(analysis.macs)
        rows.append((name, network.title, str(network.input), str(analysis.depth), params, macs))
    widths = [max(len(row[index]) for row in rows) for index in range(len(HEAD))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if index > 2 else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    write("\n".join(lines) + "\n", None)
