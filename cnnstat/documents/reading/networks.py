"""What knows the networks of one document: their names, their analyses, and the queries that a figure may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cnnstat.documents.reading import answers, lexicon
from cnnstat.documents.reading.claim import LAYERED, TOTALS, Claim
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.reading.names import Mention, coordinated, mentions
from cnnstat.documents.reading.part_of import of_its_kind, subject
from cnnstat.documents.reading.sentence import OF_SIDES
from cnnstat.documents.reading.tokens import Part
from cnnstat.documents.reading.topic import Context, Topic
from cnnstat.effort import spend
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

MOST_SETTINGS = 100
"""Widths and images of networks that are tried in one document."""
FAMILY = 2
"""Members of a family that another network is said to be deeper than."""
MOST_COMPARED = 300_000
"""Rows of tables times layers that are compared in one document: some seconds."""
GOOGLENET, MODULE = "googlenet", ("inception-3a",)
SHAPED_TWICE = re.compile(r"[0-9]{1,4}\s?(?:[×xX*]|\\times)\s?[0-9]{1,4}")
"""A height and a width."""
LETTER = re.compile(r"[^\W\d_]")


class Networks:
    """The networks of one document, and what was spoken of so far.

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
        self._known: set[str] = set()
        self._compared = 0
        self.recent: list[str] = []

    def setup(self, network: str) -> Setup | None:
        """A network, analysed; None if it cannot be had with the settings of its query."""
        if "@" in network:
            self._settings.add(network)
            if len(self._settings) > MOST_SETTINGS:
                return None
        setup = setup_of(self._places.get(network, network), self.bench)
        if setup is not None and network not in self._known:
            self._known.add(network)
            spend(4 * len(setup.analysis.layers))  # to make them ready for figures to be looked up
        return setup

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
                family = claim.of == "depth" and claim.other is not None and not claim.other.exact
                yield from (
                    each
                    for other in others[: FAMILY if family else 1]
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
            own = (each for each in reversed(further) if self.has(network, key, printed, each, setup))
            return next(own, further[-1] if further and key in OF_SIDES else None)  # which is then no other layer's
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
        return lambda name: (wide or not lexicon.PLAIN.match(name)) and self.bench.in_catalog(name) is not None

    def of_variants(self, network: str, key: str, printed: str, part: Part | None, setup: Setup) -> Iterator[str]:
        """The query for a size that no layer of a network has, but one of a variant of it."""
        for each in answers.variants(network, self.bench):
            other = self.setup(each)
            if other is not None and (found := next(answers.answers(each, key, printed, part, other), "")):
                yield found
                return
