"""Figures in sentences: each with the queries that it may be the answer to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import chain

from cnnstat.documents.reading import answers, lexicon, sequences, spelled
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate, Found
from cnnstat.documents.reading.claim import LAYERED, TOTALS, Claim
from cnnstat.documents.reading.given import given, width_of
from cnnstat.documents.reading.inherited import WINDOWS, firmness, general, inherits, pointwise, said_before
from cnnstat.documents.reading.labelled import readings
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.networks import Networks
from cnnstat.documents.reading.part_of import carried
from cnnstat.documents.reading.sentence import claims
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tokens import Part, sentences
from cnnstat.documents.reading.topic import Topic, topic_of
from cnnstat.errors import UsageError
from cnnstat.printed.words import MYRIADS

GOES_ON = re.compile(r"[^0-9\n]{0,20}[0-9][0-9.,]*\s?(?:[x×X]|\\times|times|fold|배|倍|ve[cz]es|fois|volte|mal)")
"""The beginning of a sentence with a ratio of what the one before speaks of: ``12x less than AlexNet``."""
PIXELS = re.compile(r"\s?-?(?:px|pixels?|픽셀|화소)")
ABOUT = re.compile(r"[A-Za-z.]+\s+")
SHAPED = re.compile(r"[0-9]{1,4}(?=\s?[×xX*])|(?<=[×xX*])\s?[0-9]{1,4}")
SHARED = ("params", "macs", "flops")
"""What figures of a list may share a multiplier for."""
LISTED = 12
"""Figures of such a list: each looks for the last."""
PLAIN = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?")
NEXT = re.compile(
    rf"\s?(?:,\s?(?:and\s)?|/|and|와|과|및|和|y|e|et|und)\s?{PLAIN.pattern}"
    rf"(?:\s?(?P<unit>thousand|million|billion|[KMGB](?![A-Za-z])|{MYRIADS}))?(?![0-9.])"
)
"""The next figure of a list, perhaps with its multiplier."""
WHOLE, UNLIKE = re.compile(r"[^\s.@]+(?:@\S+)?\.(?:params|macs|flops|depth)"), Fraction(6, 5)
"""The query of a total; and how many times as large as another a figure is that cannot be the same one, rounded."""
COMPARES = re.compile(rf"{lexicon.COMPARISON.pattern}|[0-9]\s?(?:%|배|倍|times\b|[x×](?!\s?[0-9]))", lexicon.FLAGS)
"""Words and figures of sentences that compare."""
OPENS = re.compile(r"\s?[(（]\s?(?:약|about|~|≈)?\s?", lexicon.FLAGS)
"""What stands between the name of a network and a figure that can be no other's."""
NO_KERNEL = 0, 0
SIDES = re.compile(r"[0-9]{1,5}(?:\s*,\s*[0-9]{1,5}){2}(?<!,[0-9]{3},[0-9]{3})")
MOST_NEURONS = 100_000
"""So many neurons are hardly those of one layer."""
HEADED = ("googlenet", "inception_v3")
"""Networks with auxiliary heads, which they have while they are trained."""


