"""Reading a document: the figures without marks, and the queries that each may be the answer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.headings import said_by
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.outline import outline
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import shown
from cnnstat.documents.reading.summaries import read_summary
from cnnstat.documents.reading.tables import read_table
from cnnstat.documents.reading.topic import NONE, Topic, topic_of
from cnnstat.query import Bench

MOST, OPENING, FEWEST = 0.6, 0.4, 3
"""The share of all names of networks in a document that one has that it is about, and that one has, with so many at
least, that it begins with."""


class Reader:
    """Reads the passages of one document, in order.

    Args:
        bench: what knows networks and their figures.
        own: the project's own names of networks, each with how a query calls it and where it is.
    """

    def __init__(self, bench: Bench, own: Mapping[str, tuple[str, str]]) -> None:
        self.prose, self.given = Prose(bench, own), own

    def read(self, passage: Passage) -> Iterator[Candidate]:
        """The figures of a passage with their queries.

        Raises:
            RecursionError: it is nested hundreds of levels deep.
        """
        self.prose.context.about = self.about(passage)
        for block in outline(passage):
            if block.kind == "heading":
                text = shown(passage.text, block.start, block.end, block.form)
                found = self.prose.names(text.text)
                topic = topic_of(found)
                topic = topic._replace(near=False) if topic is not None and topic.several else topic
                self.prose.context.heading(block.level, topic, quantity_of(text.text))
                yield from self.prose.sentences(text, found, self.prose.context.topic())
            elif block.kind == "text":
                yield from self.paragraph(passage, block)
            elif block.kind == "slides":
                yield from self.slides(passage, block)
            elif block.kind == "table":
                yield from read_table(self.prose, passage, block)
            else:
                yield from read_summary(self.prose, passage, block)

    def slides(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of slides in Markdown inside of a page, where no mark can stand."""
        text = passage.text[block.start : block.end]
        inner = Passage(text, "markdown", (), Lines(text), text)
        for each in Reader(self.prose.bench, self.given).read(inner):
            yield each._replace(start=each.start + block.start, end=each.end + block.start, code=True)

    def about(self, passage: Passage) -> Topic:
        """The network that a whole passage is about: nearly the only one that it names."""
        every = list(mentions(passage.text, self.prose.bench, self.prose.own))
        found = [each for each in every if each.networks]
        named = Counter(each.networks for each in found)
        if not named:
            return NONE
        (networks, _), *_ = named.most_common(1)
        alike = sum(many for other, many in named.items() if networks[0] in other or other[0] in networks)
        first = found[0].networks
        opens = networks[0] in first or first[0] in networks  # the document names it before all others
        enough = alike >= MOST * len(found) or (opens and alike >= max(FEWEST, OPENING * len(every)))
        return Topic((*networks,), far=True) if enough else NONE

    def paragraph(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of a paragraph or an item of a list."""
        text = shown(passage.text, block.start, block.end, block.form)
        self.prose.context.enter(block.level)
        if block.level == 0:
            self.prose.context.paragraph = None
        found = self.prose.names(text.text)
        above = self.prose.context.topic()._replace(loose=block.level == 0)
        yield from self.prose.sentences(text, found, above)
        topic = topic_of(found)
        if block.level:
            spoken = self.prose.context.topic() if topic is None else topic._replace(spoken=True)
            self.prose.context.items.append((block.level, spoken))
        else:
            self.prose.context.paragraph = topic._replace(spoken=True) if topic is not None else None
        self.prose.context.before = topic if topic is not None else self.prose.context.before


def quantity_of(title: str) -> str:
    """What the figures of a section count, by its heading; "" if it does not say."""
    said = said_by(title)
    return said.key if said.key in ("params", "macs", "flops") and said.part is None else ""
