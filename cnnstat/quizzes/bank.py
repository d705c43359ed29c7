"""Questions for a learning platform: sheets with their seeds, under a title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from cnnstat.language import Language
from cnnstat.quizzes.choosing import Variant
from cnnstat.quizzes.question import Question


class Bank(NamedTuple):
    """Questions that a platform imports.

    Attributes:
        title: what they are about.
        variants: sheets, each with its seed.
        language: of the texts.
    """

    title: str
    variants: Sequence[Variant]
    language: Language

    @property
    def name(self) -> str:
        """A name for the whole that no other questions have: platforms replace what has the same one."""
        return named("bank", self.title, self.language.code, *(each.seed for each in self.variants), *self.items())

    def items(self) -> Iterator[str]:
        for variant in self.variants:
            yield from (name for name, _ in self.questions(variant))

    def questions(self, variant: Variant) -> Iterator[tuple[str, Question]]:
        """The questions of a sheet, each with its name."""
        for place, each in enumerate(variant.questions, 1):
            facts = each.facts, each.networks, [choice.text for choice in each.choices]
            yield named(each.kind, facts, self.language.code, variant.seed, place), each


def named(begin: str, *parts: object) -> str:
    """A name that XML takes for an identifier: the same parts give the same one."""
    return f"{begin}-{sha256(repr(parts).encode('utf-8', 'backslashreplace')).hexdigest()[:16]}"
