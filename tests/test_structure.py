"""The shape of the code: imports go one way, torch stays out, every layer type has a hand-worked case."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hand_worked import CASES

from cnnstat.layers import TYPES

PACKAGE = Path(__file__).parent.parent / "cnnstat"
FILES = sorted(PACKAGE.rglob("*.py"))

# A part may import the parts on lines above it, and itself.
ORDER = [
    "_version", "commands", "unfinished", "deadline", "text", "effort", "errors", "processes", "language", "files",
    "saving", "typesetting", "media", "display",
    "algebra", "keys", "printed", "findings", "layers", "network", "importing", "spec", "analysis", "quantities",
    "query", "derivation", "project", "claims", "comparing", "sizes", "sweeping", "lint", "drawing", "charts",
    "documents", "guide", "picture", "pytorch", "render", "publishing", "quizzes", "handouts", "interactive", "views",
    "api", "cli", "__main__",
]  # fmt: skip
PARTS = {name: rank for rank, name in enumerate(ORDER)}
PACKAGES: dict[str, set[str]] = {
    ".": {"yaml"},
    "cli": {"typer", "rich"},
    "render": {"rich"},
    "documents/formats/colons.py": {"markdown_it"},
    "documents/formats/commonmark.py": {"markdown_it"},
    "documents/formats/emphasis.py": {"markdown_it"},
    "documents/formats/markdown.py": {"markdown_it"},
    "documents/formats/placed.py": {"markdown_it"},
    "render/page.py": {"markdown_it"},
    "render/pandas.py": {"pandas"},
    "display.py": {"pandas"},
    "views/display.py": {"pandas"},
    "pytorch": {"torch", "torchvision", "fvcore", "matplotlib"},
    "pytorch/train/folder.py": {"PIL"},  # which torchvision reads images by
    "picture": {"matplotlib"},
    "importing/formats/onnx.py": {"onnx"},
    "typesetting/compiling.py": {"typst"},
    "algebra/elementwise.py": {"numpy"},
    "algebra/many.py": {"numpy"},
    "sweeping/alike.py": {"numpy"},
    "sweeping/swept.py": {"pandas"},
    "sweeping/files.py": {"pyarrow"},
    "analysis/sweep.py": {"numpy"},
    "analysis/flow.py": {"numpy"},
}
"""Where other packages may be imported: those of the extras, and small ones that one command needs."""


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """What a file is made of. Each file is parsed once for all rules, and a rule names all files that break it: a test
    for every rule and file would take longer to collect than to run."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: absolute imports only"
            module = node.module or ""
            found |= {f"cnnstat.{alias.name}" for alias in node.names} if module == "cnnstat" else {module}
    return found


def test_there_are_files() -> None:
    assert len(FILES) > 400


def test_data_flows_one_way() -> None:
    wrong = []
    for path in FILES:
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for module in imports(path):
            if module.split(".")[0] != "cnnstat":
                continue
            if own in PARTS and part(module) in PARTS:
                if PARTS[part(module)] > PARTS[own]:
                    wrong.append(f"{path}: {own} imports {module}, which stands above it")
            elif own not in ("__init__", "__main__"):
                wrong.append(f"{path} imports {module}")
    assert wrong == []


