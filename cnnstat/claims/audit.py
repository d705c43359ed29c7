"""Verdicts: which printed figures follow from the architecture, and under which convention."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from cnnstat.claims.claim import Claim
from cnnstat.claims.conventions import year_of
from cnnstat.claims.counting import Convention
from cnnstat.claims.reading import Reading, Reconciliation
from cnnstat.claims.reconcile import READING, as_it_stands, fit_of, reconcile, under
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, SpecError, UsageError
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
TABLE = re.compile(r"\btables?\b")
COARSE = ("rounded to the last nonzero digit",)
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
        hidden: whether it would come out under readings that random figures fit as often.
    """

    claim: Claim
    verdict: Verdict
    value: Exact | None = None
    unit: Fraction = Fraction(0)
    reading: Reading | None = None
    shared: int = 0
    hidden: bool = False

    @property
    def excess(self) -> Fraction | None:
        """The result of :func:`excess_of`; None if there is no query."""
        return excess_of(self.claim.printed, self.value) if self.claim.printed and self.value is not None else None


def excess_of(printed: Figure, value: Exact) -> Fraction | None:
    """By what fraction of the exact value the printed figure is too large; None if the value is 0 or a shape."""
    if isinstance(value, tuple) or not value:
        return None
    if fit_of(printed, value).word == "exact":
        return Fraction(0)  # also of a side printed as a square
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
    rows: list[Row | Claim] = []
    tables: dict[Group, Table] = {}
    for done, claim in enumerate(claims):
        tell(done)
        row = tried(claim, bench)
        rows.append(row or claim)
        if row is not None:
            tables.setdefault(group_of(row), Table()).add(row)
    return Audit(
        [
            judged(each, tables[group_of(each)], bench) if isinstance(each, Row) else Checked(each, "not computable")
            for each in rows
        ]
    )


def tried(claim: Claim, bench: Bench) -> Row | None:
    """The value of a claim's query, and if that is not the printed figure, the readings that yield it."""
    if claim.query is None:
        return None
    assert claim.printed is not None
    try:
        held = as_it_stands(claim.query, claim.printed, bench)
        if not held.fit.right:
            held = reconcile(claim.query, claim.printed, bench, year_of(claim.paper.text))
        return Row(claim, claim.query, claim.printed, held)
    except (UsageError, SpecError) as error:
        raise SpecError(f"claim: {error.first}", claim.position) from error


Group = tuple[str, str, tuple[str, ...]]


def group_of(row: Row) -> Group:
    """The paper, the place in it and the quantities of a claim; claims that share these likely share a convention."""
    asked = {quantity(each) for each in references(row.query)}
    return row.claim.paper.text, row.claim.place, tuple(sorted(asked))


def quantity(reference: Reference) -> str:
    return reference.path[-1] if reference.path else ""


class Row(NamedTuple):
    """A claim with a query, and what was found for it."""

    claim: Claim
    query: Query
    printed: Figure
    found: Reconciliation

    @property
    def keys(self) -> list[tuple[str, ...]]:
        """What explains it, if it is not right as it stands."""
        if self.found.fit.right:
            return []
        rounded = [each.key for each in self.found.readings if each.fit.close and each.fit.word != "truncated"]
        return [*rounded, COARSE] if self.coarse else rounded

    @property
    def coarse(self) -> bool:
        """Whether its value rounds to its last nonzero digit, though that is its only one: 800 for 802.8."""
        value, printed = self.found.value, self.printed
        margin = min(printed.coarse / 2, abs(printed.value) / 10)  # what about allows at most
        rounds = not isinstance(value, tuple) and abs(value - printed.value) <= margin
        return printed.plain and printed.coarse > printed.step and rounds


class Table:
    """The rows of a place that print the same quantities.

    Attributes:
        rows: the rows.
        shared: what explains them, and how many of them it explains.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.rows: list[Row] = []
        self.shared: Counter[tuple[str, ...]] = Counter()
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        self.rows.append(row)
        self.shared.update(row.keys)


def judged(row: Row, table: Table, bench: Bench) -> Checked:
    """The verdict on one claim, given all rows of its table."""
    claim, found = row.claim, row.found
    if found.fit.right and found.fit.word:
        return Checked(claim, found.fit.word, found.value, found.fit.unit)
    shared = table.shared
    most = max((shared[key] for key in row.keys), default=0)
    if most >= SHARED:
        best = next((each for each in found.readings if shared[each.key] == most), None)
        if best is None:
            return Checked(claim, "rounds", found.value, row.printed.coarse)
        return Checked(claim, "other convention", found.value, best.fit.unit, best, most)
    for each in found.likely:
        if not each.conventions:
            return Checked(claim, "truncated", found.value)
        if fits(each, row, table.rows, bench):
            return Checked(claim, "other convention", found.value, each.fit.unit, each)
    if found.fit.word:  # to the last nonzero digit
        return Checked(claim, found.fit.word, found.value, found.fit.unit)
    return Checked(claim, "differs", found.value, hidden=bool(found.hidden))


def fits(reading: Reading, row: Row, table: Sequence[Row], bench: Bench) -> bool:
    """Whether a reading of one row of a table fits its other rows.

    Another network must fit all rows whose values it changes; another way of counting, those that are right without.
    """
    if not TABLE.search(row.claim.place):
        return True
    network = tuple(each for each in reading.conventions if each.axis.startswith("network"))
    counting = tuple(
        each for each in reading.conventions if each.read or each.binary or each.axis.startswith("classes")
    )
    others = [each for each in table if each is not row]
    return not any(
        breaks(network, each, bench) or (each.found.fit.right and breaks(counting, each, bench)) for each in others
    )


def breaks(conventions: tuple[Convention, ...], row: Row, bench: Bench) -> bool:
    """Whether a row's figure does not come out under conventions that change its value."""
    spend(READING)
    try:
        there = under(conventions, row.query, row.printed, bench)
    except CnnstatError:
        return False  # the other network lacks what the row is about
    return there.value != row.found.value and not fit_of(row.printed, there.value)


def networks_of(claim: Claim, bench: Bench) -> list[str]:
    """The networks that a claim is about, as :func:`identity` has them."""
    names = [claim.network] if claim.network else networks_in(claim.query, bench) if claim.query is not None else []
    return [identity(name, bench) for name in names]


def identity(name: str, bench: Bench) -> str:
    """What tells a network from all others: its name in the catalog, or the whole path of its file.

    A file of one's own may call its network alexnet too.
    """
    return os.path.abspath(name) if catalog.is_file_name(name) else bench.known(name) or name


def networks_in(query: Query, bench: Bench) -> list[str]:
    return list(dict.fromkeys(network_of(each, bench)[0] for each in references(query)))
