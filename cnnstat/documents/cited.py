"""Figures that the papers print: a document that prints one beside its network cites it, right or wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from cnnstat.claims import catalog_claims
from cnnstat.printed import Figure

TOTALS = ("params", "macs", "flops", "neurons", "connections")
"""What papers print of whole networks in figures that nothing else has by chance."""


def is_cited(query: str, figure: Figure) -> bool:
    """Whether a source in the catalog prints a figure for just that query; most call multiply-accumulates FLOPs."""
    asks, _, key = query.rpartition(".")
    own = (f"{asks}.macs", query) if key == "flops" else (query,)
    return (
        key in TOTALS
        and "/" not in asks
        and not figure.shape
        and any(figure.value in known().get(each, ()) for each in own)
    )


@cache
def known() -> Mapping[str, set[Fraction]]:
    """The figures that sources print, by their queries."""
    found = defaultdict[str, set[Fraction]](set)
    for each in catalog_claims():
        if each.printed is not None:
            found[each.asks].add(Fraction(each.printed.value))
    return found
