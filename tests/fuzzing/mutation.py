"""Changed texts and files: pieces of valid ones put together, cut, repeated and broken, always the same for a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

LONGEST = 6_000
"""Characters of an input: enough for any structure, and short enough for a hundred thousand of them."""
ODD = [
    "\0", "\x1b[31m", "\u202e", "\ufeff", "\r", "\t", "﻿", "é", "한", "𝟙", "\ud7ff", "-->", "<!--", "```", "$$",
    "{{", "}}",
    "%", "\\", "'", '"', "[", "]", "(", ")", "{", "}", "<", ">", "&", "*", "#", "|", ":", ";", ",", ".", "..", "/", "-",
    "=", "@", "!", "~", "^", "0", "-1", "1e999", "0.1", "1e-400", "9" * 30, "nan", "inf", "null", "true", "~", "<<: *a",
    "&a", "*a", "!!python/object", "&lt;", "&#x41;", "\n", "\n\n", "  ", "- ", "? ", "| ", "> ",
]  # fmt: skip
"""What breaks structures, and numbers at the edge."""

BRACKETS = ["[]", "{}", "()", "<>", ("> ", ""), ("- ", ""), ("[a](", ")"), ("<div>", "</div>")]

Change = Callable[[random.Random, str, Sequence[str]], str]


def span(random_: random.Random, text: str) -> tuple[int, int]:
    """A short piece of a text: most often a few characters, at times many."""
    start = random_.randrange(len(text) + 1)
    return start, min(len(text), start + int(random_.expovariate(1 / 12)))


def removed(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    start, end = span(random_, text)
    return text[:start] + text[end:]


def doubled(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    start, end = span(random_, text)
    return text[:start] + text[start:end] * random_.choice([2, 2, 3, 40]) + text[end:]


def odd(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    start, end = span(random_, text)
    return text[:start] + random_.choice(ODD) + text[random_.choice([start, end]) :]


def crossed(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    """A piece of another text in the place of one of this."""
    start, end = span(random_, text)
    other = random_.choice(corpus)
    return text[:start] + other[slice(*span(random_, other))] + text[random_.choice([start, end]) :]


def line_moved(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    """A line moved, or taken from another text."""
    lines, others = text.split("\n"), random_.choice([text, random_.choice(corpus)]).split("\n")
    lines.insert(random_.randrange(len(lines) + 1), random_.choice(others))
    if random_.random() < 0.5:
        del lines[random_.randrange(len(lines))]
    return "\n".join(lines)


def digits(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    """A digit changed, or a number made long."""
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return odd(random_, text, corpus)
    at = random_.choice(places)
    return text[:at] + random_.choice(["0", "9", "-", "1e9", "00", ".", "1" * 25]) + text[at + 1 :]


def cut(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    return text[: random_.randrange(len(text) + 1)]


def nested(random_: random.Random, text: str, corpus: Sequence[str]) -> str:
    """A piece in many brackets."""
    start, end = span(random_, text)
    opened, closed = random_.choice(
        ["[]", "{}", "()", "<>", ("> ", ""), ("- ", ""), ("[a](", ")"), ("<div>", "</div>")]
    )
    times = random_.choice([1, 5, 200])
    return text[:start] + opened * times + text[start:end] + closed * times + text[end:]


CHANGES: list[Change] = [removed, doubled, odd, odd, crossed, crossed, line_moved, digits, digits, cut, nested]


def changed(random_: random.Random, corpus: Sequence[str]) -> str:
    """A text of a corpus with one change to five."""
    text = random_.choice(corpus)
    for _ in range(random_.choice([1, 1, 1, 2, 4])):
        text = random_.choice(CHANGES)(random_, text, corpus)
    return text[:LONGEST]


def changed_bytes(random_: random.Random, corpus: Sequence[bytes]) -> bytes:
    """A file of a corpus with some bytes changed, cut out, doubled or taken from another."""
    data = bytearray(random_.choice(corpus))
    for _ in range(random_.choice([1, 1, 2, 5])):
        start = random_.randrange(len(data) + 1)
        end = min(len(data), start + int(random_.expovariate(1 / 8)))
        kind = random_.randrange(5)
        if kind == 0 and start < len(data):
            data[start] ^= 1 << random_.randrange(8)
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            data[start:start] = data[start:end] * random_.choice([1, 50])
        elif kind == 3:
            other = random_.choice(corpus)
            data[start:end] = other[start : start + random_.randrange(64)]
        else:
            del data[start:]
    return bytes(data)
