"""Formulas whose words are in a language."""

from __future__ import annotations

from cnnstat.algebra.notation import Notation
from cnnstat.language import Language


def notation_in(language: Language, notation: Notation) -> Notation:
    """A notation that writes words in a language."""
    if language.code == "en":
        return notation
    write = notation.word
    return notation._replace(word=lambda text: write(language.word(text)))