class Prose(Networks):
    """Reads the sentences of one document, in order."""

    def sentences(
        self, text: Shown, found: Sequence[Mention], topic: Topic, listing: bool = False, code: bool = False
    ) -> Iterator[Candidate]:
        """The figures of some sentences, of which the first may speak of what was spoken of before.

        Args:
            text: the sentences.
            found: the networks that they name.
            topic: the network that was spoken of before.
            listing: whether they are lines of a listing of layers.
            code: whether they stand in code.
        """
        usual = "listed" if listing else self.context.quantity
        found = sorted(found, key=lambda each: each.start)
        starts = [each.start for each in found]
        since = 0  # where the sentence before begins
        for start, end in sentences(text.text):
            named = found[bisect_left(starts, start) : bisect_left(starts, end)]
            known = [*self.explained(text, start, end, named, topic, code)]
            yield from known
            told = {each.start for each in known}
            kernel: tuple[int, ...] = ()  # that was named last: stride and padding are those of its layers
            kind = ""
            lists = [each.span() for each in sequences.LISTED.finditer(text.text, start, end)]
            before = total_of(text.text, since, start) if GOES_ON.match(text.text, start, end) else ""
            every: list[Candidate] = []
            beside = set[int]()
            for claim in claims(text.text, start, end, named, usual, before):
                inside = any(one < claim.start and claim.end < other for one, other in lists)
                if inside and text.text[claim.start : claim.end].isdecimal():
                    continue  # all of a list are read together
                if kernel and claim.key in ("stride", "padding") and (claim.part is None or not claim.part.name):
                    claim = claim._replace(part=(claim.part or Part(kind, many=0))._replace(kernel=kernel))
                read = list(self.candidate(text, claim, topic, (start, end), code))
                read = [each for each in read if not each.firm or each.start not in told]
                if claim.network is not None and OPENS.fullmatch(text.text, claim.network.end, claim.start):
                    beside.update(each.start for each in read)
                if claim.key in WINDOWS and (sides := SHAPED.findall(text.text, claim.start, claim.end)):
                    told_so = len(sides) > 1 and (read or len(sides) > 2)
                    kernel = (int(sides[0]), int(sides[1])) if told_so else NO_KERNEL
                    kind = claim.part.type if claim.part is not None else ""
                every += read
            yield from contradicted(every, beside) if COMPARES.search(text.text, start, end) else every
            since = start
            own = None if topic.networks and all(each.object for each in named) else topic_of(named)  # still of it
            topic = own._replace(spoken=True) if own is not None else topic

    def explained(
        self, text: Shown, start: int, end: int, named: Sequence[Mention], topic: Topic, code: bool
    ) -> Iterator[Candidate]:
        """The figures of a sentence that the layers of one network, or of a variant of it, explain together."""
        if self.context.other and not named:
            return  # the sizes of a network that the catalog does not have
        reads = sequences.ways(text.text, start, end)
        if not reads or lexicon.EXAMPLE.search(text.text, start, end):
            return
        for network in dict.fromkeys((*chain.from_iterable(each.networks for each in named), *topic.networks)):
            for begin, close, query in sequences.members(text.text, start, end, network, self.deep(bool(named))):
                yield Candidate(*text.place(begin, close), text.text[begin:close], (query,), 0, code=code)
        for each in dict.fromkeys(one.networks for one in named) or [topic.networks]:
            known = (self.of_layers(text.text, start, end, one, reads) for one in each)
            for begin, close, query in chain.from_iterable(known):
                before = [one for one in named if one.start < begin] or named[:1]
                if (not before or before[-1].networks == each) and not text.holds(begin, close):
                    yield Candidate(*text.place(begin, close), text.text[begin:close], (query,), 0, code=code)

    def of_layers(
        self, text: str, start: int, end: int, network: str, reads: Sequence[sequences.Reads]
    ) -> list[Found]:  # fmt: skip
        """The figures of a sentence that the layers of a network explain together, or else those of a variant."""
        every = ((one, self.setup(one)) for one in (network, *answers.variants(network, self.bench)))
        found = (
            [each for read in reads for each in read(text, start, end, one, own)]
            for one, own in every
            if own is not None
        )
        return next((each for each in found if each), [])

    def candidate(
        self, text: Shown, claim: Claim, topic: Topic, sentence: tuple[int, int], code: bool
    ) -> Iterator[Candidate]:  # fmt: skip
        """A figure of a sentence with its queries, if there are any."""
        around, start = claim.around, sentence[0]
        says = text.text[claim.start : claim.end]
        printed, unit, listed = as_printed(text.text, claim, said_before(claim, topic))
        try:
            figure = amount(printed)
        except UsageError:
            return
        bounds = figure.bound or (around.behind and amount(f"1 {around.behind}").bound)
        if bounds:
            claim, printed = claim._replace(firm=False), f"{printed} {around.behind.strip()}".rstrip()
        if claim.key == "neurons" and claim.part is None and not figure.shape and figure.value >= MOST_NEURONS:
            claim = claim._replace(key="all neurons")
        if claim.network is not None and claim.late and topic.networks and topic.near:
            claim = claim._replace(network=None, firm=False)
        sideless = claim.key == "input" and not figure.shape and not PIXELS.match(text.text, claim.end)
        silent = bounds and (claim.part is not None or claim.key != "params")
        if silent or sideless or self.of_other(claim) or general(claim, figure, text.text, sentence):
            return
        if only := claim.key == "only":
            claim = claim._replace(key="shape" if figure.shape else "filters", network=None)
        ways = [claim]  # as one of the layer that is named above, or else as it stands
        if claim.network is None:
            setup = self.setup(topic.networks[0]) if topic.networks and self.context.label else None
            both = readings(claim, self.context.label, setup, only)
            ways = [each for each in both if inherits(each, topic, figure, text.text, sentence)]
        word = ABOUT.match(says)  # a mark need not enclose it
        place = text.place(claim.start + (word.end() if word else 0), claim.end)
        if text.holds(claim.start, claim.end):  # a part of some code
            return
        networks = self.networks(claim, topic, text.text, sentence)
        for each in ways:
            said = text.text[start : claim.start]
            queries = tuple(dict.fromkeys(self.queries(networks, each, printed, said, topic)))
            if queries and pointwise(each, figure, text.text, sentence):  # but that of a layer that the sentence names
                own = self.setup(networks[0])
                name = answers.named_layer(own, said) if own is not None else ""
                queries = tuple(one for one in queries if name and one.partition(".")[2].startswith(f"{name}."))
            if queries:
                firm = firmness(each, topic, text.text, start, networks[0])
                firm = 0 if carried(each, said, self.setup(networks[0])) else firm
                yield Candidate(
                    *place, printed, queries, firm, unit, code=code or listed, changed=claim.changed == "changed"
                )
                return

    def networks(self, claim: Claim, topic: Topic, text: str, sentence: tuple[int, int]) -> tuple[str, ...]:
        """The networks that a claim may be about, with the width and the heads that its sentence gives them."""
        named = claim.network.networks if claim.network is not None else topic.networks
        if width := width_of(text, sentence, claim.start, claim.end):
            named = tuple(given(each, width, self.setup) for each in named)
        if claim.key in LAYERED and (self.context.auxiliary or lexicon.AUXILIARY.search(text, *sentence)):
            return (*named, *(f"{each}@mode=train" for each in named if each in HEADED))
        return named

    def of_other(self, claim: Claim) -> bool:
        """Whether a figure is a size in a section about a network that the catalog does not have."""
        named = claim.network is not None and claim.network.exact
        return claim.key in (*LAYERED, "shape", "only") and self.context.other and not named


