"""Where a mark would break what other programs read, none is set; the figures are told all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Done
from markdown_it import MarkdownIt

from cnnstat.documents.formats.barred import places, separated

GRID = """
+---------+--------+
| Network | Params |
+=========+========+
| AlexNet | 61.0M  |
+---------+--------+
"""
SIMPLE = """
Network    Params
--------   ------
AlexNet    61.0M
VGG-16     138M
"""
MULTILINE = """
-------------------
Network    Params
--------   --------
AlexNet    61.0M

VGG-16     138M
-------------------
"""
NO_HEADINGS = """
--------   ------
AlexNet    61.0M
--------   ------
"""
BARRED = {
    "grid": GRID,
    "simple": SIMPLE,
    "multiline": MULTILINE,
    "no headings": NO_HEADINGS,
    "latex": "\n\\begin{tabular}{cc}\nAlexNet & has 61.0M parameters\\\\\n\\end{tabular}\n",
    "template": '\n{{ note("AlexNet has 61.0M parameters") }}\n',
    "reference": "\n[AlexNet has 61.0M parameters]\n\n[AlexNet has  61.0M Parameters]: http://a.example\n",
    "collapsed reference": "\n[AlexNet has 61.0M parameters][]\n\n[alexnet has 61.0m parameters]: http://a.example\n",
    "reference in a quotation": "\n[AlexNet has 61.0M parameters]\n\n> [AlexNet has 61.0M parameters]: http://a.example\n",
    "reference in an item": "\n[AlexNet has 61.0M parameters]\n\n- [AlexNet has\n  61.0M parameters]: http://a.example\n",
    "reference with brackets": "\n[AlexNet has 61.0M parameters \\[1\\]]\n\n[AlexNet has 61.0M parameters \\[1\\]]: http://a.example\n",
    "grid in a quotation": "\n> +---------+-------+\n> | AlexNet | 61.0M |\n> +---------+-------+\n",
    "footnote": "\nSo x \\footnote{AlexNet has 61.0M parameters}.\n",
    "unclosed template": '\n`{{` begins {{ note("AlexNet has 61.0M parameters") }}\n',
    "bibliography": "\n@article{x,\n title = {AlexNet has 61.0M parameters},\n}\n",
    "directive": "\n:::{note} AlexNet has 61.0M parameters\nNothing.\n:::\n",
    "wiki": "\nSee [[AlexNet has 61.0M parameters|x]].\n",
    "cell": '\n+++ {"AlexNet has": "61.0M parameters"}\n',
    "command": "\n\\newcommand{\\a}{AlexNet has 61.0M parameters}\n",
    "declaration": '\n<!DOCTYPE x "AlexNet has 61.0M parameters">\n',
    "program": '\nSo <%= "AlexNet has 61.0M parameters" %>.\n',
    "settings in a page": "\n---\ntitle: AlexNet has 61.0M parameters\n---\n",
    "settings that three points end": "\n---\nabstract: >\n  AlexNet has 61.0M parameters\n...\n",
    "block between slashes": "\n/// note\n    attrs: {title: AlexNet has 61.0M parameters}\nx\n///\n",
    "command with a blank": "\nSo x \\footnote {AlexNet has 61.0M parameters}.\n",
    "command of one letter": "\n\\c{AlexNet has 61.0M parameters}\n",
    "command on another line": "\n\\parbox\n{AlexNet has 61.0M parameters}\n",
    "second argument": "\n\\textcolor{red}{AlexNet has 61.0M parameters}\n",
    "drawing": '\n<div class="mermaid">graph TD; A[AlexNet has 61.0M parameters]</div>\n',
    "template over lines": "\n{% call note() %} {{\n AlexNet has 61.0M parameters }}\n",
}

SILENT = tuple(name for name in BARRED if "reference" in name or "quotation" in name)
SCRIPTS = [
    'export const y = "AlexNet has 61.0M parameters"\n',
    'export const y = {\n  a: "AlexNet has 61.0M parameters",\n}\n',
    "import X from './AlexNet has 61.0M parameters.js'\n",
    'So {"AlexNet has 61.0M parameters"} it is.\n',
    'A `{` and {y("AlexNet has 61.0M parameters")}\n',
    'export const a = [\n\n  "AlexNet has 61.0M parameters",\n]\n',
]


@pytest.mark.parametrize("name", BARRED)
def test_no_mark_is_set_where_it_would_break_something(name: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    text = f"# A\n{BARRED[name]}\nThe parameters of AlexNet are 61.0M, in all.\n"
    (tmp_path / "a.md").write_text(text)
    told = inside("check", "--suggest", "--format", "json", "a.md", cwd=tmp_path).out
    assert told.count('"61.0M"') > (name not in SILENT)  # the figure there is told, too
    inside("check", "--suggest", "--fix", "a.md", cwd=tmp_path)
    marked = "<!-- cnnstat: alexnet.params -->61.0M<!-- /cnnstat -->, in"
    assert (tmp_path / "a.md").read_text() == text.replace("61.0M, in", marked)


@pytest.mark.parametrize(
    ("query", "set_"), [("mobilenet_v1@width=0.75", True), ("mobilenet_v1@input=192,width=0.75", False)]
)
def test_a_mark_with_a_comma_is_not_set_in_cells_that_commas_end(
    query: str, set_: bool, inside: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.cnnstat]\nnames = {{TinyNet = "{query}"}}\n')
    text = "```{csv-table} x\n:header: Network, Params\n\nTinyNet, 2.59M\n```\n\nAfter it.\n"
    (tmp_path / "a.md").write_text(text)
    inside("check", "--suggest", "--fix", "a.md", cwd=tmp_path)
    mark = f"<!-- cnnstat: {query}.params -->2.59M<!-- /cnnstat -->"
    assert (tmp_path / "a.md").read_text() == (text.replace("2.59M", mark) if set_ else text)


AHEAD = {
    "a.html": ("---\ntitle: AlexNet has 61.0M parameters\n---\n<p>{}</p>\n", "<!--", "-->"),
    "b.html": ("<p>\\(\\text{AlexNet has 61.0M parameters}\\) and {}</p>\n", "<!--", "-->"),
    "c.html": ("<p>\\[ AlexNet has 61.0M parameters \\] and {}</p>\n", "<!--", "-->"),
    "d.html": ("<p>$$ AlexNet has 61.0M parameters $$ and {}</p>\n", "<!--", "-->"),
    "e.html": ("<div class='mermaid'>\nA[AlexNet has 61.0M parameters]\n</div>\n<p>{}</p>\n", "<!--", "-->"),
    "f.md": ("Title: AlexNet has 61.0M parameters\nDate: 2020\n\n{}\n", "<!--", "-->"),
    "g.mdx": ('<Foo\n\n  a="AlexNet has 61.0M parameters"\n/>\n\n{}\n', "{/*", "*/}"),
}


@pytest.mark.parametrize("name", AHEAD)
def test_no_mark_is_set_ahead_of_a_page_or_in_what_scripts_read(
    name: str, inside: Callable[..., Done], tmp_path: Path
) -> None:
    form, begin, end = AHEAD[name]
    said = "The parameters of AlexNet are {}, in all."
    (tmp_path / name).write_text(form.replace("{}", said.replace("{}", "61.0M")))
    inside("check", "--suggest", "--fix", name, cwd=tmp_path)
    marked = said.replace("{}", f"{begin} cnnstat: alexnet.params {end}61.0M{begin} /cnnstat {end}")
    assert (tmp_path / name).read_text() == form.replace("{}", marked)


def test_where_they_begin_and_end() -> None:
    for text in (GRID, SIMPLE, MULTILINE, NO_HEADINGS):
        ((start, end),) = places(f"Before.\n{text}\nBehind.\n")
        assert f"Before.\n{text}\nBehind.\n"[start:end].strip() == text.strip()
    assert places("a {{ b {{ c }} d }} e {{ f", "html") == [(2, 19)]
    assert places("a\n\nb {{ c\n\nd") == [(3, 11)]
    assert places("a \\begin{a} {{ x }} \\begin{b} \\end{b} \\end{a} x", "html") == [(2, 45)]
    assert places("\\ab{c} d\ne\n+++ f\n") == [(0, 8), (11, 16)]
    assert places("\\a {b}\n{c} {d} e {f}") == [(0, 6), (7, 10), (11, 14)]
    assert places("a\n---\n\n---\nb: c\n---\nd") == [(0, 2), (6, 19)]  # a heading, and data
    assert places("a\n---\nb: c\n---\n") == [(0, 2), (6, 11)]
    assert places("\n\n---\nNote: c\n\n---\n") == []
    assert places("# a 61M\nb\n\nc\n> ## d\ne") == [(0, 7), (13, 19)]
    assert places("Title: b\nc\n\nd") == [(0, 10)]
    assert places("AlexNet: b\nTitle: c\n\nd") == []
    assert places('<a b=">"\n\nc>d<e f', scripted=True) == [(0, 12)]
    assert places("a {b} c") == [] != places("a {b} c", scripted=True)
    assert places("import a\nexport b\n\nc\n\nimport d", scripted=True) == [(0, 17), (22, 30)]
    assert places("a <?b c> d <!DOCTYPE e> <![CDATA[ > ]]> <? f", "html") == [(2, 7), (11, 22), (24, 34)]
    assert places("[a  B] [c] [A b]\n\n[a b]: x") == [(0, 6), (11, 16), (18, 24)]
    assert places("a }} c\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- - -\n") == []
    assert [*separated(":::{csv-table} a\n1,2\n:::\nb\n```{csv-table}\n")] == [(0, 21), (27, 42)]


M, E = "<!-- cnnstat: alexnet.params -->", "<!-- /cnnstat -->"
SHOWN = {
    "AlexNet은 **61M**개의 파라미터를 가진다.": f"AlexNet은 {M}**61M**{E}개의 파라미터를 가진다.",
    "AlexNet 모델은 모두**61M**개의 파라미터를 가진다.": f"AlexNet 모델은 모두{M}**61M**{E}개의 파라미터를 가진다.",
    "AlexNet은 **61M** 파라미터를 가진다.": f"AlexNet은 **{M}61M{E}** 파라미터를 가진다.",
    "AlexNet의 **파라미터는 61M**이다.": f"AlexNet의 **파라미터는 {M}61M**{E}이다.",
    "AlexNet has ~~61M~~ parameters": f"AlexNet has {M}~~61M~~{E} parameters",
    "AlexNet has ~61M~ parameters": "AlexNet has ~61M~ parameters",
    "AlexNet has ~61M parameters": f"AlexNet has {M}~61M{E} parameters",
    "AlexNet has $61M$ parameters": f"AlexNet has {M}$61M${E} parameters",
    "<div>AlexNet has `61M` parameters</div>": "<div>AlexNet has `61M` parameters</div>",
    "<div>AlexNet has ~~61M~~ parameters</div>": "<div>AlexNet has ~~61M~~ parameters</div>",
    "<div>![AlexNet has 61M parameters](a.png)</div>": "<div>![AlexNet has 61M parameters](a.png)</div>",
    "<div>AlexNet has 61M parameters</div>": f"<div>AlexNet has {M}61M{E} parameters</div>",
    "## AlexNet has 61M parameters": "## AlexNet has 61M parameters",
    "AlexNet has `61M`{.num} parameters": "AlexNet has `61M`{.num} parameters",
    "AlexNet has {kbd}`61M` parameters": "AlexNet has {kbd}`61M` parameters",
    "AlexNet has `61M` parameters": f"AlexNet has {M}`61M`{E} parameters",
    "$$\n\\text{AlexNet parameters}\n- 0\n= 61M \\text{ parameters}\n$$": (
        "$$\n\\text{AlexNet parameters}\n- 0\n= 61M \\text{ parameters}\n$$"
    ),
}


@pytest.mark.parametrize("text", SHOWN)
def test_a_mark_changes_nothing_that_readers_see(text: str, inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "doc.md").write_text(f"# AlexNet\n\n{text}\n")
    inside("check", "--suggest", "--fix", "doc.md", "--min-claims", "0", cwd=tmp_path)
    marked = (tmp_path / "doc.md").read_text()
    assert marked == f"# AlexNet\n\n{SHOWN[text]}\n"
    shown = MarkdownIt("commonmark").enable("strikethrough").render
    assert shown(marked).replace(M, "").replace(E, "") == shown(f"# AlexNet\n\n{text}\n")
    assert inside("check", "doc.md", "--min-claims", "0", cwd=tmp_path).code == 0


def test_in_mdx_too(inside: Callable[..., Done], tmp_path: Path) -> None:
    text = "# AlexNet\n\n<div>\n  AlexNet has `61M` parameters, ![AlexNet has 61M parameters](a.png)\n</div>\n"
    (tmp_path / "doc.mdx").write_text(text)
    inside("check", "--suggest", "--fix", "doc.mdx", "--min-claims", "0", cwd=tmp_path)
    assert (tmp_path / "doc.mdx").read_text() == text


def test_in_a_long_paragraph_the_mark_stands_around_emphasis(inside: Callable[..., Done], tmp_path: Path) -> None:
    text = f"# AlexNet\n\nAlexNet has **61M** parameters. {'Word. ' * 1000}\n"
    (tmp_path / "doc.md").write_text(text)
    inside("check", "--suggest", "--fix", "doc.md", "--min-claims", "0", cwd=tmp_path)
    assert (tmp_path / "doc.md").read_text() == text.replace("**61M**", f"{M}**61M**{E}")


def test_a_mark_in_the_first_line_behind_a_byte_order_mark(inside: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "a.rst").write_text("\ufeff.. cnnstat: {alexnet.params} parameters\n\nAlexNet has 61M parameters.\n")
    assert inside("check", "a.rst", cwd=tmp_path).out == "no findings; 1 figure checked in 1 document.\n"
