"""Markdown as Quarto, MyST and GitHub take it: tables with pipes, formulas between dollars, pictures in files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import indent
from urllib.parse import quote

from cnnstat.algebra.notation import TEX, Writer
from cnnstat.algebra.words import notation_in
from cnnstat.drawing.formats import svg
from cnnstat.publishing.content import (
    Beside,
    Blank,
    Block,
    Document,
    Equations,
    Formula,
    Grid,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Picture,
    Run,
)  # fmt: skip
from cnnstat.publishing.medium import Written
from cnnstat.render.formats.markdown import aligned, escape, grid, sentence
from cnnstat.text.printable import printable

ENDINGS = (".md", ".qmd")
EXTRA = ""
STYLES = {"strong": "**{}**", "code": "`{}`", "quiet": "{}"}
BLANK = r"\_\_\_\_\_\_"


class Page:
    """Writes one document, and the pictures that it shows, in a folder beside it."""

    def __init__(self, document: Document, name: str) -> None:
        self.document, self.folder = document, f"{name}_files"
        self.pictures: dict[str, bytes] = {}
        self.notation = notation_in(document.language, TEX)

    def written(self) -> str:
        """The whole text."""
        document = self.document
        head = "  \n".join(sentence(each) for each in document.head if each)
        begin = [heading(1, document.title), head, sentence(document.under)]
        if document.logo:
            data, ending = document.logo
            begin = [f"![]({self.file(f'logo{ending}', data)})", *begin]
        pieces = [*begin, *(self.block(each) for each in document.blocks), sentence(document.foot)]
        return printable("\n\n".join(filter(None, pieces)) + "\n")

    def file(self, name: str, data: bytes) -> str:
        """The path of a picture, which is kept to be written."""
        path = f"{self.folder}/{name}"
        self.pictures[path] = data
        return quote(path, errors="surrogateescape")  # of a name that is not in UTF-8

    def blocks(self, given: Iterable[Block]) -> str:
        return "\n\n".join(self.block(each) for each in given)

    def block(self, given: Block) -> str:
        match given:
            case Heading(words, level):
                return heading(level, words)
            case Paragraph(runs):
                return self.sentence(runs)
            case Equations():
                return "\n\n".join(
                    f"$$\n{aligned(self.notation.word(each.label), each.lines(self.notation))}\n$$"
                    for each in given.equations
                )
            case Grid():
                return self.table(given)
            case Picture(scene, name):
                known = len(self.pictures)
                path = self.file(f"{known + 1}-{name}.svg", svg.written(scene).encode())
                return f"![{escape(scene.about)}]({path})"
            case Items(items, marks, start):
                return "\n\n".join(self.item(each, marks, start + at) for at, each in enumerate(items))
            case Beside(left, right):
                return self.blocks([*left, *right])
            case PageBreak():
                return "---"
        raise TypeError(given)

    def item(self, blocks: Iterable[Block], marks: str, number: int) -> str:
        """A list's item; Markdown has no lettered lists, so that letters are written out."""
        body = self.blocks(blocks)
        if marks == "A":
            return f"{chr(64 + number)}) {body}"
        mark = f"{number}. " if marks else "- "
        return mark + indent(body, " " * len(mark)).lstrip()

    def sentence(self, runs: Iterable[Inline]) -> str:
        return "".join(self.inline(each, not at) for at, each in enumerate(runs))

    def inline(self, given: Inline, begins: bool = False) -> str:
        match given:
            case Run(words, style):
                if style == "code":
                    return code(words)
                write = sentence if begins and not style else escape
                lead, trail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
                body = words.strip()
                if not style or not body:
                    return write(words)
                return f"{lead}{STYLES[style].format(escape(body))}{trail}"
            case Formula(expression, reading):
                return f"${Writer(self.notation, reading).write(expression)}$"
            case Blank(letter):
                return f"**{escape(letter)}** {BLANK}" if letter else BLANK
        raise TypeError(given)

    def table(self, given: Grid) -> str:
        rows = [[cell(each) for each in row] for row in given.rows]
        total = [cell(each) for each in given.total]
        table = grid(given.head, given.numeric, rows, total)
        return table + (f"\n\n{sentence(given.caption)}" if given.caption else "")


def heading(level: int, words: str) -> str:
    """A heading; signs at its end, which would close it, are escaped."""
    said = CLOSING.sub(lambda found: r"\#" * len(found[0]), escape(words))
    return f"{'#' * level} {said}"


CLOSING = re.compile(r"#+\Z")


def cell(given: str | Blank) -> str:
    return (f"{given.letter} ______" if given.letter else "______") if isinstance(given, Blank) else given


def code(words: str) -> str:
    """Code between as many backticks as it needs; where it has some, its signs are written as text."""
    return f"`{words}`" if "`" not in words and not words.startswith("r ") else escape(words)


def written(document: Document, name: str = "handout") -> Written:
    """The document, and its pictures beside it."""
    page = Page(document, name)
    main = page.written()
    return Written(main, page.pictures)
