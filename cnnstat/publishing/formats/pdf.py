"""PDF, set by Typst: PDF/UA for those who do not see the page, PDF/A for archives."""

from __future__ import annotations

from cnnstat.publishing.content import Document
from cnnstat.publishing.formats import typst
from cnnstat.publishing.medium import Written
from cnnstat.typesetting import compiling

ENDINGS = (".pdf",)
EXTRA = compiling.EXTRA


def check() -> None:
    """Refuse, before any work, to write PDF without Typst, by :class:`UsageError`."""
    compiling.check_installed("a page as PDF")


def written(document: Document, name: str = "") -> Written:
    """The document as PDF; equal documents are equal bytes."""
    return Written(compiling.pdf(typst.source(document)))


def taken(document: Document) -> compiling.Taken:
    """How much paper a document takes."""
    return compiling.taken(typst.source(document))
