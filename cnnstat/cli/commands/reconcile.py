"""``cnnstat reconcile QUERY PRINTED``: the counting conventions under which a printed figure is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnnstat.cli.commands.get import complete_query
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, choices, write
from cnnstat.render import FORMATS
from cnnstat.views.reconcile import readings, searched

if TYPE_CHECKING:
    from cnnstat.claims import Reconciliation
    from cnnstat.printed import Figure

PLACE = 5  # in the help

QUERY_HELP = "The figure, such as resnet50.macs; `cnnstat get` takes the same queries."
PRINTED_HELP = "As it is printed: 3.8e9, '60 million', 159K, 6,000만, 94.86%."


def reconcile(
    query: Annotated[str, typer.Argument(help=QUERY_HELP, autocompletion=complete_query)],
    printed: Annotated[str, typer.Argument(help=PRINTED_HELP)],
    all: Annotated[bool, typer.Option("--all", help="Also show readings that fit no better than chance.")] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> None:
    """Find the counting conventions behind a printed figure."""
    chosen = named_format(format, output)
    figure, found = searched(query, printed)
    if chosen == "json":
        return write(as_json(query, figure, found), output)
    if chosen == "csv":
        from cnnstat.render.formats.csv import records

        return write(records(readings_data(query, figure, found)), output)
    return emit(readings(query, figure, found, all), chosen, output)


def readings_data(query: str, figure: Figure, found: Reconciliation) -> list[dict[str, Any]]:
    """A record for each reading."""
    from cnnstat.claims.data import reading_data

    return [
        {"query": query, "printed": figure.text, **reading_data(each), "offered": str(each.offered).lower()}
        for each in found.readings
    ]


def as_json(query: str, figure: Figure, found: Reconciliation) -> str:
    """The result of the search, including readings that fit no better than chance."""
    from cnnstat.claims.data import number_data, reading_data
    from cnnstat.render.envelope import document

    whole = {
        "query": query, "printed": figure.text, "exact": number_data(found.value), "fit": found.fit.word or None,
        "to": number_data(found.fit.unit) if found.fit.unit else None, "tried": list(found.tried),
        "numbers": found.numbers, "complete": not found.left_out,
        "readings": [{**reading_data(each), "offered": each.offered} for each in found.readings],
    }  # fmt: skip
    return document(whole)
