"""Nothing that a stranger's file says can act on a terminal, a page or a CI log."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st

from cnnstat.errors import SpecError, UsageError
from cnnstat.render import DERIVATIONS
from cnnstat.render.findings import FORMATS
from cnnstat.render.formats import NAMES
from cnnstat.text.printable import UNSAFE, one_line, printable

NASTY = "x\n::error::pwned\x1b[31m\x07\x9b\u202e\u2066\u200f\u2028\x85y"


def test_what_is_escaped() -> None:
    assert printable("a\tb\n61M × 만 é\u200d") == "a\tb\n61M × 만 é\u200d"
    assert printable("\x1b[31m\u202e\x00\x7f\x85\r") == r"\u001b[31m\u202e\u0000\u007f\u0085\u000d"
    assert printable("\U000e0041\udcff") == r"\udb40\udc41\udcff"
    assert printable("##[group]a ##vso[x] ##teamcity[x] ###[x]") == (
        r"\u0023#[group]a \u0023#vso[x] \u0023#teamcity[x] #\u0023#[x]"
    )
    assert printable("##vsō[x] ##㎏[x]") == r"\u0023#vsō[x] \u0023#㎏[x]"
    assert printable("## vso [x] #[x] # vso[x] ##x") == "## vso [x] #[x] # vso[x] ##x"
    assert one_line("a\n::error::b\tc") == r"a\u000a::error::b\u0009c"


IGNORABLE = {
    code
    for first, last in (
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
}  # fmt: skip
"""The property Default_Ignorable_Code_Point of Unicode: signs of which nothing is seen."""


@pytest.mark.parametrize("text", ["한글 \u1112\u1161\u11ab", "e\u0301 נִ हिन्दी क्\u200dष می\u200cخواهم", "👩\u200d🔬"])
def test_what_real_text_needs_stays(text: str) -> None:
    assert printable(text) == text


def test_every_control_and_direction_character() -> None:
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        kind, direction = unicodedata.category(sign), unicodedata.bidirectional(sign)
        acts = kind in ("Cc", "Zl", "Zp", "Cs") or direction in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        ) or code in (0x200E, 0x200F, 0x061C)  # fmt: skip
        if acts and sign not in "\t\n":
            assert printable(sign) != sign, hex(code)
        if code in IGNORABLE and sign not in "\u200c\u200d":
            assert printable(sign) != sign, hex(code)
        elif kind[0] in "LNPSM" or kind == "Zs":
            assert printable(sign) == sign, hex(code)


@given(st.text())
def test_json_stays_what_it_was(text: str) -> None:
    plain = json.dumps({"x": text}, ensure_ascii=False)
    assert json.loads(printable(plain)) == {"x": text}
    assert printable(printable(plain)) == printable(plain)


def test_errors_are_one_line() -> None:
    for error in (UsageError(NASTY), SpecError(NASTY, layer=NASTY)):
        assert not UNSAFE.search(str(error))
        assert "\n" not in str(error)
    assert "\n" not in SpecError(NASTY).problem


SPEC = """\
input: {channels: 1, size: 8}
params: {width: 1.0}
layers:
  - {name: c1, type: conv, filters: 4, kernel: 3}
  - {name: p1, type: global_avgpool}
