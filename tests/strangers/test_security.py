"""What a stranger's document or spec can do: nothing but be checked. Each sentence of the guide's page on security
has a test here or in ``test_printable.py``."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from html import escape as escape_html
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import cnnstat
from cnnstat.cli.commands import command
from cnnstat.commands import COMMANDS
from cnnstat.documents.formats import formats
from cnnstat.errors import UsageError
from cnnstat.files import opened
from cnnstat.render.formats.csv import raw
from cnnstat.render.formats.markdown import escape, sentence
from cnnstat.saving import write_file
from cnnstat.spec import catalog
from cnnstat.spec.document import Spec
from cnnstat.text import tex
from cnnstat.views import blocks
from cnnstat.views.blocks import FORMAT, parsed

SPEC = """\
input: {channels: 1, size: 8}
layers:
  - {name: c1, type: conv, filters: 4, kernel: 3}
"""
BLOCKS = {
    f"a{own.endings[0]}": f"x\n\n{own.bracket[0]}cnnstat: {{}}{own.bracket[1]}\n\n"
    f"{own.bracket[0]}/cnnstat{own.bracket[1]}\n"
    for own in formats().values()
}
MARKS = {f"a{own.endings[0]}": own.mark.replace("A ", "tail ").replace("0", "0 + 1") for own in formats().values()}
"""A block in each format of documents, and a mark that is right."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a spec, and a spec and a secret beside it."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / ".git/config").write_text("[http] extraheader = token 61M parameters\n")
    (root / "net.yaml").write_text(SPEC)
    (root / "secret.yaml").write_text("password: hunter2\n")
    (tmp_path / "outside.yaml").write_text(SPEC)
    (tmp_path / "secret.txt").write_text("hunter2: 61M\n")
    return root


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What a block may say


WRITING = [
    "show lenet5 -tovictim.md", "lenet5 -tofvictim.md", "show lenet5 -ovictim.md", "lenet5 -t -o victim.md",
    "lenet5 --output victim.md", "lenet5 --output=victim.md", "lenet5 --outp victim.md", "sizes lenet5 -pvictim.png",
    "sizes lenet5 -p victim.png", "sizes lenet5 --picture=victim.svg", "explain lenet5 -ovictim.md",
    "audit lenet5 -ovictim.md", "reconcile lenet5.params 60K -ovictim.md", "audit --claims victim.yaml",
    "audit --strict lenet5", "lenet5 -th", "lenet5 -h", "lenet5 --help", "show --help", "lenet5 --columns help",
    "lenet5 --plain", "lenet5 --format csv", "lenet5 --format json", "lenet5 -fcsv", "lenet5 -tfcsv",
    "explain lenet5 --format typst", "--version", "--show-completion bash", "--install-completion bash",
    "export lenet5 -o victim.py", "train lenet5 -o victim", "check . --fix", "expand lenet5", "schema", "list", "rule",
    "crosscheck lenet5", "get lenet5.params -e", "lint lenet5 --rules", "cnnstat", "cnnstat show lenet5 -tovictim.md",
]  # fmt: skip


@pytest.mark.parametrize("words", WRITING)
@pytest.mark.parametrize("options", [(), ("--fix",)], ids=["check", "fix"])
def test_a_block_writes_nothing_and_prints_no_help(
    words: str, options: tuple[str, ...], inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "victim.md").write_text("mine")
    (project / "a.md").write_text(BLOCKS["a.md"].replace("{}", words))
    before = everything(project.parent)
    done = inside("check", *options, "a.md", "--format", "concise", cwd=project)
    assert done.code == 1
    assert re.search(r"^a\.md:3:\d+: CNS20[46] ", done.out, re.MULTILINE), done.out
    assert "Usage" not in done.out + done.err
    assert "internal error" not in done.err
    assert everything(project.parent) == before


def test_only_listed_options_are_known() -> None:
    for name, block in blocks.BLOCKS.items():
        flags = {flag for option in block.options for flag in option.flags}
        for option in ("-h", "--help", "-o", "--output", "-p", "--picture", "--claims", "--plain", "--strict"):
            assert option not in flags
            with pytest.raises(UsageError, match=f"a block takes no {option}; it takes --"):
                parsed([name, option])
    for name in COMMANDS:
        if name not in blocks.BLOCKS:
            with pytest.raises(UsageError, match="a block shows figures"):
                parsed([name, "lenet5"])


def test_a_block_is_spelled_as_the_command_line() -> None:
    """What a block may say is listed on its own; its names, forms and order are those of the command."""
    for name, block in blocks.BLOCKS.items():
        known = {each.name: each for each in command(name).params}
        for option in (*block.options, FORMAT):
            twin = known.pop(option.name)
            assert (option.flags, option.bare) == (tuple(twin.opts), twin.is_flag), (name, option.name)
            assert option.repeated is twin.multiple
        places = [each for each in known.values() if each.param_type_name == "argument"]
        assert [each.name for each in places if each.nargs == 1] == list(block.arguments)
        assert [each.name for each in places if each.nargs == -1] == [block.rest] * bool(block.rest)
        needed = [each.name for each in places if each.required]
        assert name == "show" or needed == list(block.arguments[: block.needed])  # show --columns help needs none


WORDS = [
    "lenet5", "c1", "params", "-t", "--table", "-i", "32", "-i32", "--input=40", "-ti", "-tti32", "-d2", "--set", "k=1",
    "-s", "--", "-b", "--compare", "c3", "-", "--columns", "name,params", "--all", "60K", "--only=exact", "--table=1",
]  # fmt: skip


