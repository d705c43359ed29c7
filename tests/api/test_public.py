"""What ``import cnnstat`` offers: the names, their types, and the examples of their docstrings."""

from __future__ import annotations

import ast
import doctest
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import typed_client

import cnnstat
from cnnstat.api import exercises, figures, networks


def listed() -> set[str]:
    """The names that type checkers and editors know."""
    (branch,) = [node for node in ast.parse(Path(cnnstat.__file__).read_text()).body if isinstance(node, ast.If)]
    imported = [alias for node in branch.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert all(alias.name == alias.asname for alias in imported), "else checkers take a name for private"
    return {alias.name for alias in imported}


def test_the_public_names_are_one_list() -> None:
    public = {name for name in dir(cnnstat) if not name.startswith("__")}
    assert public == listed() == set(cnnstat.__all__) - {"__version__"}  # type: ignore[attr-defined]
    for name in public:
        assert getattr(cnnstat, name).__name__ == name


def test_dir_shows_nothing_else_whatever_is_imported() -> None:
    code = (
        "import cnnstat, sys\n"
        "before = dir(cnnstat)\n"
        "cnnstat.explain('lenet1'), cnnstat.get('lenet1.params'), cnnstat.analyze('lenet1')._repr_html_()\n"
        "assert dir(cnnstat) == before, set(dir(cnnstat)) - set(before)\n"
        "others = {name for name in before if name.startswith('__')} - {'__all__', '__version__'}\n"
        "assert all(name.endswith('__') for name in others), others"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("analyse", "; did you mean 'analyze'?"),
        ("Analyze", "; did you mean 'analyze'?"),
        ("xyzzy", ""),
        ("__wrapped__", ""),
    ],
)
def test_a_name_that_there_is_not(name: str, hint: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(cnnstat, name)
    assert str(caught.value) == f"module 'cnnstat' has no attribute {name!r}{hint}"


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; before = set(sys.modules); import cnnstat\n"
        "found = {name for name in set(sys.modules) - before if '_distutils' not in name}\n"
        "assert found == {'cnnstat', 'cnnstat._version'}, found\n"
        "cnnstat.analyze('lenet1')\n"
        "above = ('views.display', 'views.sides', 'derivation', 'query', 'render.formats.html')\n"
        "assert not any(f'cnnstat.{name}' in sys.modules for name in above)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module", [cnnstat, exercises, figures, networks], ids=["cnnstat", "exercises", "figures", "networks"]
)
def test_examples_in_docstrings(module: Any) -> None:
    found = doctest.testmod(module, extraglobs={"cnnstat": cnnstat})
    assert found.failed == 0
    assert found.attempted > 0


def test_every_function_has_an_example_but_those_that_need_torch() -> None:
    for name in cnnstat.__all__:  # type: ignore[attr-defined]
        if name.islower() and not name.startswith("_") and name not in ("build", "from_torch"):
            assert ">>>" in getattr(cnnstat, name).__doc__, name


def test_a_typed_script(write_spec: Callable[[str], Path]) -> None:
    path = write_spec("input: {channels: 1, size: 4}\nlayers: [{type: conv, filters: 4, kernel: 1}]\n")
    assert typed_client.figures(cnnstat.load("lenet5"))["all"] == cnnstat.get("lenet5@flops=all.flops")
    assert typed_client.numbers() == (60000, Fraction(13, 5000), 0.0026, (6, 28, 28))
    assert all(typed_client.reports(path))
    assert typed_client.message("lenet5") == "lenet5 has no param 'width'; it declares no params"
