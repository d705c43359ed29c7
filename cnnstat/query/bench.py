"""Networks and their analyses, each made only once for all queries that need it."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from cnnstat.algebra.trace import Traced
from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.setting import KEYS, read_setting
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, UsageError, nearest, shown
from cnnstat.files import quoted
from cnnstat.layers.shape import read_size
from cnnstat.network.graph import Network
from cnnstat.spec import catalog, code
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.spec.typed import is_line, letters_network

SETTINGS = ("input", *KEYS)
"""The settings that a query can give besides the params of a spec."""

MOST_KEPT = 512
"""Figures that are remembered at once, each with its layers."""
Settings = tuple[tuple[str, str], ...]
Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Setup:
    """A network with its analysis, as a query asks for it."""

    network: str
    analysis: Analysis


class Bench:
    """Loads and analyses networks for queries, and keeps them.

    Attributes:
        reads: the spec files that it may read, by their paths as names give them, but no code; None if it may read any.
    """

    def __init__(self, reads: Container[str] | None = None) -> None:
        self.reads = reads
        self._networks: dict[tuple[str, str | None, Settings], Network | CnnstatError] = {}
        self._setups: dict[tuple[str, Settings], Setup] = {}
        self._known: dict[str, str | None] = {}
        self._specs: dict[Path, Spec | CnnstatError] = {}
        self._figures: dict[Hashable, Any] = {}

    def known(self, name: str) -> str | None:
        """The full name of a network of the catalog or of a file; None if there is no such network."""
        if name not in self._known:
            try:
                self._known[name] = self.spec(name)[1]
            except CnnstatError:
                self._known[name] = None
        return self._known[name]

    def in_catalog(self, name: str) -> str | None:
        """The full name of a network of the catalog; None if it has none of that name. No file is looked for."""
        found = None if catalog.is_file_name(name) or ":" in name else catalog.known(name)
        return found[1] if found else None

    def spec(self, name: str) -> tuple[Spec, str]:
        """The spec and the variant that a name means.

        Raises:
            UsageError: there is none, or it may not be read.
        """
        if self.reads is not None and code.is_code(name):
            raise UsageError(f"{shown(name)} is code")
        return catalog.find(name, self._own)

    def _own(self, path: Path) -> Spec:
        if self.reads is not None and str(path) not in self.reads:
            raise UsageError(f"{quoted(str(path))} is none of the specs that may be read")
        return once(self._specs, path, lambda: catalog.read_own(path))

    def names(self) -> list[str]:
        """The networks of the catalog."""
        return list(catalog.networks())

    def network(self, name: str, size: str | None, params: Settings) -> Network:
        """A network with its input size and params set; ``name`` may also be layers typed in quotes."""
        return once(self._networks, (name, size, params), lambda: self._read(name, size, params))

    def _read(self, name: str, size: str | None, params: Settings) -> Network:
        if is_line(name):
            if size is not None or params:
                raise UsageError(f"{shown(name)}: layers take no settings; begin with 'input channels=3 size=32;'")
            return without_letters(name, letters_network(name))
        spec, variant = self.spec(name)
        for key, _ in params:
            if key not in spec.params:
                raise UsageError(f"@{key}: {variant} has no such param{nearest(key, [*spec.params, *SETTINGS])}")
        return expand(spec, variant, read_size(size, "input"), dict(params))

    def figure(self, reference: Hashable, find: Callable[[], Made]) -> Made:
        """The figure that a reference names, found once: a search among conventions asks for the same ones often."""
        if len(self._figures) >= MOST_KEPT and reference not in self._figures:
            self._figures.clear()
        found: Made = once(self._figures, reference, find)
        return found

    def setup(self, name: str, settings: Settings) -> Setup:
        """A network, analysed with these settings."""
        key = (name, tuple(sorted(settings)))
        if key not in self._setups:
            self._setups[key] = self._analyse(name, dict(settings))
        return self._setups[key]

    def _analyse(self, name: str, settings: Mapping[str, str]) -> Setup:
        spend(50)
        setting = read_setting(settings, "@")
        params = tuple(sorted((key, value) for key, value in settings.items() if key not in SETTINGS))
        network = self.network(name, settings.get("input"), params)
        return Setup(name, analyze_network(network, setting))


def once(known: dict[Key, Made | CnnstatError], key: Key, make: Callable[[], Made]) -> Made:
    """What is made for a key; each is tried only once, even if it cannot be made."""
    if key not in known:
        try:
            known[key] = make()
        except CnnstatError as error:
            known[key] = error
    found = known[key]
    if isinstance(found, CnnstatError):
        raise found.with_traceback(None)
    return found


def without_letters(text: str, network: Network) -> Network:
    """A network of layers typed in quotes; UsageError if it has letters, which have no values in a query."""
    letters = [name for name, value in network.settings.items() if isinstance(value, Traced)]
    if letters:
        begin = "" if text.split()[:1] == ["input"] else "; begin with 'input channels=3 size=32;'"
        raise UsageError(f"{shown(text)}: expected numbers, got {', '.join(letters)}{begin}; explain takes letters")
    return network
