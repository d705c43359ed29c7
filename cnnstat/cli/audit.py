"""``cnnstat audit [NAME]``: what papers print, held against the architectures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat._version import __version__
from cnnstat.cli.output import emit, named_format
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import OUTPUT_HELP, choices, complete_network, write
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.render import FORMATS

if TYPE_CHECKING:
    from cnnstat.claims import Audit, Claim
    from cnnstat.query import Bench

SCHEMA_VERSION = 1
NAME_HELP = "A network, to see what is printed about that alone; else every claim."
ONLY_HELP = "Verdicts to show, as differs or differs,other-convention."
CLAIMS_HELP = "A file of claims of your own, instead of the catalog's."


def complete_verdict(incomplete: str) -> list[str]:
    """Verdicts for the shell."""
    from cnnstat.claims import VERDICTS

    before, comma, last = incomplete.rpartition(",")
    words = [verdict.replace(" ", "-") for verdict in VERDICTS]
    return [f"{before}{comma}{word}" for word in words if word.startswith(last)]


def audit(
    network: Annotated[
        str, typer.Argument(help=NAME_HELP, autocompletion=complete_network, show_default=False, metavar="[NETWORK]")
    ] = "",
    only: Annotated[str, typer.Option("--only", help=ONLY_HELP, autocompletion=complete_verdict)] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 when a figure differs.")] = False,
    claims: Annotated[Path | None, typer.Option("--claims", help=CLAIMS_HELP, metavar="FILE")] = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, "Output format; else by OUTPUT."))] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=OUTPUT_HELP)] = None,
) -> int:
    """Hold the figures that papers print against the architectures they describe."""
    chosen = named_format(format, output)
    from cnnstat.claims import Audit, catalog_claims, read_claims
    from cnnstat.claims import audit as check
    from cnnstat.query import Bench

    wanted = verdicts(only)
    bench = Bench()
    every: Sequence[Claim] = catalog_claims() if claims is None else read_claims(claims)
    asked = about(every, network, bench)
    with progress(len(asked)) as tell:
        found = check(asked, bench, lambda done: tell(asked[done].where))
    differs = found.counts["differs"]
    kept = Audit([each for each in found.checked if not wanted or each.verdict in wanted])
    if chosen == "json":
        write(as_json(kept), output)
    elif chosen == "table":
        emit_audit(kept, output)
    else:
        from cnnstat.claims.report import audit_table

        emit("table", audit_table(kept), chosen, output)
    return 1 if strict and differs else 0


def verdicts(text: str) -> set[str]:
    """The verdicts that --only names."""
    from cnnstat.claims import VERDICTS

    known = {verdict.replace(" ", "-"): verdict for verdict in VERDICTS}
    words = [word.strip().lower().replace(" ", "-") for word in text.split(",") if word.strip()]
    for word in words:
        if word not in known:
            raise UsageError(f"--only: there is no verdict {shown(word)}{nearest(word, known)}")
    return {known[word] for word in words}


def about(every: Sequence[Claim], network: str, bench: Bench) -> Sequence[Claim]:
    """The claims about a network."""
    if not network:
        return every
    from cnnstat.claims import networks_of

    name = bench.known(network)
    names = {each for claim in every for each in networks_of(claim, bench)}
    if name is None and network not in names:
        hint = nearest(network, {*bench.names(), *names})
        hint = hint if "did you mean" in hint else "; `cnnstat list` shows them all"
        raise UsageError(f"there is no network {shown(network)}{hint}")
    return [claim for claim in every if (name or network) in networks_of(claim, bench)]


def emit_audit(found: Audit, output: Path | None) -> None:
    from cnnstat.render import terminal
    from cnnstat.render.audit import audit_view

    if output is None and terminal.on_terminal():
        return terminal.emit(audit_view, found)
    return write(terminal.text(audit_view, found), output)


def as_json(found: Audit) -> str:
    """The verdicts with all that is known of them."""
    import json

    from cnnstat.claims.report import claim_data
    from cnnstat.quantities import MAC

    whole = {
        "schema_version": SCHEMA_VERSION, "tool": {"name": "cnnstat", "version": __version__},
        "convention": {"mac": MAC, "per": "image"}, "counts": found.counts,
        "claims": [claim_data(each) for each in found.checked],
    }  # fmt: skip
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
