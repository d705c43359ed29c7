"""A network held against the figures that papers print of another: what of them it has, and what it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple

from cnnstat.claims.audit import VERDICTS, Checked, Verdict
from cnnstat.claims.reading import Reading
from cnnstat.claims.reconcile import fit_of, rewritten, telling, under
from cnnstat.comparing.counterparts import Counterparts, Moved
from cnnstat.comparing.diff import Diff, diff
from cnnstat.comparing.subject import Subject
from cnnstat.errors import CnnstatError
from cnnstat.network.recipe import Recipe
from cnnstat.quantities.values import Exact
from cnnstat.query import Query, evaluate, references

HeldVerdict = Verdict | Literal["differs in both", "not applicable"]
HELD: dict[HeldVerdict, str] = {
    "exact": VERDICTS["exact"],
    "rounds": VERDICTS["rounds"],
    "truncated": VERDICTS["truncated"],
    "other convention": "comes out as it does for the catalog's network: something else is counted, which is named",
    "differs": "comes out for the catalog's network, and not here",
    "differs in both": "comes out neither here nor, as it stands, for the catalog's network",
    "not applicable": "asks for something that is not here; the reason is given",
    "not computable": VERDICTS["not computable"],
}


class Held(NamedTuple):
    """A claim about one network, held against another.

    Attributes:
        own: the claim, and the verdict on it for the network that it is about.
        verdict: that here, one of :data:`HELD`.
        value: the figure here; None if there is none.
        unit: the unit of the last nonzero digit if the value agrees only to that; otherwise 0.
        reading: the other convention under which the figure comes out for both.
        moved: layers and blocks with other names here.
        because: why the claim is not applicable; otherwise "".
    """

    own: Checked
    verdict: HeldVerdict
    value: Exact | None = None
    unit: Fraction = Fraction(0)
    reading: Reading | None = None
    moved: Sequence[Moved] = ()
    because: str = ""


class Holding(NamedTuple):
    """What of the printed figures of a network another one has, and how the two differ.

    Attributes:
        name: the network that is held against them.
        like: the one that they are printed of.
        held: the claims, those that it breaks first, otherwise in their order.
        difference: what differs between the two, layer by layer.
    """

    name: str
    like: str
    held: Sequence[Held]
    difference: Diff

    @property
    def counts(self) -> dict[HeldVerdict, int]:
        """How many claims have each verdict."""
        found = Counter(each.verdict for each in self.held)
        return {verdict: found[verdict] for verdict in HELD}


def hold(title: str, counterparts: Counterparts, checked: Sequence[Checked]) -> Holding:
    """Hold a network against claims about another, each with the verdict for that one.

    Args:
        title: what the network is called.
        counterparts: of the other's layers in it.
        checked: the claims.

    Raises:
        UsageError, SpecError: one of the networks cannot be read.
    """
    like = counterparts.like
    one = Subject(like, counterparts.bench.setup(like, ()).analysis)
    two = Subject(title, counterparts.analysis())
    found = diff(one, two, "--as")
    if two.analysis.network.recipe == Recipe():  # it has none, and what this program would take is no difference
        found = replace(found, recipe=())
    held = [held_one(each, counterparts) for each in checked]
    return Holding(title, like, sorted(held, key=lambda each: each.verdict != "differs"), found)


def held_one(own: Checked, counterparts: Counterparts) -> Held:
    """The verdict on one claim."""
    claim = own.claim
    if claim.query is None or claim.printed is None:
        return Held(own, "not computable")
    try:
        query, moved = counterparts.meant(claim.query)
        value = evaluate(query, counterparts.bench).value
    except CnnstatError as error:
        return Held(own, "not applicable", because=error.first)
    fit = telling(claim.printed, value)
    reading = None if fit.close else same_reading(own, counterparts)
    if reading is not None and reading.fit:
        return Held(own, "other convention", value, reading.fit.unit, reading, moved)
    if fit.word:
        return Held(own, fit.word, value, fit.unit, moved=moved)
    broken = own.verdict != "differs" and (own.reading is None or reading is not None)
    return Held(own, "differs" if broken else "differs in both", value, reading=reading, moved=moved)


def same_reading(own: Checked, counterparts: Counterparts) -> Reading | None:
    """What is counted here under the convention under which the claim is right for its own network.

    None if there is no such convention, or if it is that the figure is another network's, or at a setting that there
    is not here.
    """
    claim, reading = own.claim, own.reading
    if reading is None or claim.query is None or claim.printed is None:
        return None
    bench, printed = counterparts.bench, claim.printed
    asked = rewritten(claim.query, reading.conventions)
    if own_references(asked, counterparts) != own_references(claim.query, counterparts):
        return None
    try:
        here = counterparts.meant(asked)[0]
        found = under(reading.conventions, here, printed, bench)
        return found._replace(fit=fit_of(printed, found.value), chance=reading.chance)
    except CnnstatError:
        return None


def own_references(query: Query, counterparts: Counterparts) -> int:
    """How many references of a query are to the network that the claims are about."""
    return sum(map(counterparts.is_like, references(query)))
