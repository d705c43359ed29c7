"""Which pictures may stand at the head of pages: what a file is, and how much work showing it would be.

What a file is, its bytes say and not its name: whoever shows it looks at these. Pictures are refused that are small as
files and large when they are drawn, as this is the work of a program that nothing here can stop.
"""

from __future__ import annotations

import re
import struct

from cnnstat.errors import UsageError
from cnnstat.publishing.vectors import check_svg

MOST_DOTS = 16_000_000
"""Dots, for each of which a reader of pictures needs memory."""
SIGNS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""How files of pictures begin."""
BARE = range(0xD0, 0xDA)
"""Segments of a JPEG that have no length."""


def check_picture(data: bytes, ending: str, what: str) -> None:
    """Refuse what is no picture of its ending's kind, or would be much work to show.

    Raises:
        UsageError: says why; ``what`` begins the message.
    """
    if ending == ".svg":
        check_svg(data, what)
        return
    if not data.startswith(SIGNS[ending]):
        raise UsageError(f"{what} is no {ending[1:]} picture")
    width, height = dots(data)
    if not width * height:
        raise UsageError(f"{what} does not say how many dots it has")
    if width * height > MOST_DOTS:
        raise UsageError(f"{what} has {width:,}×{height:,} dots, more than {MOST_DOTS:,}")


FRAME = re.compile(rb"(?=\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf].{3}(?P<size>.{4}))", re.DOTALL)
"""The segment of a JPEG that says how many dots it has."""
SCAN, FIRST, END = 0xDA, 0xC0, b"\xff\xd9"
"""The segment that dots follow, the first one of all, and the end of a JPEG, behind which anything may stand."""


def dots(data: bytes) -> tuple[int, int]:
    """The width and height that a PNG or JPEG says it has, the largest if it says several; zeros where it says none.

    What is no segment of a JPEG ends it: readers differ in what they step over, and would see another picture.
    """
    if data.startswith(SIGNS[".png"]):
        return struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)
    at, frames = 2, list[bytes]()
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] >= FIRST and data[at + 1] != SCAN:
        if data[at + 1] == 0xFF:  # any number of these may stand before a segment
            at += 1
        elif data[at + 1] in BARE:
            at += 2
        else:
            frames += [frame["size"]] if (frame := FRAME.match(data, at)) else []
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    if data[at : at + 2] != bytes([0xFF, SCAN]):
        return 0, 0
    end = data.find(END, at)
    frames += [frame["size"] for frame in FRAME.finditer(data, at, end if end != -1 else len(data))]  # no dots look so
    sizes = [struct.unpack(">HH", each) for each in frames]
    height, width = max(sizes, key=lambda each: each[0] * each[1], default=(0, 0))
    return width, height
