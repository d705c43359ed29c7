"""Handouts about networks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, Size, checked_size, setting_of, text_of, words_of
from cnnstat.errors import UsageError, shown

if TYPE_CHECKING:
    from cnnstat.handouts.handed import Handout
    from cnnstat.handouts.make import Wanted


def handout(
    network: Name,
    *others: Name,
    output: str | os.PathLike[str] | None = None,
    key: str | os.PathLike[str] | None = None,
    pages: int = 2,
    parts: str | Iterable[str] = (),
    exercises: int | None = None,
    seed: int = 1,
    lang: str = "en",
    title: str = "",
    course_name: str = "",
    date: str = "",
    logo: str | os.PathLike[str] | None = None,
    input: Size = None,  # noqa: A002
    training: bool = DEFAULT.training,
    **params: Any,
) -> Handout:
    """Pages to hand out about one network or several, like ``cnnstat handout``.

    >>> cnnstat.handout("alexnet")
    <Handout 'AlexNet'>

    Args:
        network: its name, or the path of a spec.
        others: further ones, then all side by side, each with settings as queries have them, "alexnet@input=224".
        output: a file to write, by whose ending the format is chosen: pdf, html, tex, md or typ.
        key: a file for the answers to its exercises.
        pages: how many it has, on A4.
        parts: which, in their order, as "drawing", "table", "exercises"; all when empty.
        exercises: how many; as many as fit when None.
        seed: which exercises: the same seed gives the same ones.
        lang: "en" or "ko".
        title: instead of the networks' names.
        course_name, date, logo: for the head of the page; the logo is a png, jpg or svg.
        input, training, params: of one network, as :func:`analyze` takes them.

    Returns:
        The handout; notebooks show it, ``left_out`` names the parts that had no room, and ``save`` and ``save_key``
        write it.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or there is no such part; or not even the least fits the pages; or a
            file cannot be read or written, or its format needs an extra.
    """
    from cnnstat.handouts.handed import Handout
    from cnnstat.handouts.parts import parts_named
    from cnnstat.publishing.formats import medium
    from cnnstat.views.handout import topics_of

    for each in (output, key):
        if each is not None:
            medium(Path(each))
    setting = setting_of(params, training, DEFAULT.batch, DEFAULT.dtype, DEFAULT.optimizer, DEFAULT.flops)
    topic = topics_of(
        names_of(network, *others), size_of(input), [f"{name}={params[name]}" for name in params], setting
    )
    parts = parts_named(",".join(words_of(parts, "parts")), topic)
    made = Handout(topic, wanted(parts, pages, exercises, seed, lang, title, course_name, date, logo))
    written(made, output, key)
    return made


def written(made: Handout, output: str | os.PathLike[str] | None, key: str | os.PathLike[str] | None) -> None:
    """Write a handout and its key, where files are named, both or none; the key is made first, as there may be none."""
    from cnnstat.publishing.formats import check_apart, save_all
    from cnnstat.publishing.formats import made as pages

    check_apart(*(None if each is None else Path(each) for each in (output, key)))
    files = [pages(made.key, Path(key))] if key is not None else []
    save_all([*files, *([pages(made.document, Path(output))] if output is not None else [])])


def names_of(*networks: object) -> list[str]:
    """Names and paths as texts."""
    given = [os.fspath(each) if isinstance(each, os.PathLike) else each for each in networks]
    return [text_of(each, "network") for each in given]


def size_of(size: object) -> str | None:
    """The size of an image as the command line has it."""
    sides = checked_size(size)
    return None if sides is None else f"{sides[0]}x{sides[1]}"


def wanted(
    parts: Sequence[str], pages: object, exercises: object, seed: object, lang: object, title: object,
    course_name: object, date: object, logo: str | os.PathLike[str] | None,
) -> Wanted:  # fmt: skip
    """How a handout is to be made, with its arguments checked."""
    from cnnstat.handouts.make import Wanted
    from cnnstat.language import language_named
    from cnnstat.views.handout import check_text, read_logo

    head = {"title": title, "course_name": course_name, "date": date}
    texts = {name: check_text(name, text_of(value, name)) for name, value in head.items()}
    return Wanted(
        language_named(text_of(lang, "lang")), parts, whole(pages, "pages", 1),
        texts["title"], texts["course_name"], texts["date"],
        read_logo(Path(logo)) if logo is not None else None,
        None if exercises is None else whole(exercises, "exercises", 0), whole(seed, "seed", 0),
    )  # fmt: skip


def whole(value: object, what: str, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise UsageError(f"{what}: expected a whole number from {least}, got {shown(value)}")
    return value
