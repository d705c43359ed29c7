"""Figures in sentences: each with the queries that it may be the answer to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from cnnstat.documents.reading import answers, lexicon, sequences
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.claim import LAYERED, TOTALS, Claim
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.reading.names import Mention, mentions
from cnnstat.documents.reading.sentence import claims
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tokens import Part, parts, sentences
from cnnstat.documents.reading.topic import Context, Topic, topic_of
from cnnstat.errors import UsageError
from cnnstat.printed import Figure
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

PIXELS = re.compile(r"\s?-?(?:px|pixels?|픽셀|화소)")
REFERS = re.compile(
    r"\W*(?:it|its|the (?:whole |entire )?(?:net(?:work)?|model|architecture)(?:'s)?)\b|\W*(?:이|해당) ?(?:모델"
    r"|네트워크|신경망)|\W*(?:전체|총)|\W*(?:[它该]|总)",
    re.IGNORECASE | re.ASCII,
)
"""The beginning of a sentence about the network of the one before."""
ABOUT = re.compile(r"[A-Za-z.]+\s+")
SHAPED = re.compile(r"[0-9]{1,4}(?=\s?[×xX*])|(?<=[×xX*])\s?[0-9]{1,4}")
SHAPED_TWICE = re.compile(r"[0-9]{1,4}\s?(?:[×xX*]|\\times)\s?[0-9]{1,4}")
"""A height and a width."""
NO_KERNEL = 0, 0
SIDES = re.compile(r"[0-9]{1,5}(?:\s*,\s*[0-9]{1,5}){2}(?<!,[0-9]{3},[0-9]{3})")
LETTER = re.compile(r"[^\W\d_]")
MANY = 1000
"""Smaller figures are not held against a network that was named long before."""
MOST_NEURONS = 100_000
"""So many neurons are hardly those of one layer."""
MOST_SETTINGS = 100
"""Widths and images of networks that are tried in one document."""
OUTPUTS = re.compile(r"soft-?max|소프트맥스|\bFC|fully|\boutput|출력|[0-9]-way", re.IGNORECASE | re.ASCII)
"""Words of a sentence about the last layer, whose neurons are as many as the classes."""
WINDOWS = ("kernel", "windows", "filters")
"""Sizes of kernels, which the members of a family share."""
COMMON = 49
"""The elements of the largest kernel that many networks have."""
SMALL = 10
"""Smaller sizes are found in every network."""


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
        self.recent: list[str] = []

    def setup(self, network: str) -> Setup | None:
        """A network, analysed; None if it cannot be had with the settings of its query."""
        if "@" in network:
            self._settings.add(network)
            if len(self._settings) > MOST_SETTINGS:
                return None
        return setup_of(self._places.get(network, network), self.bench)

    def names(self, text: str) -> list[Mention]:
        """The networks that a text names."""
        found = list(mentions(text, self.bench, self.own)) if LETTER.search(text) else []
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
            yield from self.explained(text, start, end, named, topic, code)
            kernel: tuple[int, ...] = ()  # that was named last: stride and padding are those of its layers
            for claim in claims(text.text, start, end, named, usual):
                if kernel and claim.key in ("stride", "padding") and (claim.part is None or not claim.part.name):
                    claim = claim._replace(part=(claim.part or Part())._replace(kernel=kernel))
                read = list(self.candidate(text, claim, topic, (start, end), code))
                if claim.key in WINDOWS and (sides := SHAPED.findall(text.text, claim.start, claim.end)):
                    kernel = (int(sides[0]), int(sides[1])) if read or len(sides) > 2 else NO_KERNEL
                yield from read
            own = topic_of(named)
            topic = own._replace(spoken=True) if own is not None else topic

    def explained(
        self, text: Shown, start: int, end: int, named: Sequence[Mention], topic: Topic, code: bool
    ) -> Iterator[Candidate]:
        """The figures of a sentence that the layers of one network, or of a variant of it, explain together."""
        if not sequences.explains(text.text, start, end) or lexicon.EXAMPLE.search(text.text, start, end):
            return
        for each in dict.fromkeys(one.networks for one in named) or [topic.networks]:
            for begin, close, query in chain.from_iterable(self.of_layers(text.text, start, end, one) for one in each):
                before = [one for one in named if one.start < begin] or named[:1]
                if (not before or before[-1].networks == each) and not text.holds(begin, close):
                    yield Candidate(*text.place(begin, close), text.text[begin:close], (query,), 0, code=code)

    def of_layers(self, text: str, start: int, end: int, network: str) -> list[sequences.Found]:
        """The figures of a sentence that the layers of a network explain together, or else those of a variant."""
        setup = self.setup(network)
        others = answers.variants(network, setup, self.bench) if setup is not None else ()
        every = ((one, self.setup(one)) for one in (network, *others))
        found = (list(sequences.explained(text, start, end, one, own)) for one, own in every if own is not None)
        family = sequences.members(text, start, end, network, self.bench.known)
        return [*family, *next((each for each in found if each), [])]

    def candidate(
        self, text: Shown, claim: Claim, topic: Topic, sentence: tuple[int, int], code: bool
    ) -> Iterator[Candidate]:  # fmt: skip
        """A figure of a sentence with its queries, if there are any."""
        around, (start, end) = claim.around, sentence
        says = text.text[claim.start : claim.end]
        listed = SIDES.fullmatch(says) is not None  # as programs print shapes, which no mark can enclose
        plural = lexicon.PLURAL.match(text.text, claim.end)  # 60 millions
        unit = f" {'b' if plural['billion'] else 'm'}illion" if plural else around.unit
        printed = f"{around.before}{says.replace(',', '×') if listed else says}{unit}"
        try:
            figure = amount(printed)
        except UsageError:
            return
        if figure.bound or (around.behind and amount(f"1 {around.behind}").bound):
            return
        if claim.key == "neurons" and claim.part is None and not figure.shape and figure.value >= MOST_NEURONS:
            claim = claim._replace(key="all neurons")
        if claim.network is not None and claim.late and topic.networks and topic.near:
            claim = claim._replace(network=None, firm=False)
        if claim.key == "input" and not figure.shape and not PIXELS.match(text.text, claim.end):
            return
        if claim.network is None:
            claim = self.labelled(claim, topic)
            outputs = OUTPUTS.search(text.text, start, claim.end + 40) is not None
            if not inherits(claim, topic, figure, text.text[start : claim.start], outputs):
                return
            if claim.key in (*WINDOWS, "count") and lexicon.GENERIC.search(text.text, start, end):
                return
            if claim.key == "classes" and lexicon.DATASETS.search(text.text, start, end):
                return
        word = ABOUT.match(says)  # a mark need not enclose it
        place = text.place(claim.start + (word.end() if word else 0), claim.end)
        if text.holds(claim.start, claim.end):  # a part of some code
            return
        networks = claim.network.networks if claim.network is not None else topic.networks
        queries = tuple(self.queries(networks, claim, printed, text.text[start : claim.start], topic))
        if queries:
            firm = firmness(claim, topic, text.text, start, networks[0])
            yield Candidate(*place, printed, queries, firm, unit, code=code or listed)

    def labelled(self, claim: Claim, topic: Topic) -> Claim:
        """A figure that stands below the name of a layer, as one of this layer."""
        setup = self.setup(topic.networks[0]) if topic.networks and self.context.label else None
        if (
            setup is None
            or claim.key in ("depth", "input")
            or (claim.part is not None and (claim.part.many or claim.part.name))
        ):
            return claim
        name = answers.named_layer(setup, self.context.label)
        ordinal = next((each.part for each in parts(self.context.label, 0, len(self.context.label))), None)
        part = Part(name=name) if name else ordinal
        return claim if part is None else claim._replace(part=part, firm=False, aside=True)

    def queries(
        self, networks: Sequence[str], claim: Claim, printed: str, sentence: str, topic: Topic
    ) -> Iterator[str]:  # fmt: skip
        """The queries that a claim may be, for each of the networks that it may be about."""
        for network in networks:
            setup = self.setup(network)
            if setup is None:
                continue
            part = claim.part
            if (
                part is None
                and claim.key != "depth"
                and (name := answers.named_layer(setup, unnamed(sentence, network)))
            ):
                part = Part(name=name)
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
            else:
                if claim.aside and part is not None and claim.key in TOTALS:
                    yield from answers.answers(network, claim.key, printed, None, setup)
                found = list(answers.answers(network, claim.key, printed, part, setup))
                if claim.key == "all neurons":
                    found += answers.answers(network, "neurons", printed, part, setup)
                sided = claim.network is None and not topic.spoken and SHAPED_TWICE.fullmatch(printed.strip())
                numbered = part is not None and part.nth != 0 and not claim.firm  # other variants have other layers
                if numbered or (not found and claim.key in ("input", "output", "shape") and not sided):
                    found += self.of_variants(network, claim.key, printed, part, setup)
                yield from found

    def of_variants(self, network: str, key: str, printed: str, part: Part | None, setup: Setup) -> Iterator[str]:
        """The query for a size that no layer of a network has, but one of a variant of it."""
        for each in answers.variants(network, setup, self.bench):
            other = self.setup(each)
            if other is not None and (found := next(answers.answers(each, key, printed, part, other), "")):
                yield found
                return


def inherits(claim: Claim, topic: Topic, figure: Figure, before: str, outputs: bool) -> bool:
    """Whether a figure in a sentence that names no network may be that of the one spoken of.

    Args:
        claim: the figure.
        topic: what is spoken of.
        figure: its value.
        before: the sentence up to the figure.
        outputs: whether it speaks of what a network puts out.
    """
    sides = len(figure.shape)
    if not topic.near and (figure.value < MANY or sides == 2):
        return False
    if claim.key == "classes" and not topic.spoken and not outputs:
        return False
    if claim.key == "count" and topic.far:
        return False
    of_layers = claim.part is not None and claim.part.known
    named = of_layers and claim.part is not None and (claim.part.many > 0 or claim.part.type == "pool")
    if sides == 2 and not named and topic.far and figure.value <= COMMON:
        return False
    if sides == 2 and claim.key not in WINDOWS and len(topic.networks) > 1:
        return False
    if claim.key in LAYERED and not of_layers and not sides and figure.value < SMALL and not topic.exact:
        return False
    return lexicon.EXAMPLE.search(before) is None


def firmness(claim: Claim, topic: Topic, text: str, start: int, network: str) -> int:
    """How certain it is what a figure counts, as a candidate says it.

    Args:
        claim: the figure.
        topic: what is spoken of.
        text: the text of the sentence.
        start: where the sentence begins.
        network: the likeliest network.
    """
    exact = claim.network.exact if claim.network is not None else topic.exact
    changed = lexicon.DATASETS.search(text, start, claim.end + 60) and not network.startswith(("lenet", "resnet"))
    if claim.changed or changed:
        return 0
    if claim.key in ("bytes", "activations"):
        return 1
    if not exact or claim.key not in TOTALS:
        return 0
    inherited = claim.network is None and (topic.spoken or topic.loose) and not REFERS.match(text, start)
    return 2 if claim.firm and not inherited else 1


def unnamed(sentence: str, network: str) -> str:
    """The end of a sentence, behind its last figure but without names of networks, in which a layer may be named."""
    tail = re.split(r"[0-9][0-9.,]*\s?(?:[KMGB%]|million|billion)\b|[;,]", sentence)[-1]
    return tail[-120:]
