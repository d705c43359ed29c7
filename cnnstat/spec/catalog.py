"""The networks that come with the program, and the lookup of a network by the name that a person types."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cnnstat import deadline, importing
from cnnstat.effort import spend, uncounted
from cnnstat.errors import Position, UsageError, nearest, shown
from cnnstat.files import quoted
from cnnstat.spec import code
from cnnstat.spec.document import Spec
from cnnstat.spec.source import LARGEST_FILE, node_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

SUFFIXES = (".yaml", ".yml")
FILES = (*SUFFIXES, *importing.ENDINGS)
"""The endings of files that hold networks: those of specs, and those of other programs."""
LONGEST = 200
"""A longer name is not tried as the name of a file whose suffix was forgotten."""
BYTES_PER_UNIT = 25
"""Bytes of YAML that one unit of work (:mod:`cnnstat.effort`) can read."""


@lru_cache(maxsize=1)
def folder() -> Traversable:
    """The folder of the specs: inside the package, which may be in a zip file, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for specs in (package / "specs", package.parent / "specs"):
        if specs.is_dir():
            return specs
    from importlib import resources  # needed only in a zip file; importing it takes time at start-up

    return resources.files("cnnstat") / "specs"


def yaml_files(where: Traversable) -> list[Traversable]:
    """The YAML files of a folder, sorted by name."""
    return sorted((each for each in where.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)


@lru_cache(maxsize=1)
def files() -> tuple[Traversable, ...]:
    """The specs of the catalog."""
    return tuple(yaml_files(folder()))


def content(file: str) -> bytes | None:
    """The content of a spec's file, by the name that :class:`Spec` keeps; None if the spec did not come from a file."""
    found = next((each for each in files() if str(each) == file), Path(file))
    return found.read_bytes() if found.is_file() else None


@lru_cache(maxsize=64)
def read(file: str) -> Spec:
    """A spec of the catalog by its file's name, parsed once; the program's own files do not change while it runs."""
    with uncounted():
        spec = Spec.read(folder() / file)
    spec.checked = True  # by the tests; at every start it would cost time
    spec.counted = False
    return spec


def plain(name: str) -> str:
    """A name without case and separators: ResNet-50, resnet_50 and resnet50 mean the same network."""
    return "".join(sign for sign in name.lower() if sign.isalnum())


def shared(first: str, second: str) -> int:
    """The length of the longest common prefix of two names."""
    same = (index for index, (one, other) in enumerate(zip(first, second, strict=False)) if one != other)
    return next(same, min(len(first), len(second)))


def networks() -> dict[str, Spec]:
    """Every network of the catalog, by name, in the order of the files."""
    return {name: spec for path in files() for spec in [read(path.name)] for name in spec.names}


def continued(typed: str, names: Iterable[str]) -> list[str]:
    """The names that start with what was typed, for shell completion.

    If none starts with exactly that, names that do after :func:`plain` are given, but beginning as typed, since shells
    drop completions that do not: ``ResN`` completes to ``ResNet18``, which means ``resnet18``.
    """
    known = list(names)
    exact = [name for name in known if name.startswith(typed)]
    wanted = plain(typed)
    if exact or not wanted or not typed[-1].isalnum():
        return exact
    return [typed + rest(name, len(wanted)) for name in known if plain(name).startswith(wanted)]


def rest(name: str, count: int) -> str:
    """The part of a name after its first ``count`` letters and digits."""
    ends = [at + 1 for at, sign in enumerate(name) if sign.isalnum()]
    return name[ends[count - 1] :]


def read_own(path: Path) -> Spec:
    """A spec from a user's own file, read each time, since it may have changed."""
    size = 0
    with suppress(OSError, ValueError):  # reported when it is read
        size = path.stat().st_size
    deadline.read(size)
    if path.suffix.lower() in importing.ENDINGS:
        name = quoted(str(path))
        return Spec(node_of(importing.sections_of(importing.read_model(path), name), Position(name, 1, 1)), str(path))
    spend(min(size, LARGEST_FILE) / BYTES_PER_UNIT)
    return Spec.read(path)


def is_file_name(name: str) -> bool:
    """Whether a name is that of a file, or of a network in one or in code, and none of the catalog's."""
    return (
        code.is_code(name)
        or name.lower().endswith(FILES)
        or name.rpartition(":")[0].lower().endswith(FILES)
        or "/" in name
        or os.sep in name
    )


def known(name: str) -> tuple[Spec, str] | None:
    """The spec and the variant of the catalog that a name means; None if there is none."""
    wanted = plain(name)
    # The file that shares the longest beginning with the name is looked at first: most often it is the only one read.
    likely = max(files(), key=lambda path: shared(plain(path.name.removesuffix(".yaml")), wanted))
    spec = read(likely.name)
    own = next((each for each in spec.names if wanted and plain(each) == wanted), None)
    return (spec, own) if own is not None else everything().get(wanted)


@lru_cache(maxsize=1)
def everything() -> dict[str, tuple[Spec, str]]:
    """Every network of the catalog by its plain name."""
    return {plain(name): (spec, name) for name, spec in networks().items()}


def find(name: str, own: Callable[[Path], Spec] = read_own) -> tuple[Spec, str]:
    """The spec and the variant that ``name`` means: a network of the catalog, or the path of a file.

    ``path/to/own.yaml:small`` names a variant in a file, ``torchvision.models:resnet50`` a network in code
    (:mod:`cnnstat.spec.code`).

    Args:
        name: the name as a person types it.
        own: reads a file that is not part of the catalog.

    Raises:
        UsageError: there is no such network or variant; the message suggests a similar name.
        SpecError: the file cannot be read as a spec.
    """
    path, _, variant = name.rpartition(":")
    if path.lower().endswith(FILES):
        return _in_file(own(Path(path)), path, variant)
    if code.is_code(name):
        made = code.read(name)
        return made, made.name
    if name.lower().endswith(".py"):
        raise UsageError(
            f"{quoted(name)}: which network in it? Type the class or the function too: {quoted(name)}:NAME"
        )
    if is_file_name(name):
        return _in_file(own(Path(name)), name, "")
    if found := known(name):
        return found
    hint = nearest(name, networks(), "; `cnnstat list` shows them all")
    if len(name) < LONGEST and any(os.path.isfile(name + suffix) for suffix in SUFFIXES):
        raise UsageError(f"there is no network {shown(name)}; to use the file, type its full name: {name}.yaml")
    raise UsageError(f"there is no network {shown(name)}{hint} (a file of your own ends in .yaml)")


def _in_file(spec: Spec, path: str, variant: str) -> tuple[Spec, str]:
    if variant and variant not in spec.names:
        raise UsageError(f"{path} has no variant {shown(variant)}{nearest(variant, spec.names)}")
    return spec, variant or spec.name
