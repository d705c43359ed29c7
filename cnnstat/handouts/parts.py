"""The parts that handouts are made of, in their order: those about one network, and those about several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.handouts.amount import Amount
from cnnstat.handouts.arithmetic import arithmetic_part
from cnnstat.handouts.exercises import exercises_part
from cnnstat.handouts.glance import drawing_part, growth_part, shares_part
from cnnstat.handouts.inputs import input_part
from cnnstat.handouts.layers import layer_part
from cnnstat.handouts.printed import printed_part
from cnnstat.handouts.side_by_side import changes_part, chart_part, comparison_part, drawings_part, totals_part
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import Language
from cnnstat.publishing.content import Block


class Part(NamedTuple):
    """A part.

    Attributes:
        make: its blocks; none where it does not apply to the network.
        uses: what of the amount it depends on.
        drops: how early it is left out where there is no room, 1 for first; 0 for never.
    """

    make: Callable[[Any, Amount, Language], list[Block]]
    uses: Sequence[str]
    drops: int = 0


PARTS: dict[str, Part] = {
    "drawing": Part(drawing_part, ("drawing",)),
    "table": Part(layer_part, ("rows",)),
    "shares": Part(shares_part, ("bars",), 4),
    "growth": Part(growth_part, (), 2),
    "arithmetic": Part(arithmetic_part, ("steps",), 6),
    "inputs": Part(input_part, ("sizes",), 3),
    "printed": Part(printed_part, ("printed",), 1),
}


EXERCISES = "exercises"
SHARED: dict[str, Part] = {
    "table": Part(comparison_part, ()),
    "shares": Part(totals_part, ()),
    "accuracy": Part(chart_part, (), 3),
    "changes": Part(changes_part, ("changes",), 1),
    "drawing": Part(drawings_part, ("drawing",), 2),
}
"""Those about several networks."""


def parts_of(topic: Topic | Topics, seed: int = 1) -> dict[str, Part]:
    """The parts that a handout about this can have; ``seed`` chooses the exercises."""
    exercises = Part(partial(exercises_part, seed=seed), ("exercises",))
    return {**(PARTS if isinstance(topic, Topic) else SHARED), EXERCISES: exercises}


def parts_named(text: str, topic: Topic | Topics) -> Sequence[str]:
    """The parts of a list with commas, in its order.

    Raises:
        UsageError: there is no such part, or one is named twice.
    """
    known = parts_of(topic)
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            what = "" if isinstance(topic, Topic) else " of several networks"
            hint = nearest(name, known) or f": {', '.join(known)}"
            raise UsageError(f"--part: there is no part {shown(name)}{what}{hint}")
        if names.count(name) > 1:
            raise UsageError(f"--part: {name} is named twice")
    return names
