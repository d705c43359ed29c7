"""``cnnstat audit [NAME]``: printed figures of papers, checked against the architectures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.output import emit, named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, choices, complete_network, write
from cnnstat.render import FORMATS
from cnnstat.views.audit import audited, audited_file, verdicts_view

if TYPE_CHECKING:
    from cnnstat.claims import Audit

PLACE = 4  # in the help

NAME_HELP = "Networks, to see only what is printed about them; default: all claims."
ONLY_HELP = "Verdicts to show, such as differs or differs,other-convention."
UNBOUNDED_HELP = "Let a file of claims ask for any amount of work; for one that you trust."
CLAIMS_HELP = "A YAML file of claims of your own (`cnnstat guide claims` shows one), instead of the catalog's."


def complete_verdict(incomplete: str) -> list[str]:
    """Verdicts, for shell completion."""
    from cnnstat.claims import VERDICTS

    before, comma, last = incomplete.rpartition(",")
    words = [verdict.replace(" ", "-") for verdict in VERDICTS]
    return [f"{before}{comma}{word}" for word in words if word.startswith(last)]


def audit(
    networks: Annotated[
        list[str] | None, typer.Argument(help=NAME_HELP, autocompletion=complete_network, metavar="NETWORK")
    ] = None,
    only: Annotated[str, typer.Option("--only", help=ONLY_HELP, autocompletion=complete_verdict)] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 when a figure differs.")] = False,
    claims: Annotated[Path | None, typer.Option("--claims", help=CLAIMS_HELP, metavar="FILE")] = None,
    unbounded: Annotated[bool, typer.Option("--unbounded", help=UNBOUNDED_HELP)] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Check the figures that papers print against the networks.

    `cnnstat reconcile` examines a single figure.
    """
    chosen = named_format(format, output)
    with progress() as tell:
        if claims:
            found, kept = audited_file(claims, networks, only, unbounded, tell)
        else:
            found, kept = audited(networks, only, tell=tell)
    if chosen == "json":
        write(as_json(found, kept), output)
    elif chosen == "csv":
        from cnnstat.claims.data import claim_data
        from cnnstat.render.formats.csv import records

        write(records([claim_data(each) for each in kept.checked]), output)
    else:
        emit(verdicts_view(found, kept, networks), chosen, output)
    return 1 if strict and found.counts["differs"] else 0


def as_json(found: Audit, kept: Audit) -> str:
    """The verdicts with all details; the counts are of all verdicts, not only of those shown."""
    from cnnstat.claims.data import claim_data
    from cnnstat.quantities import MAC
    from cnnstat.render.envelope import document

    whole = {
        "convention": {"mac": MAC, "per": "image"}, "counts": found.counts,
        "claims": [claim_data(each) for each in kept.checked],
    }  # fmt: skip
    return document(whole)