def as_printed(text: str, claim: Claim, before: str) -> tuple[str, str, bool]:
    """A figure as it is read, its unit, and whether it is a shape as programs print it, which no mark can enclose."""
    plain = spelled.plain(text, claim.start, claim.end)
    listed = SIDES.fullmatch(plain) is not None
    plural = spelled.PLURAL.match(text, claim.end)  # 60 millions
    unit = spelled.multiplier(plural) if plural else claim.around.unit or shared(text, claim)
    return f"{before}{plain.replace(',', '×') if listed else plain}{unit}", unit, listed


def shared(text: str, claim: Claim) -> str:
    """The multiplier that stands behind the last figure of a list for all of them: ``15.3 and 19.6 billion``."""
    if claim.key not in SHARED or not PLAIN.fullmatch(text, claim.start, claim.end):
        return ""
    end = claim.end
    for _ in range(LISTED):
        found = NEXT.match(text, end)
        if found is None or found["unit"]:
            return f" {found['unit']}" if found else ""
        end = found.end()
    return ""


def contradicted(found: Sequence[Candidate], beside: AbstractSet[int]) -> list[Candidate]:
    """The figures of a sentence that compares, of which none is doubted that has another beside it for one total.

    It compares with something that could not be read, whose one of them is.

    Args:
        found: the figures.
        beside: where those begin that stand in brackets right behind a network's name, which can be no other's.
    """
    values: dict[str, list[Fraction]] = {}
    for each in found:
        if WHOLE.fullmatch(each.queries[0]):
            values.setdefault(each.queries[0], []).append(amount(each.printed).value)
    several = {query for query, own in values.items() if max(own) > UNLIKE * min(own)}
    return [
        each._replace(firm=0) if each.queries[0] in several and each.start not in beside else each for each in found
    ]


def total_of(text: str, start: int, end: int) -> str:
    """The last total that a sentence speaks of; "" if it speaks of none."""
    said = [str(each.lastgroup) for each in lexicon.QUANTITY.finditer(text, start, end)]
    return next((each for each in reversed(said) if each in TOTALS), "")
