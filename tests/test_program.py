"""The program as a person or a script runs it: output, streams, exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.render import terminal
from cnnstat.report import layer_table

Program = Callable[..., "Result"]
Accept = Callable[[str, str], str]


class Result:
    code: int
    out: str
    err: str


@pytest.mark.parametrize("kind", ["table", "markdown", "csv", "json", "latex", "html"])
@pytest.mark.parametrize("view", ["summary", "table"])
def test_formats(kind: str, view: str, program: Program, accept: Accept) -> None:
    result = program("lenet5", "--format", kind, *(["--table"] if view == "table" else []))
    assert (result.code, result.err) == (0, "")
    assert result.out == accept(f"formats/lenet5-{view}.{kind}", result.out)


def test_folded_and_training(program: Program, accept: Accept) -> None:
    result = program("googlenet", "--table", "--depth", "1", "--mode", "train")
    assert result.out == accept("formats/googlenet-depth1-train.txt", result.out)


def test_list(program: Program, accept: Accept) -> None:
    result = program("list")
    assert result.out == accept("list.txt", result.out)
    assert program("list", "--names").out.split() == [line.split()[0] for line in result.out.splitlines()[1:]]


def test_expand(program: Program, accept: Accept) -> None:
    result = program("expand", "inception-3a")
    assert result.out == accept("expand-inception-3a.yaml", result.out)


def test_help_starts_with_examples(program: Program) -> None:
    for arguments in (["--help"], ["-h"]):
        result = program(*arguments)
        assert result.code == 0
        assert result.out.index("cnnstat alexnet --table") < result.out.index("Options:")
    assert program("--version").out == f"cnnstat {cnnstat.__version__}\n"
    assert program().code == 2


def view(name: str, limit: int | None, **settings: object) -> list[str]:
    lines = terminal.table_view(layer_table(cnnstat.analyze(name)), limit)
    return ["".join(piece for piece, _ in line) for line in lines]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("name", ["alexnet", "googlenet", "vgg16", "mobilenet_v2", "resnet152"])
def test_no_number_is_ever_cut(name: str, width: int) -> None:
    numbers = {text.strip("()") for row in layer_table(cnnstat.analyze(name)).texts() for text in row}
    lines = view(name, width)
    table = lines[4 : lines.index("", 4)]
    for line in table:
        assert "…" not in line
        for word in re.findall(r"(?<!\S)\(?(\d{1,3}(?:,\d{3})+)\)?(?!\S)", line):
            assert word in numbers or line.startswith("total")
    if width >= 80 and name != "resnet152":
        assert max(map(len, lines)) <= width
    dropped = " ".join(lines).partition("No room for ")[2].partition(":")[0]
    shown = len(re.findall(r"\S+", lines[2]))
    assert shown + len(dropped.split(", ") if dropped else []) == 11


def test_a_wide_view_drops_nothing() -> None:
    assert view("resnet50", None)[2] == view("resnet50", 400)[2]


def test_a_terminal_shows_the_table_in_its_width() -> None:
    code = (
        "import os, pty, sys\n"
        "def read(fd):\n    data = os.read(fd, 65536)\n    return data\n"
        "code = pty.spawn([sys.executable, '-m', 'cnnstat', 'alexnet', '--table'], read)\n"
        "sys.exit(os.waitstatus_to_exitcode(code))"
    )
    env = {**os.environ, "COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env=env, check=False, stdin=subprocess.DEVNULL
    )
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout.decode())
    assert done.returncode == 0
    assert "No room for then, connections, flops" in text
    assert max(map(len, text.splitlines())) <= 80


def test_pipes_get_everything_and_no_colour(program: Program) -> None:
    result = program("resnet50", "--table", env={"COLUMNS": "20"})
    assert "\x1b" not in result.out
    assert "Connections" in result.out
    assert "No room" not in result.out


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m cnnstat resnet1202 --plain | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("name\ttype\t")
    assert done.stderr == ""
    assert done.returncode == 0


def test_plain_is_unrounded_tsv(program: Program) -> None:
    rows = [line.split("\t") for line in program("alexnet", "--plain").out.splitlines()]
    assert len({len(row) for row in rows}) == 1
    assert rows[1][rows[0].index("macs")] == "105415200"
    assert rows[1][rows[0].index("output_shape")] == "96x55x55"


def test_csv_reads_back(program: Program) -> None:
    rows = list(csv.DictReader(io.StringIO(program("vgg16", "-f", "csv").out)))
    assert sum(int(row["params"]) for row in rows[1:]) == 138_357_544


def test_output_files(program: Program, tmp_path: Path) -> None:
    for name, start in (("a.json", "{"), ("a.csv", "index,"), ("a.md", "# "), ("a.html", "<!doctype"), ("a.tex", "%")):
        path = tmp_path / name
        result = program("lenet1", "-o", str(path))
        assert (result.code, result.out, result.err) == (0, "", "")
        assert path.read_text(encoding="utf-8").startswith(start)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.html", "a.json", "a.md", "a.tex"]


def test_output_that_cannot_be_written(program: Program, tmp_path: Path) -> None:
    result = program("lenet1", "-o", str(tmp_path / "missing" / "a.md"))
    assert result.code == 2
    assert result.err == f"cnnstat: {tmp_path}/missing/a.md: cannot write: No such file or directory\n"


MISTAKES = [
    (["alexnt"], "cnnstat: there is no network 'alexnt'; did you mean 'alexnet'? (a file of your own ends in .yaml)\n"),
    (["alexnet", "conv9"], "cnnstat: alexnet has no layer 'conv9'; did you mean 'conv5'?\n"),
    (["googlenet", "aux1"], "cnnstat: aux1 exists in training only; --mode train shows it\n"),
    (["alexnet", "--input", "224x"],
     "cnnstat: --input: expected a side from 1 to 1000000 or HEIGHTxWIDTH, got '224x'\n"),
    (["alexnet", "--set", "width"], "cnnstat: --set: expected NAME=VALUE, got 'width'\n"),
    (["vgg16", "--set", "lnr=true"], "cnnstat: vgg16 has no param 'lnr'; did you mean 'lrn'?\n"),
    (["vgg16", "--columns", "name,parms"], "cnnstat: there is no column 'parms'; did you mean 'params'?\n"),
    (["alexnet", "-f", "markdwn"],
     "cnnstat: --format: expected one of table, markdown, csv, json, latex, html, got 'markdwn'; "
     "did you mean 'markdown'?\n"),
    (["alexnet", "-f", "json", "-c", "name"],
     "cnnstat: --format json holds every figure; --columns chooses among those of a table\n"),
    (["alexnet", "-o", "x.pdf"], "cnnstat: --output: the ending '.pdf' names no format; add --format\n"),
    (["alexnet-owt", "--set", "groups=1"], "cnnstat: alexnet-owt does not use the param groups\n"),
    (["missing.yaml"], "cnnstat: missing.yaml: cannot read: No such file or directory\n"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes_get_one_message_and_code_2(arguments: list[str], message: str, program: Program) -> None:
    result = program(*arguments)
    assert (result.code, result.out, result.err) == (2, "", message)


@pytest.mark.parametrize(
    "arguments", [["alexnet", "--tabel"], ["alexnet", "--batch", "0"], ["alexnet", "--depth", "0"]]
)
def test_usage_errors(arguments: list[str], program: Program) -> None:
    result = program(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Traceback" not in result.err


def test_a_size_that_the_net_cannot_take(program: Program) -> None:
    result = program("alexnet", "--input", "10")
    assert result.code == 2
    assert "layer conv1 (conv): kernel 11×11 is larger than its input 10×10" in result.err


def test_an_internal_error_is_no_finding(tmp_path: Path) -> None:
    code = (
        "import sys, cnnstat.cli.app as app\n"
        "def broken(*a, **k): raise RuntimeError('boom')\n"
        "app.app = broken\napp.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("cnnstat: internal error, please report it: RuntimeError: boom")


def test_options_before_the_name(program: Program) -> None:
    assert program("--table", "lenet1").out == program("lenet1", "--table").out
    assert program("show", "lenet1", "--table").out == program("lenet1", "--table").out


def completions(program: Program, words: str) -> list[str]:
    """What bash would be offered after these words."""
    env = {"_CNNSTAT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    code = "import sys; sys.argv = ['cnnstat']; from cnnstat.cli import main; main()"
    clean = {**os.environ, **env}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=clean, check=False)
    return done.stdout.split()


def test_completion_of_commands_networks_and_layers(program: Program) -> None:
    assert completions(program, "cnnstat alexnet-") == [
        "alexnet-cuda-convnet", "alexnet-224", "alexnet-ungrouped", "alexnet-owt",
    ]  # fmt: skip
    assert completions(program, "cnnstat exp") == ["explain", "expand", "export"]
    assert completions(program, "cnnstat expand resnet1") == ["resnet18", "resnet101", "resnet152", "resnet101-v1.5",
                                                              "resnet152-v1.5", "resnet110", "resnet1202"]  # fmt: skip
    assert completions(program, "cnnstat alexnet pool") == ["pool1", "pool2", "pool5"]
    assert completions(program, "cnnstat googlenet 3a.5") == ["3a.5x5_reduce", "3a.5x5"]
    assert "--table" in completions(program, "cnnstat alexnet --ta")


def test_json_is_all_there_is_on_stdout(program: Program) -> None:
    result = program("resnet18", "--format", "json")
    assert json.loads(result.out)["network"]["depth"] == 18
    assert result.err == ""


@pytest.mark.parametrize(
    ("word", "hint"),
    [("audits", "did you mean 'audit'?"), ("alexnet.conv1.params", "`cnnstat get` prints figures by their names")],
)
def test_slips_of_commands_and_figures(word: str, hint: str, program: Program) -> None:
    result = program(word, "alexnet")
    assert (result.code, result.err) == (2, f"cnnstat: there is no network {word!r}; {hint}\n")
