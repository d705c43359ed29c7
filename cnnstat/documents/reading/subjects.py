"""Which of the networks of a sentence a figure belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.tokens import Token

COORDINATED = frozenset([",", "and", "/", "or", "&", "와", "과", "→", ";", "및", "e", "y", "et", "和", "、", "と"])
OF = frozenset(
    [
        "of",
        "in",
        "for",
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
    with ( [ : which that has have having 's ’ s = - – — at , is uses needs requires contains only about its 은 는 이 가
    의 약 총 は が の 約
"""
BINDS = frozenset(_BINDS.split())
"""What may stand between a network that something is compared with and a figure of its own."""


VERSUS = ("vs", "versus")
"""Words that set networks against each other, so that two figures behind are theirs in order."""
OPPOSES = (*VERSUS, "against", "compared", "대")
"""Words, or how they begin, that set figures against each other."""


class Subjects:
    """The networks of a sentence.

    Attributes:
        networks: where they are named in its row of tokens.
        orderly: the network of each figure in a sentence that says *respectively*.
    """

    def __init__(self, text: str, row: Sequence[Token]) -> None:
        self.text, self.row = text, row
        self.networks = [at for at, each in enumerate(row) if each.kind == "network"]
        self.orderly = self.respectively() or self.against()

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
            between = self.row[place + 1 : at]
            bound = len(between) <= 3 and all(each.text in BINDS for each in between)
            if mention.object and (not bound or self.row[place - 1].text.startswith("compared")):
                continue  # AlexNet compared to VGG-16 has 8 layers
            return mention, True
        after = [
            mention
            for each in self.networks
            if each > at and (mention := self.row[each].network) and not mention.object
        ]
        if not before and after:
            return after[0], len(after) == 1
        if before:
            return self.row[before[-1]].network, False
        return None, True

    def behind(self, last: int) -> Mention | None:
        """The network that is named right behind a figure: ``138M parameters of VGG-16``, ``61M for AlexNet``."""
        for place in range(last + 1, min(len(self.row), last + 5)):
            token = self.row[place]
            if token.kind == "network" and any(each.text in ATTRIBUTES for each in self.row[last + 1 : place]):
                return token.network  # 8개의 층으로 구성된 AlexNet
            if token.kind == "network":
                between = self.text[self.row[last].end : token.start]
                adjacent = place == last + 1 and self.row[last].key == "depth" and not GOES_ON.match(between)
                joined = place > last + 1 and self.row[last + 1].text in OF
                closed = self.row[last + 1].text == "("
                return token.network if adjacent or (joined and not closed) or (closed and place == last + 2) else None
            if token.text not in OF and token.text not in THE and token.text not in PARTICLES | ATTRIBUTES:
                return None
        return None

    def against(self) -> dict[int, Mention]:
        """Which of two networks each of two figures belongs to: set against each other, ``(6.8M vs. 138M)``, or both
        joined, ``GoogLeNet and VGG-16 have 6.8M and 138M``."""
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
        paired = bool(between) and all(each.text in COORDINATED for each in (*between, *joining))
        return dict(zip(figures, networks, strict=True)) if opposed or paired else {}

    def respectively(self) -> dict[int, Mention]:
        """Which network each figure belongs to in a sentence that says *respectively*."""
        said = [at for at, each in enumerate(self.row) if lexicon.RESPECTIVELY.fullmatch(each.text)]
        if not said:
            return {}
        figures = [at for at, each in enumerate(self.row) if each.kind == "figure"]
        if self.row[said[0]].text == "각각" and len(self.networks) > 1:  # which stands before the figures
            figures = [at for at in figures if at > said[0]][: len(self.networks)]
        networks = [mention for at in self.networks if (mention := self.row[at].network) is not None]
        listed = all(
            all(each.text in COORDINATED or each.text == "-" for each in self.row[one + 1 : other])
            for one, other in pairwise(self.networks)
        )
        if len(figures) != len(networks) or len(figures) < 2 or not listed:
            return {}
        return dict(zip(figures, networks, strict=True))
