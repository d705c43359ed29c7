"""Reading a document: the figures without marks, and the queries that each may be the answer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cnnstat.documents.document import Passage
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.outline import outline
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import shown
from cnnstat.documents.reading.summaries import read_summary
from cnnstat.documents.reading.tables import read_table
from cnnstat.documents.reading.topic import NONE, topic_of
from cnnstat.query import Bench


class Reader:
    """Reads the passages of one document, in order.

    Args:
        bench: what knows networks and their figures.
        own: the project's own names of networks, each with its query.
    """

    def __init__(self, bench: Bench, own: Mapping[str, str]) -> None:
        self.prose = Prose(bench, own)

    def read(self, passage: Passage) -> Iterator[Candidate]:
        """The figures of a passage with their queries.

        Raises:
            RecursionError: it is nested hundreds of levels deep.
        """
        for block in outline(passage):
            if block.kind == "heading":
                text = shown(passage.text, block.start, block.end, block.form)
                found = self.prose.names(text.text)
                yield from self.prose.sentences(text, found, NONE)
                topic = topic_of(found)
                topic = topic._replace(near=False) if topic is not None and topic.several else topic
                self.prose.context.heading(block.level, topic)
            elif block.kind == "text":
                yield from self.paragraph(passage, block)
            elif block.kind == "table":
                yield from read_table(self.prose, passage, block)
            else:
                yield from read_summary(self.prose, passage, block)

    def paragraph(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of a paragraph or an item of a list."""
        text = shown(passage.text, block.start, block.end, block.form)
        self.prose.context.enter(block.level)
        if block.level == 0:
            self.prose.context.paragraph = None
        found = self.prose.names(text.text)
        yield from self.prose.sentences(text, found, self.prose.context.topic())
        topic = topic_of(found)
        if block.level:
            self.prose.context.items.append((block.level, self.prose.context.topic() if topic is None else topic))
        else:
            self.prose.context.paragraph = topic
        self.prose.context.before = topic if topic is not None else self.prose.context.before
