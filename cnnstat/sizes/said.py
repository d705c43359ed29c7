"""The inputs that fit, in a sentence of any language."""

from __future__ import annotations

from collections.abc import Sequence

from cnnstat.language import Language
from cnnstat.sizes.progression import SHOWN, Fitting, Progressions, runs_of
from cnnstat.text import numbers

MOST_RUNS = 4
"""Ranges of inputs that are listed."""


def fitting_text(known: Fitting, language: Language) -> str:
    """Which inputs fit."""
    if known.exact.firsts or known.exact.others:
        return language.say("Inputs that fit exactly: {sizes}.", sizes=progression_text(known.exact, language))
    if known.lossless.firsts or known.lossless.others:
        sizes = progression_text(known.lossless, language)
        return language.say("No input fits exactly; nothing is lost at {sizes}.", sizes=sizes)
    return language.say("No square input fits exactly.")


def progression_text(sizes: Progressions, language: Language) -> str:
    """``67, 99, 131, … (every 32 from 67)``."""
    if not sizes.firsts:
        return ranges(sizes.others, language)
    if len(sizes.firsts) == sizes.period:
        return language.say("every size from {first}", first=max(sizes.firsts) - sizes.period + 1)
    some = ", ".join(map(numbers.grouped, sizes.first(SHOWN)))
    if len(sizes.firsts) == 1 and not sizes.others:
        (first,) = sizes.firsts
        return language.say("{some}, … (every {step} from {first})", some=some, step=sizes.period, first=first)
    return f"{some}, …"


def ranges(sides: Sequence[int], language: Language) -> str:
    """``227 to 230, 259``; the first ones of many."""
    runs = runs_of(sides)
    texts = [
        numbers.grouped(first) if first == last
        else language.say("{first} to {last}", first=numbers.grouped(first), last=numbers.grouped(last))
        for first, last in runs[:MOST_RUNS]
    ]  # fmt: skip
    return ", ".join([*texts, *(["…"] if len(runs) > MOST_RUNS else [])])
