"""Inputs worth a look: the network's own, those that printed figures imply, and the nearest that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnnstat.effort import spend
from cnnstat.interactive.states import Side, Variant
from cnnstat.language import Language
from cnnstat.sizes.progression import fitting
from cnnstat.sizes.said import fitting_text
from cnnstat.sizes.witness import testimonies


class Preset(NamedTuple):
    """An input worth a look: its place among the page's inputs, and why."""

    input: int
    text: str
    why: str


def presets(variant: Variant, sides: Sequence[Side], language: Language) -> tuple[list[Preset], str]:
    """Inputs worth a look, and a sentence on those that fit."""
    own = variant.own
    network = variant.network
    spend(20 * len(network))
    reasons: dict[Side, str] = {own: language.say("of the spec")}
    known = fitting(network) if own[0] == own[1] else None
    if own[0] == own[1]:
        said = testimonies(network, lambda side: variant.load((side, side)))
        for side in [each.agreed[0] for each in said if each.agreed]:
            reasons.setdefault((side, side), language.say("as printed"))
    if known is not None:
        sizes = known.exact if known.exact.firsts else known.lossless
        for side in [*sizes.near(own[0] - 1), *sizes.near(own[0])]:
            reasons.setdefault((side, side), language.say("fits"))
        reasons.setdefault((own[0] + 1, own[0] + 1), language.say("one more"))
    places: Mapping[Side, int] = {side: at for at, side in enumerate(sides)}
    found = [Preset(places[side], text_of(side), why) for side, why in reasons.items() if side in places]
    return sorted(found), "" if known is None else fitting_text(known, language)


def text_of(side: Side) -> str:
    """``227``; ``224×320``."""
    return str(side[0]) if side[0] == side[1] else f"{side[0]}×{side[1]}"
