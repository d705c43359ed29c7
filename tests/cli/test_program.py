"""The program as a person or a script runs it: output, streams, exit codes."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done

import cnnstat
from cnnstat.cli import main
from cnnstat.cli.commands import command
from cnnstat.commands import COMMANDS
from cnnstat.quantities.table import layer_table
from cnnstat.render import FORMATS, terminal

Program = Callable[..., Done]
Accept = Callable[[str, str], str]


@pytest.mark.parametrize("kind", FORMATS)
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


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("markdown", "| lenet5 | LeNet-5 | 1×32×32 | {depth} | {params} | {macs} |"),
        ("latex", r"lenet5 & LeNet-5 & 1$\times$32$\times$32 & {depth} & {params} & {macs} \\"),
        ("html", "<td>1×32×32</td>{open}{depth}</td>{open}{params}</td>{open}{macs}</td></tr>"),
    ],
)
def test_list_for_documents(kind: str, line: str, program: Program) -> None:
    result = program("list", "--format", kind)
    lenet5 = cnnstat.analyze("lenet5")
    figures = {"depth": lenet5.depth, "params": f"{lenet5.params:,}", "macs": f"{lenet5.macs:,}"}
    assert (result.code, result.err) == (0, "")
    assert line.format(**figures, open='<td class="number">') in re.sub(" +", " ", result.out)
    assert "1 MAC = one multiply-accumulate" in result.out


def test_list_holds_the_same_figures_in_every_format(program: Program, tmp_path: Path) -> None:
    shown = [line.split() for line in program("list").out.splitlines()[1:]]
    assert program("list", "-o", str(tmp_path / "list.csv")).code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text(encoding="utf-8"))))
    found = json.loads(program("list", "-f", "json").out)["networks"]
    for line, row, each in zip(shown, rows, found, strict=True):
        assert [line[0], *(word.replace(",", "") for word in line[-3:])] == [
            row["name"], row["depth"], row["params"], row["macs"],
        ] == [each["name"], *(str(each[key]) for key in ("depth", "params", "macs"))]  # fmt: skip
        assert row["input_shape"] == "x".join(map(str, each["input_shape"])) == line[-4].replace("×", "x")
    assert program("list", "--names", "-f", "csv").err == "cnnstat: --names and --format exclude each other\n"


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


def test_help_pages_fit_into_80_columns_and_cut_nothing(program: Program) -> None:
    page = program("--help", env={"COLUMNS": "80"}).out
    listed = dict(line.split(None, 1) for line in page.partition("Commands:\n")[2].splitlines())
    assert {"show", "get", "check", "train", "list"} <= listed.keys()
    assert all(told.endswith(".") and not told.endswith("..") for told in listed.values()), listed
    for name, told in listed.items():
        own = program(name, "--help", env={"COLUMNS": "80"}).out
        assert told in own
        page += own
    assert "…" not in page
    usages = re.findall(r"^Usage: .*|\[?[A-Z]+\]?\.\.\.", page, re.MULTILINE)
    assert page.count("...") == sum(usage.count("...") for usage in usages), "three dots only say: one or more"
    assert max(map(len, page.splitlines())) <= 80


def view(name: str, limit: int | None, **settings: object) -> list[str]:
    lines = terminal.table_view(layer_table(cnnstat.analyze(name)), limit)
    return ["".join(piece for piece, _ in line) for line in lines]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("name", ["alexnet", "googlenet", "vgg16", "mobilenet_v2", "resnet152"])
def test_no_number_is_ever_cut(name: str, width: int) -> None:
    report = layer_table(cnnstat.analyze(name))
    numbers = {text.strip("()") for row in report.texts() for text in row}
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
    assert shown + len(dropped.split(", ") if dropped else []) == len(report.columns)


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
     f"cnnstat: --format: expected one of {', '.join(FORMATS)}, got 'markdwn'; "
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


USAGE = [
    ("alexnet --depth 0", "--depth: expected a whole number of at least 1, got 0"),
    ("alexnet -d0", "--depth: expected a whole number of at least 1, got 0"),
    ("alexnet --depth 1.5", "--depth: expected a whole number of at least 1, got 1.5"),
    ("alexnet --depth two", "--depth: expected a whole number of at least 1, got the text 'two'"),
    ("alexnet --depth=", "--depth: expected a whole number of at least 1, got the text ''"),
    ("alexnet --depth true", "--depth: expected a whole number of at least 1, got true"),
    ("alexnet --batch 10000000000",
     "--batch: expected a whole number from 1 to 1,000,000,000, got 10000000000"),
    ("explain alexnet --batch 0", "--batch: expected a whole number from 1 to 1,000,000,000, got 0"),
    ("check --min-claims -1", "--min-claims: expected a whole number of at least 0, got -1"),
    ("train lenet5 --images 1", "--images: expected a whole number of at least 2, got 1"),
    ("train lenet5 --workers -1", "--workers: expected a whole number of at least 0, got -1"),
    ("train lenet5 --seed x", "--seed: expected a whole number of at least 0, got the text 'x'"),
    ("train lenet5 --accumulate 0", "--accumulate: expected a whole number of at least 1, got 0"),
    ("train lenet5 --save-every -1", "--save-every: expected a whole number of at least 0, got -1"),
    ("train lenet5 --hold-out half", "--hold-out: expected a number from 0 to 1, got the text 'half'"),
    ("train lenet5 --hold-out 1", "--hold-out: expected a share between 0 and 1, got 1"),
    ("alexnet --tabel", "there is no option --tabel; did you mean --table? (--help shows the options)"),
    ("alexnet --nosuch", "there is no option --nosuch (--help shows the options)"),
    ("alexnet -q", "there is no option -q (--help shows the options)"),
    ("alexnet --depth", "--depth: expected a value, got nothing (--help shows the options)"),
    ("alexnet --table=x", "--table: expected no value (--help shows the options)"),
    ("explain", "explain: expected NETWORK, got nothing (--help shows the options)"),
    ("get", "get: expected QUERY, got nothing (--help shows the options)"),
    ("reconcile alexnet.params", "reconcile: expected PRINTED, got nothing (--help shows the options)"),
    ("alexnet conv1 conv2 conv3", "show: expected nothing more, got 'conv2' 'conv3' (--help shows the options)"),
    ("list x", "list: expected nothing more, got 'x' (--help shows the options)"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), USAGE, ids=[arguments for arguments, _ in USAGE])
def test_usage_errors_are_told_in_the_words_of_this_program(arguments: str, message: str, program: Program) -> None:
    result = program(*arguments.split(" "))
    assert (result.code, result.out, result.err) == (2, "", f"cnnstat: {message}\n")


def test_every_option_that_takes_a_number_is_read_in_one_place() -> None:
    """Typer's own numbers come with its own messages."""
    files = sorted((Path(cnnstat.__file__).parent / "cli").rglob("*.py"))
    assert not [path.name for path in files if re.search(r"Annotated\[(int|float)[^,]*,\s*typer\.", path.read_text())]


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


