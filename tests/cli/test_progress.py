"""Progress: on a terminal alone, once the whole takes long, and also while a single item does."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from cnnstat.cli import progress


class Clock:
    """A timer that runs off when it is told to."""

    def __init__(self, seconds: float, function: Callable[[], None]) -> None:
        self.seconds, self.strike, self.daemon, self.stopped = seconds, function, False, False
        clocks.append(self)

    def start(self) -> None:
        assert self.daemon  # no command waits for it

    def cancel(self) -> None:
        self.stopped = True


clocks: list[Clock] = []


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a terminal is sent."""
    clocks.clear()
    sent = io.StringIO()
    monkeypatch.setattr(progress, "Timer", Clock)
    monkeypatch.setattr(progress, "on_screen", lambda: True)
    monkeypatch.setattr(progress, "screen", lambda: Console(file=sent, force_terminal=True, width=60))
    return sent


def test_an_item_that_takes_long_is_shown_without_another(shown: io.StringIO) -> None:
    with progress.progress() as tell:
        tell(1, 3, "al\x1bexnet")
        assert not shown.getvalue()
        clocks[0].strike()
    assert "1 of 3: al" in shown.getvalue()
    assert "\x1bexnet" not in shown.getvalue()
    assert clocks[0].stopped
    assert clocks[0].seconds == progress.PATIENCE


def test_the_first_item_may_begin_late(shown: io.StringIO) -> None:
    with progress.progress() as tell:
        clocks[0].strike()
        assert not shown.getvalue()
        tell(2, 3, "late")
    assert "2 of 3: late" in shown.getvalue()


def test_what_is_quick_or_a_single_item_shows_nothing(shown: io.StringIO) -> None:
    with progress.progress() as tell:
        tell(1, 1, "single")
        clocks[0].strike()
    with progress.progress() as tell:
        tell(1, 2, "quick")
    clocks[1].strike()  # too late
    assert not shown.getvalue()


def test_without_a_terminal_there_is_no_clock(shown: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "on_screen", lambda: False)
    with progress.progress() as tell:
        tell(1, 2, "unseen")
    assert not clocks
    assert not shown.getvalue()
