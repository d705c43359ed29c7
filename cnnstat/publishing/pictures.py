"""Which pictures may stand at the head of pages: what a file is, and how much work showing it would be.

What a file is, its bytes say and not its name: whoever shows it looks at these. Pictures are refused that are small as
files and large when they are drawn, as this is the work of a program that nothing here can stop.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from xml.parsers import expat

from cnnstat.errors import UsageError

MOST_DOTS = 16_000_000
"""Dots, for each of which a reader of pictures needs memory."""
MOST_ELEMENTS = 20_000
"""Elements of an SVG, counted wherever ``use`` draws them."""
SIGNS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
"""How files of pictures begin."""
BARE = (0x01, *range(0xD0, 0xDA))
"""Segments of a JPEG that have no length."""
REFUSED = {
    "filter": "filters", "image": "pictures inside of it", "foreignObject": "HTML inside of it", "script": "scripts",
}  # fmt: skip
"""Elements of SVG that may ask for any amount of work, hold another file or run, and what they are called."""

FILTER = re.compile(r"filter\s*:", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
OUTSIDE = re.compile(r"url\((?!\s*['\"]?\s*#)", re.IGNORECASE)
REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*)", re.IGNORECASE)


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


def check_svg(data: bytes, what: str) -> None:
    """Refuse what is no SVG, or one that holds other pictures or filters, or draws a lot by ``use``."""
    read = Elements(what)
    try:
        read.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UsageError(f"{what} is no svg picture") from error
    if read.root != "svg":
        raise UsageError(f"{what} is no svg picture")
    if read.drawn() > MOST_ELEMENTS:
        told = "what <use> and url(#…) refer to counts each time"
        raise UsageError(f"{what} draws more than {MOST_ELEMENTS:,} elements; {told}")


def filters(style: str) -> bool:
    """Whether CSS has a filter; before the colon there may be a comment, of which the last may lack its end."""
    return FILTER.search(COMMENT.sub("", style)) is not None


class Elements:
    """The elements of an SVG as they are read, and which of them use others.

    Attributes:
        parser: reads it.
        root: the name of the outermost element.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begun
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._declared
        self.root = ""
        self._styles: list[str] = []
        self._inside_style = 0  # elements that are open, from a <style> on
        self._open: list[str] = [""]
        """the ids of the elements around, each the nearest one's where an element has none"""
        self._around: dict[str, str] = {}
        self._own: Counter[str] = Counter()
        self._uses: dict[str, Counter[str]] = {}

    def _declared(self, *_: object) -> None:
        raise UsageError(f"{self._what} declares entities, which no logo needs")

    def _begun(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.root = self.root or name
        if name in REFUSED:
            raise UsageError(f"{self._what} has {REFUSED[name]} (<{name}>), which a logo may not have")
        self._inside_style += bool(self._inside_style or name == "style")
        if "filter" in attributes or filters(attributes.get("style", "")):
            raise UsageError(f"{self._what} has {REFUSED['filter']} (filter=…), which a logo may not have")
        if any("\\" in value for attribute, value in attributes.items() if ":" not in attribute):
            raise UsageError(f"{self._what} has attributes with a backslash, which a logo may not have")
        for attribute, value in attributes.items():
            self._refuse_outside(attribute.rpartition(":")[2], value)
        key = attributes.get("id", "")
        if key and key not in self._around:
            self._around[key] = self._open[-1]
        else:
            key = self._open[-1]
        self._open.append(key)
        self._own[key] += 1
        for attribute, value in attributes.items():
            if attribute.rpartition(":")[2] == "href" and value.lstrip().startswith("#"):
                self._uses.setdefault(key, Counter())[value.strip()[1:]] += 1
            for used in REFERENCE.findall(value):
                self._uses.setdefault(key, Counter())[used.strip()] += 1

    def _refuse_outside(self, attribute: str, value: str) -> None:
        """Refuse what would run, or ask for another file, where the picture lies beside a page."""
        if attribute.startswith("on"):
            raise UsageError(f"{self._what} has {REFUSED['script']} ({attribute}=…), which a logo may not have")
        if (attribute == "href" and not value.lstrip().startswith("#")) or OUTSIDE.search(value):
            raise UsageError(f"{self._what} refers to another file ({attribute}=…), which a logo may not do")

    def _text(self, text: str) -> None:
        if self._inside_style:
            self._styles.append(text)

    def _ended(self, _: str) -> None:
        self._open.pop()
        if not self._inside_style:
            return
        self._inside_style -= 1
        if not self._inside_style:
            style = "".join(self._styles)
            self._styles.clear()
            if filters(style) or any(each in style.lower() for each in ("url(", "@import", "\\")):
                what = "filters, url(…) or @import"
                raise UsageError(f"{self._what} has a <style> with {what}, which a logo may not have")

    def drawn(self) -> int:
        """How many elements are drawn, those of a group once more at each use of it."""
        inside: dict[str, list[str]] = {}
        for key, around in self._around.items():
            inside.setdefault(around, []).append(key)
        known: dict[str, int] = {}
        waiting, begun = [""], set[str]()
        while waiting:
            key = waiting[-1]
            parts = Counter(inside.get(key, ())) + self._uses.get(key, Counter())
            missing = [each for each in parts if each not in known and each in self._around and each not in begun]
            begun.add(key)
            if missing:
                waiting += missing
                continue
            waiting.pop()
            # Whatever uses itself is an error of the file, which nothing draws.
            known[key] = self._own[key] + sum(known.get(part, 0) * times for part, times in parts.items())
        return known[""]