def plain(params: dict[str, Any]) -> dict[str, Any]:
    """Typer's values: lists where it has tuples, and no None."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in params.items() if value is not None
    }


@given(st.sampled_from(sorted(blocks.BLOCKS)), st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_block_is_read_as_the_command_line(name: str, words: list[str]) -> None:
    """Typer is the oracle: what both take, they take to be the same; what one refuses, the other does."""
    own = command(name)
    try:
        expected = plain(own.make_context(name, list(words)).params)
    except Exception as error:
        if not (isinstance(error, UsageError) or hasattr(error, "format_message")):  # Typer's own, in any version
            raise
        with pytest.raises(UsageError):
            parsed([name, *words])
        return
    if name == "show" and not expected["network"]:
        with pytest.raises(UsageError, match="show: expected NETWORK, got nothing"):
            parsed([name, *words])
        return
    found = parsed([name, *words])[1]
    assert {**expected, **found} == expected
    unset = plain(own.make_context(name, [], resilient_parsing=True).params)
    assert {each for each, value in expected.items() if value and value != unset.get(each)} <= set(found)


def test_what_is_not_allowed_is_named() -> None:
    with pytest.raises(UsageError, match=r"a block takes no -o; it takes --batch, --columns, --depth, --dtype, "):
        parsed(["show", "lenet5", "-tovictim.md"])


def test_blocks_show_what_the_program_prints(inside: Callable[..., Done], project: Path) -> None:
    for words in (
        "alexnet --table", "alexnet", "googlenet 3a --columns name,params", "explain alexnet conv1 params",
        "explain alexnet conv1 --compare conv2", "sizes lenet5", "audit nin", "reconcile resnet50.macs 4.1B",
        "net.yaml --table", "explain 'conv kernel=3 filters=C' params", "compare alexnet.conv1 conv2",
        "compare alexnet vgg16 @input=454 -c params,macs", "compare net.yaml lenet5",
    ):  # fmt: skip
        (project / "a.md").write_text(BLOCKS["a.md"].replace("{}", f"{words} --format table"))
        assert inside("check", "--fix", "a.md", cwd=project).code == 0
        arguments = [word.strip("'") for word in re.findall(r"'[^']*'|\S+", words)]
        shown = inside(*arguments, cwd=project)
        assert shown.out.strip() in (project / "a.md").read_text(encoding="utf-8")
        assert inside("check", "a.md", cwd=project).code == 0


# What a document may read


OUTSIDE = [
    "/etc/passwd",
    "../secret.txt",
    "../outside.yaml",
    "sub/../../outside.yaml",
    "link.yaml",
    "folder/outside.yaml",
    "torchvision.models:resnet18",
    "timm:resnet50",
    "own.py:Net",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_documents_read_only_specs_of_the_project(name: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "link.yaml").symlink_to(project.parent / "outside.yaml")
    (project / "folder").symlink_to(project.parent)
    query = f"'{name}'.params"
    texts = [
        f"a <!--={query}-->40<!--/-->\n",
        *(BLOCKS["a.md"].replace("{}", words) for words in (
            f"show {name}", f"{name}:v --table", f"explain {name} c1",
            f"explain alexnet conv1 --compare \"'{name}'.c1\"", f"sizes {name}",
            f'reconcile "{query}" 40', f"audit {name}",
        )),
    ]  # fmt: skip
    for text in texts:
        (project / "a.md").write_text(text)
        done = inside("check", "a.md", "--format", "concise", cwd=project)
        assert done.code == 1
        assert re.search("lies outside of the project|a document reads specs, whose names end in", done.out), done.out
        for word in ("hunter2", "root:", "40, ", "is 40"):
            assert word not in done.out


def test_names_of_the_project_read_nothing_outside_of_it(
    inside: Callable[..., Done], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "docs").mkdir()
    (project / "docs/a.md").write_text("TinyNet has 20-layer, and 20, 30 and 50 layers; 1 GMACs.\n\nTinyNet-5/7\n")
    (project / "net.yaml").rename(project / "x.yaml")
    (project.parent / "x.yaml").write_text((project / "x.yaml").read_text())  # as the document has it, from here
    (project / "pyproject.toml").write_text('[tool.cnnstat]\nnames = {TinyNet = "x.yaml"}\n')
    read = list[Path]()

    def read_own(path: Path) -> Spec:
        read.append(path.resolve())
        return Spec.read(path)

    monkeypatch.setattr(catalog, "read_own", read_own)
    inside("check", "--suggest", "docs/a.md", cwd=project)
    assert {*read} == {project / "x.yaml"}


def test_specs_of_the_project_are_read(inside: Callable[..., Done], project: Path) -> None:
    (project / "docs").mkdir()
    (project / "docs/a.md").write_text("a <!--=../net.yaml.params-->40<!--/-->\n")
    assert inside("check", "docs/a.md", cwd=project).code == 0
    assert inside("check", "a.md", cwd=project / "docs").code == 0
    assert inside("check", str(project / "docs"), cwd=project.parent).code == 0


def test_other_folders_are_allowed_by_name(inside: Callable[..., Done], project: Path) -> None:
    (project / "a.md").write_text("a <!--=../outside.yaml.params-->40<!--/-->\n")
    refused = inside("check", "a.md", cwd=project)
    assert "../outside.yaml lies outside of the project; --spec-folder, or spec-folders in [tool.cnnstat], allows" in (
        " ".join(refused.out.split())
    )
    assert inside("check", "a.md", "--spec-folder", "..", cwd=project).code == 0
    (project / "pyproject.toml").write_text('[tool.cnnstat]\nspec-folders = [".."]\n')
    assert inside("check", "a.md", cwd=project).code == 0
    done = inside("check", "a.md", "--spec-folder", "nowhere", cwd=project)
    assert (done.code, done.err) == (2, "cnnstat: nowhere: no such folder; expected one with specs\n")


@pytest.mark.parametrize("target", ["..", ".git"])
def test_a_folder_with_specs_that_is_a_link_elsewhere(
    target: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "a.md").write_text("a <!--=../outside.yaml.params-->40<!--/-->\n")
    (project / "extra").symlink_to(target)
    problem = "a link to a hidden folder" if target == ".git" else "a link that leads outside of the project"
    for words in (["--spec-folder", "extra"], ["--spec-folder", "./extra"], []):
        (project / "pyproject.toml").write_text("" if words else '[tool.cnnstat]\nspec-folders = ["extra"]\n')
        done = inside("check", "a.md", *words, cwd=project)
        assert (done.code, done.out) == (2, "")
        assert f"extra: {problem}; name the folder itself: {os.path.realpath(project / target)}\n" in done.err


def test_the_root_is_that_of_the_configuration(inside: Callable[..., Done], project: Path) -> None:
    inner = project / "inner"
    inner.mkdir()
    (inner / "a.md").write_text("a <!--=../net.yaml.params-->40<!--/-->\n")
    assert inside("check", "a.md", cwd=inner).code == 0
    (inner / "pyproject.toml").write_text("")
    assert "lies outside of the project" in inside("check", "a.md", cwd=inner).out


@pytest.mark.parametrize(
    "text",
    ["password: hunter2", "hunter2", "- hunter2: x", "a: &x hunter2\nb: *hunter2", "!hunter2 a", "{hunter2: [",
     "password: hunter2\npassword: hunter2", "input: hunter2", "layers:\n  - hunter2"],
)  # fmt: skip
def test_messages_quote_no_file_that_is_no_spec(text: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "secret.yaml").write_text(text)
    (project / "a.md").write_text(
        f"a <!--=secret.yaml.params-->40<!--/-->\n\n{BLOCKS['a.md'].replace('{}', 'show secret.yaml')}"
    )
    done = inside("check", "a.md", "--format", "json", cwd=project)
    found = json.loads(done.out)["findings"]
    problems = [each["problem"] for each in found if each["rule"] == "CNS206"]
    assert problems == ["secret.yaml is no spec: expected the sections input and layers"] * 2
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", ".git/config", "link.txt", "hidden.txt"])
def test_a_sidecar_file_is_about_a_document_of_the_project(
    name: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "link.txt").symlink_to(project.parent / "secret.txt")
    (project / "hidden.txt").symlink_to(project / ".git/config")
    (project / "a.cnnstat.yaml").write_text(
        f'document: {name}\nclaims: ["{{alexnet.params}} parameters", "hunter2: {{alexnet.params}}"]\n'
    )
    done = inside("check", "a.cnnstat.yaml", cwd=project)
    assert done.code == 1
    assert re.search(f"CNS209 .* '{name}' (lies outside of the project|is hidden)", " ".join(done.out.split()))
    assert "hunter2" not in done.out
    assert "token" not in done.out


@pytest.mark.parametrize(
    ("name", "why"),
    [("secrets.json", "is ignored by git"), ("build/out.txt", "is ignored by git"),
     ("sub/in.txt", "belongs to another repository"), ("sub/deep/in.txt", "belongs to another repository")],
)  # fmt: skip
def test_a_sidecar_file_is_about_no_document_that_git_leaves_out(
    name: str, why: str, inside: Callable[..., Done], project: Path
) -> None:
    (project / "sub" / ".git").mkdir(parents=True)
    (project / ".gitignore").write_text("secrets.json\nbuild/\n")
    document = project / name
    document.parent.mkdir(parents=True, exist_ok=True)
    document.write_text("hunter2, 5 parameters\n")
    (project / "a.cnnstat.yaml").write_text(f'document: {name}\nclaims: ["hunter2, {{alexnet.params}} parameters"]\n')
    for words in (["."], ["a.cnnstat.yaml"]):
        done = inside("check", *words, cwd=project)
        assert f"document: '{name}' {why}; name it to check it" in " ".join(done.out.split())
        assert "hunter2" not in done.out
    (project / "a.cnnstat.yaml").rename(document.with_suffix(".cnnstat.yaml"))
    text = document.with_suffix(".cnnstat.yaml").read_text().replace(name, document.name)
    document.with_suffix(".cnnstat.yaml").write_text(text)
    assert "CNS201" in inside("check", name, cwd=project).out


def test_claims_read_only_specs_of_the_project(inside: Callable[..., Done], project: Path) -> None:
    head = 'paper: "x, 2026"\nshort: x\nclaims:\n  y:\n'
    for claim in (
        "{prints: 40, query: ../outside.yaml.params}", "{prints: 40, query: \"'../secret.txt'.params\"}",
        "{prints: 40, query: secret.yaml.params}", "{prints: 18%, network: ../secret.txt, because: training}",
    ):  # fmt: skip
        (project / "c.yaml").write_text(f"{head}    - {claim}\n")
        done = inside("audit", "--claims", "c.yaml", cwd=project)
        assert done.code == 2
        assert re.match(r"cnnstat: c\.yaml:5:\d+: claim: .*(lies outside|reads specs|is no spec)", done.err), done.err
        assert "hunter2" not in done.err
    (project / "c.yaml").write_text(f"{head}    - {{prints: 40, query: net.yaml.params}}\n")
    assert inside("audit", "--claims", "c.yaml", cwd=project).code == 0


def test_a_link_out_of_the_project_is_not_followed_from_a_folder(inside: Callable[..., Done], project: Path) -> None:
    (project.parent / "note.md").write_text("hunter2 <!--=alexnet.params-->62M<!--/-->\n")
    (project / "note.md").symlink_to(project.parent / "note.md")
    for options in (["--fix"], ["--suggest"], ["--diff"], []):
        done = inside("check", ".", *options, cwd=project)
        assert options == ["--diff"] or "a link that leads outside of the project" in done.out
        assert "hunter2" not in done.out
    for option in ("--fix", "--diff"):  # read, as it is named itself, but not written, nor shown as if it were
        done = inside("check", "note.md", option, cwd=project)
        assert done.code == 2
        assert done.err.endswith("cannot write: a link that leads outside of the project; name the file itself\n")
        assert option == "--fix" or not done.out
    assert "62M" in (project.parent / "note.md").read_text()


def test_a_folder_of_the_project_that_leads_out_of_it(inside: Callable[..., Done], project: Path) -> None:
    outside = project.parent / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep/note.md").write_text("hunter2 <!--=alexnet.params-->62M<!--/-->\n")
    (project / "docs").symlink_to(outside)
    for name, real in (("docs", "outside"), ("./docs/deep", "outside/deep"), (str(project / "docs"), "outside")):
        done = inside("check", name, "--fix", cwd=project)
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            f"cnnstat: {Path(name)}: a link that leads outside of the project; name the folder itself: "
            f"{os.path.realpath(project.parent / real)}\n"
        )
    assert "62M" in (outside / "deep/note.md").read_text()
    for folder in (str(outside), "../outside"):
        assert inside("check", folder, cwd=project).code == 1
    (project / ".hidden/deep").mkdir(parents=True)
    (project / ".hidden/deep/a.md").write_text("hunter2 <!--=alexnet.params-->62M<!--/-->\n")
    (project / "x").symlink_to(".hidden")
    for name in ("x", "x/deep"):
        done = inside("check", name, "--fix", cwd=project)
        assert (done.code, done.out) == (2, "")
        assert f"cnnstat: {name}: a link to a hidden folder; name the folder itself" in done.err
    assert inside("check", ".hidden/deep", cwd=project).code == 1
    (project / "inner").mkdir()
    (project / "link").symlink_to("inner")
    assert inside("check", "link", "--min-claims", "0", cwd=project).code == 0


# What a block's text can do to its document


HOSTILE = [
    "``` <b>", "~~~", "```` ~~~~", r"a \end{verbatim}\input{/etc/passwd}", r"\end{table}\input{x}", "<!-- /cnnstat -->",
    "<!--=1-->2<!--/-->", "--> <script>alert(1)</script> <!--", "</pre><script>alert(1)</script>", "</body>",
    "| a | b |",
    "% /cnnstat", "% cnnstat: alexnet.params", ".. /cnnstat", ".. raw:: html", "# heading", "[x](javascript:alert(1))",
    "![x](http://x)", "$\\input{x}$", "&lt;b&gt;", "====", "- item", "1. item", "> quote", "    code", "::",
    "\\\\ \\hline", "^^5cinput{x}", "{{ jinja }} {% x %}", "*a* _b_ `c`", "<https://x.example>",
]  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize(
    "words",
    [
        "show t.yaml",
        *(pytest.param(f"t.yaml --table{each}", marks=pytest.mark.slow) for each in ("", " --format table")),
    ],
)
def test_blocks_are_not_broken_out_of(
    name: str, words: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    for title in HOSTILE:
        stays_inside(title, name, words, inside, project)


def stays_inside(title: str, name: str, words: str, inside: Callable[..., Done], project: Path) -> None:
    """A block with a hostile title is refused, or shows it as text and leaves what follows as it was."""
    quoted = json.dumps(title)
    (project / "t.yaml").write_text(f"title: {quoted}\nabout: {quoted}\nsource: {{paper: {quoted}}}\n{SPEC}")
    tail = f"\n{MARKS[name]}"
    (project / name).write_text(BLOCKS[name].replace("{}", words) + tail)
    done = inside("check", "--fix", name, "--format", "concise", cwd=project)
    text = (project / name).read_text(encoding="utf-8")
    if done.code:  # what cannot be made safe is refused
        assert re.search("holds .end.verbatim.|would end the block, or begin another mark|run code", done.out), done.out
        return
    again = inside("check", name, "--format", "json", cwd=project)
    assert json.loads(again.out)["checked"]["figures"] == 2  # the block, and the mark behind it
    assert json.loads(again.out)["findings"] == []
    if name == "a.md":
        page = MarkdownIt("commonmark").enable("table").render(text)
        shown = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
        assert not re.search(r"<(?!/?(?:p|pre|code|strong|table|thead|tbody|tr|th|td|ul|li|em|br)\b)", shown), shown
        assert "tail" in re.findall(r"<p>(tail) ", page)
    if name == "a.html":
        assert not re.search(r"<script|<b>|</body>", text)
        assert text.count("<pre>") == text.count("</pre>")
    if name == "a.tex":
        body = text.partition("\\begin{verbatim}")[2].partition("\\end{verbatim}")
        rest = text.partition("\\begin{verbatim}")[0] + body[2]
        assert not re.search(r"\\input|\\hline|\^\^", rest.replace("\\textbackslash{}", ""))


def test_cells_that_a_spreadsheet_would_run(inside: Callable[..., Done], project: Path) -> None:
    (project / "claims.yaml").write_text(
        'paper: "=cmd()"\nshort: "@x"\nclaims:\n  "+1+2":\n    - {row: "-2+3", prints: "61M", query: alexnet.params}\n'
        '    - {prints: "-3.45", network: alexnet, states: "=HYPERLINK(1)", because: training}\n'
    )
    done = inside("audit", "--claims", "claims.yaml", "--format", "csv", cwd=project)
    rows = list(csv.reader(io.StringIO(done.out)))
    cells = [cell for row in rows for cell in row]
    assert {"'=cmd()", "-3.45", "'=HYPERLINK(1)"} <= set(cells)
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@") and not re.fullmatch(r"-?[0-9.]+", cell)]


def test_a_title_runs_nothing_in_an_exported_file(inside: Callable[..., Done], project: Path) -> None:
    pytest.importorskip("torch")
    title = '"""\nimport os; os.mkdir("pwned")\n"""'.replace("\n", " ")
    (project / "t.yaml").write_text(f"title: {json.dumps(title)}\nsource: {{paper: {json.dumps(title)}}}\n{SPEC}")
    done = inside("export", "t.yaml", cwd=project)
    assert done.code == 0
    compile(done.out, "t.py", "exec")
    assert "os.mkdir" not in re.sub(r'""".*?(?<!\\)"""', "", done.out, flags=re.DOTALL)


# What a fresh attack found


def test_a_name_that_looks_like_layers_opens_no_file(inside: Callable[..., Done], project: Path) -> None:
    """``is_line`` looks at the first word only, and a folder may be called ``input x``."""
    (project / "input x").mkdir()
    (project / "conv x").mkdir()
    for name in ("input x/../../outside.yaml", "conv x/../../secret.txt", "input x/../../../etc/passwd", "conv x/a"):
        for words in (
            f'show "{name}"', f'"{name}" --table', f'sizes "{name}"', f'explain alexnet --compare "\'{name}\'"',
            f'audit "{name}"', f'reconcile "\'{name}\'.params" 40',
        ):  # fmt: skip
            (project / "a.md").write_text(BLOCKS["a.md"].replace("{}", words))
            before = everything(project)
            done = inside("check", "a.md", "--fix", "--format", "concise", cwd=project)
            assert done.code == 1
            assert "hunter2" not in done.out + done.err
            assert "root:" not in done.out + done.err
            assert everything(project) == before, words


def test_layers_typed_in_quotes_are_still_layers(inside: Callable[..., Done], project: Path) -> None:
    query = "'input channels=3 size=9; conv kernel=3 filters=4'.params"
    (project / "a.md").write_text(
        f"a <!--={query}-->112<!--/-->\n\n" + BLOCKS["a.md"].replace("{}", f'reconcile "{query}" 108')
    )
    assert inside("check", "a.md", "--fix", cwd=project).code == 0
    assert "weights only" in (project / "a.md").read_text()


@pytest.mark.parametrize("name", ["\0a.yaml", "a\0.yaml", "a\0"])
def test_zero_bytes_in_names(name: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "a.html").write_text(
        f"<p>a <!--='{name}'.params-->1<!--/--></p>\n<!-- cnnstat: show {name} --><!-- /cnnstat -->"
    )
    (project / "b.cnnstat.yaml").write_text(f'document: {json.dumps(name)}\nclaims: ["{{alexnet.params}}"]\n')
    done = inside("check", ".", "--format", "concise", cwd=project)
    assert (done.code, done.err) == (1, "")


def test_settings_that_no_machine_holds(inside: Callable[..., Done], project: Path) -> None:
    for line in ('spec-folders = ["\\u0000"]', f"min-claims = 0x{'f' * 4000}"):
        (project / "pyproject.toml").write_text(f"[tool.cnnstat]\n{line}\n")
        done = inside("check", cwd=project)
        assert done.code == 2
        assert re.match(
            r"cnnstat: .*pyproject\.toml:2:1: \[tool\.cnnstat\]: (spec-folders|min-claims): expected", done.err
        )


def test_sarif_of_a_file_whose_name_is_no_text(inside: Callable[..., Done], project: Path) -> None:
    (project / "\udcff.yaml").write_text(SPEC)
    cell = {"cell_type": "markdown", "metadata": {}, "source": "A <!--='\udcff.yaml'.params-->37<!--/-->"}
    (project / "a.ipynb").write_text(json.dumps({"cells": [cell]}))
    done = inside("check", "a.ipynb", "--format", "sarif", cwd=project)
    assert (done.code, done.err) == (1, "")
    assert "%FF.yaml" in done.out


def test_rows_of_latex_begin_no_option(inside: Callable[..., Done], project: Path) -> None:
    (project / "c.yaml").write_text(
        'paper: "x, 2026"\nshort: "[10cm] x"\nclaims:\n  y:\n    - {prints: 61M, query: alexnet.params}\n'
    )
    done = inside("audit", "--claims", "c.yaml", "--format", "latex", cwd=project)
    assert "{}[10cm] x" in done.out
    assert not re.search(r"^\[", done.out, re.MULTILINE)


def test_rows_of_a_handout_in_latex_begin_no_option(inside: Callable[..., Done], project: Path) -> None:
    for name, title in (("a", "[5cm]"), ("b", "*[5cm] x"), ("c", " [5cm] y")):
        (project / f"{name}.yaml").write_text(f'title: "{title}"\n{SPEC}')
    done = inside("handout", "a.yaml", "b.yaml", "c.yaml", "lenet5", "nin", "-o", "h.tex", "-n", "0", cwd=project)
    assert (done.code, done.err) == (0, "")
    written = (project / "h.tex").read_text(encoding="utf-8")
    assert all(f"\n{{}}{title}" in written for title in ("[5cm] & ", "*[5cm] x & ", "[5cm] y & "))
    assert not re.search(r"(\\\\|rule)\s*\n?\s*[\[*](?!3pt\])", written)


@pytest.mark.parametrize("text", ["~~s~~", "a ~s~ b", "~~~", "~~~ s"])
def test_nothing_is_struck_out_of_markdown(text: str) -> None:
    for written in (escape(text), sentence(text)):
        assert MarkdownIt("commonmark").enable("strikethrough").render(written) == f"<p>{text}</p>\n"
        assert not re.search(r"(?<!\\)~", written)


@pytest.mark.parametrize("first", ["[5cm]", "*", " [5cm]", "*[5cm] x"])
def test_rows_of_latex_are_guarded_in_one_place(first: str) -> None:
    assert tex.row([first, "x"]) == f"{{}}{first} & x"
    assert tex.row(["", first]) == f" & {first}"


def test_links_of_sidecar_files_and_configurations(inside: Callable[..., Done], project: Path) -> None:
    (project / "a.txt").write_text("x")
    (project / "a.cnnstat.yaml").symlink_to(project.parent / "secret.txt")
    for paths in (["."], ["a.txt"], ["a.cnnstat.yaml"]):
        done = inside("check", *paths, "--format", "concise", cwd=project)
        assert done.code == 1
        assert "a.cnnstat.yaml:1:1: CNS209 a link that leads outside of the project" in done.out
        assert "hunter2" not in done.out + done.err
    (project.parent / "out.toml").write_text("[tool.cnnstat]\nhunter2 = 1\n")
    (project / "pyproject.toml").symlink_to(project.parent / "out.toml")
    done = inside("check", cwd=project)
    assert done.code == 2
    assert "pyproject.toml: a link that leads outside of the project; --config reads it all the same" in done.err
    assert "hunter2" not in done.err


def test_a_block_is_judged_by_its_text(
    inside: Callable[..., Done], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody can find another text with the same eight digits in minutes."""
    (project / "a.md").write_text(BLOCKS["a.md"].replace("{}", "alexnet --table"))
    assert inside("check", "--fix", "a.md", cwd=project).code == 0
    monkeypatch.setattr("cnnstat.documents.marks.blocks.checksum", lambda text: "01234567")
    text = (project / "a.md").read_text(encoding="utf-8")
    (project / "a.md").write_text(re.sub("sum=.{8}", "sum=01234567", text).replace("60,965,224", "7"), encoding="utf-8")
    assert "a.md:3:1: CNS202" in inside("check", "a.md", "--format", "concise", cwd=project).out


