"""The network that a text speaks of where it names none itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cnnstat.documents.reading import lexicon, romance
from cnnstat.documents.reading.names import Mention


class Topic(NamedTuple):
    """The network that is spoken of.

    Attributes:
        networks: those that it may be.
        exact: whether it can be no other.
        near: whether it was named in the paragraph, the item, the heading above; otherwise only large figures count.
        spoken: whether it was named in the paragraph itself.
        several: whether it is the first of several.
        far: whether nothing but the whole document is about it.
        loose: whether a heading names it, and the text is none of a list or table.
    """

    networks: tuple[str, ...] = ()
    exact: bool = False
    near: bool = True
    spoken: bool = False
    several: bool = False
    loose: bool = False
    far: bool = False


NONE = Topic()


class Section(NamedTuple):
    """A heading and what it says of the text below it.

    Attributes:
        level: of the heading.
        topic: the network that is spoken of.
        quantity: what figures count that say nothing themselves; "" if that is unknown.
        data: whether it is about images of other sizes and numbers of classes than the catalog's networks take.
        other: whether it is about a network that the catalog does not have.
        beside: whether it may be so because the section before it is.
    """

    level: int
    topic: Topic
    quantity: str
    data: bool
    other: bool = False
    beside: bool = False


_SIGN = "[^A-Za-z0-9가-힣一-龥ぁ-ヿ]"
_KINDS = "|".join((*lexicon.TYPES.values(), *romance.TYPES.values()))
NAMING = (
    re.compile(
        r"(?<![A-Za-z0-9])(?:(?:max|average|avg|mean)[ -])?(?:[A-Za-z]{1,12}[_-]?|(?:layers?|conv(?:olution)?s?"
        r"|pool(?:ing)?|fc|dense|linear|block|stage|module|inception|schicht|capa|camada|couche|[cfs])\s)"
        r"[0-9]{1,2}(?:[._-][0-9A-Za-z]{1,12}){0,3}(?![A-Za-z0-9])",
        lexicon.FLAGS,
    ),
    lexicon.PART, lexicon.NUMBERED, romance.PART, romance.NUMBERED,
)  # fmt: skip
"""What names a layer: ``C1``, ``second layer``, ``Convolutional layer 3``."""
BESIDE_NAME = re.compile(
    rf"{_SIGN}+|(?:{_KINDS}|{lexicon.LAYER}|{romance.LAYER}|the|d(?:er|ie|as)|[ei]l|l[ae]|os?|as?|max|average|avg|mean"
    r"|global|relu|lrn|soft-?max|activation)(?![A-Za-zÀ-ÖØ-öø-ÿ])",
    lexicon.FLAGS,
)
"""What may stand beside a layer's name in a text that is nothing but it."""
OF_LAYERS = ("windows", "dense", "depth")
"""The keys of words that are the names of layers, too."""
BEGINNING = re.compile(r"(?P<name>[^:：\n]{1,60})[:：]\s*(?=\S)")
"""The beginning of an item that says more."""
OUTLINED = re.compile(rf"{_SIGN}*[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{0,3}}(?!\s?[ªº]){_SIGN}+")
"""The number of a heading."""
BESIDE = re.compile(
    r"[\W_]*(?:\([^()\n]{0,40}\)|(?:19|20)[0-9]{2}|CNN|architecture|model|network|구조|모델)?[\W_]*", re.IGNORECASE
)
"""What may stand on either side of a network's name in a line that is nothing but it."""
OFTEN = 2
"""Paragraphs that speak of a network alone, after which those below do, too."""
LEVELS = 6
"""Levels of headings that documents mark as such."""


