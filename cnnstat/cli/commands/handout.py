"""``cnnstat handout NAME… -o FILE``: pages to hand out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cnnstat.analysis.setting import DEFAULT, read_setting
from cnnstat.cli.progress import progress
from cnnstat.cli.remarks import tell
from cnnstat.cli.settings import (
    INPUT_HELP,
    NETWORK_HELP,
    Batch,
    Dtype,
    Flops,
    Mode,
    Optimizer,
    Params,
    behind,
    choices,
    complete_network,
    whole,
)
from cnnstat.errors import UsageError
from cnnstat.language import CODES, language_named
from cnnstat.views.request import check_choice

if TYPE_CHECKING:
    from cnnstat.handouts.handed import Handout
    from cnnstat.handouts.make import Wanted
    from cnnstat.publishing.medium import Written

PLACE = 4  # in the help

FILE_HELP = "File: pdf, html, tex, md or typ, by its ending."
PAGES_HELP = "How many pages it has."
PART_HELP = "Parts, as drawing,table,exercises; else all."
LANG_HELP = "Language of the pages."
LOGO_HELP = "Picture at the head, png, jpg or svg."
TITLE_HELP = "Title, instead of the networks' names."
COURSE_NAME_HELP = "Stands at the head of each page."
DATE_HELP = "Stands there too, as you write it."
EXERCISES_HELP = "How many exercises; else as many as fit."
SEED_HELP = "Which exercises."
KEY_HELP = "File for their answers."
COURSE_HELP = "A set of handouts in the folder OUTPUT: one for each family of networks, and an overview, with keys."
FORMAT_HELP = "Files of a course; default: pdf."
FORMATS = ("pdf", "html", "tex", "md", "typ")


def complete_parts(incomplete: str) -> list[str]:
    """Parts for the shell, behind those already typed."""
    from cnnstat.handouts.parts import PARTS, SHARED

    return behind(incomplete, dict.fromkeys([*PARTS, *SHARED]))


def handout(
    networks: Annotated[
        list[str] | None, typer.Argument(metavar="NETWORK...", help=NETWORK_HELP, autocompletion=complete_network)
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=FILE_HELP)] = None,
    course: Annotated[bool, typer.Option("--course", help=COURSE_HELP)] = False,
    pages: Annotated[int, whole("--pages", "-p", meaning=PAGES_HELP, minimum=1, maximum=100)] = 2,
    part: Annotated[str, typer.Option("--part", help=PART_HELP, autocompletion=complete_parts)] = "",
    lang: Annotated[str, typer.Option("--lang", **choices(CODES, LANG_HELP))] = "en",
    title: Annotated[str, typer.Option("--title", help=TITLE_HELP)] = "",
    course_name: Annotated[str, typer.Option("--course-name", help=COURSE_NAME_HELP)] = "",
    date: Annotated[str, typer.Option("--date", help=DATE_HELP)] = "",
    logo: Annotated[Path | None, typer.Option("--logo", help=LOGO_HELP)] = None,
    exercises: Annotated[int | None, whole("--exercises", "-n", meaning=EXERCISES_HELP, minimum=0, maximum=100)] = None,
    seed: Annotated[int, whole("--seed", meaning=SEED_HELP, minimum=0)] = 1,
    key: Annotated[Path | None, typer.Option("--key", help=KEY_HELP)] = None,
    format: Annotated[str, typer.Option("--format", "-f", **choices(FORMATS, FORMAT_HELP))] = "",
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
    asked: dict[str, Any] = {"mode": mode, "flops": flops, "batch": batch, "dtype": dtype, "optimizer": optimizer}
    from cnnstat.handouts.make import Wanted
    from cnnstat.publishing.formats import check_apart
    from cnnstat.views.handout import check_text, read_logo

    check_apart(output, key)
    for option, text in (("--title", title), ("--course-name", course_name), ("--date", date)):
        check_text(option, text)
    picture = read_logo(logo) if logo is not None else None
    wanted = Wanted(language_named(lang), (), pages, title, course_name, date, picture, exercises, seed)
    if course:
        refuse(networks=networks, part=part, title=title, key=key, input=input, set=settings)
        check_choice("--format", format or FORMATS[0], FORMATS)
        return make_course(output, wanted, format or FORMATS[0], asked)
    if format:
        raise UsageError("--format is of the files of a course; a single file's ending says what it is")
    if not networks:
        raise UsageError("handout: expected a network, as cnnstat handout alexnet -o alexnet.pdf")
    if output is None:
        raise UsageError("handout: expected a file to write, as -o alexnet.pdf")
    return make_one(networks, output, key, wanted, part, input, settings or [], asked)


def make_one(
    networks: list[str], output: Path, key: Path | None, wanted: Wanted, part: str, input: str | None,
    settings: list[str], asked: dict[str, Any],
) -> None:  # fmt: skip
    """Write one handout, and its key."""
    from cnnstat.handouts.handed import Handout
    from cnnstat.handouts.parts import parts_named
    from cnnstat.publishing.formats import made as pages
    from cnnstat.publishing.formats import medium, save_all
    from cnnstat.views.handout import topic_of

    for each in (output, *([key] if key is not None else [])):
        medium(each)  # refuses before any work
    topic = topic_of(networks, input, settings, **asked)
    with progress() as shown:
        made = Handout(topic, wanted._replace(parts=parts_named(part, topic)), shown)
        files = [pages(made.key, key)] if key is not None else []  # refuses where there are no exercises
        save_all([*files, pages(made.document, output)])
    report(made, output)


def make_course(folder: Path | None, wanted: Wanted, ending: str, asked: dict[str, Any]) -> None:
    """Write the handouts of a course, and their keys."""
    from cnnstat.handouts.course import FAMILIES, course, files
    from cnnstat.publishing.formats import made as pages
    from cnnstat.publishing.formats import medium, save_all
    from cnnstat.views.handout import topics_each

    if folder is None:
        raise UsageError("handout --course: expected a folder, as -o course")
    medium(Path(f"any.{ending}"))
    topics = topics_each(FAMILIES, None, (), read_setting(asked, "--"))
    made: list[tuple[Handout, Path]] = []
    written: list[tuple[Written, Path]] = []
    with progress() as shown:
        for name, each in course(topics, wanted, shown):
            file, key = files(name, folder, f".{ending}")
            made.append((each, file))
            written.append(pages(each.document, file))
            written += [pages(each.key, key)] if each.exercises else []
        save_all(written, folder)  # only now, as what cannot be made is refused
    for each, file in made:
        report(each, file)


def refuse(**given: object) -> None:
    """Refuse what is none of a course."""
    for name, value in given.items():
        if value:
            what = "network" if name == "networks" else f"--{name}"
            raise UsageError(f"handout --course has its own networks and titles, and takes no {what}")


def report(made: Handout, output: Path) -> None:
    """Say what a handout lacks."""
    pages, asked = made.wanted.pages, made.wanted.exercises
    if made.left_out:
        tell(f"{output}: {counted(pages, 'page')} had no room for {', '.join(made.left_out)}")
    if 0 < made.made.pages < pages:
        tell(f"{output}: {counted(made.made.pages, 'page')} could be filled, not {pages}")
    if asked is not None and made.exercises < asked:
        tell(f"{output}: there are only {counted(made.exercises, 'exercise')}, not {asked}")


def counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
