"""A source of Typst's in files of which each holds a piece.

Typst remembers how it laid out what it was given, but knows a text again only in the same place of a file of the same
name: a change at the begin of a source is to it a change of all that follows. So each piece of pages that are laid out
several times is a file, and so is the list of them.
"""

from __future__ import annotations

from zlib import crc32

WORDS, LIST = "words", "list"
USED = f'#import "{WORDS}.typ": *\n'
MOST_NAMES = 2**14
"""Typst can tell 65,535 names of files apart as long as a process lives; so most pieces share this many."""


class Pieces:
    """Files of which pages are put together.

    Attributes:
        files: by their names.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def use(self, text: str) -> str:
        """Keep the definitions that pieces may use; returns what stands for them."""
        self.files[f"{WORDS}.typ"] = text.encode()
        return USED

    def list(self, text: str) -> str:
        """Keep the list of all pieces; returns what stands for it."""
        self.files[f"{LIST}.typ"] = f"{USED}{text}".encode()
        return f'#include "{LIST}.typ"'

    def put(self, text: str) -> str:
        """Keep a piece, under a name that follows from its text; returns what stands for it."""
        content = f"{USED}{text}".encode()
        number = crc32(content) % MOST_NAMES
        while self.files.setdefault(f"{number}.typ", content) != content:
            number += 1
        return f'#include "{number}.typ"'
