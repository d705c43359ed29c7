"""Reading a document: the figures without marks, and the queries that each may be the answer to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from cnnstat.documents.document import Passage
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.reading import lexicon
from cnnstat.documents.reading.about import about, is_changed
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.code_tables import barred_tables
from cnnstat.documents.reading.headings import said_by
from cnnstat.documents.reading.names import Mention, mentions
from cnnstat.documents.reading.outline import outline
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.reckoned import reckoned
from cnnstat.documents.reading.recognized import depths, recognized, together
from cnnstat.documents.reading.shown import Shown, shown
from cnnstat.documents.reading.summaries import read_summary
from cnnstat.documents.reading.tables import read_table
from cnnstat.documents.reading.topic import Topic, is_label, is_name, topic_of
from cnnstat.query import Bench

_MARKER = r"(?P<marker>[0-9]{1,2}|[a-z가-하])(?P<close>[.)])[ \t]+"
TITLE = re.compile(rf"^{_MARKER}(?P<title>\S[^\n]{{0,39}})$", re.MULTILINE)
"""A short line with a number."""
NEXT = re.compile(rf"\s*\n[ \t]*(?:{_MARKER})?(?=\S)")
"""The beginning of the next line."""
FIRST = re.compile(rf"[ \t]*{_MARKER}")
DIGIT = re.compile("[0-9]")
EDGE = re.compile(r"^[^\s#>|+*-][^\n]{1,59}$", re.MULTILINE)
"""A short line without indentation."""
LONGEST = 60
"""Characters of a numbered line, or of the blank ones above it."""
LEADS = re.compile(r"\W*(?:ex|e\.g|eg|예|예시|example)?\W*", re.IGNORECASE)
"""What an item says besides the network's name of which the next items speak."""


LEAST_BARS = 3
"""Bars of a paragraph that may be rows of a table."""
ALONE = "name"
"""The kind of heading that a paragraph is which is nothing but a network's name."""
ABOVE = ("heading", "text")
"""What may name the layer of which a block of code right below speaks."""
MOST_NAMED = 20
"""Networks of a document whose layers listings are held against."""

HEADING, ABOVE_ALL = -2, -1
"""How deep the name of a layer stands that a heading is, and a paragraph, above all text that is nested."""


