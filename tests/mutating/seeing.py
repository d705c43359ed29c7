"""Which tests run which part of the code, found by running each once, and kept in a file of the temporary folder."""

from __future__ import annotations

import ast
import hashlib
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mutating.changes import suites
from mutating.loading import MARKS, Finder, install, marked
from mutating.session import Session, silent, start
from mutating.tree import Tree, digest

RUN = (
    "algebra", "analysis", "api", "catalog", "claims", "comparing", "derivation", "documents", "layers", "printed",
    "quantities", "query", "sizes", "spec", "sweeping", "test_lint.py",
)  # fmt: skip
"""The tests that are run: of the rooms that are changed and of their nearest. What only a golden file of a handout
notices is not held by a test."""
BATCH = 6
"""Files of tests that are run in one process."""


class Seen:
    """Which tests run which suite of which file.

    Attributes:
        seconds: how long each test takes.
        early: suites, by file, that run when tests are collected: what they made stays.
    """

    def __init__(self, tree: Tree, data: dict[str, Any]) -> None:
        self.tree = tree
        self.seconds: dict[str, float] = {}
        self.early = {name: int(marks, 16) for name, marks in data["early"].items()}
        self._marks: dict[str, list[tuple[str, int]]] = {}
        for file in data["tests"].values():
            for test, (seconds, marks) in file["tests"].items():
                self.seconds[test] = seconds
                for name, bits in marks.items():
                    self._marks.setdefault(name, []).append((test, int(bits, 16)))

    def is_early(self, path: Path, suite: int | None) -> bool:
        return suite is None or bool(self.early.get(_name(self.tree, path), 0) >> suite & 1)

    def tests(self, path: Path, suite: int | None) -> list[str]:
        """Tests that may notice a change, those first that are cheap and near to the file."""
        own = self._tests(path, suite)
        if suite is not None and not self.is_early(path, suite):
            return self._ordered(own, path)
        # What a file's constants say, and what functions gave that made them, is also seen in its room, and where they
        # are imported: by tests, and by other files.
        name, room = self.tree.module(path), self.room(path)
        own |= {test for test in self.seconds if test.startswith(room)}
        own |= {test for test in self.seconds if name in imports(self.tree.root / test.partition("::")[0])}
        others = {test for file in self.tree.files if name in imports(file) for test in self._tests(file, None)}
        return self._ordered(own, path) + self._ordered(others - own, path)

    def _tests(self, path: Path, suite: int | None) -> set[str]:
        marks = self._marks.get(_name(self.tree, path), [])
        return {test for test, bits in marks if suite is None or bits >> suite & 1}

    def _ordered(self, tests: set[str], path: Path) -> list[str]:
        room = self.room(path)
        return sorted(tests, key=lambda test: (self.seconds[test] * (1 if test.startswith(room) else 4), test))

    def room(self, path: Path) -> str:
        """How the tests of a file's room are named."""
        return f"tests/{path.relative_to(self.tree.root / self.tree.package).parts[0]}/"


