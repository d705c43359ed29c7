"""The README: its examples are what the program prints, its tables name all there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import cnnstat
from cnnstat.claims import read_claims
from cnnstat.documents.config import KEYS, read_config
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.printed import Precision, read_figure
from cnnstat.spec.document import SECTIONS
from cnnstat.spec.expression import FUNCTIONS
from cnnstat.spec.line import LINE_KEYS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_console_examples_are_what_the_program_prints(program: Callable[..., object]) -> None:
    examples = blocks("console")
    assert examples
    for example in examples:
        command, _, expected = example.partition("\n")
        arguments = shlex.split(command.removeprefix("$ cnnstat "))
        assert program(*arguments).out == expected  # type: ignore[attr-defined]


COMMANDS = re.findall(r"^\| `cnnstat ([^`]+)` \|", README, re.MULTILINE)


TORCH = ("export", "crosscheck", "train")


@pytest.mark.parametrize(
    "command", [pytest.param(each, marks=pytest.mark.torch if each.startswith(TORCH) else ()) for each in COMMANDS]
)
def test_commands_in_the_table_work(command: str, program: Callable[..., object], tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    result = program(*shlex.split(command), cwd=tmp_path)
    assert result.code == 0, result.err  # type: ignore[attr-defined]


def test_the_first_two_commands_are_one_line_each() -> None:
    first, second = blocks("sh")[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert first.rstrip().endswith("cnnstat alexnet --table")
    assert second.rstrip().endswith("pytest")


def test_the_net_in_the_readme(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(next(block for block in blocks("yaml") if "input:" in block), encoding="utf-8")
    narrow, wide = cnnstat.analyze(path), cnnstat.analyze(path, width=2)
    assert narrow.depth == wide.depth == 8
    assert wide.params > 3 * narrow.params


def test_the_claims_in_the_readme(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(next(block for block in blocks("yaml") if "claims:" in block), encoding="utf-8")
    measured, about, fact = read_claims(path)
    assert [each.asks for each in (measured, about)] == ["own.yaml.conv1.params", "own.yaml@input=256.flops"]
    assert [each.printed and (int(each.printed.value), each.printed.about) for each in (measured, about, fact)] == [
        (420_000, False), (5 * 10**9, True), None,
    ]  # fmt: skip


def test_our_own_documents(program: Callable[..., object]) -> None:
    result = program("check", "README.md", "CHANGELOG.md", "--min-claims", "15", cwd=ROOT)
    assert result.code == 0, result.out  # type: ignore[attr-defined]


def test_documents_in_the_readme(program: Callable[..., object], tmp_path: Path) -> None:
    marked, block = blocks("markdown")
    (tmp_path / "a.md").write_text(f"{marked}\n{block}", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("659,272 neurons, 약 6,100만개의 파라미터", encoding="utf-8")
    sidecar = next(each for each in blocks("yaml") if "document:" in each)
    (tmp_path / "notes.cnnstat.yaml").write_text(sidecar, encoding="utf-8")
    (settings,) = blocks("toml")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (latex,) = blocks("latex")
    (tmp_path / "c.tex").write_text(latex, encoding="utf-8")
    result = program("check", "--fix", cwd=tmp_path)
    assert result.out == "1 finding mended; no findings; 9 figures checked in 3 documents.\n"  # type: ignore[attr-defined]
    config = read_config(tmp_path / "pyproject.toml")
    assert config.precision == Precision()
    assert all(f"{key} = " in settings for key in KEYS)


def printed_figures() -> list[tuple[str, str]]:
    table = README.partition("| printed | right for |")[2].partition("In `pyproject")[0]
    rows = re.findall(r"^\| (.*) \| (.*) \|$", table, re.MULTILINE)
    return [(figure, said) for figures, said in rows for figure in re.findall("`([^`]+)`", figures)]


@pytest.mark.parametrize(("printed", "said"), printed_figures())
def test_figures_in_the_readme_are_read_as_it_says(printed: str, said: str) -> None:
    figure, params = read_figure(printed), cnnstat.analyze("alexnet").params
    if "cut off" in said:
        assert figure.fit(params).word == "truncated"
    elif not figure.shape and "660" not in printed and "to" not in printed:
        assert figure.fit(params).word in ("exact", "rounds")


def test_the_python_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("python"):
        if "pytorch" not in block:
            exec(compile(block, "README.md", "exec"), {})
    printed = capsys.readouterr().out.splitlines()
    assert printed[-3:] == ["105705600", "4368/7620653", "['weights + biases', '11² × 3 × 96 + 96', '34,944']"]


@pytest.mark.torch
def test_the_pytorch_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = (block for block in blocks("python") if "pytorch" in block)
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("True [] {'torchvision': ")


def test_the_language_is_described_completely() -> None:
    language = README.partition("## A network of your own")[2].partition("## From Python")[0]
    words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]*)`", language))))
    known = {*TYPES, *FOLLOWERS, *LINE_KEYS, *SECTIONS, *FUNCTIONS, "index", "channels", "branches"}
    known |= {key for layer in TYPES.values() for key in layer.keys}
    assert known - words == set()


def test_defaults_in_the_readme_are_the_programs() -> None:
    for row in re.findall(r"^\| (`[a-z_, `]+`) \| (.*) \|$", README, re.MULTILINE):
        for name in re.findall(r"`(\w+)`", row[0]):
            if name not in TYPES:
                continue
            for key, printed in re.findall(r"`(\w+): ([^`]+)`", row[1]):
                if key not in TYPES[name].keys or TYPES[name].keys[key].default is None:
                    continue
                kind = TYPES[name].keys[key].kind
                default = kind.dump(TYPES[name].keys[key].default)
                expected = {"true": True, "false": False}.get(printed)
                assert default == (float(printed) if expected is None else expected), (name, key)
