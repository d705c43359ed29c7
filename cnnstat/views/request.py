"""Reading a network and other arguments as somebody typed them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.keys.kinds import Kind, Whole
from cnnstat.layers.shape import read_size
from cnnstat.network.graph import Network
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand
from cnnstat.spec.literal import literal

Locate = Callable[[str], str]
"""Resolves a network's name: to the name itself, or to the path of a spec that a document may read."""


def check_choice(option: str, value: str, known: Iterable[str]) -> None:
    """Raise UsageError for a word that the option does not take."""
    words = list(known)
    if value not in words:
        raise UsageError(f"{option}: expected one of {', '.join(words)}, got {shown(value)}{nearest(value, words, '')}")


def read_number(option: str, text: Any, kind: Kind) -> Any:
    """The number that a text stands for; a number, such as an option's default, stays unchanged."""
    value = literal(text.strip()) if isinstance(text, str) else text
    value = text if value is None else value
    try:
        if isinstance(kind, Whole) and not isinstance(value, int):
            raise kind.refuse(value)  # without advice on how a spec rounds
        return kind.parse(value)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from error


def read_settings(texts: Iterable[str]) -> dict[str, str]:
    """``["width=0.5"]`` as ``{"width": "0.5"}``."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise UsageError(f"--set: expected NAME=VALUE, got {shown(text)}")
        if name.strip() in found:
            raise UsageError(f"--set: {name.strip()} is given twice")
        found[name.strip()] = value.strip()
    return found


def read_network(name: str, size: str | None, settings: Iterable[str]) -> Network:
    """The network with the command line's settings applied."""
    return reader(name, settings)(size)


def reader(name: str, settings: Iterable[str]) -> Callable[[str | int | None], Network]:
    """A function that gives a network at any input size; its file is read only once."""
    spec, variant = catalog.find(name)
    chosen = read_settings(settings)
    return lambda size: expand(spec, variant, read_size(size if size is None else str(size), "--input"), chosen)
