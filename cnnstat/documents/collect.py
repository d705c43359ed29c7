"""Which files are checked: those named, and in folders those of a known format that git would not ignore."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn
from weakref import WeakKeyDictionary

from cnnstat import deadline
from cnnstat.documents.formats import endings
from cnnstat.documents.ignore import Patterns
from cnnstat.errors import UsageError
from cnnstat.files import contents
from cnnstat.project import Project

SIDECAR = (".cnnstat.yaml", ".cnnstat.yml")
SPECS = (".yaml", ".yml")
NEVER = (".git", ".hg", ".svn", ".tox", ".nox", ".venv", "__pycache__", "node_modules")
"""Folders that never contain documents of the project."""
DEEPEST = 100
"""Folders inside each other in which documents are looked for."""
LARGEST = 1_000_000
"""The most bytes of a .gitignore file; a larger one is not read."""


def is_sidecar(path: Path) -> bool:
    """Whether a file is a sidecar file, which contains anchors for another file."""
    return path.name.lower().endswith(SIDECAR)


def is_spec(path: Path) -> bool:
    """Whether a file may be a spec, which documents cite."""
    return path.suffix.lower() in SPECS and not is_sidecar(path)


class Ignored:
    """The .gitignore files of folders, up to the repository's root, and the project's own patterns."""

    def __init__(self, exclude: Iterable[str], root: Path) -> None:
        self.specs: dict[str, Patterns] = {}
        self.repositories: dict[str, bool] = {}
        self.own = Patterns(exclude, strict=True)
        self.root = Path(os.path.abspath(root))

    def of(self, folder: str) -> Patterns:
        """The patterns of the .gitignore file in a folder."""
        if folder not in self.specs:
            file = Path(folder, ".gitignore")
            try:
                read = file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST  # as git does
                data = contents(file) if read else b""
            except OSError:
                data = b""  # as in git, an unreadable file ignores nothing
            text = data.decode("utf-8-sig", "surrogateescape")
            self.specs[folder] = Patterns(text.replace("\r\n", "\n").split("\n"))
        return self.specs[folder]

    def excluded(self, path: Path, is_folder: bool = False) -> bool:
        """Whether the project's own settings leave a file or folder out."""
        if not self.own.patterns or not path.is_relative_to(self.root):
            return False
        return bool(self.own.say(path.relative_to(self.root).as_posix(), is_folder))

    def is_repository(self, folder: str) -> bool:
        """Whether a folder is a repository's own."""
        if folder not in self.repositories:
            self.repositories[folder] = os.path.exists(os.path.join(folder, ".git"))
        return self.repositories[folder]

    def holds(self, path: Path, is_folder: bool) -> bool:
        """Whether a file or folder is ignored; the innermost .gitignore file with a pattern for it decides."""
        if self.excluded(path, is_folder):
            return True
        text, root = os.fspath(path), len(path.anchor)
        at = text.rfind(os.sep)  # paths of a thousand folders take no time that is worth a word, as texts
        while at >= 0:
            folder = text[: max(at, root)]
            said = self.of(folder).say(text[at + 1 :].replace(os.sep, "/"), is_folder)
            if said is not None:
                return said
            if at < root or self.is_repository(folder):
                break
            at = text.rfind(os.sep, 0, at)
        return False


_IGNORED = WeakKeyDictionary[Project, dict[Path, Ignored]]()
"""The .gitignore files that were read for a project, by roots: many of its documents ask for them."""


def left_out(file: Path, project: Project, root: Path) -> str:
    """Why a file is none of the project's, by what git says of it; "" if it is one.

    One that git ignores may have been made where the project is checked, and hold what nobody should read.

    Args:
        file: the file.
        project: the project, for which each .gitignore file is read once.
        root: that of the document that names the file.
    """
    known = _IGNORED.setdefault(project, {})
    if root not in known:
        known[root] = Ignored((), root)
    ignored = known[root]
    real = Path(os.path.realpath(file))
    around = [each for each in real.parents if each != ignored.root and each.is_relative_to(ignored.root)]
    if any((folder / ".git").exists() for folder in around):
        return "belongs to another repository"
    if ignored.holds(real, is_folder=False) or any(ignored.holds(folder, is_folder=True) for folder in around):
        return "is ignored by git"
    return ""


