"""Files are written whole or not at all: whatever breaks a command, at every moment of its writing."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Done
from interrupting import Outcome, Plan, broken

from cnnstat import unfinished
from cnnstat.errors import UsageError
from cnnstat.saving import folder_made, scratch, together, write_file

WRONG = "AlexNet has <!-- cnnstat: alexnet.params -->62.4M<!-- /cnnstat --> parameters.\n"
resource = pytest.importorskip("resource", reason="Windows has no forks, and bounds no files")
DARKNET = "[net]\nheight=8\nwidth=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\nactivation=leaky\n"


class Case(NamedTuple):
    """A command that writes.

    Attributes:
        words: of the command line.
        targets: what it writes.
        before: what is there already.
        code: its exit code, where nothing breaks it.
    """

    words: str
    targets: list[str]
    before: dict[str, str]
    code: int = 0


OLD = "old\n"
CASES = {
    "report": Case("lenet5 -o out.csv", ["out.csv"], {"out.csv": OLD}),
    "drawing": Case("draw lenet5 -o out.svg", ["out.svg"], {}),
    "page": Case("page lenet5 -o out.html --inputs 32", ["out.html"], {"out.html": OLD}),
    "handout": Case("handout lenet5 -o a.tex --key key.tex --part table,exercises -n 1 -p 1", ["key.tex", "a.tex"],
                    {"a.tex": OLD, "key.tex": OLD}),
    "exercises": Case("exercises lenet5 -n 1 --variants 3 -o s.gift --key k.md",
                      ["s.gift", "k-1.md", "k-2.md", "k-3.md"], {"k-2.md": OLD}),
    "import": Case("import net.cfg -o net.yaml", ["net.yaml"], {"net.cfg": DARKNET}),
    "fix": Case("check . --fix", ["a.md", "b/c.md"], {"a.md": WRONG, "b/c.md": WRONG, "d.md": "# Right\n"}),
    "suggest": Case("check . --suggest --fix", ["a.md", "b.md"],
                    {"a.md": "AlexNet has 61M parameters.\n", "b.md": "VGG-16 has 138M parameters.\n"}),
}  # fmt: skip


def plan(name: str, folder: Path, **how: object) -> Plan:
    for each, text in CASES[name].before.items():
        path = folder / each
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    return Plan(CASES[name].words.split(), str(folder), **how)  # type: ignore[arg-type]


def state(case: Case, whole: Outcome, found: Outcome) -> str:
    """Whether all that a command writes is old or new.

    Raises:
        AssertionError: it is neither.
    """
    now = {name: content for name, content in found.files.items() if not name.startswith(".cnnstat-")}
    if now == whole.files:
        return "new"
    assert {name: now[name] for name in now if now[name] != "a folder"} == {
        name: f"600 {text}" for name, text in case.before.items()
    }, found.where
    return "old"


def told(case: Case) -> str:
    return f"cnnstat: stopped; already written: {', '.join(case.targets)}\n"


FEW = ["report", "exercises", "fix"]
ALL = [*FEW, *(pytest.param(each, marks=pytest.mark.slow) for each in CASES if each not in FEW)]


def check_stopped(name: str, asked: Plan) -> None:
    """Nothing is left behind, all files are old or all are new, and if they are new, that is said."""
    case = CASES[name]
    whole, *others = broken(asked)
    assert (whole.code, whole.err) == (case.code, "")
    found = [state(case, whole, each) for each in others]
    assert {*found} == {"old", "new"}
    for each, now in zip(others, found, strict=True):
        assert each.files.keys() <= whole.files.keys(), each
        assert (each.code, each.err) == (143, told(case) if now == "new" else ""), each


@pytest.mark.parametrize("name", FEW)
def test_stopped(name: str, tmp_path: Path) -> None:
    check_stopped(name, plan(name, tmp_path, number=int(signal.SIGTERM), most=12))


@pytest.mark.slow
@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_stopped_at_every_moment(name: str, fine: bool, tmp_path: Path) -> None:
    most = 200 if fine and name != "report" else 0
    check_stopped(name, plan(name, tmp_path, number=int(signal.SIGTERM), fine=fine, most=most))


@pytest.mark.slow
def test_interrupted_while_it_handles_signals(tmp_path: Path) -> None:
    """At every instruction from the first to the last of what begins and ends the program."""
    own = ["cli/__init__.py", "cli/stop.py", "__main__.py"]
    whole, *others = broken(plan("report", tmp_path, number=int(signal.SIGINT), files=own, fine=True))
    assert len(others) > 100
    for each in others:
        assert (each.code, each.err) in ((130, ""), (130, told(CASES["report"]))), each
        assert each.files.keys() == whole.files.keys()


@pytest.mark.parametrize("name", ALL)
def test_killed(name: str, tmp_path: Path) -> None:
    """What is unfinished stays, but no file is anything but old or new."""
    case = CASES[name]
    whole, *others = broken(plan(name, tmp_path, number=int(signal.SIGKILL), most=12))
    seen = set()
    for each in others:
        assert each.code == -signal.SIGKILL
        now = {file: content for file, content in each.files.items() if not Path(file).name.startswith(".cnnstat-")}
        for target in case.targets:
            old = f"600 {case.before[target]}" if target in case.before else None
            assert now.get(target) in (old, whole.files[target]), each
            seen.add(now.get(target) == old)
        assert now.keys() <= whole.files.keys()
    assert seen == {True, False}


@pytest.mark.parametrize("error", [errno.ENOSPC, pytest.param(errno.EACCES, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", ALL)
def test_refused_by_the_system(name: str, error: int, tmp_path: Path) -> None:
    """Each call for a file fails in turn: one message, exit code 2, and nothing is left behind.

    Documents are written each for itself; otherwise nothing has changed, except that a file which was replaced before
    another could not be is named.
    """
    case = CASES[name]
    whole, *others = broken(plan(name, tmp_path, error=error))
    assert {each.where for each in others} >= {"open", "os.fsync", "os.chmod", "os.rename", "os.remove"}
    for each in others:
        if each.where in ("os.remove", "os.rmdir", "shutil.rmtree"):  # of what is temporary, most often gone already
            assert (each.code, each.files) == (case.code, whole.files)
            continue
        assert (each.code, each.err.count("\n")) == (2, 1), each
        assert os.strerror(error) in each.err
        assert each.files.keys() <= whole.files.keys(), each
        for target in case.targets:
            old = f"600 {case.before[target]}" if target in case.before else None
            now = each.files.get(target)
            if now != old:
                assert now == whole.files[target], each
                assert target not in each.err.split("already written")[0], each
                assert name in ("fix", "suggest") or (old and each.err.endswith(f"already written: {target}\n")), each


@pytest.mark.parametrize("room", [0, 1, 700, pytest.param(5000, marks=pytest.mark.slow)])
def test_a_disk_that_fills_up_at_a_byte(room: int, tmp_path: Path) -> None:
    """The system lets the file grow so far and no further; nothing of it stays."""
    target = tmp_path / "target"
    target.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(UsageError, match=r"target: cannot write: File too large$"):
            write_file(target, b"n" * (room + 1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"target": b"old"}


def test_permissions_and_owner_stay(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    target.chmod(0o640)
    if os.geteuid() == 0:  # who else may give a file away
        os.chown(target, 1234, 4321)
    before = target.stat()
    write_file(target, "new")
    after = target.stat()
    assert target.read_text() == "new"
    assert [(each.st_mode, each.st_uid, each.st_gid) for each in (before, after)] == [
        (before.st_mode, before.st_uid, before.st_gid)
    ] * 2


@pytest.mark.parametrize(("mode", "kept"), [(0o640, 0o600), (0o664, 0o644), (0o666, 0o666), (0o604, 0o644)])
def test_a_group_that_cannot_be_kept(mode: int, kept: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its group may do, the group of the new file may not: that is another one."""
    target = tmp_path / "target"
    target.write_text("old")
    target.chmod(mode)

    def refused(*arguments: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    def elsewhere(*arguments: object, **how: object) -> os.stat_result:
        found = real(*arguments, **how)  # type: ignore[arg-type]
        return os.stat_result([*found[:5], found.st_gid + (arguments[0] == target), *found[6:10]])

    real = os.stat
    monkeypatch.setattr(os, "chown", refused)
    monkeypatch.setattr(os, "stat", elsewhere)
    write_file(target, "new")
    assert (target.read_text(), real(target).st_mode & 0o777) == ("new", kept)


def test_a_hard_link_keeps_what_it_had(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    os.link(tmp_path / "target", tmp_path / "other")
    write_file(tmp_path / "target", "new")
    assert [(tmp_path / name).read_text() for name in ("target", "other")] == ["new", "old"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "new"


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    """Also by what writes files in a way of its own, as a picture."""
    pipe = tmp_path / "chart.svg"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "cnnstat", "plot", "lenet5", "-o", str(pipe)]
    with subprocess.Popen(command) as process:
        assert pipe.read_text(encoding="utf-8").endswith("</svg>\n")
    assert process.returncode == 0
    assert pipe.is_fifo()


@pytest.mark.parametrize("many", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_many_that_mend_the_same_documents(many: int, tmp_path: Path) -> None:
    """Each ends well, as what it would write is written already or is what it writes."""
    names = [f"{each}.md" for each in range(6)]
    for name in names:
        (tmp_path / name).write_text(WRONG * 20)
    command = [sys.executable, "-m", "cnnstat", "check", ".", "--fix"]
    every = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(many)
    ]
    assert {(process.communicate(timeout=200)[1], process.returncode) for process in every} == {("", 0)}
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        name: (WRONG * 20).replace("62.4", "61.0") for name in names
    }


def test_a_folder_that_stays_empty_goes(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), folder_made(tmp_path / "a/b", parents=True):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with folder_made(tmp_path / "a/b", parents=True):
        (tmp_path / "a/b/c").touch()
    assert (tmp_path / "a/b/c").exists()


def test_a_fork_removes_nothing_of_its_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    with scratch() as folder:
        with monkeypatch.context() as fork:
            fork.setattr(os, "getpid", lambda: 1)
            kept = dict(unfinished.UNFINISHED)
            unfinished.tidy()
        unfinished.UNFINISHED.update(kept)
        (folder / "file").touch()
    assert not folder.exists()


def test_files_of_several_commands_belong_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    second.write_text(OLD)
    with together():
        write_file(first, "new\n")
        write_file(second, "new\n")
        assert (first.exists(), second.read_text()) == (False, OLD)
    assert (first.read_text(), second.read_text()) == ("new\n", "new\n")

    def fail() -> None:
        with together():
            write_file(first, "newer\n")
            write_file(tmp_path / "missing" / "c.txt", "newer\n")

    with pytest.raises(UsageError):
        fail()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "b.txt"]
    assert first.read_text() == "new\n"


@pytest.mark.parametrize("words", ["sweep lenet5 --set input=32,36", "sizes lenet5 28-36"])
def test_a_picture_belongs_to_its_table(words: str, tmp_path: Path, program: Callable[..., Done]) -> None:
    done = program(*words.split(), "-o", "missing/out.csv", "--picture", "out.svg", cwd=tmp_path)
    assert (done.code, [*tmp_path.iterdir()]) == (2, [])
