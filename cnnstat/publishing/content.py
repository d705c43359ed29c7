"""What pages hold, apart from any medium: headings, sentences, formulas, tables, pictures and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from cnnstat.algebra.formula import Expression
from cnnstat.algebra.notation import Reading
from cnnstat.derivation.steps import Equation
from cnnstat.drawing.scene import Scene
from cnnstat.language import ENGLISH, Language

Style = Literal["", "strong", "code", "quiet"]


@dataclass(frozen=True)
class Run:
    """A piece of a sentence: plain, ``strong``, ``code`` (what is typed), or ``quiet`` (of less weight)."""

    text: str
    style: Style = ""


@dataclass(frozen=True)
class Formula:
    """An expression inside of a sentence, in one reading of :mod:`cnnstat.algebra.notation`."""

    expression: Expression
    reading: Reading = "numbers"


@dataclass(frozen=True)
class Blank:
    """A place to write on: a line for an answer, with a letter in front of it or none."""

    letter: str = ""


Inline = Run | Formula | Blank
Sentence = Sequence[Inline]


def plain(text: str, style: Style = "") -> Sentence:
    """A sentence of one piece."""
    return (Run(text, style),)


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title's, so that parts have 2."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences.

    Attributes:
        runs: their pieces.
        small: whether they are a note.
        apart: whether they stand a little apart from what is above.
        keep: whether what follows stays on their page.
    """

    runs: Sentence
    small: bool = False
    apart: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Equations:
    """Derivations, one below the other: each a label and the steps behind its equals signs.

    Attributes:
        equations: as derivations have them; their words are written in the document's language.
        brief: whether each is written on one line, as far as it goes.
    """

    equations: Sequence[Equation]
    brief: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with one line of heads.

    Attributes:
        head: titles of the columns.
        numeric: which columns are numbers, and so set to the right.
        rows: of cells.
        total: the last line; none where empty.
        caption: what the table shows: said below it, and read to those who do not see it.
        weak: rows that are set back, by their places.
        strong: rows that are pointed out.
        wide: whether its columns of numbers share the width of the page.
        open: whether nothing is printed in its cells but what is given, with room to write: a table to fill in.
    """

    head: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[Sequence[str | Blank]]
    total: Sequence[str | Blank] = ()
    caption: str = ""
    weak: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    wide: bool = False
    open: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing or chart, in its own size in points; narrower media make it smaller.

    Attributes:
        scene: what it shows; its ``about`` is the text for those who do not see it.
        name: for a file, where a medium needs one.
    """

    scene: Scene
    name: str


@dataclass(frozen=True)
class Items:
    """A list.

    Attributes:
        items: what it holds.
        marks: ``1`` where they are numbered, ``A`` where they have letters, "" for dots.
        start: the first number or letter.
        across: whether they are short, and stand beside each other where a medium can do that.
    """

    items: Sequence[Sequence[Block]]
    marks: Literal["1", "A", ""] = ""
    start: int = 1
    across: bool = False


@dataclass(frozen=True)
class Beside:
    """Two columns; one below the other where a page is narrow.

    Attributes:
        left, right: what they hold.
        share: of the width that the left one has.
    """

    left: Sequence[Block]
    right: Sequence[Block]
    share: float = 0.5


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a new page, as a key does."""


Block = Heading | Paragraph | Equations | Grid | Picture | Items | Beside | PageBreak


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks, and those inside of them."""
    for block in blocks:
        yield block
        inside = (
            [block.left, block.right] if isinstance(block, Beside) else block.items if isinstance(block, Items) else ()
        )
        for each in inside:
            yield from flat(each)


@dataclass(frozen=True)
class Document:
    """Pages in one language.

    Attributes:
        title: in large type at the head, and the title of the file.
        blocks: what follows.
        under: the line below the title.
        head: what stands at the head of every page, left and right: a course, a date.
        foot: what stands at the foot of every page, beside its number.
        language: of the texts, and of words in formulas.
        logo: a picture for the head: its bytes, and its ending.
    """

    title: str
    blocks: Sequence[Block]
    under: str = ""
    head: tuple[str, str] = ("", "")
    foot: str = ""
    language: Language = field(default=ENGLISH)
    logo: tuple[bytes, str] | None = None
