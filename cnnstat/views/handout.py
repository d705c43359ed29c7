"""The handout that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnnstat.analysis.setting import Setting, read_setting
from cnnstat.errors import UsageError, shown
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.publishing.limits import refuse_large
from cnnstat.publishing.pictures import SIGNS, check_picture
from cnnstat.text.printable import one_line
from cnnstat.views.networks import typed
from cnnstat.views.request import Locate

WHAT = "handout"
LARGEST_LOGO = 2_000_000
"""Bytes of a picture."""
LONGEST_TEXT = 200
"""Characters of a title, a course's name or a date."""


def topic_of(
    networks: Sequence[str], input: str | None = None, settings: Sequence[str] = (), locate: Locate = str, **asked: Any
) -> Topic | Topics:  # fmt: skip
    """What a handout is about: one network, or several.

    Args:
        networks: their names, each also with settings, as ``mobilenet_v2@width=0.5``.
        input, settings: those of one network, as the command's options have them.
        locate: what a name of a network means, where that depends on who asks.
        asked: mode, batch, dtype, optimizer and flops.

    Raises:
        UsageError: there is no such network or setting, or one is named twice.
    """
    return topics_of(networks, input, settings, read_setting(asked, "--"), locate)


def topics_of(
    networks: Sequence[str], input: str | None, settings: Sequence[str], setting: Setting, locate: Locate = str
) -> Topic | Topics:  # fmt: skip
    """What a handout is about, at a setting; the arguments are those of :func:`topic_of`."""
    topics = topics_each(networks, input, settings, setting, locate)
    return topics[0] if len(topics) == 1 else Topics(topics)


def topics_each(
    networks: Sequence[str], input: str | None, settings: Sequence[str], setting: Setting, locate: Locate = str
) -> list[Topic]:  # fmt: skip
    """Each network by itself."""
    found = typed(networks, input, settings, setting, WHAT, locate)
    for each in found:
        refuse_large(each.analysis.network, WHAT)
    return [Topic(each.text, each.studied, each.read, each.params) for each in found]


def check_text(option: str, text: str) -> str:
    """A text for the head of pages.

    Raises:
        UsageError: it is too long, or has signs that are no text, as line breaks and bytes that are none of UTF-8.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"{option}: expected at most {LONGEST_TEXT} characters, got {len(text):,}")
    if one_line(text) != text:
        raise UsageError(f"{option}: expected a line of text without control characters, got {shown(text)}")
    return text


def read_logo(path: Path) -> tuple[bytes, str]:
    """A picture for the head of pages.

    Raises:
        UsageError: it is none, too large, or cannot be read.
    """
    ending = path.suffix.lower()
    if ending != ".svg" and ending not in SIGNS:
        raise UsageError(f"--logo: expected a file ending in .png, .jpg or .svg, got {shown(path.name)}")
    if not path.is_file():  # to open a pipe would be to wait for it
        raise UsageError(f"--logo: {shown(path.name)} {'is no file' if path.exists() else 'is not there'}")
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LOGO + 1)
    except OSError as error:
        raise UsageError(f"--logo: {shown(str(path))}: {error.strerror or error}") from error
    if len(data) > LARGEST_LOGO:
        raise UsageError(f"--logo: {shown(path.name)} is larger than {LARGEST_LOGO:,} bytes")
    check_picture(data, ending, f"--logo: {shown(path.name)}")
    return data, ending
