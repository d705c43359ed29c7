"""``cnnstat audit [NAME]``: what papers print, held against the architectures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat._version import __version__
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import OUTPUT_HELP, Locate, choices, complete_network, write
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.render import FORMATS, View

if TYPE_CHECKING:
    from cnnstat.claims import Audit, Claim
    from cnnstat.query import Bench

SCHEMA_VERSION = 1
NAME_HELP = "Networks, to see what is printed about these alone; else every claim."
ONLY_HELP = "Verdicts to show, as differs or differs,other-convention."
UNBOUNDED_HELP = "Let a file of claims ask for any amount of work; for one that you trust."
CLAIMS_HELP = "A YAML file of claims of your own (`cnnstat guide claims` shows one), instead of the catalog's."


def complete_verdict(incomplete: str) -> list[str]:
    """Verdicts for the shell."""
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
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Hold the figures that papers print against the networks.

    `cnnstat reconcile` looks into a single one.
    """
    chosen = named_format(format, output)
    found, kept = audited_file(claims, networks, only, unbounded) if claims else audited(networks, only)
    if chosen == "json":
        write(as_json(found, kept), output)
    elif chosen == "csv":
        from cnnstat.claims.data import claim_data
        from cnnstat.render.csv import records

        write(records([claim_data(each) for each in kept.checked]), output)
    else:
        emit(verdicts_view(found, kept, networks), chosen, output)
    return 1 if strict and found.counts["differs"] else 0


def view(networks: list[str] | None = None, only: str = "", locate: Locate = str) -> View:
    """The verdicts that are asked for; the arguments are those of :func:`audit`.

    Args:
        locate: what a name of a network means, where that depends on who asks.
    """
    return verdicts_view(*audited([locate(name) for name in networks or ()], only), networks)


def audited_file(
    claims: Path, networks: Sequence[str] | None, only: str, unbounded: bool
) -> tuple[Audit, Audit]:  # fmt: skip
    """The same of a file of claims, which may ask for work in proportion to its length."""
    from cnnstat.claims import read_claims
    from cnnstat.effort import Effort, TooMuchError
    from cnnstat.project import Project

    effort = Effort(math.inf) if unbounded else Effort()
    every = read_claims(claims, Project(others=[claims.parent]))
    effort.allow(str(claims), claims.stat().st_size)
    try:
        with effort.bounding():
            return audited(networks, only, every)
    except TooMuchError as error:
        raise UsageError(
            f"{claims}: asks for more work than its length allows; --unbounded, if you trust it"
        ) from error


def audited(
    networks: Sequence[str] | None, only: str = "", claims: Sequence[Claim] | None = None
) -> tuple[Audit, Audit]:  # fmt: skip
    """The verdicts about these networks, and those of them that are to be shown."""
    from cnnstat.claims import Audit, catalog_claims
    from cnnstat.claims import audit as check
    from cnnstat.query import Bench

    wanted = verdicts(only)
    bench = Bench()
    asked = about(catalog_claims() if claims is None else claims, networks or [], bench)
    with progress(len(asked)) as tell:
        found = check(asked, bench, lambda done: tell(asked[done].where))
    return found, Audit([each for each in found.checked if not wanted or each.verdict in wanted])


def verdicts_view(found: Audit, kept: Audit, names: Sequence[str] | None) -> View:
    """The verdicts, and how many figures there are."""
    from cnnstat.render.audit import Shown

    return View("audit", Shown(kept, tuple(notes(found, kept, names or ()))))


def notes(found: Audit, kept: Audit, names: Sequence[str]) -> list[str]:
    """How many figures there are, and how many of them are shown."""
    from cnnstat.claims.report import counts_text

    if not found.checked:
        return [f"No printed figures {'of ' + ', '.join(names) if names else ''} are known."]
    shown = len(kept.checked)
    return [counts_text(found) + (f" Shown: {shown}." if shown < len(found.checked) else "")]


def verdicts(text: str) -> set[str]:
    """The verdicts that --only names."""
    from cnnstat.claims import VERDICTS

    known = {verdict.replace(" ", "-"): verdict for verdict in VERDICTS}
    words = [word.strip().lower().replace(" ", "-") for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise UsageError(f"--only: there is no verdict {shown(word)}{nearest(word, known)}")
    return {known[word] for word in words}


def about(every: Sequence[Claim], names: Sequence[str], bench: Bench) -> Sequence[Claim]:
    """The claims about some networks; all without names."""
    if not names:
        return every
    from cnnstat.claims import networks_of

    held = [(claim, set(networks_of(claim, bench))) for claim in every]
    known = set().union(*(each for _, each in held))
    wanted = {bench.known(name) or name for name in names}
    for name in sorted(wanted - known - set(bench.names())):
        hint = nearest(name, {*bench.names(), *known}, "; `cnnstat list` shows them all")
        raise UsageError(f"there is no network {shown(name)}{hint}")
    return [claim for claim, each in held if each & wanted]


def as_json(found: Audit, kept: Audit) -> str:
    """The verdicts with all that is known of them; counts are of all, whatever is shown."""
    import json

    from cnnstat.claims.data import claim_data
    from cnnstat.quantities import MAC

    whole = {
        "schema_version": SCHEMA_VERSION, "tool": {"name": "cnnstat", "version": __version__},
        "convention": {"mac": MAC, "per": "image"}, "counts": found.counts,
        "claims": [claim_data(each) for each in kept.checked],
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