def test_a_gitignore_that_is_a_link_ignores_nothing(inside: Callable[..., Done], project: Path) -> None:
    """As in git; else it would show which lines a file outside of the project has."""
    (project / ".gitignore").symlink_to(project.parent / "secret.txt")
    (project / "hunter2: 61M").mkdir()
    (project / "hunter2: 61M/a.md").write_text("A <!--=alexnet.params-->7M<!--/-->\n")
    assert "hunter2: 61M/a.md:1:25" in inside("check", "-f", "concise", cwd=project).out
    (project / ".gitignore").unlink()
    (project / ".gitignore").write_text("hunter2*\n")
    assert "hunter2" not in inside("check", "-f", "concise", cwd=project).out
    (project / ".gitignore").write_text("hunter2*\n" * 120_000)
    assert "hunter2: 61M/a.md:1:25" in inside("check", "-f", "concise", cwd=project).out


@pytest.mark.parametrize("config", [(), ("--config", "pyproject.toml"), ("--config", "../project/pyproject.toml")])
def test_excluded_documents_are_not_checked(config: Sequence[str], inside: Callable[..., Done], project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.cnnstat]\nexclude = ["*.md"]\n')
    (project / "a.md").write_text("A <!--=alexnet.params-->7M<!--/-->\n")
    for options in ((), ("--fix",)):
        assert "in 0 documents" in inside("check", "--min-claims", "0", *config, *options, cwd=project).out
    assert "7M" in (project / "a.md").read_text()


