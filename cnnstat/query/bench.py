"""Networks and their analyses, each made once for all queries that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnnstat.analysis import Analysis, analyze_network
from cnnstat.analysis.memory import DTYPES, LARGEST_BATCH, OPTIMIZER_STATES
from cnnstat.derivation.letters import is_line, letters_network
from cnnstat.effort import spend
from cnnstat.errors import CnnstatError, UsageError, nearest, shown
from cnnstat.network import Network
from cnnstat.quantities import CONVENTIONS
from cnnstat.shape import read_size
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.spec.expand import expand
from cnnstat.trace import Traced

WORDS: dict[str, tuple[str, ...]] = {
    "mode": ("infer", "train"),
    "dtype": tuple(DTYPES),
    "optimizer": tuple(OPTIMIZER_STATES),
    "flops": tuple(CONVENTIONS),
}
SETTINGS = ("input", *WORDS, "batch")
"""What a query can set besides the params of a spec."""

Settings = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Setup:
    """A network as a query asks for it."""

    network: str
    analysis: Analysis
    flops: str


class Bench:
    """Where queries find their networks."""

    def __init__(self) -> None:
        self._networks: dict[tuple[str, str | None, Settings], Network] = {}
        self._setups: dict[tuple[str, Settings], Setup] = {}
        self._known: dict[str, str | None] = {}
        self._specs: dict[Path, Spec | CnnstatError] = {}

    def known(self, name: str) -> str | None:
        """The catalog's own name of a network, None where it has none."""
        if name not in self._known:
            try:
                self._known[name] = self.spec(name)[1]
            except CnnstatError:
                self._known[name] = None
        return self._known[name]

    def spec(self, name: str) -> tuple[Spec, str]:
        """The spec and the variant that a name means; each file is read once, also one that cannot be read."""
        return catalog.find(name, self._own)

    def _own(self, path: Path) -> Spec:
        if path not in self._specs:
            try:
                self._specs[path] = catalog.read_own(path)
            except CnnstatError as error:
                self._specs[path] = error
        found = self._specs[path]
        if isinstance(found, CnnstatError):
            raise found
        return found

    def names(self) -> list[str]:
        """The networks of the catalog."""
        return list(catalog.networks())

    def network(self, name: str, size: str | None, params: Settings) -> Network:
        """A network with input size and params set; layers typed in quotes are one too."""
        key = (name, size, params)
        if key not in self._networks:
            self._networks[key] = self._read(name, size, params)
        return self._networks[key]

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

    def setup(self, name: str, settings: Settings) -> Setup:
        """A network analysed as the settings ask for it."""
        key = (name, tuple(sorted(settings)))
        if key not in self._setups:
            self._setups[key] = self._analyse(name, dict(settings))
        return self._setups[key]

    def _analyse(self, name: str, settings: Mapping[str, str]) -> Setup:
        spend(50)
        chosen: dict[str, Any] = {"mode": "infer", "dtype": "float32", "optimizer": "momentum", "flops": "2macs"}
        for word, known in WORDS.items():
            value = settings.get(word, chosen[word])
            if value not in known:
                hint = nearest(value, known).partition("; known")[0]
                raise UsageError(f"@{word}: expected one of {', '.join(known)}, got {shown(value)}{hint}")
            chosen[word] = value
        digits = settings.get("batch", "1")
        if not digits.isdigit() or not 1 <= int(digits) <= LARGEST_BATCH:
            raise UsageError(f"@batch: expected a whole number from 1 to {LARGEST_BATCH:,}, got {shown(digits)}")
        params = tuple(sorted((key, value) for key, value in settings.items() if key not in SETTINGS))
        network = self.network(name, settings.get("input"), params)
        analysis = analyze_network(
            network, chosen["mode"] == "train", int(digits), chosen["dtype"], chosen["optimizer"]
        )  # fmt: skip
        return Setup(name, analysis, chosen["flops"])


def without_letters(text: str, network: Network) -> Network:
    """Layers typed in quotes; refused where a letter stands for a number, of which there is none here."""
    letters = [name for name, value in network.settings.items() if isinstance(value, Traced)]
    if letters:
        begin = "" if text.split()[:1] == ["input"] else "; begin with 'input channels=3 size=32;'"
        raise UsageError(f"{shown(text)}: expected numbers, got {', '.join(letters)}{begin}; explain takes letters")
    return network
