"""A handout with so much of each part."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from cnnstat._version import __version__
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.errors import UsageError
from cnnstat.handouts.amount import LADDER, Amount
from cnnstat.handouts.exercises import asked, key_of
from cnnstat.handouts.parts import EXERCISES, parts_of
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.content import Block, Document, Paragraph, plain
from cnnstat.quizzes import Question


class Wanted(NamedTuple):
    """How a handout is to be made.

    Attributes:
        language: of its texts.
        parts: which, in their order; all that there are where it is empty.
        pages: how many it has.
        title, course, date: for the head of the page; "" for the networks' names, and for none.
        logo: a picture for the head: its bytes and its ending.
        exercises: how many; None for as many as fit.
        seed: which exercises.
    """

    language: Language = ENGLISH
    parts: Sequence[str] = ()
    pages: int = 2
    title: str = ""
    course: str = ""
    date: str = ""
    logo: tuple[bytes, str] | None = None
    exercises: int | None = None
    seed: int = 1


class Made(NamedTuple):
    """A handout, and what had to be left out.

    Attributes:
        document: its pages.
        amount: how much of each part it has.
        left_out: parts that had no room.
        pages: how many it has; 0 where nothing could say.
    """

    document: Document
    amount: Amount
    left_out: Sequence[str]
    pages: int = 0


class Maker:
    """Makes handouts about something with different amounts; what an amount does not change is made once."""

    def __init__(self, topic: Topic | Topics, wanted: Wanted) -> None:
        self.topic, self.wanted = topic, wanted
        self.parts = parts_of(topic, wanted.seed)
        self.names = wanted.parts or list(self.parts)
        self._made: dict[Hashable, Sequence[Block]] = {}

    @property
    def droppable(self) -> list[str]:
        """The parts that may be left out, the first to go in front."""
        return sorted((name for name in self.names if self.parts[name].drops), key=lambda name: self.parts[name].drops)

    def refuse_empty(self) -> None:
        """Refuse parts that were asked for by name and have nothing to say of this network.

        Raises:
            UsageError: names them.
        """
        empty = [name for name in self.wanted.parts if not self.blocks(name, LADDER[USUAL])]
        if EXERCISES in empty and self.wanted.exercises == 0:
            empty.remove(EXERCISES)
        if empty:
            raise UsageError(f"--part: there is nothing to say about {self.topic.name} in {', '.join(empty)}")

    def uses(self, key: str) -> bool:
        """Whether any part depends on this amount."""
        return any(key in self.parts[name].uses for name in self.names)

    def blocks(self, name: str, amount: Amount) -> Sequence[Block]:
        """The blocks of a part."""
        part = self.parts[name]
        key = name, *(getattr(amount, used) for used in part.uses)
        if key not in self._made:
            self._made[key] = part.make(self.topic, amount, self.wanted.language)
        return self._made[key]

    def same(self, amount: Amount, other: Amount, key: str) -> bool:
        """Whether two amounts that differ in one part's give the same pages: there is nothing more to say."""
        return all(
            self.blocks(name, amount) == self.blocks(name, other) for name in self.names if key in self.parts[name].uses
        )

    def handout(self, amount: Amount = LADDER[0], left_out: Sequence[str] = ()) -> Document:
        """The handout with so much of each part."""
        about = self.topic.about(self.wanted.language)
        blocks: list[Block] = [Paragraph(plain(about))] if about else []
        for name in self.names:
            if name not in left_out:
                blocks += self.blocks(name, amount)
        return self.document(blocks)

    def key(self, amount: Amount) -> Document:
        """The key of the exercises of a handout, on pages of its own."""
        questions = self.questions(amount)
        if not questions:
            raise UsageError(f"{self.topic.name}: the handout has no exercises, and so no key")
        return self.document(key_of(questions, self.wanted.language))

    def questions(self, amount: Amount) -> Sequence[Question]:
        """The exercises of a handout; none where it has no such part."""
        if EXERCISES not in self.names:
            return []
        return asked(self.topic, amount.exercises, self.wanted.seed, self.wanted.language)

    def document(self, blocks: Sequence[Block]) -> Document:
        """Pages with the head and foot of this handout."""
        wanted, topic, language = self.wanted, self.topic, self.wanted.language
        head = wanted.course, wanted.date
        title = wanted.title or topic.title(language)
        return Document(title, blocks, topic.under(language), head, foot(topic, language), language, wanted.logo)


def foot(topic: Topic | Topics, language: Language) -> str:
    """The conventions of the figures, and the version that made them."""
    counted = (
        language.say("FLOPs = 2 × MACs and elementwise work.")
        if CONVENTIONS[topic.setting.flops].kinds
        else language.say("FLOPs = 2 × MACs.")
    )
    mac = language.say("1 MAC = one multiply-accumulate of a convolution or linear layer, without bias.")
    return " ".join([mac, counted, topic.inputs(language), f"cnnstat {__version__}"])


def usual(topic: Topic | Topics, wanted: Wanted) -> Made:
    """The handout with the usual amounts, where nothing can say how many pages it takes."""
    amount = steps(wanted)[USUAL]
    maker = Maker(topic, wanted)
    maker.refuse_empty()
    return Made(maker.handout(amount), amount, ())


USUAL = 3
"""The step of the ladder that is two pages of most networks."""


def steps(wanted: Wanted) -> Sequence[Amount]:
    """The ladder, with the number of exercises that is asked for."""
    if wanted.exercises is None:
        return LADDER
    return [each._replace(exercises=wanted.exercises) for each in LADDER]
