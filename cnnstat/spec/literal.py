"""Values as written: numbers, truth values and the words of the language."""

from __future__ import annotations

import re
from typing import Any

from cnnstat.layers import FOLLOWERS, TYPES

Value = Any
"""int, Fraction, bool or str."""

LARGEST = 10**15

WORDS = frozenset(
    {word for layer in TYPES.values() for each in layer.keys.values() for word in each.kind.words}
    | {name for follower in ("norm", "activation") for name in FOLLOWERS[follower]}
    | {"none"}
)
"""Words with a meaning of their own in values; no param or argument may have such a name."""

TRUTH_HINT = "write true or false"
NO_WORDS = {
    **dict.fromkeys(("yes", "no", "on", "off", "Yes", "No", "On", "Off", "True", "False"), TRUTH_HINT),
    **dict.fromkeys(("null", "Null", "None", "nan", "inf"), "expected a value"),
}
"""Words that YAML 1.1 and other languages take for values, with a hint for each; they cannot be used as names."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]{1,3})?\Z", re.ASCII)
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9A-Za-z_.:]*\Z", re.ASCII)


class Choice(str):
    """A param's word together with its choices, so that a comparison with a word that is no choice is an error."""

    __slots__ = ("choices",)
    choices: tuple[str, ...]

    @classmethod
    def of(cls, word: str, choices: tuple[str, ...]) -> Choice:
        made = cls(word)
        made.choices = choices
        return made


def literal(text: str) -> Value | None:
    """The exact number or truth value that ``text`` writes; None if it is something else."""
    if _INTEGER.match(text):
        return int(text) if len(text) <= 20 else LARGEST * 1000
    if text in {"true", "false"}:
        return text == "true"
    if len(text) <= 40 and _DECIMAL.match(text) and any(sign.isdigit() for sign in text.split("e")[0].split("E")[0]):
        from fractions import Fraction  # only few files need it, and it takes 4 ms to import

        value = Fraction(text)
        return value.numerator if value.denominator == 1 else value
    return None


def number_hint(text: str) -> str:
    """A hint on how to write a text that is almost a number."""
    if re.match(r"[-+]?0[0-9]+\Z", text):
        return f"; leave out the leading zero: {int(text)}"
    return ""


def number_like(text: str) -> bool:
    """Whether a text that is not a number looks meant as one: ``010``, ``1:30``, ``0x10``, ``1_000``."""
    return _NUMBER_LIKE.match(text) is not None
