"""``cnnstat audit [NAME]``: printed figures of papers, checked against the architectures."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.ending import expect
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import FORMAT_HELP, OUTPUT_HELP, behind, choices, complete_network, write
from cnnstat.render import FORMATS
from cnnstat.views.audit import audited, verdicts_view, within

if TYPE_CHECKING:
    from cnnstat.claims import Audit
    from cnnstat.comparing.held import Holding

PLACE = 4  # in the help

NAME_HELP = "Networks, to see only what is printed about them; default: all claims."
AS_HELP = "Hold the given network against what is printed of this one, and show where it leaves it."
ONLY_HELP = "Verdicts to show, such as differs or differs,other-convention."
UNBOUNDED_HELP = "Let a file of claims ask for any amount of work; for one that you trust."
CLAIMS_HELP = "A YAML file of claims of your own (`cnnstat guide claims` shows one), instead of the catalog's."


def complete_verdict(ctx: typer.Context, incomplete: str) -> list[str]:
    """Verdicts, for shell completion."""
    from cnnstat.claims import VERDICTS
    from cnnstat.comparing.held import HELD

    return behind(incomplete, [verdict.replace(" ", "-") for verdict in (HELD if ctx.params.get("like") else VERDICTS)])


def audit(
    networks: Annotated[
        list[str] | None, typer.Argument(help=NAME_HELP, autocompletion=complete_network, metavar="NETWORK")
    ] = None,
    only: Annotated[str, typer.Option("--only", help=ONLY_HELP, autocompletion=complete_verdict)] = "",
    like: Annotated[
        str | None, typer.Option("--as", help=AS_HELP, autocompletion=complete_network, metavar="NETWORK")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 when a figure differs.")] = False,
    claims: Annotated[Path | None, typer.Option("--claims", help=CLAIMS_HELP, metavar="FILE")] = None,
    unbounded: Annotated[bool, typer.Option("--unbounded", help=UNBOUNDED_HELP)] = False,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Check the figures that papers print against the networks.

    `cnnstat reconcile` examines a single figure; `--as` holds an implementation against its paper.
    """
    chosen = named_format(format, output)
    if like is not None:
        from cnnstat.views.held import held

        with progress() as tell:
            holding = within(claims, unbounded, lambda every: held(networks, like, only, every, tell))
        code = expect(1 if strict and holding.counts["differs"] else 0)
        write_held(holding, only, chosen, output)
        return code
    with progress() as tell:
        found, kept = within(claims, unbounded, lambda every: audited(networks, only, every, tell))
    code = expect(1 if strict and found.counts["differs"] else 0)
    if chosen == "json":
        write(as_json(found, kept), output)
    elif chosen == "csv":
        from cnnstat.claims.data import claim_data
        from cnnstat.render.formats.csv import records

        write(records([claim_data(each) for each in kept.checked]), output)
    else:
        emit(verdicts_view(found, kept, networks), chosen, output)
    return code


def write_held(found: Holding, only: str, chosen: str, output: Path | None) -> None:
    """Write what of the printed figures a network has; as CSV without the differences, which are records of others."""
    from cnnstat.comparing.held_report import held_data
    from cnnstat.views.held import held_view, kept_of

    records = [held_data(each) for each in kept_of(found, only)] if chosen in ("json", "csv") else []
    if chosen == "csv":
        write(import_module("cnnstat.render.formats.csv").records(records), output)
    elif chosen == "json":
        from cnnstat.quantities import MAC
        from cnnstat.render.envelope import document
        from cnnstat.render.formats.json import diff_data

        whole = {
            "network": found.name, "as": found.like, "convention": {"mac": MAC, "per": "image"},
            "counts": found.counts, "claims": records, "differences": diff_data(found.difference),
        }  # fmt: skip
        write(document(whole), output)
    else:
        emit(held_view(found, only), chosen, output)


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
