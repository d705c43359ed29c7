"""The tree that is worked on: a copy, in which a changed program may write what it likes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

AREAS = {
    "layers": ["layers"],
    "analysis": ["analysis"],
    "figures": ["printed"],
    "documents": ["documents"],
    "claims": ["claims"],
    "queries": ["query"],
    "sizes": ["sizes"],
    "expressions": [
        "spec/expression.py", "spec/functions.py", "spec/literal.py", "spec/value.py", "algebra/arithmetic.py",
        "algebra/elementwise.py", "algebra/many.py",
    ],
}  # fmt: skip
"""What is changed, by name: folders and files of the package."""


class Tree(NamedTuple):
    """A copy of the files that git knows or would take.

    Attributes:
        root: its folder.
        package: the name of the package in it.
        areas: files of each area.
    """

    root: Path
    package: str
    areas: dict[str, list[Path]]

    @property
    def files(self) -> list[Path]:
        return sorted({path for paths in self.areas.values() for path in paths})

    def module(self, path: Path) -> str:
        """The name by which a file is imported."""
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def tests(self) -> list[Path]:
        return sorted((self.root / "tests").rglob("test_*.py"))


def copied(checkout: Path, into: Path, package: str, areas: dict[str, list[str]]) -> Tree:
    """Copy a checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (checkout / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, into / name)
    found = {}
    for area, places in areas.items():
        found[area] = [path for place in places for path in _files(into / package / place)]
    return Tree(into, package, found)


def _files(place: Path) -> list[Path]:
    return [place] if place.suffix == ".py" else sorted(place.rglob("*.py"))


def digest(paths: Iterable[Path]) -> str:
    """A short name for what stands in files."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]
