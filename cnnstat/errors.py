"""What can go wrong, as exceptions whose text is the message that a person reads."""

from __future__ import annotations

import difflib
import reprlib
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

from cnnstat.effort import spend
from cnnstat.text.printable import one_line

LONGEST_QUOTED = 1000
"""Characters of a text that a message may quote."""
MOST_KNOWN, MOST_TOLD, LONGEST_WORD = 4000, 60, 80
"""At most so many known words are searched for a similar one, and so many listed; and characters in a word."""


class Position(NamedTuple):
    """A place in a text file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class CnnstatError(Exception):
    """Base of every error that a user's input can cause; its text is one readable message.

    The message is a single line without control characters, whatever names and texts from strangers' files it quotes.
    Only a :class:`SpecError` that tells several mistakes has a line for each.
    """

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))

    @property
    def first(self) -> str:
        """The message; of several mistakes that of the first, on one line."""
        return str(self.args[0])


class UsageError(CnnstatError):
    """A command or a call that cannot be carried out as it was given."""


class LayerError(CnnstatError):
    """A layer that cannot take the input it is given. The message says what was expected; it has no position yet."""


class SpecError(CnnstatError):
    """A spec that cannot be read, as ``file:line:column: layer NAME (TYPE): what was expected``.

    Attributes:
        position: the place in the file; ``None`` if the cause is a setting from outside it.
        layer: the layer's label, such as ``"conv1 (conv)"``; ``""`` if no layer is concerned.
        problem: the message without position and layer.

    A file may hold several mistakes. These are all told at once: position, layer and problem are those of the first,
    :attr:`problems` holds each, and the text has a line for each.
    """

    def __init__(self, problem: str, position: Position | None = None, layer: str = "") -> None:
        self.problem, self.position, self.layer = one_line(problem), position, one_line(layer)
        self._problems: tuple[SpecError, ...] = ()
        where = f"{position}: " if position else ""
        super().__init__(f"{where}{f'layer {layer}: ' if layer else ''}{problem}")

    @classmethod
    def of(cls, problems: Sequence[SpecError]) -> Self:
        """One error that tells several, which are in the order of the file."""
        first = problems[0]
        made = cls(first.problem, first.position, first.layer)
        made._problems = tuple(problems)
        return made

    @property
    def problems(self) -> tuple[SpecError, ...]:
        """Each mistake as an error of its own, in the order of the file."""
        return self._problems or (self,)

    def __str__(self) -> str:
        return "\n".join(each.first for each in self.problems)


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that is probably meant; "" if none is similar.

    Very long words and lists are not searched: only a file made to waste time has them.
    """
    every = set(known)
    if len(word) > LONGEST_WORD or len(every) > MOST_KNOWN:
        return ""
    names = sorted(name for name in every if len(name) <= LONGEST_WORD)
    spend(len(word) * sum(map(len, names)) / 150 + 3 * len(names))  # each name costs something whatever its length
    lower = {name.lower(): name for name in reversed(names)}
    begin = sorted((name for name in sorted(lower) if len(word) > 2 and name.startswith(word.lower())), key=len)
    close = begin or difflib.get_close_matches(word.lower(), sorted(lower), n=1, cutoff=likeness)
    return lower[close[0]] if close else ""


def nearest(word: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """A hint for the end of a message: ``"; did you mean 'stride'?"``, or the known words.

    Args:
        word: what was written.
        known: what could have been written.
        otherwise: the hint if no known word is similar; if None, the known words are listed unless they are many.
    """
    every = set(known)
    close = near(word, every)
    if close:
        return f"; did you mean {close!r}?"
    if otherwise is not None:
        return otherwise
    listed = len(word) <= LONGEST_WORD and 0 < len(every) <= MOST_TOLD
    names = sorted(name for name in every if len(name) <= LONGEST_WORD) if listed else []
    return f"; known here: {', '.join(names)}" if names else ""


class _Short(reprlib.Repr):
    """Values as Python writes them, but little of nested ones: what is shared in them would be written each time."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = 30
        self.maxstring = self.maxlong = self.maxother = sys.maxsize

    def repr_str(self, x: str, level: int) -> str:
        """As much of a text as any message may show; it may be a long one that many lists share."""
        return repr(x[:LONGEST_QUOTED])

    def repr_instance(self, x: Any, level: int) -> str:
        """Of a class of which :mod:`reprlib` knows nothing; those derived from containers hold others as these do."""
        if isinstance(x, dict):
            return self.repr_dict(x, level)
        if isinstance(x, list | tuple):
            return self.repr_list(list(x), level)
        if hasattr(type(x), "shape"):  # a tensor writes some numbers along each of its axes, however many there are
            return f"<{type(x).__name__}>"
        return repr(x)


_SHORT = _Short()


def shown(text: object, limit: int = 60) -> str:
    """A value quoted for a message: one line, and never longer than ``limit``."""
    try:
        quoted = _SHORT.repr(text)
    except KeyboardInterrupt:
        raise
    except BaseException:  # an int of thousands of digits, or an object of other people's code, which may do anything
        quoted = f"<{type(text).__name__}>"
    if len(quoted) <= limit:
        return quoted
    return f"{quoted[: limit - 2]}…{quoted[0] if isinstance(text, str) else ''}"
