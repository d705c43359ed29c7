"""Figures in sentences: each with the queries that it may be the answer to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from cnnstat.documents.reading import answers, lexicon, sequences
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate, Found
from cnnstat.documents.reading.claim import LAYERED, TOTALS, Claim
from cnnstat.documents.reading.given import given, width_of
from cnnstat.documents.reading.inherited import WINDOWS, firmness, general, inherits, said_before
from cnnstat.documents.reading.labelled import readings
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.reading.names import Mention, coordinated, mentions
from cnnstat.documents.reading.part_of import carried, of_its_kind, subject
from cnnstat.documents.reading.sentence import OF_SIDES, claims
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tokens import Part, sentences
from cnnstat.documents.reading.topic import Context, Topic, topic_of
from cnnstat.errors import UsageError
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

PIXELS = re.compile(r"\s?-?(?:px|pixels?|픽셀|화소)")
ABOUT = re.compile(r"[A-Za-z.]+\s+")
SHAPED = re.compile(r"[0-9]{1,4}(?=\s?[×xX*])|(?<=[×xX*])\s?[0-9]{1,4}")
SHAPED_TWICE = re.compile(r"[0-9]{1,4}\s?(?:[×xX*]|\\times)\s?[0-9]{1,4}")
"""A height and a width."""
NO_KERNEL = 0, 0
SIDES = re.compile(r"[0-9]{1,5}(?:\s*,\s*[0-9]{1,5}){2}(?<!,[0-9]{3},[0-9]{3})")
LETTER = re.compile(r"[^\W\d_]")
MOST_NEURONS = 100_000
"""So many neurons are hardly those of one layer."""
MOST_SETTINGS = 100
"""Widths and images of networks that are tried in one document."""
MOST_COMPARED = 300_000
"""Rows of tables times layers that are compared in one document: some seconds."""
GOOGLENET, MODULE = "googlenet", ("inception-3a",)
HEADED = ("googlenet", "inception_v3")
"""Networks with auxiliary heads, which they have while they are trained."""


class Prose:
    """Reads the sentences of one document, in order.

    Attributes:
        bench: what knows networks and their figures.
        own: the project's own names of networks, each with its query.
        context: what was spoken of so far.
        recent: the networks named last, for ratios.
    """

    def __init__(self, bench: Bench, own: Mapping[str, tuple[str, str]]) -> None:
        self.bench, self.context = bench, Context()
        self.own = {name: asks for name, (asks, _) in own.items()}
        self._places = dict(own.values())
        self._settings: set[str] = set()
        self._compared = 0
        self.recent: list[str] = []

    def setup(self, network: str) -> Setup | None:
        """A network, analysed; None if it cannot be had with the settings of its query."""
        if "@" in network:
            self._settings.add(network)
            if len(self._settings) > MOST_SETTINGS:
                return None
        return setup_of(self._places.get(network, network), self.bench)

    def compares(self, rows: int, layers: int) -> bool:
        """Whether so many rows may still be compared with so many layers; counts them."""
        self._compared += rows * layers
        return self._compared <= MOST_COMPARED

    def names(self, text: str) -> list[Mention]:
        """The networks that a text names."""
        found = coordinated(mentions(text, self.bench, self.own), text) if LETTER.search(text) else []
        if GOOGLENET in self.context.named:  # whose module is named, and no network of its own
            found = [each for each in found if each.networks != MODULE or text[each.start : each.end] == MODULE[0]]
        named = [*self.recent, *(each.networks[0] for each in found if each.networks)]
        self.recent = list(dict.fromkeys(reversed(named)))[:3][::-1]
        return found

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
        for start, end in sentences(text.text):
            named = found[bisect_left(starts, start) : bisect_left(starts, end)]
            known = [*self.explained(text, start, end, named, topic, code)]
            yield from known
            told = {each.start for each in known}
            kernel: tuple[int, ...] = ()  # that was named last: stride and padding are those of its layers
            kind = ""
            lists = [each.span() for each in sequences.LISTED.finditer(text.text, start, end)]
            for claim in claims(text.text, start, end, named, usual):
                inside = any(one < claim.start and claim.end < other for one, other in lists)
                if inside and text.text[claim.start : claim.end].isdecimal():
                    continue  # all of a list are read together
                if kernel and claim.key in ("stride", "padding") and (claim.part is None or not claim.part.name):
                    claim = claim._replace(part=(claim.part or Part(kind, many=0))._replace(kernel=kernel))
                read = list(self.candidate(text, claim, topic, (start, end), code))
                read = [each for each in read if not each.firm or each.start not in told]
                if claim.key in WINDOWS and (sides := SHAPED.findall(text.text, claim.start, claim.end)):
                    kernel = (int(sides[0]), int(sides[1])) if read or len(sides) > 2 else NO_KERNEL
                    kind = claim.part.type if claim.part is not None else ""
                yield from read
            own = topic_of(named)
            topic = own._replace(spoken=True) if own is not None else topic

    def explained(
        self, text: Shown, start: int, end: int, named: Sequence[Mention], topic: Topic, code: bool
    ) -> Iterator[Candidate]:
        """The figures of a sentence that the layers of one network, or of a variant of it, explain together."""
        if self.context.other and not named:
            return  # the sizes of a network that the catalog does not have
        if not sequences.explains(text.text, start, end) or lexicon.EXAMPLE.search(text.text, start, end):
            return
        for network in dict.fromkeys((*chain.from_iterable(each.networks for each in named), *topic.networks)):
            for begin, close, query in sequences.members(text.text, start, end, network, self.deep(bool(named))):
                yield Candidate(*text.place(begin, close), text.text[begin:close], (query,), 0, code=code)
        for each in dict.fromkeys(one.networks for one in named) or [topic.networks]:
            for begin, close, query in chain.from_iterable(self.of_layers(text.text, start, end, one) for one in each):
                before = [one for one in named if one.start < begin] or named[:1]
                if (not before or before[-1].networks == each) and not text.holds(begin, close):
                    yield Candidate(*text.place(begin, close), text.text[begin:close], (query,), 0, code=code)

    def of_layers(self, text: str, start: int, end: int, network: str) -> list[Found]:
        """The figures of a sentence that the layers of a network explain together, or else those of a variant."""
        every = ((one, self.setup(one)) for one in (network, *answers.variants(network, self.bench)))
        found = (list(sequences.explained(text, start, end, one, own)) for one, own in every if own is not None)
        return next((each for each in found if each), [])

    def candidate(
        self, text: Shown, claim: Claim, topic: Topic, sentence: tuple[int, int], code: bool
    ) -> Iterator[Candidate]:  # fmt: skip
        """A figure of a sentence with its queries, if there are any."""
        around, start = claim.around, sentence[0]
        says = text.text[claim.start : claim.end]
        listed = SIDES.fullmatch(says) is not None  # as programs print shapes, which no mark can enclose
        plural = lexicon.PLURAL.match(text.text, claim.end)  # 60 millions
        unit = lexicon.multiplier(plural) if plural else around.unit
        printed = f"{said_before(claim, topic)}{says.replace(',', '×') if listed else says}{unit}"
        try:
            figure = amount(printed)
        except UsageError:
            return
        if figure.bound or (around.behind and amount(f"1 {around.behind}").bound):
            if claim.part is not None or claim.key != "params":
                return
            claim, printed = claim._replace(firm=False), f"{printed} {around.behind.strip()}".rstrip()
        if claim.key == "neurons" and claim.part is None and not figure.shape and figure.value >= MOST_NEURONS:
            claim = claim._replace(key="all neurons")
        if claim.network is not None and claim.late and topic.networks and topic.near:
            claim = claim._replace(network=None, firm=False)
        sideless = claim.key == "input" and not figure.shape and not PIXELS.match(text.text, claim.end)
        if sideless or self.of_other(claim) or general(claim, figure, text.text, sentence):
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
            if queries:
                firm = firmness(each, topic, text.text, start, networks[0])
                firm = 0 if carried(each, said, self.setup(networks[0])) else firm
                yield Candidate(*place, printed, queries, firm, unit, code=code or listed)
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
        return claim.key in LAYERED and self.context.other and not named

    def queries(
        self, networks: Sequence[str], claim: Claim, printed: str, sentence: str, topic: Topic
    ) -> Iterator[str]:  # fmt: skip
        """The queries that a claim may be, for each of the networks that it may be about."""
        for network in networks:
            setup = self.setup(network)
            if setup is None:
                continue
            part = claim.part
            if part is None and claim.key != "depth":
                part = self.named(network, claim.key, printed, sentence, setup)
                part = part or subject(claim, sentence, setup)
            elif part is not None and not part.many and part.known and not part.name:
                part = of_its_kind(setup, part, answers.named_layer(setup, answers.clause(sentence)))
            if claim.key == "ratio":
                others = claim.other.networks if claim.other is not None else topic.networks
                if others[:1] in ((), (network,)):
                    others = tuple(each for each in reversed(self.recent) if each != network)
                yield from (
                    each
                    for other in others[:1]
                    if other != network
                    for each in answers.compared(network, other, claim.of)
                )
            elif claim.key == "share" and part is not None:
                yield from answers.shares(network, part, claim.of, setup)
                yield from self.of_groups(network, "share", claim.of, part, setup)
            else:
                if claim.aside and part is not None and claim.key in TOTALS:
                    yield from answers.answers(network, claim.key, printed, None, setup)
                found = list(self.answered(network, claim, printed, part, setup, (claim.network or topic).exact))
                if network != networks[0]:  # of a family; twice the operations of one are those of another
                    found = [each for each in found if not each.endswith(".flops")]
                sided = claim.network is None and not topic.spoken and SHAPED_TWICE.fullmatch(printed.strip())
                numbered = part is not None and part.nth != 0 and not claim.firm and claim.key not in OF_SIDES[:2]
                if numbered or (not found and claim.key in ("input", "output", "shape") and not sided):
                    found += self.of_variants(network, claim.key, printed, part, setup)
                yield from found
                yield from self.of_groups(network, claim.key, claim.key, part, setup)

    def named(self, network: str, key: str, printed: str, sentence: str, setup: Setup) -> Part | None:
        """The layer that a sentence names before a figure; of several the one that has its size, if any has."""
        every = [Part(name=each) for each in answers.named_layers(setup, answers.clause(sentence))]
        if not every and key in (*OF_SIDES, "shape"):  # MaxPool-2: stride 2, 3×3
            further = [Part(name=each) for each in answers.named_layers(setup, sentence)]
            return next((each for each in reversed(further) if self.has(network, key, printed, each, setup)), None)
        own = (each for each in every if self.has(network, key, printed, each, setup))
        return next(own, every[0]) if len(every) > 1 and key in (*LAYERED, "shape") else every[0] if every else None

    def has(self, network: str, key: str, printed: str, part: Part, setup: Setup) -> bool:
        """Whether a part of a network has a size as it is printed."""
        return next(answers.answers(network, key, printed, part, setup), "") != ""

    def of_groups(self, network: str, key: str, of: str, part: Part | None, setup: Setup) -> Iterator[str]:
        """The queries for all layers of a kind in the variants of a network, which have other ones."""
        if part is None or not part.known or not part.type or part.nth or of not in ("params", "weights"):
            return
        for each in answers.variants(network, self.bench):
            if (other := self.setup(each)) is not None and key == "share":
                yield from answers.shares(each, part, of, other)
            elif other is not None:
                yield from answers.totals(each, of, part, other)

    def answered(
        self, network: str, claim: Claim, printed: str, part: Part | None, setup: Setup, exact: bool
    ) -> Iterator[str]:  # fmt: skip
        """The queries for a figure of a network, or of the member of its family that has as many layers."""
        yield from answers.answers(network, claim.key, printed, part, setup)
        member = f"{network.rstrip('0123456789')}{printed.strip()}"
        if (
            claim.key == "depth"
            and not exact
            and network[-1:].isdigit()
            and self.deep(claim.network is not None)(member)
        ):
            yield f"{member}.depth"
        if claim.key == "all neurons":
            yield from answers.answers(network, "neurons", printed, part, setup)

    def deep(self, named: bool) -> Callable[[str], bool]:
        """Whether so many layers may mean a network; where plain ones have as many, only if it or CIFAR is named."""
        wide = named or self.context.data
        return lambda name: (wide or not lexicon.PLAIN.match(name)) and self.bench.known(name) is not None

    def of_variants(self, network: str, key: str, printed: str, part: Part | None, setup: Setup) -> Iterator[str]:
        """The query for a size that no layer of a network has, but one of a variant of it."""
        for each in answers.variants(network, self.bench):
            other = self.setup(each)
            if other is not None and (found := next(answers.answers(each, key, printed, part, other), "")):
                yield found
                return
