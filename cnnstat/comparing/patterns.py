"""Many names as few: ``conv{3..5}.1.conv1`` and ``layer1.*.conv2``, as shells write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

Parts = tuple[tuple[str, ...], ...]
"""For each part of a name the texts that stand there."""

NUMBERED = re.compile(r"(.*?)([0-9]+)", re.ASCII)
MOST_TEXTS = 10
"""Texts of a part that are listed; of more the first and the last."""
MOST_PARTS = 8
"""Parts of names that are told as few; longer names stand by themselves."""
MOST_NAMES = 4
"""Patterns that are listed."""


class Names:
    """The names of a network's layers, of which some are to be told as few."""

    def __init__(self, every: Iterable[str]) -> None:
        names = [tuple(name.split(".")) for name in every if name.count(".") < MOST_PARTS]
        self.counts = Counter((*parts[:at], "", *parts[at + 1 :]) for parts in names for at in range(len(parts)))
        """how many names are the same but for one part, which is left empty"""

    def folded(self, names: Sequence[str]) -> str:
        """Some names in one text, so that it stands for all of them and no others; of very many the first few."""
        found = patterns(names)
        rest = len(found) - MOST_NAMES
        if rest <= 1:
            return ", ".join(map(self.text, found))
        return f"{', '.join(map(self.text, found[:MOST_NAMES]))} and {rest} more"

    def text(self, parts: Parts) -> str:
        """A product as a text; names without parts need no braces."""
        at = max(range(len(parts)), key=lambda each: len(parts[each]))
        texts = [*map(braced, parts)]
        if len(parts) > 1 and len(parts[at]) > 2 and self.all(parts, at):
            texts[at] = "*"
        whole = ".".join(texts)
        return (
            ", ".join(parts[0]) if whole.startswith("{") and len(parts) == 1 and len(parts[0]) < MOST_TEXTS else whole
        )

    def all(self, parts: Parts, at: int) -> bool:
        """Whether a part has every text with which the network has such names."""
        others = product(*parts[:at], ("",), *parts[at + 1 :])
        return all(self.counts[each] == len(parts[at]) for each in others)


def patterns(names: Sequence[str]) -> list[Parts]:
    """The names as products: for each part the texts that stand there with the same others."""
    split = (name.split(".") if name.count(".") < MOST_PARTS else [name] for name in dict.fromkeys(names))
    found: list[Parts] = [tuple((part,) for part in parts) for parts in split]
    for at in range(-1, -max((len(each) for each in found), default=0) - 1, -1):
        merged: dict[Parts, list[str]] = {}
        for parts in found:
            if len(parts) < -at:
                merged[parts] = []
                continue
            others = (*parts[:at], (), *parts[len(parts) + at + 1 :])
            merged.setdefault(others, []).extend(parts[at])
        found = [filled(others, at, texts) for others, texts in merged.items()]
    return found


def filled(others: Parts, at: int, texts: Sequence[str]) -> Parts:
    """A product with the texts of one part."""
    return (*others[:at], tuple(texts), *others[len(others) + at + 1 :]) if texts else others


def braced(texts: Sequence[str]) -> str:
    """``conv{3..5}`` of numbers in a row, else ``{1x1, 3x3}``."""
    if len(texts) == 1:
        return texts[0]
    found = [NUMBERED.fullmatch(each) for each in texts]
    stems = {each[1] if each else None for each in found}
    if len(stems) == 1 and None not in stems:
        digits = [each[2] for each in found if each]
        inner = in_a_row(digits) or listed(digits)
        return f"{texts[0][: len(texts[0]) - len(digits[0])]}{{{inner}}}"
    return f"{{{listed(texts)}}}"


def in_a_row(digits: Sequence[str]) -> str:
    """``3..5`` of three numbers or more that follow one another."""
    row = len(digits) > 2 and all(len(each) < 10 and str(int(each)) == each for each in digits)
    follow = row and [*map(int, digits)] == [*range(int(digits[0]), int(digits[0]) + len(digits))]
    return f"{digits[0]}..{digits[-1]}" if follow else ""


def listed(texts: Sequence[str]) -> str:
    return ", ".join(texts if len(texts) <= MOST_TEXTS else [*texts[: MOST_TEXTS - 1], "…", texts[-1]])
