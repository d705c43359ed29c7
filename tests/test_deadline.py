"""The clock: files that take far longer than they should end a command, with a message, and nothing is left behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from cnnstat import deadline
from cnnstat.documents.cores import File, portion

pytestmark = pytest.mark.skipif(deadline.SIGNAL is None, reason="this system has no clock of a process's own time")

PATIENT = 60.0
"""Seconds after which a program that was not stopped fails a test."""
STOPPED = re.compile(
    r"cnnstat: stopped after \d+ s of processor time, which files of (?P<bytes>[\d,]+) bytes should never take; "
    r"for files that you trust, CNNSTAT_SECONDS=60 allows a minute, and 0 any time\n"
)
SLOW = """
    import sys
    from cnnstat import cli, deadline, effort
    from cnnstat.spec import catalog

    deadline.PER_BYTE, deadline.USUAL, deadline.AGAIN = 0, 1e6, 0.1  # the same on a machine that is slow
    own = catalog.read_own

    def slow(path):
        spec = own(path)
        %s
        return spec

    catalog.find.__defaults__ = (slow,)
    cli.main()
"""
NET = """\
name: net
input: {channels: 3, height: 8, width: 8}
layers:
  - {name: conv, type: conv, filters: 4, kernel: 3}
"""


def run(code: str, *words: str, seconds: str, folder: Path) -> tuple[int, str, str]:
    """The exit code of a command line, and what it prints."""
    environment = {**os.environ, "CNNSTAT_SECONDS": seconds}
    script = dedent(SLOW) % code.replace("\n", "\n    ")
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        capture_output=True, text=True, cwd=folder, env=environment, timeout=PATIENT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def net(tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_text(NET)
    return path


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import re; re.match('(a|a)*b', 'a' * 60)",
    ],
)
def test_a_file_without_an_end_is_stopped(net: Path, code: str) -> None:
    done, out, said = run(code, "net.yaml", "--format", "csv", "-o", "net.csv", seconds="0.2", folder=net.parent)
    found = STOPPED.fullmatch(said)
    assert found, said
    assert found["bytes"] == f"{len(NET)}"
    assert (done, out, os.listdir(net.parent)) == (2, "", ["net.yaml"])


def test_what_is_unfinished_is_removed(net: Path) -> None:
    code = "import os; from cnnstat import unfinished; unfinished.begin('.cnnstat-x', os.unlink)\n"
    code += "open('.cnnstat-x', 'w')\nwhile True: pass"
    assert run(code, "net.yaml", seconds="0.2", folder=net.parent)[0] == 2
    assert os.listdir(net.parent) == ["net.yaml"]


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (["alexnet"], "0.001"),  # no file was read
        (["net.yaml"], "0"),
        (["sweep", "net.yaml", "-s", "input=8:9"], "0.001"),  # it does as much as is asked for
        (["check", "--unbounded", "doc.md"], "0.001"),
    ],
)
def test_others_may_take_any_time(net: Path, words: list[str], seconds: str) -> None:
    (net.parent / "doc.md").write_text("It does <!--=net.yaml.conv.macs-->3,888<!--/--> MACs.\n")
    done, _, said = run("for _ in range(2 * 10**6): pass", *words, seconds=seconds, folder=net.parent)
    assert done == 0, said


def test_documents_are_stopped_too(net: Path) -> None:
    (net.parent / "doc.md").write_text("An AlexNet has 61 million parameters.\n" * 200)
    done, _, said = run("pass", "check", "--suggest", ".", seconds="0.01", folder=net.parent)
    assert done == 2, said
    assert STOPPED.fullmatch(said), said


@pytest.mark.parametrize("seconds", ["x", "nan", "-1", "1e9"])
def test_a_setting_that_is_no_number_of_seconds(net: Path, seconds: str) -> None:
    said = f"cnnstat: CNNSTAT_SECONDS: expected a number of seconds, got '{seconds}'\n"
    assert run("pass", "net.yaml", seconds=seconds, folder=net.parent) == (2, "", said)


def test_longer_files_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "_bytes", None)
    monkeypatch.setattr(deadline, "_pace", None)
    monkeypatch.setattr(deadline, "_least", 5.0)
    monkeypatch.setattr(deadline, "USUAL", 1e6)  # no machine is so slow
    assert deadline.allowed() == 5
    deadline.read(20_000)
    assert deadline.allowed() == pytest.approx(7)
    deadline.read(1_000_000)
    assert deadline.allowed() == pytest.approx(107)
    monkeypatch.setattr(deadline, "_pace", 2.0)  # a machine that is half as fast as a slow one
    assert deadline.allowed() == pytest.approx(214)


def test_a_process_that_works_for_another_hands_back_what_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cnnstat.documents.selection import select
    from cnnstat.documents.session import Session
    from cnnstat.views.blocks import generate

    class Endless(Session):
        def look_at(self, file: File) -> None:
            deadline.read(10)
            while True:
                pass

    document = tmp_path / "doc.md"
    document.write_text("text\n")
    monkeypatch.setenv("CNNSTAT_SECONDS", "0.05")
    monkeypatch.setattr(deadline, "_pace", 1.0)
    monkeypatch.setattr("cnnstat.documents.cores._looking", [Endless(select([document], [], None, [], []), generate)])
    assert portion(7, [File(document, True, True)]) == (7, None)