def module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules(path: Path, known: set[str]) -> set[str]:
    """The package's files that a file imports; of what a folder offers the folder's own."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            files = {f"{node.module}.{alias.name}" for alias in node.names} & known
            found |= files or {node.module} & known
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
    return found - {module(path)}


def test_no_files_import_each_other_in_a_circle() -> None:
    names = {module(path): path for path in FILES}
    left = {name: modules(path, set(names)) for name, path in names.items()}
    while free := [name for name, needs in left.items() if not needs & left.keys()]:
        for name in free:
            del left[name]
    assert left == {}


def test_every_part_has_its_place() -> None:
    parts = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES} - {"__init__"}
    assert parts == set(ORDER)


def test_only_known_packages() -> None:
    wrong = {}
    for path in FILES:
        outside = {module.split(".")[0] for module in imports(path)} - {"cnnstat"} - set(sys.stdlib_module_names)
        inside = path.relative_to(PACKAGE)
        allowed = set().union(
            *(packages for place, packages in PACKAGES.items() if inside.is_relative_to(place) or place == ".")
        )
        if not outside <= allowed:
            wrong[str(inside)] = outside - allowed
    assert wrong == {}


def test_files_and_functions_stay_short() -> None:
    wrong = {str(path) for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    for path in FILES:
        functions = (node for node in nodes(path) if isinstance(node, ast.FunctionDef))
        wrong |= {f"{path}: {each.name}" for each in functions if (each.end_lineno or 0) - each.lineno > 60}
    assert wrong == set()


def test_every_layer_type_has_a_hand_worked_case() -> None:
    assert {case.type for case in CASES} == set(TYPES)


WRITES = {"saving.py", "typesetting/fonts/__init__.py", "pytorch/train/files.py", "cli/findings.py"}
"""Where files are opened to be written: targets; copies in folders of their own; what CI collects, by appending."""


def test_files_are_written_in_one_place() -> None:
    """So that none is half-written, whatever happens."""
    found = set()
    for path in FILES:
        for node in nodes(path):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            words = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            modes = {each for each in words if isinstance(each, str) and set(each) <= set("abrtwx+")}
            opened = name == "open" and any(set(mode) & set("awx+") for mode in modes)
            method = isinstance(node.func, ast.Attribute) and name in ("write_text", "write_bytes")
            if opened or method or name in ("mkstemp", "mkdtemp", "TemporaryDirectory", "NamedTemporaryFile"):
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found == WRITES


def test_only_the_command_line_prints_or_exits() -> None:
    for path in FILES:
        if path.is_relative_to(PACKAGE / "cli"):
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "exit", "input", "eval", "exec"), f"{path}: {node.func.id}"


TEXTS = {"open": 2, "read_text": 0, "write_text": 1}
"""What reads and writes texts, and how many arguments may stand before an encoding."""
OTHERS = ("os.open", "Image.open", "self.open", "table.open", "archive.open", "gzip.open")
"""What opens something else: a block, an image, a file in an archive, the system's own file, in bytes."""


def test_texts_have_an_encoding() -> None:
    """Where a file names none, Windows takes that of its country."""
    wrong = []
    for path in FILES:
        for node in nodes(path):
            if not isinstance(node, ast.Call) or (called := ast.unparse(node.func)) in OTHERS:
                continue
            before = TEXTS.get(called.rpartition(".")[2]) if "." in called or called == "open" else None
            if before is None or len(node.args) > before or any(each.arg == "encoding" for each in node.keywords):
                continue
            if not any(isinstance(each, ast.Constant) and "b" in str(each.value) for each in node.args):
                wrong.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
    assert wrong == []


def test_the_envelope_of_json_is_written_once() -> None:
    found = [path for path in FILES if '"schema_version"' in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(PACKAGE)) for path in found] == ["render/envelope.py"]


@pytest.mark.parametrize(
    "command",
    [
        ["alexnet", "--table"],
        ["list"],
        pytest.param(["alexnet"], marks=pytest.mark.slow),
        pytest.param(["vgg16", "--format", "json"], marks=pytest.mark.slow),
    ],
)
def test_nothing_heavy_is_imported(command: list[str]) -> None:
    code = (
        "import sys; from cnnstat.cli import main\n"
        f"sys.argv = ['cnnstat', *{command!r}]\n"
        "try: main()\nexcept SystemExit as done: assert not done.code, done.code\n"
        "heavy = {'torch', 'torchvision', 'fvcore', 'numpy', 'matplotlib', 'jinja2', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_the_command_that_is_called_is_imported() -> None:
    code = (
        "import sys; from cnnstat.cli import main\n"
        "sys.argv = ['cnnstat', 'alexnet', '--table']\n"
        "try: main()\nexcept SystemExit as done: assert not done.code, done.code\n"
        "from cnnstat.commands import COMMANDS\n"
        "others = {name for name in COMMANDS if f'cnnstat.cli.commands.{name}' in sys.modules}\n"
        "assert others == {'show'}, others"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_top_level_holds_what_belongs_there() -> None:
    """A command that writes where one stands leaves its files here, and they are soon committed."""
    root = PACKAGE.parent
    if shutil.which("git") is None or not (root / ".git").exists():
        pytest.skip("this is no checkout of git's")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    names = {path.partition("/")[0] for path in listed.split("\0") if path}
    assert {each for each in names if not each.startswith(".")} == {
        "cnnstat", "specs", "tests", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff",
    }  # fmt: skip
