"""What documents and files of claims may read: specs of their own project, and nothing else.

A document is checked before anybody has read it, so a file that it names is opened only if it is below the project's
root and its name ends like that of a spec, and read only if it contains a spec.
"""

from __future__ import annotations

import os
from collections.abc import Sequence, Set
from pathlib import Path, PureWindowsPath

from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.files import opened
from cnnstat.query import Query, Reference, mapped
from cnnstat.spec import catalog
from cnnstat.spec.source import LARGEST_FILE, SPEC
from cnnstat.spec.typed import is_line

LOOKED_THROUGH = 300
"""Bytes of a file that are looked through for the sections of a spec with one unit of work."""
HINT = "--spec-folder, or spec-folders in [tool.cnnstat], allows more folders"
SERVERS = os.name == "nt"
"""Whether a path may lead to another machine by its name alone."""


def root_around(folder: Path) -> Path | None:
    """The root of the repository around a folder."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def real_root(folder: Path) -> Path:
    """The root of the repository around a folder, or else the folder, without links."""
    return Path(os.path.realpath(root_around(folder) or folder))


def is_hidden(real: Path, root: Path) -> bool:
    """Whether any part of a path below a root begins with a dot, as in ``.git``."""
    return any(part.startswith(".") for part in real.relative_to(root).parts)


def strays(file: Path, roots: Set[Path]) -> str:
    """Why a file found in a folder is not read although it is there; "" if it may be read.

    A link may have been planted by a stranger. It is followed only if it leads into the project, since files beside it
    do not belong to it, and not to a hidden file, which may contain secrets.

    Args:
        file: as it was found.
        roots: the folders below which it may lie, without links.
    """
    if not file.is_symlink():
        return ""
    real = Path(os.path.realpath(file))
    around = [each for each in (real, *real.parents) if each in roots]
    if not around:
        return "a link that leads outside of the project"
    return "a link to a hidden file" if all(is_hidden(real, each) for each in around) else ""


def leads_away(folder: Path, root: Path) -> str:
    """What is wrong with a folder whose path is below a root, if a symbolic link on the way leads elsewhere; else "".

    The link may be a stranger's; whoever means the other folder can give its real path.
    """
    spelled = Path(os.path.normpath(os.path.join(os.path.realpath(Path.cwd()), folder)))
    real = Path(os.path.realpath(folder))
    if real == spelled or not spelled.is_relative_to(root):
        return ""
    if not real.is_relative_to(root):
        return "a link that leads outside of the project"
    return "a link to a hidden folder" if is_hidden(real, root) and not is_hidden(spelled, root) else ""


def is_on_server(path: str) -> bool:
    r"""Whether a path leads to another machine, as ``\\server\share`` does on Windows.

    Even to look whether it is there would log in to a machine that a stranger names.
    """
    return SERVERS and PureWindowsPath(path).drive.startswith("\\\\")


def split(name: str) -> tuple[str, str]:
    """The path of a spec file and its variant, as ``:small``; an empty path if the name is not that of a file here."""
    if is_on_server(name):
        return "", ""
    path, sign, variant = name.rpartition(":")
    if path.endswith(catalog.SUFFIXES):
        return path, f"{sign}{variant}"
    return (name, "") if name.endswith(catalog.SUFFIXES) else ("", "")


def beside(folder: Path, path: str) -> Path:
    """A path relative to a document's folder: that of the document itself, not that of a link to it."""
    real = os.path.realpath(folder)
    return Path(os.path.normpath((folder if real == os.path.abspath(folder) else Path(real)) / path))


class Project:
    """The folders from which documents may read specs.

    Attributes:
        root: the folder of the configuration, or else of the repository, or else the current one.
        others: further folders from the command line or the configuration.
        files: the specs that documents named, and may read.
    """

    def __init__(self, root: Path | None = None, others: Sequence[Path] = ()) -> None:
        self.root = Path(os.path.realpath(root or root_around(Path.cwd()) or Path.cwd()))
        self.others = frozenset(Path(os.path.realpath(each)) for each in others)
        self.files: set[str] = set()
        self._specs: dict[str, str] = {}

    def root_of(self, folder: Path) -> Path:
        """The root for a document; for one outside the project, its own repository, or else its folder."""
        real = Path(os.path.realpath(folder))
        return self.root if real.is_relative_to(self.root) else root_around(real) or real

    def roots(self, folder: Path) -> Set[Path]:
        """The folders below which a document in ``folder`` may read, without links."""
        return self.others | {self.root_of(folder)}

    def holds(self, path: Path, folder: Path) -> bool:
        """Whether a file, with links followed, is where a document in ``folder`` may read."""
        real = Path(os.path.realpath(path))
        roots = self.roots(folder)
        return any(each in roots for each in (real, *real.parents))

    def network(self, name: str, folder: Path) -> str:
        """The network that a document in ``folder`` names: a name of the catalog, or the path of a spec.

        Raises:
            UsageError: the file is outside the project, or is not a spec.
        """
        if "\0" in name:
            raise UsageError(f"{shown(name)}: no name of a network or a file holds a zero byte")
        if is_on_server(name):
            raise UsageError(f"{shown(name)} lies on another machine; {HINT}")
        path, variant = split(name)
        if not path:
            if "/" in name or ":" in name or catalog.is_file_name(name):  # a colon leads to code
                raise UsageError(f"{shown(name)}: a document reads specs, whose names end in .yaml or .yml")
            return name
        file = beside(folder, path)
        if not self.holds(file, folder):
            raise UsageError(f"{path} lies outside of the project; {HINT}")
        self.require_spec(file, path)
        self.files.add(str(file))
        return f"{file}{variant}"

    def query(self, query: Query, folder: Path) -> Query:
        """A query with the paths of its spec files resolved from a document's folder.

        Layers typed in quotes stay unchanged: no file is opened for them.
        """

        def found(each: Reference) -> Reference:
            name = each.network
            return each if not name or is_line(name) else each._replace(network=self.network(name, folder))

        return mapped(query, found)

    def document(self, name: str, folder: Path) -> Path:
        """The document that a sidecar file in ``folder`` is about.

        Raises:
            UsageError: it is outside the project, or hidden.
        """
        if "\0" in name:
            raise UsageError(f"{shown(name)}: no name of a file holds a zero byte")
        if is_on_server(name):
            raise UsageError(f"{shown(name)} lies on another machine")
        file = beside(folder, name)
        real, root = Path(os.path.realpath(file)), self.root_of(folder)
        if not real.is_relative_to(root):
            raise UsageError(f"{shown(name)} lies outside of the project")
        if is_hidden(real, root):
            raise UsageError(f"{shown(name)} is hidden, by a name that begins with a dot")
        return file

    def require_spec(self, file: Path, path: str) -> None:
        """Raise UsageError for a file that is not a spec, before a message can quote it; each file is read once."""
        if str(file) not in self._specs:
            self._specs[str(file)] = no_spec(file)
        if problem := self._specs[str(file)]:
            raise UsageError(f"{path}{problem}")


def no_spec(file: Path) -> str:
    """What is wrong with a file that is not a spec, to follow its name in a message; "" for a spec."""
    try:
        with opened(file) as content:
            data = content.read(LARGEST_FILE)
        spend(len(data) / LOOKED_THROUGH)
    except (OSError, ValueError) as error:
        return f": cannot read: {getattr(error, 'strerror', None) or error}"
    return SPEC.refusal(data)
