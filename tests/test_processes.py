"""Processes that share a sweep end with the one that began them, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from textwrap import dedent

import pytest

from cnnstat.errors import UsageError
from cnnstat.processes import KILLED, cores, each_done

if os.name == "nt":
    pytest.skip("Windows has no signals that end a process", allow_module_level=True)
SHARING = """
    import signal, sys
    from contextlib import closing
    from cnnstat import cli
    from cnnstat.cli import app
    from cnnstat.processes import each_done

    # In one piece: what two print at once may share a line.
    task = "import os, time; os.write(1, bytes([*b'begun', 10])); time.sleep(600)"

    def run():
        with closing(each_done(exec, [(task,)] * 4, 2)) as results:
            print(list(results))

    signal.signal(signal.SIGINT, signal.default_int_handler)
    app.main = run
    cli.main()
"""


def begin() -> subprocess.Popen[str]:
    """A process with two others that work for it."""
    command = [sys.executable, "-c", dedent(SHARING)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["begun\n"] * 2
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_none_is_left(number: signal.Signals) -> None:
    """The pipes are at their ends only when nobody can write into them any more."""
    process = begin()
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does
    else:
        process.send_signal(number)
    out, err = process.communicate(timeout=100)
    assert (process.returncode, out) == (-number if number == signal.SIGKILL else 128 + number, "")
    assert number == signal.SIGKILL or err == ""
    assert "Traceback" not in err


def test_results_come_as_they_are_done() -> None:
    assert sorted(each_done(pow, [(2, each) for each in range(9)], 2)) == [2**each for each in range(9)]


def test_an_error_of_one_ends_the_others() -> None:
    with pytest.raises(ZeroDivisionError):
        list(each_done(exec, [("1 / 0",), ("import time; time.sleep(600)",)], 2))


def test_a_process_that_is_killed_is_told() -> None:
    with pytest.raises(UsageError, match=KILLED):
        list(each_done(exec, [("import os, signal; os.kill(os.getpid(), signal.SIGKILL)",)], 2))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system confines no process to certain cores")
def test_cores_are_those_that_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cores() == len(os.sched_getaffinity(0))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {2, 5, 7})
    assert cores() == 3


def test_without_such_confinement_they_are_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 12)
    assert cores() == 12
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