def test_cells_of_spreadsheets() -> None:
    for text in ("=1", "＝1+1", "＋1x", "－x", "＠SUM(1)", "+1x", "-y"):
        assert raw(text) == f"'{text}"
    assert [raw(each) for each in ("+1", "-1.5", "a=1", ["a", "b"], [3, 5])] == ["+1", "-1.5", "a=1", "a; b", "3x5"]
    assert raw("x;=HYPERLINK(1)") == "x;'=HYPERLINK(1)"
    assert raw('x; "=1";-2; -y;;@z') == "x; \"'=1\";-2; '-y;;'@z"
    assert raw(["a", "=b"]) == "a; '=b"


@pytest.mark.parametrize("reference", ["&#8238;", "&lt;", "&#x202e;", "&NewLine;", "&#10;"])
def test_references_to_characters_are_shown_as_they_are(reference: str) -> None:
    for text in (escape(f"a {reference}b"), sentence(f"{reference}b")):
        assert reference in MarkdownIt("commonmark").parseInline(text)[0].children[0].content  # type: ignore[index]
    assert escape("He & Zhang; AT&T") == "He & Zhang; AT&T"


@pytest.mark.parametrize("secret", [".env", ".git/token", "sub/.npmrc"])
def test_links_to_hidden_files(secret: str, inside: Callable[..., Done], project: Path) -> None:
    """In CI a checkout holds what is no part of the pull request: .git, .env, .npmrc."""
    (project / "sub").mkdir()
    (project / secret).write_text("hunter2: AlexNet has 61M parameters\n")
    (project / "a.txt").write_text("x")
    (project / ".other").write_text("hunter2: AlexNet has 61M parameters\n")
    (project / "a.cnnstat.yaml").symlink_to(project / secret)
    (project / "b.md").symlink_to(".other")
    for paths in (["."], ["a.txt"], ["a.cnnstat.yaml"], [".", "--suggest"], [".", "--fix"]):
        done = inside("check", *paths, "--format", "concise", cwd=project)
        assert done.code == 1
        assert "a.cnnstat.yaml:1:1: CNS209 a link to a hidden file\n" in done.out
        assert "hunter2" not in done.out + done.err
    assert "hunter2" not in inside("check", "--suggest", "--diff", cwd=project).out
    done = inside("check", ".", "--format", "concise", cwd=project)
    assert "b.md:1:1: CNS209 a link to a hidden file; name the file itself to check it\n" in done.out
    (project / secret).write_text("[tool.cnnstat]\nhunter2 = 1\n")
    (project / "pyproject.toml").symlink_to(project / secret)
    done = inside("check", cwd=project)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("pyproject.toml: a link to a hidden file; --config reads it all the same\n")


