"""The report of ``audit --as``: a network held against the figures that papers print of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError, shown
from cnnstat.query.place import network_of
from cnnstat.render import View
from cnnstat.spec import catalog
from cnnstat.views.claimed import about, verdicts
from cnnstat.views.request import Locate
from cnnstat.views.subject import QUOTES, place_in

if TYPE_CHECKING:
    from cnnstat.claims import Claim
    from cnnstat.comparing.held import Held, Holding
    from cnnstat.query import Bench
    from cnnstat.query.bench import Settings


def held(
    networks: Sequence[str] | None, like: str, only: str = "", claims: Sequence[Claim] | None = None,
    tell: Tell = silent, locate: Locate = str,
) -> Holding:  # fmt: skip
    """A network held against the printed figures of another.

    Args:
        networks: the one that is held, also with settings, as ``own.yaml@input=224``.
        like: the network that the figures are printed of.
        only: the verdicts to show, which are checked before the work begins.
        claims: the printed figures; those of the catalog if None.
        locate: what a name of a network means, if that depends on who asks.
    """
    from cnnstat.claims import audit, catalog_claims
    from cnnstat.comparing.counterparts import Counterparts
    from cnnstat.comparing.held import HELD, hold
    from cnnstat.query import Bench

    if not like.strip():
        raise UsageError("--as: expected a network, got nothing")
    if not networks or len(networks) > 1:
        told = f"{len(networks)} of them" if networks else "none"
        raise UsageError(f"--as: expected one network, to be held against the figures of {like}, got {told}")
    verdicts(only, HELD)
    bench = Bench()
    own = locate(like)
    try:
        asked = about(catalog_claims() if claims is None else claims, [own], bench)
    except UsageError as error:
        raise UsageError(f"--as: {error}") from error
    name, settings = with_settings(networks[0], bench)
    counterparts = Counterparts(
        locate(name), settings, own if catalog.is_file_name(own) else bench.known(own) or own, bench
    )
    counterparts.analysis()  # says what is wrong with it before the claims are checked
    checked = audit(asked, bench, lambda done: tell(done + 1, len(asked), asked[done].where)).checked
    return hold(networks[0], counterparts, checked)


def with_settings(text: str, bench: Bench) -> tuple[str, Settings]:
    """A network's name and its settings, as ``own.yaml@input=224`` has them.

    Raises:
        UsageError: they are not settings of a network.
    """
    if "@" not in text and text[:1] not in QUOTES:  # a name may hold what a query puts in quotes
        return text, ()
    reference = place_in(text, "", "audit")
    name, path = network_of(reference, bench)
    if path:
        raise UsageError(f"audit: expected a network, got the layer {shown('.'.join(path))} of {name}")
    return name, reference.settings


def kept_of(found: Holding, only: str) -> list[Held]:
    """The claims with the verdicts that are to be shown."""
    from cnnstat.comparing.held import HELD

    wanted = verdicts(only, HELD)
    return [each for each in found.held if not wanted or each.verdict in wanted]


def held_view(found: Holding, only: str) -> View:
    """The report with the verdicts to show, the number of figures, and what differs."""
    from cnnstat.claims.report import counts_text
    from cnnstat.comparing.held_report import Shown

    kept = kept_of(found, only)
    told = counts_text(found.counts, len(kept), f" of {found.like}")
    return View("held", Shown(found, kept, f"{found.name} held against {found.like}", told))
