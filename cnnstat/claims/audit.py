"""Verdicts: which printed figures follow from the architecture, and under which convention."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from cnnstat.claims.claim import Claim
from cnnstat.claims.reconcile import Reading, Reconciliation, as_it_stands, reconcile
from cnnstat.errors import SpecError, UsageError
from cnnstat.printed import Figure
from cnnstat.quantities.values import Exact
from cnnstat.query import Bench, references
from cnnstat.query.place import network_of
from cnnstat.query.syntax import Query, Reference
from cnnstat.spec import catalog

Verdict = Literal["exact", "rounds", "truncated", "other convention", "differs", "not computable"]
VERDICTS: dict[Verdict, str] = {
    "exact": "the printed figure is the exact value",
    "rounds": "the exact value rounds to it, or lies where it says about",
    "truncated": "the exact value, cut off behind its last digit",
    "other convention": "comes out when something else is counted, which is named",
    "differs": "does not come out under any convention that was tried",
    "not computable": "does not follow from an architecture of the catalog; the reason is given",
}
SHARED = 3
"""A reading that explains at least so many rows of a table is taken for the table's convention, however complex."""


class Checked(NamedTuple):
    """A claim and the verdict on it.

    Attributes:
        claim: the claim.
        verdict: one of :data:`VERDICTS`.
        value: the value of its query; None if it has no query.
        unit: the unit of the last nonzero digit if the value rounds or was cut only to that; otherwise 0.
        reading: the other convention under which the figure is right; None if there is none.
        shared: how many rows of its table this reading explains, if that is why it was chosen; otherwise 0.
    """

    claim: Claim
    verdict: Verdict
    value: Exact | None = None
    unit: Fraction = Fraction(0)
    reading: Reading | None = None
    shared: int = 0

    @property
    def excess(self) -> Fraction | None:
        """The result of :func:`excess_of`; None if there is no query."""
        return excess_of(self.claim.printed, self.value) if self.claim.printed and self.value is not None else None


def excess_of(printed: Figure, value: Exact) -> Fraction | None:
    """By what fraction of the exact value the printed figure is too large; None if the value is 0 or a shape."""
    if isinstance(value, tuple) or not value:
        return None
    return (printed.value - value) / abs(Fraction(value))


class Audit(NamedTuple):
    """The verdicts on some claims, in their order."""

    checked: Sequence[Checked]

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many claims have each verdict."""
        found = Counter(each.verdict for each in self.checked)
        return {verdict: found[verdict] for verdict in VERDICTS}


def audit(claims: Iterable[Claim], bench: Bench, tell: Callable[[int], object] = lambda done: None) -> Audit:
    """Check claims against their architectures.

    Args:
        claims: the claims to check.
        bench: the source of networks.
        tell: called with the number of claims done, before each claim.

    Raises:
        SpecError: a query cannot be evaluated; the position is that of its claim.
    """
    every = list(claims)
    found = []
    for done, claim in enumerate(every):
        tell(done)
        found.append(tried(claim, bench))
    shared = support(every, found)
    return Audit([judged(claim, each, shared) for claim, each in zip(every, found, strict=True)])


def tried(claim: Claim, bench: Bench) -> Reconciliation | None:
    """The value of a claim's query, and if that is not the printed figure, the readings that yield it."""
    if claim.query is None or claim.printed is None:
        return None
    try:
        held = as_it_stands(claim.query, claim.printed, bench)
        return held if held.fit.close else reconcile(claim.query, claim.printed, bench)
    except (UsageError, SpecError) as error:
        raise SpecError(f"claim: {error.first}", claim.position) from error


Group = tuple[str, str, tuple[str, ...]]


def group_of(claim: Claim) -> Group:
    """The paper, the place in it and the quantities of a claim; claims that share these likely share a convention."""
    assert claim.query is not None
    return claim.paper.text, claim.place, tuple(sorted({quantity(each) for each in references(claim.query)}))


def quantity(reference: Reference) -> str:
    return reference.path[-1] if reference.path else ""


def support(claims: Sequence[Claim], found: Sequence[Reconciliation | None]) -> Counter[tuple[Group, str]]:
    """For each group of claims and each reading, how many claims it explains that are not right as they stand."""
    return Counter(
        (group_of(claim), reading.text)
        for claim, each in zip(claims, found, strict=True)
        if each is not None and not each.fit.close
        for reading in each.readings
        if reading.fit.close and reading.fit.word != "truncated"
    )


def judged(claim: Claim, found: Reconciliation | None, shared: Counter[tuple[Group, str]]) -> Checked:
    """The verdict on one claim."""
    if found is None:
        return Checked(claim, "not computable")
    if found.fit.close and found.fit.word:
        return Checked(claim, found.fit.word, found.value)
    rows = {each.text: shared[group_of(claim), each.text] for each in found.readings}
    most = max(rows.values(), default=0)
    if most >= SHARED:
        best = next(each for each in found.readings if rows[each.text] == most)
        return Checked(claim, "other convention", found.value, best.fit.unit, best, most)
    offered = [each for each in found.offered if each.simple or not found.fit]
    if offered:
        best = offered[0]
        return Checked(claim, "other convention", found.value, best.fit.unit, best)
    if found.fit.word:  # to the last nonzero digit
        return Checked(claim, found.fit.word, found.value, found.fit.unit)
    return Checked(claim, "differs", found.value)


def networks_of(claim: Claim, bench: Bench) -> list[str]:
    """The networks that a claim is about, as :func:`identity` has them."""
    names = networks_in(claim.query, bench) if claim.query is not None else [claim.network]
    return [identity(name, bench) for name in names]


def identity(name: str, bench: Bench) -> str:
    """What tells a network from all others: its name in the catalog, or the whole path of its file.

    A file of one's own may call its network alexnet too.
    """
    return os.path.abspath(name) if catalog.is_file_name(name) else bench.known(name) or name


def networks_in(query: Query, bench: Bench) -> list[str]:
    return list(dict.fromkeys(network_of(each, bench)[0] for each in references(query)))
