"""Layers typed on the command line, with letters for numbers: ``3 conv kernel=3 filters=C``.

Each letter is a traced integer, so that the layers' rules give formulas in these letters, such as 27 × C².
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cnnstat.algebra.formula import Name
from cnnstat.algebra.trace import Traced
from cnnstat.effort import spend
from cnnstat.errors import Position, SpecError, UsageError, nearest, shown
from cnnstat.layers import FOLLOWERS, TYPES, Axis
from cnnstat.layers.called import nearest_type
from cnnstat.network.graph import Network, infer
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.image import INPUT_KEYS
from cnnstat.spec.source import node_of

LETTER = re.compile(r"[A-Za-z][0-9]?\Z", re.ASCII)
COUNT = re.compile(r"[0-9]{1,4}\Z", re.ASCII)
PLAIN = re.compile(r"[A-Za-z0-9_.+-]+\Z", re.ASCII)
SIDES = re.compile(r"([0-9]{1,6})[x×]([0-9]{1,6})\Z", re.ASCII)
ARITHMETIC = re.compile(r"([A-Za-z][0-9]?|[0-9]+)((\+|-|\*|//)([A-Za-z][0-9]?|[0-9]+))*\Z", re.ASCII)
"""The arithmetic that letters may be used in: with fractions and functions, a formula would hold for one value only."""
SMALL = {"K": 3, "S": 2, "P": 1, "G": 2, "D": 2, "R": 5, "H": 2**14, "W": 3 * 2**13}
"""Example values of letters by their usual meaning, in either case; other letters get values of their own."""
IMAGE = {"channels": "C", "height": "H", "width": "W"}
MOST, MOST_LETTERS = 1000, 26
TYPED = "layers"
"""Stands in place of a file, whose name would end in .yaml, in networks of typed layers."""
Typed = dict[str, str | list[str]]
"""Keys with their values as typed; a pair is a list of its two sides."""
FORM = 'expected layers as in "3 conv kernel=3 filters=C; linear features=N"'


def is_line(text: str) -> bool:
    """Whether a text describes layers instead of naming a network."""
    words = text.replace(";", " ").split()
    first = words[1] if len(words) > 1 and COUNT.match(words[0]) else words[0] if words else ""
    return (first in TYPES and (len(words) > 1 or ";" in text)) or first == "input"


def letters_network(text: str) -> Network:
    """The network of the layers that a text describes; its input is C × H × W unless the text begins with ``input …``.

    Raises:
        UsageError: the text cannot be read; the message says what was expected.
    """
    image: Typed = {**IMAGE}
    lines: list[Typed] = []
    names: set[str] = set()
    for piece in filter(None, (part.strip() for part in text.split(";"))):
        count, kind, words = words_of(piece)
        values = keys_of(words, piece)
        names |= letters_of(values)
        if kind == "input":
            if lines or image != IMAGE:
                raise UsageError(f"{shown(piece)}: the input stands first, and once")
            check_known(values, INPUT_KEYS, piece)
            image = {key: value for key, value in image.items() if key == "channels" or "size" not in values} | values
            continue
        check_line(kind, values, piece)
        if len(lines) + count > MOST:
            raise UsageError(f"{shown(text)}: more than {MOST:,} layers; a spec in a file may have more")
        spend(50 * count)
        lines += [{"name": f"{kind}{len(lines) + at + 1}", "type": kind, **values} for at in range(count)]
    if not lines:
        raise UsageError(f"{FORM}, got {shown(text)}")
    params = {name: letter(name) for name in sorted(names | letters_of(image))}
    if len(params) > MOST_LETTERS:
        raise UsageError(
            f"{shown(text)}: more than {MOST_LETTERS} letters; formulas hold sums and products of them all"
        )
    data: dict[str, Any] = {"title": text, "input": image, "layers": lines}
    data |= {"params": {name: int(value) for name, value in params.items()}} if params else {}
    try:
        network = expand(Spec(node_of(data, Position(TYPED, 1, 1)), TYPED), settings=params)
    except SpecError as error:
        raise UsageError(f"{shown(text)}: {f'{error.layer}: ' if error.layer else ''}{error.problem}") from error
    refuse_letters_in_windows(network, text)
    return network


def refuse_letters_in_windows(network: Network, text: str) -> None:
    """Refuse letters in windows where strides are fractions: how fields repeat depends on the numbers themselves."""
    shape, windows = network.input, list[tuple[str, Axis]]()
    for node in network.nodes:
        windows += [(node.name, axis) for axis in node.layer.axes((shape,) if node.layer.merges else shape)]
        shape = infer(node.layer, node.followers, (shape,))
    growing = next((name for name, axis in windows if isinstance(axis.up, Traced) or axis.up > 1), None)
    letters = next((name for name, axis in windows if any(isinstance(each, Traced) for each in axis)), None)
    if growing and letters:
        problem = f"behind {growing}, fields are known of windows of numbers only, and that of {letters} has letters"
        raise UsageError(f"{shown(text)}: {problem}")


def keys_of(words: list[str], piece: str) -> Typed:
    """The keys of a layer with their values as typed."""
    values: Typed = {}
    for word in words:
        key, value = pair_of(word, piece)
        if key in values:
            raise UsageError(f"{shown(piece)}: {key} is given twice")
        values[key] = value
    return values


def check_line(kind: str, values: Typed, piece: str) -> None:
    """Raise UsageError for an unknown layer type or key, and for types without formulas in letters."""
    if kind not in TYPES:
        raise UsageError(f"{shown(piece)}: there is no layer type {shown(kind)}{nearest_type(kind)}")
    if not TYPES[kind].lettered:
        raise UsageError(f"{shown(piece)}: the windows of {kind} follow no formula in letters")
    check_known(values, {**TYPES[kind].keys, **FOLLOWERS}, piece)


def check_known(values: Typed, known: Iterable[str], piece: str) -> None:
    names = set(known)
    for key in values:
        if key not in names:
            raise UsageError(f"{shown(piece)}: unknown key {shown(key)}{nearest(key, names)}")


def words_of(piece: str) -> tuple[int, str, list[str]]:
    """The count, the layer type, and the words for its keys."""
    words = piece.split()
    count = 1
    if COUNT.match(words[0]):
        count, words = int(words[0]), words[1:]
    if not 1 <= count <= MOST or not words:
        raise UsageError(f"{FORM} with a count from 1 to {MOST:,}, got {shown(piece)}")
    return count, words[0], words[1:]


def pair_of(word: str, piece: str) -> tuple[str, str | list[str]]:
    """``kernel=3``; ``kernel=3x1`` is a pair, height and width."""
    key, sign, value = word.partition("=")
    sides = SIDES.match(value)
    if key and sides:
        return key, [sides[1], sides[2]]
    if not sign or not key or not (PLAIN.match(value) or ARITHMETIC.match(value)):
        raise UsageError(f"{shown(piece)}: {FORM}, got {shown(word)}; letters take part in +, -, * and // only")
    if letters_in(value) and not ARITHMETIC.match(value):
        raise UsageError(f"{shown(piece)}: {shown(word)}: letters take part in +, -, * and // with whole numbers only")
    return key, value


def letters_of(values: Typed) -> set[str]:
    """The letters in the values of a layer, or of the input."""
    return {word for value in values.values() if isinstance(value, str) for word in letters_in(value)}


def letters_in(value: str) -> list[str]:
    """The letters in a value."""
    return [word for word in re.split(r"[^A-Za-z0-9]+", value) if LETTER.match(word)]


def letter(name: str) -> Traced:
    """A letter as a traced integer, with an example value that is always the same for this letter."""
    place = 2 * (ord(name[0].upper()) - ord("A")) + name[0].islower()
    value = SMALL.get(name[0].upper(), 48 + 8 * place)
    value += (1000 if value > 40 else 7) * int(name[1:] or 0)
    return Traced(value, Name(name, value, letter=True))
