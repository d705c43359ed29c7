"""What readers see on both sides of a place, written down for many kinds of markup.

Each line of ``views.txt`` is a format and a text, with signs for line ends and tabs and an @ for a figure; ``--accept``
writes the golden text anew, and then its lines are read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cnnstat.documents.judging.view import View

LINES = (Path(__file__).parent / "views.txt").read_text(encoding="utf-8").splitlines()
BREAKS = str.maketrans("⏎␍⇥", "\n\r\t")


def seen(line: str) -> str:
    """What stands behind and in front of the place of a line, with all that is told of it."""
    kind, _, text = line.partition(" ")
    before, _, behind = text.translate(BREAKS).partition("@")
    begin, close = len(before), len(before) + 2
    own = View(f"{before}61{behind}", begin, close, "markdown" if kind == "mdx" else kind, kind == "mdx")
    front, closed = own.backward()
    back, ends, opened, raised = own.forward()
    said = [f"{front!r} | {back!r}", f"ends {[each - close for each in ends]}"]
    said += [f"marks {sorted(closed)} {sorted(opened)}"] * bool(closed or opened) + [f"raised {sorted(raised)}"] * bool(
        raised
    )
    return "; ".join(said + ["not told"] * (not own.told))


@pytest.mark.parametrize("part", range(4))
def test_what_readers_see_beside_a_place(part: int, accept: Callable[[str, str], str]) -> None:
    found = "".join(f"{each}\n    {seen(each)}\n" for each in LINES[part::4])
    assert found == accept(f"views/{part}.txt", found)
