"""The parts that a handout about one network is made of, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.handout.amount import Amount
from cnnstat.handout.arithmetic import arithmetic_part
from cnnstat.handout.glance import drawing_part, growth_part, shares_part
from cnnstat.handout.inputs import input_part
from cnnstat.handout.layers import layer_part
from cnnstat.handout.printed import printed_part
from cnnstat.handout.topic import Topic
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
    make: Callable[[Topic, Amount, Language], list[Block]]
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


def parts_named(text: str) -> Sequence[str]:
    """The parts of a list with commas, in its order; all where it is empty.

    Raises:
        UsageError: there is no such part, or one is named twice.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PARTS:
            raise UsageError(f"--part: there is no part {shown(name)}{nearest(name, PARTS)}")
        if names.count(name) > 1:
            raise UsageError(f"--part: {name} is named twice")
    return names or list(PARTS)
