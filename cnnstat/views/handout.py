"""The handout that is asked for."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnnstat.analysis.setting import Setting, read_setting
from cnnstat.errors import UsageError, shown
from cnnstat.handouts.topic import Topic, Topics
from cnnstat.publishing.limits import refuse_large
from cnnstat.text.printable import one_line
from cnnstat.views.networks import typed
from cnnstat.views.request import Locate

WHAT = "handout"
LARGEST_LOGO, MOST_DOTS = 2_000_000, 16_000_000
"""Bytes, and dots, for each of which a reader of pictures needs memory."""
LONGEST_TEXT = 200
"""Characters of a title, a course's name or a date."""
SIGNS = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
"""How files of pictures begin."""


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
        refuse_large(len(each.analysis), WHAT)
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
    if not (b"<svg" in data if ending == ".svg" else data.startswith(SIGNS[ending])):
        raise UsageError(f"--logo: {shown(path.name)} is no {ending[1:]} picture")
    width, height = (0, 0) if ending == ".svg" else dots(data)
    if width * height > MOST_DOTS:
        raise UsageError(f"--logo: {shown(path.name)} has {width:,}×{height:,} dots, more than {MOST_DOTS:,}")
    return data, ending


def dots(data: bytes) -> tuple[int, int]:
    """The width and height that a PNG or JPEG says it has; zeros where it does not say it."""
    if data.startswith(SIGNS[".png"]):
        return struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
