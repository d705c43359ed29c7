"""``cnnstat guide [PAGE]``: the guide on the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from cnnstat.cli.settings import write, write_text
from cnnstat.errors import UsageError, nearest, shown
from cnnstat.guide import PAGES, SUFFIX, about, text
from cnnstat.render import terminal

PLACE = 16  # in the help


def complete_page(incomplete: str) -> list[str]:
    """Names of pages, for shell completion."""
    return [page for page in PAGES if page.startswith(incomplete)]


def guide(
    page: Annotated[
        str | None,
        typer.Argument(metavar="PAGE", help="One of the pages; default: list them.", autocompletion=complete_page),
    ] = None,
) -> None:
    """Read the guide.

    Into a pipe or a file goes the page's Markdown, as in `cnnstat guide spec | less`.
    """
    if page is None:
        return write_text(contents())
    name = page.lower().removesuffix(SUFFIX)
    if name not in PAGES:
        raise UsageError(f"the guide has no page {shown(page)}{nearest(name, PAGES)}")
    if not terminal.on_terminal():
        return write(text(name), None)
    from cnnstat.render import page as pages

    return pages.emit(text(name))


def contents() -> str:
    """The pages, each with its subject."""
    width = max(map(len, PAGES))
    lines = [f"{page:{width}}  {about(page)}" for page in PAGES]
    return "\n".join([*lines, "", "`cnnstat guide PAGE` shows one.", ""])
