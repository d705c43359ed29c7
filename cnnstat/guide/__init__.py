"""The guide: pages in Markdown, for code hosts and for ``cnnstat guide``.

Each begins with its title and a line that says what it is about. The figures in them are marked and checked as those of
any document.
"""

from __future__ import annotations

from importlib import resources

from cnnstat.documents.formats.lines import Lines
from cnnstat.documents.formats.markdown import comments

PAGES = (
    "start", "spec", "import", "conventions", "queries", "sizes", "sweeps", "comparing", "drawing", "handouts",
    "exercises", "page", "claims", "documents", "security", "pytorch", "json", "python",
)  # fmt: skip
"""The pages, in the order in which they are listed."""
SUFFIX = ".md"


def source(page: str) -> str:
    """A page as its file has it."""
    return resources.files(__name__).joinpath(page + SUFFIX).read_text(encoding="utf-8")


def text(page: str) -> str:
    """A page without its marks, which only a check needs: what people read."""
    marked = source(page)
    pieces, at = [], 0
    for mark in comments(marked, Lines(marked)):
        pieces.append(marked[at : mark.start])
        at = mark.end
    return "".join([*pieces, marked[at:]])


def about(page: str) -> str:
    """The line below a page's title, which says what it is about."""
    return source(page).split("\n", 3)[2]
