"""Tables with the members of a family in columns: told by their layers, ``18-layer``, or by the letters of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnnstat.documents.reading import answers, blocks, spellings
from cnnstat.documents.reading.candidate import Candidate
from cnnstat.documents.reading.cells import Cell
from cnnstat.documents.reading.headings import Said
from cnnstat.documents.reading.layers import Layer, of_kind
from cnnstat.documents.reading.names import Mention
from cnnstat.documents.reading.prose import Prose
from cnnstat.documents.reading.shown import Shown
from cnnstat.documents.reading.stacks import PAIR
from cnnstat.documents.reading.topic import Topic
from cnnstat.query.bench import Setup

Columns = Sequence[Mention | None]
"""The network of each column; None where it has none."""
LETTERED = 3
"""Rows among which one may name the configurations of a paper by letters."""
DEEP = re.compile(r"\W*(?P<depth>[1-9][0-9]{1,3})\s?[- ]?\s?(?:layers?|층|레이어|层)\W*", re.IGNORECASE)
"""A heading that names a member of a family by its layers."""
LABELLED = re.compile(
    r"(?<![A-Za-z0-9])[Cc]onv(?P<side>[1-9])-(?P<filters>[1-9][0-9]{1,3})(?![-0-9A-Za-z])"
    r"|(?<![A-Za-z0-9])FC-(?P<neurons>[1-9][0-9]{2,4})(?![-0-9A-Za-z])"
)
"""A layer as VGG's authors print it: ``conv3-64``, ``FC-4096``."""


_JOIN = r"\s?(?:[/,、~∼～–—-]|to|bis|à|a)\s?"
SEVERAL = re.compile(rf"[1-9][0-9]{{1,3}}(?:{_JOIN}[1-9][0-9]{{1,3}})+\s?(?:layers?|층|層|层|capas|camadas|couches)?")
"""The numbers of layers of several members of a family: ``16/19``, ``11~19``."""
BETWEEN = re.compile(
    rf"[~≈約约]?\s?(?P<first>[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?)\s?(?P<unit>[KMG])?{_JOIN}"
    r"(?P<last>[0-9]{1,3}(?:\.[0-9]{1,2})?)\s?(?P<own>[KMG])?"
)
"""The parameters of the smallest and the largest member of a family: ``133~144M``."""


def of_family(reader: Prose, text: Shown, topic: Topic, said: Said) -> Iterator[Candidate]:
    """The figures of several members of a family in a cell; none where it is about one network."""
    stripped, family = text.text.strip(), topic.networks[0].rstrip("0123456789") if topic.networks else ""
    if said.key == "depth" and family and SEVERAL.fullmatch(stripped):
        for each in re.finditer("[0-9]+", text.text):
            if reader.bench.in_catalog(f"{family}{each[0]}"):
                yield Candidate(*text.place(*each.span()), each[0], (f"{family}{each[0]}.depth",), 0)
    found = BETWEEN.search(text.text) if said.key == "params" and BETWEEN.fullmatch(stripped) else None
    own = (found["own"] or said.unit) if found else ""
    if found and own and len(topic.networks) > 1:
        queries = tuple(f"{each}.params" for each in topic.networks)
        for key, unit in (("first", found["unit"] or own), ("last", own)):
            first, last = found.span(key)[0], found.end("own") if key == "last" and found["own"] else found.end(key)
            yield Candidate(*text.place(first, last), f"{found[key]}{unit}", queries, 0, unit)


