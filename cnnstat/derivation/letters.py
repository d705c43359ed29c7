"""Layers typed on the command line, with letters for numbers: ``3 conv kernel=3 filters=C``.

Each letter is a traced integer, so that the rules of the layers give formulas in these letters: 27 × C².
"""

from __future__ import annotations

import re

from cnnstat.errors import SpecError, UsageError, nearest, shown
from cnnstat.layers import TYPES
from cnnstat.network import Network
from cnnstat.spec.document import INPUT_KEYS, Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.source import read_text
from cnnstat.trace import Name, Traced

LETTER = re.compile(r"[A-Za-z][0-9]?\Z", re.ASCII)
SMALL = {"K": 3, "k": 3, "S": 2, "s": 2, "P": 1, "p": 1, "G": 2, "g": 2, "D": 2, "d": 2, "R": 5, "r": 5}
"""What letters usually stand for; any other stands for a number of its own."""
IMAGE = {"channels": "C", "height": "H", "width": "W"}
MOST = 1000
FORM = 'expected layers as in "3 conv kernel=3 filters=C; linear features=N"'


def is_line(text: str) -> bool:
    """Whether a text describes layers, not a network's name."""
    words = text.replace(";", " ").split()
    first = words[1] if len(words) > 1 and words[0].isdigit() else words[0] if words else ""
    return (first in TYPES and (len(words) > 1 or ";" in text)) or first == "input"


def letters_network(text: str) -> Network:
    """The network of layers that a text describes; their input is C × H × W unless it begins with ``input …``.

    Raises:
        UsageError: says what it expected of the text.
    """
    image: dict[str, str] = dict(IMAGE)
    lines: list[str] = []
    names: set[str] = set()
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        count, kind, keys = words_of(piece)
        values = dict(pair_of(word, piece) for word in keys)
        if kind == "input":
            unknown = set(values) - set(INPUT_KEYS)
            if unknown or lines:
                hint = nearest(min(unknown), INPUT_KEYS) if unknown else "; it stands first"
                raise UsageError(f"{shown(piece)}: {f'unknown key {min(unknown)!r}' if unknown else 'input'}{hint}")
            image = {key: value for key, value in image.items() if key == "channels" or "size" not in values} | values
        elif kind not in TYPES:
            raise UsageError(f"{shown(piece)}: there is no layer type {shown(kind)}{nearest(kind, TYPES)}")
        else:
            written = ", ".join(f"{key}: {value}" for key, value in {"type": kind, **values}.items())
            lines += [f"  - {{name: {kind}{len(lines) + at + 1}, {written}}}" for at in range(count)]
        names |= {value for key, value in values.items() if LETTER.match(value)}
    if not lines:
        raise UsageError(f"{FORM}, got {shown(text)}")
    names |= {value for value in image.values() if LETTER.match(value)}
    params = {name: letter(name, at) for at, name in enumerate(sorted(names))}
    declared = ", ".join(f"{name}: {int(value)}" for name, value in params.items())
    source = (
        f"title: {quoted(text)}\ninput: {{{', '.join(f'{key}: {value}' for key, value in image.items())}}}\n"
        + (f"params: {{{declared}}}\n" if params else "")
        + "layers:\n" + "\n".join(lines) + "\n"
    )  # fmt: skip
    try:
        return expand(Spec(read_text(source, "layers"), "layers"), settings=params)
    except SpecError as error:
        raise UsageError(f"{shown(text)}: {f'{error.layer}: ' if error.layer else ''}{error.problem}") from error


def words_of(piece: str) -> tuple[int, str, list[str]]:
    """How many, of which type, and the keys."""
    words = piece.split()
    count = 1
    if words[0].isdigit():
        count = int(words[0]) if len(words[0]) < 5 else 0
        words = words[1:]
    if not 1 <= count <= MOST or not words:
        raise UsageError(f"{FORM} with a count from 1 to {MOST:,}, got {shown(piece)}")
    return count, words[0], words[1:]


def pair_of(word: str, piece: str) -> tuple[str, str]:
    """``kernel=3``."""
    key, sign, value = word.partition("=")
    if not sign or not key or not value or any(each in word for each in "{}[]:,#&*!|>'\"%@`"):
        raise UsageError(f"{shown(piece)}: {FORM}, got {shown(word)}")
    return key, value


def letter(name: str, at: int) -> Traced:
    """A letter with a value of its own: no two are equal, so that no two maps are taken for one."""
    value = SMALL.get(name, 48 + 8 * at)
    return Traced(value, Name(name, value, letter=True))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