def test_a_link_to_a_file_of_the_project_is_followed(inside: Callable[..., Done], project: Path) -> None:
    (project / "docs").mkdir()
    (project / "docs/a.txt").write_text("AlexNet has 61M parameters\n")
    (project / "docs/x.cnnstat.yaml").write_text('document: a.txt\nclaims: ["has {alexnet.params} parameters"]\n')
    (project / "docs/y.cnnstat.yaml").symlink_to("x.cnnstat.yaml")
    assert inside("check", "docs/y.cnnstat.yaml", cwd=project).code == 0


@pytest.mark.parametrize("link", ["a.rst", "a.tex", "a.ipynb", "a.md.cnnstat.yaml"])
def test_a_link_keeps_no_document_from_being_checked(link: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "b.md").write_text("It has <!--=alexnet.params-->62M<!--/--> parameters\n")
    (project / link).symlink_to("b.md")
    for paths in (["."], [link, "b.md"]):
        assert "b.md:1:30: CNS201" in inside("check", *paths, "--format", "concise", cwd=project).out


@pytest.mark.parametrize("query", ["o.yaml×2", "o.yaml−2", "o.yaml", "o.yaml%", "count(o.yaml×2)", "2 * o.yaml×2"])
def test_a_dotted_name_opens_no_file(query: str, inside: Callable[..., Done], project: Path) -> None:
    """Behind signs that end no path the ending of a file was a name behind a dot, and the file was opened."""
    (project.parent / "bad.yaml").write_text("input: hunter2\nlayers: hunter3\n")
    (project / "o.yaml").symlink_to(project.parent / "bad.yaml")
    (project / "a.md").write_text(f"A <!--={query}-->4<!--/--> x\n")
    (project / "c.yaml").write_text(
        f'paper: x, 2026\nshort: x\nclaims:\n  y:\n    - {{prints: 4M, query: "{query}"}}\n'
    )
    for words in (["check", "a.md"], ["audit", "--claims", "c.yaml"]):
        done = inside(*words, cwd=project)
        assert done.code == (1 if words[0] == "check" else 2)
        assert "hunter" not in done.out + done.err


