"""The report of ``audit``: printed figures of papers, checked against the architectures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.render import View
from cnnstat.spec import catalog
from cnnstat.views.request import Locate

if TYPE_CHECKING:
    from cnnstat.claims import Audit, Claim
    from cnnstat.query import Bench


def view(networks: list[str] | None = None, only: str = "", locate: Locate = str) -> View:
    """The verdicts that are asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
    """
    return verdicts_view(*audited([locate(name) for name in networks or ()], only), networks)


def audited_file(
    claims: Path, networks: Sequence[str] | None, only: str, unbounded: bool, tell: Tell = silent
) -> tuple[Audit, Audit]:  # fmt: skip
    """The verdicts on a file of claims, which may ask for work in proportion to its length."""
    from cnnstat.claims import read_claims
    from cnnstat.effort import Effort, TooMuchError
    from cnnstat.project import Project

    effort = Effort(math.inf) if unbounded else Effort()
    every = read_claims(claims, Project(others=[claims.parent]))
    effort.allow(str(claims), claims.stat().st_size)
    try:
        with effort.bounding():
            return audited(networks, only, every, tell)
    except TooMuchError as error:
        raise UsageError(
            f"{claims}: asks for more work than its length allows; --unbounded, if you trust it"
        ) from error


def audited(
    networks: Sequence[str] | None, only: str = "", claims: Sequence[Claim] | None = None, tell: Tell = silent
) -> tuple[Audit, Audit]:  # fmt: skip
    """All verdicts about these networks, and those that are to be shown."""
    from cnnstat.claims import Audit, catalog_claims
    from cnnstat.claims import audit as check
    from cnnstat.query import Bench

    wanted = verdicts(only)
    bench = Bench()
    asked = about(catalog_claims() if claims is None else claims, networks or [], bench)
    found = check(asked, bench, lambda done: tell(done + 1, len(asked), asked[done].where))
    return found, Audit([each for each in found.checked if not wanted or each.verdict in wanted])


def verdicts_view(found: Audit, kept: Audit, names: Sequence[str] | None) -> View:
    """The report with the verdicts to show and the number of figures."""
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
    """The claims about some networks; all claims if no names are given."""
    if not names:
        return every
    from cnnstat.claims.audit import identity, networks_of

    held = [(claim, set(networks_of(claim, bench))) for claim in every]
    known = set().union(*(each for _, each in held))
    wanted = {identity(name, bench): name for name in names}
    for own, name in wanted.items():
        if own not in known and catalog.is_file_name(name):
            bench.spec(name)  # says what is wrong with a file that cannot be read
        elif own not in known and bench.known(name) is None:
            hint = nearest(name, {*bench.names(), *known}, "; `cnnstat list` shows them all")
            raise UsageError(f"there is no network {shown(name)}{hint}")
    return [claim for claim, each in held if each & wanted.keys()]