class Context:
    """What was spoken of so far: in headings, in the items above, in the paragraph above."""

    def __init__(self) -> None:
        self.headings: list[Section] = []
        self.items: list[tuple[float, Topic]] = []
        self.labels: list[tuple[int, str]] = []
        self._styles: list[str] = []
        self.paragraph: Topic | None = None
        self.before: Topic = NONE  # what was spoken of last in this section
        self._often = 0  # how many paragraphs have spoken of it, and of nothing else
        self.about: Topic = NONE  # what the whole document is about
        self.asked = ""  # what the paragraph above names, and nothing else, as a field of a form
        self.auxiliary = False  # whether auxiliary heads are spoken of
        self.named: tuple[str, ...] = ()  # all networks that the document names

    def heading(self, level: int, topic: Topic | None, quantity: str, text: str) -> None:
        """Enter the section below a heading.

        Args:
            level: of the heading.
            topic: the network that it names; None if it names none.
            quantity: what it says that figures of the section count; "" if it does not.
            text: the heading.
        """
        beside = False  # whether the section before, of the same level, is about such a network
        while self.headings and self.headings[-1].level >= level:
            beside = self.headings.pop().other
        above = self.headings[-1] if self.headings else Section(0, NONE, "", data=False)
        data = lexicon.DATASETS.search(text) is not None or (above.data and not lexicon.USUAL.search(text))
        beside = beside and topic is None and not above.other and not above.topic.exact
        other = above.other or beside if topic is None else not topic.networks
        spoken = above.topic if topic is None else topic
        self.headings.append(Section(level, spoken, quantity or above.quantity, data, other, beside))
        self.items, self.labels, self.paragraph, self.before, self._often = [], [], None, NONE, 0

    def number(self, style: str, topic: Topic | None, quantity: str, text: str) -> None:
        """Enter the section below a numbered line that is a heading; each way of numbering is a level of its own."""
        if not self.numbered:
            self._styles = []
        if style not in self._styles:
            self._styles.append(style)
        self.heading(LEVELS + 1 + self._styles.index(style), topic, quantity, text)

    def turn(self, style: str, topic: Topic) -> None:
        """Take a paragraph that speaks of another network than the line of this style that stands above as heading."""
        last = self.headings[-1] if self.numbered else None
        own = last is not None and self._styles[last.level - LEVELS - 1] == style
        if own and last is not None and topic.networks and not topic.several and topic.networks != last.topic.networks:
            self.headings[-1] = last._replace(topic=NONE)

    @property
    def numbered(self) -> bool:
        """Whether the last heading is a numbered line."""
        return bool(self.headings) and self.headings[-1].level > LEVELS

    def lead(self, depth: int, topic: Topic) -> None:
        """Take an item that is nothing but a network's name, of which the next items of its list speak."""
        while self.items and self.items[-1][0] > depth - 1:
            self.items.pop()
        self.items.append((depth - 0.5, topic))

    @property
    def quantity(self) -> str:
        """What figures of this section count that say nothing themselves; "" if that is unknown."""
        return self.asked or (self.headings[-1].quantity if self.headings else "")

    @property
    def other(self) -> bool:
        """Whether this section is about a network that the catalog does not have."""
        last = self.headings[-1] if self.headings else None
        return last is not None and last.other and not (last.beside and self._often >= OFTEN)

    @property
    def data(self) -> bool:
        """Whether this section is about images of other sizes and numbers of classes."""
        return bool(self.headings) and self.headings[-1].data

    def enter(self, depth: int) -> None:
        """Leave the items of lists that are as deep as the text that follows, or deeper."""
        while self.items and self.items[-1][0] >= depth:
            self.items.pop()
        while self.labels and self.labels[-1][0] >= depth:
            self.labels.pop()

    def below(self, depth: int, text: str) -> bool:
        """Take a text that is nothing but a layer's name, of which the deeper ones below it speak; whether it is."""
        named = is_label(text)
        if named:
            self.labels.append((depth, text))
        return named

    def begun(self, depth: int, text: str) -> None:
        """Take an item that begins with a layer's name and a colon, of which the deeper ones below it speak."""
        head = BEGINNING.match(text)
        if head is not None and is_label(head["name"]):
            self.labels.append((depth, head["name"]))

    def spoken(self, topic: Topic | None) -> None:
        """Enter what a paragraph or an item has spoken of; None if it names no network."""
        if topic is None:
            return
        alike = topic.networks == self.before.networks and not topic.several
        self._often = self._often + 1 if alike else int(not topic.several)
        self.before = topic

    @property
    def label(self) -> str:
        """The text that names the layer that is spoken of; "" if none does."""
        return self.labels[-1][1] if self.labels else ""

    def topic(self) -> Topic:
        """The network that a text speaks of that names none itself."""
        if self.items:
            return self.items[-1][1]
        if self.paragraph is not None and not self.paragraph.several:
            return self.paragraph
        above = self.headings[-1].topic if self.headings else NONE
        if above.networks or not (self.before.networks or self.about.networks):
            return above
        return self.about if self.about.networks else self.before._replace(exact=False, near=self._often >= OFTEN)

    def around(self) -> list[Topic]:
        """The networks that the section and the document speak of, whatever the last sentence did."""
        every = [self.headings[-1].topic] if self.headings else []
        return [each for each in (*every, self.about) if each.networks and not each.several]


def is_label(text: str) -> bool:
    """Whether a text is nothing but the name of a layer: ``Layer C1:``, ``[Conv1]``, ``Layer 2 (Max Pooling 1)``."""
    number, named = OUTLINED.match(text), False
    at = number.end() if number else 0
    while at < len(text):
        said = lexicon.QUANTITY.match(text, at)  # stride 2 names none
        counts = said is not None and said.lastgroup not in OF_LAYERS
        name = None if counts else next((found for each in NAMING if (found := each.match(text, at))), None)
        match = name or BESIDE_NAME.match(text, at)
        if match is None:
            return False
        at, named = match.end(), named or name is not None
    return named


def topic_of(found: Sequence[Mention]) -> Topic | None:
    """The network that some text speaks of; None if it names none. Of several it is the first, not for certain.

    In Korean and Japanese it is the one that a particle makes the theme of its clause.
    """
    if not found:
        return None
    subjects = [each for each in found if not each.object] or list(found)
    named = {each.networks for each in subjects}
    if len(named) == 1:
        return Topic(subjects[0].networks, all(each.exact for each in subjects))
    firsts = [each for each in named if len(each) == 1]
    wide = [each for each in named if len(each) > 1]
    if len(firsts) == 1 and len(wide) == 1 and firsts[0][0] in wide[0]:
        return Topic(firsts[0], True)  # VGG-16, and then the VGG
    themes = {each.networks for each in subjects if each.theme}
    if len(themes) == 1:
        return Topic(themes.pop())
    return Topic(subjects[0].networks, False, several=True)  # what a sentence names first, it mostly speaks of


def is_name(text: str, named: Sequence[Mention]) -> bool:
    """Whether a line is nothing but a network's name."""
    if len(named) != 1 or not named[0].networks or named[0].object:
        return False
    return all(map(BESIDE.fullmatch, (text[: named[0].start], text[named[0].end :])))
