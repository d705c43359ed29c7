"""Handouts about networks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnstat.analysis.setting import DEFAULT
from cnnstat.api.arguments import Name, Size, checked_size, setting_of, text_of, words_of
from cnnstat.errors import UsageError, shown

if TYPE_CHECKING:
    from cnnstat.handout.handed import Handout


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
    batch: int = DEFAULT.batch,
    dtype: str = DEFAULT.dtype,
    optimizer: str = DEFAULT.optimizer,
    flops: str = DEFAULT.flops,
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
        title, course_name, date: for the head of the page; the networks' names, and nothing, when empty.
        logo: a picture for the head, png, jpg or svg.
        input, params: of one network, as :func:`analyze` takes them, and so are the other settings.

    Returns:
        The handout; notebooks show it, ``left_out`` names the parts that had no room, and ``save`` and ``save_key``
        write it.

    Raises:
        SpecError, UsageError: as :func:`analyze`; or there is no such part; or not even the least fits the pages; or a
            file cannot be read or written, or its format needs an extra.
    """
    from cnnstat.handout.handed import Handout
    from cnnstat.handout.make import Wanted
    from cnnstat.handout.parts import parts_named
    from cnnstat.language import language_named
    from cnnstat.publishing.formats import medium
    from cnnstat.views.handout import read_logo, topics_of

    for what, value, least in (("pages", pages, 1), ("seed", seed, 0), ("exercises", exercises, 0)):
        if (value is not None or what != "exercises") and (type(value) is not int or value < least):
            raise UsageError(f"{what}: expected a whole number from {least}, got {shown(value)}")
    files = [Path(each) for each in (output, key) if each is not None]
    for each in files:
        medium(each)
    names = [
        os.fspath(each) if isinstance(each, os.PathLike) else text_of(each, "network") for each in (network, *others)
    ]
    sides = checked_size(input)
    size = None if sides is None else f"{sides[0]}x{sides[1]}"
    setting = setting_of(params, training, batch, dtype, optimizer, flops)
    topic = topics_of(names, size, [f"{key}={value}" for key, value in params.items()], setting)
    texts = [text_of(each, what) for each, what in ((title, "title"), (course_name, "course_name"), (date, "date"))]
    named = parts_named(",".join(words_of(parts, "parts")), topic)
    picture = read_logo(Path(logo)) if logo is not None else None
    wanted = Wanted(language_named(text_of(lang, "lang")), named, pages, *texts, picture, exercises, seed)
    made = Handout(topic, wanted)
    if key is not None:
        made.save_key(Path(key))
    if output is not None:
        made.save(Path(output))
    return made
