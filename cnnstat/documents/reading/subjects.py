"""Which of the networks of a sentence a figure belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cnnstat.documents.reading import lexicon, spelled
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.tokens import Token

COORDINATED = frozenset([",", "and", "/", "or", "&", "와", "과", "→", ";", "및", "e", "y", "et", "和", "、", "と"])
OF = frozenset(
    [
        "of",
        "in",
        "for",
        "like",
        "bei",
        "für",
        "para",
        "의",
        "の",
        "(",
        "used",
        "by",
        "de",
        "del",
        "da",
        "do",
        "di",
        "della",
        "en",
        "em",
        "dans",
        "nas",
        "na",
        "no",
        "nos",
        "pela",
        "chez",
        "nella",
        "nel",
        "pour",
    ]
)
_THE = """
    the a an original standard full whole entire network model architecture classic la el las os as les le rede red
"""
THE = frozenset(_THE.split())
ATTRIBUTES = frozenset(["구성된", "이루어진", "가진", "갖는", "가지는", "지닌", "인", "짜리"])
"""Korean words between what a network has and its name behind it."""
GOES_ON = re.compile("이?[고며]|이?지만|인데")
"""The end of a Korean clause, behind which another begins."""
PARTICLES = frozenset(["로", "으로", "을", "를", "의"])
_BINDS = """
    with ( [ : which that has have having ' 's ’ s = - – — at , is uses needs requires contains only about its mit con
    com avec 은 는 이 가 의 약 총 は が の 約 的 约
"""
BINDS = frozenset(_BINDS.split())
"""What may stand between a network that something is compared with and a figure of its own."""
RELATIVE, LONGEST = frozenset(["which", "that", "que", "qui", "welches"]), 7
"""Words that begin a clause about the network before them, and its words before a figure: ``which already needs``."""
WITH = frozenset(["with", "mit", "con", "com", "avec"])
BRACKETS = frozenset("([")
OWN = (["("], ["["], ["'"], ["’"], ["'s"], ["’s"])
"""What stands between a network and a figure that can be no other's."""
BACK_OUT = frozenset(")]")
BACK = frozenset(["it", "its", "they", "their", "we", "our", "ours", "this", "these"])
"""Words by which a sentence goes back to what it speaks of."""

IT, CLAUSE = frozenset(["it", "its", "they"]), frozenset(["but", "and", "yet", "while", "so", ";"])
"""The beginning of a clause about what was spoken of before."""
BEHIND = ("에 비", "에비")
"""How words begin by which Korean sets a clause against the next."""


VERSUS = ("vs", "versus")
"""Words that set networks against each other, so that two figures behind are theirs in order."""
OPPOSES = (*VERSUS, "against", "compared", "대")
"""Words, or how they begin, that set figures against each other."""


class Subjects:
    """The networks of a sentence.

    Attributes:
        networks: where they are named in its row of tokens.
        orderly: the network of each figure in a sentence that says *respectively*, or in lists as long as the list of
            the networks: ``8 and 16 layers``.
    """

    def __init__(self, text: str, row: Sequence[Token]) -> None:
        self.text, self.row = text, row
        self.networks = [at for at, each in enumerate(row) if each.kind == "network"]
        self.orderly = self.respectively() or self.against() or self.in_lists()

    def network(self, at: int, last: int) -> tuple[Mention | None, bool]:
        """The network that a figure belongs to, and whether the sentence says so."""
        if at in self.orderly:
            return self.orderly[at], True
        if (behind := self.behind(last)) is not None:
            return behind, True
        before = [each for each in self.networks if each < at]
        for place in reversed(before):
            mention = self.row[place].network
            assert mention is not None
            if self.left(place, at):
                continue
            if not mention.object or self.has(place, at):
                first = self.row[before[0]].network
                if first is not None and first is not mention and not first.object and self.goes_back(place, at):
                    return mention._replace(networks=(*first.networks, *mention.networks), exact=False), False
                return mention, True
        after = [
            mention
            for each in self.networks
            if each > at and (mention := self.row[each].network) and not mention.object and not self.labels(each)
        ]
        if not before and after:
            return after[0], len(after) == 1
        return None, not before

    def labels(self, place: int) -> bool:
        """Whether a network is the label of the figure behind it: ``138M are many (ResNet-18: 11M)``."""
        behind = [each.text for each in self.row[place + 1 : place + 2]]
        return self.row[place - 1].text in BRACKETS and behind in ([":"], ["："])

    def left(self, place: int, at: int) -> bool:
        """Whether a figure stands behind a clause in which a network was what something is compared with.

        Korean says so behind the network's own figure: ``LeNet이 6만 개인 데 비해, 6천만 개``.
        """
        return any(
            one.kind == "comparison" and one.text.startswith(BEHIND) and other.text in (",", "，")
            for one, other in pairwise(self.row[place + 1 : at])
        )

    def goes_back(self, place: int, at: int) -> bool:
        """Whether a clause begins with ``it`` between a network and a figure: of which network is not certain."""
        between = [each.text for each in self.row[place + 1 : at]]
        return any(one in CLAUSE and other in IT for one, other in pairwise(between))

    def has(self, place: int, at: int) -> bool:
        """Whether a figure behind a network that something is compared with is the network's own.

        It is if nothing but ``with``, ``needs`` or a bracket stands between, or between the network and its first
        figure, and the bracket or the clause goes on: ``than VGG (138M, 15.5 GMACs)``.
        """
        first = next(each for each in range(place + 1, at + 1) if self.row[each].kind == "figure")
        between = [each.text for each in self.row[place + 1 : first]]
        relative = not RELATIVE.isdisjoint(between[:2]) and len(between) <= LONGEST
        if not relative and (len(between) > 3 or not all(each in BINDS for each in between)):
            return False
        if any(one == "," and other in WITH for one, other in pairwise(between)):
            return False  # deeper than VGG-16, with 152 layers
        if place and self.row[place - 1].text.startswith("compared") and between[:1] not in OWN:
            return False  # AlexNet compared to VGG-16 has 8 layers
        inserted = place > 1 and self.row[place - 1].kind == "comparison" and self.row[place - 2].text == ","
        ends = BACK_OUT if BRACKETS & set(between) else BACK | ({","} if inserted else set())
        return not any(each.text in ends for each in self.row[first + 1 : at])

    def behind(self, last: int) -> Mention | None:
        """The network that is named right behind a figure: ``138M parameters of VGG-16``, ``61M for AlexNet``."""
        while last + 1 < len(self.row) and self.row[last + 1].text in spelled.MULTIPLIERS:
            last += 1  # 138 Mio. bei VGG-16
        for place in range(last + 1, min(len(self.row), last + 5)):
            token = self.row[place]
            if token.kind == "network" and any(each.text in ATTRIBUTES for each in self.row[last + 1 : place]):
                return token.network  # 8개의 층으로 구성된 AlexNet
            if token.kind == "network":
                between = self.text[self.row[last].end : token.start]
                adjacent = place == last + 1 and self.row[last].key == "depth" and not GOES_ON.match(between)
                joined = self.row[last + 1].text in OF
                closed = self.row[last + 1].text == "("
                own = closed and place == last + 2 and token.network is not None and not token.network.object
                return token.network if adjacent or (joined and not closed) or own else None
            if token.text not in OF and token.text not in THE and token.text not in PARTICLES | ATTRIBUTES:
                return None
        return None

    def against(self) -> dict[int, Mention]:
        """Which of two networks each of two figures belongs to that are set against each other: ``(6.8M vs. 138M)``."""
        networks = [mention for at in self.networks if (mention := self.row[at].network) is not None]
        if len(networks) != 2:
            return {}
        behind = range(self.networks[1], len(self.row))
        figures = [at for at in behind if self.row[at].kind == "figure" and not self.row[at].word]
        if len(figures) != 2:
            return {}
        between, joining = (self.row[one + 1 : other] for one, other in (figures, self.networks))
        opposed = any(each.text.startswith(OPPOSES) for each in between) or any(
            each.text.startswith(VERSUS) for each in joining
        )
        if self.labels(self.networks[1]):  # fewer than VGG-16 (ResNet-18: 11M vs 138M)
            networks.reverse()
        return dict(zip(figures, networks, strict=True)) if opposed else {}

    def respectively(self) -> dict[int, Mention]:
        """Which network each figure belongs to in a sentence that says *respectively*."""
        said = lexicon.RESPECTIVELY.search(self.text, self.row[0].start, self.row[-1].end) if self.networks else None
        if said is None or not self.listed():
            return {}
        figures = [at for at, each in enumerate(self.row) if each.kind == "figure"]
        if said["before"]:
            figures = [at for at in figures if self.row[at].start > said.start()][: len(self.networks)]
        return self.paired(figures) or self.in_lists()

    def in_lists(self) -> dict[int, Mention]:
        """Which network each figure belongs to of lists that are as long as the list of networks before them."""
        found = dict[int, Mention]()
        runs = [self.spoken(each) for each in self.runs()]
        for figures in self.lists():
            before = [run for run in runs if run[-1] < figures[0]]
            if before and len(before[-1]) == len(figures) > 1:
                named = (self.row[at].network for at in before[-1])
                found.update((at, each) for at, each in zip(figures, named, strict=True) if each is not None)
        return found

    def spoken(self, run: list[int]) -> list[int]:
        """The networks of a list without those at its head that others are compared with: ``Unlike A, B and C``."""
        found = [at for at in run if (mention := self.row[at].network) is not None and not mention.object]
        return found or run

    def runs(self) -> list[list[int]]:
        """The networks of the sentence, those together that are named in one list."""
        found = list[list[int]]()
        for at in self.networks:
            joined = found and all(each.text in (*COORDINATED, "-") for each in self.row[found[-1][-1] + 1 : at])
            found[-1:] = [[*found[-1], at]] if joined else [*found[-1:], [at]]
        return found

    def lists(self) -> list[list[int]]:
        """The figures of the sentence, those together that nothing parts but commas and words that join."""
        found = list[list[int]]()
        for at, token in enumerate(self.row):
            if token.kind != "figure":
                continue
            if found and all(each.text in COORDINATED for each in self.row[found[-1][-1] + 1 : at]):
                found[-1].append(at)
            else:
                found.append([at])
        return found

    def paired(self, figures: Sequence[int]) -> dict[int, Mention]:
        """The networks in their order, each with one of as many figures; none if there is one alone."""
        networks = [mention for at in self.networks if (mention := self.row[at].network) is not None]
        return dict(zip(figures, networks, strict=True)) if len(figures) == len(networks) > 1 else {}

    def listed(self) -> bool:
        """Whether the networks of the sentence are named in one list."""
        return len(self.runs()) < 2
