"""Tables of one network's layers, whose rows need not name a layer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading import answers
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.cells import Cell
from cnnstat.documents.reading.claim import TOTALS
from cnnstat.documents.reading.headings import Said, repeating
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.rows import Aligned, Row, aligned, kind_of, places, sizes_of
from cnnstat.documents.reading.stated import OUTPUTS, SHAPES, SHARED, Stated, of_row
from cnnstat.documents.reading.tokens import Part
from cnnstat.documents.reading.topic import Topic
from cnnstat.query.bench import Setup

INPUT = re.compile(r"\W*(?:input|image|data|입력)", re.IGNORECASE | re.ASCII)
CERTAIN, ROWS = 0.8, 6
"""The share of rows that must find their places, and how many, for a table to tell its network alone."""
READS = re.compile(r"\[[0-9]{1,3}\]")
"""What Keras writes of the layers that another one reads: ``pool1[0][0]``."""
REDUCES, BRANCH = re.compile("reduc"), re.compile(r"([1-9])x\1(?:_reduce)?")
"""The headings of columns with the filters of a layer in front of another one, and of one of both, as ``#3×3``."""
LEAST = 2.0
"""By how much a network must agree better than any other."""


class LayerTable(NamedTuple):
    """A table of layers whose rows have found their places.

    Attributes:
        reader: what knows networks.
        network: the query of the network.
        topic: what the text speaks of.
        titles: the headings of its columns.
        names: for each row the layer or block that it is about; "" where there is none.
        stated: the sizes that each row states.
        another: whether the shapes are those of another network than the one that is spoken of.
    """

    reader: Prose
    network: str
    topic: Topic
    titles: Sequence[str]
    names: Sequence[str]
    stated: Sequence[Sequence[Stated]]
    another: bool = False

    def row(self, number: int, row: Sequence[Cell], table: int) -> Iterator[Candidate]:
        """The figures of a row that has a place, each with its queries."""
        setup, name = self.reader.setup(self.network), self.names[number]
        assert setup is not None
        named = answers.named_layer(setup, row[0].text.text) == name
        for each in self.stated[number]:
            told = self.topic.exact and each.key in TOTALS and each.key not in ("depth", OUTPUTS)
            others = self.of_variants(name, each) if each.key in ("params", "weights") and not told else ()
            queries = (*self.queries(number, each), *others)
            if queries:
                text = row[each.at].text
                listed = each.printed.removesuffix(each.unit) != text.text[each.start : each.end].strip()
                yield Candidate(
                    *text.place(each.start, each.end), each.printed, queries, (2 if named else 1) if told else 0,
                    each.unit, (table, each.at), code=listed, row=(table, number),
                )  # fmt: skip

    def queries(self, number: int, stated: Stated) -> Iterator[str]:
        """The queries for a size of the layer or block of a row."""
        setup, name = self.reader.setup(self.network), self.names[number]
        branch = "" if stated.key else self.branch(number, stated.at)
        if stated.key == "depth":
            return
        if branch:
            yield f"{self.network}.{branch}.filters"
        elif "%" in stated.printed:
            yield from (f"share({self.network}.{name}.{stated.key})" for _ in range(stated.key in SHARED))
        elif setup is not None:
            found = list(answers.answers(self.network, stated.key, stated.printed, Part(name=name), setup))
            if stated.key in SHARED and (first := self.reduction(number)):
                found = [f"{self.network}.{first}.{each.rpartition('.')[2]} + {each}" for each in found]
            yield from found

    def reduction(self, number: int) -> str:
        """The layer with which a row of two layers begins, whose maps the one that it names reads; "" if it is of one.

        Such a row says that it is two layers deep, or gives the filters of the first one in a column of their own.
        """
        setup, first = self.reader.setup(self.network), f"{self.names[number]}_reduce"
        if setup is None or not setup.analysis.network.has(first):
            return ""
        said = [each for each in self.stated[number] if REDUCES.search(self.titles[each.at])]
        return first if said or any(each.key == "depth" and each.printed == "2" for each in self.stated[number]) else ""

    def of_variants(self, name: str, stated: Stated) -> Iterator[str]:
        """The queries for a count of the same layer in variants of the network."""
        for each in answers.variants(self.network, self.reader.bench):
            if (other := self.reader.setup(each)) is not None and other.analysis.network.has(name):
                yield from answers.answers(each, stated.key, stated.printed, Part(name=name), other)

    def rest(self, number: int, row: Sequence[Cell]) -> Iterator[Cell]:
        """The cells of a row that say more than their short sizes: sentences, too."""
        for at, cell in enumerate(row):
            text = cell.text.text
            for each in self.stated[number]:
                if each.at == at:
                    text = f"{text[: each.start]}{' ' * (each.end - each.start)}{text[each.end :]}"
            if re.search("[0-9]", text):
                yield cell

    def branch(self, number: int, at: int) -> str:
        """The layer of a row that the heading of a column names, as ``#3×3 reduce``; "" if it names none."""
        setup, name = self.reader.setup(self.network), self.names[number]
        title = re.sub(r"[ -]+", "_", self.titles[at].strip(" #").replace("×", "x").lower())
        if not title or setup is None:
            return ""
        if setup.analysis.network.has(f"{name}.{title}"):
            return f"{name}.{title}"
        first = self.reduction(number)
        return (first if REDUCES.search(title) else name) if first and BRANCH.fullmatch(title) else ""


