"""Summaries in blocks of code: the totals that Keras, torchinfo and torchsummary print, and comments of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.document import Passage
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.code_tables import code_tables
from cnnstat.documents.reading.listings import commented, fitted, lines_of, topic_of_code
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.tables import read_table
from cnnstat.documents.reading.topic import NONE, Topic, topic_of

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
MODEL = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:model(?:[-_ ]?name)?|name|arch(?:itecture)?)[ \t]*:[ \t]*[\"']?(?P<name>[\w./-]{1,60})",
    re.IGNORECASE,
)
"""A line that names the network of the lines below it."""


def read_summary(reader: Prose, passage: Passage, block: Block) -> Iterator[Candidate]:
    """The totals of a summary, the sizes of a listing of layers, and what comments of code say."""
    text, lines = passage.text[block.start : block.end], list(lines_of(passage, block))
    topic = topic_of_code(reader, text)
    yield from totals(reader, lines, topic)
    if block.info.lower() in TEXTS and 3 * len(SOURCE.findall(text)) < text.count("\n"):
        for table in code_tables(passage.text, block.start, block.end):
            read = read_table(reader, passage, table, topic)
            yield from (each._replace(code=True, firm=min(each.firm, 1)) for each in read)
        fit = fitted(reader, topic, lines)
        if fit.sure:
            topic = topic._replace(networks=(fit.network, *(each for each in topic.networks if each != fit.network)))
        if not fit.another:
            yield from listing(reader, lines, topic._replace(exact=False))
        return
    yield from commented(reader, lines, topic)


def totals(reader: Prose, lines: Sequence[Shown], topic: Topic) -> Iterator[Candidate]:
    """The totals that programs print, and those of the fields of a record."""
    record = -1  # where the first of several networks is named, whose figures are held against each other
    for line in lines:
        if model := MODEL.match(line.text):
            topic = topic_of(list(mentions(model["name"], reader.bench, reader.own))) or NONE
            record = line.place(0, 1)[0] if record < 0 else record
        match = LINE.match(line.text)
        if match is None or not topic.networks:
            continue
        number, key = next((number, each) for number, each in enumerate(KEYS) if match[each])
        unit = match["mega"] or match["unit"] or WORDS.get((match["word"] or "").upper(), "")
        place, printed = line.place(*match.span("figure")), f"{match['figure']}{unit}"
        queries = tuple(f"{network}.{each}" for network in topic.networks for each in KEYS[key])
        found = Candidate(*place, printed, queries, int(key != "input"), unit, code=True)
        yield found._replace(column=(record, number), field=True) if record >= 0 else found
        if match["size"]:
            sizes = tuple(f"{network}.weight_bytes" for network in topic.networks)
            yield Candidate(*line.place(*match.span("size")), match["size"], sizes, 1, code=True)


def listing(reader: Prose, lines: Sequence[Shown], topic: Topic) -> Iterator[Candidate]:
    """The figures of a listing of layers, each line a sentence of its own."""
    for line in lines:
        if not LINE.match(line.text):
            named = reader.names(line.text)
            surest = int(len(named) == 1)  # of a line that names its network other ways of counting are tried
            found = reader.sentences(line, named, topic, listing=True, code=True)
            yield from (each._replace(firm=min(each.firm, surest)) for each in found)
