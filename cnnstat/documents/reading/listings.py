"""Code and listings of layers: sizes in comments and in lines, of the network whose layers have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cnnstat.documents.document import Passage
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.layers import NETWORKS, layers_of, of_image
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown, shown
from cnnstat.documents.reading.topic import NONE, Topic, topic_of
from cnnstat.query.bench import Setup

DIGIT = re.compile("[0-9]")
SIDE = r"[1-9][0-9]{0,4}"
_BATCH = rf"(?:(?:batch(?:[_ ]size)?|none|n|b|bs|-1|\?|{SIDE})\s*,\s*)?"
SHAPE = re.compile(
    rf"(?<![A-Za-z0-9.,×*/+-])(?<![×xX*]\s)"
    rf"(?:{SIDE}(?:\s?[×xX*]\s?{SIDE}){{2}}(?!\s?\)?\s?[×xX*/+]|[0-9A-Za-z]|[.,][0-9])"
    rf"|[(\[]\s*{_BATCH}(?P<sides>{SIDE}(?:\s*,\s*{SIDE}){{2}})\s*[)\]])",
    re.IGNORECASE | re.ASCII,
)
"""A shape with three sides, as people and programs write it."""
COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//)[ \t]*(?P<text>[^\s][^\n]*)")
"""A comment, on a line of its own or behind code."""
LINE = re.compile(
    r"^[ \t#/*>=]*(?:(?P<params>Total params(?:\s*\([^()\n]{0,40}\))?|Trainable params|TOTAL params"
    r"|Total parameters|Parameters?|#?params)"
    r"|(?P<macs>Total mult-adds(?:\s*\((?:(?P<unit>[KMGT])|Units\.(?P<word>[A-Z]+)|[^()\n]{0,20})\))?|MACs|Total MACs)"
    r"|(?P<flops>FLOPs|Total FLOPs)|(?P<bytes>File size)|(?P<floats>Params size \((?P<mega>[KMG]i?B)\))"
    r"|(?P<input>Image size))"
    r"\s*[:=]\s*[\"']?(?P<figure>[0-9][0-9,.]*(?:\s?[KMGT](?![A-Za-z])|\s?(?:million"
    r"|billion))?)(?:\s*\((?P<size>[0-9][0-9.,]*\s?[KMG]i?B)\))?",
    re.IGNORECASE | re.ASCII | re.MULTILINE,
)
"""A line with a total, as programs print it."""
FITTING, FEWEST = 2 / 3, 2
"""The share of the shapes of some code that the layers of its network have, and so many at least."""
MANY = 5
"""So many shapes are those of a whole network."""


def topic_of_code(reader: Prose, text: str) -> Topic:
    """The network that some code defines, imports or calls; or else the one that is spoken of."""
    named = topic_of([each for each in mentions(text, reader.bench, reader.own) if each.networks and not each.object])
    return reader.context.topic() if named is None or named.several else named


def lines_of(passage: Passage, block: Block) -> Iterator[Shown]:
    """The lines of some code that are not blank, as readers see them."""
    at = block.start
    for line in passage.text[block.start : block.end].splitlines(keepends=True):
        seen = shown(passage.text, at, at + len(line), "html" if block.form == "html" else "code")
        if seen.text.strip():
            yield seen
        at += len(line)


class Fit(NamedTuple):
    """How well the shapes of some lines fit a network.

    Attributes:
        network: the network, or a variant, that has most of them; "" if none has any.
        share: how large a part of them it has.
        many: how many there are.
    """

    network: str = ""
    share: float = 0
    many: int = 0

    @property
    def sure(self) -> bool:
        """Whether the lines are of this network."""
        return self.many >= FEWEST and self.share >= FITTING

    @property
    def another(self) -> bool:
        """Whether the lines are of another network than those that were tried."""
        return self.many >= MANY and self.share < FITTING / 2


def fitting(reader: Prose, networks: Sequence[str], lines: Sequence[Shown]) -> Fit:
    """Which of some networks, or of their variants, has most of the shapes of some lines."""
    shapes = [sides_of(each) for line in lines for each in SHAPE.finditer(line.text)]
    best = Fit(many=len(shapes))
    for network in networks if len(shapes) >= FEWEST else ():
        for each in (network, *answers.variants(network, reader.bench)):
            other = reader.setup(each)
            own = shapes_of(other) if other is not None else frozenset()
            share = sum(shape in own for shape in shapes) / len(shapes)
            best = best._replace(network=each, share=share) if share > best.share else best
    return best


def fitted(reader: Prose, topic: Topic, lines: Sequence[Shown]) -> Fit:
    """How well the shapes of some lines fit the network that is spoken of, or else one that the document names."""
    found = fitting(reader, topic.networks, lines)
    if found.sure or found.many < MANY:
        return found
    other = fitting(reader, reader.context.named, lines)
    return other if other.sure else found


@lru_cache(maxsize=NETWORKS)
def shapes_of(setup: Setup) -> frozenset[tuple[int, ...]]:
    """The shapes that a network's layers put out, and that of its image, with the channels first and last."""
    image = setup.analysis.network.input
    whole = {(each.channels, each.height, each.width) for each in layers_of(setup)}
    whole.add((int(image.channels), int(image.height), int(image.width)))
    return frozenset((*whole, *((height, width, channels) for channels, height, width in whole)))


def sides_of(match: re.Match[str]) -> tuple[int, ...]:
    """The sides of a shape."""
    return tuple(map(int, re.findall("[0-9]+", match["sides"] or match[0])))


def commented(reader: Prose, lines: Sequence[Shown], topic: Topic) -> Iterator[Candidate]:
    """The figures in the comments of some code: of networks that they name, or of the one that the shapes show."""
    comments = comments_of(lines)
    fit = fitted(reader, topic, comments)
    network = fit.network if fit.sure else ""
    for line in comments:
        named = list(mentions(line.text, reader.bench, reader.own))
        if network:
            yield from shapes(reader, line, network)
        if network or named:
            yield from reader.sentences(line, named, Topic((network,)) if network else NONE, code=True)


def shapes(reader: Prose, line: Shown, network: str) -> Iterator[Candidate]:
    """The shapes of a line, which need no word that says what they are."""
    setup = reader.setup(network)
    assert setup is not None  # its shapes were seen
    for match in SHAPE.finditer(line.text):
        sides, place = sides_of(match), line.place(*match.span("sides" if match["sides"] else 0))
        printed = "×".join(map(str, sides))
        image = of_image(setup.analysis.network.input, sides)
        queries = (f"{network}.{image}",) if image else (*answers.answers(network, "output", printed, None, setup),)
        if queries:
            yield Candidate(*place, printed, queries, 0, code=True)


def comments_of(lines: Sequence[Shown]) -> list[Shown]:
    """The comments with figures in some lines of code."""
    found = ((line, COMMENT.search(line.text)) for line in lines)
    return [line.part(*match.span("text")) for line, match in found if match and DIGIT.search(match["text"])]