def layer_table(
    reader: Prose, topics: Sequence[Topic], titles: Sequence[str], said: Sequence[Said], rows: Sequence[Sequence[Cell]]
) -> LayerTable | None:
    """A table beside a network that its text speaks of, or the only one that it can be about; None if it is none.

    Args:
        reader: what knows networks.
        topics: what the text may speak of, the likeliest first; the one counts beside which the rows agree best.
        titles: the headings of its columns.
        said: what they say.
        rows: its rows, without the headings.
    """
    said = repeating(titles, said)
    stated = [list(of_row(row, said)) for row in rows]
    shaped = {each.at for row in stated for each in row if each.key == "output" and not said[each.at].key}
    stated = [
        [each if each.key or each.at not in shaped else each._replace(key="output") for each in row] for row in stated
    ]  # a number among shapes, as of a vector
    if not any(each.key in SHAPES or each.key == "kernel" for row in stated for each in row):
        return None
    spoken = [(topic, found) for topic in topics if (found := best(reader, topic.networks, rows, stated)) is not None]
    if not spoken and not any(topic.networks for topic in topics) and len(rows) >= ROWS:
        found = best(reader, [each for each in reader.bench.names() if "-" not in each], rows, stated, certain=True)
        spoken = [(Topic(), found)] if found is not None else []
    if not spoken:
        return None
    topic, (network, own) = max(spoken, key=lambda each: (not each[1][1].another, each[1][1].worth))
    return LayerTable(reader, network, topic, titles, own.names, stated, another=own.another)


def best(
    reader: Prose, networks: Sequence[str], rows: Sequence[Sequence[Cell]], stated: Sequence[Sequence[Stated]],
    certain: bool = False,
) -> tuple[str, Aligned] | None:  # fmt: skip
    """The network beside which the rows of a table agree best, or a variant of it has them; None if none has.

    Args:
        certain: whether it must agree better than all others.
    """
    every = [found for network in networks for found in beside(reader, network, rows, stated, certain)]
    every.sort(key=lambda each: (each[1].another, -each[1].worth))
    if not every or (certain and every[0][1].another):
        return None
    sure = not certain or all(every[0][1].worth >= each.worth + LEAST for _, each in every[1:])
    return every[0] if sure else None


def beside(
    reader: Prose, network: str, rows: Sequence[Sequence[Cell]], stated: Sequence[Sequence[Stated]], certain: bool
) -> Iterator[tuple[str, Aligned]]:
    """The rows of a table beside a network, and unless it must be certain beside its variants.

    A table that agrees with the network itself is told as its own, even where a variant agrees better.
    """
    variants = () if certain else answers.variants(network, reader.bench)
    own = ""
    for name in (network, *variants):
        one = reader.setup(name)
        if one is None or not reader.compares(len(rows), len(places(one))):
            continue
        said = [row_of(one, row, each) for row, each in zip(rows, stated, strict=True)]
        found = aligned(one, said, CERTAIN) if certain else aligned(one, said)
        if found is not None:
            own = own or ("" if found.another else name)
            yield own or name, found


def row_of(setup: Setup, row: Sequence[Cell], stated: Sequence[Stated]) -> Row:
    """What a row says of a layer; nothing if it is about the image, or a total."""
    label = row[0].text.text if row else ""
    texts = (cell.text.text for cell in row if not READS.search(cell.text.text))
    told = next((each for each in texts if kind_of(each)), label)
    if INPUT.match(label) or is_total(label) or kind_of(told) == "none":
        return Row(told, "", ())
    return Row(told, answers.named_layer(setup, label), list(sizes_of(pairs(stated))))


def pairs(stated: Sequence[Stated]) -> list[tuple[str, str]]:
    """What a row states: keys, and figures as printed."""
    unknown = ("", "jump", "depth", OUTPUTS)
    return [(each.key, each.printed) for each in stated if each.key not in unknown and "%" not in each.printed]
