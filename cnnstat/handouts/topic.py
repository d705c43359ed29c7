"""What a handout is about: a network or several, and what is looked up about them only when a part needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import Setting
from cnnstat.comparing.subject import Subject
from cnnstat.drawing.draw import Drawn
from cnnstat.drawing.page import Page
from cnnstat.drawing.scene import Scene
from cnnstat.drawing.ways import Wish
from cnnstat.language import Language
from cnnstat.network.graph import Network
from cnnstat.quizzes import Question, Studied
from cnnstat.quizzes.choosing import Source, in_order
from cnnstat.quizzes.studied import differences, told_apart
from cnnstat.text.printable import shortened

if TYPE_CHECKING:
    from cnnstat.claims import Checked
    from cnnstat.sizes.progression import Fitting
    from cnnstat.sizes.witness import Testimony


LONGEST_TITLE, LONGEST_LINE, LONGEST_ABOUT = 150, 400, 1500
"""Characters of what a spec says of itself that stand on the pages."""
MOST_NAMED = 4
"""Networks that a title names."""
Load = Callable[[int | None], Network]
"""Gives a network at a size of its input; None for that of its spec."""


class Asks:
    """Questions about networks, each made once."""

    def __init__(self, studies: Sequence[Studied]) -> None:
        self._source = Source(studies)
        self._open: dict[tuple[int, str], Iterator[Question]] = {}
        self._known: dict[tuple[int, str], list[Question]] = {}

    def sheet(self, count: int, seed: int, language: Language) -> list[Question]:
        """Questions for a seed, the easy ones first; fewer than ``count`` if there are no more."""
        key = seed, language.code
        source = self._open.setdefault(key, self._source.asked(seed, language))
        known = self._known.setdefault(key, [])
        known += islice(source, max(0, count - len(known)))
        return in_order(known[:count])


class Kept(Drawn):
    """Drawings of a network.

    Attributes:
        known: those that were made, each with the height that it had.
        lowest: a height with which the network cannot be drawn.
    """

    def __init__(self, analysis: Analysis, wish: Wish) -> None:
        super().__init__(analysis, wish)
        self.known: list[tuple[float, Scene]] = []
        self.lowest = 0.0

    def of(self, width: float, height: float, shorten: bool) -> Scene | None:
        """The drawing in a width and a height; None where it does not fit whole."""
        if shorten:
            return self.on(Page(width, height))
        if height <= self.lowest:
            return None
        # what fits a height, and needs less, is what fits any height between
        scene = next((each for most, each in self.known if each.height <= height <= most), None)
        if scene is None:
            scene = self.on(Page(width, height), shorten=False)
            if scene is None:
                self.lowest = height
            else:
                self.known.append((height, scene))
        return scene


class Topic:
    """A network of a handout.

    Attributes:
        name: as it was asked for.
        studied: the network, and how commands call it.
        load: gives the network at another size.
        settings: params as they were asked for, ``width=0.5``.
    """

    def __init__(self, name: str, studied: Studied, load: Load, settings: Sequence[str] = ()) -> None:
        self.name, self.studied, self.load, self.settings = name, studied, load, settings
        self.analysis: Analysis = studied.analysis
        self._drawn: dict[str, Kept] = {}

    def title(self, language: Language) -> str:
        """The network's."""
        return shortened(language.of(self.analysis.network.title), LONGEST_TITLE)

    def under(self, language: Language) -> str:
        """Where the network comes from, and what was set."""
        network = self.analysis.network
        paper, section = network.source.get("paper", ""), network.source.get("section", "")
        source = f"{paper}; {language.place(section)}" if paper and section else paper
        return shortened(" · ".join(filter(None, [source, ", ".join(self.settings)])), LONGEST_LINE)

    def about(self, language: Language) -> str:
        """What the spec says of the network."""
        return shortened(language.of(self.analysis.network.about), LONGEST_ABOUT)

    def inputs(self, language: Language) -> str:
        """The image that the figures are for."""
        return language.say("Input {image}; counts are for one image.", image=self.analysis.network.input)

    @property
    def setting(self) -> Setting:
        """What figures depend on besides the network."""
        return self.analysis.setting

    @cached_property
    def asks(self) -> Asks:
        """Questions about the network."""
        return Asks([self.studied])

    def drawn(self, language: Language) -> Kept:
        """The network's drawings."""
        if language.code not in self._drawn:
            self._drawn[language.code] = Kept(self.analysis, Wish(bare=True, language=language))
        return self._drawn[language.code]

    @cached_property
    def own(self) -> Analysis:
        """The network at its spec's own input."""
        return analyze_network(self.load(None), self.analysis.setting)

    @cached_property
    def fitting(self) -> Fitting | None:
        """The inputs that fit; None if they have no pattern."""
        from cnnstat.sizes.progression import fitting

        return fitting(self.own.network)

    @cached_property
    def testimonies(self) -> Sequence[Testimony]:
        """What printed figures imply for the input."""
        from cnnstat.sizes.witness import testimonies

        return testimonies(self.own.network, self.load)

    @cached_property
    def printed(self) -> Sequence[Checked]:
        """Verdicts on printed figures of this network; none where its settings are not those of its spec."""
        from cnnstat.claims import audit, catalog_claims, networks_of
        from cnnstat.query import Bench
        from cnnstat.spec import catalog

        network, bench = self.analysis.network, Bench()
        if network.file not in map(str, catalog.files()):
            return ()
        as_printed = bench.setup(network.name, ()).analysis.network
        if (as_printed.settings, as_printed.input) != (network.settings, network.input):
            return ()
        claims = [each for each in catalog_claims() if each.query is not None]
        return audit([each for each in claims if networks_of(each, bench)[0] == network.name], bench).checked


class Topics:
    """Several networks of one handout.

    Attributes:
        each: the networks, in the order in which they are compared.
    """

    def __init__(self, each: Sequence[Topic]) -> None:
        self.each = each

    @property
    def name(self) -> str:
        """As they were asked for."""
        return " ".join(each.name for each in self.each)

    def sides(self, language: Language) -> Sequence[Subject]:
        """The networks with the titles that stand above their columns."""
        marks = differences([each.studied for each in self.each])
        titles = [
            each.title(language) + (f" ({mark})" if mark else "") for each, mark in zip(self.each, marks, strict=True)
        ]
        return [Subject(title, each.analysis) for title, each in zip(titles, self.each, strict=True)]

    def title(self, language: Language) -> str:
        """The networks' names."""
        names = [each.title for each in self.sides(language)]
        if len(names) <= MOST_NAMED:
            return ", ".join(names)
        return language.say("{first} to {last}: {count} networks", first=names[0], last=names[-1], count=len(names))

    def under(self, language: Language) -> str:
        """The networks, where the title does not name them."""
        return ", ".join(each.title for each in self.sides(language)) if len(self.each) > MOST_NAMED else ""

    def about(self, language: Language) -> str:
        """Nothing: each network has a text of its own."""
        return ""

    def inputs(self, language: Language) -> str:
        """That figures are for one image."""
        return language.say("Counts are for one image.")

    @cached_property
    def asks(self) -> Asks:
        """Questions about the networks."""
        return Asks(told_apart([each.studied for each in self.each]))

    @property
    def setting(self) -> Setting:
        """What figures depend on besides the networks."""
        return self.each[0].setting
