r"""The patterns of .gitignore files, as git reads them (gitignore(5)).

Git compares bytes, and so does this: ``?`` stands for one byte of a letter that has several. A text whose characters
are its bytes (Latin-1) becomes a regular expression, which also keeps sets of characters small. A ``*`` matches as
little as possible up to what follows it and never backtracks, since that could not help; so a pattern of many stars
cannot make the search try all ways to divide a name among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

TOKEN = re.compile(r"\\(?P<plain>.)|(?P<star>\*+)|(?P<any>\?)|(?P<open>\[)|(?P<sign>[^\\])", re.DOTALL)
CLASSES = {
    "alnum": "A-Za-z0-9", "alpha": "A-Za-z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r" \t-\r", "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}  # fmt: skip


class Pattern(NamedTuple):
    """One line of a .gitignore file.

    Attributes:
        ignores: whether what it matches is ignored; otherwise (``!``) it is not, whatever the lines above say.
        folders: whether it matches only folders.
        named: whether it is one of names, in whichever folder; otherwise of paths relative to the folder of the file.
        path: a regular expression of these.
    """

    ignores: bool
    folders: bool
    named: bool
    path: str


class Patterns:
    """The lines of a .gitignore file; the last one that matches decides."""

    def __init__(self, lines: Iterable[str], strict: bool = False) -> None:
        """
        Raises:
            ValueError: a line is not a valid pattern and ``strict`` is set; otherwise it is skipped, as in git.
        """
        patterns: list[Pattern] = []
        self.known: dict[str, bool] = {}
        for line in lines:
            try:
                pattern = read_pattern(line)
            except ValueError:
                if strict:
                    raise
                continue
            patterns += [pattern] if pattern else []
        alike = groupby(reversed(patterns), key=lambda each: (each.ignores, each.folders))
        self.patterns = [  # the last line that matches comes first; those that say the same are one
            Pattern(*says, named, "|".join(f"(?:{each.path})" for each in own))
            for says, together in ((says, list(together)) for says, together in alike)
            for named in (True, False)
            if (own := [each for each in together if each.named is named])
        ]
        self.paths = [re.compile(each.path, re.DOTALL) for each in self.patterns]

    def say(self, path: str, is_folder: bool) -> bool | None:
        """Whether a path is ignored, itself or with a folder around it; None if no line matches it."""
        if not self.patterns:
            return None
        path = in_bytes(path)
        folder = path[: max(0, path.rfind("/"))]
        if folder not in self.known:
            ignored = False
            for edge in (*(each.start() for each in re.finditer("/", folder)), len(folder)):
                around = folder[:edge]
                if around not in self.known:
                    self.known[around] = ignored or bool(around and self.decide(around, is_folder=True))
                ignored = self.known[around]
        return True if self.known[folder] else self.decide(path, is_folder)

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """The decision of the last line that matches the path itself."""
        name = path.rfind("/") + 1
        return next(
            (each.ignores for each, matches in zip(self.patterns, self.paths, strict=True)
             if (is_folder or not each.folders) and matches.fullmatch(path, name if each.named else 0)), None,
        )  # fmt: skip


def in_bytes(text: str) -> str:
    """The bytes of a text, each as a character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def read_pattern(line: str) -> Pattern | None:
    """A line as a pattern; None if it is empty or a comment.

    Raises:
        ValueError: it is not a valid pattern; for example, a bracket is not closed.
    """
    text = in_bytes(without_spaces(line))
    if text.startswith("#"):
        return None
    ignores = not text.startswith("!")
    text = text.removeprefix("!")
    folders = text.endswith("/")
    text = text.removesuffix("/")
    if not text:
        return None
    if "/" not in text.removeprefix("**/"):
        return Pattern(ignores, folders, True, name_regex(text.removeprefix("**/")))
    return Pattern(ignores, folders, False, path_regex(text.removeprefix("/").split("/")))


def without_spaces(line: str) -> str:
    """A line without the spaces at its end, but for one behind a backslash that is none's itself."""
    text = line.rstrip(" ")
    escaped = (len(text) - len(text.rstrip("\\"))) % 2
    return text + line[len(text) :][:escaped]


def path_regex(parts: list[str]) -> str:
    """A regular expression for paths; ``**`` matches any folders, as few as possible before the next names."""
    if parts[-1] == "**":
        parts = [*parts, "*"]  # everything inside
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups += [[]] if groups[-1] or len(groups) == 1 else []
        else:
            groups[-1].append(name_regex(part))
    first, *behind = ("/".join(group) for group in groups)
    if not behind:
        return first
    last = behind.pop()
    middle = "".join(f"(?>(?:[^/]+/)*?{each}/)" for each in behind)
    return f"{first}{'/' if first else ''}{middle}(?:[^/]+/)*{last}"


def name_regex(part: str) -> str:
    """A regular expression for a name with ``*``, ``?``, brackets and escapes."""
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(part):
        token = TOKEN.match(part, at)
        if token is None:
            raise ValueError("a backslash ends the pattern")
        at = token.end()
        if token["star"]:
            pieces.append([])
        elif token["open"]:
            found, at = bracket_regex(part, at)
            pieces[-1].append(found)
        else:
            pieces[-1].append("[^/]" if token["any"] else re.escape(token["plain"] or token["sign"]))
    first, *behind = map("".join, pieces)
    if not behind:
        return first
    last = behind.pop()
    return f"{first}{''.join(f'(?>[^/]*?{each})' for each in behind)}[^/]*{last}"


def bracket_regex(part: str, at: int) -> tuple[str, int]:
    """A regular expression for a bracket expression, and the offset after it; ``at`` is after the opening bracket."""
    negated = part[at : at + 1] in ("!", "^")
    begin = at = at + negated
    found, last = "", ""
    while part[at : at + 1] != "]" or at == begin:
        word = re.compile(r"\[:([^\]]{0,32}):\]").match(part, at)
        if word:
            if word[1] not in CLASSES:
                raise ValueError(f"there is no class {word[0]}")
            found, last, at = found + CLASSES[word[1]], "", word.end()
            continue
        if last and part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("", "]"):
            sign, at = sign_at(part, at + 1)
            found, last = found + (f"{re.escape(last)}-{re.escape(sign)}" if last <= sign else ""), ""
            continue
        last, at = sign_at(part, at)
        found += re.escape(last)
    return f"(?!/)[{'^' if negated else ''}{found}]", at + 1


def sign_at(part: str, at: int) -> tuple[str, int]:
    """A character inside brackets, and the offset after it."""
    at += part[at : at + 1] == "\\"
    if at >= len(part):
        raise ValueError("a bracket is not closed")
    return part[at], at + 1
