"""The modules that torch does not have, as source: copied from :mod:`cnnstat.pytorch.modules`."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterable
from typing import Any

from cnnstat.pytorch import modules
from cnnstat.pytorch.modules import window

HELPERS: dict[str, Any] = {name: getattr(modules, name) for name in modules.__all__}
HELPERS |= {name: each for name, each in vars(window).items() if inspect.isfunction(each)}
"""Classes of modules, and the functions that they call."""


def source(name: str) -> str:
    """The text of a class or function, without remarks to linters."""
    return re.sub(r" +# noqa.*", "", inspect.getsource(HELPERS[name])).rstrip() + "\n"


def helpers(names: Iterable[str]) -> list[str]:
    """The sources of these classes and of what they use, in the order in which the modules define them."""
    wanted, open_ones = set[str](), list(names)
    while open_ones:
        name = open_ones.pop()
        if name not in wanted:
            wanted.add(name)
            open_ones += names_in(source(name)) & HELPERS.keys()
    return [source(name) for name in sorted(wanted, key=place)]


def place(name: str) -> tuple[str, int]:
    """Where it is defined."""
    module = sys.modules[HELPERS[name].__module__]
    return module.__name__, inspect.getsourcelines(HELPERS[name])[1]


def names_in(text: str) -> set[str]:
    """Every name that a source text reads."""
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
