"""Figures that the layers of a network explain together: rows, lists, sums, blocks, counts of several kinds.

Each line of ``explained.txt`` is a network and a text about it; ``--accept`` writes the golden text anew, and then its
lines are read: a figure of which no query is told is one that the network does not have so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cnnstat.documents.reading.candidate import Found
from cnnstat.documents.reading.layers import setup_of
from cnnstat.documents.reading.sequences import members, ways
from cnnstat.query import Bench
from cnnstat.query.bench import Setup

BENCH = Bench()
LINES = (Path(__file__).parent / "explained.txt").read_text(encoding="utf-8").splitlines()


def explained(text: str, start: int, end: int, network: str, setup: Setup) -> list[Found]:
    """The figures of a stretch of text in all ways in which it may be read."""
    return [each for read in ways(text, start, end) for each in read(text, start, end, network, setup)]


def told(network: str, text: str) -> str:
    setup = setup_of(network, BENCH)
    assert setup is not None
    found = [*explained(text, 0, len(text), network, setup), *members(text, 0, len(text), network, BENCH.known)]
    short = [(first, last, query.replace(f"{network}.", ".")) for first, last, query in sorted(found)]
    return "".join(f"    {first} {text[first:last]}: {query}\n" for first, last, query in short)


def test_figures_that_layers_explain_together(accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{each}\n{told(*each.split(' | '))}" for each in LINES)
    assert found == accept("explained.txt", found)


def test_only_a_stretch_of_a_text_is_read() -> None:
    """What stands in front of it or behind it explains nothing."""
    for line in LINES:
        network, text = line.split(" | ")
        setup = setup_of(network, BENCH)
        assert setup is not None
        around = f"{text}; {text}; {text}"
        first = len(text) + 2
        found = explained(around, first, first + len(text), network, setup)
        whole = explained(text, 0, len(text), network, setup)
        assert [(begin - first, end - first, query) for begin, end, query in found] == whole
