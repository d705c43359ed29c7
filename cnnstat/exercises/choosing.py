"""Which questions are asked: different kinds first, easy before hard, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis
from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.exercises.kinds import KINDS, Kind
from cnnstat.exercises.question import Facts, Question
from cnnstat.language import ENGLISH, Language

MOST = 1000
"""Questions of a sheet, and variants of one."""
TRIES = 20
"""So many seeds are tried for each variant that is to differ from the others."""


class Variant(NamedTuple):
    """A sheet, and the seed that gives it."""

    seed: int
    questions: Sequence[Question]


class Source:
    """What can be asked of networks; looked for once, however many sheets are made of it."""

    def __init__(self, analyses: Sequence[Analysis]) -> None:
        self.analyses = analyses
        spend(10 * sum(len(each) for each in analyses))
        self.subjects: list[tuple[Kind, Sequence[Any]]] = [
            (kind, found) for kind in KINDS.values() if (found := kind.find(analyses))
        ]

    def sheet(self, count: int, seed: int, language: Language) -> list[Question]:
        """Questions for a seed; fewer than ``count`` if there are no more that differ."""
        rng = Random(seed)
        left = [(kind, rng.sample(range(len(found)), len(found)), found) for kind, found in self.subjects]
        known: set[Facts] = set()
        asked: list[Question] = []
        while left and len(asked) < count:
            rng.shuffle(left)
            for each in [*left]:
                question = self.next(each, rng, language, known)
                if question is None:
                    left.remove(each)
                else:
                    known.add(question.facts)
                    asked.append(question)
                if len(asked) == count:
                    break
        return sorted(asked, key=lambda question: question.level)

    def next(
        self, each: tuple[Kind, list[int], Sequence[Any]], rng: Random, language: Language, known: set[Facts]
    ) -> Question | None:  # fmt: skip
        """The next question of a kind that is not known; None where there is none left."""
        kind, places, found = each
        while places:
            spend(200)
            question = kind.ask(found[places.pop()], rng, language)
            if question is not None and question.facts not in known:
                return question
        return None


def questions(
    analyses: Sequence[Analysis], count: int = 10, seed: int = 1, language: Language = ENGLISH
) -> list[Question]:  # fmt: skip
    """Questions on networks; the same ones for the same seed, in whatever language.

    Raises:
        UsageError: they give fewer different questions; the text says how many.
    """
    return [*variants(analyses, count, seed, 1, language)[0].questions]


def variants(
    analyses: Sequence[Analysis], count: int, seed: int, many: int, language: Language = ENGLISH
) -> list[Variant]:  # fmt: skip
    """Sheets for a seed and those that follow it, no two of which ask the same.

    Raises:
        UsageError: there are fewer different sheets, or fewer questions; the text says how many.
    """
    for what, number in (("exercises", count), ("variants", many)):
        if not 1 <= number <= MOST:
            raise UsageError(f"{what}: expected a number from 1 to {MOST:,}, got {number}")
    source = Source(analyses)
    found: dict[frozenset[Facts], Variant] = {}
    for at in range(seed, seed + TRIES * many):
        asked = source.sheet(count, at, language)
        if len(asked) < count:
            raise UsageError(f"{named(analyses)} gives {len(asked)} different exercises, not {count}")
        found.setdefault(frozenset(each.facts for each in asked), Variant(at, asked))
        if len(found) == many:
            return [*found.values()]
    raise UsageError(
        f"{named(analyses)} gives only {len(found)} different sheets of {count} exercises in {TRIES * many} tries, "
        f"not {many}: ask for fewer variants or another number of exercises"
    )


def named(analyses: Sequence[Analysis]) -> str:
    return " and ".join(shown(each.network.title) for each in analyses)