LIVE = ["`r system('x')`", "`{python} 1`", "``` {r}", "{{ site.secrets }}", "{% include x %}",
        '--8<-- "x"', "see {!x!}", ":::{literalinclude} x",
        "<!--@include: ./x-->", "x <<< ./x", "x !!!include(x)!!!", "[[[cog x]]]"]  # fmt: skip
"""What knitr, Quarto and site generators run or read wherever it stands in a page, code and backslashes or not."""


@pytest.mark.parametrize("title", LIVE)
@pytest.mark.parametrize("suffix", [".Rmd", ".qmd", ".md", ".html"])
def test_no_title_is_code_for_a_program_that_makes_pages(
    title: str, suffix: str, inside: Callable[..., Done], project: Path
) -> None:
    (project / "net.yaml").write_text(f"title: {json.dumps(title)}\nabout: {json.dumps(title)}\n{SPEC}")
    block = "<!-- cnnstat: {} -->\n<!-- /cnnstat -->\n\n"
    own = (
        ("net.yaml", "net.yaml --table", "explain net.yaml") if suffix != ".html" else ("net.yaml", "net.yaml --table")
    )
    page = project / f"page{suffix}"
    page.write_text("".join(map(block.format, own)))
    inside("check", "--fix", str(page), cwd=project)
    text = page.read_text()
    assert len(text) > 500
    assert not re.search(r"(?m)`r\b|`\s*\{|\{[{%!]|8<-|^\s*:::|@include: ./x-->|<<<|!!!|\[\[\[", text)
    page.write_text("".join(block.format(f"{each} --format table") for each in own[:2]))
    done = inside("check", "--fix", str(page), cwd=project)
    assert done.code == 1
    assert "where programs that make pages run code or read files" in done.out
    assert title not in page.read_text()


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", " \u202f"])
def test_no_line_is_a_command_behind_any_blank(blank: str, inside: Callable[..., Done], project: Path) -> None:
    """GitHub's runner trims every blank that Unicode knows before it looks for a command."""
    name = f"{blank}::error::x.yaml"
    (project / name).write_text(SPEC)
    for arguments in (("lint", name), ("lint", "-f", "concise", name), (name,), ("get", f"'{name}'.params")):
        done = inside(*arguments, cwd=project)
        assert not any(line.strip().startswith("::") for line in (done.out + done.err).splitlines()), done.out


EXTENSIONS = [
    ":::{literalinclude} x", "::: {.hidden}", "::: module", '--8<-- "x"', ';--8<-- "x"', "{!x!}", 'x {: onclick="a" }',
    "x{.hidden}", "x !!!include(x)!!!", "x <<< y",
    "{ref}`x`", "!!! danger", "??? note", "/// note", "% comment", ": definition", "  :::{include} x",
    "export const x = 1", "import x from y", "(target)=", "{require(1)}",
]  # fmt: skip


@pytest.mark.parametrize("text", EXTENSIONS)
def test_no_text_is_markup_of_an_extension_of_markdown(text: str) -> None:
    """MyST, Pandoc, python-markdown and MkDocs have directives, attributes and files to include."""
    told = sentence(text)
    assert not re.search(r"^\s*(?:\\?[:!?/%;(]|-|(?:ex|im)port)|\{|8<-|<<<|!!!", told)
    assert MarkdownIt().render(told) == f"<p>{escape_html(text.strip())}</p>\n"


NAMES = ["<svg onload=alert(1)>", "{alert(1)}", "a|`r 1`<b>", "[l](javascript:1)"]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_is_markup_in_the_heading_of_a_table(
    name: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / f"{name}.yaml").write_text(SPEC)
    done = inside("compare", f"{name}.yaml", "alexnet", "--format", "markdown", cwd=project)
    rendered = MarkdownIt("commonmark").enable("table").render(done.out)
    assert done.code == 0
    assert f"{name}.yaml" in "".join(texts(rendered))
    assert not re.search("<svg|<a|<b>|<code>", rendered)
    assert not re.search(r"`|\{", done.out)
    assert {line.replace(r"\|", "").count("|") for line in done.out.splitlines() if line.startswith("|")} == {5}


