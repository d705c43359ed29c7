"""Files of a package that are imported otherwise than they stand: with marks that tell which parts run, or changed."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from mutating.changes import suites

MARKS = "__marks__"
"""The name under which a module holds which of its suites ran."""

Make = Callable[[str], ast.Module]
Names = Callable[[Path], Mapping[str, object]]


class Loader(SourceFileLoader):
    """Compiles a tree that is made of the file's text; never reads or writes compiled files."""

    def __init__(self, name: str, path: str, make: Make, names: Mapping[str, object]) -> None:
        super().__init__(name, path)
        self.make, self.names = make, names

    def get_code(self, fullname: str) -> CodeType:
        text = self.get_data(self.path).decode("utf-8")
        return compile(self.make(text), self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        vars(module).update(self.names)
        super().exec_module(module)


class Finder:
    """Finds the files of a mapping from paths to what makes their trees, and leaves all others to Python.

    ``names`` gives the names that a file's module holds before its code runs.
    """

    def __init__(self, makers: Mapping[Path, Make], names: Names = lambda _: {}) -> None:
        self.makers, self.names = makers, names

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:  # fmt: skip
        found = PathFinder.find_spec(name, path, target)
        if found is None or found.origin is None or Path(found.origin) not in self.makers:
            return None
        file = Path(found.origin)
        loader = Loader(name, found.origin, self.makers[file], self.names(file))
        return importlib.util.spec_from_file_location(
            name, found.origin, loader=loader, submodule_search_locations=found.submodule_search_locations
        )


def install(finder: Finder) -> None:
    sys.meta_path.insert(0, finder)


def marked(source: str) -> ast.Module:
    """A file's tree in which each suite of a function first sets its mark."""
    tree = ast.parse(source)
    for number, statements in enumerate(suites(tree)):
        first = statements[0]
        mark = ast.parse(f"{MARKS}[{number}] = 1").body[0]
        for node in ast.walk(mark):
            ast.copy_location(node, first)
        documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        statements.insert(1 if documented else 0, mark)
    return tree


Key = tuple[str, int, int, int]


def key(code: CodeType) -> Key:
    """By what a function's code is found again in the changed file: its name and where it begins."""
    places = [(line, column) for line, _, column, _ in code.co_positions() if line is not None and column is not None]
    inside = [place for place in places if place != (code.co_firstlineno, 0)]
    return code.co_qualname, code.co_firstlineno, *min(inside, default=(0, 0))


def codes(code: CodeType) -> dict[Key, CodeType]:
    """All code in a file's code."""
    found: dict[Key, CodeType] = {}
    for each in code.co_consts:
        if isinstance(each, CodeType):
            found |= {key(each): each, **codes(each)}
    return found


def exchange(functions: Sequence[FunctionType], new: CodeType) -> bool:
    """Give functions that exist already the code that they have in a changed file.

    Returns:
        Whether each could be given its code.
    """
    known = codes(new)
    for function in functions:
        code = known.get(key(function.__code__))
        if code is None or code.co_freevars != function.__code__.co_freevars:
            return False
        function.__code__ = code
    return True
