"""What a process reads: files that it opens or asks about, those that it looks for in vain, folders that it lists.

Of all of these a digest tells later whether it is still what it was. What Python and PyTorch bring along is left out:
their versions tell that. What other processes and servers are asked is not told by any digest; that it was asked is
noted. Files that are read by code in C, past Python, are not seen.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

CHANGING = ("/proc/", "/sys/", "/dev/")
"""Folders of files that say how the machine is, on which no network depends."""
ENDINGS = ("py", "pyc", "pyd", "so")
"""Of files that are modules."""
MODULES = "modules of "
"""Before the name of a folder where modules were looked for: of its contents only those count."""
STATE = "state of "
"""Before the name of what was asked about only: whether it is there, how large it is, when it was written."""
ASKED = ("stat", "lstat", "access", "readlink")
"""Functions of the module os that ask about files without an event that Python would tell."""
OTHERS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "socket.connect", "sqlite3.connect")
"""Events of asking other processes, servers and databases."""


class Reads:
    """What has been read since a moment.

    Attributes:
        paths: absolute names of files and folders; of folders for modules behind :data:`MODULES`, of what was only
            asked about behind :data:`STATE`.
        begun: that moment, in nanoseconds since 1970.
        others: whether other people's code asked something that no file tells; of networks that are read later in the
            same process too, as they may share modules.
    """

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.begun = time.time_ns()
        self.others = False
        self._watching = False

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note one event of Python's audit; it may come from any code at any time, and so never fails."""
        try:
            match event, arguments:
                case "open", (str() | bytes() as file, _, int(flags)) if not flags & os.O_WRONLY:
                    self.paths.add(source_of(os.path.abspath(os.fsdecode(file))))
                case "os.listdir" | "os.scandir", (str() | bytes() | None as folder, *_):
                    prefix = MODULES if imports(sys._getframe(2).f_code.co_filename) else ""
                    self.paths.add(prefix + os.path.abspath(os.fsdecode(folder or ".")))
                case _ if event in OTHERS:
                    self.others |= self._watching  # what PyTorch asks when it is imported says nothing of a network
        except (OSError, ValueError):  # the current folder is gone, or the name is none
            return

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Other people's code runs, which may ask about files, or others than files."""

        def heard(ask: Callable[..., Any]) -> Callable[..., Any]:
            def asked(path: Any, *arguments: Any, **keys: Any) -> Any:
                if isinstance(path, str | bytes | os.PathLike):
                    with contextlib.suppress(OSError, ValueError):
                        self.paths.add(STATE + os.path.abspath(os.fsdecode(path)))
                return ask(path, *arguments, **keys)

            return asked

        own = {name: getattr(os, name) for name in ASKED}
        self._watching = True
        for name, ask in own.items():
            setattr(os, name, heard(ask))
        try:
            yield
        finally:
            self._watching = False
            for name, ask in own.items():
                setattr(os, name, ask)

    def digests(self, without: str) -> dict[str, str] | None:
        """Of everything that was read but from one folder, and of all modules.

        None if some has changed meanwhile, or if others than files were asked.
        """
        if self.others:
            return None
        folders = {MODULES + os.path.abspath(each) for each in sys.path if os.path.isdir(each or ".")}
        found = {}
        for path in sorted(self.paths | folders | set(loaded())):
            plain = plain_of(path)
            if is_constant(plain) or os.path.join(plain, "").startswith(os.path.join(without, "")):
                continue
            if os.path.isfile(plain) and os.stat(plain).st_mtime_ns >= self.begun:
                return None
            found[path] = digest_of(path)
        return found


HEARD = frozenset({"open", "os.listdir", "os.scandir", *OTHERS})
_reads: list[Reads] = []


def listen() -> Reads:
    """What this process reads from the first call on."""
    if not _reads:
        _reads.append(Reads())
        sys.addaudithook(_hear)
    return _reads[0]


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in HEARD:
        _reads[0].hear(event, arguments)


def imports(code: str) -> bool:
    """Whether a file's code is Python's own machinery of imports."""
    return code.startswith("<frozen importlib")


def source_of(file: str) -> str:
    """The source of compiled code, which is read only if that is older."""
    if file.endswith(".pyc"):
        source = importlib.util.source_from_cache(file) if "__pycache__" in file else file[:-1]
        return source if os.path.isfile(source) else file
    return file


def loaded() -> Iterator[str]:
    """The files of all modules that are loaded."""
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            yield os.path.abspath(file)


def digest_of(path: str) -> str:
    """What tells a file or a folder from what it was; "" if there is none that can be read.

    That is the content; of installed files, of which there are many, their size and time.
    """
    plain = plain_of(path)
    try:
        if path.startswith(STATE):
            return state_of(plain)
        if is_installed(plain):
            found = os.stat(plain)
            return f"{found.st_size} {found.st_mtime_ns}"
        if os.path.isdir(plain):
            names = sorted(filter(is_module if path.startswith(MODULES) else None, os.listdir(plain)))
            return hashlib.blake2b("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()
        if not os.path.isfile(plain):  # a pipe would wait for somebody who writes
            return ""
        with open(plain, "rb") as content:
            return hashlib.file_digest(content, "blake2b").hexdigest()
    except (OSError, ValueError):
        return ""


def plain_of(path: str) -> str:
    """The name of a file or a folder without what stands before it."""
    return path.removeprefix(MODULES).removeprefix(STATE)


def state_of(path: str) -> str:
    """What can be asked about a file; of a folder, whose times change with what is written into it, that it is one."""
    link = os.readlink(path) if os.path.islink(path) else ""
    if os.path.isdir(path):
        return f"folder {link}"
    found = os.stat(path)
    return f"{found.st_size} {found.st_mtime_ns} {found.st_mode} {link}"


def is_module(name: str) -> bool:
    """Whether a name in a folder may be a module's: a file with Python's endings, or a folder."""
    stem, dot, ending = name.partition(".")
    fits = not dot or ending.rpartition(".")[2] in ENDINGS
    return fits and stem.isidentifier() and stem != "__pycache__"


def is_constant(path: str) -> bool:
    """Whether a file or a folder comes with Python or PyTorch."""
    whole = os.path.join(path, "")
    inside = whole.startswith(folders("stdlib", "platstdlib"))
    torch = [os.path.join(each, "") for each in getattr(sys.modules.get("torch"), "__path__", ())]
    return (inside and "site-packages" not in Path(path).parts) or whole.startswith((*torch, *CHANGING))


def is_installed(path: str) -> bool:
    """Whether a file or a folder belongs to a package that was installed."""
    return os.path.join(path, "").startswith(folders("purelib", "platlib"))


@lru_cache
def folders(*kinds: str) -> tuple[str, ...]:
    """Folders of Python's."""
    paths = sysconfig.get_paths()
    return tuple(os.path.join(paths[kind], "") for kind in kinds)
