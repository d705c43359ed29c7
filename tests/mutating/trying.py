"""Trying changes: each in a process of its own, with the tests that run the changed part.

What a test runs in another process is not changed there.
"""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import resource
import selectors
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import pytest

from mutating.changes import changed
from mutating.loading import Finder, exchange, install
from mutating.seeing import Seen, import_all
from mutating.session import Session, bounded, silent, start
from mutating.tree import Tree

PRELOADED = ("hypothesis", "markdown_it", "numpy", "rich.console", "typer", "yaml")
"""Other people's modules, imported once for all processes."""
MOST_MEMORY = 6 << 30
"""Bytes that a changed program may take for itself."""
MOST_FILES = 6
"""Files of tests that are collected for a change of what is run when files are imported."""
HARD = 9
"""The exit code of a process in which functions that exist already could not be changed."""


class Change(NamedTuple):
    """A change and what tells it from others, with the tests that may notice it."""

    area: str
    path: Path
    number: int
    line: int
    column: int
    what: str
    suite: int | None
    early: bool
    tests: Sequence[str] = ()

    def told(self, root: Path) -> str:
        return f"{self.path.relative_to(root)}:{self.line}:{self.column}: {self.what}"


class Outcome(NamedTuple):
    """What became of a change.

    Attributes:
        change: its place among those that are tried.
        by: the test that noticed it; empty if none did.
    """

    change: int
    by: str


def attempt(work: Callable[[Callable[[str], None]], int]) -> tuple[int, str]:
    """Do something in a process of its own.

    Returns:
        Its exit code, negative for a signal, and the last that it told.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.close(reading)
            limit = MOST_MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            code = work(lambda text: _write(writing, text))
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        told = [line for line in stream.read().split("\n") if line]
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told[-1] if told else ""


def _write(stream: int, text: str) -> None:
    os.write(stream, f"{text}\n".encode())


def _run(plugin: Session, items: Sequence[pytest.Item], seen: Seen, tell: Callable[[str], None]) -> int:
    """Run tests until one fails; 1 if one does."""
    for place, item in enumerate(items):
        bounded(seen.seconds.get(item.nodeid, 1.0))
        tell(item.nodeid)
        if not plugin.run(items, place):
            return 1
    return 0


def by(code: int, test: str) -> str:
    """The test that noticed a change, and the signal if that ended it."""
    return test if code > 0 else f"{test} ({signal.Signals(-code).name})"


class Trial:
    """Tries changes one after the other.

    Attributes:
        sound: whether a test that noticed a change passes without it, where that was asked.
    """

    def __init__(self, tree: Tree, seen: Seen, own: Path) -> None:
        self.tree, self.seen, self.own = tree, seen, own
        self.sound: dict[str, bool] = {}

    def changes(self, changes: Sequence[tuple[int, Change]]) -> Iterator[Outcome]:
        """Try changes: those of what is run when files are imported evenly between the others."""
        hard = [each for each in changes if each[1].early]
        soft = [each for each in changes if not each[1].early]
        apart = max(1, len(soft) // (len(hard) or 1))
        for done, outcome in enumerate(self._exchanged(soft, hard) if soft else (), 1):
            yield outcome
            if hard and done % apart == 0:
                number, change = hard.pop(0)
                yield Outcome(number, self.imported(change))
        for number, change in hard:
            yield Outcome(number, self.imported(change))

    def imported(self, change: Change) -> str:
        """Try a change that is there when the file is imported, with the tests of few files, as each takes its time:
        of its own room, and those with the most tests that may notice it."""
        room = self.seen.room(change.path)
        files = Counter(test.partition("::")[0] for test in change.tests)
        chosen = sorted(files, key=lambda file: (not file.startswith(room), -files[file]))[:MOST_FILES]
        tests = [test for test in change.tests if test.partition("::")[0] in chosen]
        code, told = attempt(lambda tell: self._fresh(change, tests, tell)) if tests else (0, "")
        return by(code, told) if code else ""

    def _fresh(self, change: Change, tests: Sequence[str], tell: Callable[[str], None]) -> int:
        install(Finder({change.path: lambda source: changed(source, change.number)}))
        code = 0
        order = {test: place for place, test in enumerate(tests)}

        def loop(items: Sequence[pytest.Item]) -> None:
            nonlocal code
            wanted = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
            code = _run(plugin, wanted, self.seen, tell)

        plugin = Session(loop)
        bounded(10)
        tell("import")
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        ended = start(self.tree.root, plugin, files, self.own)
        return code or int(ended not in (0, 5))

    def _judged(
        self, change: Change, run: Callable[[Change | None, Sequence[str]], tuple[int, str]]
    ) -> str:  # fmt: skip
        """The test that notices a change, and passes without it."""
        tests = [test for test in change.tests if self.sound.get(test, True)]
        while tests:
            code, told = run(change, tests)
            if code == 0:
                return ""
            if code == HARD:
                return "hard"
            if told not in self.sound:
                self.sound[told] = run(None, [told])[0] == 0
            if self.sound[told]:
                return by(code, told)
            print(f"fails without any change: {told}", file=sys.stderr)
            tests.remove(told)
        return ""

    def _exchanged(self, changes: Sequence[tuple[int, Change]], hard: list[tuple[int, Change]]) -> Iterator[Outcome]:
        """Try changes of functions in copies of one process that has imported everything; tells what it could not."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                os.close(reading)
                self._serve(changes, lambda text: _write(writing, text))
            finally:
                os._exit(0)
        os.close(writing)
        known, done = dict(changes), set()
        with os.fdopen(reading, encoding="utf-8") as stream:
            for line in stream:
                number, test = json.loads(line)
                done.add(number)
                if test == "hard":
                    hard.append((number, known[number]))
                else:
                    yield Outcome(number, test)
        os.waitpid(child, 0)
        hard += [(number, change) for number, change in changes if number not in done]

    def _serve(self, changes: Sequence[tuple[int, Change]], tell: Callable[[str], None]) -> None:
        def loop(items: Sequence[pytest.Item]) -> None:
            import_all(self.tree)
            named = {item.nodeid: item for item in items}
            functions, caches = _living(self.tree)
            gc.collect()
            gc.freeze()  # what is here stays, and is not looked through again in each process

            def work(change: Change | None, tests: Sequence[str], tell: Callable[[str], None]) -> int:
                if change:
                    tree = changed(change.path.read_text(encoding="utf-8"), change.number)
                    code = compile(tree, str(change.path), "exec", dont_inherit=True)
                    if not exchange(functions.get(str(change.path), []), code):
                        return HARD
                for each in caches:
                    each.cache_clear()
                return _run(plugin, [named[test] for test in tests if test in named], self.seen, tell)

            for number, change in changes:
                test = self._judged(change, lambda change, tests: attempt(lambda tell: work(change, tests, tell)))
                tell(json.dumps([number, test]))

        plugin = Session(loop)
        files = sorted({test.partition("::")[0] for _, change in changes for test in change.tests})
        start(self.tree.root, plugin, files, self.own)


