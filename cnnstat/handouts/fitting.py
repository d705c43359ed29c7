"""A handout, fitted to the pages that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnnstat.effort import Tell, silent
from cnnstat.errors import UsageError
from cnnstat.handouts.amount import GROWN, Amount
from cnnstat.handouts.make import Made, Maker, Wanted, steps
from cnnstat.handouts.parts import EXERCISES
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.publishing.content import Document
from cnnstat.publishing.formats.typst import BOTTOM, TOP
from cnnstat.typesetting.compiling import Taken

Take = Callable[[Document], Taken]
"""How much paper a document takes."""
LOWER, WASTE = 40, 50.0
"""Points by which a drawing is made lower, and that a page has left at its foot where that is done."""
TIMES = (1, 4, 16, 64)
"""So many times as much as is usual may there be of a part; more where pages would stay empty."""
FEW = 60
"""So small a share of a part is not worth another try."""
FIRST = 24
"""So many more of a part are tried at first, to see how high they are."""
MOST_TRIES, MOST_PAGES, MOST_ROWS = 15, 250, 4_000
"""How often a handout is laid out at most, to fill its pages; on how many pages in all of these tries, as Typst keeps
them; and how many lines its tables of layers have on these, as a table that grows is laid out anew."""
MOST_TIMES = 4
"""On so many times the pages that are asked for it may be laid out, where these are many."""


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
        self.high: dict[str, float] = {}
        self._taken: dict[Amount, Taken] = {}
        self._rows = [0]  # of the tables that were laid out

    def taken(self, amount: Amount) -> Taken:
        """How much paper the handout takes with so much of each part."""
        if amount not in self._taken:
            self._rows += [amount.rows] if amount.rows != self._rows[-1] else []
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
        """Leave out parts of which each has to go so that the least of the others fits; one where that does.

        Few combinations are tried, as each try lays out the whole handout.

        Raises:
            UsageError: not even that does.
        """
        if self.fits((), ladder):
            return
        droppable = self.maker.droppable
        if not self.fits(droppable, ladder):
            raise UsageError(self._unfitting())
        if any(self.fits((each,), ladder) for each in droppable):
            return
        # One more each time, the first to go in front; then those come back that need not go, the last to go in front.
        some = next(droppable[:count] for count in range(2, len(droppable) + 1) if self.fits(droppable[:count], ladder))
        for each in some[-2::-1]:
            fewer = [other for other in some if other != each]
            if self.fits(fewer, ladder):
                some = fewer
        self.fits(some, ladder)

    def fits(self, left_out: Sequence[str], ladder: Sequence[Amount]) -> bool:
        """Whether the least of all parts but some fits; these are then what the handout lacks."""
        if tuple(left_out) != tuple(self.left_out):
            self.left_out = tuple(left_out)
            self._taken.clear()
        return self.free(ladder[-1]) >= 0

    def _may_try(self, key: str) -> bool:
        """Whether there may be another try, with more of a part."""
        pages = sum(each.pages for each in self._taken.values())
        most = max(MOST_PAGES, MOST_TIMES * self.maker.wanted.pages)
        much = pages > most or (key == "rows" and sum(self._rows) > MOST_ROWS)
        return len(self._taken) < MOST_TRIES and not much

    def _unfitting(self) -> str:
        """Why there is no handout."""
        pages = self.maker.wanted.pages
        asked = self.maker.wanted.exercises
        some = f" with {asked} exercise{'s' if asked > 1 else ''}" if asked else ""
        what = f"{self.maker.topic.name}: not even the least of a handout{some}"
        return f"{what} fits {pages} page{'s' if pages > 1 else ''}; --pages takes more"

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
        amount = self.told(amount)
        for times in TIMES:
            before = amount
            amount = self.grown(amount, times)
            full = self.taken(amount).pages == self.maker.wanted.pages
            if full or (amount == before and times > TIMES[0]):
                break
        return amount

    def told(self, amount: Amount) -> Amount:
        """As much of everything but exercises as there may be, at once where it leaves a page; else nothing more."""
        if self.free(amount) <= BOTTOM - TOP:
            return amount
        more = amount._replace(**{key: self.most(key) for key in self.growing if key != EXERCISES})
        return more if self.free(more) >= BOTTOM - TOP else amount

    @property
    def growing(self) -> list[str]:
        """What may grow, one after the other."""
        asked = [EXERCISES] if self.maker.wanted.exercises is not None else []
        return [key for key in GROWN if self.maker.uses(key) and key not in asked]

    def most(self, key: str, times: int = 1) -> int:
        """How much of a part there may be: so many times as much as is usual on these pages."""
        return GROWN[key].most * self.maker.wanted.pages * times // 2

    def grown(self, amount: Amount, times: int) -> Amount:
        """As much more of each part as there is room for, one after the other; up to so many times the usual most."""
        for key in self.growing:
            if key == EXERCISES and self.said(amount):
                times = TIMES[-1]
            amount = self.more(amount, key, self.most(key, times))
        return amount

    def said(self, amount: Amount) -> bool:
        """Whether there is nothing more to say, but to ask."""
        return all(
            self.maker.same(amount, amount._replace(**{key: self.most(key, TIMES[-1])}), key)
            for key in self.growing if key != EXERCISES
        )  # fmt: skip

    def more(self, amount: Amount, key: str, most: int) -> Amount:
        """As much more of one part as there is room for and something to say, up to ``most``.

        Each try takes the next ones to be as high as those of the tries before, so that few are needed. Where what
        follows jumps to another page they are not: twice as many as fitted are tried next, but few, and half as many
        as twice did not.
        """
        least, step, missed = GROWN[key].high, 0, 0
        while self._may_try(key):
            now, free = getattr(amount, key), self.free(amount)
            guessed = min(int(free // GROWN[key].usual) or int(free >= least), FIRST)
            room = int(free // self.high[key]) if key in self.high else guessed
            count = step if missed > 1 else max(room, step)
            grown = amount._replace(**{key: min(most, now + count) if room else now})
            more = getattr(grown, key) - now
            few = missed and most - now <= now // FEW  # which nobody would see
            if more <= 0 or few or self.maker.same(amount, grown, key):
                return amount
            self.high[key] = max(least, (free - self.free(grown)) / more)
            if self.free(grown) >= 0:
                amount, step, missed = grown, min(2 * more, FIRST), 0
            else:
                most, step, missed = now + more - 1, more // 2, missed + 1
        return amount


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
