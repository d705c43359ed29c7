"""Whether a figure and the value of its query belong together: by rounding, by a reading, or by chance."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from cnnstat.documents.judging.verify import Verdict
from cnnstat.printed import Figure
from cnnstat.query.settings import GIVEN

BINARY = "K = 1,024"
"""The reading of a unit as a power of 2, under which counts come out by chance if they are counted otherwise, too."""
ENOUGH = 3
"""Figures of fewer digits come out for some variant by chance."""
LARGE, OTHER = 10**6, 50
"""Units that figures with a single digit are rounded to; and how many times as large as its value no figure is."""
LARGE_RATIO = 10
"""Smaller ratios, or percentages, are rounded, not cut off; so are those with decimals."""
COMPARES, ALIKE = re.compile(r"[^ ]+ / [^ ]+"), 2
"""The query of a ratio of two networks; and how many times as large as its value a wrong ratio may be."""
TOTAL, NEAR = re.compile(r"[^\s.@]+(?:@\S+)?\.(?:params|macs|flops)"), 1.5
"""The query of a total of a network; and how many times as large or small as its value, or that of a ratio, a figure is
that nothing else can be meant by."""
TIGHT = 1.2
"""How many times as large as its value, or as small, a bound is that is told."""
NETWORK = re.compile(rf"[^.@]+(?:{GIVEN})?(?=\.)", re.ASCII)
"""The network of a query, with its settings, in which numbers may have decimals."""
CUT = "digits cut off, not rounded"
"""The reading of a figure that is no rounding."""
CLASSES = re.compile(r"[0-9,]+ classes")
"""A reading with another last layer."""


def halves(query: str) -> tuple[str, str]:
    """The network of a query for a figure of it, with its settings, and what is asked of it."""
    found = NETWORK.match(query)
    return (found[0], query[found.end() + 1 :]) if found else (query, "")


def loose(verdict: Verdict) -> bool:
    """Whether a figure only bounds a value, and so widely that anything may be meant: ``over 10 million``."""
    return verdict.figure is not None and verdict.figure.bound != "" and apart(verdict.ratio) > math.log(TIGHT)


def by_chance(reading: str, query: str, printed: str) -> bool:
    """Whether a figure has too few digits for a reading that almost any of its size would fit."""
    loose = any(part == BINARY or CLASSES.fullmatch(part) for part in reading.partition(":")[0].split(", "))
    return loose and not query.endswith("bytes") and sum(map(str.isdigit, printed)) < ENOUGH


def coarse(verdict: Verdict, query: str) -> str:
    """The reading of a figure with one digit and zeros, as the rounding of its network's; "" if it is none.

    Zeros are many, but for a ratio, which ``40 times`` rounds.
    """
    value, figure = verdict.value, verdict.figure
    if isinstance(value, tuple) or value is None or figure is None:
        return ""
    if figure.coarse < (LARGE_RATIO if COMPARES.fullmatch(query) else LARGE):
        return ""
    near = abs(value - figure.value) <= min(figure.coarse / 2, figure.value / 20)
    return f"rounded to the nearest {int(figure.coarse):,}" if near else ""


def is_cut(figure: Figure | None, value: object) -> bool:
    """Whether a figure is a large value, or a ratio of several digits, with the digits behind it cut off."""
    if figure is None or figure.shape or not isinstance(value, (int, Fraction)):
        return False
    if isinstance(value, int) and value < LARGE:
        return False
    if isinstance(value, Fraction) and (figure.step != figure.multiplier or value < LARGE_RATIO * figure.step):
        return False
    return figure.cut(value, figure.step)


def is_other(verdict: Verdict, query: str) -> bool:
    """Whether a figure is so far from the value of a query that it must count something else."""
    if isinstance(verdict.value, tuple) or verdict.figure is None:
        return False
    return apart(verdict.ratio) > math.log(ALIKE if COMPARES.fullmatch(query) else OTHER)


def apart(ratio: float | None) -> float:
    """How far a figure is from a value, whichever of them is larger: readings of the nearest are searched."""
    return math.inf if ratio is None else abs(math.log(ratio))


def is_near(verdict: Verdict, query: str) -> bool:
    """Whether a wrong figure comes so near the total of the network that is spoken of that it must mean it."""
    total = TOTAL.fullmatch(query) or COMPARES.fullmatch(query)
    return total is not None and apart(verdict.ratio) <= math.log(NEAR)
