"""What is looked through is counted as work, in proportion to how much it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from cnnstat.documents.judging.beside import beside
from cnnstat.documents.marks.anchor import find, only_figure, read_anchor
from cnnstat.documents.reading.ahead import ahead
from cnnstat.documents.reading.tokens import Token, tokens
from cnnstat.effort import Effort


def spent(work: Callable[[], object]) -> float:
    meter = Effort(10**9)
    with meter.bounding():
        work()
    return 10**9 - meter.left


PLAIN, PIECES, SHORT = "words" + " and words" * 10, "<b></b>" * 8, "a b c "


@pytest.mark.parametrize(
    ("before", "behind", "pieces"),
    [(PLAIN, PLAIN, 2), (PIECES, PIECES, 32), (PLAIN, PIECES, 17), (PIECES, PLAIN, 17), ("", "", 0), (SHORT, "", 6)],
)
def test_pieces_beside_a_mark(before: str, behind: str, pieces: int) -> None:
    """Plain text counts as one piece; what stands at the ends of a document, sign by sign."""
    text = f"{before}MARK{behind}"
    assert spent(lambda: beside(text, len(before), len(before) + 4, "markdown")) == pieces / 2


def test_places_of_an_anchor() -> None:
    """Words that are there cost as much as the text around them, those that are not hardly anything."""
    named, unnamed = read_anchor("{alexnet.params} parameters"), read_anchor("{alexnet.params}")
    far, near = "word " * 4000, "parameters " * 2000
    cost = {
        (name, text): spent(partial(find, anchor, text, (0, len(text)), 0))
        for name, anchor in (("named", named), ("unnamed", unnamed))
        for text in (far, near, 2 * near)
    }
    assert len(far) / 50 <= cost["named", far] <= len(far) / 10
    assert cost["named", near] >= len(near) / 5
    assert 1.9 * cost["named", near] <= cost["named", 2 * near] <= 2.1 * cost["named", near]
    assert cost["unnamed", far] >= len(far) / 5
    assert cost["unnamed", near] >= len(near) / 5


def test_a_paragraph_is_looked_through_once_for_many_comments() -> None:
    def cost(text: str, count: int) -> float:
        return spent(lambda: [only_figure("alexnet.params", text, (0, len(text)), at) for at in range(count)])

    assert 290 <= cost("61 " * 1000, 1) <= 310
    assert cost("59 " * 1000, 500) <= 310


def test_longer_anchors_cost_more() -> None:
    text = "a b " * 2000
    short, long = (read_anchor(f"{'a b ' * many}{{alexnet.params}} c") for many in (2, 40))
    assert spent(lambda: find(long, text, (0, len(text)), 0)) >= spent(lambda: find(short, text, (0, len(text)), 0))


@pytest.mark.parametrize("words", ["60M parameters", "60-ish parameters"])
def test_why_an_anchor_is_not_found_costs_little(words: str) -> None:
    """To look for other blanks, and for what else may stand in a figure's place, is a small part of what a document of
    its length may ask for."""
    text = f"The network has {words} in all." + " There are many words." * 500
    assert spent(lambda: find(read_anchor("has {alexnet.params} parameters  in"), text, (0, len(text)), 0)) <= len(text)


class Watched(list[Token]):
    """Counts how often its items are looked up one by one."""

    asked = 0

    def __getitem__(self, place: Any) -> Any:
        self.asked += isinstance(place, int)
        return super().__getitem__(place)


@pytest.mark.parametrize("between", [", ", "、", " and "])
def test_figures_of_a_list_ask_once_what_stands_behind_them(between: str) -> None:
    """A list twice as long takes twice as many looks, also where each of its figures is asked about the next."""

    def looks(many: int) -> int:
        text = between.join(["1"] * many) + " filters"
        row = Watched(tokens(text, 0, len(text), ()))
        known: dict[int, tuple[str, int]] = {}
        said = {ahead(row, at, known)[0] for at, token in enumerate(list(row)) if token.kind == "figure"}
        assert "filters" in said
        return row.asked

    assert looks(80) <= 2.2 * looks(40)
