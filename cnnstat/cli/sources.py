"""The files that a command reads, which it does not write over: what was made of them could not be made again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path

from cnnstat.errors import UsageError
from cnnstat.files import name_of
from cnnstat.importing import ENDING

OUTPUTS = ("-o", "--output", "--key", "-p", "--picture")
"""Options that name a file to be written; of a handout -p is a number."""
ENDED = re.compile(rf"\.{ENDING}\b", re.ASCII)
_words: ContextVar[tuple[str, ...]] = ContextVar("words", default=())


def remember(words: Sequence[str]) -> None:
    """Note the words of the command line, but for the files that are to be written."""
    _words.set(tuple(word for before, word in zip(["", *words], words, strict=False) if before not in OUTPUTS))


def refuse_own_source(output: Path) -> None:
    """Refuse to write into a file that the command line names to be read.

    Raises:
        UsageError: it does.
    """
    for name in named_files():
        if os.path.isfile(name) and os.path.exists(output) and os.path.samefile(name, output):  # in any capitals
            raise UsageError(f"--output: {name_of(output)} is what is read; expected another file")


def named_files() -> Iterator[str]:
    """What may be the name of a file that is read: a word, or its part before a :variant or a @setting, or in a query.

    Such a file has an ending; ``cnnstat export lenet5 -o lenet5`` reads no file called lenet5.
    """
    for word in _words.get():
        names = [word, *(word[: sign.start()] for sign in re.finditer("[:@]", word))]
        for part in re.split(r"[\s()'\"]+", word):
            names += [part[: end.end()] for end in ENDED.finditer(part)]
        yield from (name for name in names if os.path.splitext(name)[1])
