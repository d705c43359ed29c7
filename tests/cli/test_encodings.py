"""Output on consoles of other encodings: data is UTF-8 wherever it goes, text for people stays readable."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done, own_process, same_process

from cnnstat.render import DERIVATIONS
from cnnstat.render.findings import NAMES as FINDINGS
from cnnstat.render.formats import NAMES
from cnnstat.text.console import _SIGNS as OWN
from cnnstat.text.console import READABLE, readable, register

Program = Callable[..., Done]

CONSOLES = ["cp949", "cp1252", "ascii"]
DATA = [
    *(f"lenet5 --format {each}" for each in NAMES),
    "lenet5 --plain",
    *(f"explain lenet5 --format {each}" for each in DERIVATIONS if each != "text"),
    *(f"audit lenet5 --format {each}" for each in NAMES),
    *(f"check a.md --format {each}" for each in FINDINGS),
    "check a.md --diff",
    "expand own.yaml",
    pytest.param("export lenet5", marks=pytest.mark.slow),
    "list --names",
    "guide documents",
    "lint own.yaml --format json",
    "schema",
]
KOREAN = "AlexNet의 파라미터는 <!-- cnnstat: alexnet.params -->6,200만<!-- /cnnstat -->개다.\n"
LAYERS = """\
input: {channels: 3, size: 8}
layers:
  - {name: c, type: conv, filters: 4, kernel: 3, stride: 4}
"""
TITLE = "작은 망 γ → ⌈½⌉ Łódź"
SPEC = f"name: own\ntitle: {TITLE}\nabout: 파라미터가 적은 망\n{LAYERS}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(KOREAN, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def run(arguments: str, folder: Path, encoding: str) -> subprocess.CompletedProcess[bytes]:
    """The program with its streams in an encoding."""
    return same_process(*arguments.split(), cwd=folder, encoding=encoding)


def run_apart(arguments: str, folder: Path, encoding: str) -> subprocess.CompletedProcess[bytes]:
    """The program in a process of its own, whose streams Python itself has opened in an encoding."""
    return own_process(*arguments.split(), cwd=folder, env={"PYTHONIOENCODING": encoding})


@pytest.mark.parametrize("arguments", DATA)
def test_data_is_utf8_on_every_console(arguments: str, folder: Path) -> None:
    expected = run(arguments, folder, "utf-8")
    assert expected.stdout.decode()
    for console in CONSOLES[: 3 if "own" in arguments else 1]:
        for each in (run, run_apart) if arguments == "expand own.yaml" else (run,):
            done = each(arguments, folder, console)
            assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout)


def test_a_shell_without_any_locale(folder: Path) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "LC_ALL": "C"}
    for extra in ({}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}):
        command = [sys.executable, "-m", "cnnstat", "check", "a.md", "--format", "junit"]
        done = subprocess.run(command, cwd=folder, env={**env, **extra}, capture_output=True, check=False, timeout=120)
        assert done.returncode == 1, done.stderr
        assert "6,200만" in ET.tostring(ET.fromstring(done.stdout.decode("utf-8")), "unicode")


def test_an_unrolled_spec_is_read_back(folder: Path, program: Program) -> None:
    (folder / "w.yaml").write_bytes(run("expand own.yaml", folder, "cp949").stdout)
    assert program("w.yaml", cwd=folder).out.startswith("작은 망 γ → ⌈½⌉ Łódź (own)\n파라미터가 적은 망\n")


def test_a_patch_fits_a_korean_document(folder: Path) -> None:
    patch = run("check a.md --diff", folder, "cp949").stdout
    subprocess.run(["git", "apply"], cwd=folder, input=patch, check=True, capture_output=True)
    assert (folder / "a.md").read_text(encoding="utf-8") == KOREAN.replace("6,200만", "6,100만")


@pytest.mark.parametrize("console", CONSOLES)
def test_people_read_what_their_console_can_show(console: str, folder: Path) -> None:
    shown = run_apart("own.yaml --table", folder, console)
    assert shown.stdout == run("own.yaml --table", folder, console).stdout
    assert (shown.returncode, shown.stderr) == (0, b"")
    text = shown.stdout.decode(console)
    assert "?" not in text
    for sign, typed in (("3×3/4", "3x3/4"), ("─────", "-----"), ("4×2×2", "4x2x2")):
        assert (sign if can_show(sign, console) else typed) in text
    found = run("check a.md", folder, console).stdout.decode(console)
    assert ("6,200만" if console == "cp949" else "6,200\\ub9cc") in found
    refused = run_apart("×γ한", folder, console).stderr.decode(console)
    named = "".join(sign if can_show(sign, console) else readable(sign) for sign in "×γ한")
    assert (
        refused
        == f"cnnstat: there is no network '{named}'; `cnnstat list` shows them all (a file of your own ends in .yaml)\n"
    )


def can_show(text: str, console: str) -> bool:
    try:
        text.encode(console)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("11×11/4", "11x11/4"), ("1.8·10⁹", "1.8*10^9"), ("10⁻¹²", "10^-12"),
        ("⌊(27 − 3) / 2⌋ + 1", "floor((27 - 3) / 2) + 1"),
        ("γ and β", "gamma and beta"), ("Łukasz Émile", "\\u0141ukasz Emile"), ("6,200만", "6,200\\ub9cc"),
        ("\U0001f600", "\\U0001f600"), ("≈ 5 ± 1 ≤ 7…", "~ 5 +/- 1 <= 7..."), ("½", "1/2"), ("ﬁ", "fi"),
        ("ＡＢ①\u3000№", "AB1 No"), ("：＃＜＄｀", "\\uff1a\\uff03\\uff1c\\uff04\\uff40"), ("⑴", "\\u2474"),
        ("｜￨", "\\uff5c\\uffe8"), ("⋮⋮ ┆", ";; ;"), ("█▁", "=="), ("´:", "\\xb4:"),
    ],
)  # fmt: skip
def test_signs_as_they_are_typed(text: str, typed: str) -> None:
    register()
    assert readable(text) == typed == text.encode("ascii", READABLE).decode()


def test_what_a_console_knows_stays() -> None:
    register()
    assert "11×11 → γ Ł".encode("cp1252", READABLE) == "11×11 -> gamma \\u0141".encode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", READABLE)


def test_every_sign_of_unicode_has_a_form_in_ascii() -> None:
    every = map(chr, range(0x80, 0x20000))
    assert [sign for sign in every if unicodedata.category(sign) != "Cs" and not readable(sign).isascii()] == []


ACTING = set(":#<>$`|[]()*_~&\\\"'@!{}%")
ESCAPES = re.compile(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")


@pytest.mark.parametrize(
    "codes",
    [range(0x80, 0x20000), pytest.param(range(0x20000, sys.maxunicode + 1), marks=pytest.mark.slow)],
    ids=["texts and symbols", "ideographs and beyond"],
)
def test_no_sign_becomes_one_that_acts(codes: range) -> None:
    """Streams replace signs after everything else, so that a stranger's harmless sign must stay harmless."""
    for code in codes:
        sign = chr(code)
        typed = ESCAPES.sub("", readable(sign))
        if sign not in OWN:
            assert not ACTING & set(typed), hex(code)
        assert not set(":#[]`$&@!{}%\\_") & set(typed) - ({"!"} if sign == "≠" else set()), hex(code)
        assert sign.isspace() or not typed[:1].isspace(), hex(code)  # a command stands behind blanks too


