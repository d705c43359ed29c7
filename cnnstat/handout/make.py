"""A handout about one network, fitted to the pages that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from cnnstat._version import __version__
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.errors import UsageError
from cnnstat.handout.amount import GROWN, LADDER, UNITS, Amount
from cnnstat.handout.parts import PARTS
from cnnstat.handout.topic import Topic
from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.content import Block, Document, Paragraph, plain

Count = Callable[[Document], int]
"""How many pages a document takes."""


class Wanted(NamedTuple):
    """How a handout is to be made.

    Attributes:
        language: of its texts.
        parts: which, in their order.
        pages: how many it has.
        title, course, date: for the head of the page; "" for the network's title, and for none.
        logo: a picture for the head: its bytes and its ending.
        exercises: how many; None for as many as fit.
        seed: which exercises.
    """

    language: Language = ENGLISH
    parts: Sequence[str] = tuple(PARTS)
    pages: int = 2
    title: str = ""
    course: str = ""
    date: str = ""
    logo: tuple[bytes, str] | None = None
    exercises: int | None = None
    seed: int = 0


class Made(NamedTuple):
    """A handout, and what had to be left out.

    Attributes:
        document: its pages.
        amount: how much of each part it has.
        left_out: parts that had no room.
    """

    document: Document
    amount: Amount
    left_out: Sequence[str]


class Maker:
    """Makes handouts about a network with different amounts; what an amount does not change is made once."""

    def __init__(self, topic: Topic, wanted: Wanted) -> None:
        self.topic, self.wanted = topic, wanted
        self._made: dict[Hashable, Sequence[Block]] = {}

    def blocks(self, name: str, amount: Amount) -> Sequence[Block]:
        """The blocks of a part."""
        part = PARTS[name]
        key = name, *(getattr(amount, used) for used in part.uses)
        if key not in self._made:
            self._made[key] = part.make(self.topic, amount, self.wanted.language)
        return self._made[key]

    def handout(self, amount: Amount = LADDER[0], left_out: Sequence[str] = ()) -> Document:
        """The handout with so much of each part."""
        wanted, network, language = self.wanted, self.topic.analysis.network, self.wanted.language
        about = language.of(network.about)
        blocks: list[Block] = [Paragraph(plain(about))] if about else []
        for name in wanted.parts:
            if name not in left_out:
                blocks += self.blocks(name, amount)
        source = network.source
        under = ", ".join(filter(None, [source.get("paper", ""), source.get("section", "")]))
        title = wanted.title or language.of(network.title)
        head = wanted.course, wanted.date
        return Document(title, blocks, under, head, foot(self.topic, language), language, wanted.logo)


def foot(topic: Topic, language: Language) -> str:
    """The conventions of the figures, and the version that made them."""
    analysis = topic.analysis
    elementwise = CONVENTIONS[analysis.setting.flops].kinds
    counted = (
        language.say("FLOPs = 2 × MACs and elementwise work.") if elementwise else language.say("FLOPs = 2 × MACs.")
    )
    return " ".join(
        [
            language.say("1 MAC = one multiply-accumulate of a convolution or linear layer, without bias."),
            counted,
            language.say("Input {image}; counts are for one image.", image=analysis.network.input),
            f"cnnstat {__version__}",
        ]
    )


def fitted(topic: Topic, wanted: Wanted, count: Count) -> Made:
    """The handout with as much as its pages hold.

    First the most of the ladder's steps that fits is searched; then what may grow does, as long as there is room.

    Raises:
        UsageError: not even the least fits.
    """
    maker = Maker(topic, wanted)
    known: dict[tuple[Amount, int], int] = {}

    def takes(amount: Amount, dropped: int) -> int:
        if (amount, dropped) not in known:
            known[amount, dropped] = count(maker.handout(amount, droppable[:dropped]))
        return known[amount, dropped]

    droppable = sorted((name for name in wanted.parts if PARTS[name].drops), key=lambda name: PARTS[name].drops)
    dropped = next((each for each in range(len(droppable) + 1) if takes(LADDER[-1], each) <= wanted.pages), None)
    if dropped is None:
        pages = f"{wanted.pages} page{'s' if wanted.pages > 1 else ''}"
        raise UsageError(f"{topic.name}: not even the least of a handout fits {pages}; --pages takes more")
    low, high = 0, len(LADDER) - 1  # the last fits; find the first that does
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if takes(LADDER[middle], dropped) <= wanted.pages else (middle + 1, high)
    amount = grown(LADDER[low], lambda each: takes(each, dropped), wanted.pages)
    return Made(maker.handout(amount, droppable[:dropped]), amount, droppable[:dropped])


def grown(amount: Amount, takes: Callable[[Amount], int], pages: int) -> Amount:
    """As much more of each part as there is room for, one after the other."""
    for key, most in GROWN.items():
        step = 1
        while step:
            more = amount._replace(**{key: min(most, getattr(amount, key) + step * UNITS.get(key, 1))})
            if more != amount and takes(more) <= pages:
                amount, step = more, 2 * step
            else:
                step //= 2
    return amount