@pytest.mark.parametrize("chosen", ["markdown", "latex"])
def test_a_line_end_of_a_name_begins_no_paragraph(chosen: str, inside: Callable[..., Done], project: Path) -> None:
    """A heading in Markdown; in LaTeX the end of the argument, and of the document."""
    (project / "m\n\n# x.yaml").write_text(SPEC)
    done = inside("compare", "m\n\n# x.yaml", "alexnet", "--format", chosen, cwd=project)
    assert done.code == 0
    assert not any(line.startswith(("#", "x.yaml")) for line in done.out.splitlines())
    assert done.out.count("m  # x" if chosen == "markdown" else r"m  \# x") == 2


@pytest.mark.parametrize("title", ["{{ x }}", "{{{ x }}}", "a {{{{ b", "{{{{{"])
@pytest.mark.parametrize("page", ["a.md", "a.html"])
def test_no_title_is_code_in_the_rendered_page(
    page: str, title: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    """Vue and Angular read what Markdown made of a page, where numbers of characters are characters again."""
    (project / "net.yaml").write_text(f"title: {title!r}\nsource: {{paper: {title!r}}}\nabout: {title!r}\n{SPEC}")
    commands = "show net.yaml", "net.yaml --table", "explain net.yaml"
    (project / page).write_text("".join(BLOCKS[page].format(command) for command in commands))
    inside("check", "--fix", page, cwd=project)
    text = (project / page).read_text()
    rendered = texts(MarkdownIt("commonmark").enable("table").render(text) if page == "a.md" else text)
    assert len(text) > 1000
    assert not any("{{" in each for each in rendered)
    assert "".join(rendered).count(title) >= 3


def texts(page: str) -> list[str]:
    """The texts of a page, between its tags and comments."""
    found: list[str] = []
    parser = HTMLParser()
    parser.handle_data = found.append  # type: ignore[method-assign, assignment]
    parser.feed(page)
    parser.close()
    return found


@pytest.mark.parametrize("title", ["{{ x }}", "{{{ x }}}", "{{{{{"])
def test_no_title_is_a_comment_that_mdx_does_not_have(
    title: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "net.yaml").write_text(f"title: {title!r}\n{SPEC}")
    (project / "a.mdx").write_text("{/* cnnstat: show net.yaml */}\n{/* /cnnstat */}\n")
    assert inside("check", "--fix", "a.mdx", cwd=project).code == 0
    text = (project / "a.mdx").read_text()
    assert unescape(text).count(title) >= 1
    assert re.findall(r"<!|\{(?!/\*)", text) == []
    assert inside("check", "a.mdx", cwd=project).out.startswith("no findings")


RAW = [
    "<pre>\n{}\n</pre>", "<script>\n\n{}\n</script>", "<style>\n{}\n</style>", "<textarea>\n{}\n</textarea>",
    "<!-- x\n{}\n-->", "<?x\n{}\n?>", "<!X\n{}\n>", "<![CDATA[\n{}\n]]>", "<div><script>\n\n{}\n</script></div>",
    "x <style> y\n\n{}\n\n</style>", "> <pre>\n> {}\n> </pre>", "!!! note\n\n    <pre>\n    {}\n    </pre>",
    "<div><textarea>\n\n{}", "<div><!--x--!><script>\n\n{}", "<div><!--><style>\n\n{}", "x <!---><script>\n\n{}",
    "<div><!-- x <!--><script>\n\n{}",
]  # fmt: skip


@pytest.mark.parametrize("around", RAW)
def test_no_block_is_written_where_html_is_not_ended_by_an_empty_line(
    around: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "net.yaml").write_text(f'title: "<img src=x onerror=alert(1) y>"\n{SPEC}')
    begin = re.search(r".*(?=\{)", around)
    for words in ("show net.yaml", "show net.yaml --format table"):
        block = f"<!-- cnnstat: {words} -->\n{begin and begin[0]}<!-- /cnnstat -->"
        (project / "a.md").write_text(around.replace("{}", block))
        inside("check", "--fix", "a.md", "--format", "concise", cwd=project)
        assert (project / "a.md").read_text() == around.replace("{}", block)


@pytest.mark.parametrize(
    "around", ["<div>\n{}\n</div>", "<details>\n<b>\n\n{}", "`<script>`\n\n{}", "<pre>x</pre>\n{}"]
)
def test_no_tag_of_a_spec_is_one_inside_of_an_element(
    around: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    (project / "net.yaml").write_text(f'title: "<img src=x onerror=alert(1) y>"\n{SPEC}')
    (project / "a.md").write_text(around.replace("{}", BLOCKS["a.md"][3:].replace("{}", "show net.yaml")))
    assert inside("check", "--fix", "a.md", cwd=project).code == 0
    assert "&#60;img src" in (project / "a.md").read_text()
    assert "<img" not in (project / "a.md").read_text()


@pytest.mark.parametrize("sign", ["`", "~", ":"])
def test_no_spec_ends_the_directive_around_a_block(sign: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "net.yaml").write_text(f"source: {{paper: '{sign * 3}'}}\nabout: '<script>alert(1)</script>'\n{SPEC}")
    for around in (f"{sign * 3}{{note}}\n{{}}\n{sign * 3}\n", f"- {sign * 4}{{note}}\n  {{}}\n  {sign * 4}\n"):
        text = around.replace("{}", "<!-- cnnstat: show net.yaml --format table -->\n  <!-- /cnnstat -->")
        (project / "a.md").write_text(text)
        done = inside("check", "--fix", "a.md", "--format", "concise", cwd=project)
        assert "CNS206 what it prints" in done.out
        assert (project / "a.md").read_text() == text
        (project / "a.md").write_text(text.replace(" --format table", ""))
        assert inside("check", "--fix", "a.md", cwd=project).code == 0
        assert not re.search(
            rf"^\s*{sign}{{3}}[^{{]", (project / "a.md").read_text().rpartition(sign * 3)[0], re.MULTILINE
        )


@pytest.mark.parametrize("spec", ["", "input: {channels: 1, size: 8}\nlayer: []\n", "hunter2", None])
@pytest.mark.parametrize(
    "text", ["A <!--=s.yaml.params-->7<!--/--> x\n", "<!-- cnnstat: s.yaml -->\n<!-- /cnnstat -->\n"]
)
def test_who_reads_a_spec_is_told_also_where_it_is_none_any_more(
    spec: str | None, text: str, inside: Callable[..., Done], project: Path
) -> None:
    (project / "a.md").write_text(f"x\n\n{text}")
    (project / "b.md").write_text("A <!--=alexnet.params-->7M<!--/--> x\n")
    if spec is not None:
        (project / "s.yaml").write_text(spec)
    for words in ([".", "--affected-by", "s.yaml"], ["s.yaml"], ["--readers", "--min-claims", "0"]):
        if spec is None and words[0] != "--readers":
            continue
        done = inside("check", *words, "--format", "concise", cwd=project)
        assert done.code == 1, words
        assert re.search(r"^a\.md:3:\d+: CNS206 s\.yaml", done.out, re.MULTILINE), words
        assert "hunter2" not in done.out
        assert "b.md" not in done.out


def test_a_notebook_that_escapes_the_name_of_a_spec_reads_it(inside: Callable[..., Done], project: Path) -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": ["A <!--=n.yaml.params-->7M<!--/--> x"]}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    for sign in ".yaml":
        (project / "a.ipynb").write_text(text.replace("n.yaml", "n.yaml".replace(sign, f"\\u{ord(sign):04x}", 1)))
        assert "CNS206" in inside("check", "--readers", "--min-claims", "0", "-f", "concise", cwd=project).out


WRITERS = {
    "check -f sarif -o out.sarif": "out.sarif", "alexnet -o out.csv": "out.csv", "list -f json -o out.json": "out.json",
    "export lenet5 -o out.py": "out.py", "sizes lenet5 60-70 --picture out.png": "out.png",
    "train lenet5 --epochs 1 -o run": "run/curves.png",
}  # fmt: skip


@pytest.mark.parametrize("command", WRITERS)
def test_nothing_is_written_behind_a_link_that_leads_elsewhere(
    command: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    """A pull request can add a link under the name that a workflow writes to."""
    (project / "a.md").write_text("A <!--=alexnet.params-->61.0M<!--/--> x\n")
    outside, hidden, link = project.parent / "outside", project / ".hidden", project / WRITERS[command]
    link.parent.mkdir(exist_ok=True)
    for target in (outside, hidden):
        link.symlink_to(target)
        for there in (False, True):
            if there:
                target.write_text("as it was")
            done = inside(*command.split(), cwd=project)
            told = f"{WRITERS[command]}: cannot write: a link that leads elsewhere; name the file itself: {target}"
            assert (done.code, done.err) == (2, f"cnnstat: {told}\n")
            assert target.exists() == there
        assert target.read_text() == "as it was"
        link.unlink()
    link.symlink_to(link.name)
    done = inside(*command.split(), cwd=project)
    assert done.err == f"cnnstat: {WRITERS[command]}: cannot write: Too many levels of symbolic links\n"


def test_a_link_within_a_folder_is_written_through(inside: Callable[..., Done], project: Path) -> None:
    (project / "in").mkdir()
    (project / "out.csv").symlink_to("in/real.csv")
    assert inside("alexnet", "-o", "out.csv", cwd=project).code == 0
    assert (project / "in/real.csv").read_text().startswith("index,name,")
    assert (project / "out.csv").is_symlink()


@pytest.mark.parametrize("text", ["API_KEY=hunter2", "hunter2: 1\n", "input: hunter2\n", "- hunter2\n", "hunter2: [\n"])
@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("lint specs/x.yaml", "spec: expected the sections input and layers"),
        ("specs/x.yaml", "spec: expected the sections input and layers"),
        ("get specs/x.yaml.params", "spec: expected the sections input and layers"),
        ("audit --claims specs/x.yaml", "file of claims: expected the sections paper, short and claims"),
    ],
)
def test_a_named_file_that_is_a_link_is_quoted_only_if_it_is_what_it_should_be(
    command: str, kind: str, text: str, inside: Callable[..., Done], project: Path
) -> None:  # fmt: skip
    """A workflow names specs/*.yaml, and a pull request can add a link there."""
    (project / ".env").write_text(text)
    (project / ".specs").mkdir()
    (project / ".specs/x.yaml").write_text(text)
    for link, target in (("specs", ".specs"), ("specs/x.yaml", "../.env")):
        if link != "specs":
            (project / "specs").unlink()
            (project / "specs").mkdir()
        (project / link).symlink_to(target)
        done = inside(*command.split(), cwd=project)
        assert (done.code, done.out, done.err) == (2, "", f"cnnstat: specs/x.yaml is no {kind}\n")


def test_a_sidecar_file_that_is_a_link_to_another_file(inside: Callable[..., Done], project: Path) -> None:
    (project / "settings.yaml").write_text("token: hunter2\n")
    (project / "a.cnnstat.yaml").symlink_to("settings.yaml")
    done = inside("check", ".", "-f", "concise", cwd=project)
    assert done.out.startswith("a.cnnstat.yaml:1:1: CNS209 expected the sections document and claims\n")


@pytest.mark.parametrize("link", ["x.yaml", "specs"])
def test_a_spec_behind_a_link_is_read(link: str, inside: Callable[..., Done], project: Path) -> None:
    (project / "real").mkdir()
    (project / "real/x.yaml").write_text(SPEC)
    (project / link).symlink_to("real/x.yaml" if link == "x.yaml" else "real")
    name = "x.yaml" if link == "x.yaml" else "specs/x.yaml"
    assert inside("get", f"{name}.depth", cwd=project).code == 0
    (project / "real/x.yaml").write_text(SPEC.replace("kernel", "kernal"))
    assert "unknown key 'kernal'" in inside("lint", name, cwd=project).err


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="there is no /dev/shm here")
def test_a_link_below_dev_is_followed_only_where_the_system_makes_it(tmp_path: Path) -> None:
    """Anybody may put links into /dev/shm."""
    victim = tmp_path / "victim"
    victim.write_text("before", encoding="utf-8")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        link = Path(folder, "out.csv")
        link.symlink_to(victim)
        with pytest.raises(UsageError, match="a link that leads elsewhere"):
            write_file(link, "after")
    assert victim.read_text(encoding="utf-8") == "before"