class Reader:
    """Reads the passages of one document, in order.

    Args:
        bench: what knows networks and their figures.
        own: the project's own names of networks, each with how a query calls it and where it is.
    """

    def __init__(self, bench: Bench, own: Mapping[str, tuple[str, str]]) -> None:
        self.prose, self.given = Prose(bench, own), own

    def document(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Candidate]]:
        """The figures of a whole document with their queries, each with its passage.

        Raises:
            RecursionError: it is nested hundreds of levels deep.
        """
        texts = [each.text for each in passages]
        every = [[*mentions(each, self.prose.bench, self.prose.own)] for each in texts]
        self.prose.context.about = about(texts, every)
        named = dict.fromkeys(network for each in chain.from_iterable(every) for network in each.networks[:1])
        self.prose.context.named = tuple(named)[:MOST_NAMED]
        changed = is_changed(texts)
        for passage in passages:
            for each in together([*self.read(passage)]):
                yield passage, each._replace(firm=min(each.firm, 1)) if changed else each

    def read(self, passage: Passage) -> Iterator[Candidate]:
        """The figures of a passage with their queries."""
        lead = ""
        for block in outline(passage):
            above, lead = lead, passage.text[block.start : block.end].strip() if block.kind in ABOVE else ""
            if block.kind == "heading" and len(parts := list(numbered(passage.text, block))) > 1:
                for part in parts:  # a line of a list and a heading below, underlined by a dash that begins a list
                    yield from self.title(passage, part) if part.info else self.paragraph(passage, part)
            elif block.kind == "heading":
                text = shown(passage.text, block.start, block.end, block.form)
                found = self.prose.names(text.text)
                topic = topic_of(found)
                topic = topic._replace(near=False) if topic is not None and topic.several else topic
                self.prose.context.heading(block.level, topic, quantity_of(text.text), text.text)
                self.prose.context.auxiliary = lexicon.AUXILIARY.search(text.text) is not None
                if not self.prose.context.below(HEADING, text.text[:LONGEST]):
                    yield from self.prose.sentences(text, found, self.prose.context.topic())
                    yield from self.recognized(text, found, self.prose.context.topic())
            elif block.kind == "text":
                for part in self.barred(passage, block):
                    yield from self.text(passage, part)
            elif block.kind == "slides":
                yield from self.slides(passage, block)
            elif block.kind == "table":
                yield from read_table(self.prose, passage, block)
            else:
                yield from read_summary(self.prose, passage, block, above)

    def barred(self, passage: Passage, block: Block) -> Iterator[Block]:
        """A paragraph cut where its lines are cells between bars, without the rule that makes them a table."""
        at, several = block.start, passage.text.count("|", block.start, block.end) > LEAST_BARS
        for table in barred_tables(self.prose, passage.text, block) if several else ():
            yield from [block._replace(start=at, end=table.start)] * bool(passage.text[at : table.start].strip())
            yield table
            at = table.end
        if passage.text[at : block.end].strip():
            yield block._replace(start=at)

    def text(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of a paragraph or of a table between bars."""
        if block.kind == "table":
            yield from read_table(self.prose, passage, block)
            return
        for own in interrupted(passage.text, block):
            for part in numbered(passage.text, own):
                yield from self.title(passage, part) if part.info else self.paragraph(passage, part)

    def slides(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of slides in Markdown inside of a page, where no mark can stand."""
        text = passage.text[block.start : block.end]
        inner = Passage(text, "markdown", (), Lines(text), text)
        for _, each in Reader(self.prose.bench, self.given).document([inner]):
            yield each._replace(start=each.start + block.start, end=each.end + block.start, code=True)

    def title(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of a numbered line, which is a heading if it names a network or stands below one that does."""
        text = shown(passage.text, block.start, block.end, block.form)
        found = self.prose.names(text.text)
        if not found and not self.prose.context.numbered:
            yield from self.paragraph(passage, block)
            return
        self.prose.context.number(block.info, topic_of(found), quantity_of(text.text), text.text)
        yield from self.prose.sentences(text, found, self.prose.context.topic())

    def paragraph(self, passage: Passage, block: Block) -> Iterator[Candidate]:
        """The figures of a paragraph or an item of a list."""
        text = shown(passage.text, block.start, block.end, block.form)
        ends = block.level == 0 and text.text.rstrip().endswith((":", "："))  # what follows is something else
        self.prose.context.enter(ABOVE_ALL if ends else block.level)
        if block.level == 0:
            self.prose.context.paragraph = None
            self.prose.context.auxiliary = lexicon.AUXILIARY.search(text.text) is not None
        found = self.prose.names(text.text)
        if (
            block.level == 0
            and len(text.text) <= LONGEST
            and "\n" not in text.text.strip()
            and is_name(text.text, found)
        ):
            self.prose.context.number(ALONE, topic_of(found), "", text.text)  # **AlexNet (2012)** above paragraphs
            yield from self.prose.sentences(text, found, self.prose.context.topic())
            return
        above = self.prose.context.topic()._replace(loose=block.level == 0)
        if not self.prose.context.below(block.level or ABOVE_ALL, text.text[:LONGEST]):
            yield from reckoned(self.prose, text, topic_of(found) or above)
            yield from self.prose.sentences(text, found, above)
            yield from self.recognized(text, found, above)
            self.prose.context.begun(block.level, text.text)
        self.prose.context.asked = "" if found or DIGIT.search(text.text) else quantity_of(text.text[:LONGEST])
        topic = topic_of(found)
        if topic is not None and not block.level and not found[0].object:
            self.prose.context.turn(ALONE, topic)
        if block.level and topic is not None and not found[0].object and LEADS.fullmatch(unnamed(text.text, found)):
            self.prose.context.lead(block.level, topic)
        elif block.level:
            spoken = self.prose.context.topic() if topic is None else topic._replace(spoken=True)
            self.prose.context.items.append((block.level, spoken))
        else:
            self.prose.context.paragraph = topic._replace(spoken=True) if topic is not None else None
        self.prose.context.spoken(topic)

    def recognized(self, text: Shown, found: Sequence[Mention], topic: Topic) -> Iterator[Candidate]:
        """The figures of a text that may be totals of a network which is spoken of around, whatever the words say."""
        every = ([topic] if topic.near or topic.far else []) + self.prose.context.around()
        near = [network for each in every for network in each.networks[:2]]
        yield from recognized(self.prose, text, found, near, self.prose.context.quantity)
        yield from depths(self.prose, text, found, near)


def unnamed(text: str, found: Sequence[Mention]) -> str:
    """A text without the first network that it names."""
    return f"{text[: found[0].start]}{text[found[0].end :]}"


def interrupted(text: str, block: Block) -> Iterator[Block]:
    """An item of a list cut at lines at the page's edge that are nothing but a layer's name."""
    at = block.start
    for match in EDGE.finditer(text, block.start + 1, block.end) if block.level and block.form == "markdown" else ():
        if is_label(match[0]):
            yield block._replace(start=at, end=match.start())
            yield block._replace(start=match.start(), end=match.end(), level=0)
            at = match.end()
    yield block._replace(start=at)


def numbered(text: str, block: Block) -> Iterator[Block]:
    """A text cut where numbered lines are that may be headings, as ``2) AlexNet`` above a list or a sentence; pieces
    with nothing but blanks are left out."""
    if block.form != "markdown":
        yield block
        return
    at = block.start
    for match in TITLE.finditer(text, block.start, block.end):
        after = NEXT.match(text, match.end())
        style = style_of(match)
        above = FIRST.match(line_above(text, match.start()))
        if after is None or any(
            each is not None and each["marker"] and style_of(each) == style for each in (after, above)
        ):
            continue  # an item of a list, with others above or below
        if text[at : match.start()].strip():
            yield block._replace(start=at, end=match.start())
        yield block._replace(start=match.start("title"), end=match.end(), info=style)
        at = match.end()
    if text[at : block.end].strip():
        yield block._replace(start=at)


def line_above(text: str, at: int) -> str:
    """The line with text before an offset at which a line begins, as far as a heading is long."""
    end = at
    while end > max(0, at - LONGEST) and text[end - 1].isspace():
        end -= 1
    begin = text.rfind("\n", max(0, end - LONGEST), end) + 1
    return text[begin:end] if begin or end <= LONGEST else ""


def style_of(match: re.Match[str]) -> str:
    """How a line is numbered: ``1.``, ``1)``, ``a.``."""
    return f"{'1' if match['marker'].isdecimal() else 'a'}{match['close']}"


def quantity_of(title: str) -> str:
    """What the figures of a section count, by its heading; "" if it does not say."""
    said = said_by(title)
    return said.key if said.key in ("params", "macs", "flops") and said.part is None else ""
