"""What Windows does otherwise, as far as it can be simulated here: paths, encodings, pipes, where a program is."""

from __future__ import annotations

import errno
import ntpath
import os
import shutil
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest
from conftest import Done, own_process, same_process

from cnnstat import files, project, unfinished
from cnnstat.cli import app
from cnnstat.commands import COMMANDS
from cnnstat.errors import UsageError
from cnnstat.render.findings import sarif
from cnnstat.spec.revision import program

CONSOLES = ["cp949", "cp1252", "ascii"]
SAID = {
    "audit": ["lenet5"],
    "check": ["a.md"],
    "compare": ["lenet5", "own.yaml"],
    "crosscheck": ["lenet5", "--device", "meta"],
    "diff": ["lenet5", "own.yaml"],
    "draw": ["own.yaml"],
    "exercises": ["lenet5", "-n", "1"],
    "expand": ["own.yaml"],
    "explain": ["own.yaml"],
    "export": ["lenet5"],
    "get": ["own.yaml.params"],
    "guide": ["spec"],
    "handout": ["own.yaml", "-o", "a.html"],
    "import": ["net.cfg"],
    "lint": ["own.yaml"],
    "list": [],
    "page": ["lenet5", "-o", "a.html", "--inputs", "28-36/4"],
    "plot": ["own.yaml"],
    "reconcile": ["lenet5.params", "60k"],
    "rule": [],
    "schema": [],
    "search": ["mobilenet_v2", "--under", "macs=300M", "--set", "width=0.5,1"],
    "show": ["own.yaml"],
    "sizes": ["lenet5"],
    "sweep": ["mobilenet_v2", "--set", "width=0.5,1"],
    "train": ["lenet5", "--recipe", "help"],
}
"""A call of each command that shows most of what it has to say."""
OF_TORCH = ("crosscheck", "export", "train")
SPEC = """\
title: 작은 망 γ → ⌈½⌉ Łódź
about: 파라미터가 적은 망
input: {channels: 3, size: 9}
layers:
  - {name: c, type: conv, filters: 4, kernel: 3, stride: 4}
"""
CFG = "[net]\nchannels=3\nheight=8\nwidth=8\n[convolutional]\nfilters=2\nsize=1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text("파라미터 <!-- cnnstat: alexnet.params -->6,200만<!-- /cnnstat -->개 ⌈½⌉\n", "utf-8")
    (tmp_path / "own.yaml").write_text(SPEC, "utf-8")
    (tmp_path / "net.cfg").write_text(CFG, "utf-8")
    return tmp_path


def test_every_command_is_tried() -> None:
    assert set(SAID) == set(COMMANDS)


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize(
    "command", [pytest.param(each, marks=[pytest.mark.torch] * (each in OF_TORCH)) for each in sorted(SAID)]
)
def test_every_command_speaks_on_every_console(command: str, console: str, folder: Path) -> None:
    for words in ([command, *SAID[command]], [command, "--help"], [command, "--nothing→"]):
        done = same_process(*words, cwd=folder, encoding=console)
        said = done.stdout + done.stderr
        assert b"Traceback" not in said
        assert b"internal error" not in said
        assert done.returncode in ((2,) if "--nothing→" in words else (0, 1)), said
        done.stderr.decode(console)


