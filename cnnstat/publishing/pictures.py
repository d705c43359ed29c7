"""Which pictures may stand at the head of pages: what a file is, and how much work showing it would be.

What a file is, its bytes say and not its name: whoever shows it looks at these. Pictures are refused that are small as
files and large when they are drawn, as this is the work of a program that nothing here can stop.
"""

from __future__ import annotations

import struct

from cnnstat.errors import UsageError
from cnnstat.publishing.vectors import check_svg

MOST_DOTS = 16_000_000
"""Dots, for each of which a reader of pictures needs memory."""
SIGNS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""How files of pictures begin."""
BARE = (0x01, *range(0xD0, 0xDA))
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


def dots(data: bytes) -> tuple[int, int]:
    """The width and height that a PNG or JPEG says it has; zeros where it does not say it."""
    if data.startswith(SIGNS[".png"]):
        return struct.unpack(">II", data[16:24]) if len(data) >= 24 else (0, 0)
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] == 0xFF:  # any number of these may stand before a segment
            at += 1
            continue
        if data[at + 1] in BARE:
            at += 2
            continue
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0
