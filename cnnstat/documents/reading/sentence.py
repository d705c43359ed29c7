"""What the figures of a sentence may count: of which network, of which part of it, and how surely."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from cnnstat.documents.judging.prose import Around, around
from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.ahead import Behind, ahead
from cnnstat.documents.reading.arithmetic import inside
from cnnstat.documents.reading.before import before
from cnnstat.documents.reading.claim import LAYERED, SMALL, TOTALS, Claim, Doubt
from cnnstat.documents.reading.forms import (
    COUNTED_ALONE,
    COUNTS,
    FACTOR,
    FARTHEST,
    FRACTION,
    KIND,
    LABEL,
    LARGE,
    LAYER_LABEL,
    LONG,
    MANY_UNITS,
    NUMBER,
    NUMBERED,
    OWN,
    PERCENT,
    QUOTES,
    RATIO,
    SAYS,
    SHAPE,
    SIZE,
    SOME,
    STEP,
    TOTAL,
    VECTOR,
    WHOLE_SHAPE,
    WITH,
    with_unit,
)
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.part_of import part_at
from cnnstat.documents.reading.relations import (
    bracketed,
    group_before,
    kind_of,
    portion,
    ratio,
    share,
    sole_total,
    step_at,
)
from cnnstat.documents.reading.subjects import BINDS, Subjects
from cnnstat.documents.reading.tokens import Part, Token, tokens
from cnnstat.effort import spend
from cnnstat.printed.words import NUMERAL

COUNTED = re.compile(rf"[0-9]|{NUMERAL}", re.IGNORECASE | re.ASCII)
OF_SIDES = ("stride", "padding", "kernel", "windows")
"""Sizes that have no more than two sides."""


def claims(
    text: str, start: int, end: int, networks: Sequence[Mention], usual: str = "", before: str = ""
) -> Iterator[Claim]:  # fmt: skip
    """What the figures of a sentence may count.

    Args:
        text: as readers see it.
        start, end: the offsets of the sentence.
        networks: the networks that the text names.
        usual: what figures of this section count that say nothing themselves.
        before: the total that the sentence before speaks of, in which one that compares networks may go on.
    """
    if not COUNTED.search(text, start, end):
        return
    row = tokens(text, start, end, networks)
    hardware = lexicon.HARDWARE.search(text, start, end) is not None
    reader, reckoned = _Sentence(text, row, usual, before), inside(text, start, end)
    for at, token in enumerate(row):
        closed = any(one <= token.start and token.end <= other for one, other in reckoned)
        if token.kind == "figure" and not closed:
            found = reader.claim(at)
            prior = lexicon.PRIOR.search(text[max(start, token.start - 40) : token.start])  # earlier models (10 layers)
            machine = hardware and found is not None and found.key in ("flops", "macs", "bytes")
            if found is not None and not machine and not (prior and found.key in TOTALS):
                yield found


FIGURE = 25
"""Units of work for a figure."""
JOINS = frozenset([",", "and", "or", "및", "와", "과", "또는", "和", "と", "y", "et", "und"])
"""What stands between the members of a list."""


class _Sentence:
    """Reads one sentence."""

    def __init__(self, text: str, row: Sequence[Token], usual: str, before: str) -> None:
        self.text, self.row, self.usual, self.before = text, row, usual, before
        self.subjects = Subjects(text, row)
        self._ahead: Behind = {}

    def claim(self, at: int) -> Claim | None:
        """What the figure at a place of the row may count; None if nothing is known of it."""
        token = self.row[at]
        spend(FIGURE)
        outside = around(self.text, token.start, token.end)
        behind = self.text[max(token.end, outside.end) : token.end + 20]
        bounded = lexicon.BEYOND.match(behind) and not outside.behind
        if lexicon.RATES.match(behind) or bounded or FACTOR.match(behind):
            return None
        depth = at + 1 < len(self.row) and self.row[at + 1].key == "depth"
        if RATIO.match(behind) or (FRACTION.search(token.text) and not depth) or re.search(r"\d[x×]\Z", token.text):
            found = ratio(self.row, self.subjects, at, outside, self.before)
            return found if found is None else found._replace(changed=self.doubtful(at))
        if PERCENT.search(token.text) or "%" in outside.unit or PERCENT.match(behind.lstrip()):
            found = share(self.text, self.row, self.subjects, at, outside)
            return found or portion(self.row, self.subjects, at, outside)
        key, last, firm = self.quantity(at, outside)
        if key == "rf" and self.stepped(at):  # a receptive field (3×3, stride 1): that of a kernel
            key = ""
        if not key or (WHOLE_SHAPE.search(token.text) and key in OF_SIDES):
            return self.unsaid(at, outside)
        network, named = self.subjects.network(at, last)
        if key == "depth" and (group := group_before(self.row, at)) is not None:  # convolutional layers: 13 layers
            return Claim(token.start, token.end, outside, "count", network, group, firm=False)
        late = (
            network is not None
            and network.start > token.start
            and self.subjects.behind(last) is None
            and at not in self.subjects.orderly
        )
        if key == "count" and MANY_UNITS.fullmatch(token.text) and self.row[last].part == Part("linear"):
            return Claim(token.start, token.end, outside, "dense", network, firm=False, late=late)  # 4096개의 FC층
        if key == "count":
            return None if self.some(at) else Claim(
                token.start, token.end, outside, "count", network, self.row[last].part, firm=False, late=late
            )  # fmt: skip
        part, sure = part_at(self.row, at, last)
        part = None if key == "depth" and part is not None and part.known else part
        if key in OF_SIDES and (part is None or part.type == "linear"):  # which no fully connected layer has
            part = self.kind(at, last)
        if token.word and not (key == "depth" and part is None):
            return None
        known = part is None or part.known
        if key == "depth" and not self.whole_depth(at, last):
            firm = False
        reckoned = at > 1 and self.row[at - 1].text == "=" and self.row[at - 2].kind != "quantity"
        reckoned = reckoned and self.row[at - 2].text not in lexicon.LINKS - {")"}
        changed: Doubt = "changed" if reckoned else self.doubtful(at)
        vague = network is None and lexicon.VAGUE.fullmatch(self.row[last].text) is not None
        firm = firm and named and sure and known and key in (*TOTALS, "neurons") and not (changed or vague)
        return Claim(
            token.start, token.end, outside, key, network, part, firm=firm, late=late, changed=changed, aside=not sure
        )

    def some(self, at: int) -> bool:
        """Whether a number of layers is that of some that are shown or left: ``these 3``, ``the first 5``."""
        start = self.row[at].start
        return SOME.search(self.text[max(self.row[0].start, start - 12) : start]) is not None

    def kind(self, at: int, last: int) -> Part | None:
        """The kind of layers that a size belongs to, by the last word for one before it, or one behind it."""
        kinds = [found for each in (*self.row[:at], *self.row[last : last + 2]) if (found := kind_of(each))]
        if not kinds and self.stepped(at):
            behind = self.row[at + 1 : at + FARTHEST]
            end = next((n for n, each in enumerate(behind) if SHAPE.search(each.text)), len(behind))
            kinds = [found for each in behind[:end] if (found := kind_of(each))][:1]
        return Part(kinds[-1], many=0) if kinds else None

    def stepped(self, at: int) -> bool:
        """Whether a figure is a window whose stride stands right behind it: ``3×3, stride 2``."""
        behind = (each for each in self.row[at + 1 : at + 4] if each.text not in WITH)
        said = next(behind, None)
        return said is not None and said.key == "stride" and not WHOLE_SHAPE.search(self.row[at].text)

    def whole_depth(self, at: int, last: int) -> bool:
        """Whether a number of layers is said of a network, and not of something that is counted among others."""
        if any(each.kind == "figure" for each in self.row[at + 1 : last]):
            return False
        before = self.row[at - 1] if at else None
        return before is None or before.kind == "network" or before.text in SAYS or (before.text in "-*+>" and at == 1)

    def doubtful(self, at: int) -> Doubt:
        """Whether the sentence, up to the end of the clause of a figure, speaks of a changed network, or quotes it."""
        start = self.row[at].start
        if self.text[max(0, start - 1) : start] in QUOTES:  # what others claim
            return "changed"
        end = next((each.start for each in self.row[at + 1 :] if each.text in (",", ";")), self.row[-1].end)
        mild = {lexicon.is_mild(each[0]) for each in self._doubts if each.end() <= end}
        return "changed" if False in mild else "mild" if mild else ""

    @cached_property
    def _doubts(self) -> list[re.Match[str]]:
        """The words of the sentence that speak of a changed network."""
        return list(lexicon.DOUBT.finditer(self.text, self.row[0].start, self.row[-1].end))

    def unsaid(self, at: int, outside: Around) -> Claim | None:
        """A figure without a quantity: a shape in a sentence about sizes, or a large one beside a network's name."""
        token, says = self.row[at], with_unit(self.text, self.row[at], outside.unit)
        if SHAPE.search(token.text):
            return self.sides(at, outside)
        if COUNTED_ALONE.fullmatch(self.text, self.row[0].start, self.row[-1].end):
            return Claim(token.start, token.end, outside, "only", None, firm=False)
        if COUNTS.search(says) and TOTAL.fullmatch(self.text, self.row[0].start, token.start):
            return Claim(token.start, token.end, outside, "amount", None, firm=False)
        if COUNTS.search(says) and (group := group_before(self.row, at)) is not None:
            return Claim(token.start, token.end, outside, "params", None, group, firm=False)
        if self.usual in TOTALS and not any(each.text[0].isalnum() for each in self.row if each is not token):
            return Claim(token.start, token.end, outside, self.usual, None, firm=False)
        if self.usual and LONG.search(token.text) and not outside.unit:
            return Claim(token.start, token.end, outside, self.usual, self.subjects.network(at, at)[0], firm=False)
        if LARGE.search(says) and not self.doubtful(at):
            network, named = self.subjects.network(at, at)
            if network is None or (network.object and not named):  # it has many parameters (138M)
                inside = any(each.text in "(（" for each in self.row[max(0, at - 3) : at])
                inside = inside and {each.key for each in self.row if each.key in TOTALS} == {"params"}
                return Claim(token.start, token.end, outside, "params", None, firm=False) if inside else None
            if named and part_at(self.row, at, at)[0] is None:
                return Claim(token.start, token.end, outside, sole_total(self.row), network, firm=False)
        if COUNTS.search(says) and bracketed(self.row, at):  # LeNet-5 (60K total)
            return Claim(token.start, token.end, outside, "params", self.row[at - 2].network, firm=False)
        if not token.word and LABEL.fullmatch(self.text, self.row[0].start, token.start):
            return Claim(token.start, token.end, outside, "dense", None, firm=False)
        return None

    def sides(self, at: int, outside: Around) -> Claim:
        """A shape without a quantity: a kernel whose stride stands behind it, or what the sentence is about."""
        token, network = self.row[at], self.subjects.network(at, at)[0]
        if self.stepped(at):
            return Claim(token.start, token.end, outside, "kernel", network, self.kind(at, at), firm=False)
        said = [each.key for each in self.row[:at] if each.kind == "quantity" and each.key in LAYERED]
        whole = len(re.findall(r"\d+", token.text)) > 2 or VECTOR.match(token.text)
        key = said[-1] if said else "output" if whole else ""
        key = key if key in ("kernel", "input", "") else "shape"
        return Claim(token.start, token.end, outside, key or "only", network, firm=False)

    def quantity(self, at: int, outside: Around) -> tuple[str, int, bool]:
        """What a figure counts, the last token that belongs to it, and whether that is said plainly."""
        key, last, firm = self.said(at)
        says = with_unit(self.text, self.row[at], outside.unit)
        many = key in SMALL and COUNTS.search(says) and not SHAPE.search(says)  # 22 layers, yet 7M
        return ("", at, False) if many else (key, last, firm)

    def said(self, at: int) -> tuple[str, int, bool]:
        """What the words around a figure say that it counts, whatever its unit."""
        text = self.row[at].text
        if own := OWN.search(text):
            return str(own.lastgroup), at, True
        if (step := step_at(self.row, at)) and STEP.fullmatch(text):
            return step, at, True
        said, last = ahead(self.row, at, self._ahead)
        if SIZE.search(text) and "mac" not in text.lower():
            return ("bytes", at, False) if said in ("", "params", "weights", "bytes") else ("", at, False)
        if said:
            number = said == "depth" and (self.some(at) or (not at and LAYER_LABEL.match(self.text, self.row[0].start)))
            return ("", at, False) if number else (said, last, True)
        if at and self.row[at - 1].key == "depth" and NUMBERED.fullmatch(self.row[at - 1].text):
            return "", at, False  # layer 8
        back, firm = before(self.row, at, bool(self.subjects.orderly), self.usual == "listed")
        if back.startswith("count "):
            return "count", int(back[6:]), False
        if back == "depth" and (self.listed(at) or self.of_others(at)):
            return "", at, False
        if back == "depth":
            firm = firm and any(
                each.key == "depth" and (place < 2 or each.text.startswith(("depth", "깊이")))
                for place, each in enumerate(self.row[:at])
            )
        return (back, at, firm) if back else ("depth", at, True) if self.elided(at) else ("", at, False)

    def of_others(self, at: int) -> bool:
        """Whether the layers before a figure and a colon are those of a kind that is none: ``Dropout layers: 2``."""
        place = next((each for each in range(at - 1, 0, -1) if self.row[each].key == "depth"), None)
        labelled = place is not None and self.row[place + 1].text in (":", "：", "=")
        return place is not None and labelled and KIND.fullmatch(self.row[place - 1].text) is not None

    def listed(self, at: int) -> bool:
        """Whether a figure stands in a list behind a network, as further members of its family: ``VGG 11, 13, 16``."""
        place = at - 1
        while place > 0 and (self.row[place].kind == "figure" or self.row[place].text in JOINS):
            place -= 1
        return place < at - 1 and place in self.subjects.networks and self.row[place + 1].text == ","

    def elided(self, at: int) -> bool:
        """Whether a figure counts layers because one before it does: ``22 layers, whereas AlexNet has only 8``."""
        before = [each for each in self.subjects.networks if each < at]
        if len(before) < 2 or self.listed(at) or not NUMBER.fullmatch(self.row[at].text):
            return False
        between = self.row[before[-1] + 1 : at]
        counts = [each.key for each in self.row[: before[-1]] if each.kind == "quantity"]
        last = at + 1 == len(self.row) or self.row[at + 1].text in (".", ",", ";", ")")
        return last and counts == ["depth"] and bool(between) and all(each.text in BINDS for each in between)
