"""Runs a command of the program again and again, and breaks it at one moment after the other.

A moment is a step of chosen modules, as Python's tracing tells them: a line, or every instruction. Each run is a fork
of one process that has imported everything, in a copy of a folder of its own, so that hundreds of moments take seconds.

Run as a script: it reads a :class:`Plan` as JSON from standard input, and prints an :class:`Outcome` a line.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import cnnstat
from cnnstat import unfinished

PACKAGE = os.path.dirname(cnnstat.__file__)
WRITERS = ("unfinished.py", "saving.py", "documents/fix.py", "publishing/formats/__init__.py", "views/kept.py")
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where the runs have their folders: to wait for a disk would take most of the time."""


class Plan(NamedTuple):
    """What is run, and how it is broken.

    Attributes:
        words: of the command line.
        folder: what is there before; each run has a copy.
        number: the signal that is sent, or 0 for an error.
        error: the number of the error of the system that each call for a file fails with, or 0 for a signal.
        files: the modules in which moments are looked for, below the package.
        fine: whether each instruction is a moment, not each line.
        most: at so many moments, evenly spread, it is broken; 0 for all.
        warm: whether the command is run once before the forks; otherwise these modules are only imported.
    """

    words: list[str]
    folder: str
    number: int = 0
    error: int = 0
    files: list[str] = [*WRITERS]  # noqa: RUF012
    fine: bool = False
    most: int = 0
    warm: bool = True


class Outcome(NamedTuple):
    """What a run left behind."""

    moment: int
    code: int
    out: str
    err: str
    files: dict[str, str]
    where: str


class Moments:
    """Counts steps, and does something at one of them."""

    def __init__(self, plan: Plan, at: int, act: Callable[[], None]) -> None:
        self.files = {os.path.join(PACKAGE, each) for each in plan.files}
        self.fine, self.at, self.act, self.count, self.where = plan.fine, at, act, 0, ""

    def called(self, frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in self.files:
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = self.fine, not self.fine
        return self.stepped

    def stepped(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == ("opcode" if self.fine else "line"):
            self.count += 1
            if self.count == self.at:
                name = os.path.relpath(frame.f_code.co_filename, PACKAGE)
                self.where = f"{name}:{frame.f_lineno} {frame.f_code.co_name}"
                self.act()
        return self.stepped


CALLS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "shutil.rmtree"}
"""Events of auditing that change files; besides, to open a file for writing does."""


class Failures:
    """Lets one call for a file fail."""

    def __init__(self, at: int, error: int) -> None:
        self.at, self.error, self.count, self.where, self.watching = at, error, 0, "", False
        sys.addaudithook(self.heard)
        synced = os.fsync

        def fsync(fd: Any) -> None:
            self.heard("os.fsync", (fd,))
            synced(fd)

        os.fsync = fsync

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if self.watching and (writes or event in {*CALLS, "os.fsync"}):
            self.count += 1
            if self.count == self.at:
                self.where = event
                raise OSError(self.error, os.strerror(self.error), str(arguments[0]))


def run(plan: Plan, at: int, folder: Path) -> tuple[int, int, str]:
    """Run the command in a fork, breaking at a moment; its status, how many moments there were, and where it was."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        with os.fdopen(read) as answers:
            count, _, where = answers.read().partition(" ")
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status), int(count or 0), where
    os.close(read)
    os.chdir(folder)
    tempfile.tempdir = str(folder.parent)  # what a kill -9 leaves behind goes with it
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{folder}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL if each != signal.SIGINT else signal.default_int_handler)
    sys.argv = ["cnnstat", *plan.words]

    def told() -> None:
        nonlocal write
        if write:
            os.write(write, f"{breaking.count} {breaking.where}".encode())
            os.close(write)
            write = 0

    def kill() -> None:
        told()
        os.kill(os.getpid(), plan.number)

    breaking: Moments | Failures = Failures(at, plan.error) if plan.error else Moments(plan, at, kill)

    from cnnstat.cli import main

    code: Any = 99
    try:
        if isinstance(breaking, Failures):
            breaking.watching = True
        else:
            sys.settrace(breaking.called)
        main()
    except SystemExit as done:
        code = done.code or 0
    except KeyboardInterrupt:
        code = 130  # as cnnstat.__main__ does, before the program handles signals
    except BaseException:
        traceback.print_exc()
    finally:
        sys.settrace(None)
        if isinstance(breaking, Failures):
            breaking.watching = False
        told()
        sys.stdout.flush()
    os._exit(code)  # what stands around this fork is its parent's


def files_in(folder: Path) -> dict[str, str]:
    """What stands in a folder: the content of each file, with its permissions where they are not the usual ones."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {os.readlink(path)}"
        elif path.is_dir():
            found[name] = "a folder"
        else:
            found[name] = f"{path.stat().st_mode & 0o777:o} {path.read_bytes().decode('utf-8', 'replace')}"
    return found


def outcomes(plan: Plan) -> Iterator[Outcome]:
    """The command broken at each moment; the first is that of a run that nothing breaks."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        moments = [0]
        for at in moments:
            folder = Path(place, str(at))
            shutil.copytree(plan.folder, folder, symlinks=True)
            code, count, where = run(plan, at, folder)
            if at == 0:
                few = min(plan.most or count, count)
                moments += [1 + place * (count - 1) // (few - 1) for place in range(few)]
            out, err = (Path(f"{folder}.{name}").read_text(encoding="utf-8") for name in ("out", "err"))
            yield Outcome(at, code, out, err, files_in(folder), where)
            shutil.rmtree(folder)


def warm_up(plan: Plan) -> None:
    """Import what the command needs, by running it once in a copy of its folder."""
    from cnnstat.cli import main

    with tempfile.TemporaryDirectory() as place:
        copy, here = Path(place, "copy"), os.getcwd()
        shutil.copytree(plan.folder, copy, symlinks=True)
        os.chdir(copy)
        sys.argv = ["cnnstat", *plan.words]
        out = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            main()
        except SystemExit:
            pass
        finally:
            os.chdir(here)
            os.dup2(out, 1)
            unfinished.WRITTEN.clear()


def broken(plan: Plan) -> list[Outcome]:
    """The outcomes of a plan, found by a process of its own, which forks."""
    command = [sys.executable, __file__]
    clean = {**os.environ, "PYTHONPATH": os.pathsep.join([os.path.dirname(PACKAGE), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        command, input=json.dumps(plan), capture_output=True, text=True, env=clean, check=False, timeout=900
    )
    assert done.returncode == 0, done.stderr
    return [Outcome(*json.loads(line)) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    asked = Plan(*json.loads(sys.stdin.read()))
    import_module("cnnstat.cli.app")
    if asked.warm:
        warm_up(asked)
    for outcome in outcomes(asked):
        print(json.dumps(outcome), flush=True)
