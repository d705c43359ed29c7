"""Summaries in blocks of code: the totals that Keras, torchinfo and torchsummary print, and comments of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cnnstat.documents.document import Passage
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.code_tables import barred_tables, code_tables, drawn_tables
from cnnstat.documents.reading.fenced import listing, spoken, statements
from cnnstat.documents.reading.listings import LINE, commented, fitted, lines_of, topic_of_code
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tables import read_table
from cnnstat.documents.reading.topic import NONE, Topic, topic_of

KEYS = {
    "params": ("params",), "macs": ("macs",), "flops": ("flops", "macs"), "bytes": ("weight_bytes",),
    "input": ("input.height",), "floats": ("params * 4",),
}  # fmt: skip
"""The queries for a total, by what it counts."""
WORDS = {"MEGABYTES": "M", "GIGABYTES": "G", "KILOBYTES": "K", "TERABYTES": "T"}
SOURCE = re.compile(
    r"^[ \t]*(?:import |from \S+ import|def |class |return\b|if |for |while |@|\$ |>>> |#include|print\(|self\."
    r"|\w+ = |pip |python |conda |git )"
    r"|\bnn\.|\btf\.|\btorch\.|[;{][ \t\r]*$",
    re.MULTILINE,
)
"""Lines of programs."""
TEXTS = frozenset(["", "text", "txt", "md", "markdown", "console", "plain", "plaintext", "output", "none", "mermaid"])
"""Languages of code blocks that hold listings for people."""
UNNAMED = re.compile(r"(?:sequential|functional|model|net|cnn)(?:_?[0-9]+)?", re.IGNORECASE | re.ASCII)
"""A name that a program gives itself."""
MODEL = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:model(?:[-_ ]?name)?|name|arch(?:itecture)?)[ \t]*:[ \t]*[\"']?(?P<name>[\w./-]{1,60})",
    re.IGNORECASE,
)
"""A line that names the network of the lines below it."""


def read_summary(reader: Prose, passage: Passage, block: Block, lead: str = "") -> Iterator[Candidate]:
    """The totals of a summary, the sizes of a listing of layers, and what comments of code say.

    Args:
        reader: what reads the document.
        passage, block: the code.
        lead: the line right above it, which may name a layer.
    """
    text, lines = passage.text[block.start : block.end], list(lines_of(passage, block))
    topic = topic_of_code(reader, text)
    source = len(SOURCE.findall(text))
    if block.info.lower() not in TEXTS or (source and 3 * source >= text.count("\n")):
        yield from totals(reader, [(each, topic) for each in lines])
        yield from commented(reader, lines, topic)
        return
    drawn = list(drawn_tables(reader, passage.text, block.start, block.end))
    drawn += barred_tables(reader, passage.text, block._replace(form="code"))
    for table in drawn:
        yield from (each._replace(code=True) for each in read_table(reader, passage, table))
    lines = [each for each in lines if not any(one.start <= each.begin(0) < one.end for one in drawn)]
    yield from totals(reader, spoken(reader, lines, topic))
    for table in code_tables(passage.text, block.start, block.end):
        read = read_table(reader, passage, table, topic)
        yield from (each._replace(code=True, firm=min(each.firm, 1)) for each in read)
    fit = fitted(reader, topic, lines)
    if fit.sure:
        topic = topic._replace(networks=(fit.network, *(each for each in topic.networks if each != fit.network)))
    if not fit.another:
        said = list(statements(passage, block, lines))
        yield from listing(reader, said, topic._replace(exact=False), lead)


def totals(reader: Prose, lines: Iterable[tuple[Shown, Topic]]) -> Iterator[Candidate]:
    """The totals that programs print, and those of the fields of a record, in lines of networks."""
    record: int | None = None  # where the first of several is named, whose figures are held against each other
    given, unnamed = NONE, False  # where the program gave the name, what is spoken of may be right
    for line, spoken_of in lines:
        if model := MODEL.match(line.text):
            given = topic_of(list(mentions(model["name"], reader.bench, reader.own))) or NONE
            unnamed = UNNAMED.fullmatch(model["name"].strip(" \"'")) is not None
            record = line.begin(0) if record is None else record
        topic = given if record is not None and not unnamed else spoken_of
        match = LINE.match(line.text)
        if match is None or not topic.networks:
            continue
        number, key = next((number, each) for number, each in enumerate(KEYS) if match[each])
        unit = match["mega"] or match["unit"] or WORDS.get((match["word"] or "").upper(), "")
        place, printed = line.place(*match.span("figure")), f"{match['figure']}{unit}"
        queries = tuple(f"{network}.{each}" for network in topic.networks for each in KEYS[key])
        found = Candidate(*place, printed, queries, int(key != "input" and not unnamed), unit, code=True)
        yield found if record is None else found._replace(column=(record, number), field=True)
        if match["size"]:
            sizes = tuple(f"{network}.weight_bytes" for network in topic.networks)
            yield Candidate(*line.place(*match.span("size")), match["size"], sizes, 1, code=True)
