"""Pictures with numbers in them: badges, whose address says what they show, and SVG files, which are text.

An SVG file is read as the text it is and never parsed as XML, so that no entity in it can grow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

LARGEST = 1_000_000
"""The most bytes of an SVG file that is read."""
MARKDOWN = re.compile(
    r"(?<!`)(?P<ticks>`{1,20}+)(?!`)[^`\n](?:[^\n]{0,300}?[^`\n])?(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)"
    r"|!\[(?P<alt>[^\[\]\n]{0,300})\](?:\(\s?<?(?P<to>[^()\s<>]{1,2000})>?(?:\s[^()\n]{0,200})?\)"
    r"|\[(?P<label>[^\[\]\n]{0,100})\])|(?P<tag><img\b[^<>]{1,3000}>)",
    re.DOTALL | re.IGNORECASE,
)
HTML = re.compile(r"<!--.*?(?:-->|\Z)|(?P<tag><img\b[^<>]{1,3000}>)", re.DOTALL | re.IGNORECASE)
ATTRIBUTE = re.compile(r"""\s(?P<name>alt|src)\s*=\s*(?:"(?P<one>[^"]*)"|'(?P<other>[^']*)')""", re.IGNORECASE)
LABEL = re.compile(r"^[ >]{0,3}\[([^\[\]\n]{1,100})\]:[ \t]*<?([^\s<>]{1,2000})", re.MULTILINE)
RST = re.compile(
    r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]{1,100}\|[ \t]+)?(?:image|figure)::[ \t]+(?P<to>\S{1,2000})", re.MULTILINE
)
DASH = re.compile(r"(?<!-)-(?!-)")
ELEMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?P<close>/?)(?:\w+:)?(?P<name>text|style|script)\b(?P<rest>[^<>]{0,3000})>",
    re.DOTALL,
)
HIDDEN = re.compile(r"""aria-hidden\s*=\s*["']true|display\s*[:=]\s*["']?none|/\s*\Z""")


class Picture(NamedTuple):
    """A picture of a document.

    Attributes:
        to: its address.
        at: where that stands: its offsets.
        alt: the offsets of its description; equal ones where it has none.
    """

    to: str
    at: tuple[int, int]
    alt: tuple[int, int] = (0, 0)

    @property
    def badge(self) -> str:
        """What it shows if it is a badge, by its address; otherwise ""."""
        try:
            parts = urlsplit(self.to)
            asked = parse_qs(parts.query, max_num_fields=20)
        except ValueError:
            return ""
        _, sign, shown = parts.path.rpartition("/badge/")
        if sign and "/" not in shown and DASH.search(shown):
            *words, _ = DASH.split(shown)
            spelled = " : ".join(words).replace("--", "-").replace("__", "\0").replace("_", " ").replace("\0", "_")
            return unquote(spelled)
        if "badge" in parts.path or "badge" in (parts.hostname or ""):
            return " : ".join(text for key in ("label", "message") for text in asked.get(key, ()))
        return ""

    @property
    def file(self) -> str:
        """The path of an SVG file of the project's that it shows; otherwise ""."""
        path = self.to.partition("#")[0].partition("?")[0]
        return unquote(path) if path.lower().endswith(".svg") and "://" not in path and path[:2] != "//" else ""


def pictures(text: str, kind: str) -> Iterator[Picture]:
    """The pictures of a text in a format, in order."""
    if kind == "rst":
        yield from (Picture(match["to"], match.span("to")) for match in RST.finditer(text))
    if kind not in ("markdown", "html"):
        return
    addresses = {label.lower(): to for label, to in LABEL.findall(text)} if kind == "markdown" else {}
    for match in (MARKDOWN if kind == "markdown" else HTML).finditer(text):
        if match["tag"]:
            yield from of_tag(match["tag"], match.start("tag"))
        elif kind == "markdown" and match["to"]:
            yield Picture(match["to"], match.span("to"), match.span("alt"))
        elif kind == "markdown" and match["alt"] is not None:
            label = (match["label"] or match["alt"]).lower()
            if label in addresses:
                yield Picture(addresses[label], match.span(), match.span("alt"))


def of_tag(tag: str, at: int) -> Iterator[Picture]:
    """The picture of a tag of HTML."""
    found = dict[str, tuple[str, int, int]]()
    for match in ATTRIBUTE.finditer(tag):
        group = "one" if match["one"] is not None else "other"
        found.setdefault(match["name"].lower(), (match[group], match.start(group) + at, match.end(group) + at))
    if "src" in found:
        alt = found.get("alt", ("", 0, 0))
        yield Picture(unescape(found["src"][0]), found["src"][1:], alt[1:])


def texts(text: str) -> Iterator[tuple[int, int]]:
    """Where the texts of a drawing stand that it shows: the insides of its elements ``text``."""
    inside, begin = "", 0
    for match in ELEMENT.finditer(text):
        name, closes = match["name"], bool(match["close"])
        if name is None or (inside and name != inside):
            continue
        if closes and inside:
            if inside == "text" and begin != -1:
                yield begin, match.start()
            inside = ""
        elif not closes and not match["rest"].endswith("/"):
            inside, begin = name, -1 if HIDDEN.search(match["rest"]) else match.end()