def members(reader: Prose, topic: Topic, titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> tuple[Columns, bool]:
    """The members of the family that is spoken of which the headings of a table name, and whether by letters.

    Args:
        reader: what knows networks.
        topic: what is spoken of.
        titles: the headings of the columns.
        rows: all rows, with the headings.
    """
    family = topic.networks[0].partition("@")[0].rstrip("0123456789") if topic.networks else ""
    letters = spellings.CONFIGURATIONS.get(family, {})
    for row in rows[: LETTERED if letters else 0]:
        said = [cell.text.text.strip(" *") for cell in row]
        if {*"BCDE"} <= {*said}:
            return [of_column(letters.get(each, "")) for each in said], True
    deep = [DEEP.fullmatch(title) for title in titles]
    names = [f"{family}{each['depth']}" if each and family else "" for each in deep]
    known = [of_column(each if reader.bench.in_catalog(each) else "") for each in names]
    return (known if sum(each is not None for each in known) > 1 else [None] * len(known)), False


def of_column(network: str) -> Mention | None:
    """The name of a column's network, which stands nowhere; None if it has none."""
    return Mention(0, 0, (network,)) if network else None


def configured(reader: Prose, columns: Columns, rows: Sequence[Sequence[Cell]]) -> dict[int, list[Candidate]]:
    """The figures of cells, by their ids, that say which layers a column's network has in their order.

    A column that does not list the convolutions of its network one behind the other is of another one.
    """
    found: dict[int, list[Candidate]] = {}
    for at, mention in enumerate(columns):
        network = mention.networks[0] if mention is not None and mention.networks else ""  # one that is not known
        setup = reader.setup(network) if network else None
        cells = [row[at] for row in rows if at < len(row)]
        found = (dict(of_stages(network, setup, cells)) if setup else {}) | found
        said = [(cell, match) for cell in cells for match in LABELLED.finditer(cell.text.text)]
        if setup is None or not said:
            continue
        convolutions, dense = of_kind(setup, "conv"), of_kind(setup, "linear")
        listed = [((int(each["side"]),) * 2, int(each["filters"])) for _, each in said if each["side"]]
        if listed != [(each.kernel, each.filters) for each in convolutions[: len(listed)]]:
            continue
        own: dict[int, list[Candidate]] = {}
        for cell, one in in_order(network, said, convolutions, dense):
            own.setdefault(id(cell), []).append(one)
        found = own | found  # a cell that spans several columns is of the first of them
    return found


def in_order(
    network: str, said: Sequence[tuple[Cell, re.Match[str]]], convolutions: Sequence[Layer], dense: Sequence[Layer]
) -> Iterator[tuple[Cell, Candidate]]:
    """The figures of a column, each layer behind the one before."""
    rest = {"filters": iter(convolutions), "neurons": iter(dense)}
    for cell, match in said:
        key = "filters" if match["side"] else "neurons"
        layer = next(rest[key], None)
        for group, asks in (("side", "kernel"), (key, key)):
            if layer is not None and match[group] and (key == "filters" or int(match[key]) == layer.channels):
                place = cell.text.place(*match.span(group))
                yield cell, Candidate(*place, match[group], (f"{network}.{layer.name}.{asks}",), 0)


def of_label(reader: Prose, topic: Topic, cell: Cell, label: str) -> Iterator[Candidate]:
    """The kernel and the filters of a cell, ``7×7, 64``, that are those of the layer that its row names."""
    setup = reader.setup(topic.networks[0]) if topic.networks else None
    match = PAIR.match(cell.text.text.strip()) if setup is not None else None
    if setup is None or match is None:
        return
    name = answers.named_layer(setup, label)
    wanted = (int(match["side"]),) * 2, int(match["filters"])
    for each in of_kind(setup, "conv"):
        if each.name == name and (each.kernel, each.filters) == wanted:
            at = cell.text.text.index(match[0])
            for key in ("kernel", "filters"):
                place = cell.text.place(at + match.start(key), at + match.end(key))
                yield Candidate(*place, match[key], (f"{topic.networks[0]}.{name}.{key}",), 0)


def of_stages(network: str, setup: Setup, cells: Sequence[Cell]) -> Iterator[tuple[int, list[Candidate]]]:
    """The counts of blocks of a column, by the ids of their cells, that are those of all stages of its network."""
    said = [(cell, match) for cell in cells if (match := blocks.CELL.fullmatch(cell.text.text))]
    queries = blocks.of_stages(network, setup, [int(match["many"]) for _, match in said])
    for (cell, match), query in zip(said, queries, strict=False):
        yield id(cell), [Candidate(*cell.text.place(*match.span("many")), match["many"], (query,), 0)]
