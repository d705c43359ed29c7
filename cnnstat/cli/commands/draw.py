"""``cnnstat draw NAME -o FILE``: a picture of a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.commands.show import complete_layer
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Lang,
    Mode,
    Params,
    behind,
    choices,
    complete_network,
    whole,
    write_text,
)
from cnnstat.drawing.drawn import Drawing
from cnnstat.drawing.formats import medium
from cnnstat.drawing.labels import ITEMS
from cnnstat.drawing.page import PAGES
from cnnstat.drawing.ways import STYLES
from cnnstat.errors import UsageError
from cnnstat.text.screen import screen_width
from cnnstat.views.draw import asked_for

PLACE = 4  # in the help

PAGE = "16:9"
FILE_HELP = "File: svg, pdf, png, tex, mmd or dot, by its ending; else box characters in the terminal."
PAGE_HELP = "16:9 (a slide), a4, letter, or WIDTHxHEIGHTmm."
SHOW_HELP = "What is written on boxes, as kernel,output,params,macs,rf."
STYLE_HELP = "How it is drawn; else chains as volumes, others as graphs."
DEPTH_HELP = "Levels of names to show; deeper blocks become one box."
UNFOLD_HELP = "Show every layer, or say what would fit."


def complete_items(incomplete: str) -> list[str]:
    """Items for the shell, behind those already typed."""
    return behind(incomplete, ITEMS)


def complete_page(incomplete: str) -> list[str]:
    """Sizes with a name, for the shell."""
    return [name for name in PAGES if name.startswith(incomplete)]


def draw(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    block: Annotated[
        str, typer.Argument(help="A block of it, to see that alone.", autocompletion=complete_layer, show_default=False)
    ] = "",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    page: Annotated[str, typer.Option("--page", help=PAGE_HELP, autocompletion=complete_page)] = PAGE,
    show: Annotated[str, typer.Option("--show", help=SHOW_HELP, autocompletion=complete_items)] = "",
    style: Annotated[str, typer.Option("--style", **choices(STYLES, STYLE_HELP))] = "",
    depth: Annotated[int | None, whole("--depth", "-d", meaning=DEPTH_HELP, minimum=1)] = None,
    unfold: Annotated[bool, typer.Option("--unfold", help=UNFOLD_HELP)] = False,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    mode: Mode = "infer",
    lang: Lang = "en",
) -> None:  # fmt: skip
    """Draw a network on one page, or in the terminal.

    It is folded as little as its text of at least 9 points allows.
    """
    if output is not None:
        medium(output)  # refuses before any work
    elif page != PAGE:
        raise UsageError(
            "--page concerns a file, which --output names; in the terminal a drawing is as high as it needs"
        )
    elif style == "volumes":
        raise UsageError("--style volumes concerns a file, which --output names")
    analysis, wish = asked_for(network, block, page, show, style, depth, unfold, input, settings, lang, mode=mode)
    if output is not None:
        Drawing(analysis, wish).save(output)
    else:
        from cnnstat.drawing.formats import terminal
        from cnnstat.drawing.screen import on_screen

        width = screen_width()
        write_text(terminal.written(on_screen(analysis, wish, width)))
