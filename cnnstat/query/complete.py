"""Completion of a query that is being typed."""

from __future__ import annotations

import re

from cnnstat.errors import CnnstatError
from cnnstat.query.bench import Bench
from cnnstat.query.place import names_behind, place_of
from cnnstat.query.syntax import Reference, read_query
from cnnstat.query.value import figures_of
from cnnstat.spec.catalog import continued

LAST = re.compile(r"[^\s()*/+,]*\Z")


def complete(text: str, bench: Bench) -> list[str]:
    """The query with each possible continuation of its last reference."""
    match = LAST.search(text)
    assert match is not None
    before, last = text[: match.start()], match[0]
    known, dot, word = last.rpartition(".")
    if not dot:
        return [f"{before}{name}" for name in continued(last, bench.names())]
    try:
        query = read_query(known)
        if not isinstance(query, Reference):
            return []
        place, rest = place_of(query, bench)
    except CnnstatError:
        return [f"{before}{name}" for name in continued(last, bench.names())]
    names = [] if rest else dict.fromkeys([*names_behind(place), *figures_of(place)])
    return [f"{before}{known}.{name}" for name in names if name.startswith(word)]
