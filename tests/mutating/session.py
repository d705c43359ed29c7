"""A session of pytest in this process, whose tests are run as somebody else says."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

LEFT_OUT = "not slow and not torch and not browser and not gpu"
"""Tests that take long or need what is not everywhere: what is wrong must be noticed without them."""


class Session:
    """A plugin of pytest's that hands the collected tests to a function instead of running them.

    Attributes:
        failed: the last test, or file of tests, that failed.
    """

    def __init__(self, loop: Callable[[Sequence[pytest.Item]], None]) -> None:
        self.loop, self.failed = loop, ""

    def pytest_configure(self) -> None:
        """Random values are tried, but where one fails no simpler one is looked for."""
        from hypothesis import Phase, settings

        known = settings.default or settings()
        settings.register_profile("changed", parent=known, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("changed")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not self.failed:
            self.loop(session.items)
        return True

    def run(self, items: Sequence[pytest.Item], place: int) -> bool:
        """Whether the test at this place passes (or is skipped); its fixtures are kept for the next."""
        self.failed = ""
        following = items[place + 1] if place + 1 < len(items) else None
        items[place].config.hook.pytest_runtest_protocol(item=items[place], nextitem=following)
        return not self.failed


def start(root: Path, plugin: Session, tests: Sequence[str], own: Path) -> int:
    """Collect tests with a plugin, which then runs them.

    Args:
        root: of the tree.
        plugin: runs the tests.
        tests: paths of files, or names of single tests.
        own: a folder for what tests write, which nobody else uses.

    Returns:
        pytest's exit code.
    """
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = str(root)
    # The program sees one core and does all in this process: what it gives to others is not changed there.
    os.sched_getaffinity = lambda _: {0}
    sys.dont_write_bytecode = True
    options = ["-o", "addopts=--strict-markers", "-p", "no:cacheprovider", "--assert=plain", "--tb=no", "-q"]
    places = [f"--rootdir={root}", f"--basetemp={own / 'base'}", f"--confcutdir={root}"]
    return int(pytest.main([*options, *places, "-m", LEFT_OUT, *tests], plugins=[plugin]))


def silent() -> None:
    """Send what this process and those it starts print nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def bounded(seconds: float) -> None:
    """End this process when what follows takes very much longer than it should."""
    signal.setitimer(signal.ITIMER_PROF, 3 + 10 * seconds)  # time of the processor: others may be at work here
    signal.setitimer(signal.ITIMER_REAL, 60 + 100 * seconds)  # for what only waits
