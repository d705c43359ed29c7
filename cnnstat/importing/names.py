"""Names of another program's layers as a spec can have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

FOREIGN = re.compile(r"[^A-Za-z0-9_.-]+", re.ASCII)
LONGEST = 180
DEEPEST = 30
RESERVED = ("input",)


def spec_names(names: Iterable[str]) -> Mapping[str, str]:
    """A name of the spec language for each name: ``/`` leads into a block as ``.`` does, other signs become ``_``.

    No two become the same, and none lies inside another, as ``conv1.bn`` would in a layer ``conv1``.
    """
    given = list(names)
    found: dict[str, str] = {}
    taken: set[str] = set()
    inside: set[str] = set()
    numbers: dict[str, int] = {}
    for name in given:
        path = cleaned(name)
        prefixes = around(path)
        if path in inside or path in RESERVED or taken.intersection(prefixes):
            path = path.replace(".", "_")
            prefixes = []
        own = path
        while own in taken or own in inside or own in RESERVED:
            numbers[path] = numbers.get(path, 1) + 1
            own = f"{path}_{numbers[path]}"
        found[name] = own
        taken.add(own)
        inside.update(prefixes)
    return found


def cleaned(name: str) -> str:
    """A name with the signs that a spec's names may have."""
    parts = FOREIGN.sub("_", name.replace("/", ".").replace(":", "_"))[:LONGEST].split(".")
    kept = [part.lstrip("-") or "_" for part in parts if part] or ["layer"]
    return ".".join(kept) if len(kept) <= DEEPEST else "_".join(kept)


def around(path: str) -> list[str]:
    """The blocks around a name: of ``a.b.c`` those are ``a`` and ``a.b``."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]
