"""Which questions are asked: different kinds first, easy before hard, the same ones for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from cnnstat.effort import Tell, silent, spend
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.limits import refuse_large
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds import KINDS, Kind
from cnnstat.quizzes.question import Facts, Question
from cnnstat.quizzes.studied import Studies
from cnnstat.quizzes.wording import title_of
from cnnstat.text.printable import one_line

MOST = 1000
"""Questions of a sheet, and variants of one."""
LARGEST_SEED = 10**9
TRIES = 20
"""So many seeds are tried for each variant that is to differ from the others."""
LOOKED_AT = 5
"""Questions of a kind, for each network, that are looked at for one on layers that no other question is about."""


class Variant(NamedTuple):
    """A sheet, and the seed that gives it."""

    seed: int
    questions: Sequence[Question]


class Asked:
    """What questions were about, so that others are about something else.

    Attributes:
        networks: how many questions are about each, by its title.
    """

    def __init__(self, networks: Iterable[str]) -> None:
        self.networks = Counter(dict.fromkeys(networks, 0))
        self._layers: set[str] = set()

    def add(self, question: Question) -> None:
        """Remember a question."""
        self._layers.update(question.layers)
        self.networks.update(question.networks)

    def again(self, question: Question) -> int:
        """How much it is about what others are about: layers that they have, and how far ahead its network is."""
        ahead = min((self.networks[each] for each in question.networks), default=0) - min(self.networks.values())
        return len(self._layers.intersection(question.layers)) + ahead


class Drawer:
    """What is left to ask of one kind, in the order of a seed.

    Attributes:
        places: of what nothing was asked yet.
        waiting: questions that were looked at, and on layers that others were about.
    """

    def __init__(self, kind: Kind, found: Sequence[Any], chance: Chance, language: Language) -> None:
        self.kind, self.found, self.chance, self.language = kind, found, chance, language
        self.places = chance.shuffled(range(len(found)))
        self.waiting: list[Question] = []

    def next(self, known: set[Facts], before: Asked) -> Question | None:
        """A question that is not known, on other layers and networks if there is one; None if none is left.

        A question states figures that one on the same layer may ask for.
        """
        self.waiting = [each for each in self.waiting if each.facts not in known]
        again = [before.again(each) for each in self.waiting]
        most = LOOKED_AT * len(before.networks)
        while self.places and len(self.waiting) < most and 0 not in again:
            spend(200)
            question = self.kind.ask(self.found[self.places.pop()], self.chance, self.language)
            if question is not None and question.facts not in known:
                self.waiting.append(question)
                again.append(before.again(question))
        return self.waiting.pop(again.index(min(again))) if self.waiting else None


class Source:
    """What can be asked of networks; looked for once, however many sheets are made of it."""

    def __init__(self, studies: Studies, kinds: Sequence[str] | None = None) -> None:
        for each in studies:
            refuse_large(each.analysis.network, "exercises")
        self.studies = studies
        spend(10 * sum(len(each.analysis) for each in studies))
        chosen = [KINDS[each] for each in KINDS if kinds is None or each in checked(kinds)]
        self.subjects = [(kind, found) for kind in chosen if (found := kind.find(studies))]

    def asked(self, seed: int, language: Language) -> Iterator[Question]:
        """Questions for a seed, one after the other, as long as there are more that differ."""
        chance = Chance(seed)
        left = [Drawer(kind, found, chance, language) for kind, found in self.subjects]
        known: set[Facts] = set()
        before = Asked([title_of(each.analysis) for each in self.studies])
        while left:
            for each in chance.shuffled(left):
                question = each.next(known, before)
                if question is None:
                    left.remove(each)
                    continue
                known.add(question.facts)
                before.add(question)
                yield question

    def sheet(self, count: int, seed: int, language: Language) -> list[Question]:
        """Questions for a seed, the easy ones first; fewer than ``count`` if there are no more that differ."""
        return in_order(islice(self.asked(seed, language), count))


def in_order(questions: Iterable[Question]) -> list[Question]:
    """Easy questions before hard ones."""
    return sorted(questions, key=lambda question: KINDS[question.kind].level)


def checked(kinds: Sequence[str]) -> Sequence[str]:
    """Kinds by their names.

    Raises:
        UsageError: there is no such kind.
    """
    for each in kinds:
        if each not in KINDS:
            raise UsageError(f"--kind: expected one of {', '.join(KINDS)}, got {shown(each)}{nearest(each, KINDS, '')}")
    return kinds


def questions(
    studies: Studies, count: int = 10, seed: int = 1, language: Language = ENGLISH, kinds: Sequence[str] | None = None
) -> list[Question]:  # fmt: skip
    """Questions on networks, the same ones for the same seed in whatever language; fewer if there are no more.

    Args:
        studies: the networks, and how commands call them.
        count: how many.
        seed: which ones.
        language: of their texts.
        kinds: the keys of their kinds; all if None.

    Raises:
        UsageError: nothing can be asked of these networks, or a number or kind is none that is known.
    """
    return [*variants(studies, count, seed, 1, language, kinds)[0].questions]


def variants(
    studies: Studies, count: int, seed: int, many: int, language: Language = ENGLISH,
    kinds: Sequence[str] | None = None, tell: Tell = silent,
) -> list[Variant]:  # fmt: skip
    """Sheets for a seed and those that follow it, no two of which ask the same.

    Raises:
        UsageError: as :func:`questions`; or there are fewer different sheets, and the text says how many.
    """
    for what, number, least, most in (
        ("exercises", count, 1, MOST),
        ("variants", many, 1, MOST),
        ("seed", seed, 0, LARGEST_SEED),
    ):
        if not least <= number <= most:
            raise UsageError(f"{what}: expected a number from {least} to {most:,}, got {number}")
    source = Source(studies, kinds)
    found: dict[frozenset[Facts], Variant] = {}
    for at in range(seed, seed + TRIES * many):
        tell(len(found) + 1, many, f"seed {at}")
        asked = source.sheet(count, at, language)
        if not asked:
            what = "no exercise of the kinds asked for" if kinds is not None else "nothing to ask about"
            raise UsageError(f"{named(studies)}: there is {what}")
        found.setdefault(frozenset(each.facts for each in asked), Variant(at, asked))
        if len(found) == many:
            return [*found.values()]
    raise UsageError(
        f"{named(studies)}: only {len(found)} different sheet{'s' if len(found) > 1 else ''} of {count} exercises, not "
        f"{many}; ask for fewer variants or another number of exercises"
    )


def named(studies: Studies) -> str:
    return ", ".join(one_line(each.name or each.analysis.network.title) for each in studies)
