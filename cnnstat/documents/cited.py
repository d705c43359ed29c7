"""Figures that the papers print: a document that prints one beside its network cites it, right or wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from cnnstat.claims import catalog_claims
from cnnstat.printed import Figure

TOTALS = ("params", "macs", "flops", "neurons", "connections", "depth")
"""What papers print of whole networks in figures that nothing else has by chance."""


def is_cited(query: str, figure: Figure) -> bool:
    """Whether a source in the catalog prints a figure for just that query; most call multiply-accumulates FLOPs."""
    if figure.shape or figure.value == 0 or query.rpartition(".")[2] not in TOTALS:
        return False
    one, _, other = query.partition(" / ")
    if other:
        return figure.value in known().get(query, ()) or 1 / figure.value in known().get(f"{other} / {one}", ())
    own = (f"{query.removesuffix('.flops')}.macs", query) if query.endswith(".flops") else (query,)
    return any(figure.value in known().get(each, ()) for each in own)


@cache
def known() -> Mapping[str, set[Fraction]]:
    """The figures that sources print, by their queries."""
    found = defaultdict[str, set[Fraction]](set)
    for each in catalog_claims():
        if each.printed is not None:
            found[each.asks].add(Fraction(each.printed.value))
    return found
