"""A network as somebody asks for it: by its name, at an input size, with params set."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.layers.shape import read_size
from cnnstat.network.graph import Network
from cnnstat.spec import catalog
from cnnstat.spec.expand import expand

Locate = Callable[[str], str]
"""What a network's name means to whoever typed it: the name itself, or the path of a spec that a document may read."""


def check_choice(option: str, value: str, known: Iterable[str]) -> None:
    """Refuse a word that the option does not take."""
    words = list(known)
    if value not in words:
        hint = nearest(value, words, "")
        raise UsageError(f"{option}: expected one of {', '.join(words)}, got {shown(value)}{hint}")


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
    spec, variant = catalog.find(name)
    return expand(spec, variant, read_size(size, "--input"), read_settings(settings))
