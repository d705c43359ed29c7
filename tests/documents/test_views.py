"""What readers see on both sides of a place, written down for many kinds of markup.

Each line of ``views.txt`` is a format and a text, with signs for line ends and tabs and an @ for a figure; ``--accept``
writes the golden text anew, and then its lines are read.
"""

from __future__ import annotations

import re
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


LONGEST: dict[str, tuple[int, Callable[[int], str], tuple[str, str]]] = {
    "comment": (20_000, lambda many: f"<!--{'x' * (many - 7)}-->", ("z", "z")),
    "tag": (300, lambda many: f"<b{' ' * (many - 3)}>", ("z", "z")),
    "blanks": (300, lambda many: " " * many, (" z", "z ")),
    "address": (2000, lambda many: f"[a]({'u' * many})", ("az", "za")),
    "label": (60, lambda many: f"[{'a' * many}](u)", ("aa", "aa")),
    "emphasis": (58, lambda many: f"**{'y' * many}**", ("yy", "yy")),
    "formula": (59, lambda many: f"${'y' * many}$", ("yy", "yy")),
    "pieces": (300, lambda many: "<b>" * many, ("z", "z")),
}
"""Pieces of markup, and how long each may be so that it is passed over and the signs beside it are seen."""


@pytest.mark.parametrize("name", LONGEST)
def test_pieces_are_passed_over_up_to_so_many_characters(name: str) -> None:
    longest, make, expected = LONGEST[name]
    for many in (longest - 1, longest, longest + 1):
        piece = make(many)
        behind, before = View(f"61{piece}z", 0, 2, "markdown"), View(f"z{piece}61", len(piece) + 1, -1, "markdown")
        found = behind.forward()[0][:2], before.backward()[0][-2:]
        assert (found == expected) == (many <= longest), many


def test_signs_are_seen_up_to_so_many_on_each_side() -> None:
    for text in ("a" * 24, "ab, c" * 9, "<b>" * 9 + "-" * 30, "a" * 23 + "²"):
        behind, before = View(f"61{text}", 0, 2, "markdown"), View(f"{text}61", len(text), len(text) + 2, "markdown")
        plain = re.sub("<b>", "", text).replace("²", "^2")
        assert behind.forward()[0] == plain[: max(24, len(plain) * (plain[-2] == "^"))]
        assert before.backward()[0] == plain[-24 - (plain[-25:-24] == "^") :]
