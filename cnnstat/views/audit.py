"""The report of ``audit``: printed figures of papers, checked against the architectures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError
from cnnstat.render import View
from cnnstat.views.claimed import about, verdicts
from cnnstat.views.request import Locate

if TYPE_CHECKING:
    from cnnstat.claims import Audit, Claim

Made = TypeVar("Made")


def view(networks: list[str] | None = None, only: str = "", like: str | None = None, locate: Locate = str) -> View:
    """The verdicts that are asked for; the arguments are those of the command.

    Args:
        locate: resolves names of networks, whose meaning may depend on the document.
    """
    if like is not None:
        from cnnstat.views.held import held, held_view

        return held_view(held(networks, like, only, locate=locate), only)
    return verdicts_view(*audited([locate(name) for name in networks or ()], only), networks)


def within(claims: Path | None, unbounded: bool, work: Callable[[Sequence[Claim] | None], Made]) -> Made:
    """What is made of a file of claims, which may ask for work in proportion to its length; or of the catalog's."""
    if claims is None:
        return work(None)
    from cnnstat.claims import read_claims
    from cnnstat.effort import Effort, TooMuchError
    from cnnstat.project import Project

    effort = Effort(math.inf) if unbounded else Effort()
    every = read_claims(claims, Project(others=[claims.parent]))
    effort.allow(str(claims), claims.stat().st_size)
    try:
        with effort.bounding():
            return work(every)
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
    from cnnstat.claims.report import counts_text
    from cnnstat.render.audit import Shown

    of = f" of {', '.join(names)}" if names and not found.checked else ""
    return View("audit", Shown(kept, (counts_text(found.counts, len(kept.checked), of),)))
