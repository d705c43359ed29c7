"""PDF, set by Typst: PDF/UA for those who do not see the page, PDF/A for archives."""

from __future__ import annotations

from collections.abc import Iterator

from cnnstat.errors import shown
from cnnstat.publishing.content import Block, Document, Grid, Heading, Paragraph, Picture, Run, flat
from cnnstat.publishing.formats import typst
from cnnstat.publishing.medium import Written
from cnnstat.typesetting import compiling
from cnnstat.typesetting.pieces import Pieces

ENDINGS = (".pdf",)
EXTRA = compiling.EXTRA


def check() -> None:
    """Refuse, before any work, to write PDF without Typst, by :class:`UsageError`."""
    compiling.check_installed("a page as PDF")


def written(document: Document, name: str = "") -> Written:
    """The document as PDF; equal documents are equal bytes.

    Raises:
        UnshownError: names the signs that no font can show, and where they stand.
    """
    try:
        return Written(compiling.pdf(*sources(document)))
    except compiling.UnshownError as error:
        raise compiling.UnshownError(error.signs, where(document, error.signs)) from error


def taken(document: Document) -> compiling.Taken:
    """How much paper a document takes."""
    return compiling.taken(*sources(document))


def sources(document: Document) -> tuple[str, compiling.Files]:
    """The source of a document, and files with its pieces: those that Typst has laid out before it then remembers."""
    pieces = Pieces()
    return typst.source(document, pieces), pieces.files


def where(document: Document, signs: str) -> str:
    """The first text of a document that has one of these signs, and the part that it stands in; "" where none does."""
    places = [("in the title", document.title), ("below the title", document.under)]
    places += [("in the head", each) for each in document.head] + [("in the foot", document.foot)]
    part = "above the first heading"
    for block in flat(document.blocks):
        if isinstance(block, Heading):
            part = f"below {shown(block.text)}"
        places += [(part, text) for text in texts(block)]
    found = next((each for each in places if set(signs) & set(each[1])), None)
    return f"{found[0]}: {shown(found[1])}" if found else ""


def texts(block: Block) -> Iterator[str]:
    """What is written in a block itself."""
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Paragraph):
        yield from (run.text for run in block.runs if isinstance(run, Run))
    elif isinstance(block, Grid):
        rows = [block.head, *block.rows, block.total, [block.caption]]
        yield from (cell for row in rows for cell in row if isinstance(cell, str))
    elif isinstance(block, Picture):
        yield block.scene.about
