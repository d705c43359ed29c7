"""What a kind of question consists of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from cnnstat.analysis import Analysis, LayerAnalysis
from cnnstat.language import Language
from cnnstat.quizzes.chance import Chance
from cnnstat.quizzes.question import Question
from cnnstat.quizzes.studied import Studies

Find = Callable[[Studies], Sequence[Any]]
Ask = Callable[[Any, Chance, Language], Question | None]


class Kind(NamedTuple):
    """A kind of question.

    Attributes:
        key: its name.
        level: 1 for what one formula answers, up to 3; easy questions stand first.
        find: what it can be asked of.
        ask: the question on one of these; None where it turns out that there is none.
        meaning: what it asks for.
    """

    key: str
    level: int
    find: Find
    ask: Ask
    meaning: str


KINDS: dict[str, Kind] = {}
"""Every kind, by its key."""


def kind(key: str, level: int, find: Find, meaning: str) -> Callable[[Ask], Ask]:
    """Register a kind by the function that asks it."""

    def register(ask: Ask) -> Ask:
        KINDS[key] = Kind(key, level, find, ask, meaning)
        return ask

    return register


class Subject(NamedTuple):
    """A layer of a network."""

    analysis: Analysis
    layer: LayerAnalysis


def layers_where(studies: Studies, good: Callable[[LayerAnalysis], bool]) -> list[Subject]:
    """Layers that a rule lets pass, equal ones on equal inputs only once."""
    found: dict[object, Subject] = {}
    for _, analysis, _ in studies:
        for layer in analysis.layers:
            if len(layer.inputs) == 1 and good(layer):
                key = layer.node.layer, layer.node.followers, layer.inputs
                found.setdefault(key, Subject(analysis, layer))
    return [*found.values()]


def distinct(items: Iterable[Any]) -> list[Any]:
    """Items without repeats, in their order."""
    return [*dict.fromkeys(items)]
