"""Text that is safe to print, whoever wrote it.

A terminal obeys control characters, a page reorders letters by direction marks, and a CI log takes certain beginnings
of lines for commands. Names, titles and quotations come from strangers' files, so everything that leaves the program
goes through :func:`printable`: standard output and error, the files it writes, and the texts of errors.
"""

from __future__ import annotations

import re

LOGGED = "#(?=#[A-Za-z\x80-\U0010ffff]*\\[)"
"""##[group], ##vso[…], ##teamcity[…], which CI logs obey wherever they stand; a console may type ō as o."""
UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, among them ESC; not tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction marks, embeddings, overrides and isolates
    "\u2028\u2029\ufff9-\ufffb\ud800-\udfff"  # separators of lines, notes, undecodable bytes of a file's name
    # Default_Ignorable_Code_Point, which no font shows: fillers, selectors of variants, tags and others. Only joiners
    # stay, without which words of Persian and Hindi, and many pictures, would be others.
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    f"]|{LOGGED}"
)
COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)  # the runner strips all white space of Unicode
ACTS = re.compile(rf"(?:\A|(?<=[\r\n]))[^\S\r\n]*::|{LOGGED}")  # to the runner, a carriage return ends a line too
BREAKS = re.compile("[\t\n]")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 can hold, however written."""


def printable(text: str) -> str:
    """The text with every control, direction and invisible character written as an escape, ``\\u001b``.

    Tabs and line feeds stay: they give the output its structure. The escapes are those of JSON, so that JSON data keeps
    its meaning.
    """
    return UNSAFE.sub(_escape, text) if UNSAFE.search(text) else text


def one_line(text: str) -> str:
    """A message that is safe to print, on one line: tabs and line feeds are escaped too."""
    return BREAKS.sub(_escape, printable(text))


def shortened(text: str, most: int) -> str:
    """A text, or as much of it as so many characters hold, with dots behind it."""
    return text if len(text) <= most else f"{text[: most - 2].rstrip()} …"


def in_xml(text: str) -> str:
    """The text with a replacement character, U+FFFD, for every one that no XML can hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def no_command(text: str) -> str:
    """The text with every line disarmed that GitHub's logs would take for a command, such as ``::error::``."""
    return COMMAND.sub(r"\1\\u003a", text) if "::" in text else text


def acting_line(text: str) -> int:
    """The first line of a text, from 1, in which a CI log would find a command; 0 if there is none."""
    found = ACTS.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)  # a surrogate pair, as in JSON
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