HOSTILE = [
    "：：error file=app.js,line=1：：pwned", "＃＃[error]x", "⋮⋮error⋮⋮x", "┆┆error┆┆x", "██[error]x", "▁▁vso[x]y",
    "´::error::x", "¨ ：:error::x", "##vsō[task.x]y", "a ##ᵛˢᵒ[x]y", "##[ｅrror]x", "##ｅrrōr[x]",
]  # fmt: skip


@pytest.mark.parametrize("console", CONSOLES)
@pytest.mark.parametrize("title", HOSTILE)
def test_titles_that_are_commands_once_they_are_typed(title: str, console: str, folder: Path) -> None:
    (folder / "fw.yaml").write_text(f'title: "{title}"\n{LAYERS}', "utf-8")
    quiet(run("show fw.yaml", folder, console).stdout.decode(console))


def test_a_file_whose_name_is_a_command_once_it_is_typed(folder: Path) -> None:
    (folder / "：：error：：d.md").write_text("<!--=alexnet.params-->62M<!--/-->\n", encoding="utf-8")
    out = run("check . --format concise", folder, "cp1252").stdout.decode("cp1252")
    assert "\\uff1a\\uff1aerror\\uff1a\\uff1ad.md" in out
    quiet(out)


def quiet(text: str) -> None:
    """No line is a command of a CI log."""
    for line in text.splitlines():
        assert not line.lstrip().startswith("::"), line
        assert not re.search(r"##[A-Za-z]*\[", line), line


@pytest.mark.parametrize("console", CONSOLES)
def test_exercises_are_data(console: str, folder: Path) -> None:
    title = "＜img src=x onerror=alert(1)＞ ｀r 1+1｀"
    (folder / "m.yaml").write_text(SPEC.replace(TITLE, title), encoding="utf-8")
    written = run("exercises m.yaml -n 1", folder, console).stdout.decode("utf-8")
    assert title in written
    assert "<img" not in written
    assert "`r" not in written
