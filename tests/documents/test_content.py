"""Marks that builders render although CommonMark takes them for code, marks in mathematics, and what is an example."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import dropwhile, takewhile
from pathlib import Path

import pytest
from conftest import Done
from hypothesis import given
from hypothesis import strategies as st
from test_marks import LONG, MARK, SHORT, found

from cnnstat.documents.formats import content
from cnnstat.documents.formats.mathematics import formulas

Inside = Callable[..., Done]
TABLE = f"| layer | parameters |\n|---|---|\n| all | {SHORT} |"


def indented(text: str, by: str = "    ") -> str:
    return "\n".join(f"{by}{line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("of $x$ and $$y$$", ["$x$", "$$y$$"]), ("$5-$6 or $x$", ["$x$"]), ("$5$6", []), ("$x$ 5", ["$x$"]),
        ("$x $y$", ["$y$"]), ("$ x$", []), ("`$`x$ $y$", ["$y$"]),
    ],
)  # fmt: skip
def test_dollars_that_are_formulas(text: str, found: list[str]) -> None:
    """As Pandoc has it: what opens has no blank behind it, what closes none before it and no digit behind it."""
    assert [text[start:end] for start, end in formulas(text)] == found


@pytest.mark.parametrize(
    "text", [f"AlexNet has {SHORT}.", TABLE, f"a paragraph\n\nand {LONG}"], ids=["line", "table", "two"]
)
@pytest.mark.parametrize(
    "around",
    [
        "!!! note\n\n{}",
        '!!! note "Title"\n\n{}\n\n    more\n',
        "??? tip\n\n{}",
        "???+ warning\n\n{}",
        '=== "A"\n\n{}\n\n=== "B"\n\n    b\n',
        '=== "A"\n\n    a\n\n=== "B"\n\n{}\n',
        "[^1]: First.\n\n{}\n",
        "[^note]: One paragraph, of\n    two lines.\n\n{}\n\nText\n",
        "[^1]:\n\n{}\n",
        "Term\n:   Definition\n\n{}\n",
        "Text above\n!!! note\n\n{}",
        "!!!note\n\n{}",
        '???+"Title"\n\n{}',
        "!!! note\n\n\n\n{}",
    ],
)
def test_paragraphs_below_their_owner_are_text(around: str, text: str) -> None:
    for ends in ("\n", "\r\n", "\r"):
        assert found(around.format(indented(text)).replace("\n", ends)) == MARK
    if "    more" not in around:
        assert found(around.format(indented(text, "\t"))) == MARK


@pytest.mark.parametrize("text", [f"AlexNet has {SHORT}.", TABLE, f"* - a\n  - {SHORT}"], ids=["line", "table", "list"])
@pytest.mark.parametrize(
    "around",
    [
        "```{{note}}\n{}\n```",
        "```{{list-table}} Title\n:header-rows: 1\n\n{}\n```",
        "~~~{{figure}} a.png\n:name: x\n\n{}\n~~~",
        "````{{tab-set}}\n```{{tab-item}} A\n{}\n```\n````",
        "```{{admonition}} Title\n---\nclass: tip\n---\n{}\n```",
        "```{{Note}}\n{}\n",
        ":::{{note}}\n{}\n:::",
        "- ```{{note}}\n{}\n  ```",
    ],
)
def test_directives_of_text_are_text(around: str, text: str) -> None:
    inner = indented(text, "  ") if around.startswith("- ") else text
    assert found(around.format(inner)) == MARK


def test_they_nest() -> None:
    inner = f'=== "A"\n\n    ```{{note}}\n    [^1]: x\n\n        {SHORT}\n    ```\n\n    {SHORT}'
    assert found(f"1. item\n\n{indented(f'!!! note{chr(10)}{chr(10)}{indented(inner)}')}") == MARK * 2
    assert found(f"> !!! note\n>\n>     {SHORT}") == MARK
    deep = SHORT
    for _ in range(20):
        deep = f"!!! note\n\n{indented(deep)}"
    assert [kind for kind, _ in found(deep)] == ["broken"]


@pytest.mark.parametrize(
    "text",
    [
        f"A paragraph\n\n    {SHORT}",
        f"# Heading\n\n    {SHORT}",
        f"```\n{SHORT}\n```",
        f"```markdown\n!!! note\n\n    {SHORT}\n```",
        f"```{{code-block}} markdown\n{SHORT}\n```",
        f"```{{python}}\n{SHORT}\n```",
        f"``` {{.markdown #id}}\n{SHORT}\n```",
        f"!!! note\n\n    ```\n    {SHORT}\n    ```\n",
        f"!!! note\n\nText\n\n    {SHORT}",
        f"```{{note}}\n`{SHORT}`\n```",
        f"!!! note\n\n        {SHORT}",
        f"````markdown\n```{{note}}\n{SHORT}\n```\n````",
        f"A ratio:\n2: 3\n\n    {SHORT}",
        f"Not !!! a note\n\n    {SHORT}",
        f"===\n\n    {SHORT}",
    ],
)
def test_examples_stay_examples(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"```{{eval-rst}}\n{SHORT}\n```", "a mark in a directive that is not known here is not checked"),
        (f"```{{=html}}\n<p>{SHORT}</p>\n```", "a mark in a directive that is not known here is not checked"),
        (f"```{{raw}} html\n<p>{SHORT}</p>\n```", "a mark in a directive that is not known here is not checked"),
        (
            f"```{{table}} A {SHORT}\n| a |\n|---|\n| 1 |\n```",
            "a mark in the title of a directive is shown there, and not checked",
        ),
        (f"```{{bibliography}}\n{LONG}\n```", "a mark in a directive that is not known here is not checked"),
        (f"```{{math}}\nP = {SHORT}\n```", "a mark inside of mathematics is shown there, and not checked"),
        (f"```math\nP = {SHORT}\n```", "a mark inside of mathematics is shown there, and not checked"),
        ("It has <!--=alexnet.params 61M.", "expected cnnstat: QUERY or /cnnstat, got '<!--=alexnet.params 61M.'"),
    ],
)
def test_what_is_not_checked_is_a_finding(text: str, problem: str) -> None:
    assert found(text) == [("broken", problem)]


ATTRIBUTE = (
    "a mark in a link's title or address, an attribute, or an element such as <textarea> is not checked, and may be "
    "shown"
)
PLACES = [
    f'A [link](b "t {SHORT} u") to it.', f"A [link](b 't {SHORT}') to it.", f"A [link](b (t {SHORT})) to it.",
    f'An ![image](b "t {SHORT} u").', f'An ![image [of](a "{SHORT}")](b) c.', f"A [link](b/{SHORT.replace(' ', '')}).",
    f'A [link].\n\n[link]: b "t {SHORT} u"', f'A [link].\n\n[link]: b\n  "t {SHORT} u"',
    f'[link]: b "t"\n[link]: c "t {SHORT} u"', f'> [link]: b "t {SHORT} u"', f'```{{note}}\n[x]: b "t {SHORT}"\n```',
    f'It has <b title="t {SHORT}">many</b>.', f'It has\n\n<div title="t {SHORT}">many</div>',
    f"| a |\n|---|\n| <abbr title='{SHORT}'>b</abbr> |",
    f"<textarea>t {SHORT}</textarea>", f"<textarea>\nt {SHORT}", f"It has <textarea>t {SHORT}</textarea>.",
    f"<div><title>t {SHORT}</title></div>", f"It has <title>t {SHORT}</title>.", f"<div><xmp>t {SHORT}</xmp></div>",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACES)
def test_a_mark_that_is_no_comment_is_a_finding(text: str) -> None:
    assert found(text) == [("broken", ATTRIBUTE)]


def test_a_mark_in_an_attribute_of_a_page(inside: Inside, tmp_path: Path) -> None:
    text = f"<p title='{SHORT}'>It has</p><textarea>{LONG}</textarea><style>{SHORT}</style>\n"
    (tmp_path / "a.html").write_text(text)
    done = inside("check", "a.html", "--format", "concise", cwd=tmp_path)
    assert done.out.count(f"CNS204 {ATTRIBUTE}") == 3


def test_marks_before_inside_and_behind_a_link_with_a_title() -> None:
    asks = "alexnet.params"
    text = f'A {SHORT} [b {SHORT}](c "{SHORT}") {LONG} ![d](e "{LONG}")\n\n[f]: g "{SHORT}"\n\nand {SHORT}'
    assert [each[0] for each in found(text)] == [*2 * [asks], "broken", asks, *2 * ["broken"], asks]


@pytest.mark.parametrize("text", [f"We have $`P = {SHORT}`$ parameters.", f"| a |\n|---|\n| $`{SHORT}`$ |"])
def test_mathematics_of_github_inside_a_line(text: str) -> None:
    assert found(text) == [("broken", "a mark inside of mathematics is shown there, and not checked")]


@pytest.mark.parametrize("text", [f"costs $2 `{SHORT}`", f"`a`$ `{SHORT}` $"])
def test_code_beside_dollars_stays_code(text: str) -> None:
    assert found(text) == []


def check(text: str, inside: Inside, folder: Path, *options: str) -> Done:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return inside("check", "a.md", *options, cwd=folder)


@pytest.mark.parametrize(
    "text",
    [
        f"We have $P = {SHORT}$ parameters.",
        f"We have\n$$\nP = {SHORT}\n$$",
        f"A \\(P = {SHORT}\\) b",
        f"| a |\n|---|\n| $={SHORT}$ |",
        f"A \\[P = {SHORT}\\] b",
        f"See \\begin{{align*}}P &= {SHORT}\\end{{align*}}",
        f"`$` and $P = {SHORT}$",
    ],
)
def test_a_mark_inside_mathematics_is_seen(text: str, inside: Inside, tmp_path: Path) -> None:
    done = check(f"{text}\n", inside, tmp_path, "--format", "concise")
    assert done.code == 1
    assert "CNS211" in done.out
    assert "the mark stands inside mathematics, where it is shown; let it enclose the formula" in done.out
    assert "1 figure checked" in done.out


@pytest.mark.parametrize(
    "text",
    [
        "We have <!--=alexnet.params-->$61$ million<!--/--> of them.",
        f"It costs $5, has {SHORT} and another $6.",
        f"$x$ and {SHORT} and $y$",
        f"`$P = `{SHORT}`$`",
        f"\\$P = {SHORT}\\$",
        f"$ P = {SHORT} $",
        f"a $P$ {SHORT}",
        "<!--=alexnet.params-->$61$ million<!--/-->, not <!--=alexnet.macs-->$724$ million<!--/-->",
    ],
)
def test_a_mark_around_a_formula_or_beside_one_is_not(text: str, inside: Inside, tmp_path: Path) -> None:
    assert "mathematics" not in check(f"Text: {text}\n", inside, tmp_path).out


@given(st.text(st.sampled_from("$a 1\\(){}`\n"), max_size=40))
def test_formulas_are_in_order_and_end(text: str) -> None:
    spans = list(formulas(text))
    assert [end for _, end in spans] == sorted({end for _, end in spans})
    assert all(text[start] in "$\\" and text[end - 1] in "$)" for start, end in spans)
    plain = [text[start:end] for start, end in spans if "`" not in text and "\\" not in text and "$$" not in text]
    assert all(not each[1].isspace() and not each[-2].isspace() and each.count("$") == 2 for each in plain)


def test_wrong_figures_and_empty_blocks_are_mended_where_they_stand(inside: Inside, tmp_path: Path) -> None:
    block = "<!-- cnnstat: lenet5 --table --columns name,params -->\n<!-- /cnnstat -->"
    text = (
        f"!!! note\n\n    AlexNet has {SHORT.replace('61M', '62M')}.\n\n{indented(block)}\n\nText\n\n"
        f"```{{note}}\n{block.replace('lenet5', 'lenet1').replace(' --columns', ' --format table --columns')}\n```\n"
    )
    assert check(text, inside, tmp_path, "--fix").code == 0
    mended = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert f"    AlexNet has {SHORT}.\n" in mended
    assert re.search(r"\n    \| C1 +\| +156 \|\n", mended)
    assert "\n~~~text\nLeNet-1\n" in mended
    assert mended.count("\n```\n") == 1  # the directive's own end
    again = check(mended, inside, tmp_path)
    assert again.out == "no findings; 3 figures checked in 1 document.\n"
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == mended


def test_totals_of_tables_there_are_checked(inside: Inside, tmp_path: Path) -> None:
    rows = "\n".join(
        f"| {name} | <!--=lenet5.{name}.params-->{figure}<!--/--> |" for name, figure in (("C1", 156), ("S2", 12))
    )
    table = f"| layer | params |\n|---|---|\n{rows}\n| total | 169 |"
    assert "CNS208" in check(f"!!! note\n\n{indented(table)}\n", inside, tmp_path).out
    assert "CNS208" in check(f"```{{table}} T\n{table}\n```\n", inside, tmp_path).out


def test_figures_without_marks_are_found_there(inside: Inside, tmp_path: Path) -> None:
    done = check("!!! note\n\n    AlexNet has 61M parameters.\n", inside, tmp_path, "--suggest", "--notes")
    assert "a.md:3:17: CNS213" in done.out


OWNERS = ["!!! note", "> - [^1]: x", ": y", "- a", "  b", "", " \t", ">"]


@given(st.lists(st.sampled_from(OWNERS), max_size=12))
def test_an_owner_stands_in_the_paragraph_above(rows: list[str]) -> None:
    """Each row by itself, looking upwards."""
    for first, is_owned in enumerate(content.owned(rows)):
        above = list(dropwhile(content.is_empty, reversed(rows[:first])))
        paragraph = takewhile(lambda row: not content.is_empty(row), above)
        assert is_owned == any(row in OWNERS[:3] for row in paragraph)