"""
QUOTED = json.dumps(NASTY)  # YAML's double quotes know the same escapes
FILES = {
    "title.yaml": f"title: {QUOTED}\n{SPEC}",
    "about.yaml": f"about: {QUOTED}\n{SPEC}",
    "source.yaml": f"source: {{paper: {QUOTED}}}\n{SPEC}",
    "recipe.yaml": f"recipe: {{about: {QUOTED}}}\n{SPEC}",
    "key.yaml": f"{QUOTED}: 1\n{SPEC}",
    "layer.yaml": SPEC.replace("c1", QUOTED),
    "value.yaml": SPEC.replace("filters: 4", f"filters: {QUOTED}"),
    "deep.yaml": SPEC.replace("kernel: 3", f"kernel: 3, {QUOTED}: {QUOTED}"),
    "param.yaml": SPEC.replace("width", QUOTED),
    "variant.yaml": f"variants: {{{QUOTED}: {{}}}}\n{SPEC}",
    "tag.yaml": f"title: !{NASTY.split()[1]} x\n{SPEC}",
    f"{NASTY.replace('/', '')}.yaml": SPEC,
    f"{NASTY}broken.yaml": "input: [",
}
COMMANDS = [
    ["{}"],
    ["{}", "--table"], ["{}", "-t", "-f", "markdown"], ["{}", "--plain"], *(["{}", "-f", each] for each in NAMES),
    *(["explain", "{}", "-f", each] for each in DERIVATIONS),
    ["explain", "{}", "--compare", "alexnet"], ["get", "'{}'.params", "'{}'.macs"],
    ["get", "'{}'.params", "-f", "json"], ["lint", "{}"], ["lint", "{}", "--format", "json"], ["sizes", "{}"],
    ["sizes", "{}", "-f", "json"], ["expand", "{}"],
    ["reconcile", "'{}'.params", "40"], ["audit", "{}"], ["train", "{}", "--recipe", "help"], ["check", "{}"],
]  # fmt: skip


@pytest.mark.parametrize("name", FILES, ids=ascii)
def test_specs_in_every_command(name: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8", errors="surrogateescape")
    for command in COMMANDS:
        safe(inside(*(word.replace("{}", name) for word in command), cwd=tmp_path))


WORDS = [
    ["{}"], ["alexnet", "{}"], ["alexnet", "--{}"], ["alexnet", "-f", "{}"], ["alexnet", "--columns", "{}"],
    ["alexnet", "--input", "{}"], ["alexnet", "--set", "{}=1"], ["alexnet", "--mode", "{}"],
    ["alexnet", "--depth", "{}"],
    ["alexnet", "-o", "{}.nope"], ["alexnet", "-o", "no/{}.csv"], ["explain", "alexnet", "{}"],
    ["explain", "alexnet", "conv1", "{}"], ["explain", "alexnet", "--compare", "{}"], ["explain", "conv kernel={}"],
    ["get", "{}"], ["get", "alexnet.{}"], ["get", "alexnet.params * 1{}"], ["get", "1\n+1", "1\x1b+1"],
    ["reconcile", "alexnet.params", "{}"], ["reconcile", "{}", "61M"], ["audit", "{}"], ["audit", "--only", "{}"],
    ["audit", "--claims", "{}"], ["check", "{}"], ["check", "--ignore", "{}"], ["check", "--config", "{}"],
    ["check", "--affected-by", "{}"], ["check", "--format", "{}"], ["lint", "{}"], ["lint", "--ignore", "{}"],
    ["sizes", "alexnet", "{}"], ["rule", "{}"], ["expand", "{}"], ["train", "lenet5", "--recipe", "{}=1"],
    ["train", "lenet5", "--recipe", "momentum={}"], ["train", "lenet5", "--device", "{}"], ["export", "{}"],
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS, ids=ascii)
def test_arguments(words: list[str], inside: Callable[..., Done], tmp_path: Path) -> None:
    assert safe(inside(*(word.replace("{}", NASTY) for word in words), cwd=tmp_path)).code == 2


DOCUMENT = f"""\
# {NASTY.replace(chr(10), " ")}

