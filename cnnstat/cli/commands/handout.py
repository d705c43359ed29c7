"""``cnnstat handout NAME… -o FILE``: pages to hand out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT
from cnnstat.cli.progress import progress
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    Params,
    choices,
    complete_network,
    whole,
)
from cnnstat.errors import UsageError
from cnnstat.language import CODES, language_named
from cnnstat.text.printable import printable

PLACE = 4  # in the help

FILE_HELP = "File: pdf, html, tex, md or typ, by its ending."
PAGES_HELP = "How many pages it has."
PART_HELP = "Parts, as drawing,table,exercises; else all."
LANG_HELP = "Language of the pages."
LOGO_HELP = "Picture at the head, png, jpg or svg."
TITLE_HELP = "Title, instead of the networks' names."
COURSE_NAME_HELP = "Stands at the head of each page."
DATE_HELP = "Stands there too, as you write it."


def complete_parts(incomplete: str) -> list[str]:
    """Parts for the shell, behind those already typed."""
    from cnnstat.handout.parts import PARTS, SHARED

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{key}" for key in dict.fromkeys([*PARTS, *SHARED]) if key.startswith(last)]


def handout(
    networks: Annotated[
        list[str] | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP, autocompletion=complete_network)
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    pages: Annotated[int, whole("--pages", "-p", meaning=PAGES_HELP, minimum=1, maximum=100)] = 2,
    part: Annotated[str, typer.Option("--part", help=PART_HELP, autocompletion=complete_parts)] = "",
    lang: Annotated[str, typer.Option("--lang", **choices(CODES, LANG_HELP))] = "en",
    title: Annotated[str, typer.Option("--title", help=TITLE_HELP)] = "",
    course_name: Annotated[str, typer.Option("--course-name", help=COURSE_NAME_HELP)] = "",
    date: Annotated[str, typer.Option("--date", help=DATE_HELP)] = "",
    logo: Annotated[Path | None, typer.Option("--logo", help=LOGO_HELP)] = None,
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    mode: Mode = "infer",
    flops: Flops = DEFAULT.flops,
    batch: Batch = str(DEFAULT.batch),
    dtype: Dtype = DEFAULT.dtype,
    optimizer: Optimizer = DEFAULT.optimizer,
) -> None:
    """Make pages to hand out about one network, or several.

    Drawing, table, arithmetic, which inputs fit, what the paper prints.
    """
    from cnnstat.handout.handed import Handout
    from cnnstat.handout.make import Wanted
    from cnnstat.handout.parts import parts_named
    from cnnstat.publishing.formats import medium
    from cnnstat.views.handout import read_logo, topic_of

    if not networks:
        raise UsageError("handout: expected a network, as cnnstat handout alexnet -o alexnet.pdf")
    if output is None:
        raise UsageError("handout: expected a file to write, as -o alexnet.pdf")
    medium(output)  # refuses before any work
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    topic = topic_of(networks, input, settings or (), **asked)
    wanted = Wanted(
        language_named(lang), parts_named(part, topic), pages, title, course_name, date,
        read_logo(logo) if logo is not None else None,
    )  # fmt: skip
    with progress() as tell:
        made = Handout(topic, wanted, tell)
        made.save(output)
    if made.left_out:
        sys.stderr.write(printable(f"{output}: {told(pages)} had no room for {', '.join(made.left_out)}\n"))


def told(pages: int) -> str:
    return f"{pages} page{'s' if pages > 1 else ''}"
