"""A handout, fitted to the pages that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import chain, combinations
from typing import NamedTuple

from cnnstat._version import __version__
from cnnstat.analysis.setting import CONVENTIONS
from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError
from cnnstat.handouts.amount import GROWN, LADDER, Amount
from cnnstat.handouts.exercises import asked, key_of
from cnnstat.handouts.parts import EXERCISES, parts_of
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.language import ENGLISH, Language
from cnnstat.publishing.content import Block, Document, Paragraph, plain
from cnnstat.publishing.formats.typst import BOTTOM, TOP
from cnnstat.quizzes import Question
from cnnstat.typesetting.compiling import Taken

Take = Callable[[Document], Taken]
"""How much paper a document takes."""


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


class Fitting:
    """Looks for as much of each part as the pages hold.

    Attributes:
        maker: makes the handout.
        left_out: the parts that it lacks.
        high: points that one more of each part takes, as far as is known.
    """

    def __init__(self, maker: Maker, take: Take, tell: Tell) -> None:
        self.maker, self.take, self.tell = maker, take, tell
        self.left_out: Sequence[str] = ()
        self.high = {key: growth.high for key, growth in GROWN.items()}
        self._taken: dict[Amount, Taken] = {}

    def taken(self, amount: Amount) -> Taken:
        """How much paper the handout takes with so much of each part."""
        if amount not in self._taken:
            self.tell(len(self._taken) + 1, MOST_TRIES, f"pages of {self.maker.topic.name}")
            self._taken[amount] = self.take(self.maker.handout(amount, self.left_out))
        return self._taken[amount]

    def free(self, amount: Amount) -> float:
        """Points that are free at the end of the pages; negative where these do not hold it."""
        pages, down = self.taken(amount)
        more = self.maker.wanted.pages - pages
        free = more * (BOTTOM - TOP) + BOTTOM - down
        return min(free, -1.0) if more < 0 else free

    def leave_out(self, ladder: Sequence[Amount]) -> None:
        """Leave out as few parts as make the least of the others fit.

        Raises:
            UsageError: not even that does.
        """
        droppable = self.maker.droppable
        for some in chain.from_iterable(combinations(droppable, count) for count in range(len(droppable) + 1)):
            self.left_out = some
            self._taken.clear()
            if self.free(ladder[-1]) >= 0:
                return
        pages = self.maker.wanted.pages
        asked = self.maker.wanted.exercises
        what = f"{self.maker.topic.name}: not even the least of a handout{f' with {asked} exercises' if asked else ''}"
        raise UsageError(f"{what} fits {pages} page{'s' if pages > 1 else ''}; --pages takes more")

    def step(self, ladder: Sequence[Amount]) -> Amount:
        """The most generous step that fits; the last one does."""
        if self.free(ladder[-1]) > BOTTOM - TOP and self.free(ladder[0]) >= 0:  # as on more pages than usual
            return ladder[0]
        low, high = 0, len(ladder) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.free(ladder[middle]) >= 0 else (middle + 1, high)
        return ladder[low]

    def tightened(self, amount: Amount) -> Amount:
        """The same with a lower drawing where that brings what stands at the head of a page to the foot of another."""
        if not self.maker.uses("drawing"):
            return amount
        lower = amount._replace(drawing=amount.drawing - LOWER)
        return lower if self.free(lower) - self.free(amount) > LOWER + WASTE else amount

    def filled(self, amount: Amount) -> Amount:
        """The handout grown until it fills its pages, or there is nothing more to say."""
        for times in TIMES:
            before = amount
            amount = self.grown(amount, times)
            full = self.taken(amount).pages == self.maker.wanted.pages
            if full or (amount == before and times > TIMES[0]):
                break
        return amount

    def grown(self, amount: Amount, times: int) -> Amount:
        """As much more of each part as there is room for, one after the other; up to so many times the usual most."""
        for key, growth in GROWN.items():
            if self.maker.uses(key) and not (key == "exercises" and self.maker.wanted.exercises is not None):
                amount = self.more(amount, key, growth.most * self.maker.wanted.pages * times // 2)
        return amount

    def more(self, amount: Amount, key: str, most: int) -> Amount:
        """As much more of one part as there is room for and something to say, up to ``most``.

        Each try takes the next ones to be as high as those of the tries before, so that few are needed.
        """
        while True:
            now, free = getattr(amount, key), self.free(amount)
            grown = amount._replace(**{key: min(most, now + int(free // self.high[key]))})
            more = getattr(grown, key) - now
            if more <= 0 or self.maker.same(amount, grown, key):
                return amount
            self.high[key] = max(GROWN[key].high, (free - self.free(grown)) / more)
            if self.free(grown) >= 0:
                amount = grown
            else:
                most = now + more - 1


LOWER, WASTE = 40, 50.0
"""Points by which a drawing is made lower, and that a page has left at its foot where that is done."""
TIMES = (1, 4, 16, 64)
"""So many times as much as is usual may there be of a part; more where pages would stay empty."""
MOST_TRIES = 15
"""About how often a handout is laid out."""


def fitted(topic: Topic | Topics, wanted: Wanted, take: Take, tell: Tell = silent) -> Made:
    """The handout with as much as its pages hold.

    First the most generous step of the ladder that fits is searched; then what may grow does, while there is room.

    Raises:
        UsageError: not even the least fits.
    """
    maker = Maker(topic, wanted)
    maker.refuse_empty()
    ladder = steps(wanted)
    fitting = Fitting(maker, take, tell)
    fitting.leave_out(ladder)
    amount = fitting.filled(fitting.tightened(fitting.step(ladder)))
    return Made(maker.handout(amount, fitting.left_out), amount, fitting.left_out, fitting.taken(amount).pages)


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
