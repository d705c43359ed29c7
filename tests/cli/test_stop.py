"""Signals: the program exits by their number at any moment, without a traceback and without half a file."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from cnnstat.cli import stop

HEARD = """
    import signal
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):  # whoever runs the tests may ignore them
        signal.signal(number, signal.SIG_DFL)
"""
AT_IMPORT = """
    import os, signal, sys
    from cnnstat.cli import main

    left = int(sys.argv.pop(1))
    number = int(sys.argv.pop(1))

    def hook(event, arguments):
        global left
        if event == "import":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), number)

    sys.addaudithook(hook)
    main()
"""
WHILE_WRITING = """
    import os, signal, sys
    from pathlib import Path
    from cnnstat import cli, files
    from cnnstat.cli import app

    moment, number, target = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])

    def kill(*arguments):
        os.kill(os.getpid(), number)

    def before(function):
        killed = []
        def patched(*arguments, **keys):
            if not killed:
                killed.append(True)
                kill()
            return function(*arguments, **keys)
        return patched

    def behind(function):
        def patched(*arguments, **keys):
            found = function(*arguments, **keys)
            kill()
            return found
        return patched

    def fill(file):
        file.write(b"new")
        if moment == "fill":
            kill()

    name = moment.partition(" ")[2]
    if moment.startswith("before"):
        setattr(os, name, before(getattr(os, name)))
    elif moment.startswith("behind"):
        setattr(os, name, behind(getattr(os, name)))
    app.main = lambda: files.replace(target, fill)
    cli.main()
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", dedent(HEARD) + dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def slow(*numbers: signal.Signals) -> list[Any]:
    """Signals that are handled as SIGTERM is: each run is a process of its own."""
    return [pytest.param(each, marks=pytest.mark.slow) for each in numbers]


@pytest.mark.parametrize("number", [signal.SIGTERM, *slow(signal.SIGINT)])
@pytest.mark.parametrize("at", [1, 2, 5, 20, 60, 120, 180])
def test_while_modules_are_imported(at: int, number: signal.Signals) -> None:
    done = run(AT_IMPORT, at, int(number), "alexnet", "--table")
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")


def test_the_signals_that_are_heard() -> None:
    assert set(stop.SIGNALS) == {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


@pytest.mark.parametrize("number", [signal.SIGTERM, *slow(signal.SIGINT, signal.SIGHUP)])
@pytest.mark.parametrize(
    "moment", ["fill", "before open", "behind open", "before fsync", "behind fsync", "before chmod", "before replace",
               "behind replace", "before unlink"],
)  # fmt: skip
def test_while_a_file_is_written(moment: str, number: signal.Signals, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    done = run(WHILE_WRITING, moment, int(number), target)
    assert (done.stdout, done.stderr) == ("", "")
    if moment == "before unlink":  # nothing is removed where nothing goes wrong
        assert done.returncode == 0
    else:
        assert done.returncode == 128 + number
    assert [each.name for each in tmp_path.iterdir()] == ["target"]
    assert target.read_text() == ("new" if moment in ("behind replace", "before unlink") else "old")


def test_a_second_signal_while_it_tidies_up(tmp_path: Path) -> None:
    script = WHILE_WRITING.replace('if moment == "fill":', "if True:")
    done = run(script, "before unlink", int(signal.SIGTERM), tmp_path / "target")
    assert (done.returncode, done.stderr) == (143, "")
    assert list(tmp_path.iterdir()) == []


def test_signals_that_are_ignored_stay_so(tmp_path: Path) -> None:
    script = "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + dedent(WHILE_WRITING)  # as nohup does
    done = run(script, "fill", int(signal.SIGHUP), tmp_path / "target")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "target").read_text() == "new"
