"""Exercises as tests ask for them: of networks by name, and of one layer."""

from __future__ import annotations

from collections.abc import Sequence

from conftest import ROOT

import cnnstat
from cnnstat.language import ENGLISH, Language
from cnnstat.quizzes import Question, Studied
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.kinds import KINDS
from cnnstat.spec import catalog

OWN = sorted(str(path) for path in (ROOT / "tests" / "nets").glob("*.yaml"))
EVERY = [*catalog.networks(), *OWN]
"""The networks of the catalog, and those of tests."""


def studied(*names: str) -> list[Studied]:
    return [Studied(name, cnnstat.analyze(name)) for name in names]


def asked(
    kind: str, names: str | Sequence[str], title: str = "", seed: int = 0, language: Language = ENGLISH
) -> list[Question]:  # fmt: skip
    """Every question of a kind on networks whose title begins so."""
    studies = studied(*([names] if isinstance(names, str) else names))
    made = [KINDS[kind].ask(each, Chance(seed), language) for each in KINDS[kind].find(studies)]
    return [each for each in made if each is not None and each.title.startswith(title)]


def mistakes_in(kind: str, names: str, title: str) -> dict[str, str]:
    """The wrong choices of a question by the mistakes that they come from, whichever of them a seed chooses."""
    found: dict[str, str] = {}
    for seed in range(30):
        for question in asked(kind, names, title, seed):
            found |= {each.mistake: each.text for each in question.choices if not each.right}
    return found
