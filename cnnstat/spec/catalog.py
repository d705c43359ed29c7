"""The networks that come with the program, and the way from what a person types to a spec."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cnnstat.errors import UsageError, nearest, shown
from cnnstat.spec.document import Spec

SUFFIXES = (".yaml", ".yml")
LONGEST = 200
"""A longer name is no file's that misses its ending."""


def folder() -> Path:
    """Where the specs lie: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "specs"
    return inside if inside.is_dir() else package.parent / "specs"


def files() -> list[Path]:
    return sorted(folder().glob("*.yaml"))


@lru_cache(maxsize=64)
def read(path: Path) -> Spec:
    """A spec of the catalog, parsed once; the program's own files do not change while it runs."""
    spec = Spec.read(path)
    spec.checked = True  # by the tests; at every start it would cost time
    return spec


def plain(name: str) -> str:
    """A name without case and separators: ResNet-50, resnet_50 and resnet50 are one network."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


def shared(first: str, second: str) -> int:
    """Length of the beginning that two names have in common."""
    same = (index for index, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    return next(same, min(len(first), len(second)))


def networks() -> dict[str, Spec]:
    """Every network of the catalog, by name, in the order of the files."""
    return {name: spec for path in files() for spec in [read(path)] for name in spec.names}


def continued(typed: str, names: Iterable[str]) -> list[str]:
    """The names that a beginning of one goes on to, for completion.

    Where none begins exactly so, those that :func:`plain` makes alike, with the beginning as it was typed: shells drop
    what does not begin so. ``ResN`` goes on to ``ResNet18``, which means ``resnet18``.
    """
    known = list(names)
    exact = [name for name in known if name.startswith(typed)]
    wanted = plain(typed)
    if exact or not wanted or not typed[-1].isalnum():
        return exact
    return [typed + rest(name, len(wanted)) for name in known if plain(name).startswith(wanted)]


def rest(name: str, count: int) -> str:
    """A name behind the first ``count`` letters and digits."""
    ends = [at + 1 for at, sign in enumerate(name) if sign.isalnum()]
    return name[ends[count - 1] :]


def find(name: str) -> tuple[Spec, str]:
    """The spec and the variant that ``name`` means: a network of the catalog, or the path of a YAML file.

    ``path/to/own.yaml:small`` names a variant in a file.
    """
    path, _, variant = name.rpartition(":")
    if path.endswith(SUFFIXES):
        return _in_file(path, variant)
    if name.endswith(SUFFIXES) or os.sep in name:
        return _in_file(name, "")
    wanted = plain(name)
    # The file that shares the longest beginning with the name comes first: most often it is the only one read.
    likely = sorted(files(), key=lambda path: -shared(plain(path.stem), wanted))
    for file in likely:
        spec = read(file)
        for each in spec.names:
            if wanted and plain(each) == wanted:
                return spec, each
    hint = nearest(name, networks(), "; `cnnstat list` shows them all")
    if len(name) < LONGEST and any(Path(name + suffix).is_file() for suffix in SUFFIXES):
        raise UsageError(f"there is no network {shown(name)}; for the file type its whole name, {name}.yaml")
    raise UsageError(f"there is no network {shown(name)}{hint} (a file of your own ends in .yaml)")


def _in_file(path: str, variant: str) -> tuple[Spec, str]:
    spec = Spec.read(Path(path))
    if variant and variant not in spec.names:
        raise UsageError(f"{path} has no variant {shown(variant)}{nearest(variant, spec.names)}")
    return spec, variant or spec.name
