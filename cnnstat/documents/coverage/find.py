"""The numbers of a passage that count, each with its place and the text around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cnnstat.documents.coverage.numbers import HEADING, numbers
from cnnstat.documents.coverage.pictures import Picture, pictures, texts
from cnnstat.documents.coverage.unread import TICKS, unread
from cnnstat.documents.document import Passage
from cnnstat.documents.formats import formats
from cnnstat.documents.formats.content import BEGIN
from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.marks.spans import merged, within
from cnnstat.documents.reading.block import Block
from cnnstat.documents.reading.names import mentions
from cnnstat.documents.reading.outline import outline
from cnnstat.documents.reading.shown import Run, Shown, shown
from cnnstat.effort import spend
from cnnstat.query import Bench

READ = 50
"""Characters of a text that are read with one unit of work."""
BLANK = re.compile(r"[\t\r\n]")


class Number(NamedTuple):
    """A number of a document.

    Attributes:
        start, end: its offsets in the passage.
        text: what stands there to readers.
        at: where it stands in the text around it.
        around: that text.
    """

    start: int
    end: int
    text: str
    at: int
    around: str

    @property
    def length(self) -> int:
        """How many signs it has."""
        return len(self.text)


class Finder:
    """Finds the numbers of one passage.

    Attributes:
        pictures: those of the passage.
    """

    def __init__(self, passage: Passage, bench: Bench) -> None:
        spend(len(passage.text) / READ)
        if passage.kind:
            text = formats()[passage.kind].hidden(passage.text, passage.lines)
            passage = passage._replace(text=text)
        self.passage, self.bench = passage, bench
        self.pictures = list(pictures(passage.text, passage.kind))
        self._unread = merged(unread(passage))
        self._in_slides = list[Picture]()  # whose numbers are told with the slides

    def numbers(self) -> Iterator[Number]:
        """The numbers in the passage's text, tables, headings and pictures, those of pictures last.

        Raises:
            RecursionError: it is nested hundreds of levels deep.
        """
        passage = self.passage
        if not passage.kind:
            yield from self.stretch(Shown([Run(0, 0, len(passage.text), True)], BLANK.sub(" ", passage.text)))
            return
        apart = list[tuple[int, int]]()
        for block in outline(passage):
            apart += [(block.start, block.end)] if block.kind in ("code", "slides") else []
            yield from self.block(block)
        self.pictures = [each for each in self.pictures if not within(each.at[0], apart)]
        for each in self.pictures:
            yield from self.of_picture(each)
        self.pictures += self._in_slides
        if passage.kind == "html":
            yield from of_drawing(passage.text)

    def block(self, block: Block) -> Iterator[Number]:
        """The numbers of a block; code has none that count."""
        text = self.passage.text
        if block.kind == "table":
            for place in (each for row in block.rows for each in row):
                yield from self.stretch(shown(text, *place, block.form))
        elif block.kind == "slides":
            inner = text[block.start : block.end]
            finder = Finder(Passage(inner, "markdown", (), Lines(inner), inner), self.bench)
            for each in finder.numbers():
                yield each._replace(start=each.start + block.start, end=each.end + block.start)
            self._in_slides += [each._replace(at=moved(each.at, block.start), alt=moved(each.alt, block.start))
                                for each in finder.pictures]  # fmt: skip
        elif block.kind != "code":
            front = BEGIN.match(text, block.start, block.end) if block.form == "markdown" else None
            part = shown(text, front.end() if front else block.start, block.end, block.form)
            title = HEADING.match(part.text) if block.kind == "heading" else None
            yield from self.stretch(part, title.end() if title else 0)

    def stretch(self, part: Shown, first: int = 0) -> Iterator[Number]:
        """The numbers of a stretch of text, from an offset on."""
        names = [(each.start, each.end) for each in mentions(part.text, self.bench, {})]
        for start, end in numbers(part.text, names):
            place = part.place(start, end)
            if start >= first and (not within(place[0], self._unread) or self.is_alone(place, part.text[start:end])):
                yield Number(*place, part.text[start:end], start, part.text)

    def is_alone(self, place: tuple[int, int], printed: str) -> bool:
        """Whether code in a line of Markdown holds the number and nothing else."""
        code = TICKS.match(self.passage.text, place[0]) if self.passage.kind == "markdown" else None
        return code is not None and code[2].strip() == printed

    def of_picture(self, picture: Picture) -> Iterator[Number]:
        """The numbers in a picture's description, and of a badge those that it shows and the description does not."""
        alt = self.passage.text[slice(*picture.alt)]
        said = set[str]()
        for start, end in numbers(alt):
            said.add(alt[start:end])
            yield Number(picture.alt[0] + start, picture.alt[0] + end, alt[start:end], start, alt)
        badge = picture.badge
        for start, end in numbers(badge):
            if (printed := badge[start:end]) not in said:
                at = self.passage.text.find(printed, *picture.at)
                place = (at, at + len(printed)) if at != -1 else picture.at
                yield Number(*place, printed, start, badge)


def of_drawing(text: str) -> Iterator[Number]:
    """The numbers in a drawing in SVG."""
    for first, last in texts(text):
        part = shown(text, first, last, "html")
        for start, end in numbers(part.text):
            yield Number(*part.place(start, end), part.text[start:end], start, part.text)


def moved(place: tuple[int, int], by: int) -> tuple[int, int]:
    """A place so many characters further on."""
    return place[0] + by, place[1] + by
