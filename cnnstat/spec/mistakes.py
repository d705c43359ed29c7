"""All mistakes of a file at once.

What reads a spec stops at the first mistake. If there is one, the file is read once more, in a survey: now a mistake is
noted, and what does not depend on it is read on. So a sound file costs nothing, and a place that finds a mistake says
by :func:`tell` that reading can go on without it, or by :func:`going_on` where it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import TracebackType

from cnnstat.effort import Effort, TooMuchError
from cnnstat.errors import Position, SpecError

MOST_TOLD = 20
"""Mistakes that one run tells."""
MOST_NOTED = 2 * MOST_TOLD
"""Mistakes after which a survey ends; each takes a search for the nearest word."""
MOST_MET = 1000
"""The same, counting a mistake as often as it is met: aliases repeat it."""
MOST_WORK = 200_000
"""Units of work of a survey: a second or two. Only a file made to waste time needs more, with names by thousands."""


class EnoughError(Exception):
    """A survey has found more than is told."""


class NotedError(SpecError):
    """In a survey, ends the reading of something that cannot be read on because of a mistake that is noted already."""


class Survey:
    """What was found in a file so far."""

    def __init__(self) -> None:
        self.found: dict[str, SpecError] = {}
        self.noted = 0

    def note(self, error: SpecError) -> None:
        if isinstance(error, NotedError):
            return
        for each in error.problems:
            self.noted += 1
            self.found.setdefault(each.first, each)
        if len(self.found) >= MOST_NOTED or self.noted >= MOST_MET:
            raise EnoughError


_survey: ContextVar[Survey | None] = ContextVar("survey", default=None)


def surveying() -> bool:
    """Whether all mistakes of a file are being looked for, after one was found."""
    return _survey.get() is not None


def noted() -> int:
    """How many mistakes the present survey has met; 0 where there is none."""
    survey = _survey.get()
    return survey.noted if survey else 0


def tell(error: SpecError) -> None:
    """Raise a mistake; in a survey, note it and let the reading go on."""
    survey = _survey.get()
    if survey is None:
        raise error
    survey.note(error)


class _GoingOn:
    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        survey = _survey.get()
        if survey is None or not isinstance(error, SpecError):
            return False
        survey.note(error)
        return True


_GOING_ON = _GoingOn()


def going_on() -> AbstractContextManager[None]:
    """For a ``with`` block that ends at a mistake; in a survey, what stands behind the block is read all the same."""
    return _GOING_ON


def surveyed(read: Callable[[], object]) -> list[SpecError]:
    """The mistakes that reading a file meets, in no order."""
    survey, effort = Survey(), Effort(MOST_WORK)
    token = _survey.set(survey)
    try:
        with effort.bounding(), going_on():
            read()
    except EnoughError:
        pass
    except TooMuchError as error:
        if error.effort is not effort:
            raise
    finally:
        _survey.reset(token)
    return list(survey.found.values())


def together(error: SpecError, others: Iterable[SpecError]) -> SpecError:
    """An error with the others of its file, the first of them in the order of the file.

    One that a survey worded otherwise is told in the words of the error.
    """
    own = {_said(each): each for each in error.problems}
    more = [each for each in others if _said(each) not in own]
    if not more:
        return error
    every = sorted([*own.values(), *more], key=lambda each: each.position[1:] if each.position else (0, 0))
    return SpecError.of(every[:MOST_TOLD])


def _said(error: SpecError) -> tuple[Position | None, str]:
    """What a mistake is known by: its place, and what is wrong there without hints."""
    unknown = "unknown name" if "unknown name" in error.problem else ""
    return error.position, unknown or error.problem.partition(";")[0]