def files(paths: Sequence[Path], ignored: Ignored) -> Iterator[tuple[Path, bool]]:
    """The files to check, each once, and whether each was named itself; of a sidecar file, whether its document was.

    A link whose name has another format than its target is a file of its own, since other marks are read there.

    Raises:
        UsageError: a path does not exist, or is neither a document nor a folder.
    """
    seen: set[tuple[str, bool, str]] = set()
    for path in paths:
        for file, named in expanded(path, ignored):
            key = os.path.realpath(file), is_sidecar(file), endings().get(file.suffix.lower(), "")
            if key not in seen:
                seen.add(key)
                yield file, named


def leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder or a link to one; a link in a circle is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def refuse(error: OSError) -> NoReturn:
    """Report a folder that cannot be read; to skip it silently would mean to check nothing there."""
    raise UsageError(f"{error.filename}: cannot read: {error.strerror}") from error


def sidecars_of(path: Path) -> list[Path]:
    """The possible sidecar files of a document: notes.cnnstat.yaml or notes.txt.cnnstat.yaml."""
    return [path.with_name(f"{name}{ending}") for name in dict.fromkeys((path.stem, path.name)) for ending in SIDECAR]


def is_own(folder: Path, ignored: Ignored) -> bool:
    """Whether the documents of a folder belong to the project.

    They do not if the folder is ignored or another repository inside it, such as a submodule or a work tree.
    """
    return folder.name not in NEVER and not (folder / ".git").exists() and not ignored.holds(folder, is_folder=True)


def expanded(path: Path, ignored: Ignored) -> Iterator[tuple[Path, bool]]:
    """A file itself, or the documents below a folder in the order of their names."""
    if not os.path.lexists(path):
        raise UsageError(f"{path}: no such file or folder")
    if not path.is_dir():
        beside = [each for each in sidecars_of(path) if each.is_file()]
        yield from ((each, True) for each in beside)
        if beside and path.suffix.lower() not in endings():
            return
        if path.suffix.lower() not in {*endings(), *SPECS}:
            known = " ".join(sorted({*endings(), *SPECS}))
            raise UsageError(f"{path}: no format that is known ({known}); a sidecar file can speak of any text")
        if not ignored.excluded(Path(os.path.abspath(path))):  # a hook names every file
            yield path, not is_sidecar(path)  # of which the document is then not named
        return
    for folder, names in walk(path, lambda each: is_own(each, ignored)):
        here = Path(os.path.abspath(folder))
        for name in names:
            file = Path(folder, name)
            if (file.suffix.lower() in endings() or is_sidecar(file)) and not ignored.holds(
                here / name, is_folder=False
            ):
                yield file, False


def walk(path: Path, enters: Callable[[Path], bool]) -> Iterator[tuple[str, list[str]]]:
    """A folder and those below it, each with its files, in the order of names; links to folders are not followed.

    Raises:
        UsageError: a folder cannot be read, or lies deeper than any project has them: each file's path is gone through
            more than once.
    """
    waiting = [(os.fspath(path), 0)]
    while waiting:
        folder, deep = waiting.pop()
        if deep > DEEPEST:
            raise UsageError(f"{path}: more than {DEEPEST} folders inside each other; name the one to check")
        try:
            with os.scandir(folder) as entries:
                every = sorted(entries, key=lambda each: each.name)
            inside = [each.name for each in every if each.is_dir(follow_symlinks=False)]
            names = [each.name for each in every if not leads_to_folder(each)]
            deadline.read(deadline.ENTRY * len(every))
        except OSError as error:
            refuse(error)
        yield folder, names
        here = Path(os.path.abspath(folder))
        waiting += [(os.path.join(folder, each), deep + 1) for each in reversed(inside) if enters(here / each)]
