"""The guide: examples are what the program prints, tables name all there is; and how ``cnnstat guide`` shows it."""

from __future__ import annotations

import io
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, Done, run_inside
from pages import DOCUMENTS, GUIDE, blocks, prose, run_consoles, run_python, texts, write_files
from rich.console import Console

import cnnstat
from cnnstat.claims import VERDICTS, catalog_claims, read_claims
from cnnstat.claims.document import CLAIM_KEYS
from cnnstat.cli.commands import command
from cnnstat.commands import COMMANDS
from cnnstat.documents.config import KEYS, read_config
from cnnstat.guide import PAGES, about, source, text
from cnnstat.layers import FOLLOWERS, TYPES
from cnnstat.lint import RULES
from cnnstat.printed import Precision, read_figure
from cnnstat.render.page import Page
from cnnstat.spec.functions import FUNCTIONS
from cnnstat.spec.line import LINE_KEYS
from cnnstat.spec.sections import SECTIONS

every_page = pytest.mark.parametrize("page", PAGES)
TORCH = ("export", "crosscheck", "train")


def cells(page: str, heading: str) -> list[list[str]]:
    """The rows of the tables below a heading, up to the next one."""
    part = source(page).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert part, heading
    rows = re.findall(r"^\| (.*) \|$", part, re.MULTILINE)
    return [row.split(" | ") for row in rows]


@pytest.fixture
def named(request: pytest.FixtureRequest) -> Callable[[str, str, dict[str, str]], dict[str, str]]:
    """A function that is given the rows of what a page does not name yet; with --accept it adds them to the last table
    below a heading, where people may word them better."""

    def check(page: str, heading: str, missing: dict[str, str]) -> dict[str, str]:
        if not missing or not request.config.getoption("--accept"):
            return missing
        before, title, behind = source(page).partition(f"\n## {heading}\n")
        part, following, others = behind.partition("\n## ")
        end = part.rindex("|\n") + 2
        rows = "".join(f"| {row} |\n" for row in missing.values())
        GUIDE[page].write_text(f"{before}{title}{part[:end]}{rows}{part[end:]}{following}{others}", encoding="utf-8")
        return {}

    return check


Named = Callable[[str, str, dict[str, str]], dict[str, str]]


def quoted(part: str) -> list[str]:
    return re.findall("`([^`]+)`", part)


# Its examples


@every_page
def test_consoles_show_what_the_program_prints(page: str, tmp_path: Path) -> None:
    run_consoles(GUIDE[page], tmp_path)


def python_blocks() -> list[Any]:
    found = [(page, code) for page in PAGES for code in texts(GUIDE[page], "python")]
    return [pytest.param(code, id=page, marks=pytest.mark.torch if page == "pytorch" else ()) for page, code in found]


