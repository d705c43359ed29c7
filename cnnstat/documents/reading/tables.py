"""Tables: networks in rows or in columns, layers in rows, or a column of properties of one network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from cnnstat.documents.document import Passage
from cnnstat.documents.judging.sums import is_total
from cnnstat.documents.reading import answers, lexicon, spelled
from cnnstat.documents.reading.amount import amount
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.cells import (
    BEHIND,
    ORDINAL,
    WITH_UNIT,
    Cell,
    figure_of,
    labelled,
    only,
    plain,
    restated,
    titles_of,
)
from cnnstat.documents.reading.claim import LAYERED, TOTALS
from cnnstat.documents.reading.forms import COUNTS
from cnnstat.documents.reading.formulas import written
from cnnstat.documents.reading.headings import OTHER, RESOLUTION, Said, group_of, said_by
from cnnstat.documents.reading.implied import columns, quantity_of
from cnnstat.documents.reading.layer_tables import INPUT, layer_table
from cnnstat.documents.reading.members import Columns, configured, members, of_family, of_label
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.panels import panels
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.recognized import in_cell
from cnnstat.documents.reading.rows import kind_of
from cnnstat.documents.reading.settings import altered, with_settings
from cnnstat.documents.reading.shown import joined, shown
from cnnstat.documents.reading.stated import SHARED
from cnnstat.documents.reading.tokens import Part
from cnnstat.documents.reading.topic import Topic
from cnnstat.errors import UsageError

MOST_COLUMNS = 60
SMALL = re.compile(r"\s?([kmgb])(?![A-Za-z])")
"""A multiplier in a small letter, as tables have them: ``1.47b``."""
SIZED = re.compile(r"[KMGT]i?B\Z")
LONG = 4
"""Rows, with the headings, of a table whose columns show whether they are about the networks that stand in them."""
NORM = re.compile(r"\W*(?:batch[-_ ]?norm|bn(?:[123]d)?(?![A-Za-z])|layer[-_ ]?norm)", re.IGNORECASE)
"""The label of a norm, beside which the layer before may be named."""
LONGEST_LABEL = 2
"""Words of a label that names a kind of layers."""

BY_IMAGE = ("macs", "flops", "activations", "connections")
"""What depends on the size of the image."""


def read_table(reader: Prose, passage: Passage, block: Block, topic: Topic | None = None) -> Iterator[Candidate]:
    """The figures of a table with their queries.

    Args:
        reader: what reads the document.
        passage, block: the table.
        topic: the network of a table that programs print, of which only layers that agree with it are read; None of
            a table that people write.
    """
    places = [[place for place in row[:MOST_COLUMNS] if place[0] <= place[1]] for row in block.rows]
    cells = {place: cell_of(reader, passage, block, place) for place in dict.fromkeys(chain.from_iterable(places))}
    whole = [[cells[place] for place in row] for row in places]  # a cell that spans several stands in each of them
    for panel in panels(titles_of(whole[: block.head])) if len(whole) > block.head else ():
        rows = [row[panel] for row in whole]
        own = block._replace(start=block.start + panel.start)  # as each panel is a table of its own
        found = _Table(reader, own, labelled(rows, block.head)).figures(topic)
        yield from (each for each in found if not block.more or "\n" not in passage.text[each.start : each.end])


def cell_of(reader: Prose, passage: Passage, block: Block, place: tuple[int, int]) -> Cell:
    text = joined([shown(passage.text, *each, block.form) for each in (place, *block.more.get(place, ()))])
    return Cell(text, reader.names(text.text) if text.text.strip() else ())


class _Table:
    """Reads one table."""

    def __init__(self, reader: Prose, block: Block, rows: Sequence[Sequence[Cell]]) -> None:
        self.reader, self.block, self.rows = reader, block, rows
        self.topic = reader.context.topic()
        self.listed: dict[int, list[Candidate]] = {}  # by cell: the layers of its column's network
        self.number = 0
        # Of the row that is read: whether its network takes no such images, stands beside its subject, is changed.
        self.resized = self.beside = self.altered = False
        width = max(map(len, rows))
        head = rows[: block.head]
        self.titles = titles_of(head) + [""] * (width - max(map(len, head), default=0))
        self.columns: Columns = [
            next((each for row in reversed(head) if at < len(row) for each in row[at].names), None)
            for at in range(width)
        ]
        self.lettered = False
        if not any(self.columns):
            self.columns, self.lettered = members(reader, self.topic, self.titles, rows)
        every = [each for row in rows for cell in row for each in cell.names if each.networks]
        self.versions = any(each.networks[0].startswith("mobilenet_v2") for each in every)
        self.said = columns(reader, self.titles, rows[block.head :], across=any(self.columns))

    def figures(self, printed: Topic | None) -> Iterator[Candidate]:
        """The figures of all rows below the headings."""
        across = any(self.columns[1:])
        rows = self.rows[self.block.head :]
        named = [each for each in rows if any(cell.names for cell in each)] if printed is None else []  # not classes'
        topic = self.topic if printed is None else printed
        if len(named) == 1 and named[0] and is_total(named[0][0].text.text):  # the last row says whose layers these are
            topic = self.of(next(cell.names[0] for cell in named[0] if cell.names))
            named = []
        around = self.reader.context.around() if topic is self.topic and topic.networks else []
        topics = dict.fromkeys((topic, *around))  # not where it is a network that the catalog does not have
        layers = None if across or named else layer_table(self.reader, [*topics], self.titles, self.said, rows)
        if layers is not None and layers.another:
            return
        if layers is not None and layers.topic in topics and topic is self.topic:
            self.topic = layers.topic
        self.listed = configured(self.reader, self.columns, rows) if across else {}
        read = set[int]()
        for number, row in enumerate(rows):
            self.number = number
            if layers is not None and layers.names[number]:
                yield from layers.row(number, row, self.block.start)
                for cell in layers.rest(number, row) if printed is None else ():
                    yield from self.prose(cell, self.topic)
            elif printed is None:
                yield from self.row(row, across, read)

    def row(self, row: Sequence[Cell], across: bool, read: set[int]) -> Iterator[Candidate]:
        """The figures of a row; those of a cell that spans several are read where it begins."""
        named = next((cell.names[0] for cell in row if cell.names and not plain(cell)), None)
        self.resized = self.beside = self.altered = False
        label = row[0].text.text.strip() if row else ""
        below = self.property(row, label) if across else Said()
        for at, cell in enumerate(row):
            if not cell.text.text.strip() or id(cell) in read:
                continue
            read.add(id(cell))
            yield from self.listed.get(id(cell), ())
            column = self.columns[at] if at < len(self.columns) else None
            title = self.said[at] if at < len(self.said) else Said()
            if across and column is not None and (at or self.lettered):
                yield from of_label(self.reader, self.of(column), cell, label)
                yield from self.cell(cell, at, self.of(column), below if at else Said(), "", label)
            elif named is not None and not (at == 0 and not title.key):
                texts = [each.text.text for each in row]
                own = self.of(named)
                topic, self.resized = with_settings(self.reader, own, self.titles, texts)
                topic = own if RESOLUTION.search(self.titles[at]) else topic  # what the row states is no figure of it
                place = next(place for place, each in enumerate(row) if each.names and each.names[0] is named)
                topic = topic._replace(exact=topic.exact and only(row[place]))
                self.beside, self.altered = (
                    place > 0 and len(self.rows) < LONG,
                    altered(self.reader, topic.networks, self.titles[place], texts),
                )
                part = label if place else texts[1].strip() if len(texts) > 1 and not self.said[1].key else ""
                layer = part if not is_total(part) and self.is_part(part, topic) else ""
                yield from self.cell(cell, at, topic, title, layer, label)
            elif named is None and at:
                yield from self.alone(cell, at, label, title)
            elif named is not None:
                yield from self.prose(cell, self.of(named))

    def property(self, row: Sequence[Cell], label: str) -> Said:
        """What the figures of a row count, of which each stands below a network."""
        found = said_by(label)
        if found.key or OTHER.search(label):
            return found
        every = zip(self.columns[1:], row[1:], strict=False)
        known = [(self.reader.setup(each.networks[0]), cell) for each, cell in every if each and each.networks]
        return quantity_of([(setup, cell) for setup, cell in known if setup is not None])

    def of(self, mention: Mention) -> Topic:
        """The network that a cell names; MobileNet is the first one where the table has the second as well."""
        first = self.versions and mention.networks[:1] != () and mention.networks[0].startswith("mobilenet_v1")
        return Topic(mention.networks, mention.exact or first)

    def alone(self, cell: Cell, at: int, label: str, title: Said) -> Iterator[Candidate]:
        """A figure of a table that speaks of one network: of a layer, of all of them, or of a property."""
        own = said_by(label)
        if is_total(label):
            yield from self.cell(cell, at, self.topic, title, "", label)
        elif NORM.match(label):
            yield from self.prose(cell, self.topic)
        elif own.key and (not title.key or at == 1) and own.key not in ("windows",) and not self.is_layer(label):
            yield from self.cell(cell, at, self.topic, own, "", label)
        elif title.key:
            yield from self.cell(cell, at, self.topic, title, label, label)
        else:
            yield from self.prose(cell, self.topic)

    def is_layer(self, label: str, topic: Topic | None = None) -> bool:
        """Whether a label names a layer of a network, or else of the one that is spoken of."""
        for network in (topic or self.topic).networks[:1]:
            setup = self.reader.setup(network)
            return setup is not None and answers.named_layer(setup, label) != ""
        return False

    def is_part(self, label: str, topic: Topic) -> bool:
        """Whether a label beside a network names a layer of it, or layers of a kind."""
        named = kind_of(label) != "" and len(label.split()) <= LONGEST_LABEL
        return named or lexicon.PART.search(label) is not None or self.is_layer(label, topic)

    def cell(self, cell: Cell, at: int, topic: Topic, said: Said, layer: str, label: str) -> Iterator[Candidate]:
        """The figure with which a cell begins, of a quantity that its heading names, and those in words behind it.

        Args:
            layer: the label of a row that may name a layer; "" if the figure is the whole network's.
        """
        text = cell.text.text
        if several := list(of_family(self.reader, cell.text, topic, said)):
            yield from several
            return
        match, says = figure_of(text)
        leads = match is not None and not text[: match.start()].strip(" ([~≈*_:约約")
        if match and leads and SIZED.search(says) and said.key in ("params", "weights"):
            said = said._replace(key="bytes")
        counts = said.key == "bytes" and match is not None and COUNTS.search(says) is not None
        said = said._replace(key="params") if counts else said  # a size of 25.6M may be a count
        reckons = next(written(self.reader, cell.text, topic, cell=True), None)  # 7 × 7 × 512 × 4096 = 102,760,448
        if not (said.key or layer) and leads and match and not OTHER.search(f"{self.titles[at]} {label}"):
            yield from in_cell(cell.text, match.span(), says, topic.networks)
        if not (said.key and match and leads) or not topic.networks or reckons is not None:
            yield from self.prose(cell, topic)
            return
        plural = spelled.PLURAL.match(text, match.end())
        whole = BEHIND.fullmatch(text, plural.end() if plural else match.end()) is not None
        small = SMALL.match(text, match.end()) if not WITH_UNIT.search(says) else None
        whole = whole or (small is not None and BEHIND.fullmatch(text, small.end()) is not None)
        unit = small[1].upper() if small else said.unit if not WITH_UNIT.search(says) else ""
        unit = spelled.multiplier(plural) if plural else unit
        if not unit and not layer and said.key == "params" and self.millions(topic, says):
            unit = " million"
        found = list(self.queries(topic.networks, said, f"{says.strip()}{unit}", layer))
        doubtful = counts or lexicon.DOUBT.search(label) is not None
        queries = tuple(query for query, _ in found)
        if queries:
            sure = all(firm for _, firm in found) and topic.exact and whole
            told = topic.exact and said.key in (*TOTALS, "bytes", "activations")
            doubtful = doubtful or self.altered or (self.resized and said.key in BY_IMAGE)
            firm = 0 if doubtful else 2 if sure and said.key in TOTALS and not self.beside else int(told)
            place = cell.text.place(*match.span())
            table = self.block.start
            yield Candidate(*place, f"{says}{unit}", queries, firm, unit, (table, at), row=(table, self.number))
            if again := restated(text, plural.end() if plural else match.end()):
                place = cell.text.place(*again.span())
                yield Candidate(*place, again[0], queries, min(firm, 1), "", row=(table, self.number))
        if not whole:
            yield from self.prose(cell, topic, match.end())

    def millions(self, topic: Topic, printed: str) -> bool:
        """Whether a small number without a unit is a network's parameters in millions."""
        setup = self.reader.setup(topic.networks[0])
        small = ORDINAL.fullmatch(printed.strip()) is not None
        return small and setup is not None and amount(f"{printed} million").allows(setup.analysis.params)

    def prose(self, cell: Cell, topic: Topic, since: int = 0) -> Iterator[Candidate]:
        """The figures of a sentence in a cell, from an offset on."""
        yield from written(self.reader, cell.text, topic, cell=True)
        after = cell.text.begin(since)
        yield from (each for each in self.reader.sentences(cell.text, cell.names, topic) if each.start >= after)

    def queries(
        self, networks: Sequence[str], said: Said, printed: str, layer: str
    ) -> Iterator[tuple[str, bool]]:  # fmt: skip
        """The queries for a figure of a cell, and whether its network's part is certain."""
        try:
            amount(printed)
        except UsageError:
            return
        for network in networks:
            setup = self.reader.setup(network)
            if setup is None:
                continue
            part, firm = said.part, True
            if INPUT.match(layer) and said.key in ("output", "filters", "input"):
                yield f"{network}.input.{'channels' if said.key == 'filters' else 'height'}", False
                continue
            if (group := group_of(layer)) is not None and said.key in SHARED:
                found = answers.answers(network, said.key, printed, group, setup)
                others = self.reader.of_groups(network, said.key, said.key, group, setup)
                yield from ((each, False) for each in (*found, *others))
                continue
            if layer:
                name = answers.named_layer(setup, layer)
                if not name and said.key in ("params", "weights"):
                    yield from ((each, False) for each in answers.listed(network, printed, setup))
                if said.key == "depth" or (not name and said.key not in LAYERED):
                    continue
                part, firm = (Part(name=name), True) if name else (None, False)
            firm = firm and said.key in TOTALS
            yield from ((each, firm) for each in answers.answers(network, said.key, printed, part, setup))
