"""Signals: the program exits by their number at any moment, without a traceback and without half a file."""

from __future__ import annotations

import os
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
WHILE_COMPILING = """
    import os, signal, sys
    from cnnstat.cli import main

    left = int(sys.argv.pop(1))

    def hook(event, arguments):
        global left
        if event == "os.rename" and ".pyc." in str(arguments[0]):  # from a temporary name
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGTERM)

    sys.addaudithook(hook)
    main()
"""
AT_THE_DOOR = """
    import os, runpy, signal, sys

    left = int(sys.argv.pop(1))
    inside = False

    def hook(event, arguments):
        global left, inside
        inside = inside or (event == "import" and arguments[0] == "cnnstat.cli")
        if inside and event in ("import", "exec", "compile", "open", "marshal.loads"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(hook)
    runpy.run_module("cnnstat", run_name="__main__", alter_sys=True)
"""
WHILE_RUNNING = """
    import gc, os, signal, sys, time, weakref
    from cnnstat import cli, errors
    from cnnstat.cli import app, stop

    stop.GRACE = float(sys.argv[2])

    class Object:
        def __repr__(self):
            kill()
            return "an object"

    class Dying:
        def __del__(self):
            kill()
            time.sleep(60)

    def kill(*arguments):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)  # Python handles a signal between two instructions

    def swallowed():
        try:
            kill()
        except BaseException:
            pass

    def swallowed_for_good():
        swallowed()
        while True:
            try:
                time.sleep(60)
            except BaseException:
                pass

    def shown():
        errors.shown(Object())
        time.sleep(60)

    def finalized():
        Dying()
        time.sleep(60)

    def dropped():
        each = Object()
        kept = weakref.ref(each, kill)
        del each
        time.sleep(60)

    def collected():
        gc.callbacks.append(kill)
        gc.collect()
        time.sleep(60)

    class Late:
        def __del__(self, sleep=time.sleep):
            sleep(1)

    def finalized_late():
        global late
        late = Late()  # until Python, which has forgotten all handlers of signals, takes the module apart
        kill()

    app.main = globals()[sys.argv[1]]
    cli.main()
"""
WHILE_WRITING = """
    import os, signal, sys
    from pathlib import Path
    from cnnstat import cli, saving
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
    app.main = lambda: saving.write_file(target, fill)
    cli.main()
"""


def run(script: str, *arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", dedent(HEARD) + dedent(script), *map(str, arguments)]
    whole = {**os.environ, **env}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=whole)


def slow(*numbers: signal.Signals) -> list[Any]:
    """Signals that are handled as SIGTERM is: each run is a process of its own."""
    return [pytest.param(each, marks=pytest.mark.slow) for each in numbers]


@pytest.mark.parametrize("number", [signal.SIGTERM, *slow(signal.SIGINT)])
@pytest.mark.parametrize("at", [1, 2, 5, 20, 60, 120, 180])
def test_while_modules_are_imported(at: int, number: signal.Signals) -> None:
    done = run(AT_IMPORT, at, int(number), "alexnet", "--table")
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")


@pytest.mark.parametrize("at", [1, 20])
def test_while_bytecode_is_written(at: int, tmp_path: Path) -> None:
    """Python itself would leave it behind half-written."""
    done = run(WHILE_COMPILING, at, "alexnet", PYTHONPYCACHEPREFIX=str(tmp_path), PYTHONDONTWRITEBYTECODE="")
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")
    assert [each for each in tmp_path.rglob("*.pyc*") if each.suffix != ".pyc"] == []


@pytest.mark.parametrize(
    "at", [1, 3, 6, 10, 15, *(pytest.param(each, marks=pytest.mark.slow) for each in range(16, 40))]
)
def test_an_interrupt_before_the_program_handles_any(at: int) -> None:
    """From the program's first import on, all of which it needs to handle signals."""
    done = run(AT_THE_DOOR, at, "alexnet", "--table")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    "where", ["swallowed", "swallowed_for_good", "shown", "finalized", "dropped", "collected", "finalized_late"]
)
def test_where_an_exception_would_be_swallowed(where: str) -> None:
    """By other people's code, or by Python, which prints exceptions that it cannot raise."""
    done = run(WHILE_RUNNING, where, 0.5 if where in ("swallowed_for_good", "finalized_late") else 50)
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


def test_the_signals_that_are_heard() -> None:
    assert set(stop.SIGNALS) == {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


@pytest.mark.parametrize("number", [signal.SIGTERM, *slow(signal.SIGINT, signal.SIGHUP)])
@pytest.mark.parametrize(
    "moment", ["fill", "before open", "behind open", "before fsync", "behind fsync", "before chmod", "before replace",
               "behind replace"],
)  # fmt: skip
def test_while_a_file_is_written(moment: str, number: signal.Signals, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old")
    done = run(WHILE_WRITING, moment, int(number), target)
    new = moment in ("before replace", "behind replace")  # the last step, which is not interrupted
    told = f"cnnstat: stopped; already written: {target}\n" if new else ""
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", told)
    assert [each.name for each in tmp_path.iterdir()] == ["target"]
    assert target.read_text() == ("new" if new else "old")


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
