"""``cnnstat exercises NAME… -o FILE``: questions on networks, and their key."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnnstat.cli.progress import progress
from cnnstat.cli.remarks import tell
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Mode,
    Params,
    behind,
    choices,
    complete_network,
    whole,
    write,
)
from cnnstat.errors import UsageError
from cnnstat.language import CODES, language_named
from cnnstat.text.printable import shortened

if TYPE_CHECKING:
    from cnnstat.publishing.content import Document

PLACE = 4  # in the help

FILE_HELP = "File: pdf, html, tex, md, typ, gift, or zip and xml for QTI; else Markdown in the terminal."
KEY_HELP = "File for the answers; - for the terminal."
COUNT_HELP = "How many questions."
SEED_HELP = "Which questions; the same seed gives the same ones."
VARIANTS_HELP = "How many sheets, no two alike, of this seed and those that follow."
KIND_HELP = "Kinds of questions, as params,output,predict; else all."
LANG_HELP = "Language of the questions."
FORMAT_HELP = "Format for a learning platform; else by OUTPUT's ending."
FORMATS = ("gift", "qti12", "qti21")


def complete_kinds(incomplete: str) -> list[str]:
    """Kinds for the shell, behind those already typed."""
    from cnnstat.quizzes.kinds import KINDS

    return behind(incomplete, KINDS)


def exercises(
    networks: Annotated[
        list[str] | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP, autocompletion=complete_network)
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    key: Annotated[Path | None, typer.Option("--key", help=KEY_HELP)] = None,
    count: Annotated[int, whole("--count", "-n", meaning=COUNT_HELP, minimum=1, maximum=1000)] = 10,
    seed: Annotated[int, whole("--seed", meaning=SEED_HELP, minimum=0, maximum=10**9)] = 1,
    variants: Annotated[int, whole("--variants", meaning=VARIANTS_HELP, minimum=1, maximum=1000)] = 1,
    kind: Annotated[str, typer.Option("--kind", "-k", help=KIND_HELP, autocompletion=complete_kinds)] = "",
    lang: Annotated[str, typer.Option("--lang", **choices(CODES, LANG_HELP))] = "en",
    form: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
    input: Annotated[str | None, typer.Option("--input", "-i", help=INPUT_HELP, metavar="SIZE")] = None,
    settings: Params = None,
    mode: Mode = "infer",
) -> None:
    """Ask questions on networks, with a key.

    Wrong choices come from named mistakes; the key has the arithmetic and names them. Platforms import the
    questions as GIFT (Moodle) or QTI.
    """
    from cnnstat.quizzes.made import Exercises, check
    from cnnstat.views.exercises import studied

    language = language_named(lang)
    on_screen, key_on_screen = output is None or str(output) == "-", key is not None and str(key) == "-"
    sheet_file, key_file = None if on_screen else output, None if key_on_screen else key
    chosen = check(sheet_file, key_file, form)
    if on_screen and chosen:
        raise UsageError(f"--format {chosen} concerns a file, which --output names")
    studies = studied(networks or (), input, settings or (), mode=mode)
    kinds = [each.strip() for each in kind.split(",")] if kind else None
    with progress() as shown:
        made = Exercises(studies, count, seed, language, kinds, variants, shown)
        made.save(sheet_file, key_file, form)
    if on_screen:
        show(made.sheet(place) for place in range(variants))
    if key_on_screen:
        show(made.key(place) for place in range(variants))
    found = min(len(each.questions) for each in made.variants)
    if found < count:
        tell(f"{shortened(made.networks, 200)}: {found} different question{'s' if found > 1 else ''}, not {count}")


def show(documents: Iterable[Document]) -> None:
    """Print pages as Markdown, which is data: nothing in it may change behind what is escaped."""
    from cnnstat.publishing.formats import markdown

    for each in documents:
        write(str(markdown.written(each).main), None)
