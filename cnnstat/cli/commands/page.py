"""``cnnstat page NAME -o FILE.html``: a page to play with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnnstat.cli.progress import progress
from cnnstat.cli.settings import NETWORK_HELP, Params, choices, complete_network
from cnnstat.errors import UsageError
from cnnstat.language import CODES

PLACE = 4  # in the help

FILE_HELP = "File, ending in .html."
INPUTS_HELP = "Inputs: 192-256, 192-256/8 (every eighth) or 224,227; default: a range around the spec's own."
VARY_HELP = "A param that its reader can change, and its values, such as width=0.5,1,1.4; may be repeated."
LANG_HELP = "Language of the page."


def page(
    network: Annotated[str, typer.Argument(help=NETWORK_HELP, autocompletion=complete_network)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    inputs: Annotated[str, typer.Option("--inputs", "-i", help=INPUTS_HELP, metavar="SIZES")] = "",
    vary: Annotated[
        list[str] | None, typer.Option("--vary", "-v", help=VARY_HELP, metavar="NAME=VALUES", show_default=False)
    ] = None,
    lang: Annotated[str, typer.Option("--lang", **choices(CODES, LANG_HELP))] = "en",
    settings: Params = None,
) -> None:
    """Make a web page on which a reader moves the input.

    One file with every figure at every input, for a browser; it needs no network.
    """
    from cnnstat.interactive.page import Page, check_ending
    from cnnstat.views.page import asked_for

    if output is None:
        raise UsageError("page: expected a file to write, as -o alexnet.html")
    check_ending(output)  # refuses before any work
    wanted = asked_for(network, inputs, settings or (), vary or None, lang)
    with progress() as tell:
        made = Page(wanted, tell)
    made.save(output)