def _living(tree: Tree) -> tuple[dict[str, list[FunctionType]], list[Any]]:
    """The functions that come from each file, and all caches of functions of the package and its tests."""
    files = {str(path) for path in tree.files}
    functions: dict[str, list[FunctionType]] = {}
    caches = []
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename in files:
            functions.setdefault(each.__code__.co_filename, []).append(each)
        elif type(each).__name__ == "_lru_cache_wrapper":
            inside = getattr(each, "__wrapped__", None)
            if isinstance(inside, FunctionType) and inside.__code__.co_filename.startswith(str(tree.root)):
                caches.append(each)
    return functions, caches


def tried(tree: Tree, seen: Seen, changes: Sequence[Change], jobs: int) -> Iterator[Outcome]:
    """Try changes in so many processes at once; in the order in which they end."""
    for name in PRELOADED:
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    select = selectors.DefaultSelector()
    for job in range(jobs):
        reading, writing = os.pipe()
        if not os.fork():
            try:
                os.close(reading)
                silent()
                with tempfile.TemporaryDirectory() as own:
                    mine = list(enumerate(changes))[job::jobs]
                    for outcome in Trial(tree, seen, Path(own)).changes(mine):
                        _write(writing, json.dumps(outcome))
            finally:
                os._exit(0)
        os.close(writing)
        select.register(os.fdopen(reading, encoding="utf-8"), selectors.EVENT_READ)
    while select.get_map():
        for ready, _ in select.select():
            line = ready.fileobj.readline()  # type: ignore[union-attr]
            if line:
                yield Outcome(*json.loads(line))
            else:
                select.unregister(ready.fileobj)
