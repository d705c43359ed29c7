"""What readers see around a mark, put together at random from pieces of which each is known what they see of it."""

from __future__ import annotations

import random
import re

import pytest

from cnnstat.documents.judging.view import MOST, View

ANYWHERE = {
    "a": "a", "Zz": "Zz", "5": "5", ".": ".", ",": ",", "-": "-", "(": "(", "^": "^", "=": "=", "/": "/", "%": "%",
    "é": "é", "&nbsp;": "\u00a0", "&#49;": "1", "&#x37;": "7", "&Aacute;": "Á", "&none;": "&none;", "& b": "& b",
    "\\,": "\u2009", "\\*": "*", "\\times": "×", "\\cdot": "·", "\\pm": "±", "\\!": "", "\\%": "%", "{,}": ",",
    "\\thinspace": "\u2009", "\\textbf{": "", "\\mathrm{": "", "\\emph{": "", "\\char48 ": "0", "\\symbol{49}": "1",
    "\u200b": "", "\u0301": "", "\u3164": "", "К": "K", "Ｍ": "M", "𝐌": "M", "\t": " ", " ": " ", "\n": " ",
    "³": "^3", "⁻¹²": "^-12", "[w](u)": "w", "[w][x]": "w", "[w][none]": "[w][none]", "[w]": "[w]",
}  # fmt: skip
"""Pieces of any format, by what stands there."""
TAGS = {
    "<b>": "", "</b>": "", "<i title='a>b'>": "", "<sup>": "^", "</sup>": "", "<!-- x -->": "", "<!-- a > b -->": "",
    "<!--=0-->": "", "<!--/-->": "", "<!-- cnnstat: 0 -->": "", "<?x 1?>": "", "<!DOCTYPE x>": "", "< 3": "< 3",
    "<span hidden>7 <i>8</i></span>": "", "<script>let x = 7</script>": "", '<s style="display: none">9</s>': "",
    f"<!-- {'long ' * 80}-->": "", f"<!-- cnnstat: {'1 + ' * 80}1 -->": "",
}  # fmt: skip
KINDS = {
    "markdown": ANYWHERE | TAGS | {
        "**5**": "5", "_5_": "5", "`5`": "5", "~~5~~": "5", "$5$": "5", "***5***": "5", "\r\n> > ": " ", "\n>": " ",
    },
    "html": ANYWHERE | TAGS | {"**5**": "**5**", "_5_": "_5_", "$5$": "$5$", "\n\n": " ", "  \r\n ": " "},
    "latex": ANYWHERE | {"$5$": "5", "{": "", "}": "", "{x}": "x", "\\mbox{5}": "5"},
    "rst": ANYWHERE | {"**5**": "5", "``5``": "5", "*5*": "5"},
}  # fmt: skip
BREAKS = {
    "markdown": ["<br>", "</p>", "<td>", "\n\n", "\n \t\n", "  \n", "   \r\n", "|"], "html": ["<br/>", "<h2>", "<TR>"],
    "latex": ["\n\n", "|"], "rst": ["\n\n", "\r\r"],
}  # fmt: skip
MARKS = ("<!--=", "<!--/", "<!-- cnnstat:")
LABEL = "\n\n[x]: y\n"


AROUND = re.compile(r"(\[|(?:\\mbox)?\{|[*_`~$]+)(\w)(\](?:\(u\)|\[x\])|\}|[*_`~$]+)")
"""What stands around a sign and is not shown."""


def atoms(piece: str, seen: str) -> list[tuple[str, str]]:
    """The pieces of a piece, with what is seen of each."""
    if piece == seen and not piece.endswith(";"):
        return [(sign, sign) for sign in piece]
    around = AROUND.fullmatch(piece)
    return [(around[1], ""), (around[2], seen), (around[3], "")] if around else [(piece, seen)]


def made(chance: random.Random, kind: str) -> list[tuple[str, str]]:
    """Some pieces with what is seen of each, digits between them; sometimes a break behind some of them."""
    found = list[tuple[str, str]]()
    names = [*KINDS[kind]]
    for _ in range(chance.randint(0, 30)):
        piece = chance.choice(names)
        found += [*atoms(piece, KINDS[kind][piece]), ("5", "5")]
    if chance.random() < 0.3:
        places = [at for at, (piece, _) in enumerate(found, 1) if piece == "5"] or [0]
        at = chance.choice(places)
        found[at:at] = [(chance.choice(BREAKS[kind]), "break"), ("5", "5")]
    return [("5", "5"), *found]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_seen_behind_and_in_front_of_a_mark(kind: str, seed: int) -> None:
    chance = random.Random(f"{kind} {seed}")
    for _ in range(60):
        front, back = made(chance, kind), made(chance, kind)
        before, behind = ("".join(piece for piece, _ in pieces) for pieces in (front, back))
        text = f"{before}MARK{behind}{LABEL}"
        back += [("\n\n", " " if kind == "html" else "break"), *((sign, sign) for sign in "[x]: y"), ("\n", " ")]
        view = View(text, len(before), len(before) + 4, kind)
        seen, ends, marks, raised = view.forward()
        assert (seen, marks) == told(back), text
        assert (list(ends), raised) == places(back, len(before) + 4, kind), text
        assert view.backward() == told(front[::-1], backward=True), text
        assert view.told


def told(pieces: list[tuple[str, str]], backward: bool = False) -> tuple[str, frozenset[int]]:
    """What is seen of pieces that follow on each other from a mark, and at which signs marks begin or end."""
    seen, marks = "", set[int]()
    for piece, own in pieces:
        if own == "break" or len(seen) >= MOST:
            break
        marks |= {len(seen)} if piece.startswith(MARKS) else set()
        seen = own + seen if backward else seen + own
    return seen, frozenset(marks)


def places(pieces: list[tuple[str, str]], start: int, kind: str) -> tuple[list[int], frozenset[int]]:
    """Where each sign that is seen behind a mark ends in the text, and which of them raise what follows."""
    ends, raised = list[int](), set[int]()
    for piece, own in pieces:
        if own == "break" or len(ends) >= MOST:
            break
        start += len(piece)
        raised |= {len(ends)} if own[:1] == "^" and (piece != "^" or kind == "latex") else set()
        ends += [start] * len(own)
    return ends, frozenset(raised)


@pytest.mark.parametrize("many", range(30, 70, 4))
def test_plain_text_around_a_mark(many: int) -> None:
    """Text of which every sign is seen is told at once, near the ends of a document and far from them."""
    words = ("words and 12.5% of a/b: " * 4)[:many]
    text = f"{words}MARK{words}"
    view = View(text, many, many + 4, "markdown")
    assert view.forward() == (words[:MOST], tuple(range(many + 5, many + 5 + MOST)), frozenset(), frozenset())
    assert view.backward() == (words[-MOST:], frozenset())
    view = View(f"<b>{text}</b>", many + 3, many + 7, "markdown")
    assert (view.forward()[0], view.backward()[0]) == (words[:MOST], words[-MOST:])
