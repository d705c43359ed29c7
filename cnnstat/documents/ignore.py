r"""The patterns of .gitignore files, as git reads them (gitignore(5)).

Git compares bytes, and so does this: ``?`` stands for one byte of a letter that has several. A text whose characters
are its bytes (Latin-1) becomes a regular expression, which also keeps sets of characters small. A ``*`` matches as
little as possible up to what follows it and never backtracks, since that could not help; so a pattern of many stars
cannot make the search try all ways to divide a name among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
        around: a regular expression of the folders, each with a slash behind it, in which it matches names; None where
            it does in whichever folder. They are relative to the folder of the file.
        name: a regular expression of names.
    """

    ignores: bool
    folders: bool
    around: str | None
    name: str


class Alike(NamedTuple):
    """Lines one after the other that say the same of what they match.

    Attributes:
        ignores, folders: as of each.
        anywhere: the names that they match in whichever folder; None if there are none.
        names: the names that they match in some folders; None if there are none.
        placed: these, one by one, with the folders.
    """

    ignores: bool
    folders: bool
    anywhere: re.Pattern[str] | None
    names: re.Pattern[str] | None
    placed: list[tuple[re.Pattern[str], re.Pattern[str]]]


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
        once = dict.fromkeys(reversed(patterns))  # the last line that matches comes first
        groups = groupby(once, key=lambda each: (each.ignores, each.folders))
        self.patterns = [together(list(own)) for _, own in groups]
        self._folder, self._inside = "", dict[int, list[re.Pattern[str]]]()

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
        at = path.rfind("/") + 1
        folder, name = path[:at], path[at:]
        return next(
            (each.ignores for each in self.patterns
             if (is_folder or not each.folders) and self.matches(each, folder, name)), None,
        )  # fmt: skip

    def matches(self, alike: Alike, folder: str, name: str) -> bool:
        """Whether any of some lines matches a name in a folder, which ends with a slash."""
        if alike.anywhere is not None and alike.anywhere.fullmatch(name):
            return True
        if alike.names is None or not alike.names.fullmatch(name):
            return False
        if len(alike.placed) == 1:
            return alike.placed[0][1].fullmatch(folder) is not None
        return any(each.fullmatch(name) for each in self.inside(alike, folder))

    def inside(self, alike: Alike, folder: str) -> list[re.Pattern[str]]:
        """The names that match in a folder; kept as long as its files are asked for, one after the other."""
        if folder != self._folder:
            self._folder, self._inside = folder, {}
        if id(alike) not in self._inside:
            self._inside[id(alike)] = [name for name, around in alike.placed if around.fullmatch(folder)]
        return self._inside[id(alike)]


def together(lines: Sequence[Pattern]) -> Alike:
    """Lines that say the same of what they match."""
    anywhere = [each.name for each in lines if each.around is None]
    placed = [(each.name, each.around) for each in lines if each.around is not None]
    return Alike(
        lines[0].ignores,
        lines[0].folders,
        compiled(anywhere) if anywhere else None,
        compiled([name for name, _ in placed]) if placed else None,
        [(compiled([name]), compiled([around])) for name, around in placed],
    )


def compiled(ways: Iterable[str]) -> re.Pattern[str]:
    """A regular expression for any of some."""
    return re.compile("|".join(f"(?:{each})" for each in ways), re.DOTALL)


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
        return Pattern(ignores, folders, None, name_regex(text.removeprefix("**/")))
    *around, name = text.removeprefix("/").split("/")
    if name == "**":  # everything inside
        around, name = [*around, "**"], "*"
    return Pattern(ignores, folders, folders_regex(around), name_regex(name))


def without_spaces(line: str) -> str:
    """A line without the spaces at its end, but for one behind a backslash that is none's itself."""
    text = line.rstrip(" ")
    escaped = (len(text) - len(text.rstrip("\\"))) % 2
    return text + line[len(text) :][:escaped]


def folders_regex(parts: Sequence[str]) -> str:
    """A regular expression for folders, each with a slash behind it; ``**`` matches any of them, as few as possible."""
    groups: list[list[str]] = [[]]
    for part in parts:
        if part == "**":
            groups += [[]] if groups[-1] or len(groups) == 1 else []
        else:
            groups[-1].append(f"{name_regex(part)}/")
    first, *behind = map("".join, groups)
    if not behind:
        return first
    last = behind.pop()
    return f"{first}{''.join(f'(?>(?:[^/]+/)*?{each})' for each in behind)}(?:[^/]+/)*{last}"


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