@cache
def imports(path: Path) -> frozenset[str]:
    """What a file imports: modules, and names of modules that may be modules themselves."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def see(tree: Tree, jobs: int = 1, kept: Path | None = None, run: Sequence[str] = RUN) -> Seen:
    """Run the tests of which no file tells yet what they run now, in processes of their own."""
    tests = {_name(tree, path): path for path in tree.tests()}
    tests = {name: path for name, path in tests.items() if Path(name).parts[1] in run}
    rest = digest(path for path in sorted(set(tree.root.rglob("*")) - set(tree.files)) if _matters(tree, path))
    folder = kept or Path(tempfile.gettempdir()) / f"{tree.package}-changes"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{rest}.json"
    data: dict[str, Any] = {"package": {}, "early": {}, "tests": {}}
    if file.is_file():
        data = json.loads(file.read_text(encoding="utf-8"))
    missing = _outdated(tree, data, {name: digest([path]) for name, path in tests.items()})
    if missing:
        print(f"which tests run what: {len(missing)} files of tests", file=sys.stderr, flush=True)
        data["package"] = {_name(tree, path): shape(path) for path in tree.files}
        left = sorted(missing)
        batches = [left[at : at + BATCH] for at in range(0, len(left), BATCH)]
        for names, found in _run(tree, batches, folder, jobs):
            data["early"] |= found["early"]
            for name in names:
                mine = {test: each for test, each in found["tests"].items() if test.partition("::")[0] == name}
                data["tests"][name] = {"digest": digest([tests[name]]), "tests": mine}
            file.write_text(json.dumps(data), encoding="utf-8")
    return Seen(tree, data)


def _matters(tree: Tree, path: Path) -> bool:
    """Whether a file that is neither changed nor holds tests has a say in what all tests run."""
    test = path.name.startswith("test_") and path.suffix == ".py"
    parts = path.relative_to(tree.root).parts
    left_out = "__pycache__" in parts or path.suffix == ".md" or parts[:2] == ("tests", "mutating")
    return path.is_file() and not test and not left_out


def _name(tree: Tree, path: Path) -> str:
    return str(path.relative_to(tree.root))


def _outdated(tree: Tree, data: dict[str, Any], tests: dict[str, str]) -> set[str]:
    """Files of tests that changed since, or one of whose tests runs what changed; what they ran is forgotten."""
    now = {_name(tree, path): shape(path) for path in tree.files}
    changed = {name for name, each in now.items() if data["package"].get(name) != each}
    data["tests"] = {
        name: file
        for name, file in data["tests"].items()
        if tests.get(name) == file["digest"] and not any(marks.keys() & changed for _, marks in file["tests"].values())
    }
    return {name for name in tests if name not in data["tests"]}


def shape(path: Path) -> str:
    """A short name for how the statements of a file stand in each other. Where only expressions change, much the same
    tests run much the same parts, and to choose tests by what they ran before costs at most a test that is missed."""
    lists = suites(ast.parse(path.read_text(encoding="utf-8")))
    whole = "\n".join(" ".join(type(each).__name__ for each in statements) for statements in lists)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _run(
    tree: Tree, batches: Sequence[Sequence[str]], folder: Path, jobs: int
) -> Iterator[tuple[Sequence[str], dict[str, Any]]]:  # fmt: skip
    """What tests run, as they are; for each batch when it is done."""
    waiting, running = list(batches), dict[int, tuple[Sequence[str], Path]]()
    while waiting or running:
        while waiting and len(running) < jobs:
            names, out = waiting.pop(0), folder / f"{os.getpid()}.{len(waiting)}"
            child = os.fork()
            if not child:
                try:
                    with tempfile.TemporaryDirectory() as own:
                        silent()
                        _look(tree, names, out, Path(own))
                finally:
                    os._exit(0)
            running[child] = names, out
        names, out = running.pop(os.wait()[0])
        if not out.is_file():
            raise SystemExit(f"these tests could not be run as they are: {', '.join(names)}")
        found = json.loads(out.read_text(encoding="utf-8"))
        out.unlink()
        for test in found["failing"]:
            print(f"fails without any change: {test}", file=sys.stderr)
        yield names, found


def _look(tree: Tree, files: Sequence[str], out: Path, own: Path) -> None:
    marks = {
        path: bytearray(len(suites(ast.parse(path.read_text(encoding="utf-8"))))) for path in tree.files
    }  # fmt: skip
    install(Finder(dict.fromkeys(marks, marked), lambda path: {MARKS: marks[path]}))

    def taken() -> dict[str, str]:
        """The marks set since the last call, as bits."""
        found = {}
        for path, each in marks.items():
            if any(each):
                bits = sum(1 << number for number, mark in enumerate(each) if mark)
                found[_name(tree, path)] = f"{bits:x}"
                each[:] = bytes(len(each))
        return found

    def loop(items: Sequence[pytest.Item]) -> None:
        import_all(tree)
        early, tests, failing = taken(), {}, []
        for place, item in enumerate(items):
            before = time.process_time()
            passed = plugin.run(items, place)
            seconds = time.process_time() - before
            seen = taken()
            if passed:
                tests[item.nodeid] = round(seconds, 4), seen
            else:
                failing.append(item.nodeid)
        out.write_text(json.dumps({"early": early, "tests": tests, "failing": failing}), encoding="utf-8")

    plugin = Session(loop)
    start(tree.root, plugin, files, own)


def import_all(tree: Tree) -> None:
    """Import all files, also those that others import only when they need them."""
    for path in tree.files:
        importlib.import_module(tree.module(path))