def test_a_console_of_korea_in_a_process_of_its_own(folder: Path) -> None:
    done = own_process("own.yaml", "--table", cwd=folder, env={"PYTHONIOENCODING": "cp949", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "작은 망" in done.stdout.decode("cp949")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module of files as it would be on Windows, in ``C:\\docs``."""
    monkeypatch.setattr(files, "os", SimpleNamespace(path=ntpath, getcwd=lambda: "C:\\docs", sep="\\"))
    monkeypatch.setattr(files, "Path", PureWindowsPath)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("C:\\docs\\nets\\own.yaml", "nets/own.yaml"),
        ("c:\\DOCS\\nets\\own.yaml", "nets/own.yaml"),
        ("C:\\other\\own.yaml", "C:\\other\\own.yaml"),
        ("nets\\own.yaml", "nets\\own.yaml"),
    ],
)
def test_a_place_in_a_log_has_forward_slashes(path: str, said: str) -> None:
    assert files.near(path) == said


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("C:\\docs\\own.yaml", "../own.yaml"),
        ("C:\\own.yaml", "../../own.yaml"),
        ("D:\\nets\\own.yaml", "D:/nets/own.yaml"),
    ],
)
def test_the_way_from_a_folder(path: str, way: str) -> None:
    assert files.relative(path, "C:\\docs\\docs") == way


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("C:/docs/a b.md", "file:///C:/docs/a%20b.md"),
        ("/srv/a:b.md", "file:///srv/a%3Ab.md"),
        ("docs/a.md", "docs/a.md"),
    ],
)
def test_a_file_of_sarif_is_a_uri(file: str, uri: str) -> None:
    assert sarif.uri(file) == uri


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<!--=//evil/share/own.yaml.params-->1<!--/-->", "'//evil/share/own.yaml' lies on another machine"),
        ("<!--='\\\\evil\\share\\own.yaml'.params-->1<!--/-->", "lies on another machine"),
        ("<!--='//?/UNC/evil/share/own.yaml:small'.params-->1<!--/-->", "lies on another machine"),
    ],
)
def test_a_document_names_no_other_machine(
    text: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Callable[..., Done]
) -> None:
    """Windows would log in to it, only to look whether the file is there."""
    asked: list[str] = []
    for name in ("realpath", "lexists", "isfile", "exists"):
        monkeypatch.setattr(os.path, name, heard(asked, getattr(os.path, name)))
    monkeypatch.setattr(project, "SERVERS", True)
    (tmp_path / "a.md").write_text(f"{text}\n", encoding="utf-8")
    done = inside("check", "a.md", "--readers", "--affected-by", "lenet5", cwd=tmp_path)
    assert done.code == 2
    done = inside("check", "a.md", "--readers", cwd=tmp_path)
    assert problem in done.out
    assert [each for each in asked if "evil" in each] == []


def heard(asked: list[str], ask: Callable[..., object]) -> Callable[..., object]:
    def hear(path: os.PathLike[str] | str, *rest: object, **keys: object) -> object:
        asked.append(str(path))
        return ask(path, *rest, **keys)

    return hear


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ('spec-folders = ["//evil/share"]', "spec-folders: expected folders of this machine"),
        ('pairs = [["a.md", "//evil/share/a.md"]]', "lies on another machine"),
    ],
)
def test_the_configuration_names_no_other_machine(
    setting: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: Callable[..., Done]
) -> None:
    monkeypatch.setattr(project, "SERVERS", True)
    (tmp_path / "pyproject.toml").write_text(f"[tool.cnnstat]\n{setting}\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("Nothing.\n", encoding="utf-8")
    done = inside("check", "a.md", cwd=tmp_path)
    assert done.code == 2
    assert problem in done.err


def test_git_is_not_looked_for_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git here")
    own = tmp_path / "git"
    own.write_text("#!/bin/sh\n", encoding="utf-8")
    own.chmod(0o755)
    installed = shutil.which("git")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", os.environ["PATH"]]))
    assert program("git") == installed
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(FileNotFoundError):
        program("git")


def test_a_reader_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where other systems say that the pipe is broken, Windows says that an argument is invalid."""
    closed, other = OSError(errno.EINVAL, "Invalid argument"), OSError(errno.EINVAL, "Invalid argument", "a.md")
    assert not app.is_closed_pipe(closed)
    monkeypatch.setattr(app, "WINDOWS", True)
    assert app.is_closed_pipe(closed)
    assert not app.is_closed_pipe(other)
    assert not app.is_closed_pipe(OSError(errno.ENOSPC, "No space left on device"))


def test_an_open_file_is_no_reason_not_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows removes no file that is open, as an unfinished one is when a signal comes."""

    def refuse(name: str) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file", name)

    monkeypatch.setattr(unfinished, "UNFINISHED", {"a": (os.getpid(), refuse)})
    unfinished.tidy()


def test_two_files_that_differ_in_capitals_only() -> None:
    from cnnstat.publishing.formats import check_apart

    with pytest.raises(UsageError, match="expected another file than --output"):
        check_apart(Path("sheet.pdf"), Path("Sheet.PDF"))
    check_apart(Path("sheet.pdf"), Path("key.pdf"))
