"""Where the program runs and prints: no standard output, no standard error, no working directory."""

from __future__ import annotations

import ast
import errno
import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

CLOSED = "cnnstat: standard output is closed\n"
GONE = "cnnstat: the working directory: No such file or directory; it was removed, or moved away\n"


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script in which ``$0`` is Python."""
    command = ["sh", "-c", script, sys.executable]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    "arguments",
    ["--help", "alexnet", "check ."]
    + [
        pytest.param(each, marks=pytest.mark.slow)
        for each in ("--version", "list", "check --help", "rule CNS201", "schema")
    ],
)
def test_no_standard_output(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("It has <!-- cnnstat: alexnet.params -->61M<!-- /cnnstat --> of them.\n")
    done = shell(f'exec "$0" -m cnnstat {arguments} >&-', tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", CLOSED)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no true")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("check a.md", 1), ("check --diff a.md", 1), ("check b.md", 0), ("lint s.yaml", 1), ("resnet50 --table", 0),
        ("diff alexnet vgg16", 0), ("diff alexnet vgg16 --exit-code", 1), ("audit --strict mobilenet_v2", 1),
    ],
)  # fmt: skip
def test_the_exit_code_holds_where_nobody_reads_the_output(arguments: str, code: int, tmp_path: Path) -> None:
    line = "It has <!-- cnnstat: alexnet.params -->{}M<!-- /cnnstat --> of them.\n"
    (tmp_path / "a.md").write_text(line.format(62) * 900)
    (tmp_path / "b.md").write_text(line.format(61))
    conv = "  - {type: conv, filters: 8, kernel: 3, stride: 4, norm: batchnorm, bias: true}\n"
    (tmp_path / "s.yaml").write_text(f"input: {{channels: 3, size: 33}}\nlayers:\n{conv}")
    script = f'exec 3>&1; {{ "$0" -m cnnstat {arguments} 2>&2; echo $? >&3; }} | true'
    done = shell(script, tmp_path)
    assert (done.stdout, done.stderr) == (f"{code}\n", "")


def test_no_standard_output_is_needed_to_write_a_file(tmp_path: Path) -> None:
    done = shell('exec "$0" -m cnnstat alexnet -o a.txt >&-', tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "a.txt").read_text().startswith("AlexNet")


@pytest.mark.parametrize(("arguments", "code"), [("alexnet", 0), ("nothing.yaml", 2), ("--nothing", 2), ("", 2)])
def test_no_standard_error(arguments: str, code: int, tmp_path: Path) -> None:
    assert shell(f'exec "$0" -m cnnstat {arguments} 2>&-', tmp_path).returncode == code


@pytest.mark.parametrize("arguments", ["check .", "check", "check a.md"])
def test_no_working_directory(arguments: str, tmp_path: Path) -> None:
    done = shell(f'mkdir gone && cd gone && rmdir ../gone && exec "$0" -m cnnstat {arguments}', tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", GONE)


@pytest.mark.torch
def test_no_working_directory_for_torch(tmp_path: Path) -> None:
    done = shell('mkdir gone && cd gone && rmdir ../gone && exec "$0" -m cnnstat export lenet5', tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", GONE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            b"[tool.cnnstat]\nexclude = [\n" + b"[" * 2000 + b"]" * 2000 + b"]\n",
            "3:2000: not TOML that can be read: nested too deep",
        ),
        (b"a = 1\nb = " + b"9" * 5000, "2:5: not TOML: a number of 5,000 digits"),
        (b"a = 1\n" + b"a." * 99 + b"a = 1\n", "2:1: not TOML that can be read: nested too deep"),
        (b"a = 1\nb = \n", "2:5: not TOML: Invalid value"),
        (b"a = 1\na = 2\n", "2:6: not TOML: Cannot overwrite a value"),
        (b"a = 1\nb = '\xff'\n", "2:6: not UTF-8 text"),
    ],
    ids=["deep", "digits", "parts", "empty", "twice", "bytes"],
)  # fmt: skip
def test_what_is_no_toml_says_where(text: bytes, message: str, program: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(text)
    (tmp_path / "a.md").write_text("Nothing.\n")
    done = program("check", "a.md", cwd=tmp_path)
    assert done.code == 2
    assert done.err.endswith(f"pyproject.toml:{message}\n")
    assert done.err.count("\n") == 1


CLI = Path(__file__).parents[2] / "cnnstat/cli"
OWN_WAYS = {"remarks.py": {"stderr"}, "app.py": {"stderr", "echo"}, "stop.py": {"stderr"}}
"""Where standard error is named besides, as nothing is written there by a text; echo prints our version."""


def test_every_remark_goes_one_way() -> None:
    """What is written to standard error otherwise would be escaped in one place and not in another."""
    for path in CLI.rglob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        used = {node.attr for node in nodes if isinstance(node, ast.Attribute)} & {"stderr", "echo", "secho"}
        used |= {str(node.arg) for node in nodes if isinstance(node, ast.keyword)} & {"stderr", "err"}
        used |= {node.id for node in nodes if isinstance(node, ast.Name)} & {"print", "stderr", "echo"}
        assert used <= OWN_WAYS.get(path.name, set()), path


def test_remarks_are_no_commands(inside: Callable[..., Done], tmp_path: Path) -> None:
    layers = "layers: [{name: c, type: conv, filters: 4, kernel: 3}]"
    (tmp_path / "n.yaml").write_text(f'title: "::error::x"\ninput: {{channels: 1, size: 8}}\n{layers}\n')
    done = inside("exercises", "n.yaml", "-n", "1000", cwd=tmp_path)
    assert re.fullmatch(r"\\u003a:error::x: \d+ different questions, not 1000\n", done.err), done.err


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, text)


def test_a_full_standard_error_stops_no_training() -> None:
    """Its lines are lost, as other remarks."""
    pytest.importorskip("torch")
    from rich.console import Console

    from cnnstat.cli.training import View

    view = View()
    view.console = Console(file=Full())
    with pytest.raises(OSError, match="a line"):
        view.console.print("a line")
    view.say("a line")


def test_a_remark_is_one_line(inside: Callable[..., Done], tmp_path: Path) -> None:
    """However the file is called that it names."""
    done = inside("handout", "lenet5", "--pages", "9", "-o", "x\n::error::y.md", cwd=tmp_path)
    assert re.fullmatch(r"x\\u000a::error::y\.md: \d pages could be filled, not 9\n", done.err), done.err