@pytest.mark.parametrize("code", python_blocks())
def test_python_prints_what_its_comments_say(
    code: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    run_python(code, capsys, monkeypatch)


def test_every_page_begins_with_an_example() -> None:
    """Its title, what it is about, and soon a block of code."""
    for page in PAGES:
        title, empty, line, *rest = source(page).splitlines()
        assert title.startswith("# ")
        assert (empty, rest[0]) == ("", "")
        assert line[-1] in ".?"
        assert any(each.startswith("```") for each in rest[:6]), page


def test_every_block_has_a_language_that_a_test_knows() -> None:
    known = {"console", "python", "yaml", "toml", "markdown", "latex", "sh", "text"}
    assert {block.language for page in PAGES for block in blocks(GUIDE[page])} == known


@every_page
def test_yaml_is_yaml(page: str) -> None:
    for each in texts(GUIDE[page], "yaml"):
        yaml.safe_load(each)


def commands() -> list[Any]:
    found = [each for page in PAGES for each in re.findall(r"^\| `cnnstat ([^`]+)` \|", source(page), re.MULTILINE)]
    assert len(found) > 25
    torch = [pytest.mark.torch, pytest.mark.slow]
    return [pytest.param(each, marks=torch if each.startswith(TORCH) else []) for each in found]


@pytest.mark.parametrize("words", commands())
def test_commands_in_tables_work(words: str, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text((ROOT / "README.md").read_text(encoding="utf-8"), encoding="utf-8")
    result = run_inside(*shlex.split(words), cwd=tmp_path)
    assert result.code == 0, result.err


def test_every_command_is_in_the_first_page(named: Named) -> None:
    found = re.findall(r"^\| `cnnstat (\w+)", source("start"), re.MULTILINE)
    missing = sorted(COMMANDS - {"show", *found})
    rows = {name: f"`cnnstat {name} --help` | {command(name).help.partition(chr(10))[0]}" for name in missing}
    assert named("start", "Commands by example", rows) == {}


def test_every_option_that_is_named_exists() -> None:
    options = [option for name in COMMANDS for option in command(name).params]
    known = {flag for option in options for flag in option.opts} | {"--help", "--install-completion"}
    others = {
        "--quiet",
        "--nproc-per-node",
        "--all-files",
        "--accept",
        "--page",
        "--again",
    }  # of pip, torchrun, pre-commit, pytest, benchmarks, the tester of the tests
    for document in DOCUMENTS:
        named = set(re.findall(r"(?<![\w!<-])--[a-z][a-z-]*", document.read_text(encoding="utf-8")))
        assert named <= known | others, document.name


NUMBER = re.compile(
    r"(?<![\w.,×^])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,])\d+(?:\.\d+)?\s?(?:[MGk]\b|million|billion|%)"
)
PLAIN = {"10,000": "to which zeros may be rounded, and the largest network", "400,000": "values of its lists",
         "12,000": "its layers that differ", "300,000": "bytes of a packed description",
         "50,000": "inputs of its layers",
         "5,000": "the largest for ONNX", "1,024": "K = 1,024", "1 M": "the unit",
         "1,001": "classes with one for the background", "60,965,220": "a figure that is wrong"}  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_figures_in_prose_are_marked(document: Path) -> None:
    """A figure is marked, or stands in code; code is run by the tests above, or quotes what is printed somewhere."""
    bare = re.sub(r"<!--=[^>]*-->.*?<!--/-->|`[^`\n]*`|<!--.*?-->", "", prose(document))
    bare = re.sub(r"^\| (its paper|EfficientNet).*$", "", bare, flags=re.MULTILINE)  # quotations
    assert set(NUMBER.findall(bare)) <= set(PLAIN)


# Its tables and lists


def test_the_net_of_the_spec_language(tmp_path: Path) -> None:
    write_files(GUIDE["spec"], tmp_path)
    path = tmp_path / "small.yaml"
    narrow, wide = cnnstat.analyze(path), cnnstat.analyze(path, width=2)
    assert narrow.depth == wide.depth == 8
    assert wide.params > 3 * narrow.params


def test_the_misspelt_key_of_the_spec_language(tmp_path: Path) -> None:
    write_files(GUIDE["spec"], tmp_path)
    path = tmp_path / "small.yaml"
    before, _, after = path.read_text(encoding="utf-8").rpartition("stride")
    path.write_text(f"{before}strid{after}".replace("dropout:", "dropuot:"), encoding="utf-8")
    (message,) = texts(GUIDE["spec"], "text")
    told = run_inside("small.yaml", cwd=tmp_path).err
    assert told == "".join(f"cnnstat: {line}\n" for line in message.splitlines())


@pytest.mark.parametrize(("filters", "layers"), [(3, 2), (4, 1)])
def test_the_template_of_the_spec_language(filters: int, layers: int, write_spec: Callable[[str], Path]) -> None:
    template = next(each for each in texts(GUIDE["spec"], "yaml") if each.startswith("unit:"))
    blocks_text = "".join(f"  {line}\n" for line in template.splitlines())
    head = f"input: {{channels: 3, size: 8}}\nblocks:\n{blocks_text}layers:\n"
    assert len(cnnstat.load(write_spec(f"{head}  - {{block: unit, filters: {filters}}}\n"))) == layers


def row_of(name: str) -> str:
    """The row of a layer type: its keys, with their defaults."""
    keys = TYPES[name].keys.items()
    plain = [(key, None if each.required else each.default, each.kind) for key, each in keys]
    told = [f"`{key}`" if value is None else f"`{key}: {json.dumps(kind.dump(value))}`" for key, value, kind in plain]
    return f"`{name}` | {', '.join(told) or 'none'}"


def test_the_language_is_described_completely(named: Named) -> None:
    words = set(re.findall(r"[a-z_0-9]+", " ".join(quoted(prose(GUIDE["spec"])))))
    rows = {name: row_of(name) for name in TYPES if not {name, *TYPES[name].keys} <= words}
    assert named("spec", "Layer types", rows) == {}
    words = set(re.findall(r"[a-z_0-9]+", " ".join(quoted(prose(GUIDE["spec"])))))
    known = {*TYPES, *FOLLOWERS, *LINE_KEYS, *SECTIONS, *FUNCTIONS, "index", "channels", "branches"}
    known |= {key for layer in TYPES.values() for key in layer.keys}
    assert known - words == set()


def test_defaults_of_layers_are_the_programs() -> None:
    compared = 0
    for row in re.findall(r"^\| (`[a-z_, `]+`) \| (.*) \|$", source("spec"), re.MULTILINE):
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
                compared += 1
    assert compared > 20


def test_queries_in_the_page_of_queries() -> None:
    for row in cells("queries", "Functions"):
        for query in quoted(row[0]):
            if "(" in query:
                assert cnnstat.get(query)
    for query in ("alexnet.layers", "lenet5.recipe.epochs", "alexnet.macs - vgg16.macs"):
        assert f"`{query}`" in source("queries")
        assert cnnstat.get(query)


def test_what_may_be_compared() -> None:
    words = [query for row in cells("sizes", "Side by side") for query in quoted(row[0]) if query != "--compare"]
    assert len(words) == 5
    for each in words:
        network = "mobilenet_v1" if "width" in each else "alexnet"
        done = run_inside("explain", network, "conv1", "params", "--compare", *shlex.split(each))
        assert done.code == 0, done.err


def test_what_may_stand_beside_a_network(tmp_path: Path) -> None:
    rows = re.findall(r"^\| (`.*`) \| (?!as )(.*) \|$", source("comparing"), re.MULTILINE)
    words = [each for row, _ in rows for each in quoted(row) if "own.yaml" not in each]
    assert words == [
        "vgg16", "mobilenet_v2@width=1.4", "vgg16@dtype=float16", "@input=224", "vgg16.conv1_1",
    ]  # fmt: skip
    for each in words:
        one = "alexnet.conv1" if "conv1" in each else "alexnet"
        assert run_inside("compare", one, each, cwd=tmp_path).code == 0, each


def test_the_rules_of_lint(named: Named) -> None:
    found = [row[0] for row in cells("sizes", "Lint")[1:]]
    rows = {key: f"{key} | {rule.name.replace('-', ' ')}" for key, rule in RULES.items() if key not in found}
    assert named("sizes", "Lint", rows) == {}
    assert [row[0] for row in cells("sizes", "Lint")[1:]] == list(RULES)


def test_the_witnesses_are_alexnets() -> None:
    shown = next(each for each in texts(GUIDE["sizes"], "yaml") if each.startswith("witnesses:"))
    own = yaml.safe_load((ROOT / "specs" / "alexnet.yaml").read_text(encoding="utf-8"))["witnesses"]
    english = [{**each, "says": each["says"]["en"]} for each in own]
    assert all(each in english for each in yaml.safe_load(shown)["witnesses"])


def test_the_verdicts_and_keys_of_claims(tmp_path: Path) -> None:
    assert [row[0] for row in cells("claims", "Audit")[1:]] == list(VERDICTS)
    keys = {key for row in cells("claims", "Claims of your own") for key in quoted(row[0])}
    assert keys == set(CLAIM_KEYS)
    assert "over 400 printed figures" in source("claims")
    assert "over 400 figures" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(catalog_claims()) > 400
    write_files(GUIDE["claims"], tmp_path)
    assert [each.asks for each in read_claims(tmp_path / "claims.yaml")][:2] == [
        "alexnet.conv1.params", "alexnet@input=227.flops",
    ]  # fmt: skip


def test_figures_that_can_be_read() -> None:
    (sentence,) = re.findall(r"^All of these are read: (.*?)\.$", source("claims"), re.MULTILINE | re.DOTALL)
    printed = quoted(sentence)
    assert len(printed) == 12
    for each in printed:
        read_figure(each)


def printed_figures() -> list[tuple[str, str]]:
    return [(figure, said) for printed, said in cells("documents", "What is right")[2:] for figure in quoted(printed)]


@pytest.mark.parametrize(("printed", "said"), printed_figures())
def test_what_is_right(printed: str, said: str) -> None:
    figure, params = read_figure(printed), cnnstat.analyze("alexnet").params
    if "cut off" in said:
        assert Precision().fit(figure, params).word == "truncated"
    elif not figure.shape and "660" not in printed and "to" not in printed:
        assert Precision().fit(figure, params).word in ("exact", "rounds")


def test_marks_and_a_generated_block(inside: Callable[..., Done], tmp_path: Path) -> None:
    _, marked, block, *_ = texts(GUIDE["documents"], "markdown")
    (tmp_path / "a.md").write_text(f"{marked}\n{block}", encoding="utf-8")
    assert (
        inside("check", "--fix", cwd=tmp_path).out
        == "1 finding mended; no findings; 4 figures checked in 1 document.\n"
    )


def test_the_configuration(tmp_path: Path) -> None:
    (settings,) = texts(GUIDE["documents"], "toml")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "tiny.yaml").write_text("", encoding="utf-8")
    assert read_config(tmp_path / "pyproject.toml").precision == Precision()
    assert all(f"{key} = " in settings for key in KEYS)


def test_the_action_takes_what_the_guide_gives_it() -> None:
    (step,) = next(yaml.safe_load(each) for each in texts(GUIDE["documents"], "yaml") if each.startswith("- uses:"))
    path = step["uses"].removeprefix("OWNER/cnnstat/").removesuffix("@REVISION")
    action = yaml.safe_load((ROOT / path / "action.yml").read_text(encoding="utf-8"))
    assert set(step["with"]) <= set(action["inputs"])


def test_the_keys_of_json(inside: Callable[..., Done]) -> None:
    data = json.loads(inside("lenet5", "--format", "json").out)
    keys = {key for row in cells("json", "JSON of a network") for key in quoted(row[0])}
    assert keys == set(data) - {"schema_version", "tool"}


def test_the_functions_of_python() -> None:
    named = re.findall(r"^\| `(\w+)` \|", source("python"), re.MULTILINE)
    assert set(named) == {name for name in dir(cnnstat) if name.islower() and not name.startswith("_")}


# How it is shown


def test_the_pages_are_the_files() -> None:
    assert {path.stem for path in (ROOT / "cnnstat" / "guide").glob("*.md")} == set(PAGES)


def test_the_contents_fit_a_narrow_terminal(inside: Callable[..., Done]) -> None:
    done = inside("guide")
    *listed, empty, hint = done.out.splitlines()
    assert [line.split()[0] for line in listed] == list(PAGES)
    assert [line.partition("  ")[2].strip() for line in listed] == [about(page) for page in PAGES]
    assert (done.code, empty, hint) == (0, "", "`cnnstat guide PAGE` shows one.")
    assert max(map(len, done.out.splitlines())) <= 79


@every_page
@pytest.mark.parametrize("ending", ["", ".md"])
def test_into_a_pipe_goes_markdown_without_marks(page: str, ending: str, inside: Callable[..., Done]) -> None:
    done = inside("guide", page.upper() + ending)
    assert (done.code, done.err) == (0, "")
    assert done.out == text(page)
    assert "<!--" not in re.sub(r"```.*?```|`[^`\n]*`", "", done.out, flags=re.DOTALL)
    assert texts(GUIDE[page]) == [match[1] for match in re.finditer(r"^```\w*\n(.*?)^```$", done.out, re.M | re.S)]


def test_a_page_that_there_is_not(inside: Callable[..., Done]) -> None:
    assert inside("guide", "sizs") == (2, "", "cnnstat: the guide has no page 'sizs'; did you mean 'sizes'?\n")
    assert inside("guide", "xyzzy").err == (
        f"cnnstat: the guide has no page 'xyzzy'; known here: {', '.join(sorted(PAGES))}\n"
    )


def shown(page: str, width: int) -> str:
    screen = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    screen.print(Page(text(page)), crop=False)
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@every_page
@pytest.mark.parametrize("width", [80, 110])
def test_a_terminal_shows_every_line_of_code_and_every_word(page: str, width: int) -> None:
    lines = shown(page, width).splitlines()
    for code in texts(GUIDE[page]):
        for line in code.splitlines():
            assert f"    {line}".rstrip() in lines
    words = re.sub(r"^```.*?^```$|<!--=.*?-->|<!--/-->|[*_`|]|\]\(.*?\)|\[|^#+ |^- |^\|[-:|]+\|$", " ", source(page),
                   flags=re.DOTALL | re.MULTILINE)  # fmt: skip
    seen = re.sub(r"\W+", "", "\n".join(lines))
    for word in words.split():
        assert re.sub(r"\W+", "", word) in seen, word
    outside = "\n".join(line for line in lines if not line.startswith("    "))
    assert ".md)" not in outside
    assert "](" not in outside


def test_links_name_commands() -> None:
    page = " ".join(shown("documents", 80).split())
    assert "contains a query (cnnstat guide queries)." in page
    assert "With pre-commit (https://pre-commit.com), if" in page
    assert "The README has the one command" in shown("start", 80)


def test_on_a_terminal_it_is_rendered(inside: Callable[..., Done]) -> None:
    done = inside("guide", "queries", env={"FORCE_COLOR": "1"})
    assert "\x1b[" in done.out
    assert "# Queries" not in done.out


def test_completion_of_pages() -> None:
    from cnnstat.cli.commands.guide import complete_page

    assert complete_page("s") == ["start", "spec", "sizes", "sweeps", "security"]
    assert complete_page("") == list(PAGES)
