"""The report of ``audit --as``: a network held against the figures that papers print of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError
from cnnstat.render import View
from cnnstat.spec import catalog
from cnnstat.views.claimed import about, verdicts

if TYPE_CHECKING:
    from cnnstat.claims import Claim
    from cnnstat.comparing.held import Held, Holding


def held(
    networks: Sequence[str] | None, like: str, only: str = "", claims: Sequence[Claim] | None = None,
    tell: Tell = silent,
) -> Holding:  # fmt: skip
    """A network held against the printed figures of another.

    Args:
        networks: the one that is held.
        like: the network that the figures are printed of.
        only: the verdicts to show, which are checked before the work begins.
        claims: the printed figures; those of the catalog if None.
    """
    from cnnstat.claims import audit, catalog_claims
    from cnnstat.comparing.held import HELD, hold
    from cnnstat.query import Bench

    if not networks or len(networks) > 1:
        told = f"{len(networks)} of them" if networks else "none"
        raise UsageError(f"--as: expected one network, to be held against the figures of {like}, got {told}")
    verdicts(only, HELD)
    bench = Bench()
    try:
        asked = about(catalog_claims() if claims is None else claims, [like], bench)
    except UsageError as error:
        raise UsageError(f"--as: {error}") from error
    bench.spec(networks[0])  # says what is wrong with it before the claims are checked
    checked = audit(asked, bench, lambda done: tell(done + 1, len(asked), asked[done].where)).checked
    own = like if catalog.is_file_name(like) else bench.known(like) or like
    return hold(networks[0], own, checked, bench)


def kept_of(found: Holding, only: str) -> list[Held]:
    """The claims with the verdicts that are to be shown."""
    from cnnstat.comparing.held import HELD

    wanted = verdicts(only, HELD)
    return [each for each in found.held if not wanted or each.verdict in wanted]


def held_view(found: Holding, only: str) -> View:
    """The report with the verdicts to show, the number of figures, and what differs."""
    from cnnstat.comparing.held_report import Shown

    kept = kept_of(found, only)
    total = len(found.held)
    counts = ", ".join(f"{verdict} {count}" for verdict, count in found.counts.items() if count)
    told = f"{total} figure{'' if total == 1 else 's'} of {found.like}: {counts}."
    told += f" Shown: {len(kept)}." if len(kept) < total else ""
    if not total:
        told = f"No printed figures of {found.like} are known."
    return View("held", Shown(found, kept, f"{found.name} held against {found.like}", told))
