"""A spec as it was at a revision of its repository: ``own.yaml@HEAD~1``, read through git.

Only what a person types comes here: a document names no revisions. Git is asked for the bytes of one file, which are
read as those of any spec and written nowhere.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
from pathlib import Path
from threading import Thread, Timer
from typing import IO, NamedTuple

from cnnstat.effort import spend
from cnnstat.errors import UsageError, shown
from cnnstat.files import is_elsewhere, name_of
from cnnstat.spec.catalog import BYTES_PER_UNIT
from cnnstat.spec.document import Spec
from cnnstat.spec.source import LARGEST_FILE, SPEC, read_bytes
from cnnstat.text.printable import shortened

FORM = re.compile(
    r"(?P<path>.+?\.ya?ml)(?::(?P<variant>[^@:]+))?@(?P<revision>[^=]+?)(?P<settings>(?:@[A-Za-z_]\w*=[^@]*)*)",
    re.ASCII | re.DOTALL,
)
"""A file, a variant in it, a revision, settings as in queries."""
OF_GIT = {
    "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0", "GIT_ALLOC_LIMIT": "8m",
}  # fmt: skip
"""Messages in one language, and nothing that asks, fetches or writes; an older git knows only the protocols. And no
more memory at once than any history needs: a pack of 700 bytes can stand for a file of a gigabyte."""
LONGEST = 200
SECONDS = 60.0
"""How long git may take, which may wait for a pipe that a stranger put into its folder."""
SAID = 10_000
"""Bytes of git's complaints that are kept."""


class Revision(NamedTuple):
    """A spec at a revision, as it is typed.

    Attributes:
        path: of the file, as it is now.
        variant: in it; "" of its own network.
        revision: in git's words.
        settings: as in queries, each behind its ``@``.
    """

    path: str
    variant: str
    revision: str
    settings: str

    @property
    def file(self) -> str:
        """How messages call it."""
        return f"{name_of(Path(self.path))}@{self.revision}"


def revision_in(text: str) -> Revision | None:
    """The revision that a text names; None where it names none."""
    match = FORM.fullmatch(text.strip())
    if match is None:
        return None
    return Revision(match["path"], match["variant"] or "", match["revision"], match["settings"])


def read_revision(asked: Revision) -> tuple[Spec, str]:
    """The spec, and the variant that is meant.

    Raises:
        UsageError: there is no git, no such revision, or no such file in it.
        SpecError: the file cannot be read; the text says where.
    """
    revision = asked.revision
    if revision.startswith("-") or ":" in revision or not revision.isprintable() or len(revision) > LONGEST:
        raise UsageError(f"{shown(revision)}: expected a revision in git's words, as HEAD~1 or a branch")
    data = bytes_of(asked)
    if is_elsewhere(Path(asked.path)) and (problem := SPEC.refusal(data)):
        raise UsageError(f"{asked.file}{problem}")
    spec = Spec.of(lambda: read_bytes(data, asked.file), asked.path)
    spec.file = asked.file
    if asked.variant and asked.variant not in spec.names:
        raise UsageError(f"{asked.file} has no variant {shown(asked.variant)}; it has {', '.join(spec.names)}")
    return spec, asked.variant or spec.name


def bytes_of(asked: Revision) -> bytes:
    """What the file holds at that revision, up to one byte more than a spec may have."""
    path = Path(asked.path)
    # Plumbing, unlike git show: it gives the bytes of a file, and refuses a folder. The dot keeps the path no option.
    # A bare repository inside another, which may be a stranger's, does not tell git what to run.
    words = ["-c", "safe.bareRepository=explicit", "cat-file", "blob", f"{asked.revision}:./{path.name}"]
    try:
        process = subprocess.Popen(
            [program("git"), *words], cwd=path.parent, env={**os.environ, **OF_GIT}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    except (NotADirectoryError, FileNotFoundError) as error:
        problem = "there is no git here to read it" if path.parent.is_dir() else f"there is no folder {path.parent}"
        raise UsageError(f"{asked.file}: {problem}") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{asked.file}: cannot run git: {error}") from error
    with process:
        data, said, late = read(process)
    if late:
        raise UsageError(f"{asked.file}: git did not answer within {SECONDS:g} seconds")
    if len(data) > LARGEST_FILE:
        return data
    if process.returncode:
        raise UsageError(f"{asked.file}: {reason(said, asked.revision) or f'git stopped with {process.returncode}'}")
    spend(len(data) / BYTES_PER_UNIT)
    return data


def program(name: str) -> str:
    """A program's file in the folders of PATH, by their full names.

    Else Windows would look in the current folder first, which may be a stranger's.

    Raises:
        FileNotFoundError: there is none.
    """
    for folder in filter(os.path.isabs, os.get_exec_path()):
        file = os.path.join(folder, f"{name}.exe" if os.name == "nt" else name)
        if os.path.isfile(file) and os.access(file, os.X_OK):
            return file
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)


def read(process: subprocess.Popen[bytes]) -> tuple[bytes, str, bool]:
    """What git gives, up to one byte more than a spec may have, what it complains of, and whether it took too long.

    Both are read at once: whoever waits for the one while the pipe of the other is full waits for ever.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    said = bytearray()
    listening = Thread(target=keep, args=(process.stderr, said), daemon=True)
    watch = Timer(SECONDS, process.kill)
    watch.daemon = True
    listening.start()
    watch.start()
    try:
        data = process.stdout.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            process.kill()
        process.wait()
        listening.join()
    finally:
        late = watch.finished.is_set()
        watch.cancel()
    return data, said.decode("utf-8", "replace"), late


def keep(stream: IO[bytes], said: bytearray) -> None:
    """Read a stream to its end, and keep the beginning."""
    while part := stream.read(SAID):
        said += part[: SAID - len(said)]


SAYS = re.compile(
    r"path '.*' (?:does not exist in|exists on disk, but not in) '.*'|not a git repository \(or any .*"
    r"|detected dubious ownership in repository|cannot use bare repository|git cat-file [^:]*:\./[^:]*: bad file"
    r"|attempting to allocate [0-9]+ over limit [0-9]+",
    re.DOTALL,
)
"""The beginnings of git's complaints that are told. Others quote files of the repository, which may be links to any."""


def reason(said: str, revision: str) -> str:
    """What git complains of, as far as that quotes nothing but what was typed; "" if it does not say."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = next((line for line in lines if line.startswith("fatal: ")), lines[0] if lines else "")
    if "object name" in fatal:
        return f"git knows no revision {shown(revision)} here"
    told = SAYS.match(fatal.removeprefix("fatal: ").rstrip("."))
    if told is None:
        return "git cannot read the repository" if fatal else ""
    return f"git says: {shortened(told[0], LONGEST)}"
