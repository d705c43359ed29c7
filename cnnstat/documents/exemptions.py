"""Exemptions in the configuration: numbers, by the words around them or by their file, that no architecture gives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from cnnstat.documents.ignore import Patterns, read_pattern
from cnnstat.effort import spend
from cnnstat.errors import nearest, shown

KEYS = ("pattern", "file", "reason")
MOST = 200
"""The most exemptions, each of which is compared with every number."""
LONGEST = 200
"""The most characters of a pattern."""
STAR = "*"
FOUND, HELD = 0.3, 1
"""Units of work for each place where the words of a pattern are found, and for a file held against a pattern."""
EXAMPLE = 'as {pattern = "* epochs", reason = "of training"}'
BLANKS = re.compile(r"\s+")


class Exemption(NamedTuple):
    """An exemption of the configuration.

    Attributes:
        pattern: words in which numbers are exempt, or with a star in place of the one number that is; "" for all.
        file: the pattern of the files that it is for, as in .gitignore; "" for all.
        reason: why, in the author's words.
    """

    pattern: str
    file: str
    reason: str

    def holds(self, before: str, number: str, behind: str) -> bool:
        """Whether a number is exempt by the words around it, in which every stretch of blanks is one.

        Raises:
            TooMuchError: the pattern is found again and again, and never as whole words.
        """
        first, star, last = self.pattern.partition(STAR)
        if star:
            return before.endswith(first) and behind.startswith(last) and is_apart(before, first, behind, last)
        size = len(self.pattern)
        window = before[-size:] if size else ""
        around = f"{window}{number}{behind[:size]}"
        at = around.find(self.pattern)
        while at != -1:
            spend(FOUND)
            whole = at < len(window) + len(number) and at + size > len(window)
            if whole and is_apart(
                around[max(0, at - 1) : at], self.pattern, around[at + size : at + size + 1], self.pattern, inner=True
            ):
                return True
            at = around.find(self.pattern, at + 1)
        return False


def is_apart(before: str, first: str, behind: str, last: str, inner: bool = False) -> bool:
    """Whether words are whole: no letter or digit goes on where the pattern begins or ends with one.

    Args:
        before, behind: the text around the number, or with ``inner`` around the words.
        first, last: the words before and behind the number, or with ``inner`` the whole of them.
        inner: see above.
    """
    left = before if inner else before[: len(before) - len(first)]
    right = behind if inner else behind[len(last) :]
    return not (goes_on(left[-1:]) and goes_on(first[:1])) and not (goes_on(right[:1]) and goes_on(last[-1:]))


def goes_on(sign: str) -> bool:
    """Whether a sign is a letter or digit of the Latin alphabet; Korean particles follow words without a blank."""
    return sign.isascii() and sign.isalnum()


def read_exemptions(value: Any) -> tuple[Exemption, ...]:
    """The exemptions of a configuration.

    Raises:
        ValueError: they are not what is expected; says what is.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError(f"expected a list of tables, {EXAMPLE}, got {shown(value)}")
    if len(value) > MOST:
        raise ValueError(f"expected at most {MOST} exemptions, got {len(value):,}")
    return tuple(map(read_exemption, value))


def read_exemption(table: dict[str, Any]) -> Exemption:
    """One exemption.

    Raises:
        ValueError: it is not what is expected; says what is.
    """
    for key, value in table.items():
        if key not in KEYS:
            raise ValueError(f"there is no key {shown(key)}{nearest(key, KEYS)}")
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{key}: expected a text, got {shown(value)}")
    if "reason" not in table:
        raise ValueError(f"an exemption says why: expected a reason, {EXAMPLE}")
    if "pattern" not in table and "file" not in table:
        raise ValueError(f"expected a pattern or a file, {EXAMPLE}")
    pattern = BLANKS.sub(" ", table.get("pattern", "")).strip()
    if len(pattern) > LONGEST:
        raise ValueError(f"pattern: expected at most {LONGEST} characters, got {len(pattern)}")
    if pattern.count(STAR) > 1 or pattern == STAR:
        raise ValueError(f"pattern: expected words with one star in place of the number, got {shown(pattern)}")
    if not (STAR in pattern or not pattern or re.search("[0-9]", pattern)):
        raise ValueError(f"pattern: expected words with a number, or a star in place of it, got {shown(pattern)}")
    file = table.get("file", "")
    try:
        read_pattern(file)
    except ValueError as error:
        raise ValueError(f"file: {shown(file)} is no pattern of .gitignore: {error}") from error
    return Exemption(pattern, file, " ".join(table["reason"].split()))


def is_for(file: str, path: str) -> bool:
    """Whether a pattern of files matches a path; every document is held against every one.

    Raises:
        TooMuchError: there are too many of both.
    """
    spend(HELD)
    return patterns_of(file).say(path, False) is True


@lru_cache(maxsize=MOST)
def patterns_of(file: str) -> Patterns:
    """A pattern of files, compiled."""
    return Patterns([file])


class Exemptions:
    """The exemptions that hold in one document."""

    def __init__(self, every: tuple[Exemption, ...], path: str | None) -> None:
        """
        Args:
            every: those of the configuration.
            path: the document's path below the folder of the configuration; None if it lies elsewhere.
        """
        self.own = [each for each in every if not each.file or (path and is_for(each.file, path))]

    def reason(self, text: str, start: int, end: int) -> str:
        """Why the number at some offsets of a text is exempt; "" if it is not."""
        reach = 2 * LONGEST
        before, behind = (
            BLANKS.sub(" ", each) for each in (text[max(0, start - reach) : start], text[end : end + reach])
        )
        held = (each.reason for each in self.own if not each.pattern or each.holds(before, text[start:end], behind))
        return next(held, "")
