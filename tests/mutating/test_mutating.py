"""What the tester of tests changes, and that it tells what is noticed from what is not."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from types import FunctionType

import pytest

from mutating.changes import changed, sites, suites
from mutating.loading import MARKS, exchange, marked


def told(source: str) -> set[str]:
    return {site.what for site in sites(ast.parse(source))}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", {"a < b: < → <=", "a < b: < → >="}),
        ("a in b", {"a in b: in → not in"}),
        ("a + b", {"a + b: + → -"}),
        ("a //= b", {"a //= b: // → *"}),
        ("a and b", {"a and b: and → or"}),
        ("not a", {"not a → a"}),
        ("x = 3", {"3 → 4", "3 → 2"}),
        ("x = True", {"True → False"}),
        ("x = a[b:c]", {"[b:c] without lower bound", "[b:c] without upper bound"}),
        ("x = f(a, key=b)", {"f(a, key=b) without key="}),
        ("x = zip(a, b[1:], strict=True)", {"[1:] without lower bound", "1 → 2", "1 → 0"}),
        ("x = f(a, strict=True)", {"f(a, strict=True) without strict=", "True → False"}),
        ("spend(len(a) / 10)", {"spend(len(a) / 10) left out"}),
        ("x = min(a)", {"min(a): min → max"}),
        ("f(a)", {"f(a) left out"}),
        ("if a: b", {"a negated"}),
        ("x = a if b else c", {"b negated"}),
        ("x = [a for a in b if c]", {"c negated"}),
        ("while a: break", {"a negated", "break → continue"}),
        ("def f(): return a", {"return a → return None"}),
        ("def f(a: 3, b: 'x' = 4) -> 5: pass", {"4 → 5", "4 → 3"}),
        ("@f(1)\nclass A:\n    x: 2", set()),
        ("if TYPE_CHECKING:\n    x = 1", set()),
        ("'text'", set()),
    ],
)
def test_what_is_changed(source: str, expected: set[str]) -> None:
    assert told(source) == expected
    texts = [ast.unparse(changed(source, number)) for number in range(len(expected))]
    assert len({*texts, ast.unparse(ast.parse(source))}) == len(expected) + 1


WHOLE = dedent('''\
    def outer(a):
        """What it is."""
        if a > 2:
            return (lambda b: not b)(a)
        return [inner(each, by=1) for each in range(a) if each]


    def inner(x, by=0):
        while x:
            return x - by
        else:
            return -x
    ''')


def test_every_change_can_be_compiled_and_knows_its_suite() -> None:
    every = sites(ast.parse(WHOLE))
    assert {site.suite for site in every if site.line in (8,)} == {None}  # a default is computed on import
    assert len(suites(ast.parse(WHOLE))) == 5
    for number, site in enumerate(every):
        compile(changed(WHOLE, number), "whole.py", "exec")
        assert (site.suite is None) == (site.line == 8)


def module(tree: ast.Module) -> dict[str, FunctionType]:
    names: dict[str, FunctionType] = {}
    exec(compile(tree, "whole.py", "exec"), names)
    return names


def test_marks_tell_what_ran() -> None:
    names = {MARKS: bytearray(5)}
    exec(compile(marked(WHOLE), "whole.py", "exec"), names)
    outer = names["outer"]
    assert outer.__doc__ == "What it is."
    outer(3)  # type: ignore[operator]
    assert sum(names[MARKS]) == 2
    outer(2)  # type: ignore[operator]
    assert sum(names[MARKS]) == 4


@pytest.mark.parametrize(
    ("what", "argument", "result"),
    [("a > 2: > → >=", 2, False), ("not b → b", 3, 3), ("x - by: - → +", 2, [2]), ("each negated", 1, [0])],
)
def test_functions_that_exist_are_given_changed_code(what: str, argument: int, result: object) -> None:
    functions = module(ast.parse(WHOLE))
    found = [functions["outer"], functions["inner"]]
    before = functions["outer"](argument)
    number = [site.what for site in sites(ast.parse(WHOLE))].index(what)
    assert exchange(found, compile(changed(WHOLE, number), "whole.py", "exec"))
    assert functions["outer"](argument) == result != before


def test_a_function_of_another_file_is_not_exchanged() -> None:
    assert not exchange([FunctionType(told.__code__, {})], compile(WHOLE, "whole.py", "exec"))


PACKAGE = {
    "pyproject.toml": "[tool.pytest.ini_options]\nmarkers = ['slow', 'torch', 'browser', 'gpu']\n",
    "small/__init__.py": "",
    "small/rules.py": dedent("""\
        LIMIT = 5


        def rounds(a, b):
            while a > b:
                a -= 1
            return a < LIMIT


        def seen(a):
            return a * 1
        """),
    "tests/test_rules.py": dedent("""\
        from small.rules import rounds, seen


        def test_rounds():
            assert rounds(7, 4)
            assert not rounds(7, 5)


        def test_seen():
            assert seen(3) == 3
        """),
    "tests/test_other.py": "def test_wrong():\n    assert False\n",
}


@pytest.mark.slow
def test_it_tells_what_no_test_notices(tmp_path: Path) -> None:
    """By a package of its own: a change that never ends is noticed, and a test that fails anyway notices nothing."""
    for name, text in PACKAGE.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_text(text, encoding="utf-8")
    script = dedent(f"""\
        from pathlib import Path
        from mutating.__main__ import affordable, every, report
        from mutating.seeing import see
        from mutating.tree import Tree

        root = Path({str(tmp_path / "tree")!r})
        tree = Tree(root, "small", {{"rules": [root / "small" / "rules.py"]}})
        seen = see(tree, 1, root.parent / "kept", ["test_rules.py", "test_other.py"])
        wanted = ["5 → 6", "a > b: > → >=", "1 → 0", "a * 1: * → //", "return a * 1 → return None"]
        drawn = [each for each in every(tree, seen)["rules"] if each.what in wanted]
        report(tree, seen, [each._replace(tests=affordable(seen, each, 10)) for each in drawn], 1, False)
        """)
    tests = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=600,
        env={"PYTHONPATH": str(tests), "PATH": ""},
    )  # fmt: skip
    assert "fails without any change: tests/test_other.py::test_wrong" in done.stderr
    assert done.stdout.splitlines() == [
        "small/rules.py:11:12: a * 1: * → //",
        "area          changes  noticed   share",
        "rules               6        5   0.833",
        "all                 6        5   0.833",
    ], done.stderr