def test_help_explains_every_argument() -> None:
    """Versions of Click and Typer that do not fit together lose the sentences about arguments."""
    for name in COMMANDS:
        own = command(name)
        page = " ".join(own.get_help(own.make_context(name, [], resilient_parsing=True)).split())
        for each in own.params:
            if each.param_type_name == "argument":
                assert " ".join(each.help.split()) in page, (name, each.name)


def test_options_before_the_name(program: Program) -> None:
    assert program("--table", "lenet1").out == program("lenet1", "--table").out
    assert program("show", "lenet1", "--table").out == program("lenet1", "--table").out


def completions(program: Program, words: str) -> list[str]:
    """What bash would be offered after these words."""
    env = {"_CNNSTAT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    return program(env=env).out.split()


def test_completion_of_commands_networks_and_layers(program: Program) -> None:
    assert completions(program, "cnnstat alexnet-") == [
        "alexnet-cuda-convnet", "alexnet-224", "alexnet-ungrouped", "alexnet-owt",
    ]  # fmt: skip
    assert completions(program, "cnnstat exp") == ["explain", "expand", "export"]
    assert completions(program, "cnnstat expand resnet1") == [
        "resnet18", "resnet101", "resnet152", "resnet101-v1.5", "resnet152-v1.5", "resnet101-keras", "resnet152-keras",
        "resnet110", "resnet1202",
    ]  # fmt: skip
    assert completions(program, "cnnstat alexnet pool") == ["pool1", "pool2", "pool5"]
    assert completions(program, "cnnstat googlenet 3a.5") == ["3a.5x5_reduce", "3a.5x5"]
    assert "--table" in completions(program, "cnnstat alexnet --ta")


def test_completion_of_names_in_any_case(program: Program) -> None:
    """As they were begun: a shell drops what does not begin so."""
    assert completions(program, "cnnstat VGG1") == ["VGG16", "VGG11", "VGG11-lrn", "VGG13", "VGG16-c", "VGG19"]
    assert completions(program, "cnnstat explain ResNet-5") == [
        "ResNet-50", "ResNet-50-v1.5", "ResNet-50-keras", "ResNet-56",
    ]  # fmt: skip
    assert completions(program, "cnnstat get vgg16.macs/AlexNet.conv1.mac") == [
        "vgg16.macs/AlexNet.conv1.macs", "vgg16.macs/AlexNet.conv1.macs_share",
    ]  # fmt: skip
    assert completions(program, "cnnstat AlexNet pool") == ["pool1", "pool2", "pool5"]


@pytest.mark.parametrize(
    ("words", "params"),
    [("alexnet --set gro", ["groups="]),
     ("show alexnet conv1 --table --set ", ["groups=", "classes="]),
     ("explain AlexNet -s cl", ["classes="]),
     ("lint mobilenet_v1 --set wi", ["width="]),
     ("expand resnet18 --set shortcut=", ["shortcut=A", "shortcut=B", "shortcut=C"]),
     ("sizes lenet5 --set ", []),
     ("export nothing --set ", []),
     ("crosscheck --set ", [])],
)  # fmt: skip
def test_completion_of_params(words: str, params: list[str], program: Program) -> None:
    assert completions(program, f"cnnstat {words}") == params


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


def test_cycles_are_looked_for_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a million objects stay before the first look: a network of thousands of layers is mostly kept."""
    looks: list[str] = []
    before = gc.get_threshold()

    def run() -> None:
        gc.callbacks.append(lambda phase, _: looks.append(phase))
        kept = [[at] for at in range(400_000)]
        gc.callbacks.pop()
        assert len(kept) == 400_000

    monkeypatch.setattr("cnnstat.cli.app.main", run)
    try:
        gc.collect()
        main()
    finally:
        gc.set_threshold(*before)
    assert looks == []
