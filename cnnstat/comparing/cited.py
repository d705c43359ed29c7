"""What is cited of a network and not computed from it: its accuracy, and the year of its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cnnstat.claims import Claim, Scores, catalog_claims, scored
from cnnstat.comparing.subject import Subject
from cnnstat.language import ENGLISH, Language
from cnnstat.network.graph import Network
from cnnstat.quantities import Column, Missing, Value, Words

YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?!\.?\d)", re.ASCII)
"""A year in a source, which ends with venue and year; not the number of a preprint, 1512.03385."""

CITED = {
    each.key: each
    for each in (
        Column("top1_accuracy", "Top-1 accuracy", "first guesses that are right, as cited", "%", numeric=True),
        Column("top5_accuracy", "Top-5 accuracy", "images of which one of five guesses is right", "%", numeric=True),
        Column("accuracy_on", "Accuracy on", "the images of the cited accuracy", numeric=True),
        Column("year", "Year", "of the source that the spec names", "year", numeric=True),
    )
}  # fmt: skip
ACCURACY = ("top1_accuracy", "top5_accuracy", "accuracy_on")
WORDS = {"accuracy": ACCURACY}
"""Other words for these."""
UNKNOWN = Missing("unknown")


@dataclass(frozen=True)
class Percent(Value):
    """A percentage, with the decimals that are printed."""

    percent: Decimal

    @property
    def text(self) -> str:
        return f"{self.percent} %"

    @property
    def data(self) -> float:
        return float(self.percent)


@dataclass(frozen=True)
class Year(Value):
    """A year, which is no count."""

    year: int

    @property
    def text(self) -> str:
        return str(self.year)

    @property
    def data(self) -> int:
        return self.year


def claims_of(network: Network) -> Sequence[Claim]:
    """The claims that say how well a network does; empty where none is known of just this network."""
    return scored(network, catalog_claims())


def cited(network: Network, key: str) -> Value:
    """A figure of :data:`CITED`."""
    if key == "year":
        found = YEAR.findall(network.source.get("paper", ""))
        return Year(int(found[-1])) if found else UNKNOWN
    get = GETTERS[key]
    values = [get(claim.scores) for claim in claims_of(network) if claim.scores is not None]
    return next((each for each in values if each is not None), UNKNOWN)


def percent(value: Decimal | None) -> Value | None:
    return None if value is None else Percent(value)


GETTERS: dict[str, Callable[[Scores], Value | None]] = {
    "top1_accuracy": lambda scores: percent(scores.top1),
    "top5_accuracy": lambda scores: percent(scores.top5),
    "accuracy_on": lambda scores: Words(scores.on),
}


def sources(
    sides: Sequence[Subject], keys: Sequence[str] = ACCURACY, language: Language = ENGLISH
) -> list[str]:  # fmt: skip
    """Where the accuracies are cited from, and what is to be known of them; ``keys`` are those that are shown."""
    told, unknown, say = [], False, language.say
    for each in sides:
        network = each.analysis.network
        claims = claims_of(network)
        unknown = unknown or any(cited(network, key) == UNKNOWN for key in keys)
        told += [f"{each.title}: {' and '.join(map(quoted, claims))}"] if claims else []
    if not told:
        return [say("Accuracies are unknown: none is cited in specs/claims of these networks at these settings.")]
    said = say(
        "Accuracies compare only where images and tests are alike; where a source prints an error, 100 % minus it."
    )
    if unknown:
        said += " " + say("Unknown: specs/claims cites none of just this network at these settings.")
    return [said, say("Cited: {sources}.", sources="; ".join(told))]


def quoted(claim: Claim) -> str:
    """A quotation with its source."""
    prints = claim.prints if "%" in claim.prints else f"{claim.prints} %"
    sure = "" if claim.seen == "confirmed" else f", {claim.seen}"
    return f"{prints}, {claim.states.removesuffix(', %')} ({claim.where}{sure})"
