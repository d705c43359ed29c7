#!/usr/bin/env python3
"""The oldest versions that pyproject.toml allows, as constraints for pip: ``python .ci/oldest.py > oldest.txt``.

Each lower bound of a dependency or an extra becomes the one version that pip may take; what dependencies need
themselves is pip's choice.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

BOUND = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[.*?\])?\s*>=\s*(?P<version>[0-9][\w.]*)")


def oldest(project: dict[str, Any]) -> dict[str, str]:
    """The lower bound of each package that has one.

    Raises:
        ValueError: a package has two of them.
    """
    extras = project["optional-dependencies"].values()
    required = [*project["dependencies"], *(each for extra in extras for each in extra)]
    found: dict[str, str] = {}
    for match in filter(None, map(BOUND.match, required)):
        name, version = match.group("name", "version")
        if found.setdefault(name, version) != version:
            raise ValueError(f"pyproject.toml has two lower bounds of {name}: {found[name]} and {version}")
    return found


if __name__ == "__main__":
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8")
    print(*(f"{name}=={version}" for name, version in oldest(tomllib.loads(text)["project"]).items()), sep="\n")
