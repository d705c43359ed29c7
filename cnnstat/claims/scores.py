"""How well a network does, as a source prints it: which tests a claim speaks for, and what the catalog's networks have.

A score is what the source prints of one net, tested in the least costly way that it prints; what several nets or many
crops reach is quoted in the claims as well, and marked as no score.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from cnnstat.claims.claim import Claim, Scores
from cnnstat.errors import SpecError, UsageError, shown
from cnnstat.network.graph import Network
from cnnstat.query import Bench, Reference, read_query
from cnnstat.spec.source import Mapping
from cnnstat.spec.value import as_mapping, as_text, check_keys

MEASURES = {
    "top-1 error": "the share of images whose class is not the first guess, in %",
    "top-5 error": "the share of images whose class is not among the first five guesses, in %",
    "top-1 accuracy": "the share of images whose class is the first guess, in %",
    "top-5 accuracy": "the share of images whose class is among the first five guesses, in %",
}
"""What a score may be; an error is 100 % without the accuracy."""
KEYS = {"on": True, "at": False, **dict.fromkeys(MEASURES, False)}
PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?", re.ASCII)


def read_scores(section: Mapping, texts: dict[str, str]) -> Scores | None:
    """The scores of a claim; each stands in what it prints or states.

    Raises:
        SpecError: a score does not stand there, or is no percentage.
    """
    if "scores" not in section.entries:
        return None
    node = as_mapping(section.entries["scores"], "claim: scores")
    check_keys(node, KEYS, "claim: scores: ")
    given = {key: as_text(value, f"claim: scores: {key}") for key, value in node.entries.items()}
    if "network" not in texts:
        raise SpecError("claim: scores: expected the network that they are of", node.position)
    found: dict[str, Decimal] = {}
    for measure in filter(given.__contains__, MEASURES):
        text, place = given[measure], node.entries[measure].position
        if not PERCENT.fullmatch(text) or Decimal(text) > 100:
            raise SpecError(f"claim: scores: {measure}: expected a percentage as 28.07, got {shown(text)}", place)
        if text not in PERCENT.findall(f"{texts['prints']} {texts.get('states', '')}"):
            raise SpecError(f"claim: scores: {measure}: {text} does not stand in what is printed", place)
        guesses, _, kind = measure.partition(" ")
        if guesses in found:
            raise SpecError(f"claim: scores: {guesses} is given twice, as an error and as an accuracy", place)
        found[guesses] = 100 - Decimal(text) if kind == "error" else Decimal(text)
    if not found:
        raise SpecError(f"claim: scores: expected one of {', '.join(MEASURES)}", node.position)
    return Scores(given["on"], settings_in(node, given.get("at", "")), found.get("top-1"), found.get("top-5"))


def settings_in(node: Mapping, text: str) -> tuple[tuple[str, str], ...]:
    """The settings at which the network has these scores, ``width=0.5,input=192``."""
    if not text:
        return ()
    try:
        query = read_query(f"'network'@{text}")
    except UsageError as error:
        raise SpecError(f"claim: scores: at: {error}", node.position) from error
    if not isinstance(query, Reference) or query.path or query.selector:
        raise SpecError(f"claim: scores: at: expected settings as width=0.5, got {shown(text)}", node.position)
    return query.settings


def scored(network: Network, claims: Iterable[Claim]) -> list[Claim]:
    """The claims that say how well a network of the catalog does, just as it is set.

    A network of one's own has no scores, whatever its name is; nor has one of the catalog at other settings.
    """
    found = []
    for claim in claims:
        if claim.scores is not None and claim.network == network.name:
            meant = as_scored(claim.network, claim.scores.settings)
            if (meant.file, meant.input, meant.settings) == (network.file, network.input, network.settings):
                found.append(claim)
    return found


@cache
def as_scored(name: str, settings: tuple[tuple[str, str], ...]) -> Network:
    """The network of the catalog that a claim is about."""
    size = dict(settings).get("input")
    return Bench().network(name, size, tuple(each for each in settings if each[0] != "input"))
