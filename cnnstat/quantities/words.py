"""The words by which people ask for quantities: keys, titles, and words for groups of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.quantities.columns import QUANTITIES
from cnnstat.quantities.totals import TOTALS

MEMORY = ("weight_bytes", "peak_bytes", "training_bytes")
GROUPS = {
    "size": ("output_shape",),
    "output": ("output_shape",),
    "parameters": ("params",),
    "receptive_field": ("rf",),
    "memory": MEMORY,
    "operations": tuple(key for key in QUANTITIES if key.startswith("ops_")),
}
"""Synonyms of quantities, and words for groups of them."""
TITLES = {each.title.lower(): key for known in (QUANTITIES, TOTALS) for key, each in known.items()}
"""The keys of quantities and totals by their titles."""


def keys_of(words: Sequence[str], others: Mapping[str, Sequence[str]] = MappingProxyType({})) -> list[str]:
    """The keys that a person's words mean.

    Args:
        words: names of quantities, synonyms of them and words for groups.
        others: further words, with the keys that they stand for.

    Raises:
        UsageError: a word means no quantity; the message suggests a similar one.
    """
    groups = {**GROUPS, **others}
    found: list[str] = []
    for word in words:
        plain = word.strip().lower().replace(" ", "_")
        if plain in QUANTITIES or plain in TOTALS:
            found.append(plain)
        elif plain in groups:
            found += groups[plain]
        elif plain.replace("_", " ") in TITLES:
            found.append(TITLES[plain.replace("_", " ")])
        else:
            raise UsageError(f"there is no quantity {shown(word)}{nearest(plain, [*QUANTITIES, *TOTALS, *groups])}")
    return list(dict.fromkeys(found))


def is_quantity(word: str) -> bool:
    """Whether a word names a quantity."""
    try:
        return bool(keys_of([word]))
    except UsageError:
        return False
