"""The parts that handouts are made of, in their order: those about one network, and those about several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.handout.amount import Amount
from cnnstat.handout.arithmetic import arithmetic_part
from cnnstat.handout.glance import drawing_part, growth_part, shares_part
from cnnstat.handout.inputs import input_part
from cnnstat.handout.layers import layer_part
from cnnstat.handout.printed import printed_part
from cnnstat.handout.side_by_side import changes_part, chart_part, comparison_part, drawings_part, totals_part
from cnnstat.handout.topic import Topic, Topics
from cnnstat.language import Language
from cnnstat.publishing.content import Block


class Part(NamedTuple):
    """A part.

    Attributes:
        about: what it shows, for the help.
        make: its blocks; none where it does not apply to the network.
        uses: what of the amount it depends on.
        drops: how early it is left out where there is no room; 0 for never.
    """

    about: str
    make: Callable[[Any, Amount, Language], list[Block]]
    uses: Sequence[str]
    drops: int = 0


PARTS: dict[str, Part] = {
    "drawing": Part("the network as a drawing", drawing_part, ("drawing",)),
    "table": Part("layers with their figures", layer_part, ("rows",)),
    "shares": Part("where parameters and MACs are", shares_part, ("bars",), 4),
    "growth": Part("the receptive field from layer to layer", growth_part, (), 2),
    "arithmetic": Part("derivations of the rows worth showing", arithmetic_part, ("steps",), 6),
    "inputs": Part("which inputs fit", input_part, ("sizes",), 3),
    "printed": Part("what the paper prints, with verdicts", printed_part, ("printed",), 1),
}


SHARED: dict[str, Part] = {
    "table": Part("the networks side by side", comparison_part, ()),
    "shares": Part("parameters and MACs of each", totals_part, ()),
    "accuracy": Part("cited accuracies against MACs", chart_part, (), 1),
    "changes": Part("what changes from one to the next", changes_part, ("changes",), 2),
    "drawing": Part("the networks as drawings", drawings_part, ("drawing",), 3),
}
"""Those about several networks."""


def parts_of(topic: Topic | Topics) -> dict[str, Part]:
    """The parts that a handout about this can have."""
    return PARTS if isinstance(topic, Topic) else SHARED


def parts_named(text: str, topic: Topic | Topics) -> Sequence[str]:
    """The parts of a list with commas, in its order; all where it is empty.

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
    return names or list(known)
