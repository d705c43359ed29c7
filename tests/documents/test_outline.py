"""The structure of documents of each format: their blocks in order, the cells of tables, and what readers see of each.

Lines of ``%%`` set the documents of a file of ``outlines`` apart; numbers in them tell which piece is where. A golden
text shows what was found; ``--accept`` writes it anew, and then its lines are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cnnstat.documents.document import Document
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.outline import outline
from cnnstat.documents.reading.shown import shown

EVERY = [
    pytest.param(path.suffix, text, f"outlines/{path.name}.{number}.txt", id=f"{path.suffix[1:]}-{number}")
    for path in sorted((Path(__file__).parent / "outlines").iterdir())
    for number, text in enumerate(path.read_text(encoding="utf-8").split("%%\n"), 1)
]


def seen(text: str, start: int, end: int, form: str) -> str:
    """What readers see of a stretch, with the numbers that stand otherwise in the file as they stand there."""
    own = shown(text, start, end, form)
    places = [(match[0], text[slice(*own.place(*match.span()))]) for match in re.finditer("[0-9]+", own.text)]
    return "; ".join([repr(own.text), *(f"{one} as {other!r}" for one, other in places if one != other)])


def told(text: str, block: Block) -> Iterator[str]:
    """A block: what is known of it, and what readers see."""
    said = [block.kind, f"{block.level}", block.form, *([block.info] if block.info else [])]
    if block.kind != "table":
        yield f"    {' '.join(said)}: {seen(text, block.start, block.end, block.form)}"
        return
    yield f"    {' '.join(said)} from {text[block.start :][:9]!r} to {text[: block.end][-9:]!r}, head {block.head}"
    for row in block.rows:
        yield f"        {' | '.join(seen(text, *cell, block.form) for cell in row)}"


@pytest.mark.parametrize(("suffix", "text", "golden"), EVERY)
def test_blocks_in_order(suffix: str, text: str, golden: str, accept: Callable[[str, str], str]) -> None:
    lines = text.splitlines()
    for passage in Document(Path(f"a{suffix}"), "a", text.encode()).shown:
        lines += [line for block in outline(passage) for line in told(passage.text, block)]
    found = "\n".join(lines) + "\n"
    assert found == accept(golden, found)


@pytest.mark.parametrize(("suffix", "text", "golden"), EVERY)
def test_blocks_of_lines_that_end_in_two_characters(suffix: str, text: str, golden: str) -> None:
    """They are the same, and readers see the same of each."""
    found = []
    for each in (text, text.replace("\n", "\r\n")):
        (passage,) = Document(Path(f"a{suffix}"), "a", each.encode()).shown
        blocks = [line for block in outline(passage) for line in told(each, block)]
        found.append([re.sub(r" from '.*?' to '.*?',", "", line.replace("\\r", "")) for line in blocks])
    assert found[0] == found[1]
