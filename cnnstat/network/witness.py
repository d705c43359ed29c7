"""Printed figures that imply a size of the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

WITNESS_KEYS = {
    "says": "the figure as the source prints it",
    "section": "where it stands",
    "formula": "arithmetic on input (its side) and on names of layers (the side of their output)",
    "value": "what the formula comes to at the right input",
}


class Witness(NamedTuple):
    """A figure that a paper prints, and the formula by which it follows from the side of the input."""

    says: str
    section: str
    formula: str
    names: frozenset[str]
    evaluate: Callable[[Mapping[str, int]], int]
    value: int