AlexNet \x1b[31m has \u202e <!--=alexnet.params-->62M<!--/--> parameters \x9b
and <!--='{NASTY.split()[0]}\x1b'.params-->3<!--/-->.

Its <!--=alexnet.\x1b[31m\u202e-->62\x07M<!--/--> <!--=alexnet.params-->6\u202e2M<!--/--> AlexNet has 99M\u200f MACs.

<!-- cnnstat: alexnet --table \x1b\u202e -->
<!-- /cnnstat -->
"""


@pytest.mark.parametrize("chosen", FORMATS)
def test_documents(chosen: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / f"{NASTY}.md").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "n.cnnstat.yaml").write_text(f'document: {QUOTED}\nclaims: ["{{alexnet.params}}"]\n', encoding="utf-8")
    (tmp_path / "m.cnnstat.yaml").write_text(f"document: n.txt\nclaims: [{json.dumps('{alexnet.params} ' + NASTY)}]\n")
    (tmp_path / "n.txt").write_text(DOCUMENT, encoding="utf-8")
    summary = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    for options in ((), ("--suggest",), ("--blame", "spec")):
        done = safe(inside("check", "--format", chosen, *options, cwd=tmp_path, env=env))
        assert done.code == 1
        assert done.out
    if chosen == "github":
        assert not UNSAFE.search(summary.read_text(encoding="utf-8"))


def test_a_figure_with_line_ends_is_one_cell_of_a_summary(inside: Callable[..., Done], tmp_path: Path) -> None:
    """What stands behind a line's end would be Markdown of its own: a heading that says that all is well."""
    said = '<b title="\n\n# All is well\n\n1. item"></b>'
    (tmp_path / "a.html").write_text(f"<p>AlexNet has 62.9{said} million parameters.</p>\n", encoding="utf-8")
    summary = tmp_path / "summary.md"
    inside("check", "--suggest", "-f", "github", "a.html", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": str(summary)})
    lines = summary.read_text(encoding="utf-8").splitlines()
    assert sum("All is well" in line for line in lines) == 1
    assert not any(line.startswith(("# ", "1. ")) for line in lines)


def test_a_configuration(inside: Callable[..., Done], tmp_path: Path) -> None:
    for line in (f"{QUOTED} = 1", f"ignore = [{QUOTED}]", f"exclude = {QUOTED}", f"about = {QUOTED}", "x = \x01"):
        (tmp_path / "pyproject.toml").write_text(f"[tool.cnnstat]\n{line}\n", encoding="utf-8")
        assert safe(inside("check", cwd=tmp_path)).code == 2


def test_a_patch_has_every_byte(inside: Callable[..., Done], tmp_path: Path) -> None:
    text = "AlexNet \x1b[31m\u202e\r\nhas <!--=alexnet.params-->62M<!--/-->\r\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    done = inside("check", "--diff", cwd=tmp_path)
    assert "\x1b[31m\u202e" in done.out


@pytest.mark.parametrize(
    "line", ["  ::add-mask::y", " ::stop-commands::t", "\u3000::x", "a ##[error]z", "a ##vso[x]", "x\r::error::"]
)
def test_a_patch_that_a_ci_log_would_obey(line: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    """It is refused where CI says that it is there, and is written to a file with every byte."""
    text = f"{line}\nAlexNet has <!--=alexnet.params-->62M<!--/-->\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    whole = inside("check", "--diff", cwd=tmp_path, env={"CI": ""}).out
    assert f"\n {line}\n" in whole
    done = safe(inside("check", "--diff", cwd=tmp_path, env={"CI": "true"}))
    assert (done.code, done.out) == (2, "")
    assert "line 4 of the patch would be a command of the CI log; write the patch to a file: -o FILE" in done.err
    assert inside("check", "--diff", "-o", "a.patch", cwd=tmp_path, env={"CI": "true"}).code == 1
    assert (tmp_path / "a.patch").read_bytes().decode() == whole
    (tmp_path / "a.md").write_text(text.replace(line, "a::b #[x]"))
    assert "a::b #[x]" in inside("check", "--diff", cwd=tmp_path, env={"CI": "true"}).out


@pytest.mark.parametrize("chosen", FORMATS)
def test_commands_of_ci_logs(chosen: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    """GitHub's runner looks for ``::`` behind blanks too, and for ``##[`` anywhere in a line."""
    (tmp_path / "::stop-commands::x.md").write_text(
        "A <!--=alexnet.params-->##[add-mask]61M<!--/--> <!--=alexnet.params-->1<!--/-->\n\n"
        f'<!-- cnnstat: show "{"x" * 105} ::stop-commands::t/x.yaml" -->\n<!-- /cnnstat -->\n'
    )
    done = safe(inside("check", ".", "--format", chosen, cwd=tmp_path))
    assert (done.code, "stop-commands" in done.out) == (1, True)


def test_titles_that_are_commands(inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(
        f'title: "::error::x"\nabout: "::warning::##[error]y ##vso[z] ##teamcity[z]"\n{SPEC}'
    )
    for words in (["net.yaml"], ["net.yaml", "-t"], ["explain", "net.yaml"], ["sizes", "net.yaml"]):
        for env in ({}, {"FORCE_COLOR": "1"}):
            done = safe(inside(*words, cwd=tmp_path, env=env), coloured=bool(env))
            assert "error::x" in done.out


OWN = ("::error title=cnnstat", "::warning title=cnnstat", "::notice title=cnnstat")


def safe(done: Done, coloured: bool = False) -> Done:
    """Nothing that acts is on either stream, and no line begins as a command of a CI log, but for our own."""
    for text in (done.out, done.err):
        text = re.sub(r"\x1b\[[0-9;]*m", "", text) if coloured else text
        assert not UNSAFE.search(text), ascii(text)
        for line in text.splitlines():
            assert not line.lstrip().startswith("::") or line.startswith(OWN), ascii(line)
    assert "internal error" not in done.err, ascii(done.err)
    return done
