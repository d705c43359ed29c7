"""Which claims are asked for, and which verdicts on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.spec import catalog

if TYPE_CHECKING:
    from cnnstat.claims import Claim
    from cnnstat.query import Bench


def verdicts(text: str, every: Iterable[str] = ()) -> set[str]:
    """The verdicts that --only names; ``every`` are those that there are, if not those of an audit."""
    from cnnstat.claims import VERDICTS

    known = {verdict.replace(" ", "-"): verdict for verdict in every or VERDICTS}
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
