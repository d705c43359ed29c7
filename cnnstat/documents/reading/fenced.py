"""Prose in blocks of code: lines of labels and values, whose network the block or the words above it name.

Lecture notes have such blocks all the time: ``Layers: 5 conv, 3 FC`` below the name of a network, tables that blanks
draw with networks as headings, equations that go on over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from cnnstat.documents.document import Passage
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.listings import LINE
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.reckoned import reckoned
from cnnstat.documents.reading.recognized import depths, recognized
from cnnstat.documents.reading.shown import Shown, shown
from cnnstat.documents.reading.topic import Topic, is_name

GOES_ON = re.compile(r"[ \t]*(?:=|\+)\s?(?=[0-9(])")
"""The beginning of a line that goes on with the equation of the one before."""
MOST_LINES = 8
"""Lines of one equation."""
HEAD = re.compile(r"[-*>•]?[ \t]?(?P<label>[A-Za-z][A-Za-z0-9_. -]{0,20}?)\s?(?:[:(\[=]|→|->|\Z)|(?=[^\s→↓|│-])")
"""What begins a line that is not about the layer of the lines above, and the layer that it may name."""
LONGEST_LEAD = 80
"""Characters of a line above a block that may name the layer of which it speaks."""


def statements(passage: Passage, block: Block, lines: Sequence[Shown]) -> Iterator[Shown]:
    """The lines of a block, those that go on with an equation together with the ones before."""
    form = "html" if block.form == "html" else "code"
    group: list[Shown] = []
    for line in (*lines, None):
        goes_on = line is not None and GOES_ON.match(line.text) is not None and 0 < len(group) < MOST_LINES
        if group and not goes_on:
            first, last = group[0].begin(0), group[-1].end(len(group[-1].text))
            yield group[0] if len(group) == 1 else shown(passage.text, first, last, form)
            group = []
        if line is not None:
            group.append(line)


def spoken(reader: Prose, lines: Sequence[Shown], topic: Topic) -> Iterator[tuple[Shown, Topic]]:
    """Lines with the network of which each speaks: of those behind one that is nothing but a name, it is this."""
    for line in lines:
        named = list(mentions(line.text, reader.bench, reader.own))
        topic = Topic(named[0].networks) if is_name(line.text, named) else topic
        yield line, topic


def listing(reader: Prose, lines: Sequence[Shown], topic: Topic, lead: str = "") -> Iterator[Candidate]:
    """The figures of a listing of layers, each line a sentence of its own.

    Args:
        reader: what knows networks.
        lines: the statements of the listing.
        topic: the network that is spoken of.
        lead: the line above the listing, which may name a layer.
    """
    labels = list(reader.context.labels)
    name = layer_in(reader, lead, topic)
    above = [*labels, (-1, name)] if name else labels
    for line, spoken_of in spoken(reader, lines, topic):
        named = reader.names(line.text)
        if head := HEAD.match(line.text):
            name = layer_in(reader, head["label"], spoken_of)
            reader.context.labels = [*above, (-1, name)] if name else above
        since = total.end() if (total := LINE.match(line.text)) else 0
        surest = int(len(named) == 1 and not since)  # of a line that names its network other ways are tried
        place = line.end(since) if since else 0  # the rest was read as a total
        results = [each for each in reckoned(reader, line, spoken_of, code=True) if each.start >= place]
        yield from results
        if results and "\n" in line.text.strip():  # all else there are factors
            continue
        found = reader.sentences(line, named, spoken_of, listing=True, code=True)
        yield from (each._replace(firm=min(each.firm, surest)) for each in found if each.start >= place)
        near, usual = spoken_of.networks[:2], reader.context.quantity
        known = chain(recognized(reader, line, named, near, usual), depths(reader, line, named, near))
        yield from (each._replace(code=True) for each in known if each.start >= place)
    reader.context.labels = labels


def layer_in(reader: Prose, lead: str | None, topic: Topic) -> str:
    """The layer of a network that a short line names beside it, ``Example: AlexNet Conv1``; "" if it names none."""
    setup = reader.setup(topic.networks[0]) if topic.networks and lead and len(lead) <= LONGEST_LEAD else None
    if setup is None or not lead:
        return ""
    for each in reversed(reader.names(lead)):
        lead = f"{lead[: each.start]} {lead[each.end :]}"
    return answers.named_layer(setup, lead)
