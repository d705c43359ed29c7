"""What documents and files of claims may read: specs of their own project, and nothing else.

A document is checked before anybody has read it, so the files that it names are held against a list of what is
allowed: below the project's root, with the ending of a spec, and with a spec inside.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.query import Query, Reference, mapped
from cnnstat.spec import catalog
from cnnstat.spec.source import LARGEST_FILE, SPEC
from cnnstat.spec.typed import is_line

LOOKED_THROUGH = 300
"""Bytes of a file that are looked through for the sections of a spec with one unit of work."""
HINT = "--spec-folder, or spec-folders in [tool.cnnstat], allows more folders"


def root_around(folder: Path) -> Path | None:
    """The root of the repository around a folder."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


def is_hidden(real: Path, root: Path) -> bool:
    """Whether a name below a root begins with a dot, as of what git keeps in ``.git``."""
    return any(part.startswith(".") for part in real.relative_to(root).parts)


def strays(file: Path, roots: Iterable[Path]) -> str:
    """What a file is, where it is a link that nobody follows who did not name it: it may be a stranger's.

    Beside a project lies what is none of its own, and in hidden files of it there may be secrets.
    """
    if not file.is_symlink():
        return ""
    real = Path(os.path.realpath(file))
    around = [each for each in map(Path, map(os.path.realpath, roots)) if real.is_relative_to(each)]
    if not around:
        return "a link that leads outside of the project"
    return "a link to a hidden file" if all(is_hidden(real, each) for each in around) else ""


def leads_away(folder: Path, root: Path) -> str:
    """What a folder is that is named as one below a root, if links on the way to it lead elsewhere; else "".

    What stands under the name may be a stranger's. Whoever means the other folder can name that.
    """
    spelled = Path(os.path.normpath(os.path.join(os.path.realpath(Path.cwd()), folder)))
    real = Path(os.path.realpath(folder))
    if real == spelled or not spelled.is_relative_to(root):
        return ""
    if not real.is_relative_to(root):
        return "a link that leads outside of the project"
    return "a link to a hidden folder" if is_hidden(real, root) and not is_hidden(spelled, root) else ""


def split(name: str) -> tuple[str, str]:
    """The path of a spec file and its variant, as ``:small``; an empty path where the name is that of no file."""
    path, sign, variant = name.rpartition(":")
    if path.endswith(catalog.SUFFIXES):
        return path, f"{sign}{variant}"
    return (name, "") if name.endswith(catalog.SUFFIXES) else ("", "")


def beside(folder: Path, path: str) -> Path:
    """A path that is relative to a document's folder: where the document lies, not where a link to it does."""
    real = os.path.realpath(folder)
    return Path(os.path.normpath((folder if real == os.path.abspath(folder) else Path(real)) / path))


class Project:
    """The folders from which documents may read specs.

    Attributes:
        root: the folder of the configuration, else of the repository, else the present one.
        others: folders that the command line or the configuration names besides.
    """

    def __init__(self, root: Path | None = None, others: Sequence[Path] = ()) -> None:
        self.root = Path(os.path.realpath(root or root_around(Path.cwd()) or Path.cwd()))
        self.others = [Path(os.path.realpath(each)) for each in others]
        self._specs: dict[str, str] = {}

    def root_of(self, folder: Path) -> Path:
        """The root for a document: one that lies outside of the project has its own repository, else its folder."""
        real = Path(os.path.realpath(folder))
        return self.root if real.is_relative_to(self.root) else root_around(real) or real

    def roots(self, folder: Path) -> list[Path]:
        """Below which folders a document in ``folder`` may read."""
        return [self.root_of(folder), *self.others]

    def holds(self, path: Path, folder: Path) -> bool:
        """Whether a file lies where a document in ``folder`` may read, links followed."""
        real = Path(os.path.realpath(path))
        return any(real.is_relative_to(each) for each in self.roots(folder))

    def network(self, name: str, folder: Path) -> str:
        """The name of a network as a document in ``folder`` means it: of the catalog, or with the path of its spec.

        Raises:
            UsageError: the file lies outside of the project, or is no spec.
        """
        if "\0" in name:
            raise UsageError(f"{shown(name)}: no name of a network or a file holds a zero byte")
        path, variant = split(name)
        if not path:
            if "/" in name or os.sep in name:
                raise UsageError(f"{shown(name)}: a document reads specs, whose names end in .yaml or .yml")
            return name
        file = beside(folder, path)
        if not self.holds(file, folder):
            raise UsageError(f"{path} lies outside of the project; {HINT}")
        self.require_spec(file, path)
        return f"{file}{variant}"

    def query(self, query: Query, folder: Path) -> Query:
        """A query with the spec files that it names found from a document's folder.

        Layers typed in quotes stay what they are: nothing is opened for them.
        """

        def found(each: Reference) -> Reference:
            name = each.network
            return each if not name or is_line(name) else each._replace(network=self.network(name, folder))

        return mapped(query, found)

    def document(self, name: str, folder: Path) -> Path:
        """The document that a sidecar file in ``folder`` is about.

        Raises:
            UsageError: it lies outside of the project, or is hidden.
        """
        if "\0" in name:
            raise UsageError(f"{shown(name)}: no name of a file holds a zero byte")
        file = beside(folder, name)
        real, root = Path(os.path.realpath(file)), self.root_of(folder)
        if not real.is_relative_to(root):
            raise UsageError(f"{shown(name)} lies outside of the project")
        if is_hidden(real, root):
            raise UsageError(f"{shown(name)} is hidden, by a name that begins with a dot")
        return file

    def require_spec(self, file: Path, path: str) -> None:
        """Refuse what is no spec before a message can quote it; each file is looked into once."""
        if str(file) not in self._specs:
            self._specs[str(file)] = no_spec(file)
        if problem := self._specs[str(file)]:
            raise UsageError(f"{path}{problem}")


def no_spec(file: Path) -> str:
    """What is wrong with a file that is no spec, to be said behind its name; "" of a spec."""
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            return ": cannot read: no regular file"  # it might never end
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE)
        spend(len(data) / LOOKED_THROUGH)
    except (OSError, ValueError) as error:
        return f": cannot read: {getattr(error, 'strerror', None) or error}"
    return SPEC.refusal(data)