@pytest.mark.parametrize("name", ["stdout", "1", "stderr", "2"])
def test_a_stream_that_is_closed_is_replaced_by_no_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a file takes the place of /dev/stdout, for all programs, where one may write into /dev."""
    monkeypatch.setattr("cnnstat.files.DEVICES", (str(tmp_path),))
    device = tmp_path / name
    device.symlink_to(tmp_path / "closed")
    with pytest.raises(UsageError, match="Bad file descriptor"):
        write_file(device, "text")
    (tmp_path / "closed").write_text("of another")  # the number is in use again
    monkeypatch.setattr(sys, "__stdout__" if name in ("stdout", "1") else "__stderr__", None)
    with pytest.raises(UsageError, match="Bad file descriptor"):
        write_file(device, "text")
    assert device.is_symlink()
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {name: "of another", "closed": "of another"}


def test_pytorch_is_imported_as_from_the_root(tmp_path: Path) -> None:
    """What the loader of libraries finds in the present folder, as a libcuda.so.1, is a stranger's."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("import os\nprint(os.getcwd())\n")
    code = "import os, cnnstat.pytorch; print(os.getcwd())"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(cnnstat.__file__).parent.parent}"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [os.path.abspath(os.sep), os.path.realpath(tmp_path)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_no_pipe_is_waited_for_that_took_a_name_a_moment_ago(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "net.yaml")
    with pytest.raises(OSError, match="no regular file"):
        opened(tmp_path / "net.yaml")
    with pytest.raises(IsADirectoryError):
        opened(tmp_path)
